"""Join executed chapters into one notebook in which nothing depends on clock, run or machine."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict, v4

from tradegap.build.chapters import VOLATILE
from tradegap.build.executed import Executed
from tradegap.build.failures import is_injected
from tradegap.build.linking import linked_nodes, text_links
from tradegap.reporting.display import FIGURE_TYPE
from tradegap.reporting.notes import Linked

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
NODES = "99-nodes"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")

NodesChapter = Callable[[Mapping[str, Any], list[Linked]], Sequence[Any]]
Endnotes = Callable[[Mapping[str, Any], dict[str, list[str]]], Mapping[str, Any]]


def assemble(
    chapters: Iterable[Executed],
    metadata: Mapping[str, Any],
    results: Mapping[str, Any],
    nodes_chapter: NodesChapter | None = None,
    endnotes: Endnotes | None = None,
) -> NotebookNode:
    """Return one notebook: the chapters in their order, then the list of linked nodes.

    `metadata` is what the report says of itself; it goes to the notebook's metadata as
    `tradegap`. `nodes_chapter` makes the cells of the list from the results and the nodes that
    are linked, in the order of their first link, each with its chapter's title; `endnotes` makes
    the notes of each chapter's text, for print.
    """
    cells: list[NotebookNode] = []
    for executed in chapters:
        cells += chapter_cells(executed.chapter.stem, executed.notebook.cells)
    linked = linked_nodes(cells)
    if endnotes:
        cells = _with_endnotes(cells, endnotes(results, text_links(cells)))
    if nodes_chapter and linked:
        cells += chapter_cells(NODES, nodes_chapter(results, linked))
    whole = v4.new_notebook(cells=cells)
    whole.metadata = from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python", "file_extension": ".py"},
            "title": metadata.get("title", ""),
            "tradegap": dict(metadata),
        }
    )
    return whole


def _with_endnotes(cells: Sequence[Any], notes: Mapping[str, Any]) -> list[NotebookNode]:
    """Return the cells of all chapters, each chapter followed by its notes."""
    stems = [cell.metadata["tradegap"]["chapter"] for cell in cells]
    last = {stem: at for at, stem in enumerate(stems)}
    whole: list[NotebookNode] = []
    for at, (stem, cell) in enumerate(zip(stems, cells, strict=True)):
        whole.append(cell)
        if at == last[stem] and stem in notes:
            whole += chapter_cells(f"{stem}-notes", [notes[stem]])
            whole[-1].metadata["tradegap"]["chapter"] = stem
    return whole


def chapter_cells(stem: str, cells: Sequence[Any]) -> list[NotebookNode]:
    """Return a chapter's cells with fixed ids and tags and without what changes between runs.

    The number `cell` counts code cells from 1, as its author sees them in the notebook: the cell
    that papermill put in has the number of the one before it, and so has text.
    """
    clean: list[NotebookNode] = []
    number = 0
    for position, original in enumerate(cells, start=1):
        cell = copy.deepcopy(original)
        number += cell.cell_type == "code" and not is_injected(cell)
        cell.id = f"{stem}-{position}"[-64:]
        for key in VOLATILE:
            cell.metadata.pop(key, None)
        cell.metadata["tradegap"] = {"chapter": stem, "cell": number}
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.outputs = [_clean_output(out, number) for out in cell.outputs if _is_kept(out)]
        clean.append(cell)
    return clean


def _is_kept(output: NotebookNode) -> bool:
    """Warnings name files of the machine: they are told to whoever builds, not to readers."""
    return bool(output.get("name") != "stderr")


def _clean_output(output: NotebookNode, number: int) -> NotebookNode:
    if "execution_count" in output:
        output.execution_count = number
    output.pop("transient", None)
    if FIGURE_TYPE in output.get("data", {}):
        output.data.pop("text/html", None)  # a notebook's dress of a figure; reports have theirs
    text = output.get("data", {}).get("text/plain")
    if text is not None:
        output.data["text/plain"] = _ADDRESS.sub("", "".join(text))
    return output
