"""The figures of the default report: each takes numbers that are ready and only draws.

Every function returns a `ReportFigure`; title, subtitle, source and text alternative are the
caller's, who knows what the numbers say. Amounts are USD bn at current prices unless the argument's
name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import seaborn as sns

from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads, values_of
from tradegap.reporting.style import PALETTE, figure_style, new_figure, percent_ticks, year_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def surplus_by_year(
    frame: pd.DataFrame,
    base_year: int,
    base_usd_bn: Quantity,
    left_usd_bn: Quantity | None,
    **words: str,
) -> ReportFigure:
    """Draw the surplus by year as bars, and the level that the target would leave, if there is one.

    `frame` has `year` and `surplus_usd_bn`; the bar of `base_year`, `base_usd_bn`, stands out.
    """
    with figure_style():
        figure = new_figure(height_mm=66)
        axes = figure.subplots()
        years = frame["year"].astype(int)
        colours = [PALETTE["blue" if y == base_year else "grey"] for y in years]
        axes.bar(years, frame["surplus_usd_bn"], color=colours, width=0.78)
        last, left = int(years.iloc[-1]), 0.0 if left_usd_bn is None else value_of(left_usd_bn)
        if left_usd_bn is not None:
            _target_level(axes, left_usd_bn, last)
        base, said = value_of(base_usd_bn), TELL("{base:n1}", base=base_usd_bn)
        text = axes.text(
            base_year,
            base + 5,
            said.plain,
            ha="center",
            va="bottom",
            color=PALETTE["blue"],
            fontweight="bold",
        )
        leads(text, said, str(base_year))
        axes.set_ylim(min(0.0, left * 1.1), max(base, frame["surplus_usd_bn"].max()) * 1.14)
        axes.set_xlim(int(years.iloc[0]) - 0.8, last + 0.8 + 0.17 * len(years))
        _whole_years(axes, int(years.iloc[0]), last)
        return _finish(
            figure,
            "surplus-by-year",
            words,
            frame[["year", "surplus_usd_bn"]].assign(
                target_level_usd_bn=None if left_usd_bn is None else left
            ),
        )


def _target_level(axes: Axes, left_usd_bn: Quantity, last: int) -> None:
    left = value_of(left_usd_bn)
    axes.axhline(left, color=PALETTE["vermilion"], linewidth=1.4)
    for said, side, offset in (
        (TELL("{left:n1}", left=left_usd_bn), "bottom", 2),
        (TELL("target level"), "top", -2),
    ):
        text = axes.annotate(
            said.plain,
            (last + 0.9, left),
            xytext=(0, offset),
            textcoords="offset points",
            color=PALETTE["vermilion"],
            va=side,
        )
        leads(text, said, "target level")


def flows_by_year(frame: pd.DataFrame, last: Mapping[str, Quantity], **words: str) -> ReportFigure:
    """Draw exports and imports by year as two lines with their names beside them.

    `frame` has `year`, `exports_usd_bn` and `imports_usd_bn`; `last` has those of the last year.
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
            said = TELL("{flow} {last:n1}", flow=name.split("_")[0], last=last[name])
            text = axes.annotate(
                said.plain,
                (int(frame["year"].iloc[-1]), value_of(last[name])),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
            leads(text, said)
        axes.set(xlabel="", ylabel="", ylim=(0, None))
        years = frame["year"].astype(int)
        _whole_years(axes, int(years.iloc[0]), int(years.iloc[-1]))
        _room_at_the_right(axes, 0.27)
        return _finish(
            figure, "flows-by-year", words, frame[["year", "exports_usd_bn", "imports_usd_bn"]]
        )


def coverage_by_case(
    frame: pd.DataFrame, target_usd_bn: Quantity | None, **words: str
) -> ReportFigure:
    """Draw what each crediting case counts against the target; a case that counts nothing says so.

    Without a target the bars stand for themselves.

    `frame` has `title` and the quantities `credited` (missing where nothing can be counted) and,
    with a target, `coverage`.
    """
    with figure_style():
        figure = new_figure(height_mm=16 + 10 * len(frame))
        axes = figure.subplots()
        places = range(len(frame))
        credited = values_of(frame["credited"])
        most = credited.max()
        target = None if target_usd_bn is None else value_of(target_usd_bn)
        full = target or (most if most > 0 else 1.0)
        if target_usd_bn is not None:
            axes.barh(places, [full] * len(frame), color=PALETTE["grey_tint"], height=0.62)
        for place, row in zip(places, frame.itertuples(), strict=True):
            _case_bar(axes, place, row, full, target_usd_bn is not None)
        axes.set_yticks(list(places), list(frame["title"]))
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_xlim(0, max(full, most if most > 0 else 0.0) * 1.02)
        if target_usd_bn is not None:
            axes.set_xticks([0, full / 2, full])
        return _finish(
            figure,
            "coverage-by-case",
            words,
            frame[["title"]].assign(credited_usd_bn=credited, target_usd_bn=target),
        )


def _case_bar(axes: Axes, place: int, row: Any, target: float, asked: bool) -> None:
    if row.credited.value is None:
        axes.text(
            target * 0.02,
            place,
            "nothing can be counted",
            va="center",
            color=PALETTE["muted"],
            fontstyle="italic",
        )
        return
    credited = value_of(row.credited)
    axes.barh(place, credited, color=PALETTE["blue"], height=0.62)
    words = {"credited": row.credited} | ({"share": row.coverage} if asked else {})
    said = TELL("{credited:n1} ({share:pct})" if asked else "{credited:n1}", **words)
    text = axes.text(
        credited + target * 0.015, place, said.plain, va="center", color=PALETTE["ink"]
    )
    leads(text, said, row.title)


def mixes(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what each mix takes: the rise of exports and the fall of imports by share of purchases.

    `frame` has `purchases_share`, of one, and the quantities `exports_rise_share` and
    `imports_fall_share`; the last is `None` where there aren't as many imports.
    """
    with figure_style():
        figure = new_figure(height_mm=64)
        axes = figure.subplots()
        lines = {
            "exports_rise_share": ("blue", "exports rise"),
            "imports_fall_share": ("vermilion", "imports fall"),
        }
        x = frame["purchases_share"] * 100
        shares = frame.assign(**{name: values_of(frame[name]) for name in lines})
        for name, (colour, line) in lines.items():
            y = shares[name] * 100
            sns.lineplot(x=x, y=y, color=PALETTE[colour], errorbar=None, ax=axes)
            end = 1 if name == "exports_rise_share" else 0
            first = int(y.notna().argmax())  # no imports fall by more than all of them
            place = -1 if end else first
            said = TELL("{line}\n{share:pct}", line=line, share=frame[name].iloc[place])
            text = axes.annotate(
                said.plain,
                (float(x.iloc[place]), float(y.iloc[place])),
                xytext=(6 if end else -6, 0),
                textcoords="offset points",
                va="bottom" if first else "center",
                ha="left" if end else "right",
                color=PALETTE[colour],
            )
            leads(text, said)
        axes.set(xlabel="share of the narrowing through purchases, %", ylabel="", ylim=(0, None))
        axes.set_xlim(-38, 130)
        axes.set_xticks([0, 25, 50, 75, 100])
        percent_ticks(axes.yaxis)
        return _finish(
            figure,
            "mixes",
            words,
            shares[["purchases_share", "exports_rise_share", "imports_fall_share"]],
        )


def against_path(
    frame: pd.DataFrame,
    base_usd_bn: Quantity,
    last_usd_bn: Quantity,
    steps: Sequence[tuple[str, str, Quantity]],
    **words: str,
) -> ReportFigure:
    """Draw the surplus of the last twelve months, month by month, against the levels of the path.

    `frame` has `period` (YYYY-MM) and `surplus_12m_usd_bn`, which ends at `last_usd_bn`; a step is
    (first, last month, level).
    """
    with figure_style():
        figure = new_figure(height_mm=70)
        axes = figure.subplots()
        when = [_decimal_year(month) for month in frame["period"]]
        axes.plot(when, frame["surplus_12m_usd_bn"], color=PALETTE["blue"])
        base = value_of(base_usd_bn)
        axes.axhline(base, color=PALETTE["muted"], linewidth=1.0, linestyle=(0, (4, 3)))
        said = TELL("base {base:n1}", base=base_usd_bn)
        text = axes.annotate(
            said.plain,
            (when[-1], base),
            xytext=(5, 4),
            textcoords="offset points",
            color=PALETTE["muted"],
        )
        leads(text, said)
        levels = [(first, last, value_of(level)) for first, last, level in steps]
        named: set[float] = set()
        for (first, last, level), (_, _, due) in zip(levels, steps, strict=True):
            ends = [_decimal_year(first), _decimal_year(last)]
            axes.plot(ends, [level, level], color=PALETTE["vermilion"], linewidth=1.0)
            axes.plot(ends[1:], [level], color=PALETTE["vermilion"], marker="D", markersize=5)
            if level not in named:  # windows on one level share its name
                said = TELL("path {due:n1}", due=due)
                below = axes.text(
                    ends[0], level - 6, said.plain, va="top", color=PALETTE["vermilion"]
                )
                leads(below, said)
            named.add(level)
        said = TELL("{last:n1}", last=last_usd_bn)
        text = axes.annotate(
            said.plain,
            (when[-1], value_of(last_usd_bn)),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=PALETTE["blue"],
            fontweight="bold",
        )
        leads(text, said, "the last twelve months")
        lowest = min(frame["surplus_12m_usd_bn"].min(), *(s[2] for s in levels), base)
        axes.set_ylim(lowest - 45, None)
        _room_at_the_right(axes, 0.16)
        year_ticks(axes.xaxis)
        return _finish(figure, "against-path", words, _with_path(frame, base, levels))


def made_of(frame: pd.DataFrame, **words: str) -> ReportFigure:
    """Draw what a narrowing was made of: one bar a part, positive where it narrowed.

    `frame` has `part` and the quantities `usd_bn`.
    """
    with figure_style():
        figure = new_figure(height_mm=12 + 11 * len(frame))
        axes = figure.subplots()
        values = values_of(frame["usd_bn"])
        colours = [PALETTE["teal" if v >= 0 else "vermilion"] for v in values]
        axes.barh(range(len(frame)), values, color=colours, height=0.6)
        for place, part in enumerate(frame.to_dict("records")):
            said = TELL(" {value:signed}", value=part["usd_bn"])
            edge = max(value_of(part["usd_bn"]), 0.0)
            text = axes.text(edge, place, said.plain, va="center", color=PALETTE["ink"])
            leads(text, said, part["part"])
        axes.set_yticks(range(len(frame)), list(frame["part"]))
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.invert_yaxis()
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        axes.grid(visible=False)
        low, high = min(values.min(), 0.0), max(values.max(), 0.0)
        axes.set_xlim(1.1 * low, max(1.2 * high, high + 0.2 * (high - low)))
        return _finish(figure, "made-of", words, frame[["part"]].assign(usd_bn=values))


def _whole_years(axes: Axes, first: int, last: int) -> None:
    """Put ticks on whole years: the last one, and every fifth before it."""
    axes.set_xticks([y for y in range(first, last + 1) if (last - y) % 5 == 0])
    year_ticks(axes.xaxis)


def _decimal_year(month: str) -> float:
    """Place a month's end on an axis of years: 2018-06 is 2018.5."""
    return int(month[:4]) + int(month[5:7]) / 12


def _room_at_the_right(axes: Axes, share: float) -> None:
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + (high - low) * share)


def _with_path(
    frame: pd.DataFrame, base_usd_bn: float, steps: Sequence[tuple[str, str, float]]
) -> pd.DataFrame:
    """Return the surplus by month with base and path; months of a step that aren't out stay empty.

    A step stands at its last month, where its mark is drawn.
    """
    drawn = frame[["period", "surplus_12m_usd_bn"]].astype({"period": str})
    levels = pd.DataFrame(
        [(last, level) for _, last, level in steps], columns=["period", "path_usd_bn"]
    )
    both = drawn.merge(levels, on="period", how="outer").sort_values("period", kind="stable")
    return both.assign(base_usd_bn=base_usd_bn)


def _finish(figure: Figure, name: str, words: dict[str, str], data: pd.DataFrame) -> ReportFigure:
    return ReportFigure.of(figure, data=data, **{"name": name, **words})
