"""Where a table may break: not at all if it is low, never so that a row or its source is alone.

Heights are in points and a little more than Typst will find: lines are estimated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LOWEST_BROKEN = 210.0  # a table up to this height, 74 mm, stays on one page
TOGETHER = 3  # rows that stay together at the beginning, and at the end with the source
ENOUGH_TOGETHER = 110.0  # of tall rows two do, so that they leave no more than 39 mm empty
MOST_TOGETHER = 250.0
_INSET, _FIRST_LINE, _LINE = 8.4, 0.75, 1.25  # of a row; lines in times the size of print
_SIGNS_OF_SOURCE, _LINE_OF_SOURCE = 95, 11.0


@dataclass(frozen=True)
class Breaks:
    """Whether a table stays whole, and the room that some of its rows need where it breaks."""

    whole: bool
    rooms: Mapping[int, float]


def breaks(lines: Sequence[int], size: float, source: str) -> Breaks:
    """Return how to break a table by the lines of each row of its body, in print of `size`."""
    heights = [_INSET + size * (_FIRST_LINE + _LINE * (n - 1)) for n in lines]
    below = 8 + _LINE_OF_SOURCE * -(-len(source) // _SIGNS_OF_SOURCE) if source else 0.0
    low = sum(heights) + below <= LOWEST_BROKEN
    if len(heights) <= TOGETHER or (low and len(heights) < 2 * TOGETHER):
        return Breaks(sum(heights) + below <= 2 * MOST_TOGETHER, {})
    first = _together(heights, 0.0)
    last = _together(heights[::-1], below)
    return Breaks(low, {0: sum(first), len(heights) - len(last): sum(last) + below})


def _together(heights: Sequence[float], source: float) -> Sequence[float]:
    """Return the heights of the rows that stay together, outermost first."""
    rows = heights[:TOGETHER]
    while len(rows) > 2 and sum(rows) + source > ENOUGH_TOGETHER:
        rows = rows[:-1]
    while len(rows) > 1 and sum(rows) + source > MOST_TOGETHER:
        rows = rows[:-1]
    return rows
