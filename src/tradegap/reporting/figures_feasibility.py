"""The figures of the chapter on feasibility: they take numbers that are ready and only draw."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def basket_and_caps(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw each category's part of a basket within its cap, with both numbers beside the bar.

    `frame` has `category`, `cap_usd_bn` and `basket_usd_bn` (missing where there is no basket: then
    the caps stand alone), a bar for each row.
    """
    with figure_style():
        figure = new_figure(height_mm=12 + 7.2 * len(frame))
        axes = figure.subplots()
        caps, parts = frame["cap_usd_bn"].astype(float), frame["basket_usd_bn"].astype(float)
        top = float(caps.max())
        axes.barh(range(len(frame)), caps, color=PALETTE["grey_tint"], height=0.68)
        for place, (cap, part) in enumerate(zip(caps, parts, strict=True)):
            said = f"at most {format_number(cap)}"
            if not pd.isna(part):
                axes.barh(place, part, color=PALETTE["blue"], height=0.68)
                said = f"{format_number(part)} of {said}"
            axes.text(cap + top * 0.012, place, said, va="center", color=PALETTE["ink"])
        _categories(axes, frame)
        axes.set_xlim(0, top * 1.28)
        return ReportFigure.of(figure, **{"name": "basket-and-caps", **words})


def required_and_best(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what each category would have to sell in a year against its best year on record.

    `frame` has `category`, `best_usd_bn` and `required_usd_bn`, a pair of points for each row,
    joined by a line.
    """
    with figure_style():
        figure = new_figure(height_mm=16 + 7.2 * len(frame))
        axes = figure.subplots()
        places, best, required = range(len(frame)), frame["best_usd_bn"], frame["required_usd_bn"]
        axes.hlines(places, best, required, color=PALETTE["grey"], linewidth=2)
        axes.plot(best, places, "o", color=PALETTE["blue"], markersize=5)
        axes.plot(required, places, "D", color=PALETTE["vermilion"], markersize=5)
        top = float(max(best.max(), required.max()))
        for place, low, high in zip(places, best, required, strict=True):
            said = f"{format_number(float(high))}, best {format_number(float(low))}"
            axes.text(max(low, high) + top * 0.035, place, said, va="center", color=PALETTE["ink"])
        for at, said, colour in ((best, "best year", "blue"), (required, "required", "vermilion")):
            axes.annotate(
                said, (float(at.iloc[0]), 0), xytext=(0, 7), textcoords="offset points",
                ha="center", va="bottom", color=PALETTE[colour],
            )  # fmt: skip
        _categories(axes, frame)
        axes.set_ylim(len(frame) - 0.4, -1.1)
        axes.set_xlim(0, top * 1.3)
        return ReportFigure.of(figure, **{"name": "required-and-best", **words})


def _categories(axes: Axes, frame: pd.DataFrame) -> None:
    """Name each row at the left, the first at the top."""
    axes.set_yticks(range(len(frame)), [fill(name, 18) for name in frame["category"]])
    axes.tick_params(axis="y", labelcolor=PALETTE["ink"], labelsize=7.5, pad=2)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.set(xlabel="US$ bn a year")
