"""Tables of HTML outputs: ours with their caption and source, and those of any DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4 import Tag

from tradegap.reporting.typst.markup import EMPTY, NONE, Markup, string
from tradegap.reporting.typst.tables import Cell, Row, table_block

MOST_ROWS = 5000
LONGEST_UNIT = 12  # signs of a unit that stays on one line
Content = Callable[[Tag, bool], Markup]


def html_table(table: Tag, content: Content, source: Tag | None = None) -> Markup:
    """Return a `<table>` as Typst; `content` writes what stands in a cell."""
    caption = next((c for c in _own(table, "caption")), None)
    rows = html_rows(table, content)
    told = source.get_text() if source is not None else ""
    return table_block(rows, _or_none(caption, content), _or_none(source, content), told)


def html_rows(table: Tag, content: Content) -> Iterator[Row]:
    """Yield the rows of a table, not those of tables within its cells."""
    marked = bool(table.select_one("td.num, th.num"))
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    for row in rows[:MOST_ROWS]:
        cells = list(row.find_all(["td", "th"], recursive=False))
        head = _is_head(row, cells)
        yield Row(
            tuple(_cell(cell, content(cell, not head), marked) for cell in cells),
            head=head,
            total="total" in classes(row),
        )
    if left := len(rows[MOST_ROWS:]):
        yield Row((Cell(string(f"{left:,} more rows are left out in print"), across=3),))


def _is_head(row: Tag, cells: list[Tag]) -> bool:
    section = row.find_parent(["thead", "tbody", "tfoot", "table"])
    if section is not None and section.name in ("thead", "tbody", "tfoot"):
        return section.name == "thead"
    only_heads = bool(cells) and all(cell.name == "th" for cell in cells)
    return only_heads and row.find_previous_sibling("tr") is None


def _cell(cell: Tag, content: Markup, marked: bool) -> Cell:
    return Cell(
        content,
        _text(cell),
        across=_span(cell, "colspan"),
        down=_span(cell, "rowspan"),
        head=cell.name == "th",
        end=("num" in classes(cell)) if marked else None,
    )


def _text(cell: Tag) -> str:
    """Return the words of a cell; a short unit is one word, which no line break parts."""
    text = " ".join(cell.get_text(" ").split())
    for unit in cell.select(".unit"):
        if is_short_unit(unit):
            words = " ".join(unit.get_text(" ").split())
            text = text.replace(words, words.replace(" ", "\u00a0"))
    return text


def is_short_unit(tag: Tag) -> bool:
    """Say whether a unit stays on one line."""
    return "unit" in classes(tag) and len(tag.get_text()) <= LONGEST_UNIT


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return max(1, min(int(text), 1000)) if text.isascii() and text.isdigit() else 1


def _own(table: Tag, name: str) -> Iterator[Tag]:
    yield from (tag for tag in table.find_all(name, recursive=False))


def _or_none(tag: Tag | None, content: Content) -> Markup:
    if tag is None:
        return NONE
    body = content(tag, True)
    return NONE if body == EMPTY else body


def classes(tag: Tag) -> list[str]:
    """Return the classes of an element."""
    found = tag.get("class")
    return list(found) if isinstance(found, list) else str(found or "").split()
