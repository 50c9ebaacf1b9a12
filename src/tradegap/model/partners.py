"""The ledger of several partners: every line in one place, amounts on one yearly basis.

A purchase that can be put on a yearly basis is set against all US exports of goods to the partner
in the base year; every other line is kept with the reason. A level, a total over a window and an
amount of no stated kind are three different things: each has a sum of its own, and they are never
added together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tradegap.model.crediting import RULES, Rules, in_part, never_counts, refusal
from tradegap.model.names import name_of
from tradegap.model.pledges import Kind, Pledge, Status
from tradegap.model.quantity import Quantity, combine, parameter
from tradegap.model.yearly import Evidence, one_year, stated_per_year, why_missing

Place = Literal["yearly", "not_yearly", "investment", "listed"]
PLACES: tuple[Place, ...] = ("yearly", "not_yearly", "investment", "listed")
YEARLY_KINDS: tuple[Kind, ...] = ("level", "cumulative", "increment", "not_stated", "physical")
EXPORTS_BASIS = "exports_fas"


@dataclass(frozen=True)
class PartnerLine:
    """One line of the ledger in its one place, with its amount of a year where it has one.

    `usd_bn_per_year` is as stated (a level stays a level); `from_statement_usd_bn_per_year` spreads
    a total from the day on which it was said, where its window begins on another day;
    `base_usd_bn_per_year` is what was bought before a level, `rise_usd_bn_per_year` the level
    less that and `times_base` the level over it.
    `over_exports_share` is the yearly amount over all US exports to the partner. Each is missing
    where it isn't known, never zero.
    """

    pledge: Pledge
    status: Status | None
    place: Place
    reason: str
    usd_bn_per_year: Quantity
    from_statement_usd_bn_per_year: Quantity | None
    base_usd_bn_per_year: Quantity | None
    rise_usd_bn_per_year: Quantity | None
    times_base: Quantity | None
    exports_usd_bn: Quantity | None
    over_exports_share: Quantity | None


@dataclass(frozen=True)
class PartnerSum:
    """What one partner said it would buy in a year, by kind, and how many lines are left out.

    `by_kind` (USD bn/year) has only the kinds that the partner's lines have, `over_exports_share`
    the same over all US exports to it, and nothing where these aren't known; `counts` the lines in
    each place.
    """

    partner: str
    exports_usd_bn: Quantity | None
    by_kind: Mapping[Kind, Quantity]
    over_exports_share: Mapping[Kind, Quantity]
    counts: Mapping[Place, int]


def partner_lines(
    pledges: Sequence[Pledge],
    amounts: Mapping[str, Quantity],
    exports_usd_bn: Mapping[str, Quantity],
    bases_usd_bn_per_year: Mapping[str, Quantity],
    as_of: date,
    rules: Rules = RULES["as_stated"],
    delivery: Mapping[str, Quantity] | None = None,
) -> tuple[PartnerLine, ...]:
    """Put every line that was published by `as_of` in its one place, in the ledger's order.

    `amounts` are the amounts as stated by id, `exports_usd_bn` US exports of the base year by
    partner (USD bn, f.a.s.), `bases_usd_bn_per_year` what was bought before a level, by id. `rules`
    say which statuses count, `delivery` the share of a category that is taken as delivered.
    """
    known = [p for p in pledges if p.published <= as_of]
    taken = delivery or {}
    places = [_place(p, amounts[p.id], rules, known, as_of) for p in known]
    return tuple(
        _line(p, amounts[p.id], exports_usd_bn.get(p.partner), bases_usd_bn_per_year, place,
              taken.get(p.category), as_of)
        for p, place in zip(known, places, strict=True)
    )  # fmt: skip


def _line(
    pledge: Pledge,
    amount: Quantity,
    exports: Quantity | None,
    bases: Mapping[str, Quantity],
    placed: tuple[Place, str],
    share: Quantity | None,
    as_of: date,
) -> PartnerLine:
    place, reason = placed
    counted = place == "yearly"
    yearly = _stated(pledge, amount) if counted else _not_on_a_yearly_basis(pledge)
    later = _from_statement(pledge, amount) if counted else None
    if counted and share is not None:
        yearly, reason = _delivered(yearly, share), reason + in_part(share)
        later = None if later is None else _delivered(later, share)
    base = bases.get(pledge.id) if counted and pledge.is_level else None
    return PartnerLine(
        pledge,
        pledge.status(as_of),
        place,
        reason,
        yearly,
        later,
        base,
        None if base is None else _rise(pledge, yearly, base),
        None if base is None else _times(pledge, yearly, base),
        exports,
        None if exports is None or not counted else over_exports(yearly, exports, pledge.partner),
    )


def _stated(pledge: Pledge, amount: Quantity) -> Quantity:
    return _named(stated_per_year(pledge, amount), pledge, "a year, as stated")


def _delivered(yearly: Quantity, share: Quantity) -> Quantity:
    """Return the part of a yearly amount that is taken as delivered."""
    return (yearly * share).named(f"{yearly.label}, the part taken as delivered")


def _place(
    pledge: Pledge, amount: Quantity, rules: Rules, known: Sequence[Pledge], as_of: date
) -> tuple[Place, str]:
    if pledge.direction == "investment":
        return "investment", "investment is no purchase and is never credited"
    refused = never_counts(pledge) or refusal(pledge, rules, as_of, known)
    if refused is not None:
        return "listed", refused
    if _stated(pledge, amount).value is None:
        return "not_yearly", _why_not_yearly(pledge)
    return "yearly", _how(pledge)


def _why_not_yearly(pledge: Pledge) -> str:
    """Say why a purchase has no yearly amount; a level needs no base to be stated a year."""
    of_total = {"kind": "cumulative"} if pledge.kind == "level" else {"over": None}
    return why_missing(pledge.model_copy(update=of_total), Evidence({}, {}))


def _how(pledge: Pledge) -> str:
    """Say how the amount was put on a yearly basis."""
    if (pledge.unit or "").endswith("/year"):
        return "stated for a year"
    years = max(pledge.window_years or 1.0, 1.0)
    return f"{pledge.amount:,.12g} over {years:.3g} year{'' if years == 1 else 's'}"


def _from_statement(pledge: Pledge, amount: Quantity) -> Quantity | None:
    """Return a total spread from the day it was said to the end of its window, USD bn/year.

    Only where the window begins on another day than that on which it was said or published, be it
    before or after; `None` elsewhere, and for a rate, which no window divides.
    """
    start, end = pledge.window_start, pledge.window_end
    if start is None or end is None or end <= pledge.announced:
        return None
    if start in (pledge.announced, pledge.published):
        return None
    if (pledge.unit or "").endswith("/year"):
        return None
    earlier = pledge.model_copy(
        update={"id": f"{pledge.id}:from-statement", "window_start": pledge.announced}
    )
    return _named(stated_per_year(earlier, amount), pledge, "a year, from the day it was said")


def _rise(pledge: Pledge, level: Quantity, base: Quantity) -> Quantity:
    """Return a level less what was bought before; the copy doesn't name the base's statistics."""
    taken = base.read_as(level.basis or "", f"{base.label}, taken on the pledge's terms")
    return _named(level - taken, pledge, "rise over what was bought before")


def _times(pledge: Pledge, level: Quantity, base: Quantity) -> Quantity:
    """Return a level over what was bought before, a number of times."""
    taken = base.read_as(level.basis or "", f"{base.label}, taken on the pledge's terms")
    return _named(level / taken, pledge, "level over what was bought before")


def over_exports(yearly: Quantity, exports_usd_bn: Quantity, partner: str) -> Quantity:
    """Return a yearly amount over all US exports of goods to the partner in a year, a share.

    Formula: usd_bn_per_year / (exports_usd_bn / one year). The pledge names no statistics, so its
    dollars are read as dollars of exports f.a.s. Raises `ModelError` for exports of zero.
    """
    amount = yearly.read_as(EXPORTS_BASIS, f"{yearly.label}, set beside exports")
    rate = (exports_usd_bn / one_year()).named(f"{exports_usd_bn.label}, per year")
    return (amount / rate).named(f"{yearly.label}, over all US exports to {name_of(partner)}")


def kind_of(pledge: Pledge) -> Kind:
    """Return what an amount is: a quantity that says over what it is counted is one of the others.

    Tonnes counted over nothing are a level, tonnes over a base an increment; else `physical`.
    """
    if pledge.is_level:
        return "level"
    return "increment" if pledge.over == "base" else pledge.kind


def sums_by_kind(lines: Sequence[PartnerLine]) -> dict[Kind, Quantity]:
    """Return the yearly amounts of each kind added up, USD bn/year; kinds are never added.

    A kind that no line has on a yearly basis isn't there: nothing is no zero.
    """
    sums: dict[Kind, Quantity] = {}
    for kind in YEARLY_KINDS:
        amounts = [
            x.usd_bn_per_year for x in lines if x.place == "yearly" and kind_of(x.pledge) == kind
        ]
        if amounts:
            label = f"stated a year, kind {kind.replace('_', ' ')}"
            sums[kind] = combine("sum_stated", *amounts, label=label)
    return sums


def partner_sum(
    partner: str, lines: Sequence[PartnerLine], exports_usd_bn: Quantity | None
) -> PartnerSum:
    """Return what one partner said, by kind, beside US exports to it (USD bn; `None` not known)."""
    mine = [x for x in lines if x.pledge.partner == partner]
    counts = {place: sum(x.place == place for x in mine) for place in PLACES}
    sums = {
        kind: amount.named(f"{name_of(partner)}: {amount.label}")
        for kind, amount in sums_by_kind(mine).items()
    }
    shares = {
        kind: over_exports(amount, exports_usd_bn, partner)
        for kind, amount in sums.items()
        if exports_usd_bn is not None
    }
    return PartnerSum(partner, exports_usd_bn, sums, shares, counts)


def _named(quantity: Quantity, pledge: Pledge, what: str) -> Quantity:
    return quantity.named(f"{name_of(pledge.partner)}, {pledge.category}: {what} ({pledge.said})")


def _not_on_a_yearly_basis(pledge: Pledge) -> Quantity:
    who = name_of(pledge.partner)
    return parameter(
        f"yearly_amount:{pledge.id}",
        None,
        unit="USD bn/year",
        basis="pledge_as_stated",
        label=f"{who}, {pledge.category}: not on a yearly basis ({pledge.said})",
        chosen_in="definition",
    )
