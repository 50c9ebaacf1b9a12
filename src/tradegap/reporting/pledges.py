"""What the chapter on the pledges shows: the ledger, the cases, the analysts, the threats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.errors import InputError
from tradegap.model.crediting import Credited
from tradegap.model.gap import Counted, Gap, counted
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity
from tradegap.reporting import figures
from tradegap.reporting.base_year import rate_note
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.sentences import telling_cases
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

SHORT = {
    "as_stated": "as stated",
    "confirmed_only": "confirmed only",
    "analysts_low": "analysts, low",
    "analysts_central": "analysts, central",
    "analysts_high": "analysts, ceiling",
    "delivered_like_phase_one": "delivered like\nPhase One",
}


NO_ESTIMATES = "This case names no analysts' estimates."


def ledger_table(credited: Sequence[Credited]) -> LinkedTable:
    """Return the ledger as credited: each line, its status, its amount, what counts and why."""
    rows = [
        {
            "date": format_date(line.pledge.announced),
            "what": f"{line.pledge.category} ({line.pledge.direction})",
            "status": (line.status or "not known").replace("_", " "),
            "stated": stated_words(line.pledge),
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
    sources = "; ".join(dict.fromkeys(line.pledge.source for line in credited))
    return linked_table(
        "ledger", "The ledger, credited as stated", rows, columns, sources or "none"
    )


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
        Column("gap", "gap", "US$ bn/year", decimals=1, missing="not known"),
        Column("bound", "gap at most", "US$ bn/year", decimals=1),
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
    counts = first.credited_usd_bn_per_year.value is not None
    title = (
        "{share:pct} of the target is credited, as stated"
        if counts
        else "As stated, nothing can be counted toward the target"
    )
    return figures.coverage_by_case(
        frame,
        float(target.value or 0.0),
        title=say.plain(title, share=first.coverage_share),
        subtitle=say.plain(
            "Credited a year by case, US$ bn; grey: the target of {t:usd}", t=target
        ),
        source="the ledger of pledges; own calculation" + (_SEVERAL_YEARS if analysts else ""),
        alt="Bars of the credited narrowing, US$ bn a year, by case. " + _told_by_case(frame),
    )


def _plot_counted(case: Case, say: Voice) -> ReportFigure:
    """Draw what each crediting case counts in a year, where no target is asked for."""
    found = [counted(case.credit(name), case.rules(name)) for name in telling_cases(case)]
    frame, first = _by_case(found), found[0].credited_usd_bn_per_year
    return figures.coverage_by_case(
        frame,
        None,
        title="As stated, nothing can be counted"
        if first.value is None
        else say.plain(
            "As stated, {credited:usd} a year is additional to "
            + ("{year}" if case.without_pledge == "base_year" else "the trend up to {year}"),
            credited=first,
            year=case.scenario.baseline.year,
        ),
        subtitle="Credited a year by case, US$ bn",
        source="the ledger of pledges; own calculation",
        alt="Bars of what is credited, US$ bn a year, by case. " + _told_by_case(frame),
    )


def _by_case(found: Sequence[Gap | Counted]) -> pd.DataFrame:
    """Return what each case credits, with its short title; missing where nothing is counted."""
    return pd.DataFrame(
        {
            "title": [SHORT.get(g.rules.name, g.rules.name.replace("_", " ")) for g in found],
            "credited_usd_bn": [g.credited_usd_bn_per_year.value for g in found],
        }
    ).astype({"credited_usd_bn": float})


def _told_by_case(frame: pd.DataFrame) -> str:
    told = [
        f"{title}: {'nothing' if pd.isna(amount) else format_number(amount)}"
        for title, amount in zip(frame["title"], frame["credited_usd_bn"], strict=True)
    ]
    return "; ".join(told).replace("\n", " ") + "."


def analysts(case: Case, say: Voice) -> Sentence:
    """Say what analysts thought possible, and what share of the target that would be."""
    if case.scenario.estimates is None:
        return say(NO_ESTIMATES)
    estimates = _estimates(case)
    bounds = [q for row in estimates for q in (row["low"], row["high"]) if q.value is not None]
    if not bounds:
        return say("No analyst's estimate was on the record by {day:date}.", day=case.as_of)
    ends = [row for row in estimates if row["low"].value is not None]
    if not case.scenario.has_target:
        return say("Analysts put the ceiling at {top:bn}.", top=_largest(bounds))
    target = case.target.year_usd_bn
    if not ends:
        return say("Analysts put the ceiling at {top:bn}.", top=_largest(bounds))
    low, high, top = ends[0]["low"], ends[0]["high"], _largest(bounds)
    told = say(
        "Analysts thought {low:bn0} to {high:bn0} of extra purchases possible ({who}, over "
        "{horizon}), which is {low_share:pct} to {high_share:pct} of the target",
        low=low,
        high=high,
        who=ends[0]["who"],
        horizon=ends[0]["horizon"],
        low_share=_of(low, target),
        high_share=_of(high, target),
    )
    if top.node_id == high.node_id:
        return Sentence.joined([told, say(".")], "")
    more = say(
        "; others put the ceiling at about {top:bn0} ({share:pct}).",
        top=top,
        share=_of(top, target),
    )
    return Sentence.joined([told, more], "")


def analysts_table(case: Case) -> LinkedTable | Sentence:
    """Return the analysts' estimates that were on the record, with their share of the target."""
    rows = []
    for row in _estimates(case):
        shares = {f"{end}_share": _of(row[end], case.target.year_usd_bn) for end in ("low", "high")}
        rows.append(row | shares)
    if not rows:
        return analysts(case, Voice())
    columns = [
        Column("who", "who"),
        Column("published", "published"),
        Column("low", "low", "US$ bn", decimals=0),
        Column("high", "high", "US$ bn", decimals=0),
        Column("high_share", "high, of the target", format="percent"),
        Column("horizon", "within"),
        Column("what", "what"),
    ]
    return linked_table(
        "analysts",
        "Extra US exports to China, as estimated in public",
        rows,
        columns,
        "press copies, cited in the table of the catalog",
    )


