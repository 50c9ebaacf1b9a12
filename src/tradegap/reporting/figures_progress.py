"""The figures of progress and of Phase One: each takes numbers that are ready and only draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradegap.model.monthly import at as in_month
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads
from tradegap.reporting.numbers import MONTHS, format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure
from tradegap.reporting.text import Sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DUE = {
    "even": ("muted", (0, (4, 3)), "due, even"),
    "seasonal": ("vermilion", "-", "due, seasonal"),
}
_LINE, _LINE_OF_PANEL = 0.085, 0.125  # the height of a line of text, as a share of the axis


@dataclass(frozen=True)
class ForecastRange:
    """One window of a forecast, USD bn: point, ends of the intervals, and what is required."""

    label: str
    required: Quantity | None
    point: Quantity
    low80: Quantity
    high80: Quantity
    low95: Quantity
    high95: Quantity


def purchases_to_date(panels: Mapping[str, Mapping[str, Quantity]], **words: str) -> ReportFigure:
    """Draw running sums of purchases against what was due, one panel under another, on one scale.

    Each panel has the series `bought`, `even` and `seasonal`, in one unit.
    """
    with figure_style():
        figure = new_figure(height_mm=8 + 54 * len(panels))
        many = figure.subplots(len(panels), 1, sharey=True, squeeze=False)[:, 0]
        for axes, (said, series) in zip(many, panels.items(), strict=True):
            _to_date(axes, series, "bought", _LINE_OF_PANEL)
            axes.set_title(said)
        return ReportFigure.of(
            figure, data=_by_month(panels), **{"name": "phase-one-to-date", **words}
        )


def amount_to_date(
    series: Mapping[str, Quantity], name: str, said: str, **words: str
) -> ReportFigure:
    """Draw running sums against what was due, in one panel; `said` names the line of what was done.

    `series` has `bought`, `even` and, where the base has seasons, `seasonal`.
    """
    with figure_style():
        figure = new_figure(height_mm=66)
        axes = figure.subplots()
        _to_date(axes, series, said)
        axes.axhline(0, color=PALETTE["muted"], linewidth=0.9)
        return ReportFigure.of(figure, data=_by_month({said: series}), **{"name": name, **words})


def narrowing_to_date(
    due: Mapping[str, Quantity], reached: Mapping[str, Quantity], **words: str
) -> ReportFigure:
    """Draw the narrowing to date against what was asked for, under each proration that there is."""
    with figure_style():
        figure = new_figure(height_mm=72)
        axes = figure.subplots()
        ends = []
        for name, (colour, dashes, said) in _DUE.items():
            if name in due:
                ends.append(
                    _line(axes, due[name], colour, dashes, said.replace("due", "asked for"))
                )
        for name, quantity in reached.items():
            dashes = "-" if name == "seasonal" or len(reached) == 1 else (0, (4, 3))
            ends.append(_line(axes, quantity, "blue", dashes, f"reached, {name}"))
        axes.axhline(0, color=PALETTE["muted"], linewidth=0.9)
        _name_ends(axes, ends)
        _months(axes, next(iter(reached.values())))
        return ReportFigure.of(
            figure,
            data=_by_month({"asked for": due, "reached": reached}),
            **{"name": "narrowing-to-date", **words},
        )


def forecast_ranges(rows: Sequence[ForecastRange], **words: str) -> ReportFigure:
    """Draw the narrowing that is forecast, with its intervals, against what is required."""
    with figure_style():
        figure = new_figure(height_mm=22 + 19 * len(rows))
        axes = figure.subplots()
        for place, row in enumerate(rows):
            for low, high, width in ((row.low95, row.high95, 1.6), (row.low80, row.high80, 5.0)):
                axes.plot([value_of(low), value_of(high)], [place, place], color=PALETTE["blue"],
                          linewidth=width, solid_capstyle="butt")  # fmt: skip
            point = value_of(row.point)
            axes.plot(point, place, "o", color=PALETTE["paper"], markersize=5,
                      markeredgecolor=PALETTE["blue"])  # fmt: skip
            told = TELL("{point:signed}", point=row.point)
            _said(axes, told, (point, place), (0, 8), "blue", "center", f"{row.label}, central")
            if row.required is not None:
                asked = value_of(row.required)
                axes.plot(asked, place, "D", color=PALETTE["vermilion"], markersize=6)
                told = TELL("asked for: {asked:n0}", asked=row.required)
                _said(axes, told, (asked, place), (0, 8), "vermilion", "center", f"{row.label},")
        axes.set_yticks(range(len(rows)), [row.label.replace(" to ", "\nto ") for row in rows])
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(rows) - 0.4, -0.75)
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.margins(x=0.12)
        axes.grid(visible=False)
        axes.xaxis.set_major_formatter(lambda value, _: format_number(value, 0))
        return ReportFigure.of(figure, data=_forecast(rows), **{"name": "forecast-ranges", **words})


def _by_month(panels: Mapping[str, Mapping[str, Quantity]]) -> pd.DataFrame:
    """Return running sums, a row for each month of each line, with the unit of each."""
    rows = [
        {"what": said, "line": name, "month": month, "value": value, "unit": quantity.unit}
        for said, series in panels.items()
        for name, quantity in series.items()
        for month, value in zip(
            quantity.index or (), np.asarray(quantity.value, dtype=float).tolist(), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["what", "line", "month", "value", "unit"])


def _forecast(rows: Sequence[ForecastRange]) -> pd.DataFrame:
    """Return the ranges with the unit in the names of their columns."""
    names = [f.name for f in fields(ForecastRange) if f.name != "label"]
    return pd.DataFrame(
        {"label": row.label}
        | {
            f"{name}_usd_bn": None if (q := getattr(row, name)) is None else value_of(q)
            for name in names
        }
        for row in rows
    )


def _to_date(axes: Axes, series: Mapping[str, Quantity], said: str, line: float = _LINE) -> None:
    ends = [
        _line(axes, series[name], colour, dashes, told)
        for name, (colour, dashes, told) in _DUE.items()
        if name in series
    ]
    ends.append(_line(axes, series["bought"], "blue", "-", said))
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.0), high)
    _name_ends(axes, ends, line)
    _months(axes, series["bought"])


def _line(
    axes: Axes, quantity: Quantity, colour: str, dashes: object, said: str
) -> tuple[float, str, Sentence]:
    """Draw one series over its months; return where it ends, its colour and its name."""
    values = np.asarray(quantity.value, dtype=float)
    places = range(1, len(values) + 1)
    mark = "o" if len(values) == 1 else None
    axes.plot(places, values, color=PALETTE[colour], linestyle=dashes, marker=mark)
    end = in_month(quantity, (quantity.index or ())[-1])
    return value_of(end), colour, TELL("{said} {end:n1}", said=said, end=end)


def _name_ends(axes: Axes, ends: list[tuple[float, str, Sentence]], line: float = _LINE) -> None:
    """Write each line's name at its end, at least a line of text (a share of the axis) apart."""
    low, high = axes.get_ylim()
    apart = (high - low) * line
    place = -np.inf
    last = float(np.asarray(axes.get_lines()[0].get_xdata(), dtype=float)[-1])
    for value, colour, said in sorted(ends, key=lambda end: (*end[:2], end[2].plain)):
        place = max(value, place + apart)
        _said(axes, said, (last, place), (5, 0), colour, "left")
    axes.set_ylim(low, max(high, place + apart))


def _said(
    axes: Axes, said: Sentence, at: tuple[float, float], offset: tuple[float, float], colour: str,
    side: str, of: str = "",
) -> None:  # fmt: skip
    text = axes.annotate(
        said.plain, at, xytext=offset, textcoords="offset points", color=PALETTE[colour], ha=side,
        va="center" if side == "left" else "bottom",
    )  # fmt: skip
    leads(text, said, of)


def _months(axes: Axes, quantity: Quantity) -> None:
    """Name the months below, the year under the first and under each January."""
    months = quantity.index or ()
    names = [MONTHS[int(month[5:7]) - 1][:1] for month in months]
    years = [
        f"\n{month[:4]}" if n == 0 or month[5:] == "01" else "" for n, month in enumerate(months)
    ]
    axes.set_xticks(range(1, len(months) + 1), [a + b for a, b in zip(names, years, strict=True)])
    axes.set_xlim(0.6, len(months) + 0.2 + max(1.0, 0.62 * len(months)))
    axes.yaxis.set_major_formatter(lambda value, _: format_number(value, 0))
