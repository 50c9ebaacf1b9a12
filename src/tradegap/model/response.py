"""What a tariff does to the trade of two countries, in closed form (definition 7 of the method).

The value at customs of what is still bought is what is left of the quantity, times what is left of
the price that the seller gets. Everything here is graph operations, so that the same lines are
evaluated with draws and in the page.

Conventions, the same wherever these names stand: a tariff is a share of the value at customs and
comes *on top of* the base year's rate; an elasticity of demand is *positive*, the percent by which
the quantity falls for each percent on the price with duty (published ones of -4 change their sign
first: `positive`); the pass-through is the share of the tariff that the buyer's price rises by, the
rest being taken off the seller's price.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, only_quantities, parameter


def imports_after(
    imports: Quantity, tariff: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the imports that an additional tariff leaves, at customs value.

    m1 = m0 x (1 + t f)^-e x (1 - (1 - f) t)

    `imports` m0 in any unit and basis, which the result keeps; `tariff` t, `pass_through` f (0 to
    1) and `elasticity` e (positive) are shares. Duty is no part of the result, nor of any balance.
    It tells nothing of what is bought elsewhere instead, of incomes or of exchange rates. Raises
    `ModelError` for a bare number, imports below zero, a tariff of -1 or less, an elasticity that
    isn't positive, a pass-through outside 0 to 1, and a tariff that leaves the seller no price.
    """
    return flow_after(checked_amount(imports), tariff, elasticity, pass_through, "imports")


def exports_after(
    exports: Quantity, foreign_tariff: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the exports that the partner's additional tariff leaves (retaliation).

    x1 = x0 x (1 + t f)^-e x (1 - (1 - f) t), with the partner's demand for them: the form of
    `imports_after`, seen from the seller. Same units, conventions and errors.
    """
    return flow_after(checked_amount(exports), foreign_tariff, elasticity, pass_through, "exports")


def quantity_left(tariff: Quantity, elasticity: Quantity, pass_through: Quantity) -> Quantity:
    """Return what an additional tariff leaves of the quantity that is bought, (1 + t f)^-e.

    Arguments, share and errors as in `imports_after`, whose first factor it is: the fall of the
    value has the fall of the seller's price in it as well, this one hasn't.
    """
    return _quantity_left(*checked_response(tariff, elasticity, pass_through))


def linear_imports_after(
    imports: Quantity, tariff: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the imports that an additional tariff leaves by the formula of April 2025 alone.

    m1 = m0 - e f t m0 (USTR, April 2025): the quantity falls in a straight line and the price at
    customs stays. Units and conventions as in `imports_after`. Raises `ModelError` for the same
    bad input and for a tariff at which the line has passed zero; it doesn't hold far from t = 0.
    """
    checked_amount(imports)
    rate, e, f = checked_response(tariff, elasticity, pass_through)
    fall = (e * f * rate).named("fall of imports, as a share (linear)")
    _refuse(fall, lambda v: v > 1, "takes imports below zero: the linear form doesn't reach so far")
    return (imports - imports * fall).named("imports after the tariff (linear)")


def positive(elasticity: Quantity) -> Quantity:
    """Return an elasticity that was published as negative (USTR: -4) in this module's convention.

    Raises `ModelError` for one that is positive already.
    """
    _refuse(elasticity, lambda v: v >= 0, "is not negative: it needs no change of sign")
    return (-elasticity.to("share")).named(f"{elasticity.label}, with its sign changed")


def one() -> Quantity:
    """Return the number one, of the arithmetic of shares."""
    return parameter("one", 1.0, unit="share", label="one", chosen_in="definition")


def checked_response(
    tariff: Quantity, elasticity: Quantity, pass_through: Quantity
) -> tuple[Quantity, Quantity, Quantity]:
    """Return tariff, elasticity and pass-through as shares, or refuse them (`ModelError`)."""
    only_quantities("tariff", tariff)
    rate = tariff.to("share")
    e, f = checked_demand(elasticity, pass_through)
    _refuse(rate, np.isinf, "is no rate that anybody could levy")
    _refuse(rate, lambda v: v <= -1, "must be more than -1: nobody is paid more than a good costs")
    return rate, e, f


def checked_demand(elasticity: Quantity, pass_through: Quantity) -> tuple[Quantity, Quantity]:
    """Return elasticity and pass-through as shares, or refuse them (`ModelError`)."""
    only_quantities("elasticity and pass-through", elasticity, pass_through)
    e, f = elasticity.to("share"), pass_through.to("share")
    _refuse(e, np.isinf, "is no elasticity: with it nothing at all would be bought")
    _refuse(
        e, lambda v: v <= 0,
        "must be positive, the percent by which imports fall for each percent on their price; "
        "change the sign of one that was published as negative",
    )  # fmt: skip
    _refuse(f, lambda v: (v < 0) | (v > 1), "is a share of the tariff and lies between 0 and 1")
    return e, f


def checked_amount(amount: Quantity) -> Quantity:
    """Return imports or exports as they are; `ModelError` for a bare number or less than nothing.

    A missing amount passes and stays missing.
    """
    only_quantities("trade", amount)
    said = "is below zero or not finite; trade before a tariff is an amount of nothing or more"
    _refuse(amount, lambda v: (v < 0) | np.isinf(v), said)
    return amount


def flow_after(
    base: Quantity, tariff: Quantity, elasticity: Quantity, pass_through: Quantity, flow: str
) -> Quantity:
    """Return `imports_after` of trade or of a difference of trade, which may be below zero.

    `base` in any unit and basis, `flow` its name in the labels. A tariff that the base year had for
    longer than the window has it is taken back by a negative base. Raises as `imports_after` does.
    """
    rate, e, f = checked_response(tariff, elasticity, pass_through)
    taken_off = (rate * (one() - f)).named("part of the tariff off the seller's price")
    _refuse(
        taken_off, lambda v: v >= 1,
        "leaves the seller no price; take a lower tariff or a higher pass-through",
    )  # fmt: skip
    quantity = _quantity_left(rate, e, f)
    price = (one() - taken_off).named("what is left of the seller's price")
    return (base * quantity * price).named(f"{flow} after the tariff")


def _quantity_left(rate: Quantity, e: Quantity, f: Quantity) -> Quantity:
    passed_on = (rate * f).named("part of the tariff in the buyer's price")
    paid = (one() + passed_on).named("buyer's price over that of the base year")
    return (paid ** (-e)).named("what is left of the quantity")


def _refuse(quantity: Quantity, bad: Callable[[np.ndarray], Value], why: str) -> None:
    """Raise `ModelError` if any value is bad; missing ones pass, they stay missing."""
    if quantity.value is None:
        return
    values = np.atleast_1d(np.asarray(quantity.value, dtype=float))
    found = values[np.asarray(bad(values), dtype=bool)]
    if found.size:
        raise ModelError(f"'{quantity.label}' is {found[0]:g} and {why}.")