def _estimates(case: Case) -> list[dict[str, Any]]:
    name = case.scenario.estimates
    if name is None:
        return []
    return [
        {
            "who": row["who"],
            "published": format_date(str(row["as_published"])),
            "horizon": row["horizon"],
            "what": row["what"],
            **{
                end: case.figures.figure(
                    name, f"{end}_usd_bn", who=row["who"], as_published=row["as_published"]
                )
                for end in ("low", "high")
            },
        }
        for row in case.figures.table(name).to_dict("records")
    ]


def _of(amount: Quantity, target: Quantity) -> Quantity:
    """Return an amount of extra exports as a share of the target."""
    read = amount.read_as(target.basis or "", "extra exports narrow the balance by as much")
    return (read / target).named(f"{amount.label}, as a share of the target")


def _largest(quantities: Sequence[Quantity]) -> Quantity:
    return max(quantities, key=lambda q: q.value or 0.0)


def actions_table(case: Case) -> LinkedTable:
    """Return the tariff actions and threats that were known by the as-of date."""
    table = case.figures.table(case.scenario.tariff_actions or "tariff_actions")
    rows = [
        {
            "known": format_date(str(row["known_from"])[:10]),
            "who": {"USA": "US", "CHN": "China"}.get(row["actor"], row["actor"]),
            "what": row["scope"],
            "stage": str(row["stage"]).replace("_", " "),
            "from": format_date(str(row["effective_date"])[:10]),
            "goods": _text(row["coverage"]),
            "rate": _text(row["rate"]),
        }
        for row in table.sort_values(["known_from", "effective_date"]).to_dict("records")
    ]
    columns = [
        Column("known", "known from"),
        Column("who", "by"),
        Column("what", "on what"),
        Column("stage", "stage when known"),
        Column("goods", "goods, US$ bn", missing="not stated", align="right"),
        Column("rate", "rate, %", missing="not stated", align="right"),
    ]
    return linked_table(
        "tariff-actions",
        "Tariffs threatened, announced and in force",
        rows,
        columns,
        "press and official notices, cited in the table of the catalog",
        ["Coverage and rate as printed", "A later line may have ended an earlier one"],
    )


def news_table(case: Case) -> LinkedTable | Sentence | None:
    """Return every fact of the scenario's news, its amount in the other currency, and its place.

    `None` where the scenario names no news.
    """
    news = case.scenario.news
    if news is None:
        return None
    if (table := case.figures.table(news.table)).empty:
        return Sentence("The news of this case was not out yet.")
    rate = _news_rate(case)
    rows = []
    for row in table.to_dict("records"):
        amount = case.figures.figure(news.table, "value", id=row["id"])
        rows.append(
            {
                "what": row["what"] + (f" ({_text(row['note'])})" if _text(row["note"]) else ""),
                "amount": amount,
                "printed": case.figures.figure(news.table, "value_aud", id=row["id"]),
                "ours": _converted(amount, rate),
                "where": news.places.get(row["id"], "not placed")
                .split("-", 1)[-1]
                .replace("-", " "),
            }
        )
    columns = [
        Column("what", "what the news reported"),
        Column(
            "amount", "amount", "US$ bn", format=_as_printed, align="right", missing="no amount"
        ),
        Column(
            "printed", "as printed", "A$ bn", format=_as_printed, align="right", missing="no amount"
        ),
        Column("ours", "ours", "A$ bn", decimals=1, missing="no amount"),
        Column("where", "more in"),
    ]
    notes = [] if rate is None else [rate_note(Voice("AUD", rate))]
    return linked_table(
        "news", news.title, rows, columns, "an Australian newspaper's story of 2 June 2018", notes
    )


def _news_rate(case: Case) -> Quantity | None:
    try:
        return case.rate("AUD")
    except InputError:
        return None


def _converted(amount: Quantity, rate: Quantity | None) -> Quantity | None:
    if rate is None or amount.value is None or not amount.unit.startswith("USD"):
        return None
    return (amount / rate).named(f"{amount.label}, in Australian dollars")


def _as_printed(value: float) -> str:
    """Return an amount with the digits that it was printed with: 264, but 375.2."""
    return format_number(value, 0 if float(value).is_integer() else 1)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
