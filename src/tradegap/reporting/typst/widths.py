"""How wide the columns of a table are: as wide as they like if they fit, else shared out.

Widths are counted in signs of ordinary print; a page holds `COMFORTABLE` of them, and
`WIDEST` where a table reaches into the margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COMFORTABLE, WIDEST = 82.0, 102.0  # signs of 9 pt on 140 mm, and on 174 mm
PRINT, SMALLEST = 9.0, 5.0
BETWEEN = 2.6  # the space between two columns
BOLD = 1.06
LONGEST_WORD = 20.0
# The room for a table, and how narrow a column of text may be in it: the first that fits is taken.
TRIALS = (
    *((COMFORTABLE, text) for text in (30.0, 24.0, 19.0)),
    *((WIDEST, text) for text in (30.0, 24.0, 19.0, 14.0)),
)
_SLIM, _BROAD = frozenset(" .,:;'|!iljtfr()[]"), frozenset("mwMW%@&–—")


@dataclass(frozen=True)
class Column:
    """The texts of a column, and whether they are numbers, which never break."""

    body: Sequence[str]
    heads: Sequence[str]
    numeric: bool

    @property
    def natural(self) -> float:
        """The width at which nothing breaks."""
        return max(_widest(self.body), BOLD * _widest(self.heads), 1.0)

    def least(self, text: float) -> float:
        """Return the width to ask for; `text` is enough for words, and heads may break in two."""
        heads = BOLD * _widest(self.heads)
        words = max(_longest_word(self.heads) * BOLD, min(heads, 0.55 * heads + 1))
        if self.numeric:
            return max(_widest(self.body), words, 1.0)
        return min(self.natural, max(text, words, _longest_word(self.body)))


@dataclass(frozen=True)
class Layout:
    """The shares of the columns (none: each as wide as it likes), the print, and the reach."""

    shares: tuple[float, ...]
    size: float
    wide: bool


def laid_out(columns: Sequence[Column]) -> Layout:
    """Return how to set a table: first comfortable, then wide, then in smaller print."""
    gaps = BETWEEN * len(columns)
    if sum(column.natural for column in columns) + gaps <= COMFORTABLE:
        return Layout((), PRINT, wide=False)
    for room, text in TRIALS:
        least = [column.least(text) for column in columns]
        if sum(least) + gaps <= room:
            return _filled(columns, least, room, PRINT)
    room = sum(least) + gaps
    return _filled(columns, least, room, max(SMALLEST, PRINT * WIDEST / room))


def _filled(columns: Sequence[Column], widths: list[float], room: float, size: float) -> Layout:
    """Give what is left to the columns of text that want more, the more the more they want."""
    spare = room - sum(widths) - BETWEEN * len(columns)
    for _ in range(8):
        wants = [
            0.0 if column.numeric else max(column.natural - width, 0.0)
            for column, width in zip(columns, widths, strict=True)
        ]
        parts = [want**0.7 for want in wants]
        if spare < 0.1 or not (whole := sum(parts)):
            break
        given = [min(want, spare * p / whole) for want, p in zip(wants, parts, strict=True)]
        widths = [width + more for width, more in zip(widths, given, strict=True)]
        spare -= sum(given)
    shares = tuple(round(width + BETWEEN, 2) for width in widths)
    return Layout(shares, round(size, 1), wide=room > COMFORTABLE)


def width_of(text: str) -> float:
    """Return the width of a text in signs of ordinary print; figures are of one width."""
    return sum(
        0.6 if sign in _SLIM else 1.5 if sign in _BROAD else 1.25 if not sign.islower() else 1.1
        for sign in text
    )


def _widest(texts: Sequence[str]) -> float:
    return max(map(width_of, texts), default=0.0)


def _longest_word(texts: Sequence[str]) -> float:
    words = (width_of(word) for text in texts for word in text.split())
    return min(max(words, default=0.0), LONGEST_WORD)
