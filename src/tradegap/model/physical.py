"""Pledges in tonnes, cubic metres and aircraft: what they come to, and what an order may mean.

A quantity at a price is an amount of dollars; over what was bought before, in tonnes and in
dollars, it is an increment. Orders, sales, shipments and arrivals are different measures of one
purchase: they are set side by side and never added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.pledges import Pledge, Status
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.shown import Shown


@dataclass(frozen=True)
class PhysicalLine(Shown):
    """One pledge in units of its own, and what can be said of it in dollars.

    `price` is per unit, missing where there is none; `usd_bn_per_year` is what is bought in a year
    at that price; `base_quantity` what was shipped in the base year, in the pledge's unit, and
    `base_usd_bn` its exports then; `over_base_quantity` and `over_base_usd_bn_per_year` what is
    above them. Each is `None` where it isn't known, never zero; `no_dollars` says why there is no
    yearly amount. `credited` is what the headline case credits, and `reason` why.
    """

    pledge: Pledge
    status: Status | None
    amount: Quantity
    price: Quantity | None
    usd_bn_per_year: Quantity | None
    base_quantity: Quantity | None
    base_usd_bn: Quantity | None
    over_base_quantity: Quantity | None
    over_base_usd_bn_per_year: Quantity | None
    credited: Quantity
    counts: bool
    reason: str
    no_dollars: str | None = None
    if_delivered: IfDelivered | None = None


@dataclass(frozen=True)
class IfDelivered:
    """What an order without a schedule may mean: its worth, and the years of its deliveries.

    `worth_usd_bn` is the whole order at the assumed price; the years are those in which an order
    of the announcement's year arrives after the lag, at its low, central and high end. None of it
    is credited.
    """

    worth_usd_bn: Quantity
    years: tuple[Quantity, Quantity, Quantity]


@dataclass(frozen=True)
class Measured:
    """One measure of a purchase on one day: whose count, how to read it, and the quantity."""

    measure: str
    who: str
    bound: str
    quantity: Quantity
    day: str


def checked_share(share: Quantity) -> Quantity:
    """Return a share of one good in a group of goods; raises `ModelError` outside 0 to 1."""
    if not isinstance(share.value, int | float) or not 0 <= share.value <= 1:
        raise ModelError(
            f"'{share.label}' is {share.value}: a good is between none and all of its group; write "
            "a share from 0 to 1."
        )
    return share


def checked_price(price: Quantity) -> Quantity:
    """Return a price; raises `ModelError` for one that isn't above zero."""
    if not isinstance(price.value, int | float) or not price.value > 0:
        raise ModelError(
            f"'{price.label}' is {price.value} {price.unit}; write a price above zero."
        )
    return price


def if_delivered(
    pledge: Pledge, amount: Quantity, price: Quantity, lags: Sequence[Quantity]
) -> IfDelivered:
    """Return the whole order at a price (USD bn), and the years in which it would be delivered.

    worth = number x price; year = year of the announcement + lag, for each of `lags` (low, central,
    high, in years). Raises `ModelError` for a lag below zero or for other than three of them.
    """
    if len(lags) != 3:
        raise ModelError(f"lags: {len(lags)} of them; give low, central and high.")
    for lag in lags:
        if not isinstance(lag.value, int | float) or lag.value < 0:
            raise ModelError(
                f"'{lag.label}' is {lag.value}: nothing is delivered before it is ordered; "
                "write a lag of zero years or more."
            )
    announced = parameter(
        f"announced:{pledge.id}", pledge.announced.year, unit="year", chosen_in="definition",
        label="year of the announcement",
    )  # fmt: skip
    worth = (amount * price).to("USD bn").named(f"{pledge.category}: the whole order, assumed")
    low, central, high = (
        (announced + lag).named("year of delivery, at the assumed lag") for lag in lags
    )
    return IfDelivered(worth, (low, central, high))


def over_base(amount: Quantity, base: Quantity, label: str) -> Quantity:
    """Return a yearly amount less what was bought in the base year, both a year and in one unit.

    Raises `UnitError` or `BasisError` for amounts that don't compare.
    """
    return (amount - base).named(label)
