"""Build one report: check, execute, gather, assemble, export, look, publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build import manifest
from tradegap.build.canonical import dumps, files_below
from tradegap.build.editions import read_manifest
from tradegap.build.export import FORMATS
from tradegap.build.index import write_index
from tradegap.build.places import reports_dir, run_dir, telling_output_errors
from tradegap.build.plan import Plan, make_plan
from tradegap.build.publish import locked, staging
from tradegap.build.shelves import EditionShelf, FolderShelf, Shelf
from tradegap.build.tables import check_tables, current_digests

if TYPE_CHECKING:
    from tradegap.build.execute import Executed

LANGUAGE = "en"
Progress = Callable[[str, str], None]


@dataclass
class Built:
    """What a build has to say: where the report is, its headline, and how long each stage took."""

    slug: str
    folder: Path
    edition: str
    report: Mapping[str, Any]
    built: bool
    formats: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def files(self) -> list[Path]:
        """Return the pages that people open."""
        return [self.folder / f"report.{name}" for name in self.formats]


def build_report(
    plan: Plan, shelf: Shelf, *, force: bool = False, progress: Progress = lambda what, state: None
) -> Built:
    """Build a report and publish it on a shelf; return at once if nothing it needs has changed.

    Raises a `TradegapError` that says what is wrong; whatever was published before stays. A
    second build of the same report waits for the first.
    """
    check_tables()
    with locked(shelf, lambda: progress(plan.slug, "waiting for another build of this report")):
        current = None if force else up_to_date(plan, shelf)
        if current is not None:
            return _described(plan, shelf, current, built=False)
        with staging(shelf) as staged:
            return _build(plan, shelf, staged, progress)


def up_to_date(plan: Plan, shelf: Shelf) -> dict[str, Any] | None:
    """Return the manifest of the published report if all it depends on and itself are unchanged."""
    known = read_manifest(shelf.shown)
    if known is None:
        return None
    tables = current_digests(known["inputs"]["tables"])
    if plan.fingerprint(tables) != known["fingerprint"]:
        return None
    there = files_below(shelf.shown)
    there.pop("manifest.json", None)
    return known if there == known["files"] else None


def compute(
    plan: Plan, *, progress: Progress = lambda what, state: None
) -> tuple[dict[str, Any], dict[str, str], list[Executed]]:
    """Execute a plan's chapters and return results, tables read and executed notebooks."""
    from tradegap.build.execute import run_chapters
    from tradegap.build.results import gather, results_object

    with run_dir() as run:
        executed = run_chapters(
            plan.chapters, plan.given, run, inputs=plan.laid_in, progress=progress
        )
    gathered = gather(executed)
    results = results_object(gathered, plan.scenario, plan.as_of, plan.parameters)
    return results, gathered.values("tables"), executed


def _build(plan: Plan, shelf: Shelf, staged: Path, progress: Progress) -> Built:
    seconds: dict[str, float] = {}
    found = plan.inputs({})  # before anything runs: what is edited meanwhile is built next time
    with _timed(seconds, "execute"):
        results, tables, executed = compute(plan, progress=progress)
    progress("pages", "running")
    with _timed(seconds, "pages"):
        report = _write(plan, staged, results, executed)
    with _timed(seconds, "publish"), telling_output_errors(shelf.folder):
        found["tables"] = tables
        content = manifest.manifest(
            found, plan.parameters, plan.formats, report, files_below(staged)
        )
        (staged / "manifest.json").write_text(dumps(content), encoding="utf-8")
        shelf.publish(staged, report["edition"])
    progress("pages", "done")
    done = _described(plan, shelf, content, built=True)
    done.seconds = seconds
    done.warnings = [text for chapter in executed for text in chapter.warnings()]
    return done


def _write(
    plan: Plan, staged: Path, results: dict[str, Any], executed: list[Executed]
) -> dict[str, Any]:
    """Assemble and export into the staging folder and look at the outcome."""
    from tradegap.build.assemble import assemble
    from tradegap.build.export import write_report
    from tradegap.build.inspect_output import inspect_report

    report = describe(plan, results)
    notebook = assemble(executed, report, results, _nodes_chapter())
    with telling_output_errors(staged.parent):
        write_report(notebook, results, staged, plan.formats)
    inspect_report(staged, results, plan.formats, report.get("headline", ""))
    return report


def describe(plan: Plan, results: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the report says of itself, for the notebook's metadata and the manifest."""
    return {
        **_metadata(results),
        "scenario": plan.scenario,
        "as_of": plan.as_of.isoformat(),
        "edition": results["edition"],
        "language": LANGUAGE,
    }


def _metadata(results: Mapping[str, Any]) -> dict[str, Any]:
    from tradegap.reporting.summary import document_metadata

    return dict(document_metadata(dict(results)))


def _nodes_chapter() -> Any:
    from tradegap.reporting.notes import nodes_chapter

    return nodes_chapter


def _described(plan: Plan, shelf: Shelf, content: Mapping[str, Any], *, built: bool) -> Built:
    report = content["report"]
    return Built(plan.slug, shelf.shown, report["edition"], report, built, plan.formats)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - begin, 3)


def build_scenario(
    name_or_path: str | Path,
    parameters: Mapping[str, str] | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    output: Path | None = None,
    reports: Path | None = None,
    force: bool = False,
    progress: Progress = lambda what, state: None,
) -> Built:
    """Build the report of a scenario, into `output` or else among the editions of `reports`.

    The index of the reports folder is written anew; an `output` folder gets the report alone.
    """
    plan = make_plan(name_or_path, parameters, formats)
    if output is not None:
        return build_report(plan, FolderShelf(output, plan.slug), force=force, progress=progress)
    folder = reports_dir(reports)
    done = build_report(plan, EditionShelf(folder, plan.slug), force=force, progress=progress)
    write_index(folder)
    return done
