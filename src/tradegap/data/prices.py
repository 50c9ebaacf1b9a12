"""Prices of physical pledges: the pledge's own, else an assumption that the scenario names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradegap.errors import InputError
from tradegap.model import units
from tradegap.model.physical import checked_price
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.sections import PricedPledge
from tradegap.model.yearly import stated_price

if TYPE_CHECKING:
    from tradegap.data.case import Case


def priced(case: Case, pledge: Pledge) -> PricedPledge | None:
    """Return what the section of physical pledges says of a pledge, `None` where nothing."""
    section = case.scenario.physical
    named = section.pledges if section else ()
    return next((p for p in named if p.pledge == pledge.id), None)


def price_of(case: Case, pledge: Pledge) -> Quantity | None:
    """Return the price of one unit (USD per tonne, per aircraft), `None` where there is none.

    The pledge's own price, else the assumption that the section names, times `per` where the price
    is in another unit of quantity. An assumption whose sources were out only after the as-of date
    is not used. Raises `InputError` where the price doesn't make dollars of the amount.
    """
    own = stated_price(pledge)
    named = priced(case, pledge)
    if own is not None or named is None or pledge.kind != "physical":
        return own
    names = [named.price] + ([named.per] if named.per else [])
    if not all(_out(case, name) for name in names):
        return None
    price = checked_price(case.assumption(named.price))
    if named.per is not None:
        price = (price * checked_price(case.assumption(named.per))).named(
            f"price of {pledge.category}, assumed"
        )
    price = _a_cubic_metre(pledge, price)
    _check_fits(pledge, price, named)
    return price


def assumed_prices(case: Case) -> dict[str, Quantity]:
    """Return the assumed prices of the pledges that state none, by pledge id."""
    found = {
        p.id: price_of(case, p)
        for p in case.pledges
        if p.kind == "physical" and p.price is None and p.direction == "pledge"
    }
    return {name: price for name, price in found.items() if price is not None}


def _a_cubic_metre(pledge: Pledge, price: Quantity) -> Quantity:
    """Return a price of gas by the thousand cubic feet as one by the cubic metre, where asked.

    A foot is 0.3048 m, so that a thousand cubic feet are 28.3168 cubic metres. The temperature and
    pressure that either is told at are taken to be the same.
    """
    in_metres, in_feet = ("m3", 1), ("Mcf", -1)
    if pledge.unit is None or in_metres not in units.parse(pledge.unit).dimensions:
        return price
    if in_feet not in units.parse(price.unit).dimensions:
        return price
    feet = parameter(
        "mcf_per_m3", 1 / (1000 * 0.3048**3), unit="Mcf/m3", chosen_in="definition",
        label="thousand cubic feet in a cubic metre",
    )  # fmt: skip
    return (price * feet).named(f"{price.label}, by the cubic metre")


def _out(case: Case, name: str) -> bool:
    """Tell whether the sources of an assumption were out on the as-of date."""
    published = case.scenario.assumptions[name].published
    return published is None or published <= case.as_of


def _check_fits(pledge: Pledge, price: Quantity, named: PricedPledge) -> None:
    if pledge.unit is None:
        return
    worth = units.parse(pledge.unit).times(units.parse(price.unit))
    if dict(worth.dimensions) not in ({"USD": 1}, {"USD": 1, "year": -1}):
        raise InputError(
            f"physical.pledges: the price {named.price} in {price.unit} makes no dollars of "
            f"{pledge.id}, which is in {pledge.unit}; name a price per "
            f"{pledge.unit.removesuffix('/year').split()[-1]}, or a conversion under per."
        )
