"""Which results a report can have, as far as that is known before its chapters are run."""

from __future__ import annotations

import re

from tradegap.build.canonical import plain
from tradegap.build.editions import Report, read_manifest, read_results
from tradegap.build.plan import Plan
from tradegap.build.results import flat
from tradegap.build.shelves import Shelf
from tradegap.errors import BuildError, UnknownNameError

FIRST_PARTS = frozenset(
    {
        "baseline",
        "cases",
        "coverage_share",
        "feasibility",
        "gap_upper_bound_usd_bn_per_year",
        "gap_usd_bn_per_year",
        "hindsight",
        "mirror",
        "mix",
        "partners",
        "path",
        "phase_one",
        "physical",
        "pledges",
        "progress",
        "report",
        "required",
        "response",
        "target",
        "uncertainty",
    }
)
"""What the names of all results of the listed cases begin with, up to the first dot."""


def refuse_unknown(name: str, plan: Plan, shelf: Shelf) -> None:
    """Raise `UnknownNameError` for a name that no chapter of a plan will publish.

    Known are the names of the published report, if chapters, program, scenario and parameters are
    still its own (numbers in a name move with the figures, and decide nothing), and what any name
    begins with: a part of the list above, or one that a chapter's text has. Of others nothing is
    said: only running the chapters tells.
    """
    known = _names_before(plan, shelf)
    shapes = {_shape(each) for each in known}
    if (known and _shape(name) not in shapes) or not _begins_as_any(name, plan):
        raise UnknownNameError("result", name, known or FIRST_PARTS)


def _names_before(plan: Plan, shelf: Shelf) -> set[str]:
    """Return the names of the published report, none if something that names them has changed."""
    there = read_manifest(shelf.shown)
    if there is None or there["parameters"] != plain(plan.parameters):
        return set()
    now = plan.inputs({})
    if any(there["inputs"].get(part) != now[part] for part in ("package", "notebooks", "scenario")):
        return set()
    try:
        return {name for name, _ in flat(read_results(Report(plan.slug, shelf.shown, there)))}
    except BuildError:  # a broken file is no list
        return set()


def _begins_as_any(name: str, plan: Plan) -> bool:
    first = name.partition(".")[0]
    word = re.compile(rf"\b{re.escape(first)}\b")
    return first in FIRST_PARTS or any(
        word.search(chapter.path.read_text(encoding="utf-8")) for chapter in plan.chapters
    )


def _shape(name: str) -> str:
    return re.sub(r"\d+", "#", name)
