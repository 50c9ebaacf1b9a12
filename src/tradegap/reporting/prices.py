"""Prices of quantities in words: dollars a tonne, a cubic metre, an aircraft."""

from __future__ import annotations

from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity
from tradegap.model.yearly import deliveries_in_window
from tradegap.reporting.numbers import format_number

PER = {
    "USD/t": "dollars a tonne",
    "USD/m3": "dollars a cubic metre",
    "USD/Mcf": "dollars a thousand cubic feet",
    "USD mn/aircraft": "mn dollars an aircraft",
}


def per(price: Quantity | None) -> str:
    """Return what a price counts, and for one of what: `dollars a tonne`."""
    return "" if price is None else PER.get(price.unit, price.unit)


def each(price: Quantity | None) -> str:
    """Return what follows an amount of dollars: `a tonne`, `mn each`."""
    if price is not None and price.unit == "USD mn/aircraft":
        return "mn each"
    return per(price).removeprefix("dollars ")


def digits(value: float) -> int:
    """Return with how many decimals a price is shown: 472, but 117.5 and 0.18."""
    if value.is_integer():
        return 0
    return 1 if abs(value) >= 1 else 2


def price_style(price: Quantity | None) -> str:
    """Return the style of a price in a sentence."""
    value = price.value if price is not None else None
    return f"n{digits(float(value))}" if isinstance(value, int | float) else "n1"


def as_it_is(value: float) -> str:
    """Return a price with the digits that it has, for a cell of a table."""
    return format_number(value, digits(float(value)))


def delivered_words(pledge: Pledge) -> str:
    """Return how many of an order are delivered within its window, empty without a schedule."""
    number = deliveries_in_window(pledge)
    if number is None or pledge.window_start is None or pledge.window_end is None:
        return ""
    first, last = pledge.window_start.year, pledge.window_end.year
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return f"{number:g} of them delivered {when}"


def within_a_year(pledge: Pledge) -> bool:
    """Tell whether an amount is for a window of no more than a year, so that it is no rate."""
    rate = (pledge.unit or "").endswith("/year")
    return not rate and (pledge.window_years or 1.0) <= 1.0
