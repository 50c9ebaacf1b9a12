"""Whether a published report is what a build would make of it now: the full check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradegap.build import manifest
from tradegap.build.canonical import files_below
from tradegap.build.current import Current
from tradegap.build.editions import read_manifest
from tradegap.build.plan import Plan
from tradegap.build.shelves import Shelf
from tradegap.build.tables import current_digests


def up_to_date(plan: Plan, shelf: Shelf, current: Current | None = None) -> dict[str, Any] | None:
    """Return the manifest of the published report if all it depends on and itself are unchanged.

    A report with a chapter that reads what can't be checked is never up to date.
    """
    known = read_manifest(shelf.shown)
    if known is None:
        return None
    now = would_be(plan, known, current or Current())
    if now["fingerprint"] != known["fingerprint"] or known["inputs"].get("unsure"):
        return None
    return known if files_shown(shelf) == known["files"] else None


def files_shown(shelf: Shelf) -> dict[str, str]:
    """Return the sha256 of every file of the published report but its manifest."""
    there = files_below(shelf.shown)
    there.pop("manifest.json", None)
    return there


def would_be(plan: Plan, known: Mapping[str, Any], current: Current) -> dict[str, Any]:
    """Return the manifest that a plan's report would have if it read what the known one did."""
    found = plan.inputs(current_digests(known["inputs"]["tables"]), current)
    found["catalog"] = current.entries(known["inputs"].get("catalog", {}))
    found["files"] = current.files(known["inputs"].get("files", {}))
    if unsure := known["inputs"].get("unsure"):
        found["unsure"] = unsure
    return manifest.manifest(found, plan.parameters, plan.formats, {}, {})
