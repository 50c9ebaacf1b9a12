"""Which numbers a report links, in order: in all, and in the text of each chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tradegap.reporting.display import FIGURE_TYPE
from tradegap.reporting.notes import Linked

_LINK = re.compile(r"#n-([0-9A-Za-z_-]+)")
_TITLE = re.compile(r"^# +(.+?)[ #]*$", re.MULTILINE)


def linked_nodes(cells: Iterable[Any]) -> list[Linked]:
    """Return the nodes that text, figures and tables link to, in order of the first link.

    Each has the title of the chapter that links it first, and says whether it is ever linked
    outside of tables.
    """
    found: dict[str, str] = {}
    in_text: set[str] = set()
    chapter = ""
    for cell in cells:
        if cell.cell_type == "markdown" and (heading := _TITLE.search(cell.source)):
            chapter = heading[1]
        for nodes, is_table in _linking(cell):
            for node in nodes:
                found.setdefault(node, chapter)
            in_text |= set() if is_table else set(nodes)
    return [Linked(node, title, node in in_text) for node, title in found.items()]


def text_links(cells: Iterable[Any]) -> dict[str, list[str]]:
    """Return the nodes that each chapter links outside of tables, in order of the first link."""
    chapters: dict[str, dict[str, None]] = {}
    for cell in cells:
        stem = cell.metadata["tradegap"]["chapter"]
        for nodes, is_table in _linking(cell):
            if not is_table:
                chapters.setdefault(stem, {}).update(dict.fromkeys(nodes))
    return {stem: list(nodes) for stem, nodes in chapters.items() if nodes}


def _linking(cell: Any) -> Iterator[tuple[list[str], bool]]:
    """Yield the nodes that each part of a cell links to, and whether it is a table."""
    if cell.cell_type == "markdown":
        yield _LINK.findall(cell.source), False
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        about = data.get(FIGURE_TYPE, {})
        parts = [*about.get("title_parts", ()), *about.get("numbers", ())]
        yield [node for _, node in parts if node], False
        for kind in ("text/markdown", "text/html"):
            text = "".join(data.get(kind, ""))
            yield _LINK.findall(text), "<table" in text
