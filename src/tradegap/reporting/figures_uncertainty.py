"""The figures of the chapter on uncertainty: each takes numbers that are ready and only draws."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.figures import _finish
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.numbers import format_number, format_share_as_percent
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BINS = 48
_NARROW = 0.4  # of the axis: below it the quantiles share a label
_NAME_WIDTH = 30  # letters of an assumption's name on a line


def spread(
    values: np.ndarray,
    quantiles: Mapping[int, Quantity],
    style: str,
    marks: Sequence[tuple[str, Quantity]] = (),
    **words: str,
) -> ReportFigure:
    """Draw the distribution of draws, with their quantiles under it and marks across it.

    `values` and `quantiles` are in the axis's unit; `style` is how a number of it is shown, `n0` or
    `pct`; a mark has a name and a value, such as the level that a target allows.
    """
    with figure_style():
        figure = new_figure(height_mm=72)
        axes = figure.subplots()
        heights, edges = np.histogram(values, bins=_BINS)
        axes.stairs(heights, edges, fill=True, color=PALETTE["blue_tint"])
        axes.stairs(heights, edges, color=PALETTE["blue"], linewidth=1.0)
        top = float(heights.max())
        ends = [*edges[[0, -1]], *(value_of(mark) for _, mark in marks)]
        _quantiles(axes, quantiles, style, top, max(ends) - min(ends))
        for name, mark in marks:
            value, said = value_of(mark), TELL("{name}: {mark:n1}", name=name, mark=mark)
            axes.plot([value] * 2, [0, top * 1.04], color=PALETTE["vermilion"], linewidth=1.4)
            text = axes.annotate(
                said.plain, (value, top * 1.06), ha="center", va="bottom",
                color=PALETTE["vermilion"],
            )  # fmt: skip
            leads(text, said)
        axes.set_ylim(-top * 0.34, top * (1.22 if marks else 1.05))
        axes.set_yticks([])
        axes.grid(visible=False)
        _write_ticks(axes, style)
        margin = (max(ends) - min(ends)) * 0.1
        axes.set_xlim(min(ends) - margin, max(ends) + margin)
        return _finish(
            figure,
            "spread",
            words,
            pd.DataFrame({"from": edges[:-1], "to": edges[1:], "draws": heights}),
        )


def _quantiles(
    axes: Axes,
    quantiles: Mapping[int, Quantity],
    style: str,
    top: float,
    width: float,
) -> None:
    """Draw a box under the distribution: 5 to 95 thin, 25 to 75 thick, the median a line."""
    low, first, middle, third, high = (value_of(quantiles[n]) for n in (5, 25, 50, 75, 95))
    place = -top * 0.08
    ink = PALETTE["ink"]
    axes.plot([low, high], [place] * 2, color=ink, linewidth=1.2)
    axes.plot([first, third], [place] * 2, color=ink, linewidth=5, solid_capstyle="butt")
    axes.plot([middle], [place], color=PALETTE["paper"], marker="|", markersize=7)
    said = [
        (low, f"5% below\n{{p5:{style}}}", "right"),
        (middle, f"half below\n{{p50:{style}}}", "center"),
        (high, f"95% below\n{{p95:{style}}}", "left"),
    ]
    if high - low < _NARROW * width:  # three labels would stand on one another
        both = f"half below {{p50:{style}}}\n5% to 95%: {{p5:{style}}} to {{p95:{style}}}"
        said = [(middle, both, "center")]
    words = {f"p{n}": q for n, q in quantiles.items()}
    for value, template, side in said:
        sentence = TELL(template, **words)
        text = axes.annotate(
            sentence.plain, (value, place), xytext=(0, -5), textcoords="offset points", ha=side,
            va="top", color=ink, linespacing=1.15, annotation_clip=False,
        )  # fmt: skip
        leads(text, sentence)


def _write_ticks(axes: Axes, style: str) -> None:
    """Write the numbers below as those of the labels are."""
    share = style == "pct"
    axes.xaxis.set_major_formatter(
        lambda value, _: format_share_as_percent(value) if share else format_number(value, 0)
    )


def tornado_bars(frame: pd.DataFrame, used: Quantity, style: str, **words: str) -> ReportFigure:
    """Draw a tornado: one bar an assumption, from its low to its high, widest at the top.

    `frame` has `name`, `ratings`, the quantities `at_low`, `at_high` (of the result, in the axis's
    unit), `low`, `high` (the assumption at its ends) and `style`, how these are shown. `used` is
    the result with all at the value used, shown in the one `style`.
    """
    with figure_style():
        figure = new_figure(height_mm=20 + 17 * len(frame))
        axes = figure.subplots()
        middle, drawn = (
            value_of(used),
            frame[["name", "ratings"]].assign(
                **{name: values_of(frame[name]) for name in ("at_low", "at_high", "low", "high")}
            ),
        )
        ends = [middle, *drawn["at_low"], *drawn["at_high"]]
        reach = max(ends) - min(ends) or 1.0
        for place, row in enumerate(frame.to_dict("records")):
            _bar(axes, place, row, middle, named=place == 0)
        axes.plot([middle] * 2, [-0.5, len(frame) - 0.5], color=PALETTE["muted"], linewidth=0.9)
        said = TELL(f"all as used: {{used:{style}}}", used=used)
        text = axes.annotate(
            said.plain, (middle, -0.62), ha="center", va="bottom", color=PALETTE["muted"],
        )  # fmt: skip
        leads(text, said)
        names = [f"{textwrap.fill(n, _NAME_WIDTH)}\n({r})"
                 for n, r in zip(frame["name"], frame["ratings"], strict=True)]  # fmt: skip
        axes.set_yticks(range(len(frame)), names)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(frame) - 0.4, -0.95)
        axes.set_xlim(min(ends) - reach * 0.7, max(ends) + reach * 0.4)
        axes.locator_params(axis="x", nbins=5)
        _write_ticks(axes, style)
        axes.grid(visible=False, axis="y")
        return _finish(figure, "tornado", words, drawn.assign(all_as_used=middle))


def _bar(axes: Axes, place: int, row: Mapping[Any, Any], used: float, *, named: bool) -> None:
    """Draw one bar from low to high; the first one of a figure names its ends."""
    ends = {side: value_of(row[f"at_{side}"]) for side in ("low", "high")}
    for side, colour in (("low", "ochre"), ("high", "blue")):
        axes.barh(place, ends[side] - used, left=used, color=PALETTE[colour], height=0.5)
    left = "low" if ends["low"] <= ends["high"] else "high"
    for side, value in ends.items():
        told = f"{{end:{row['style'][side]}}}"
        said = TELL(f"{side}: {told}" if named else told, end=row[side])
        text = axes.annotate(
            said.plain, (value, place),
            xytext=(-4 if side == left else 4, 0),
            textcoords="offset points", ha="right" if side == left else "left", va="center",
            color=PALETTE["ochre_text" if side == "low" else "blue"],
        )  # fmt: skip
        leads(text, said, str(row["name"]) if side == "low" else "" if named else side)
