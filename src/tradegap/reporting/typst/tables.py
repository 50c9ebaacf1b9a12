"""The grid of a table: which cell stands where, and the Typst of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tradegap.reporting.typst.breaks import breaks
from tradegap.reporting.typst.markup import (
    EMPTY,
    NONE,
    Markup,
    array,
    call,
    flag,
    number,
)
from tradegap.reporting.typst.widths import Column, laid_out

MOST_COLUMNS = 200
LONGEST_UNSPLIT = 600  # signs of a cell that stays on one page
_NUMERIC = re.compile(
    r"[-+\u2212\u2013(~<>]?\s?(?:US|A|C|HK)?[$€£¥]?\s?[-+\u2212]?\d[\d,.\u2009\u00a0\u202f ']*"
    r"(?:e[-+]?\d+)?\s?(?:%|‰|bn|mn|tn|pp|x)?\)?|nan|na|n/a|none|<na>|nat|inf|-inf|[-\u2013\u2014]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cell:
    """A cell as a notebook gives it: what it shows, how far it reaches, what it is.

    `end` sets it to the right; `None` leaves that to its column.
    """

    content: Markup
    text: str = ""
    across: int = 1
    down: int = 1
    head: bool = False
    end: bool | None = None


@dataclass(frozen=True)
class Row:
    """The cells of a row, whether it belongs to the head, and whether it is a total."""

    cells: tuple[Cell, ...]
    head: bool = False
    total: bool = False


@dataclass(frozen=True)
class Placed:
    """A cell with its place in the grid."""

    cell: Cell
    x: int
    y: int
    across: int
    down: int


def placed(rows: Sequence[Row]) -> list[Placed]:
    """Return each cell with its place; spans end at the end of head or body and never overlap."""
    taken: set[tuple[int, int]] = set()
    result: list[Placed] = []
    for y, row in enumerate(rows):
        last = next((n for n in range(y, len(rows)) if rows[n].head != row.head), len(rows))
        x = 0
        for cell in row.cells:
            while (x, y) in taken:
                x += 1
            if x >= MOST_COLUMNS:
                break
            down = max(1, min(cell.down, last - y))
            across = _free(taken, x, y, min(cell.across, MOST_COLUMNS - x), down)
            taken |= {(x + i, y + j) for i in range(across) for j in range(down)}
            result.append(Placed(cell, x, y, across, down))
    return result


def _free(taken: set[tuple[int, int]], x: int, y: int, across: int, down: int) -> int:
    """Return how many columns are free from `x` on, `across` at most."""
    for i in range(1, max(across, 1)):
        if any((x + i, y + j) in taken for j in range(down)):
            return i
    return max(across, 1)


def table_block(
    rows: Iterable[Row], title: Markup = NONE, source: Markup = NONE, told: str = ""
) -> Markup:
    """Return a table with its title above and its source below; `told` is the source as text.

    Rows of the head come first, numbers stand right.
    """
    ordered = sorted(rows, key=lambda row: not row.head)
    if not any(row.cells for row in ordered):
        return EMPTY
    grid = placed(ordered)
    columns = max(place.x + place.across for place in grid)
    right = _numeric_columns(grid, ordered, columns)
    heads = sum(row.head for row in ordered)
    layout = laid_out(_columns(grid, ordered, right))
    broken = breaks(layout.lines[heads:], layout.size, told)
    rooms = {heads + row: room for row, room in broken.rooms.items()}
    body = call(
        "table-body",
        array(number(share, "fr") for share in layout.shares) if layout.shares else number(columns),
        array(_cell(p, ordered[p.y], right, {}) for p in grid if ordered[p.y].head),
        array(_cell(p, ordered[p.y], right, rooms) for p in grid if not ordered[p.y].head),
        totals=array(number(y) for y, row in enumerate(ordered) if row.total),
        size=number(layout.size, "pt"),
    )
    block = "table-block" if not broken.whole else "low-table" if rooms else "whole-table"
    return call(block, body, title=title, source=source, wide=flag(layout.wide))


def _columns(grid: Sequence[Placed], rows: Sequence[Row], right: Sequence[bool]) -> list[Column]:
    """Return the texts of each column; a cell over several columns counts for none."""
    heads: list[list[str]] = [[] for _ in right]
    body: list[list[str]] = [[""] * len(rows) for _ in right]
    for place in grid:
        if place.across == 1 and rows[place.y].head:
            heads[place.x].append(place.cell.text)
        elif place.across == 1:
            body[place.x][place.y] = place.cell.text
    return [Column(b, h, r) for b, h, r in zip(body, heads, right, strict=True)]


def _numeric_columns(grid: Sequence[Placed], rows: Sequence[Row], columns: int) -> list[bool]:
    """Say for each column whether its cells in the body are numbers, or nothing."""
    texts: list[list[str]] = [[] for _ in range(columns)]
    for place in grid:
        row_head = place.cell.head and place.x == 0
        if not rows[place.y].head and place.across == 1 and not row_head:
            texts[place.x].append(place.cell.text.strip())
    return [
        any(any(map(str.isdigit, text)) for text in column)
        and all(not text or is_numeric(text) for text in column)
        for column in texts
    ]


def is_numeric(text: str) -> bool:
    """Say whether a cell's text looks like a number, or like a missing one."""
    return bool(_NUMERIC.fullmatch(text.strip()))


def _cell(place: Placed, row: Row, right: Sequence[bool], rooms: Mapping[int, float]) -> Markup:
    cell = place.cell
    end = cell.end if cell.end is not None else (place.across == 1 and right[place.x])
    keep = not row.head and is_numeric(cell.text)
    return call(
        "cell",
        number(place.x),
        number(place.y),
        call("num", cell.content) if keep and cell.content != EMPTY else cell.content,
        across=number(place.across),
        down=number(place.down),
        end=flag(end),
        head=flag(row.head),
        total=flag(row.total),
        splits=flag(len(cell.text) > LONGEST_UNSPLIT or place.y in rooms),
        room=number(rooms.get(place.y, 0.0), "pt"),
    )
