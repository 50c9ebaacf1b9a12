"""From the depot to readers: a report that a worker built goes through the ordinary shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tradegap.build.canonical import files_below
from tradegap.build.cluster.bundle import unpack
from tradegap.build.cluster.depot import Depot, Missing
from tradegap.build.editions import read_manifest
from tradegap.build.places import telling_output_errors
from tradegap.build.plan import Plan
from tradegap.build.publish import locked, staging
from tradegap.build.report import Built, described
from tradegap.build.shelves import Shelf
from tradegap.build.up_to_date import up_to_date
from tradegap.errors import BuildError

BEFOREHAND = ("scenario", "assumptions", "notebooks", "package")
"""What is known of a report's inputs before anything runs; the rest is what its chapters read."""


def standing(plan: Plan, shelf: Shelf, waiting: Callable[[], None] = lambda: None) -> Built | None:
    """Return the report as it stands if it is up to date, else `None`."""
    if not shelf.shown.exists():
        return None
    with locked(shelf, waiting):
        known = up_to_date(plan, shelf)
    return described(plan, shelf, known, built=False) if known else None


def publish(
    plan: Plan, shelf: Shelf, depot: Depot, result: Mapping[str, Any], inputs: Mapping[str, Any],
    waiting: Callable[[], None] = lambda: None,
) -> Built:  # fmt: skip
    """Publish what a worker built, as a local build would; readers and editions see no difference.

    `inputs` are those that the plan had when it was ordered. What another build has published
    meanwhile, if it is the same to the byte, is left as it is. Raises `BuildError` if the bundle
    is gone or damaged, or isn't the report that was ordered.
    """
    try:
        content = depot.get(result["bundle"])
    except Missing as error:
        raise BuildError(
            f"The report {plan.slug} was built and got lost in the depot ({error}); build again."
        ) from error
    with locked(shelf, waiting), staging(shelf) as staged, telling_output_errors(shelf.folder):
        unpack(content, staged)
        manifest = _checked(plan, staged, inputs)
        if read_manifest(shelf.shown) != manifest or up_to_date(plan, shelf) is None:
            shelf.publish(staged, manifest["report"]["edition"])
    built = described(plan, shelf, manifest, built=True)
    built.seconds = dict(result["seconds"])
    built.warnings = list(result["warnings"])
    return built


def _checked(plan: Plan, staged: Path, inputs: Mapping[str, Any]) -> dict[str, Any]:
    manifest = read_manifest(staged)
    files = files_below(staged)
    files.pop("manifest.json", None)
    same = manifest is not None and all(manifest["inputs"][n] == inputs[n] for n in BEFOREHAND)
    if manifest is None or manifest["files"] != files or not same:
        raise BuildError(
            f"What a worker built as {plan.slug} isn't the report that was ordered; build it "
            "with --force, or without --cluster."
        )
    return manifest
