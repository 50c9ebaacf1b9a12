"""The ledger of several partners at any setting: other rules, and deliveries by category.

There is no one balance and so no target, no gap and no tariff: what moves are the yearly amounts,
their sums by kind, and what they come to beside US exports to each partner.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from tradegap.data.case import Case
from tradegap.data.partners import PartnerLedger, partner_ledger
from tradegap.data.what_if import at
from tradegap.model.operations import Value
from tradegap.model.pledges import Kind
from tradegap.model.quantity import Quantity
from tradegap.model.setting import delivered


class PartnerRow(NamedTuple):
    """What one partner said of one kind, USD bn/year, beside US exports to it where known."""

    partner: str
    kind: Kind
    amount: Quantity
    share: Quantity | None
    exports: Quantity | None


def partner_cases(case: Case) -> tuple[str, ...]:
    """Return the crediting cases that tell something here, the headline's first.

    What Phase One delivered and what analysts thought of China are no evidence on other partners.
    """
    rules = {name: case.rules(name) for name in case.cases}
    of_any = [
        name
        for name, rule in rules.items()
        if not rule.delivered_like_phase_one and rule.unstated_amount is None
    ]
    return tuple(dict.fromkeys([case.headline_case, *of_any]))


def partner_categories(case: Case) -> tuple[str, ...]:
    """Return the categories whose delivery moves a yearly amount in any case, in ledger order."""
    found = [partner_ledger(case, name, {}).placed("yearly") for name in partner_cases(case)]
    moving = {line.pledge.category for lines in found for line in lines}
    return tuple(c for c in dict.fromkeys(p.category for p in case.pledges) if c in moving)


def partner_what_if(
    case: Case, name: str | None = None, moved: Collection[str] | None = None
) -> PartnerLedger:
    """Return the ledger of a crediting case with a leaf for every delivery.

    `moved` are the case's `partner_categories`, for who has them already.
    """
    stated = case.scenario.headline.delivery
    named = partner_categories(case) if moved is None else moved
    return partner_ledger(case, name, {c: delivered(c, stated.get(c, 1.0)) for c in named})


def partner_rows(ledger: PartnerLedger) -> Iterator[PartnerRow]:
    """Yield what each partner said, a row for each kind."""
    for sums in ledger.partners:
        for kind, amount in sums.by_kind.items():
            share = sums.over_exports_share.get(kind)
            yield PartnerRow(sums.partner, kind, amount, share, sums.exports_usd_bn)


def partner_outputs(ledger: PartnerLedger) -> dict[str, Quantity]:
    """Return the sums by kind, and of row n its amount `a<n>`, share `s<n>` and exports `e<n>`."""
    named: dict[str, Quantity] = {str(kind): amount for kind, amount in ledger.by_kind.items()}
    for n, row in enumerate(partner_rows(ledger)):
        parts = {"a": row.amount, "s": row.share, "e": row.exports}
        named |= {f"{name}{n}": part for name, part in parts.items() if part is not None}
    return named


def partner_numbers(
    ledger: PartnerLedger, changes: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """Return the numbers of `partner_outputs` with other leaves, by their keys."""
    return {name: at(q, changes or {}) for name, q in partner_outputs(ledger).items()}
