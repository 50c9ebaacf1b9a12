"""The last chapter: how each number on the page was made, down to figures and assumptions.

Written from the calculation graph in the results, never by hand. Each number that the report links
has its note here, and so has everything it was made from: the calculations by the chapter that
shows them first, then the assumptions, parameters, decisions and published figures, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from tradegap.data.catalog import read_catalog
from tradegap.reporting.notes_calculations import Calculations
from tradegap.reporting.notes_items import calculation_notes
from tradegap.reporting.notes_origins import origin_sections
from tradegap.reporting.provenance import closure
from tradegap.reporting.typst.document import PRINT_ONLY, REFERENCE, SCREEN_ONLY

TITLE = "How each number was made"
_FORMULA = (
    "A note gives the name, the formula in words, and the same formula in numbers, which lead to "
    "their own notes; a formula that several numbers share stands once, with an ellipsis for what "
    "differs."
)
_ORIGINS = (
    "the *assumptions*, numbers that nobody publishes, with their ratings; the *parameters*, "
    "chosen in the scenario or when the report was built; the *decisions*, rules of crediting "
    "applied to a pledge; and the *published figures* by table."
)
_ON_SCREEN = (
    f"Every linked number of this report, and everything that it was made from. {_FORMULA} "
    f"Calculations stand by the chapter that shows them first; then come {_ORIGINS}"
)
_IN_PRINT = (
    f"What the notes at the end of the chapters rest on. {_FORMULA} First come the calculations "
    f"between, by chapter; then {_ORIGINS} The numbers of a table are traced by the line under it; "
    "their calculations are noted in the HTML report alone."
)


@dataclass(frozen=True)
class Linked:
    """A node that the report links to: where first, and whether text does, or only tables."""

    node: str
    chapter: str
    in_text: bool


def nodes_chapter(results: Mapping[str, Any], linked: Sequence[Linked]) -> list[Any]:
    """Return the cells of the chapter from the linked nodes, in order of their first link.

    The first cell is tagged `reference`, which in print sets it and all after it small, in two
    columns. On the page a chapter's calculations are one list; in print those that the chapter's
    own notes have, and those of tables, are left out of it.
    """
    nodes = results["graph"]["nodes"]
    known = [link for link in linked if link.node in nodes]
    calculations = Calculations(nodes, [link.node for link in known])
    in_text = [link.node for link in known if link.in_text]
    printed = set(closure(nodes, in_text)) - {calculations.source(i) for i in in_text}
    cells = [_cell(f"# {TITLE}", REFERENCE), _cell(_ON_SCREEN, SCREEN_ONLY)]
    cells.append(_cell(_IN_PRINT, PRINT_ONLY))
    for chapter, noted in _by_chapter(calculations, known).items():
        cells += _cells_of(calculations, chapter, noted, printed)
    behind = closure(nodes, [link.node for link in known])
    leaves = [i for i in behind if "leaf" in nodes[i] and not calculations.is_plain(i)]
    sections = origin_sections(calculations, leaves, read_catalog())
    return cells + [_cell(text) for text in sections]


def _by_chapter(calculations: Calculations, linked: Iterable[Linked]) -> dict[str, list[str]]:
    """Return the calculations with a note by the chapter that first leads to them, in order."""
    chapters: dict[str, list[str]] = {}
    seen: set[str] = set()
    for link in linked:
        for node_id in closure(calculations.nodes, [link.node]):
            if node_id in calculations.noted and node_id not in seen:
                seen.add(node_id)
                chapters.setdefault(link.chapter, []).append(node_id)
    return chapters


def _cells_of(
    calculations: Calculations, chapter: str, noted: Sequence[str], printed: set[str]
) -> Iterator[Any]:
    for tag, ids in ((SCREEN_ONLY, noted), (PRINT_ONLY, [i for i in noted if i in printed])):
        if ids:
            items = calculation_notes(calculations, ids)
            yield _cell(f"## {chapter}\n\n" + "\n".join(items), tag)


def _cell(text: str, *tags: str) -> Any:
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": list(tags)} if tags else {})
