"""A row of the results: two ways of doing the same, compared, then timed in turns."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

ENOUGH = 5


class Different(Exception):
    """Two ways that are to do the same do not: there is nothing to time."""


class Unavailable(Exception):
    """What a row needs isn't on this machine or not in this version; the row says so."""


@dataclass
class Timing:
    """Seconds (or another unit) of several repetitions."""

    values: list[float] = field(default_factory=list)
    unit: str = "s"

    @property
    def median(self) -> float:
        """The middle repetition."""
        return median(self.values)

    def told(self) -> str:
        """Say median, spread and number."""
        low, high = f"{min(self.values):.3g}", f"{max(self.values):.3g}"
        return f"{self.median:.3g} {self.unit} ({low} to {high}, n={len(self.values)})"


@dataclass
class Row:
    """What came out: `ratio` is in the sense of `to_reach`, so that more of it is told once."""

    name: str
    what: str
    against: str
    ours: Timing | None = None
    theirs: Timing | None = None
    ratio: float | None = None
    to_reach: str = ""
    reached: bool | None = None
    notes: list[str] = field(default_factory=list)
    profile: list[str] = field(default_factory=list)
    skipped: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return asdict(self)

    def times_faster(self, least: float) -> Row:
        """Judge by how many times faster than theirs ours is."""
        assert self.ours is not None
        assert self.theirs is not None
        self.ratio = self.theirs.median / self.ours.median
        return self._judge(f"at least {least:g} times faster", self.ratio >= least)

    def times_the_time(self, most: float) -> Row:
        """Judge by how much longer than theirs ours takes."""
        assert self.ours is not None
        assert self.theirs is not None
        self.ratio = self.ours.median / self.theirs.median
        return self._judge(f"at most {most:g} times its time", self.ratio <= most)

    def less_than(self, most: float) -> Row:
        """Judge by the median alone."""
        assert self.ours
        return self._judge(f"under {most:g} {self.ours.unit}", self.ours.median < most)

    def _judge(self, to_reach: str, reached: bool) -> Row:
        self.to_reach, self.reached = to_reach, reached
        return self


@dataclass
class Way:
    """One way of doing it: called with the number of the repetition, it returns the seconds."""

    name: str
    once: Callable[[int], float]


def in_turns(ways: Sequence[Way], repeat: int) -> list[Timing]:
    """Run each way `repeat` times, in turns, so that a slow minute of the machine meets all."""
    timings = [Timing() for _ in ways]
    for number in range(repeat):
        order = list(zip(ways, timings, strict=True))
        for way, timing in order if number % 2 == 0 else reversed(order):
            took = way.once(number)
            timing.values.append(took)
            say(f"    {number + 1}/{repeat} {way.name}: {took:.2f} s")
    return timings


def say(text: str) -> None:
    """Tell whoever waits."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Clock:
    """How long a `with timed()` took."""

    seconds: float = 0.0


@contextmanager
def timed() -> Iterator[Clock]:
    """Give a clock that stops at the end."""
    clock = Clock()
    begin = time.perf_counter()
    try:
        yield clock
    finally:
        clock.seconds = time.perf_counter() - begin
