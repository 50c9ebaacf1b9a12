"""What the chapter on the pledges shows of them: the ledger, the cases, the coverage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.ledger import scenario_amount
from tradegap.model.crediting import Credited
from tradegap.model.gap import Counted, Gap, counted
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity
from tradegap.reporting import figures
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.sentences import telling_cases
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Told, Voice, shown

SHORT = {
    "as_stated": "as stated",
    "confirmed_only": "confirmed only",
    "analysts_low": "analysts, low",
    "analysts_central": "analysts, central",
    "analysts_high": "analysts, ceiling",
    "delivered_like_phase_one": "delivered like\nPhase One",
}


def ledger_table(credited: Sequence[Credited], by: str = "as_stated") -> LinkedTable:
    """Return the ledger as the case `by` credits it: status, amount, what counts and why."""
    rows = [
        {
            "date": format_date(line.pledge.announced),
            "what": f"{line.pledge.category} ({line.pledge.direction})",
            "status": (line.status or "not known").replace("_", " "),
            "stated": stated_amount(line.pledge, line.stated),
            "credited": line.credited,
            "why": line.reason + (f"; {line.pledge.conditions}" if line.pledge.conditions else ""),
            "source": line.pledge.source,
        }
        for line in credited
    ]
    columns = [
        Column("date", "date"),
        Column("what", "what"),
        Column("status", "status"),
        Column("stated", "stated"),
        Column(
            "credited",
            "credited",
            "US$ bn/year",
            decimals=1,
            align="right",
            missing="nothing credited",
        ),
        Column("why", "why"),
    ]
    sources = "; ".join(dict.fromkeys(without_addresses(x.pledge.source) for x in credited))
    return linked_table(
        "ledger", f"The ledger, credited {_by(by)}", rows, columns, sources or "none"
    )


def stated_amount(pledge: Pledge, amount: Quantity) -> Told | str:
    """Return the amount as a pledge states it; it leads to the line of the ledger."""
    words = stated_words(pledge)
    return words if pledge.amount is None else Told(words, amount)


def stated_in(case: Case, pledge: Pledge) -> Told | str:
    """Return the amount as a pledge of the case states it; it leads to where it is stated."""
    return stated_amount(pledge, scenario_amount(case.figures, case.scenario, pledge))


def _by(name: str) -> str:
    """Return how a case of crediting is told in a title: `as stated`, `by analysts, low`."""
    short = SHORT.get(name, name.replace("_", " ")).replace("\n", " ")
    return short if name == "as_stated" else f"by “{short}”"


def stated_words(pledge: Pledge) -> str:
    """Return the amount as stated: `US$200 bn a year`, `12 mn t`."""
    amount, unit = pledge.amount, pledge.unit
    if amount is None or unit is None:
        return "no amount"
    number = format_number(
        amount, next(d for d in range(4) if d == 3 or amount == round(amount, d))
    )
    rate = " a year" if unit.endswith("/year") else ""
    plain = unit.removesuffix("/year")
    return (f"US${number} {plain[4:]}" if plain.startswith("USD ") else f"{number} {plain}") + rate


def cases_table(case: Case) -> LinkedTable:
    """Return each crediting case: what it credits, the coverage, the gap."""
    gaps = [case.gap(name) for name in telling_cases(case)]
    rows = [
        {
            "case": SHORT.get(gap.rules.name, gap.rules.name).replace("\n", " "),
            "credited": gap.credited_usd_bn_per_year,
            "coverage": gap.coverage_share,
            "gap": gap.gap_usd_bn_per_year,
            "bound": gap.gap_upper_bound_usd_bn_per_year,
        }
        for gap in gaps
    ]
    nothing = "nothing can be counted"
    columns = [
        Column("case", "case"),
        Column("credited", "credited", "US$ bn/year", decimals=1, missing=nothing),
        Column("coverage", "coverage", format="percent", missing=nothing),
        Column("gap", "gap that pledges leave", "US$ bn/year", decimals=1, missing="not known"),
        Column("bound", "that gap at most", "US$ bn/year", decimals=1),
    ]
    return linked_table("cases", "Cases of crediting", rows, columns, "own calculation")


_SEVERAL_YEARS = ". Analysts meant several years; their amounts are taken here as yearly ones"


def plot_coverage(case: Case, say: Voice) -> ReportFigure:
    """Draw what each crediting case counts against the target, or in a year where there is none."""
    if not case.scenario.has_target:
        return _plot_counted(case, say)
    gaps = [case.gap(name) for name in telling_cases(case)]
    frame = _by_case(gaps)
    target = case.target.narrowing_usd_bn_per_year
    first, analysts = gaps[0], any(gap.rules.unstated_amount for gap in gaps)
    counts, by = first.credited_usd_bn_per_year.value is not None, _by(first.rules.name)
    title = (
        "{share:pct} of the target is credited, {by}"
        if counts
        else "{By}, nothing can be counted toward the target"
    )
    return figures.coverage_by_case(
        frame,
        target,
        title=say.plain(title, share=first.coverage_share, by=by, By=by[0].upper() + by[1:]),
        subtitle=say.plain(
            measured(
                "Credited a year by case, US$ bn; grey: the target of {t:usd}",
                [gap.credited_usd_bn_per_year for gap in gaps],
                case.as_of,
            ),
            t=target,
        ),
        source="the ledger of pledges; own calculation" + (_SEVERAL_YEARS if analysts else ""),
        alt="Bars of the credited narrowing, US$ bn a year, by case. " + _told_by_case(frame),
    )


def _plot_counted(case: Case, say: Voice) -> ReportFigure:
    """Draw what each crediting case counts in a year, where no target is asked for."""
    found = [counted(case.credit(name), case.rules(name)) for name in telling_cases(case)]
    frame, first = _by_case(found), found[0].credited_usd_bn_per_year
    by = _by(found[0].rules.name)
    by = by[0].upper() + by[1:]
    return figures.coverage_by_case(
        frame,
        None,
        title=f"{by}, nothing can be counted"
        if first.value is None
        else say.plain(
            "{by}, "
            + ("{credited:usd} a year" if first.value else "nothing")
            + " is additional to "
            + ("{year}" if case.without_pledge == "base_year" else "the trend up to {year}"),
            by=by,
            credited=first,
            year=case.scenario.baseline.year,
        ),
        subtitle=measured(
            "Credited a year by case, US$ bn",
            [each.credited_usd_bn_per_year for each in found],
            case.as_of,
        ),
        source="the ledger of pledges; own calculation",
        alt="Bars of what is credited, US$ bn a year, by case. " + _told_by_case(frame),
    )


def _by_case(found: Sequence[Gap | Counted]) -> pd.DataFrame:
    """Return what each case credits, with its short title; missing where nothing is counted."""
    return pd.DataFrame(
        {
            "title": [SHORT.get(g.rules.name, g.rules.name.replace("_", " ")) for g in found],
            "credited": [g.credited_usd_bn_per_year for g in found],
            "coverage": [g.coverage_share if isinstance(g, Gap) else None for g in found],
        }
    )


def _told_by_case(frame: pd.DataFrame) -> str:
    told = [
        f"{title}: {'nothing' if amount.value is None else shown(amount, 'n1')}"
        for title, amount in zip(frame["title"], frame["credited"], strict=True)
    ]
    return "; ".join(told).replace("\n", " ") + "."
