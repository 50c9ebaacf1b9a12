"""What the chapter on the surplus shows of the years: history, flows, two countries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tradegap.data.case import Case
from tradegap.data.mirror import base_sides, target_shares
from tradegap.data.progress import us_year
from tradegap.model.baseline import Flows
from tradegap.model.basket import member
from tradegap.model.frames import frame as frame_of
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting import figures
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.judged import CENSUS as CENSUS
from tradegap.reporting.judged import aside, source, what, whose
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.sentences import vintage
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice, joined

FLOWS = ("exports_usd_bn", "imports_usd_bn", "surplus_usd_bn")
YEARS_BACK = 17
NOT_THERE = "not in the tables"


def plot_surplus(case: Case, frame: pd.DataFrame, history: Flows, say: Voice) -> ReportFigure:
    """Draw the surplus by year and the level that the target would leave, where there is one."""
    if not case.scenario.has_target:
        return _surplus_alone(case, frame, history, say)
    left, base = case.target.residual_surplus_usd_bn, case.baseline.surplus_usd_bn
    frame = _with_base(case, frame)
    words = {"left": left, "base": base, "year": case.scenario.baseline.year}
    return figures.surplus_by_year(
        frame,
        case.scenario.baseline.year,
        base,
        left,
        title=say.plain("The target would take the surplus from {base:usd} to {left:usd}", **words),
        subtitle=_measured(case, history)
        + ("" if case.judged_on == "reporter" else "; no bar: not in the tables"),
        source=source(case),
        alt=say.plain(
            f"Bars of the surplus by year from {frame['year'].iloc[0]} to {{year}}. It ends at "
            "{base:usd} in {year}; a line marks the {left:usd} that the target would leave, which "
            f"the surplus last had in or before {_last_year_below(frame, left)}"
            + ("." if case.judged_on == "reporter" else ", of the years that there are."),
            **words,
        ),
    )


def _surplus_alone(case: Case, frame: pd.DataFrame, history: Flows, say: Voice) -> ReportFigure:
    """Draw the surplus by year where no target would leave a level of it."""
    words = {"base": case.baseline.surplus_usd_bn, "year": case.scenario.baseline.year}
    beside, below = _beside(case, frame, history)
    return figures.surplus_by_year(
        _with_base(case, frame),
        case.scenario.baseline.year,
        case.baseline.surplus_usd_bn,
        None,
        title=say.plain("The surplus was {base:usd} in {year}" + beside, **words, below=below),
        subtitle=_measured(case, history),
        source=source(case),
        alt=say.plain(
            f"Bars of the surplus by year from {frame['year'].iloc[0]} to {{year}}. It ends at "
            "{base:usd} in {year}.",
            **words,
        ),
    )


def plot_flows(
    case: Case, frame: pd.DataFrame, history: Flows, say: Voice, began: str = "Imports"
) -> ReportFigure:
    """Draw exports and imports by year, on the reporter's figures whatever the target is judged on.

    The other figures have the two flows for too few years to draw a line through.
    """
    if case.judged_on != "reporter":
        return _reporter_flows(case, say)
    frame = _with_base(case, frame)
    base = case.baseline
    set_against = f"{base.imports_usd_bn.label}, set against exports"
    times = base.imports_usd_bn.read_as(base.exports_usd_bn.basis or "", set_against)
    words = {
        "ratio": times / base.exports_usd_bn,
        "imports": base.imports_usd_bn,
        "exports": base.exports_usd_bn,
        "year": case.scenario.baseline.year,
    }
    return figures.flows_by_year(
        frame,
        {name: getattr(base, name) for name in ("exports_usd_bn", "imports_usd_bn")},
        title=say.plain(f"{began} are {{ratio:n1}} times exports", **words),
        subtitle=measured(
            f"US goods trade with {name_of(case.scenario.partner)} by year, US$ bn",
            [base.imports_usd_bn, base.exports_usd_bn],
            case.as_of,
            vintage=_vintages(case, history.surplus_usd_bn),
        ),
        source=CENSUS,
        alt=say.plain(
            f"Two lines from {frame['year'].iloc[0]} to {{year}}: imports rise to {{imports:usd}}, "
            "exports to {exports:usd}.",
            **words,
        ),
    )


def _reporter_flows(case: Case, say: Voice) -> ReportFigure:
    reporter, base = case.judged("reporter"), case.scenario.baseline.year
    history = reporter.by_year(base - YEARS_BACK, base)
    shown = frame_of("year", **{name: getattr(history, name) for name in FLOWS})
    return plot_flows(reporter, shown, history, say, "On US figures, imports")


def years_table(case: Case, frame: pd.DataFrame, history: Flows) -> LinkedTable:
    """Return exports, imports and surplus by year, the base year in the vintage of the report."""
    rows = [_year_row(case, int(year)) for year in _with_base(case, frame)["year"]]
    partner = {"exports": "China's imports", "imports": "China's exports"}
    heads = partner if case.judged_on == "partner" else {}
    columns = [Column("year", "year", format="plain")] + [
        Column(
            f"{name}_usd_bn", heads.get(name, name), "US$ bn", 1, align="right", missing=NOT_THERE
        )
        for name in ("exports", "imports", "surplus")
    ]
    notes = [
        f"{case.scenario.baseline.year}: {vintage(case.baseline.surplus_usd_bn)}. "
        f"Years before: {vintage(history.surplus_usd_bn)}."
    ]
    goods = "US goods trade" if case.judged_on == "reporter" else "Trade"
    caption = f"{goods} by year{aside(case)}"
    return linked_table("goods-by-year", caption, rows, columns, source(case), notes)


def _year_row(case: Case, year: int) -> dict[str, Any]:
    base = year == case.scenario.baseline.year
    flows = case.baseline if base else case.year(year)
    return {"year": str(year), **{name: getattr(flows, name) for name in FLOWS}}


def since_base_year(case: Case, say: Voice) -> Sentence:
    """Say what the surplus was in the years after the base year, where any is out; else nothing.

    On the reporter's figures for goods, whatever the target is judged on.
    """
    reporter = case.judged("reporter")
    first = case.scenario.baseline.year + 1
    found = {year: us_year(reporter, year) for year in range(first, case.as_of.year + 1)}
    years = {f"y{year}": flows.surplus_usd_bn for year, flows in found.items() if flows}
    if not years:
        return Sentence("")
    told = joined([f"{{{name}:bn}} in {name[1:]}" for name in years])
    return say(
        f"After the base year it was {told}, on US figures ({{vintage}}).",
        vintage=joined(list(dict.fromkeys(vintage(q) for q in years.values()))),
        **years,
    )


def partner_figures(case: Case, say: Voice) -> Sentence:
    """Say what the partner's own customs report for the base year, and the difference."""
    both, year = base_sides(case), case.scenario.baseline.year
    if both is None:
        return say(
            "No figure of the partner's customs for {year} that was out by {day:date} is in the "
            "tables.",
            year=year,
            day=case.as_of,
        )
    theirs, shares = both.partner.surplus_usd_bn, target_shares(case)
    if both.difference_usd_bn.value is None:
        return say(
            "A figure of the partner's customs for {year} is missing, so the difference from the "
            "US figure can't be told.",
            year=year,
        )  # fmt: skip
    less = value_of(both.difference_usd_bn) >= 0
    return say(
        "China's customs put the surplus of {year} at {theirs:bn} ({vintage}), {difference:bn} "
        + ("less" if less else "more")
        + " than the US figure."
        + (
            " The {target:bn} asked for is {on_ours:pct} of the one and {on_theirs:pct} of the "
            "other."
            if case.scenario.has_target
            else ""
        ),
        year=year,
        theirs=theirs,
        difference=both.difference_usd_bn
        if less
        else (-both.difference_usd_bn).named("China's surplus less the US figure"),
        target=case.target.year_usd_bn if case.scenario.has_target else None,
        vintage=vintage(theirs),
        on_ours=shares.get("reporter"),
        on_theirs=shares.get("partner"),
    )


