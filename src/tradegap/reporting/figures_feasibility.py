"""The figures of the chapter on feasibility: they take numbers that are ready and only draw."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from tradegap.model.quantity import value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def basket_and_caps(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw each category's part of a basket within its cap, with both numbers beside the bar.

    `frame` has `category` and the quantities `cap_usd_bn` and `basket_usd_bn` (`None` where there
    is no basket: then the caps stand alone), a bar for each row; `room` says whether the part of a
    basket is less than its cap.
    """
    with figure_style():
        figure = new_figure(height_mm=12 + 7.2 * len(frame))
        axes = figure.subplots()
        caps, parts = values_of(frame["cap_usd_bn"]), values_of(frame["basket_usd_bn"])
        top = float(caps.max())
        axes.barh(range(len(frame)), caps, color=PALETTE["grey_tint"], height=0.68)
        for place, row in enumerate(frame.to_dict("records")):
            told, part = "at most {cap:n1}", float(parts.iloc[place])
            if not pd.isna(part):
                axes.barh(place, part, color=PALETTE["blue"], height=0.68)
                told = "{part:n1} of " + told if row["room"] else "{part:n1}, its cap"
            said = TELL(told, part=row["basket_usd_bn"], cap=row["cap_usd_bn"])
            at = value_of(row["cap_usd_bn"]) + top * 0.012
            text = axes.text(at, place, said.plain, va="center", color=PALETTE["ink"])
            leads(text, said, row["category"])
        _categories(axes, frame)
        axes.set_xlim(0, top * 1.28)
        return ReportFigure.of(
            figure,
            data=frame[["category"]].assign(basket_usd_bn=parts, cap_usd_bn=caps),
            **{"name": "basket-and-caps", **words},
        )


def required_and_best(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what each category would have to sell in a year against its best year on record.

    `frame` has `category` and the quantities `best_usd_bn` and `required_usd_bn`, a pair of points
    for each row, joined by a line.
    """
    with figure_style():
        figure = new_figure(height_mm=16 + 7.2 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        best, required = (values_of(frame[f"{name}_usd_bn"]) for name in ("best", "required"))
        axes.hlines(places, best, required, color=PALETTE["grey"], linewidth=2)
        axes.plot(best, places, "o", color=PALETTE["blue"], markersize=5)
        axes.plot(required, places, "D", color=PALETTE["vermilion"], markersize=5)
        top = float(max(best.max(), required.max()))
        for place, row in enumerate(frame.to_dict("records")):
            said = TELL(
                "{need:n1}, best {best:n1}", need=row["required_usd_bn"], best=row["best_usd_bn"]
            )
            at = max(value_of(row["best_usd_bn"]), value_of(row["required_usd_bn"])) + top * 0.035
            text = axes.text(at, place, said.plain, va="center", color=PALETTE["ink"])
            leads(text, said, row["category"])
        for points, name, colour in (
            (best, "best year", "blue"),
            (required, "required", "vermilion"),
        ):
            axes.annotate(
                name, (float(points.iloc[0]), 0), xytext=(0, 7), textcoords="offset points",
                ha="center", va="bottom", color=PALETTE[colour],
            )  # fmt: skip
        _categories(axes, frame)
        axes.set_ylim(len(frame) - 0.4, -1.1)
        axes.set_xlim(0, top * 1.3)
        return ReportFigure.of(
            figure,
            data=frame[["category"]].assign(best_usd_bn=best, required_usd_bn=required),
            **{"name": "required-and-best", **words},
        )


def _categories(axes: Axes, frame: pd.DataFrame) -> None:
    """Name each row at the left, the first at the top."""
    axes.set_yticks(range(len(frame)), [fill(name, 18) for name in frame["category"]])
    axes.tick_params(axis="y", labelcolor=PALETTE["ink"], labelsize=7.5, pad=2)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.set(xlabel="US$ bn a year")
