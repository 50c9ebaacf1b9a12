"""From a target back to the tariff: the inverse of `tradegap.model.response`.

A target is reached by purchases alone, by a uniform additional tariff alone, or by any mix. The
conventions (positive elasticity, tariff on top of the base year's rate) are those of `response`.
Where no tariff reaches a narrowing the tariff is missing, and `why_not` says why.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.operations import Value
from tradegap.model.quantity import (
    Quantity,
    combine,
    keep,
    only_quantities,
    opaque,
    parameter,
    takes_draws,
    value_of,
)
from tradegap.model.response import checked_amount, checked_demand, exports_after, one

USTR = "USTR, April 2025"
LEAST_2025 = 0.10

_BEYOND = 1e-9  # a bound that is the root itself to the last digit would not bracket it


def tariff_for(
    imports: Quantity, narrowing: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the uniform additional tariff (share) whose response narrows imports by an amount.

    The t of 1 - narrowing / m0 = (1 + t f)^-e x (1 - (1 - f) t), which falls all the way in t: in
    closed form for f = 1, else by a bracketed root of every element at once.

    `narrowing` is an amount on the basis of `imports` m0 (`read_as` says that a dollar less of
    imports is a dollar less of the balance), or a series of amounts; `elasticity` e is positive,
    `pass_through` f between 0 and 1. Missing where no tariff reaches it (all of the imports or
    more). Raises `ModelError` for bad input, `UnitError` or `BasisError` for unlike amounts. It
    doesn't ask whether anybody would levy, or survive, such a tariff.
    """
    e, f = checked_demand(elasticity, pass_through)
    fall = fall_share(imports, narrowing)
    label = "tariff that narrows imports by this much"
    solve = tariff_of_fall if fall.index is None else tariffs_of_falls
    found = opaque(solve, fall, e, f, unit="share", basis=None, label=label)
    return replace(found, index=fall.index)


