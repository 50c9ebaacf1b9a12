"""The figures of the default report: each takes numbers that are ready and only draws.

Every function returns a `ReportFigure`; title, subtitle, source and text alternative are the
caller's, who knows what the numbers say. Amounts are USD bn at current prices unless the argument's
name says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import seaborn as sns

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number, format_share_as_percent, format_signed
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def surplus_by_year(
    frame: pd.DataFrame, base_year: int, left_usd_bn: float | None, **words: str
) -> ReportFigure:
    """Draw the surplus by year as bars, and the level that the target would leave, if there is one.

    `frame` has `year` and `surplus_usd_bn`; the bar of `base_year` stands out.
    """
    with figure_style():
        figure = new_figure(height_mm=66)
        axes = figure.subplots()
        years = frame["year"].astype(int)
        colours = [PALETTE["blue" if y == base_year else "grey"] for y in years]
        axes.bar(years, frame["surplus_usd_bn"], color=colours, width=0.78)
        last, left = int(years.iloc[-1]), 0.0 if left_usd_bn is None else left_usd_bn
        if left_usd_bn is not None:
            _target_level(axes, left, last)
        base = float(frame.loc[years == base_year, "surplus_usd_bn"].iloc[0])
        axes.text(
            base_year,
            base + 5,
            format_number(base),
            ha="center",
            va="bottom",
            color=PALETTE["blue"],
            fontweight="bold",
        )
        axes.set_ylim(min(0.0, left * 1.1), max(base, frame["surplus_usd_bn"].max()) * 1.14)
        axes.set_xlim(int(years.iloc[0]) - 0.8, last + 0.8 + 0.17 * len(years))
        _whole_years(axes, int(years.iloc[0]), last)
        return _finish(figure, "surplus-by-year", words)


def _target_level(axes: Axes, left_usd_bn: float, last: int) -> None:
    axes.axhline(left_usd_bn, color=PALETTE["vermilion"], linewidth=1.4)
    for said, side, offset in (
        (format_number(left_usd_bn), "bottom", 2),
        ("target level", "top", -2),
    ):
        axes.annotate(
            said,
            (last + 0.9, left_usd_bn),
            xytext=(0, offset),
            textcoords="offset points",
            color=PALETTE["vermilion"],
            va=side,
        )


def flows_by_year(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw exports and imports by year as two lines with their names beside them.

    `frame` has `year`, `exports_usd_bn` and `imports_usd_bn`.
    """
    with figure_style():
        figure = new_figure(height_mm=62)
        axes = figure.subplots()
        long = frame.astype({"year": int}).melt("year", ["imports_usd_bn", "exports_usd_bn"])
        hues = {"imports_usd_bn": PALETTE["vermilion"], "exports_usd_bn": PALETTE["blue"]}
        sns.lineplot(
            long,
            x="year",
            y="value",
            hue="variable",
            palette=hues,
            legend=False,
            errorbar=None,
            ax=axes,
        )
        for name, colour in hues.items():
            last = frame.iloc[-1]
            said = f"{name.split('_')[0]} {format_number(float(last[name]))}"
            axes.annotate(
                said,
                (int(last["year"]), float(last[name])),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.set(xlabel="", ylabel="", ylim=(0, None))
        years = frame["year"].astype(int)
        _whole_years(axes, int(years.iloc[0]), int(years.iloc[-1]))
        _room_at_the_right(axes, 0.27)
        return _finish(figure, "flows-by-year", words)


def coverage_by_case(
    frame: pd.DataFrame, target_usd_bn: float | None, **words: str
) -> ReportFigure:
    """Draw what each crediting case counts against the target; a case that counts nothing says so.

    Without a target the bars stand for themselves.

    `frame` has `title` and `credited_usd_bn` (missing where nothing can be counted).
    """
    with figure_style():
        figure = new_figure(height_mm=16 + 10 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        most = frame["credited_usd_bn"].max()
        full = target_usd_bn or (most if most > 0 else 1.0)
        if target_usd_bn is not None:
            axes.barh(places, [full] * len(frame), color=PALETTE["grey_tint"], height=0.62)
        for place, row in zip(places, frame.itertuples(), strict=True):
            _case_bar(axes, place, row.credited_usd_bn, full, target_usd_bn is not None)
        axes.set_yticks(list(places), list(frame["title"]))
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_xlim(0, max(full, most if most > 0 else 0.0) * 1.02)
        if target_usd_bn is not None:
            axes.set_xticks([0, full / 2, full])
        return _finish(figure, "coverage-by-case", words)


def _case_bar(axes: Axes, place: int, credited: Any, target: float, asked: bool = True) -> None:
    if pd.isna(credited):
        axes.text(
            target * 0.02,
            place,
            "nothing can be counted",
            va="center",
            color=PALETTE["muted"],
            fontstyle="italic",
        )
        return
    axes.barh(place, credited, color=PALETTE["blue"], height=0.62)
    share = f" ({format_share_as_percent(credited / target)})" if asked else ""
    said = f"{format_number(credited)}{share}"
    axes.text(credited + target * 0.015, place, said, va="center", color=PALETTE["ink"])


def mixes(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what each mix takes: the rise of exports and the fall of imports by share of purchases.

    `frame` has `purchases_share`, `exports_rise_share` and `imports_fall_share`, all of one; the
    last is missing where there aren't as many imports.
    """
    with figure_style():
        figure = new_figure(height_mm=64)
        axes = figure.subplots()
        lines = {
            "exports_rise_share": ("blue", "exports rise"),
            "imports_fall_share": ("vermilion", "imports fall"),
        }
        x = frame["purchases_share"] * 100
        for name, (colour, said) in lines.items():
            y = frame[name] * 100
            sns.lineplot(x=x, y=y, color=PALETTE[colour], errorbar=None, ax=axes)
            end = 1 if name == "exports_rise_share" else 0
            first = int(y.notna().argmax())  # no imports fall by more than all of them
            at = (float(x.iloc[-1 if end else first]), float(y.iloc[-1 if end else first]))
            axes.annotate(
                f"{said}\n{format_number(at[1], 0)}%",
                at,
                xytext=(6 if end else -6, 0),
                textcoords="offset points",
                va="bottom" if first else "center",
                ha="left" if end else "right",
                color=PALETTE[colour],
            )
        axes.set(xlabel="share of the narrowing through purchases, %", ylabel="", ylim=(0, None))
        axes.set_xlim(-38, 130)
        axes.set_xticks([0, 25, 50, 75, 100])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
        return _finish(figure, "mixes", words)


def against_path(
    frame: pd.DataFrame, base_usd_bn: float, steps: Sequence[tuple[str, str, float]], **words: str
) -> ReportFigure:
    """Draw the surplus of the last twelve months, month by month, against the levels of the path.

    `frame` has `period` (YYYY-MM) and `surplus_12m_usd_bn`; a step is (first, last month, level).
    """
    with figure_style():
        figure = new_figure(height_mm=70)
        axes = figure.subplots()
        when = [_decimal_year(month) for month in frame["period"]]
        axes.plot(when, frame["surplus_12m_usd_bn"], color=PALETTE["blue"])
        axes.axhline(base_usd_bn, color=PALETTE["muted"], linewidth=1.0, linestyle=(0, (4, 3)))
        axes.annotate(
            f"base {format_number(base_usd_bn)}",
            (when[-1], base_usd_bn),
            xytext=(5, 4),
            textcoords="offset points",
            color=PALETTE["muted"],
        )
        for first, last, level in steps:
            ends = [_decimal_year(first), _decimal_year(last)]
            axes.plot(ends, [level, level], color=PALETTE["vermilion"], linewidth=1.0)
            axes.plot(ends[1:], [level], color=PALETTE["vermilion"], marker="D", markersize=5)
            axes.text(
                ends[0],
                level - 6,
                f"path {format_number(level)}",
                va="top",
                color=PALETTE["vermilion"],
            )
        last_value = float(frame["surplus_12m_usd_bn"].iloc[-1])
        axes.annotate(
            format_number(last_value),
            (when[-1], last_value),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=PALETTE["blue"],
            fontweight="bold",
        )
        lowest = min(frame["surplus_12m_usd_bn"].min(), *(s[2] for s in steps), base_usd_bn)
        axes.set_ylim(lowest - 45, None)
        _room_at_the_right(axes, 0.16)
        return _finish(figure, "against-path", words)


def made_of(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what a narrowing was made of: one bar a part, positive where it narrowed.

    `frame` has `part` and `usd_bn`.
    """
    with figure_style():
        figure = new_figure(height_mm=12 + 11 * len(frame))
        axes = figure.subplots()
        values = frame["usd_bn"].astype(float)
        colours = [PALETTE["teal" if v >= 0 else "vermilion"] for v in values]
        axes.barh(range(len(frame)), values, color=colours, height=0.6)
        for place, value in enumerate(values):
            edge = max(value, 0.0)
            axes.text(edge, place, f" {format_signed(value)}", va="center", color=PALETTE["ink"])
        axes.set_yticks(range(len(frame)), list(frame["part"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.grid(visible=False)
        low, high = min(values.min(), 0.0), max(values.max(), 0.0)
        axes.set_xlim(1.1 * low, max(1.2 * high, high + 0.2 * (high - low)))
        return _finish(figure, "made-of", words)


def _whole_years(axes: Axes, first: int, last: int) -> None:
    """Put ticks on whole years: the last one, and every fifth before it."""
    axes.set_xticks([y for y in range(first, last + 1) if (last - y) % 5 == 0])


def _decimal_year(month: str) -> float:
    """Place a month's end on an axis of years: 2018-06 is 2018.5."""
    return int(month[:4]) + int(month[5:7]) / 12


def _room_at_the_right(axes: Axes, share: float) -> None:
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + (high - low) * share)


def _finish(figure: Figure, name: str, words: dict[str, str]) -> ReportFigure:
    return ReportFigure.of(figure, **{"name": name, **words})
