"""The figures of the chapter on uncertainty: each takes numbers that are ready and only draws."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.figures import _finish
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BINS = 48
_NARROW = 0.4  # of the axis: below it the quantiles share a label
_NAME_WIDTH = 30  # letters of an assumption's name on a line


def spread(
    values: np.ndarray,
    quantiles: Mapping[int, float],
    told: Callable[[float], str],
    marks: Sequence[tuple[float, str]] = (),
    **words: str,
) -> ReportFigure:
    """Draw the distribution of draws, with their quantiles under it and marks across it.

    `values` and `quantiles` are in the axis's unit; `told` turns one into words; a mark is a value
    with its words, such as the level that a target allows.
    """
    with figure_style():
        figure = new_figure(height_mm=72)
        axes = figure.subplots()
        heights, edges = np.histogram(values, bins=_BINS)
        axes.stairs(heights, edges, fill=True, color=PALETTE["blue_tint"])
        axes.stairs(heights, edges, color=PALETTE["blue"], linewidth=1.0)
        top = float(heights.max())
        ends = [*edges[[0, -1]], *(value for value, _ in marks)]
        _quantiles(axes, quantiles, told, top, max(ends) - min(ends))
        for value, said in marks:
            axes.plot([value] * 2, [0, top * 1.04], color=PALETTE["vermilion"], linewidth=1.4)
            axes.annotate(
                said, (value, top * 1.06), ha="center", va="bottom", color=PALETTE["vermilion"]
            )
        axes.set_ylim(-top * 0.34, top * (1.22 if marks else 1.05))
        axes.set_yticks([])
        axes.grid(visible=False)
        axes.xaxis.set_major_formatter(lambda value, _: told(value))
        margin = (max(ends) - min(ends)) * 0.1
        axes.set_xlim(min(ends) - margin, max(ends) + margin)
        return _finish(figure, "spread", words)


def _quantiles(
    axes: Axes,
    quantiles: Mapping[int, float],
    told: Callable[[float], str],
    top: float,
    width: float,
) -> None:
    """Draw a box under the distribution: 5 to 95 thin, 25 to 75 thick, the median a line."""
    low, first, middle, third, high = (quantiles[n] for n in (5, 25, 50, 75, 95))
    place = -top * 0.08
    ink = PALETTE["ink"]
    axes.plot([low, high], [place] * 2, color=ink, linewidth=1.2)
    axes.plot([first, third], [place] * 2, color=ink, linewidth=5, solid_capstyle="butt")
    axes.plot([middle], [place], color=PALETTE["paper"], marker="|", markersize=7)
    said = [
        (low, f"5% below\n{told(low)}", "right"),
        (middle, f"half below\n{told(middle)}", "center"),
        (high, f"95% below\n{told(high)}", "left"),
    ]
    if high - low < _NARROW * width:  # three labels would stand on one another
        both = f"half below {told(middle)}\n5% to 95%: {told(low)} to {told(high)}"
        said = [(middle, both, "center")]
    for value, text, side in said:
        axes.annotate(
            text, (value, place), xytext=(0, -5), textcoords="offset points", ha=side, va="top",
            color=ink, linespacing=1.15, annotation_clip=False,
        )  # fmt: skip


def tornado_bars(
    frame: pd.DataFrame, used: float, told: Callable[[float], str], **words: str
) -> ReportFigure:
    """Draw a tornado: one bar an assumption, from its low to its high, widest at the top.

    `frame` has `name`, `ratings`, `at_low`, `at_high` (of the result, in the axis's unit), and
    `low`, `high` (the assumption's ends, in words). `used` is the result with all at the value
    used.
    """
    with figure_style():
        figure = new_figure(height_mm=20 + 17 * len(frame))
        axes = figure.subplots()
        ends = [used, *frame["at_low"], *frame["at_high"]]
        reach = max(ends) - min(ends) or 1.0
        for place, row in enumerate(frame.to_dict("records")):
            _bar(axes, place, row, used, told)
        axes.plot([used] * 2, [-0.5, len(frame) - 0.5], color=PALETTE["muted"], linewidth=0.9)
        axes.annotate(
            f"all as used: {told(used)}", (used, -0.62), ha="center", va="bottom",
            color=PALETTE["muted"],
        )  # fmt: skip
        names = [f"{textwrap.fill(n, _NAME_WIDTH)}\n({r})"
                 for n, r in zip(frame["name"], frame["ratings"], strict=True)]  # fmt: skip
        axes.set_yticks(range(len(frame)), names)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(frame) - 0.4, -0.95)
        axes.set_xlim(min(ends) - reach * 0.3, max(ends) + reach * 0.3)
        axes.locator_params(axis="x", nbins=5)
        axes.xaxis.set_major_formatter(lambda value, _: told(value))
        axes.grid(visible=False, axis="y")
        return _finish(figure, "tornado", words)


def _bar(
    axes: Axes, place: int, row: Mapping[Any, Any], used: float, told: Callable[[float], str]
) -> None:
    ends = {side: float(row[f"at_{side}"]) for side in ("low", "high")}
    for side, colour in (("low", "ochre"), ("high", "blue")):
        axes.barh(place, ends[side] - used, left=used, color=PALETTE[colour], height=0.5)
    left = "low" if ends["low"] <= ends["high"] else "high"
    for side, value in ends.items():
        axes.annotate(
            f"{row[side]}", (value, place), xytext=(-4 if side == left else 4, 0),
            textcoords="offset points", ha="right" if side == left else "left", va="center",
            color=PALETTE["ochre_text" if side == "low" else "blue"],
        )  # fmt: skip
