"""The figure of the chapter on several partners: it takes numbers that are ready and only draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.style import PALETTE, figure_style, new_figure, percent_ticks

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

    `frame` has `partner`, `kind` and the quantities `share` (of one) and `usd_bn` (a year), a bar
    for each row.
    """
    with figure_style():
        figure = new_figure(height_mm=14 + 9.5 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        shares = values_of(frame["share"]) * 100
        colours = [PALETTE[COLOURS.get(kind, "grey")] for kind in frame["kind"]]
        axes.barh(places, shares, color=colours, height=0.6)
        for place, row in enumerate(frame.to_dict("records")):
            said = TELL("{share:pct} ({amount:n1})", share=row["share"], amount=row["usd_bn"])
            text = axes.text(
                float(shares.iloc[place]) + 3,
                place,
                said.plain,
                va="center",
                color=PALETTE["ink"],
                bbox={"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 0.8},
            )
            leads(text, said, f"{row['partner']}, {row['kind']}")
        heads = [
            f"{who}\n{kind}" for who, kind in zip(frame["partner"], frame["kind"], strict=True)
        ]
        axes.set_yticks(list(places), heads)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"], labelsize=8.0)
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlim(0, max(float(shares.max()), 100.0) * 1.22)
        percent_ticks(axes.xaxis)
        _all_exports(axes, len(frame))
        return ReportFigure.of(
            figure,
            data=frame[["partner", "kind"]].assign(
                usd_bn_per_year=values_of(frame["usd_bn"]), exports_share=values_of(frame["share"])
            ),
            **{"name": "partners-over-exports", **words},
        )


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
