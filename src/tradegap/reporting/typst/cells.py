"""From a notebook, cell by cell, to a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradegap.reporting.typst.document import (
    ENDNOTES,
    REFERENCE,
    SCREEN_ONLY,
    Document,
    joined,
    linked_ids,
)
from tradegap.reporting.typst.markdown import MarkdownBlocks
from tradegap.reporting.typst.markup import (
    Markup,
    call,
    code_seams,
    longest_line,
    sequence,
    string,
)
from tradegap.reporting.typst.outputs import output_blocks, verbatim


def write_document(notebook: Any, *, show_code: bool, folder: Path | None = None) -> Document:
    """Return the notebook as a document; pictures in files are read below `folder` alone."""
    notes = {_chapter(c): c.metadata["notes"] for c in notebook.cells if _is_endnotes(c)}
    ends = {f"note-{stem}-{number}" for stem, of in notes.items() for number in of.values()}
    document = Document(
        ours="tradegap" in notebook.metadata,
        wanted=linked_ids(_texts(notebook)) | ends,
        folder=folder,
        notes=notes,
    )
    for position, cell in enumerate(notebook.cells, start=1):
        document.cell = cell_name(cell, position)
        document.chapter = _chapter(cell)
        document.attachments = cell.get("attachments") or {}
        try:
            write_cell(document, cell, show_code=show_code)
        except RecursionError:
            document.notice("nested")
            document.add(verbatim("printed", joined(cell.source)))
    document.chapter = ""
    return document


def write_cell(document: Document, cell: Any, *, show_code: bool) -> None:
    """Write one cell; tags take away its code, its outputs, or all of it."""
    tags = {str(tag).replace("_", "-") for tag in cell.metadata.get("tags") or ()}
    if tags & {"remove-cell", SCREEN_ONLY}:
        return
    if REFERENCE in tags:
        document.add([Markup("show: reference-pages")])  # it and all after it
    if _is_endnotes(cell):
        document.chapter = ""  # a number within a note leads to its own
        blocks = MarkdownBlocks(document).blocks(joined(cell.source))
        document.add([call("endnotes", sequence(blocks))])
    elif cell.cell_type == "markdown":
        document.add(MarkdownBlocks(document).blocks(joined(cell.source)))
    elif cell.cell_type == "code":
        if show_code and not tags & {"remove-input", "hide-input"}:
            _write_code(document, joined(cell.source).strip("\n"))
        if "remove-output" not in tags:
            for output in cell.get("outputs") or ():
                document.add(output_blocks(document, output, cell))


def _chapter(cell: Any) -> str:
    return str((cell.metadata.get("tradegap") or {}).get("chapter") or "")


def _is_endnotes(cell: Any) -> bool:
    return ENDNOTES in (cell.metadata.get("tags") or ()) and "notes" in cell.metadata


def cell_name(cell: Any, position: int) -> str:
    """Return what a person would call a cell: its place in its chapter, or in the notebook."""
    ours = cell.metadata.get("tradegap")
    if ours and cell.cell_type == "code":
        return f"{ours.get('chapter')}, code cell {ours.get('cell')}"
    return f"{ours.get('chapter')}, text" if ours else f"cell {position}"


def _write_code(document: Document, code: str) -> None:
    if code.strip():
        shown, lang = string(code_seams(code)), string("python")
        document.add([call("code-cell", shown, longest_line(code), lang=lang)])


def _texts(notebook: Any) -> Iterator[str]:
    """Yield every text that may hold a link."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield joined(cell.source)
        for output in cell.get("outputs") or ():
            data = output.get("data", {})
            yield from (
                joined(data[kind]) for kind in ("text/markdown", "text/html") if kind in data
            )
