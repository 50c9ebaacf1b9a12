"""The figure of the chapter on quantities: it takes numbers that are ready and only draws."""

from __future__ import annotations

import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure


def measures(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw one bar a measure, lengths never stacked; a bound is written before its number.

    `frame` has `measure`, `bound` (words such as `at least`, or none) and `mn_t`; the first row is
    what was promised.
    """
    with figure_style():
        figure = new_figure(height_mm=14 + 10.5 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        colours = [PALETTE["grey"], *[PALETTE["blue"]] * (len(frame) - 1)]
        axes.barh(places, frame["mn_t"], color=colours, height=0.6)
        for place, (bound, value) in enumerate(zip(frame["bound"], frame["mn_t"], strict=True)):
            decimals = 0 if float(value).is_integer() else 1
            said = f"{bound} {format_number(float(value), decimals)}".strip()
            axes.text(float(value) + 0.15, place, said, va="center", color=PALETTE["ink"])
        axes.set_yticks(list(places), list(frame["measure"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlim(0, float(frame["mn_t"].max()) * 1.18)
        return ReportFigure.of(figure, **{"name": "physical-measures", **words})
