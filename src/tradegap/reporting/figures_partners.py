"""The figure of the chapter on several partners: it takes numbers that are ready and only draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {
    "level": "blue",
    "total over a window": "vermilion",
    "increment": "teal",
    "not stated": "grey",
    "quantity at a price": "ochre",
}
"""The colour of each kind of amount; its name stands beside the partner's too."""


def over_exports(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw yearly amounts as a share of all exports to the partner, with a line where they meet.

    `frame` has `partner`, `kind`, `share` (of one) and `usd_bn` (a year), a bar for each row.
    """
    with figure_style():
        figure = new_figure(height_mm=14 + 9.5 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        shares = frame["share"] * 100
        colours = [PALETTE[COLOURS.get(kind, "grey")] for kind in frame["kind"]]
        axes.barh(places, shares, color=colours, height=0.6)
        for place, share, usd_bn in zip(places, shares, frame["usd_bn"], strict=True):
            said = f"{format_number(float(share), 0)}% ({format_number(float(usd_bn))})"
            axes.text(
                float(share) + 3,
                place,
                said,
                va="center",
                color=PALETTE["ink"],
                bbox={"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 0.8},
            )
        heads = [
            f"{who}\n{kind}" for who, kind in zip(frame["partner"], frame["kind"], strict=True)
        ]
        axes.set_yticks(list(places), heads)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"], labelsize=8.0)
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlim(0, max(float(shares.max()), 100.0) * 1.22)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
        _all_exports(axes, len(frame))
        return ReportFigure.of(figure, **{"name": "partners-over-exports", **words})


def _all_exports(axes: Axes, bars: int) -> None:
    """Mark where a yearly amount equals all exports to the partner."""
    axes.axvline(100, color=PALETTE["muted"], linewidth=1.0, linestyle=(0, (4, 3)))
    axes.annotate(
        "all US exports",
        (100, bars - 0.5),
        xytext=(4, 3),
        textcoords="offset points",
        va="bottom",
        color=PALETTE["muted"],
    )
