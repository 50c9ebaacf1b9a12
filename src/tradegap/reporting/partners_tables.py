"""The tables of the chapter on several partners: nothing dropped, kinds kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data.partners import PartnerLedger
from tradegap.model.partners import PLACES, PartnerLine, PartnerSum, kind_of
from tradegap.model.pledges import Pledge
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date
from tradegap.reporting.partners import CENSUS, KINDS, counted
from tradegap.reporting.partners_forms import row_name
from tradegap.reporting.pledges import stated_amount
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Told, joined

UNION = (
    "The European Union includes the United Kingdom to 2017 and not from 2018: two different "
    "partners under one name"
)
LEFT_OUT = {
    "not_yearly": ("purchase", "purchases"),
    "investment": ("investment", "investments"),
    "listed": ("other line", "other lines"),
}
"""Where a line may stand that is in no yearly amount, as it is counted in words."""


def yearly_table(ledger: PartnerLedger) -> LinkedTable:
    """Return every purchase that can be put on a yearly basis: kind, amount as stated, a year."""
    lines = ledger.placed("yearly")
    rows = [
        _about(line.pledge)
        | {
            "kind": KINDS[kind_of(line.pledge)],
            "status": ledger.status_words[line.pledge.id],
            "how": _how(line, ledger),
            "a_year": line.usd_bn_per_year,
            "said": line.from_statement_usd_bn_per_year,
        }
        for line in lines
    ]
    columns = [
        Column("partner", "partner"),
        Column("what", "what"),
        Column("kind", "kind"),
        Column("status", "status"),
        Column("how", "on a yearly basis"),
        Column("a_year", "a year", "US$ bn", decimals=1),
        Column("said", "from the day it was said", "US$ bn", 1, missing="no other reading"),
    ]
    notes = ["Levels, totals and amounts of no stated kind are not added together"]
    caption = "Purchases on one yearly basis"
    return linked_table("partners-yearly", caption, rows, columns, _sources(lines), notes)


def _how(line: PartnerLine, ledger: PartnerLedger) -> Told | str:
    """Return how a line comes to a year; numbers in it lead to the amount as stated."""
    if not any(letter.isdigit() for letter in line.reason):
        return line.reason
    return Told(line.reason, ledger.amounts[line.pledge.id])


def by_partner_table(ledger: PartnerLedger) -> LinkedTable:
    """Return each partner's yearly amounts by kind, over all US exports of goods to it."""
    rows = [row for sums in ledger.partners for row in _partner_rows(sums)]
    columns = [
        Column("partner", "partner"),
        Column("exports", f"US exports {ledger.base_year}", "US$ bn", 1, missing="not known"),
        Column("kind", "kind", missing="no purchase on a yearly basis"),
        Column("a_year", "a year", "US$ bn", 1, missing="no purchase on a yearly basis"),
        Column("share", "of exports", format="percent", missing="not known"),
        Column("left", "left out"),
    ]
    union = any(sums.partner == "EUU" for sums in ledger.partners)
    notes = [UNION] if union else []
    return linked_table(
        "partners-exports",
        f"Yearly purchases against all US exports of goods to the partner, {ledger.base_year}",
        rows,
        columns,
        f"{CENSUS}; the ledger of pledges; own calculation",
        notes,
    )


def _partner_rows(sums: PartnerSum) -> list[dict[str, Any]]:
    left = _left_words(sums)
    first = {
        "partner": row_name(sums.partner),
        "exports": sums.exports_usd_bn,
        "left": left,
    }
    if not sums.by_kind:
        return [first | {"kind": None, "a_year": None, "share": None}]
    return [
        first
        | {"kind": KINDS[kind], "a_year": amount, "share": sums.over_exports_share.get(kind)}
        | ({} if n == 0 else {"left": "see above"})
        for n, (kind, amount) in enumerate(sums.by_kind.items())
    ]


def _left_words(sums: PartnerSum) -> str:
    """Say how many lines of a partner are in no yearly amount."""
    parts = [
        counted(sums.counts[place], *LEFT_OUT[place])
        for place in PLACES
        if place in LEFT_OUT and sums.counts[place]
    ]
    return joined(parts) if parts else "nothing"


def left_out_table(ledger: PartnerLedger) -> LinkedTable:
    """Return every line that is in no yearly amount and is no investment, with the reason."""
    lines = [*ledger.placed("not_yearly"), *ledger.placed("listed")]
    rows = [
        _about(line.pledge)
        | {
            "stated": stated_amount(line.pledge, ledger.amounts[line.pledge.id]),
            "measure": line.pledge.measure.replace("_", " "),
            "why": line.reason,
            "assumed": ledger.assumed_usd_bn_per_year.get(line.pledge.id),
        }
        for line in lines
    ]
    columns = [
        Column("partner", "partner"),
        Column("what", "what"),
        Column("stated", "stated"),
        Column("measure", "measured by"),
        Column("why", "why not"),
    ]
    notes = []
    if any(row["assumed"] is not None for row in rows):
        head = "at an assumed price"
        columns.append(Column("assumed", head, "US$ bn/year", 2, missing="none assumed"))
        notes = [
            "At an assumed price: as the chapter on physical pledges prices it, by assumption; "
            "it is in no sum here"
        ]
    caption = "Listed, not dropped: what can't be put on a yearly basis, and why"
    return linked_table("partners-left-out", caption, rows, columns, _sources(lines), notes)


def investment_table(ledger: PartnerLedger) -> LinkedTable:
    """Return the promises of investment, which are no purchases and are never credited."""
    lines = ledger.placed("investment")
    rows = [
        _about(line.pledge)
        | {
            "stated": stated_amount(line.pledge, ledger.amounts[line.pledge.id]),
            "window": _window(line.pledge),
            "status": ledger.status_words[line.pledge.id],
        }
        for line in lines
    ]
    columns = [
        Column("partner", "partner"),
        Column("stated", "stated"),
        Column("window", "window"),
        Column("status", "status"),
    ]
    caption = "Investment: apart from purchases, and never credited"
    return linked_table("partners-investment", caption, rows, columns, _sources(lines))


def _about(pledge: Pledge) -> dict[str, Any]:
    return {"partner": row_name(pledge.partner), "what": pledge.category}


def _window(pledge: Pledge) -> str | None:
    if pledge.window_start is None or pledge.window_end is None:
        return "not stated"
    return f"{format_date(pledge.window_start)} to {format_date(pledge.window_end)}"


def _sources(lines: Sequence[PartnerLine]) -> str:
    return (
        "; ".join(dict.fromkeys(without_addresses(x.pledge.source) for x in lines))
        or "the ledger of pledges"
    )
