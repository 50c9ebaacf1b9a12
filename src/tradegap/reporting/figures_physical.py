"""The figure of the chapter on quantities: it takes numbers that are ready and only draws."""

from __future__ import annotations

import pandas as pd

from tradegap.model.quantity import value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.style import PALETTE, figure_style, new_figure


def measures(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw one bar a measure, lengths never stacked; a bound is written before its number.

    `frame` has `measure`, `bound` (words such as `at least`, or none) and the quantity `mn_t`; the
    first row is what was promised.
    """
    with figure_style():
        figure = new_figure(height_mm=14 + 10.5 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        colours = [PALETTE["grey"], *[PALETTE["blue"]] * (len(frame) - 1)]
        tonnes = values_of(frame["mn_t"])
        axes.barh(places, tonnes, color=colours, height=0.6)
        for place, row in enumerate(frame.to_dict("records")):
            value = value_of(row["mn_t"])
            style = "n0" if value.is_integer() else "n1"
            said = TELL(f"{row['bound']} {{mn_t:{style}}}".strip(), mn_t=row["mn_t"])
            text = axes.text(value + 0.15, place, said.plain, va="center", color=PALETTE["ink"])
            leads(text, said, row["measure"])
        axes.set_yticks(list(places), list(frame["measure"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlim(0, float(tonnes.max()) * 1.18)
        return ReportFigure.of(
            figure,
            data=frame[["measure", "bound"]].assign(mn_t=tonnes),
            **{"name": "physical-measures", **words},
        )
