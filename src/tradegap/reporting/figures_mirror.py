"""The figures of the two countries' figures: both surpluses by year, and the split of a year.

Each takes numbers that are ready, USD bn, and only draws; words are the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tradegap.model.quantity import value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.style import PALETTE, figure_style, new_figure, year_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_ROOM_YEARS = 4
"""Two labels of the lower panel need so many years between them."""


def both_surpluses(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw both surpluses by year above, and the US figure less China's below.

    `frame` has `year` and the quantities `reporter_usd_bn`, `partner_usd_bn`, `difference_usd_bn`.
    Years that follow one another are joined; over a hole there is no line.
    """
    names = ["reporter_usd_bn", "partner_usd_bn", "difference_usd_bn"]
    numbers = frame[["year"]].assign(**{name: values_of(frame[name]) for name in names})
    with figure_style():
        figure = new_figure(height_mm=94)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
        years = frame["year"].astype(int)
        for name, colour, who in (
            ("reporter_usd_bn", "blue", "US figure"),
            ("partner_usd_bn", "vermilion", "China's figure"),
        ):
            _dots(above, years, numbers[name], PALETTE[colour])
            last = float(numbers[name].iloc[-1])
            up = last == numbers[names[:2]].iloc[-1].max()
            said = TELL("{who}\n{last:n1}", who=who, last=frame[name].iloc[-1])
            text = above.annotate(
                said.plain,
                (int(years.iloc[-1]), last),
                xytext=(7, 4 if up else -4),
                textcoords="offset points",
                va="bottom" if up else "top",
                color=PALETTE[colour],
            )
            leads(text, said)
        above.set_ylim(min(0.0, float(numbers["partner_usd_bn"].min()) * 1.1), None)
        above.axhline(0, color=PALETTE["muted"], linewidth=0.9)
        _difference(below, years, frame["difference_usd_bn"])
        first, last = int(years.iloc[0]), int(years.iloc[-1])
        below.set_xlim(first - 1, last + 0.24 * max(last - first, 8))
        below.set_xticks([year for year in range(first, last + 1) if (last - year) % 5 == 0])
        year_ticks(below.xaxis)
        return ReportFigure.of(
            figure,
            data=numbers,
            **{"name": "two-countries", **words},
        )


def split_of_year(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw the difference, its explained parts with their ranges, and the residual with its own.

    `frame` has `part`, `kind` (difference, part, residual) and the quantities `low`, `central`,
    `high`.
    """
    ends = ["low", "central", "high"]
    numbers = frame[["part", "kind"]].assign(**{end: values_of(frame[end]) for end in ends})
    with figure_style():
        figure = new_figure(height_mm=20 + 10.5 * len(frame))
        axes = figure.subplots()
        hues = {"difference": "blue", "part": "teal", "residual": "ochre"}
        for place, row in enumerate(frame.to_dict("records")):
            colour = PALETTE[hues[str(row["kind"])]]
            low, central, high = (value_of(row[end]) for end in ends)
            axes.barh(place, central, color=colour, height=0.56)
            ranged = high - low > 0
            if ranged:
                axes.plot([low, high], [place, place], color=PALETTE["ink"], linewidth=1.2)
                for end in (low, high):
                    axes.plot([end, end], [place - 0.14, place + 0.14], color=PALETTE["ink"],
                              linewidth=1.2)  # fmt: skip
            told = "{central:signed}" + ("  ({low:signed} to {high:signed})" if ranged else "")
            said = TELL(told, **{end: row[end] for end in ends})
            text = axes.annotate(
                said.plain,
                (max(high, central, 0.0), place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=PALETTE["ink"],
            )
            leads(text, said, str(row["part"]))
        axes.set_yticks(range(len(frame)), list(frame["part"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.grid(visible=False)
        lowest, highest = min(numbers["low"].min(), 0.0), max(numbers["high"].max(), 0.0)
        width = highest - lowest
        axes.set_xlim(lowest - 0.04 * width, highest + 0.62 * width)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        return ReportFigure.of(figure, data=_named(numbers), **{"name": "split", **words})


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


def _difference(axes: Axes, years: pd.Series, differences: pd.Series) -> None:
    values = values_of(differences)
    colours = [PALETTE["teal" if value >= 0 else "ochre"] for value in values]
    axes.bar(years, values, color=colours, width=0.78)
    axes.axhline(0, color=PALETTE["muted"], linewidth=0.9)
    last, largest = int(years.iloc[-1]), int(years.iloc[int(values.argmax())])
    shown = {last} | ({largest} if last - largest > _ROOM_YEARS else set())
    turned = [int(y) for y, v in zip(years, values, strict=True) if v < 0]
    shown |= {turned[0]} if turned and last - turned[0] > _ROOM_YEARS else set()
    for year, value, difference in zip(years, values, differences, strict=True):
        if int(year) in shown:
            up, aside = value >= 0, int(year) in turned[:1] and last - int(year) > _ROOM_YEARS
            said = TELL("{difference:signed}", difference=difference)
            text = axes.annotate(
                said.plain,
                # the bars that follow hang down: beside the first of them its number stands above
                (int(year) - 0.39, 0.0) if aside else (int(year), float(value)),
                xytext=(0, 2 if up or aside else -2),
                textcoords="offset points",
                ha="left" if aside else "center",
                va="bottom" if up or aside else "top",
                color=PALETTE["ink"],
            )
            leads(text, said, f"difference {year}")
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    axes.set_ylim(low - 0.22 * (high - low), high + 0.22 * (high - low))
    axes.set_title(
        "US figure less China's", loc="left", color=PALETTE["muted"], fontweight="normal"
    )


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parts with the unit in the names of their columns."""
    ends = ["low", "central", "high"]
    return frame[["part", "kind", *ends]].rename(columns={end: f"{end}_usd_bn" for end in ends})
