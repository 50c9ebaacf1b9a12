"""A tiny report for the tests of the build: two chapters, pages of a few bytes, no figures read.

The chapters emit the contract's types without the package, so that a kernel is up in under a
second. Run as a script it builds one report, in a process that a test may kill.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat

from tradegap.build import build, export, manifest, pages, up_to_date
from tradegap.build.build import build_reports
from tradegap.build.chapters import find_chapters, share_out
from tradegap.build.page_makers import Here
from tradegap.build.plan import Plan
from tradegap.build.report import Built, Settings
from tradegap.build.reuse import Context
from tradegap.build.shelves import EditionShelf, FolderShelf, Shelf

RESULTS = "application/vnd.tradegap.results+json"
TABLE = "application/vnd.tradegap.table+json"
FIGURE = "application/vnd.tradegap.figure+json"
HEADLINE = "Nothing can be counted < 1 & nothing is"
PARAMETERS = "target_usd_bn = 200.0  # USD bn a year"

EMIT = """
class Emit:
    def __init__(self, **bundle):
        self.bundle = bundle
    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle
"""


def emit(**bundle: Any) -> str:
    """Return a cell's source that ends in an object with these types."""
    return f"{EMIT}\nEmit(**{bundle!r})"


def quantity(value: float | None, node: str) -> dict[str, Any]:
    return {"value": value, "unit": "USD bn", "basis": None, "node": node}


def results_cell(results: dict[str, Any], nodes: dict[str, Any], **more: Any) -> str:
    payload = {"results": results, "nodes": nodes, **more}
    return emit(**{"text/markdown": "Results.", RESULTS: payload})


def node(label: str, *inputs: str) -> dict[str, Any]:
    return {"op": "add" if inputs else "leaf", "label": label, "value": 1.0, "unit": "USD bn",
            "basis": None, "inputs": list(inputs)}  # fmt: skip


TABLE_CELL = emit(
    **{"text/html": "<table></table>", TABLE: {"name": "goods", "csv": "a,b\r\n1,2\r\n"}}
)
FIGURE_CELL = emit(
    **{"image/svg+xml": "<svg/>", FIGURE: {"name": "gap", "title": "The gap", "alt": "A gap"}}
)
FIRST = [
    "# First\n\nThe surplus was [375.2](#n-aaa).",
    results_cell({"baseline.surplus_usd_bn": quantity(375.2, "bbb"), "pledges.unquantified": ["x"]},
                 {"aaa": node("exports"), "bbb": node("surplus", "aaa")}, tables={"goods": "12"}),
    TABLE_CELL,
]  # fmt: skip
SECOND = [
    "# Second",
    "import sys\nprint('told to whoever builds', file=sys.stderr)\nobject()",
    results_cell({"coverage_share": quantity(None, "aaa")}, {"aaa": node("exports")}),
    FIGURE_CELL,
]


def write_notebook(path: Path, cells: list[str], parameters: str | None = PARAMETERS) -> Path:
    """Write a notebook; a cell that begins with `# ` is text."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    if parameters is not None:
        cell = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        notebook.cells.append(cell)
    for source in cells:
        new = nbformat.v4.new_markdown_cell if source[:2] == "# " else nbformat.v4.new_code_cell
        notebook.cells.append(new(source))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def tiny_plan(folder: Path, notebooks: dict[str, list[str]] | None = None, **changes: Any) -> Plan:
    """Return a plan over notebooks written to `folder`."""
    notebooks = notebooks or {"01-first": FIRST, "02-second": SECOND}
    for stem, cells in notebooks.items():
        write_notebook(folder / f"{stem}.ipynb", cells)
    return plan_over(folder, list(notebooks), **changes)


def plan_over(folder: Path, stems: list[str], **changes: Any) -> Plan:
    """Return a plan over notebooks that are there."""
    scenario = folder / "tiny.yml"
    scenario.write_text("id: tiny\n")
    chapters = find_chapters(stems, folder)
    values = {"scenario": "tiny", "as_of": "2018-06-02", "target_usd_bn": 200.0}
    plan: dict[str, Any] = {
        "scenario": "tiny", "as_of": date(2018, 6, 2),
        "scenario_file": scenario, "chapters": tuple(chapters), "values": values,
        "given": share_out(chapters, values, ()),
    }  # fmt: skip
    return Plan(**{**plan, **changes})


def _html(notebook: Any, attached: dict[str, bytes]) -> bytes:
    text = json.dumps(notebook, sort_keys=True).replace("<", "&lt;")
    said = notebook.metadata["tradegap"]["headline"].replace("&", "&amp;").replace("<", "&lt;")
    return f"<html><p>{said}</p><pre>{text}</pre></html>".encode()


def _pdf(notebook: Any, attached: dict[str, bytes]) -> bytes:
    return b"%PDF-1.7\n/Type /Pages /Count 1\n" + str(len(notebook.cells)).encode() + b"\n%%EOF\n"


@contextmanager
def stand_ins(tables: dict[str, str] | None = None) -> Iterator[None]:
    """Put small exporters and a table of hashes in place of the parts that aren't tested here."""
    known = tables if tables is not None else {"goods": "12"}
    said = {"title": "A tiny report", "headline": HEADLINE}
    with (
        patch.dict(export.EXPORTS, {"html": _html, "pdf": _pdf}),
        patch.object(build, "check_tables", lambda: None),
        patch.object(
            up_to_date, "current_digests", lambda names: {n: known.get(n, "") for n in names}
        ),
        patch.object(build, "page_maker", lambda forks: Here()),
        patch.object(pages, "document_metadata", lambda results: dict(said)),
        patch.object(pages, "page_metadata", lambda report, results, tables: {}),
        patch.object(pages, "nodes_chapter", nodes_chapter),
        patch.object(manifest, "package_digests", lambda: {"code": "1", "templates": "2"}),
    ):
        yield


def nodes_chapter(results: Any, linked: list[Any]) -> list[Any]:
    nodes = results["graph"]["nodes"]
    lines = [f"* {link.node}: {nodes[link.node]['label']}" for link in linked]
    return [nbformat.v4.new_markdown_cell("# Where the numbers come from\n\n" + "\n".join(lines))]


def build_tiny(plan: Plan, reports: Path, *, output: bool = False, **settings: Any) -> Built:
    """Build a tiny report into a folder."""
    shelf = (FolderShelf if output else EditionShelf)(reports, plan.slug)
    with stand_ins():
        return build_one(plan, shelf, **settings)


def build_one(plan: Plan, shelf: Shelf, context: Context | None = None, **settings: Any) -> Built:
    """Build one report; raises what it failed by."""
    (outcome,) = build_reports([(plan, shelf, context)], Settings(**settings))
    return outcome.result()


if __name__ == "__main__":
    source, target, *rest = sys.argv[1:]
    stems = sorted(path.stem for path in Path(source).glob("*.ipynb"))
    print(os.getpid(), flush=True)
    done = build_tiny(plan_over(Path(source), stems), Path(target), output="output" in rest)
    print(done.built, flush=True)
