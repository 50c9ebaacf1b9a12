"""The figures of a setting: what the target is met by, and how the gap hangs on a tariff.

Amounts are USD bn a year; title, subtitle, source and text alternative are the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import seaborn as sns

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def waterfall(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw steps one below the other: each bar begins where the one before it ended.

    `frame` has `part`, `first` and `last` (both ends, USD bn a year) and `colour`, a name of the
    palette; a missing end is told in words.
    """
    with figure_style():
        figure = new_figure(height_mm=14 + 9 * len(frame))
        axes = figure.subplots()
        values = frame[["first", "last"]].to_numpy(dtype=float)
        known = values[~pd.isna(values)]
        low, high = min(0.0, *known), max(1.0, *known)
        for place, row in enumerate(frame.itertuples()):
            _bar(axes, place, row, high - low)
        axes.set_yticks(range(len(frame)), list(frame["part"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.grid(visible=False)
        axes.set_xlim(low, high + 0.2 * (high - low))
        ends = {"first": "from_usd_bn_per_year", "last": "to_usd_bn_per_year"}
        data = frame[["part", *ends]].rename(columns=ends)
        return ReportFigure.of(figure, data=data, **{"name": "waterfall", **words})


def _bar(axes: Axes, place: int, row: Any, span: float) -> None:
    """Draw one step with its size beside it, and say so where it isn't known."""
    if pd.isna(row.first) or pd.isna(row.last):
        colour = PALETTE["muted"]
        axes.text(0.01 * span, place, "not known", va="center", color=colour, fontstyle="italic")
        return
    left, right = sorted((row.first, row.last))
    axes.barh(place, right - left, left=left, color=PALETTE[row.colour], height=0.62)
    size = format_number(abs(row.last - row.first))
    axes.text(right + 0.012 * span, place, size, va="center", color=PALETTE["ink"])


def gap_by_tariff(
    frame: pd.DataFrame, at: tuple[float, float | None], **words: str
) -> ReportFigure:
    """Draw the gap that is left by the rate of an additional tariff, and the point of the setting.

    `frame` has `tariff_percent` and `gap_usd_bn_per_year` (missing where nothing can be counted).
    """
    with figure_style():
        figure = new_figure(height_mm=52)
        axes = figure.subplots()
        sns.lineplot(
            frame,
            x="tariff_percent",
            y="gap_usd_bn_per_year",
            color=PALETTE["blue"],
            errorbar=None,
            ax=axes,
        )
        axes.axhline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.set(xlabel="additional tariff, %", ylabel="")
        if at[1] is not None:
            axes.plot([at[0]], [at[1]], color=PALETTE["vermilion"], marker="o", linestyle="")
            axes.annotate(
                format_number(at[1]),
                (at[0], at[1]),
                xytext=(7, 5),
                textcoords="offset points",
                color=PALETTE["vermilion"],
                fontweight="bold",
            )
        return ReportFigure.of(figure, data=frame, **{"name": "gap-by-tariff", **words})
