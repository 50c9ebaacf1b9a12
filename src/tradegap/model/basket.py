"""The least implausible basket: how required sales would be spread over categories, if they can be.

    minimise    sum of x_i^2 / others_i
    subject to  sum of x_i = required,  0 <= x_i <= cap_i = 2 x largest yearly rise_i

Sales are spread so that none of the other buyers is cut short by a large part of what it gets, and
no category grows by more than twice what it ever grew by. It says what would be least implausible,
not what anybody would choose, nor what it would cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.basket_solver import solved, usable_caps
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.operations import OPERATIONS, Value
from tradegap.model.quantity import Quantity, combine, only_quantities, opaque, parameter
from tradegap.model.shown import Shown

NOT_SOLD = "nothing of it is sold to others, so nothing can be diverted"
NEVER_ROSE = "its sales never rose on record, and twice nothing is nothing"
OTHERS_NOT_KNOWN = "what is sold of it to others is not known"
CAP_NOT_KNOWN = "its largest yearly rise is not known"


@dataclass(frozen=True)
class Basket(Shown):
    """A basket, or by how much there is none; amounts in a year, on the basis of what is required.

    `capacity` is the sum of the caps that can be used, `out_of_reach` what is required beyond it
    (nothing where it is within). `sales` (by category) sum to what is required. `multiplier` is
    how much a dollar more would add to the sum that is minimised, `cap_prices` (by category) how
    much a dollar more of each cap would take off it: both shares, `cap_prices` nothing for a cap
    that doesn't bind and missing where a larger cap would be of no use. All four are missing where
    there is no basket. `left_out` says why categories are allotted nothing.
    """

    required: Quantity
    caps: Quantity
    capacity: Quantity
    out_of_reach: Quantity
    sales: Quantity
    multiplier: Quantity
    cap_prices: Quantity
    left_out: Mapping[str, str]

    @property
    def there_is_one(self) -> bool:
        """Tell whether a basket within the caps adds up to what is required."""
        return self.sales.value is not None


def basket(required: Quantity, others: Quantity, caps: Quantity) -> Basket:
    """Return the least implausible basket of a required total over categories.

    `required` is one amount, `others` (sales to others) and `caps` are series over the same
    categories, all in one unit and on one basis. A category without sales to others, or without a
    known cap, is allotted nothing and named in `left_out`. Missing where `required` is. Raises
    `ModelError` for no category, categories that differ, and amounts below zero; `UnitError` and
    `BasisError` for unlike amounts.
    """
    names = _checked(required, others, caps)
    usable = _series(
        opaque(usable_caps, others, caps, unit=caps.unit, basis=caps.basis, label="caps in use"),
        names,
    )
    capacity = usable.total("capacity: sum of the caps")
    none = (capacity - capacity).named("nothing")
    beyond = combine(
        "maximum", (required - capacity).named("required less capacity"), none,
        label=f"{required.label}: out of reach",
    )  # fmt: skip
    given = (required, others, caps)
    label = f"{required.label}: least implausible basket"
    sales = opaque(basket_sales, *given, unit=required.unit, basis=required.basis, label=label)
    said = "multiplier of the required total"
    multiplier = opaque(basket_multiplier, *given, unit="share", basis=None, label=said)
    prices = opaque(cap_prices, *given, unit="share", basis=None, label="shadow price of each cap")
    return Basket(
        required, usable, capacity, beyond, _series(sales, names), multiplier,
        _series(prices, names), _left_out(names, others, caps),
    )  # fmt: skip


def caps_of(largest_rises: Quantity) -> Quantity:
    """Return the most that each category may add: twice its largest yearly rise on record.

    A rise of nothing, or a fall, makes a cap of nothing: what never happened can't be doubled.
    """
    twice = parameter(
        "times_largest_rise", 2.0, unit="share", label="twice", chosen_in="definition"
    )
    none = (largest_rises - largest_rises).named("nothing")
    rises = combine("maximum", largest_rises, none, label="largest yearly rises, no falls")
    return (rises * twice).named("caps: twice the largest yearly rise")


def evenly_diverted(required: Quantity, others: Quantity) -> Quantity:
    """Return a required total spread so that every category diverts the same share from others.

    required x others_i / sum of others: the basket without its caps, where the sum of squares is
    least. Missing where any of `others` is, or where they come to nothing. Raises as `basket` does.
    """
    _checked(required, others, others)
    total = others.total("sold to others, all categories")
    below = opaque(
        positive_only, total, unit=total.unit, basis=total.basis, label="sold to others, if any"
    )
    shares = (others / below).named("share of what is sold to others")
    return (shares * required).named(f"{required.label}: the same share diverted everywhere")


def member(series: Quantity, name: str, label: str = "") -> Quantity:
    """Return one member of a series by its name, as one number; `ModelError` for an unknown one."""
    index = series.index or ()
    if name not in index:
        raise ModelError(f"'{series.label}' has no {name}; it has {', '.join(index) or 'none'}.")
    place = index.index(name)
    leaf = ParameterLeaf(f"place:{place}:{name}", "definition")  # a node is named by its leaf alone
    row = Quantity(np.array([float(place)]), "flag", None, name, leaf=leaf)
    value = OPERATIONS["pick"](series.value, row.value)
    said = label or f"{series.label}, {name}"
    return Quantity(value, series.unit, series.basis, said, "pick", (series, row))


def positive_only(amount: Value) -> Value:
    """Return an amount that something can be divided by: missing where it is nothing."""
    return None if amount is None or np.any(np.asarray(amount) <= 0) else amount


def basket_sales(required: Value, others: Value, caps: Value) -> Value:
    """Return the basket's sales by category, `None` where there is no basket."""
    found = solved(required, others, caps)
    return None if found is None else found[0].copy()