def _with_base(case: Case, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the years with the base year in the vintage that the report uses."""
    base = case.baseline
    last: dict[str, object] = {"year": str(case.scenario.baseline.year)}
    for name in FLOWS:
        value = getattr(base, name).value
        last[name] = np.nan if value is None else value
    before = frame[frame["year"] != last["year"]]
    return pd.concat([before, pd.DataFrame([last])], ignore_index=True)


def _measured(case: Case, history: Flows) -> str:
    """Return what bars of the surplus are measured in."""
    return measured(
        f"{name_of(case.scenario.partner)}'s {what(case)} on {whose(case)}, US$ bn a year",
        [case.baseline.surplus_usd_bn],
        case.as_of,
        vintage=_vintages(case, history.surplus_usd_bn),
    )


def _vintages(case: Case, history: Quantity) -> str:
    base = case.scenario.baseline.year
    return f"{base} {vintage(case.baseline.surplus_usd_bn)}, years before {vintage(history)}"


def _beside(case: Case, frame: pd.DataFrame, history: Flows) -> tuple[str, Quantity | None]:
    """Say where the base year stands among the years before it."""
    both = zip(frame["year"].astype(int), frame["surplus_usd_bn"], strict=True)
    years = [(float(v), y) for y, v in both if y < case.scenario.baseline.year and not pd.isna(v)]
    if not years:
        return "", None
    _, when = max(years)
    highest = member(history.surplus_usd_bn, str(when), f"the surplus of {when}, the highest")
    below = (highest - case.baseline.surplus_usd_bn).named(f"below the highest, of {when}")
    if value_of(below) < 0:
        return f", more than in any year from {min(y for _, y in years)} on", None
    return f", {{below:usd}} below its highest, of {when}", below


def _last_year_below(frame: pd.DataFrame, level: Quantity) -> str:
    below = frame.loc[frame["surplus_usd_bn"] <= value_of(level), "year"]
    return str(below.iloc[-1]) if len(below) else f"before {frame['year'].iloc[0]}"
