"""The figures of the two countries' figures: both surpluses by year, and the split of a year.

Each takes numbers that are ready, USD bn, and only draws; words are the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number, format_signed
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_ROOM_YEARS = 4
"""Two labels of the lower panel need so many years between them."""


def both_surpluses(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw both surpluses by year above, and the US figure less China's below.

    `frame` has `year`, `reporter_usd_bn`, `partner_usd_bn`, `difference_usd_bn`. Years that follow
    one another are joined; over a hole there is no line.
    """
    with figure_style():
        figure = new_figure(height_mm=94)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
        years = frame["year"].astype(int)
        for name, colour, said in (
            ("reporter_usd_bn", "blue", "US figure"),
            ("partner_usd_bn", "vermilion", "China's figure"),
        ):
            _dots(above, years, frame[name], PALETTE[colour])
            up = frame[name].iloc[-1] == frame[["reporter_usd_bn", "partner_usd_bn"]].iloc[-1].max()
            above.annotate(
                f"{said}\n{format_number(float(frame[name].iloc[-1]))}",
                (int(years.iloc[-1]), float(frame[name].iloc[-1])),
                xytext=(7, 4 if up else -4),
                textcoords="offset points",
                va="bottom" if up else "top",
                color=PALETTE[colour],
            )
        above.set_ylim(min(0.0, float(frame["partner_usd_bn"].min()) * 1.1), None)
        above.axhline(0, color=PALETTE["muted"], linewidth=0.9)
        _difference(below, years, frame["difference_usd_bn"])
        first, last = int(years.iloc[0]), int(years.iloc[-1])
        below.set_xlim(first - 1, last + 0.24 * max(last - first, 8))
        below.set_xticks([year for year in range(first, last + 1) if (last - year) % 5 == 0])
        return ReportFigure.of(figure, **{"name": "two-countries", **words})


def split_of_year(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw the difference, its explained parts with their ranges, and the residual with its own.

    `frame` has `part`, `kind` (difference, part, residual), `low`, `central`, `high`.
    """
    with figure_style():
        figure = new_figure(height_mm=20 + 10.5 * len(frame))
        axes = figure.subplots()
        hues = {"difference": "blue", "part": "teal", "residual": "ochre"}
        for place, row in enumerate(frame.to_dict("records")):
            colour = PALETTE[hues[str(row["kind"])]]
            low, central, high = (float(row[end]) for end in ("low", "central", "high"))
            axes.barh(place, central, color=colour, height=0.56)
            ranged = high - low > 0
            if ranged:
                axes.plot([low, high], [place, place], color=PALETTE["ink"], linewidth=1.2)
                for end in (low, high):
                    axes.plot([end, end], [place - 0.14, place + 0.14], color=PALETTE["ink"],
                              linewidth=1.2)  # fmt: skip
            said = f"{format_signed(low)} to {format_signed(high)}" if ranged else ""
            axes.annotate(
                f"{format_signed(central)}" + (f"  ({said})" if said else ""),
                (max(high, central, 0.0), place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=PALETTE["ink"],
            )
        axes.set_yticks(range(len(frame)), list(frame["part"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.grid(visible=False)
        lowest, highest = min(frame["low"].min(), 0.0), max(frame["high"].max(), 0.0)
        width = highest - lowest
        axes.set_xlim(lowest - 0.04 * width, highest + 0.62 * width)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        return ReportFigure.of(figure, **{"name": str(words.pop("name", "split")), **words})


def _dots(axes: Axes, years: pd.Series, values: pd.Series, colour: str) -> None:
    axes.plot(years, values, color=colour, marker="o", markersize=4, linestyle="none")
    for run in _runs(list(years)):
        if len(run) > 1:
            axes.plot(years.iloc[run], values.iloc[run], color=colour)


def _runs(years: list[int]) -> list[list[int]]:
    """Return the places of years that follow one another, run by run."""
    runs: list[list[int]] = []
    for place, year in enumerate(years):
        if runs and years[runs[-1][-1]] == year - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _difference(axes: Axes, years: pd.Series, values: pd.Series) -> None:
    colours = [PALETTE["teal" if value >= 0 else "ochre"] for value in values]
    axes.bar(years, values, color=colours, width=0.78)
    axes.axhline(0, color=PALETTE["muted"], linewidth=0.9)
    last, largest = int(years.iloc[-1]), int(years.iloc[int(values.argmax())])
    shown = {last} | ({largest} if last - largest > _ROOM_YEARS else set())
    turned = [int(y) for y, v in zip(years, values, strict=True) if v < 0]
    shown |= {turned[0]} if turned and last - turned[0] > _ROOM_YEARS else set()
    for year, value in zip(years, values, strict=True):
        if int(year) in shown:
            axes.annotate(
                format_signed(float(value)),
                (int(year), float(value)),
                xytext=(0, 2 if value >= 0 else -2),
                textcoords="offset points",
                ha="center",
                va="bottom" if value >= 0 else "top",
                color=PALETTE["ink"],
            )
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    axes.set_ylim(low - 0.22 * (high - low), high + 0.22 * (high - low))
    axes.set_title(
        "US figure less China's", loc="left", color=PALETTE["muted"], fontweight="normal"
    )