def basket_multiplier(required: Value, others: Value, caps: Value) -> Value:
    """Return the multiplier of the required total, `None` where there is no basket.

    Where every cap is full it is the smallest one that holds them there.
    """
    found = solved(required, others, caps)
    return None if found is None else found[1]


def cap_prices(required: Value, others: Value, caps: Value) -> Value:
    """Return the shadow price of each cap, `None` where there is no basket.

    max(0, multiplier - 2 cap / others); missing where nothing can be diverted at all.
    """
    found = solved(required, others, caps)
    return None if found is None else found[2].copy()


def _checked(required: Quantity, others: Quantity, caps: Quantity) -> tuple[str, ...]:
    """Refuse what makes no basket; return the categories' names."""
    only_quantities("basket", required, others, caps)
    if others.index is None or caps.index is None or not others.index:
        raise ModelError("A basket needs categories; give series with at least one.")
    if others.index != caps.index:
        raise ModelError(
            f"'{others.label}' and '{caps.label}' have different categories; give the same ones."
        )
    if len(set(others.index)) < len(others.index):
        raise ModelError(f"'{others.label}' has a category twice; give each once.")
    if required.index is not None:
        raise ModelError(f"'{required.label}' is a series; a basket has one required total.")
    combine("sum", required, others, caps)  # one unit, one basis
    for amount in (required, others, caps):
        if amount.value is not None and np.any(np.asarray(amount.value) < 0):
            raise ModelError(f"'{amount.label}' is below zero; amounts of a basket are not.")
    return others.index


def _left_out(names: tuple[str, ...], others: Quantity, caps: Quantity) -> dict[str, str]:
    """Say of each category that can't be allotted anything why not."""
    whole = np.full(len(names), np.nan)
    sold = whole if others.value is None else np.asarray(others.value, dtype=float)
    most = whole if caps.value is None else np.asarray(caps.value, dtype=float)
    why = {}
    for name, to_others, cap in zip(names, sold, most, strict=True):
        if np.isnan(to_others):
            why[name] = OTHERS_NOT_KNOWN
        elif not to_others:
            why[name] = NOT_SOLD
        elif np.isnan(cap):
            why[name] = CAP_NOT_KNOWN
        elif not cap:
            why[name] = NEVER_ROSE
    return why


def _series(made: Quantity, names: tuple[str, ...]) -> Quantity:
    return replace(made, index=names)
