"""The numbers along a figure's axes, written as everywhere else: true minus, thousands, no tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import ScalarFormatter

from tradegap.reporting.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class NumberTicks(ScalarFormatter):
    """Ticks with as many decimals as tell them apart, in the style of all numbers."""

    def __init__(self) -> None:
        """Leave out powers of ten and offsets: a reader reads each tick by itself."""
        super().__init__(useOffset=False)
        self.set_scientific(False)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return one tick's label."""
        _, _, decimals = super().__call__(x, pos).partition(".")
        return format_number(float(x), len(decimals))


def number_ticks(figure: Figure) -> None:
    """Write the ticks of every axis that has matplotlib's own words in the style of all numbers."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(NumberTicks())
