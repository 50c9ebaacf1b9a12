"""The tables beside the record: net against gross, analysts' estimates, exports on other bases."""

from __future__ import annotations

from typing import Any

from tradegap.data import feasibility as feasible
from tradegap.data import sales_records
from tradegap.data.case import Case
from tradegap.model.names import name_of
from tradegap.reporting.feasibility import estimates, title_of
from tradegap.reporting.feasibility_tables import NOTHING, OWN, UNKNOWN
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

_SHORT = {
    "exports_fas": "total exports, f.a.s.",
    "domestic_exports_fas": "domestic exports, f.a.s.",
    "exports_as_cited": "not stated",
}


def net_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return gross and net narrowing of each sum and each pledge that can be judged."""
    sums = {n: s for n, s in feasible.required_sums(case).items() if n != "example"}
    found = [(s.title, s.required, s.net) for s in sums.values()]
    for p in feasible.judged_pledges(case):
        if p.ratios is not None:
            found.append((title_of(p), p.ratios.increment_usd_bn, p.net))
    if not found:
        return say(NOTHING, why="there is no sum to tell net from gross of")
    rows = [
        {"what": title, "gross": gross, **{str(point): left for point, left in net.items()}}
        for title, gross, net in found
    ]
    columns = [
        Column("what", "narrowing through"),
        Column("gross", "gross: with this partner", "US$ bn", decimals=1),
        *(
            Column(point, f"net, {_percent(case, point)} diverted", "US$ bn", decimals=1)
            for point in feasible.POINTS
        ),
    ]
    return linked_table(
        "net-and-gross", "What would be left for the total balance", rows, columns,
        f"{OWN}; the diverted share is an assumption, rated red",
    )  # fmt: skip


def feasibility_estimates_table(case: Case, say: Voice) -> LinkedTable | None:
    """Return what analysts thought possible, beside what the categories add up to.

    `None` where the scenario names no estimates.
    """
    if case.scenario.estimates is None:
        return None
    rows = [
        {
            "who": row["who"],
            "published": format_date(str(row["as_published"])[:10]),
            "low": row["low"],
            "high": row["high"],
            "of": row["over_capacity"],
            "horizon": row["horizon"],
        }
        for row in estimates(case)
    ]
    if not rows:
        return None  # said before the table
    columns = [
        Column("who", "who"),
        Column("published", "published"),
        Column("low", "low", "US$ bn", decimals=0),
        Column("high", "high", "US$ bn", decimals=0),
        Column("of", "high, of capacity", format="percent", missing=UNKNOWN),
        Column("horizon", "within"),
    ]
    return linked_table(
        "feasibility-estimates", "What analysts thought could be sold more", rows, columns,
        "press copies, cited in the table of the catalog",
    )  # fmt: skip


def other_bases_table(case: Case, say: Voice) -> LinkedTable | Sentence | None:
    """Return exports of the base year as others count them: beside the record, never mixed."""
    unknown = sales_records.why_no_record(case)
    if unknown is not None:
        return say(NOTHING, why=unknown)
    rows = sales_records.other_bases(case)
    if not rows:
        return None
    shown = [
        {
            "category": row["category"],
            "partner": name_of(row["partner"]),
            "amount": row["amount"],
            "basis": _SHORT.get(row["amount"].basis, row["amount"].basis),
        }
        for row in rows
    ]
    columns = [
        Column("category", "goods"),
        Column("partner", "to"),
        Column("amount", f"exports, {case.scenario.baseline.year}", "US$ bn", decimals=1),
        Column("basis", "basis"),
    ]
    return linked_table(
        "exports-on-other-bases", "The same goods as others count them", shown, columns,
        "U.S. International Trade Commission, trade shifts",
        ["Other definitions of the goods, and other bases: beside the record, never mixed with it"],
    )  # fmt: skip


def _percent(case: Case, point: Any) -> str:
    share = case.assumption(feasible.DIVERTED, point).value
    return f"{100 * float(share):.0f}%" if isinstance(share, float) else UNKNOWN
