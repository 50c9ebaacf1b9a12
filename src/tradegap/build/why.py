"""Why a report would be built, and which of its chapters would run; nothing is executed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tradegap.build import causes
from tradegap.build.build import shelf_of
from tradegap.build.editions import read_manifest
from tradegap.build.freshness import Freshness
from tradegap.build.plan import Plan, make_plan
from tradegap.build.requests import Request
from tradegap.build.reuse import Kept, context_of, recall
from tradegap.build.shelves import Shelf
from tradegap.build.up_to_date import files_shown, would_be

KEPT = "kept"


@dataclass(frozen=True)
class Why:
    """A report's name, the causes for building it (none: it is up to date), and by chapter why."""

    slug: str
    shown: Path
    causes: tuple[str, ...] = ()
    chapters: tuple[tuple[str, str], ...] = ()

    def lines(self) -> list[str]:
        """Return what `--explain` prints."""
        if not self.causes:
            return [f"{self.slug}: up to date"]
        told = [f"{self.slug}: {causes.sentence(self.causes)}"]
        return told + [f"  {stem}: {reason}" for stem, reason in self.chapters]


def why(request: Request, freshness: Freshness, *, force: bool = False) -> Why:
    """Return whether and why what is asked for would be built now.

    Raises what `make_plan` raises.
    """
    if not force and (fresh := freshness.fresh(request)):
        return Why(fresh.slug, fresh.shown)
    plan = make_plan(request.scenario, request.parameters, request.formats)
    shelf, context = shelf_of(request, plan), context_of(plan, freshness.store, freshness.current)
    told = ["--force was given"] if force else report_causes(plan, shelf, freshness)
    chapters = []
    for chapter in plan.chapters if told else ():
        found = recall(chapter, plan.given[chapter.stem], context)
        reason = "--force was given" if force else ""
        kept = KEPT if isinstance(found, Kept) else found.reason
        chapters.append((chapter.stem, reason or kept))
    return Why(plan.slug, shelf.shown, tuple(told), tuple(chapters))


def report_causes(plan: Plan, shelf: Shelf, freshness: Freshness) -> list[str]:
    """Return why a plan's report isn't up to date, empty if it is."""
    known = read_manifest(shelf.shown)
    if known is None:
        return [causes.FIRST]
    now = would_be(plan, known, freshness.current)
    told = causes.report_causes(known, now)
    told += causes.outputs(known["files"], files_shown(shelf))
    if not told and now["fingerprint"] != known["fingerprint"]:
        told = ["it was built by another version of tradegap"]
    return told
