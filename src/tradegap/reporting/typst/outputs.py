"""Outputs of code cells: the richest form that can be printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nbconvert.filters import strip_ansi

from tradegap.reporting.display import FIGURE_TYPE
from tradegap.reporting.results import RESULTS_TYPE, is_published
from tradegap.reporting.typst.document import Document, joined
from tradegap.reporting.typst.html_blocks import HtmlBlocks
from tradegap.reporting.typst.images import (
    DRAWING,
    PICTURES,
    POINTS_PER_PIXEL,
    alternative_text,
    bundled_picture,
)
from tradegap.reporting.typst.links import linked
from tradegap.reporting.typst.markdown import MarkdownBlocks
from tradegap.reporting.typst.markup import (
    Markup,
    call,
    code_seams,
    longest_line,
    number,
    optional,
    sequence,
    string,
    with_seams,
)

MOST_LINES = 400
_OVERWRITTEN = re.compile(r"^.*\r(?!\n|$)", re.MULTILINE)
_WIDTH = re.compile(r"<svg[^>]*?\swidth=[\"']([\d.]+)(pt|px|mm|)[\"']")
_POINTS = {"": 0.75, "px": 0.75, "pt": 1.0, "mm": 72 / 25.4}


def output_blocks(document: Document, output: Any, cell: Any) -> list[Markup]:
    """Return what one output shows in print."""
    match output.output_type:
        case "stream":
            if output.get("name") == "stderr" and document.ours:
                return []
            return verbatim("printed", joined(output.text))
        case "error":
            trace = "\n".join(output.get("traceback") or [])
            return verbatim("complaint", trace or f"{output.get('ename')}: {output.get('evalue')}")
        case "display_data" | "execute_result" | "update_display_data":
            return _data(document, output, cell)
        case _:
            return []


def verbatim(function: str, text: str) -> list[Markup]:
    """Return printed text as it is, without colours and what was written over; cut if endless."""
    text = _OVERWRITTEN.sub("", strip_ansi(text)).rstrip().lstrip("\n")
    if not text:
        return []
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], f"[{left:,} more lines are left out in print]"]
    text = "\n".join(lines)
    return [call(function, string(code_seams(text)), longest_line(text))]


def _data(document: Document, output: Any, cell: Any) -> list[Markup]:
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data and (blocks := _picture(document, kind, output, cell)):
            return blocks
    for kind, write in _WRITERS.items():
        if kind in data and (blocks := write(document, data)):
            return blocks
    if data and RESULTS_TYPE not in data and "text/plain" not in data:
        document.notice("output")
        return [call("remark", string("[Output left out in print]"))]
    return []


def _picture(document: Document, kind: str, output: Any, cell: Any) -> list[Markup]:
    data = output.data
    file = bundled_picture(document, kind, data[kind])
    if file is None:
        document.notice("left out")
        return []
    told: Mapping[str, Any] = data.get(FIGURE_TYPE) or {}
    alt = str(told.get("alt") or _alt(output, kind, cell) or "")
    return [
        call(
            "picture-block",
            file,
            alternative_text(document, alt),
            width=_width(output, kind),
            title=_said(document, told, "title"),
            subtitle=_said(document, told, "subtitle"),
            source=_source(document, told),
        )
    ]


def _said(document: Document, told: Mapping[str, Any], name: str) -> Markup:
    """Return the title or the subtitle of a figure, its numbers leading to their notes."""
    if not told.get(f"{name}_parts"):
        return optional(with_seams(str(told.get(name) or "")))
    return sequence(_piece(document, text, node) for text, node in told[f"{name}_parts"])


def _source(document: Document, told: Mapping[str, Any]) -> Markup:
    """Return the source of a figure, and where the numbers lead that its title doesn't have."""
    source = sourced(str(told.get("source") or ""))
    pieces = [_piece(document, text, node) for text, node in told.get("numbers") or ()]
    if not source or not pieces:
        return optional(with_seams(source))
    before = string(with_seams(f"{source.rstrip('.')}. How its numbers were made: "))
    return sequence([before, *pieces])


def _piece(document: Document, text: str, node: str) -> Markup:
    words = string(with_seams(text))
    return linked(document, f"#n-{node}", words) if node else words


def sourced(source: str) -> str:
    """Return a source as it is printed, `Source: ...`, whichever way it was given."""
    source = source.strip()
    return source if not source or source.lower().startswith("source") else f"Source: {source}"


def _alt(output: Any, kind: str, cell: Any) -> Any:
    """Return the alternative text of a foreign picture: of the output, else of the cell."""
    metadata = output.get("metadata") or {}
    own = metadata.get(kind)
    if isinstance(own, Mapping) and own.get("alt"):
        return own["alt"]
    return metadata.get("alt") or cell.metadata.get("alt")


def _width(output: Any, kind: str) -> Markup:
    """Return the width that the notebook asks for; a drawing says its own."""
    own = (output.get("metadata") or {}).get(kind)
    if isinstance(own, Mapping) and isinstance(own.get("width"), int | float):
        return number(own["width"] * POINTS_PER_PIXEL, "pt")
    match = _WIDTH.search(joined(output.data[kind])[:4000]) if kind == DRAWING else None
    return number(float(match[1]) * _POINTS[match[2]], "pt") if match else Markup("auto")


def _html(document: Document, data: Mapping[str, Any]) -> list[Markup]:
    """Return a table, or text if nothing plainer says the same."""
    if is_published(data):
        return []
    html = joined(data["text/html"])
    plain = joined(data.get("text/plain", "")).strip()
    if "<table" in html.lower() or not plain or plain.startswith("<"):
        return HtmlBlocks(document).blocks(html, depth=1)
    return []


def _markdown(document: Document, data: Mapping[str, Any]) -> list[Markup]:
    return MarkdownBlocks(document).blocks(joined(data["text/markdown"]))


def _plain(document: Document, data: Mapping[str, Any]) -> list[Markup]:
    if RESULTS_TYPE in data:
        return []  # names of results: for the build, not for readers
    return verbatim("printed", joined(data["text/plain"]))


def _latex(document: Document, data: Mapping[str, Any]) -> list[Markup]:
    document.notice("math")
    return verbatim("printed", joined(data["text/latex"]))


_WRITERS: dict[str, Callable[[Document, Mapping[str, Any]], list[Markup]]] = {
    "text/html": _html,
    "text/markdown": _markdown,
    "text/plain": _plain,
    "text/latex": _latex,
}
