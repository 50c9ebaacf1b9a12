"""What a pledge adds in a year: every kind of pledge put on one yearly basis, or not at all.

An increment, a level over a base, a cumulative total, tonnes or aircraft at a price: all come to
USD bn a year on the balance's basis, and what can't be put there stays missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradegap.model.names import dates_in_words
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter

BASIS = "census_balance"


@dataclass(frozen=True)
class Evidence:
    """What crediting may need beside the ledger; each is a quantity, or missing here.

    `base_usd_bn` and `without_usd_bn` are exports of the pledge's codes in the base year and
    without the pledge (USD bn, one year), by pledge id; `unstated` is what to take for an amount
    that nobody stated (USD bn/year). `delivered_increment` is a share, measured without aircraft,
    `delivered_with_aircraft` the same with them. `prices` are assumed, by pledge id (USD per tonne,
    per aircraft), for quantities that state no price; `no_base` says why a pledge's codes have no
    exports here. `delivery` is the share of what a category is credited that is taken as
    delivered, by category.
    """

    base_usd_bn: Mapping[str, Quantity]
    without_usd_bn: Mapping[str, Quantity]
    unstated: Quantity | None = None
    delivered_increment: Quantity | None = None
    prices: Mapping[str, Quantity] = field(default_factory=dict)
    no_base: Mapping[str, str] = field(default_factory=dict)
    delivered_with_aircraft: Quantity | None = None
    delivery: Mapping[str, Quantity] = field(default_factory=dict)


def one_year() -> Quantity:
    """Return one year, which turns a yearly rate into the amount of a year."""
    return parameter("one_year", 1.0, unit="year", label="one year", chosen_in="definition")


def nothing() -> Quantity:
    """Return zero dollars a year: what is counted at the least."""
    return parameter(
        "nothing", 0.0, unit="USD bn/year", basis=BASIS, label="nothing", chosen_in="definition"
    )


def yearly_increment(pledge: Pledge, amount: Quantity, evidence: Evidence) -> Quantity:
    """Return what the pledge adds in a year over its base, USD bn/year on the balance's basis.

    An increment is its amount; a level L is worth L - B on the same codes, in dollars or in tonnes
    at a price; a cumulative total is its amount over the years of its window; tonnes and aircraft
    are taken at their stated price, else at an assumed one, aircraft by deliveries within the
    window. Missing where any of these isn't stated.
    """
    yearly = yearly_worth(pledge, amount, evidence.prices.get(pledge.id))
    if pledge.is_level and yearly.value is not None:
        base = evidence.base_usd_bn.get(pledge.id)
        yearly = _missing(pledge) if base is None else yearly - balance_rate(base)
    return yearly.named(f"{pledge.category}: increment per year ({pledge.said})")


def yearly_worth(pledge: Pledge, amount: Quantity, price: Quantity | None = None) -> Quantity:
    """Return what is bought in a year, USD bn/year on the balance's basis; no base is taken off.

    `price` is taken where the pledge states none (USD per tonne, per aircraft).
    """
    stated = stated_per_year(pledge, amount, price)
    return stated.read_as(BASIS, stated.label)


def stated_per_year(pledge: Pledge, amount: Quantity, price: Quantity | None = None) -> Quantity:
    """Return the stated amount of a year, USD bn/year on the amount's own basis; no base is taken.

    A rate is itself; a total is divided by the years of its window; tonnes and aircraft are taken
    at their stated price, else at `price`. Missing where there is no window, no price or no
    schedule.
    """
    if pledge.kind == "physical" and pledge.amount is not None:
        amount = _priced(pledge, amount, price)
    if pledge.amount is not None and not amount.unit.endswith("/year"):
        if pledge.window_years is None:
            return _missing(pledge)
        years = max(pledge.window_years, 1.0)  # what is bought within a year is a year's purchase
        amount = amount / parameter(
            f"window_years:{pledge.id}",
            years,
            unit="year",
            label=dates_in_words(f"years from {pledge.window_start} to {pledge.window_end}"),
            chosen_in="definition",
        )
    return amount.to("USD bn/year")


def _priced(pledge: Pledge, amount: Quantity, assumed: Quantity | None) -> Quantity:
    stated = stated_price(pledge)
    price = assumed if stated is None else stated
    if price is None:
        return _missing(pledge)
    if pledge.unit == "aircraft":
        return _delivered_aircraft(pledge, price)
    return amount * price


def stated_price(pledge: Pledge) -> Quantity | None:
    """Return the price that the pledge states, `None` where it states none."""
    if pledge.price is None:
        return None
    return parameter(
        f"price:{pledge.id}",
        pledge.price.value,
        unit=pledge.price.unit,
        label=f"price ({pledge.category})",
        source=pledge.price.source,
    )


def deliveries_in_window(pledge: Pledge) -> float | None:
    """Return how many units are delivered in the years of the window, `None` without a schedule."""
    start, end = pledge.window_start, pledge.window_end
    if not pledge.deliveries or start is None or end is None:
        return None
    return sum(d.amount for d in pledge.deliveries if start.year <= d.year <= end.year)


def _delivered_aircraft(pledge: Pledge, price: Quantity) -> Quantity:
    """Return the worth of the aircraft delivered within the window; missing without a schedule."""
    number = deliveries_in_window(pledge)
    if number is None:
        return _missing(pledge)
    aircraft = parameter(
        f"deliveries:{pledge.id}",
        number,
        unit="aircraft",
        label="aircraft delivered",
        source=pledge.source,
    )
    return aircraft * price


def _missing(pledge: Pledge) -> Quantity:
    return parameter(
        f"yearly_amount:{pledge.id}",
        None,
        unit="USD bn/year",
        basis=BASIS,
        label="not stated on a yearly basis",
        chosen_in="definition",
    )


def why_missing(pledge: Pledge, evidence: Evidence) -> str:
    """Say why a pledge has no yearly amount in dollars."""
    if pledge.amount is None:
        return "no amount was stated: missing, not zero"
    if pledge.kind == "physical" and pledge.price is None and pledge.id not in evidence.prices:
        return "a physical quantity without a price can't be put in dollars"
    if pledge.unit == "aircraft" and not pledge.deliveries:
        return "aircraft without a schedule of deliveries: nothing is credited"
    if pledge.is_level and pledge.id not in evidence.base_usd_bn:
        why = evidence.no_base.get(pledge.id)
        return "a level whose base isn't in the tables" + (f": {why}" if why else "")
    return "it has no window and can't be put on a yearly basis"


def balance_rate(amount: Quantity) -> Quantity:
    """Read a year's exports (USD bn) as a yearly rate on the balance's basis."""
    rate = (amount / one_year()).to("USD bn/year")
    return rate.read_as(BASIS, f"{amount.label}, per year")
