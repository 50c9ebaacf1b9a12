"""Physical pledges of a case: quantities, prices, bases, measures, read through the one door."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tradegap.data.base_exports import base_exports
from tradegap.data.case import Case
from tradegap.data.ledger import scenario_amount
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.data.prices import assumed_prices, price_of, priced
from tradegap.model.crediting import Credited, credit
from tradegap.model.physical import (
    IfDelivered,
    Measured,
    PhysicalLine,
    if_delivered,
    over_base,
)
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity
from tradegap.model.yearly import Evidence, balance_rate, one_year, why_missing, yearly_worth

UNIT_VALUES = "unit_values"


@dataclass(frozen=True)
class Listed:
    """A line of the ledger in dollars, beside the physical ones: as stated, credited, and why.

    `base_usd_bn` is what was exported of its codes in the base year; `as_level_usd_bn_per_year` is
    what it adds if it is a level, where it doesn't say what it is.
    """

    line: Credited
    base_usd_bn: Quantity | None
    as_level_usd_bn_per_year: Quantity | None


def physical_lines(case: Case) -> list[PhysicalLine]:
    """Return every pledge or claim in units of its own that was published by the as-of date.

    Works without a baseline (a ledger of several partners): what is over a base is then missing.
    """
    credited = {line.pledge.id: line for line in credited_lines(case)}
    return [_line(case, p, credited[p.id]) for p in case.pledges if p.kind == "physical"]


def money_lines(case: Case) -> list[Listed]:
    """Return the lines of the ledger that are stated in dollars, or state nothing."""
    return [_listed(case, c) for c in credited_lines(case) if c.pledge.kind != "physical"]


def _listed(case: Case, line: Credited) -> Listed:
    if not case.scenario.has_baseline:
        return Listed(line, None, None)
    base = base_exports(case.figures, line.pledge, case.scenario.baseline.year)[0]
    if base is None or line.stated.value is None or line.pledge.says_over_what:
        return Listed(line, base, None)
    label = f"{line.pledge.category}: over the base year, if it is a level"
    return Listed(line, base, over_base(line.stated, balance_rate(base), label))


def credited_lines(case: Case, name: str | None = None) -> list[Credited]:
    """Return the ledger as a case of crediting takes it, with or without a baseline."""
    if case.scenario.has_baseline:
        return case.credit(name)
    amounts = {p.id: scenario_amount(case.figures, case.scenario, p) for p in case.pledges}
    evidence = Evidence({}, {}, prices=assumed_prices(case), delivery=case.delivery)
    return credit(case.pledges, amounts, case.rules(name), case.as_of, evidence)


def measures(case: Case) -> list[Measured]:
    """Return what was reported of a purchase by orders, sales and arrivals, as out by then."""
    section = case.scenario.physical
    table = section.measures if section else None
    if table is None:
        return []
    rows = case.figures.table(table).to_dict("records")
    return [
        Measured(
            str(row["measure"]),
            str(row["who"]),
            str(row["bound"]),
            case.figures.figure(table, "quantity_mn_t", id=row["id"]),
            str(row["day"]),
        )
        for row in rows
        if row["pledge"] in {p.id for p in case.pledges}
    ]


def shipped_by_the_day(case: Case) -> list[PledgePace]:
    """Return what was shipped of the pledges whose measures were reported, in their own window."""
    section = case.scenario.physical
    if section is None or section.measures is None:
        return []
    about = set(case.figures.table(section.measures)["pledge"])
    return [pace for pace in shipped(case) if pace.pledge.id in about and not pace.later]


def shipped(case: Case) -> list[PledgePace]:
    """Return what US statistics have as shipped of each physical pledge that is followed."""
    physical = {p.id for p in case.pledges if p.kind == "physical"}
    return [pace for pace in pledge_paces(case) if pace.pledge.id in physical]


def _line(case: Case, pledge: Pledge, line: Credited) -> PhysicalLine:
    amount = scenario_amount(case.figures, case.scenario, pledge)
    price = price_of(case, pledge)
    worth = _worth(pledge, amount, price)
    year = case.scenario.baseline.year if case.scenario.has_baseline else None
    base = None if year is None else base_exports(case.figures, pledge, year)[0]
    before = None if year is None else _base_quantity(case, pledge, year)
    over = None
    if worth is not None and base is not None:
        over = over_base(worth, balance_rate(base), f"{pledge.category}: over the base year")
    return PhysicalLine(
        pledge,
        line.status,
        amount,
        price,
        worth,
        before,
        base,
        _over_quantity(amount, before),
        over,
        line.credited,
        line.counts,
        line.reason,
        None if worth is not None else _why_no_dollars(pledge, price),
        _if_delivered(case, pledge, amount, price),
    )


def _worth(pledge: Pledge, amount: Quantity, price: Quantity | None) -> Quantity | None:
    """Return what is bought in a year at the price, `None` where that isn't known."""
    worth = yearly_worth(pledge, amount, price)
    return None if worth.value is None else worth.named(f"{pledge.category}: worth of a year")


def _why_no_dollars(pledge: Pledge, price: Quantity | None) -> str:
    prices = {} if price is None else {pledge.id: price}
    return why_missing(pledge, Evidence({}, {}, prices=prices))


def _base_quantity(case: Case, pledge: Pledge, year: int) -> Quantity | None:
    """Return what was shipped in the base year, in the pledge's unit; `None` if no row has it."""
    named = priced(case, pledge)
    if named is None or named.base_item is None:
        return None
    table = case.figures.table(UNIT_VALUES)
    rows = table[(table["item"] == named.base_item) & (table["year"] == year)]
    if rows.empty or pd.isna(rows.iloc[0]["quantity"]):
        return None
    return case.figures.figure(UNIT_VALUES, "quantity", item=named.base_item, year=year)


def _over_quantity(amount: Quantity, before: Quantity | None) -> Quantity | None:
    """Return a year's quantity less that of the base year; only a yearly amount compares."""
    if before is None or not amount.unit.endswith("/year"):
        return None
    a_year = (before / one_year()).to(amount.unit)
    return over_base(
        amount, a_year.read_as(amount.basis or "", before.label), "quantity over the base year"
    )


def _if_delivered(
    case: Case, pledge: Pledge, amount: Quantity, price: Quantity | None
) -> IfDelivered | None:
    named = priced(case, pledge)
    if named is None or named.lag is None or price is None or amount.value is None:
        return None
    if pledge.deliveries or amount.unit.endswith("/year"):
        return None
    return if_delivered(
        pledge, amount, price, [case.assumption(named.lag, p) for p in ("low", "central", "high")]
    )
