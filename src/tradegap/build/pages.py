"""From executed chapters to the files of a report, within one process.

Runs in a fork: `assemble` gathers results and writes what isn't a page, `export` writes one page
of what was assembled. A copy of the process can export another at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from tradegap.build import export
from tradegap.build.assemble import assemble as assemble_notebook
from tradegap.build.canonical import dumps
from tradegap.build.chapters import Chapter
from tradegap.build.data_zip import write_data_zip
from tradegap.build.executed import Executed
from tradegap.build.facts import facts_of, write_picture
from tradegap.build.inspect_output import inspect_page, inspect_results
from tradegap.build.places import telling_output_errors
from tradegap.build.results import gather, results_object
from tradegap.reporting.endnotes import endnotes
from tradegap.reporting.notes import nodes_chapter
from tradegap.reporting.summary import document_metadata, page_metadata

LANGUAGE = "en"


@dataclass(frozen=True)
class Order:
    """What a report is made of, as JSON can carry it.

    `chapters` are the stem and the executed notebook's file of each chapter, in order; `as_of` is
    a date in ISO form, `folder` the empty folder that the report is written to.
    """

    scenario: str
    as_of: str
    parameters: Mapping[str, Any]
    chapters: Sequence[tuple[str, str]]
    folder: str

    def as_json(self) -> dict[str, Any]:
        """Return the order as JSON has it."""
        return asdict(self)


@dataclass
class Assembled:
    """A report that only lacks its pages."""

    notebook: Any
    report: dict[str, Any]
    tables: dict[str, str]
    results: dict[str, Any]
    folder: Path


_assembled: list[Assembled] = []


def results_of(order: Order) -> tuple[dict[str, Any], dict[str, str], list[Executed]]:
    """Return the results of executed chapters, the tables that they read, and the chapters."""
    executed = [
        Executed(Chapter(stem, Path(f"{stem}.ipynb"), ()), nbformat.read(path, as_version=4), 0)
        for stem, path in order.chapters
    ]
    gathered = gather(executed)
    as_of = date.fromisoformat(order.as_of)
    results = results_object(gathered, order.scenario, as_of, order.parameters)
    return results, gathered.values("tables"), executed


def assembled(order: Order) -> Assembled:
    """Gather, join, and write results, tables and figures, and the data package of these."""
    results, tables, executed = results_of(order)
    inspect_results(results)
    report = {
        **document_metadata(dict(results)),
        "scenario": order.scenario,
        "as_of": order.as_of,
        "edition": results["edition"],
        "language": LANGUAGE,
    }
    told = {**report, **page_metadata(report, results, tables)}
    whole = assemble_notebook(executed, told, results, nodes_chapter, endnotes)
    folder = Path(order.folder)
    with telling_output_errors(folder.parent):
        (folder / "results.json").write_text(dumps(results), encoding="utf-8")
        export.write_parts(whole, folder)
        write_data_zip(folder, report, export.tables_of(whole), tables)
        picture = write_picture(whole, folder)
    facts = {**facts_of(results, whole), "picture": picture}
    return Assembled(whole, {**report, **facts}, tables, results, folder)


def written(made: Assembled, name: str) -> None:
    """Write one page and look at it."""
    with telling_output_errors(made.folder.parent):
        export.write_page(made.notebook, made.folder, name)
        inspect_page(made.folder, name, made.report.get("headline", ""))


def assemble(order: dict[str, Any]) -> dict[str, Any]:
    """Assemble in this process, for `export_page` to follow; return report and tables."""
    made = assembled(Order(**order))
    _assembled[:] = [made]
    return {"report": made.report, "tables": made.tables}


def export_page(name: str) -> None:
    """Write one page of what this process, or the one it is a copy of, has assembled."""
    written(_assembled[0], name)


def export_notebook(source: str, target: str, name: str) -> None:
    """Write a page of any executed notebook."""
    notebook = nbformat.read(source, as_version=4)
    with telling_output_errors(Path(target).parent):
        Path(target).write_bytes(export.EXPORTS[name](notebook, {}))
