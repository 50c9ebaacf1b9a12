"""The forms of what several partners said: templates that the chapter and the page fill alike."""

from __future__ import annotations

from tradegap.data.partners import PartnerLedger
from tradegap.data.what_if_partners import partner_rows
from tradegap.model.names import name_of
from tradegap.model.pledges import Kind
from tradegap.reporting.text import joined

SUMS: dict[Kind, str] = {
    "level": "of levels",
    "cumulative": "of totals spread over their windows",
    "increment": "of increments",
    "not_stated": "of which it isn't said whether it is a level or an increment",
    "physical": "of quantities at a price",
}
"""What a sum of one kind is made of."""


def by_kind(ledger: PartnerLedger) -> str:
    """Return the sums of each kind, joined: `{level:bn} a year of levels and ...`."""
    return joined([f"{{{kind}:bn}} a year {SUMS[kind]}" for kind in ledger.by_kind])


def comes_to(ledger: PartnerLedger) -> str:
    """Return what all that counts comes to in a year, by kind; kinds are never added together."""
    if not ledger.by_kind:
        return "Nothing that counts by {day:date} can be put on a yearly basis."
    apart = "" if len(ledger.by_kind) == 1 else "; these are different things, and are not added"
    return f"What was pledged by {{day:date}} comes to {by_kind(ledger)}{apart}."


def above(ledger: PartnerLedger) -> dict[str, str]:
    """Return by the name of its share what is said of a row above all US exports to its partner."""
    return {
        f"s{n}": f"{capital(name_of(row.partner))}'s {{a{n}:bn}} a year would be {{s{n}:n1}} times "
        f"all US exports of goods to it in {ledger.base_year} ({{e{n}:bn}})."
        for n, row in enumerate(partner_rows(ledger))
        if row.share is not None
    }


def none_above(ledger: PartnerLedger) -> str:
    """Return what is said where no row is above all US exports; empty where none is compared."""
    told = (
        f"No yearly amount is above all US exports of goods to its partner in {ledger.base_year}."
    )
    return told if above(ledger) else ""


def capital(text: str) -> str:
    """Return a text with a capital at its beginning and the rest as it is."""
    return text[:1].upper() + text[1:]


def row_name(partner: str) -> str:
    """Return a partner's name as the head of a row: `European Union`."""
    return capital(name_of(partner).removeprefix("the "))