def linear_tariff_for(
    imports: Quantity, narrowing: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the additional tariff (share) by the linear form of April 2025: t = fall / (e f).

    Arguments as in `tariff_for`. Missing where the amount is more than the imports, or where
    nothing is passed on (f = 0). Raises `ModelError` as `tariff_for` does.
    """
    e, f = checked_demand(elasticity, pass_through)
    fall = fall_share(imports, narrowing)
    within = combine("at_least", one(), fall, label="the imports are as large as the narrowing")
    return keep(_linear(fall, e, f), within, "tariff that narrows imports by this much (linear)")


def ustr_formula(
    exports: Quantity, imports: Quantity, elasticity: Quantity, pass_through: Quantity
) -> Quantity:
    """Return the tariff (share) that would zero a bilateral balance by the formula of April 2025.

    t = (imports - exports) / (e f imports), `linear_tariff_for` of the whole deficit; e is positive
    here (USTR prints -4: `response.positive`). Negative where there is no deficit, as the formula
    has it. `exports` and `imports` in one unit, each on its basis. Raises `ModelError` for exports
    below zero, imports that aren't above it, and elasticity or pass-through as `tariff_for` does.
    Source: USTR, Reciprocal Tariff Calculations, April 2025.
    """
    e, f = checked_demand(elasticity, pass_through)
    checked_amount(exports)
    _refuse_no_imports(imports)
    sold = exports.to(imports.unit)
    if sold.basis != imports.basis:
        sold = sold.read_as(imports.basis or "", "exports, set against imports")
    deficit = (imports - sold).named("deficit")
    share = (deficit / imports).named("deficit as a share of imports")
    return _linear(share, e, f).named("tariff that would zero the balance (formula of April 2025)")


def least_rate() -> Quantity:
    """Return the floor of the rates that were announced in April 2025, 10 percent, as a share."""
    return parameter(
        "formula_2025_least",
        LEAST_2025,
        unit="share",
        label="least rate that was announced, formula of April 2025",
        chosen_in="definition",
        source=USTR,
    )


def charged_percent(rate: Quantity, least: Quantity | None = None) -> Quantity:
    """Return a rate of `ustr_formula` as it was announced as charged: whole percent, at least 10.

    `least` (share or percent) is another floor than the one announced; halves round up.
    """
    inputs = (rate.to("share"), (least_rate() if least is None else least).to("share"))
    label = "rate said to be charged"
    return opaque(whole_percent, *inputs, unit="percent", basis=None, label=label)


def applied_percent(rate: Quantity, least: Quantity | None = None) -> Quantity:
    """Return the rate that was applied: half of the unrounded one, rounded up, at least 10.

    What was published says *about half*, and not of what. Here the half is taken before rounding
    (0.904: 46, where half of 90 is 45). Half of the rounded rate is a point lower wherever rounding
    went down to an even percent, and rates were announced that fit the one and others that fit the
    other; a rate can come out a point off for that, and for figures printed to a tenth. `least` as
    in `charged_percent`.
    """
    inputs = (rate.to("share"), (least_rate() if least is None else least).to("share"))
    return opaque(half_up_percent, *inputs, unit="percent", basis=None, label="rate applied")


def left_to_tariff(target: Quantity, purchases: Quantity) -> Quantity:
    """Return what purchases leave of a target for fewer imports, never less than nothing."""
    rest = (target - purchases).named("target less purchases")
    none = (target - target).named("nothing")
    return combine("maximum", rest, none, label="narrowing left to fewer imports")


def purchases_with_retaliation(
    purchases: Quantity,
    exports: Quantity,
    foreign_tariff: Quantity,
    elasticity: Quantity,
    pass_through: Quantity,
) -> Quantity:
    """Return the purchases needed where the partner's tariff lowers what it bought before.

    purchases + x0 - x1, with x1 of `response.exports_after`: what is lost has to be bought on top.
    `exports` x0 on the basis of `purchases`. Missing where the tariff is, or where it would leave
    the seller no price.
    """
    levied = _leaving_a_price(foreign_tariff, pass_through)
    left = exports_after(exports, levied, elasticity, pass_through)
    lost = (exports - left).named("exports lost to the partner's tariff")
    return (purchases + lost).named("purchases needed with retaliation")


def _leaving_a_price(tariff: Quantity, pass_through: Quantity) -> Quantity:
    """Return a tariff, missing where the part that isn't passed on is the whole price or more."""
    if tariff.value is None or pass_through.value is None:
        return tariff
    taken = (tariff.to("share") * (one() - pass_through.to("share"))).named("taken off the price")
    if np.all(np.asarray(taken.value) < 1):
        return tariff
    least = parameter("a_price", _BEYOND, unit="share", label="a price", chosen_in="definition")
    paid = combine("at_least", one() - taken, least, label="the seller is left a price")
    return keep(tariff, paid)


def why_not(imports: Quantity, narrowing: Quantity) -> str | None:
    """Say in a sentence why no tariff narrows imports by an amount, `None` where one does.

    The largest narrowing that any tariff comes near to is the imports themselves.
    """
    asked = narrowing.to(imports.unit)
    if fall_share(imports, narrowing).value is None:
        return "Imports or narrowing are missing, so no tariff can be told."
    if isinstance(imports.value, np.ndarray) or isinstance(asked.value, np.ndarray):
        raise ModelError(f"'{narrowing.label}' is a series; ask for one amount at a time.")
    have, want = value_of(imports), value_of(asked)
    if want < have:
        return None
    return (
        f"No tariff narrows imports by {want:,.1f} {imports.unit}: the imports that are left are "
        f"too small, and even a tariff that ended them would narrow the balance by no more than "
        f"{have:,.1f}."
    )


def fall_share(imports: Quantity, narrowing: Quantity) -> Quantity:
    """Return a narrowing as a share of the imports; `ModelError` for one below zero."""
    only_quantities("narrowing", narrowing)
    _refuse_no_imports(imports)
    share = (narrowing.to(imports.unit) / imports).named("fall of imports, as a share")
    if share.value is not None and np.any(np.asarray(share.value) < 0):
        raise ModelError(
            f"'{narrowing.label}' is below zero; a narrowing is zero or more "
            "(`left_to_tariff` never gives less)."
        )
    return share


def _refuse_no_imports(imports: Quantity) -> None:
    only_quantities("imports", imports)
    if imports.value is not None and np.any(np.asarray(imports.value) <= 0):
        raise ModelError(
            f"'{imports.label}' is not positive: no tariff narrows imports of nothing."
        )


@takes_draws
def tariff_of_fall(fall: Value, elasticity: Value, pass_through: Value) -> Value:
    """Return the tariff at which imports fall by a share, element by element (`tariff_for`).

    Not a number where none does or an input has no meaning; for scalars then `None`.
    """
    given = (np.asarray(v, dtype=float) for v in (fall, elasticity, pass_through))
    share, e, f = np.broadcast_arrays(*given)
    found = np.full(share.shape, np.nan)
    good = (share >= 0) & (share < 1) & (e > 0) & (f >= 0) & (f <= 1)
    whole = good & (f == 1)
    with np.errstate(over="ignore"):
        found[whole] = np.expm1(-np.log1p(-share[whole]) / e[whole])
    part = good & (f < 1)
    if part.any():
        found[part] = _roots(share[part], e[part], f[part])
    found[np.isinf(found)] = np.nan
    return found if found.ndim else _scalar(found)


@takes_draws
def tariffs_of_falls(falls: Value, elasticity: Value, pass_through: Value) -> Value:
    """Return `tariff_of_fall` of each fall of a series, a row for each draw of the assumptions."""
    e, f = (np.asarray(v, dtype=float)[..., None] for v in (elasticity, pass_through))
    return tariff_of_fall(falls, e, f)


def whole_percent(rate: Value, least: Value) -> Value:
    """Return shares as whole percent, halves up, never below `least` (`charged_percent`)."""
    return _at_least(np.floor(_percent(rate) + 0.5), least)


def half_up_percent(rate: Value, least: Value) -> Value:
    """Return half of shares as percent, rounded up, never below `least` (`applied_percent`)."""
    return _at_least(np.ceil(np.round(_percent(rate) / 2, 9)), least)


def _roots(share: np.ndarray, e: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Return the root for pass-throughs below one.

    Quantity or price alone would need more than both together, so each bounds the root above.
    """
    from scipy.optimize import elementwise

    def excess(t: np.ndarray, share: np.ndarray, e: np.ndarray, f: np.ndarray) -> np.ndarray:
        left = (1 + t * f) ** -e * (1 - (1 - f) * t)
        return np.asarray(left - (1 - share))

    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        by_quantity = np.where(f > 0, np.expm1(-np.log1p(-share) / e) / f, np.inf)
        above = np.fmin(by_quantity, share / (1 - f)) * (1 + _BEYOND)
        found = elementwise.find_root(excess, (np.zeros_like(share), above), args=(share, e, f))
    return np.where(share == 0, 0.0, np.asarray(found.x, dtype=float))


def _linear(fall: Quantity, elasticity: Quantity, pass_through: Quantity) -> Quantity:
    response = (elasticity * pass_through).named("fall of imports for a tariff of one")
    if response.value is not None and not np.any(np.asarray(response.value)):
        return opaque(_nothing, fall, unit="share", basis=None, label="no tariff: none passed on")
    return fall / response


def _nothing(fall: Value) -> Value:
    return np.full(fall.shape, np.nan) if isinstance(fall, np.ndarray) else None


def _percent(rate: Value) -> np.ndarray:
    """Return shares as percent without the last binary digits, which would round up a whole."""
    return np.round(np.asarray(rate, dtype=float) * 100, 9)


def _at_least(percent: np.ndarray, least: Value) -> Value:
    found = np.maximum(percent, _percent(least))
    return found if np.ndim(found) else _scalar(found)


def _scalar(found: np.ndarray) -> float | None:
    return None if np.isnan(found) else float(found)
