"""How wide the columns of a table are: as wide as they like if they fit, else shared out.

Widths are counted in signs of ordinary print; a page holds `COMFORTABLE` of them, and
`WIDEST` where a table reaches into the margins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

COMFORTABLE, WIDEST = 82.0, 102.0  # signs of 9 pt on 140 mm, and on 174 mm
PRINT, SMALLEST = 9.0, 5.0
BETWEEN = 2.6  # the space between two columns
BOLD = 1.06
LONGEST_WORD = 20.0
SLIMMEST = 14.0  # of a column of text that breaks
SLIMMEST_BESIDE = 10.0  # of one beside a column that would be many lines high
WORTH_THE_MARGINS = 0.8  # a wide table must be this much lower than a comfortable one
STEP, MOST_COMPARED = 2.0, 60  # signs given at a time, by the rows that have most to say
RAGGED = 0.92  # how full a line is where words can't break
_DATE = re.compile(r"(?:(?:\d{1,2} )?[A-Z][a-z]+ \d{4})?")  # 2 June 2018, June 2018, or nothing
_SLIM, _BROAD = frozenset(" \u00a0.,:;'|!iljtfr()[]"), frozenset("mwMW%@&–—")


@dataclass(frozen=True)
class Column:
    """The text of a column in each row (of rows it has none in, ""), and its heads.

    Numbers never break, nor do dates.
    """

    body: Sequence[str]
    heads: Sequence[str]
    numeric: bool

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """The width of the text in each row."""
        return tuple(map(width_of, self.body))

    @cached_property
    def natural(self) -> float:
        """The width at which nothing breaks."""
        return max(*self.sizes, self.head, 1.0, 1.0)

    @cached_property
    def least(self) -> float:
        """The width that it should have: words stay whole, heads break in two."""
        return self._narrow(0.55, SLIMMEST)

    @cached_property
    def floor(self) -> float:
        """The width that it must have where another column needs the room: heads break in three.

        What is short, like a date, stays whole.
        """
        short = self.natural <= SLIMMEST + 1
        return self._narrow(0.4, SLIMMEST if short else SLIMMEST_BESIDE)

    @cached_property
    def head(self) -> float:
        """The width of its heads."""
        return BOLD * _widest(self.heads)

    def _narrow(self, part: float, slimmest: float) -> float:
        words = max(_longest_word(self.heads) * BOLD, min(self.head, part * self.head + 1))
        if self.numeric or all(map(_DATE.fullmatch, self.body)):
            return max(*self.sizes, words, 1.0, 1.0)
        return min(self.natural, max(slimmest, words, _longest_word(self.body)))


@dataclass(frozen=True)
class Layout:
    """The shares of the columns (none: each as wide as it likes), the print, and the reach.

    `lines` says about how many lines each row has.
    """

    shares: tuple[float, ...]
    size: float
    wide: bool
    lines: tuple[int, ...]


def laid_out(columns: Sequence[Column]) -> Layout:
    """Return how to set a table: comfortable, else wide, else wide in smaller print."""
    gaps = BETWEEN * len(columns)
    if sum(column.natural for column in columns) + gaps <= COMFORTABLE:
        rows = max((len(column.body) for column in columns), default=0)
        return Layout((), PRINT, wide=False, lines=(1,) * rows)
    needed = sum(column.least for column in columns) + gaps
    wide = _filled(columns, max(WIDEST, needed))
    if needed > COMFORTABLE:
        return wide
    comfortable = _filled(columns, COMFORTABLE)
    saves = sum(wide.lines) <= WORTH_THE_MARGINS * sum(comfortable.lines)
    return wide if saves else comfortable


def _filled(columns: Sequence[Column], room: float) -> Layout:
    """Give what is left, step by step, to the column that thereby saves most lines."""
    widths = [column.floor for column in columns]
    spare = room - sum(widths) - BETWEEN * len(columns)
    rows = _longest_rows(columns)
    while spare >= STEP:
        gains = [
            _gain(columns, rows, widths, at) if column.natural > widths[at] else 0.0
            for at, column in enumerate(columns)
        ]
        if max(gains) <= 0:
            break
        best = gains.index(max(gains))
        given = min(STEP, columns[best].natural - widths[best])
        widths[best] += given
        spare -= given
    shares = tuple(round(width + BETWEEN, 2) for width in widths)
    size = max(SMALLEST, PRINT * min(1.0, WIDEST / room))
    return Layout(shares, round(size, 1), wide=room > COMFORTABLE, lines=_lines(columns, widths))


def _longest_rows(columns: Sequence[Column]) -> list[list[float]]:
    """Return the widths of texts by row: of the heads, and of the rows that have most to say."""
    height = max(len(column.sizes) for column in columns)
    padded = [[*column.sizes, *[0.0] * (height - len(column.sizes))] for column in columns]
    rows = [list(row) for row in zip(*padded, strict=True)]
    heads = [column.head for column in columns]
    return [heads, *sorted(rows, key=max, reverse=True)[:MOST_COMPARED]]


def _gain(
    columns: Sequence[Column], rows: Sequence[Sequence[float]], widths: Sequence[float], at: int
) -> float:
    """Return how much lower the rows get when a column is a step wider.

    What its own text gains counts a little also where another text is as long.
    """
    now, then = widths[at], min(widths[at] + STEP, columns[at].natural)
    gain = 0.0
    for row in rows:
        others = max((row[n] / widths[n] for n in range(len(row)) if n != at), default=1.0)
        floor = max(others, 1.0)
        before, after = max(row[at] / now, 1.0), max(row[at] / then, 1.0)
        gain += max(before, floor) - max(after, floor) + 0.1 * (before - after)
    return gain


def _lines(columns: Sequence[Column], widths: Sequence[float]) -> tuple[int, ...]:
    """Return about how many lines each row takes."""
    height = max(len(column.sizes) for column in columns)
    lines = [1] * height
    for column, width in zip(columns, widths, strict=True):
        for row, size in enumerate(column.sizes):
            if size > width:
                lines[row] = max(lines[row], ceil(size / (width * RAGGED)))
    return tuple(lines)


def width_of(text: str) -> float:
    """Return the width of a text in signs of ordinary print; figures are of one width."""
    return sum(
        0.6 if sign in _SLIM else 1.5 if sign in _BROAD else 1.25 if not sign.islower() else 1.1
        for sign in text
    )


def _widest(texts: Sequence[str]) -> float:
    return max(map(width_of, texts), default=0.0)


def _longest_word(texts: Sequence[str]) -> float:
    words = (width_of(word) for text in texts for word in text.split(" "))
    return min(max(words, default=0.0), LONGEST_WORD)
