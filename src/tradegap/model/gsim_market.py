"""What GSIM is solved from: trade, tariffs and elasticities that passed the checks, and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradegap.errors import ModelError

Array = NDArray[np.float64]
Names = tuple[int, Sequence[str]]
"""How many of an input's last axes are regions, and the regions' names."""


@dataclass(frozen=True, eq=False)
class Market:
    """Inputs that passed the checks, with the shares and elasticities that follow from them."""

    trade: Array
    before: Array
    after: Array
    demand: Array
    substitution: Array
    supply: Array
    expenditure_shares: Array
    export_shares: Array


def market(
    trade: ArrayLike,
    factors_before: ArrayLike,
    factors_after: ArrayLike,
    demand: ArrayLike,
    substitution: ArrayLike,
    supply: ArrayLike,
    regions: Sequence[str],
) -> Market:
    """Check the inputs of `tradegap.model.gsim.gsim`, and work out shares from them.

    Raises `ModelError`, one sentence, for what has no meaning.
    """
    flows = _array("trade", trade, (2, regions))
    if flows.ndim < 2 or flows.shape[-1] != flows.shape[-2] or not flows.shape[-1]:
        raise ModelError(
            f"trade is {' by '.join(map(str, flows.shape)) or 'one number'}; GSIM takes a square "
            "matrix, one row and one column for each region."
        )
    n = flows.shape[-1]
    if regions and len(regions) != n:
        raise ModelError(f"There are {len(regions)} names for {n} regions; give one for each.")
    why = "trade is never negative; leave a flow out with 0"
    _refuse("trade", flows, flows < 0, why, (2, regions))
    if not flows.any():
        raise ModelError("trade is 0 everywhere, so no price can be found; give a flow a value.")
    initial = _matrix("factors_before", factors_before, n, regions)
    final = _matrix("factors_after", factors_after, n, regions)
    found = (
        _elasticity("demand", demand, n, regions, positive=False),
        _elasticity("substitution", substitution, n, regions, positive=True),
        _elasticity("supply", supply, n, regions, positive=True),
    )
    _check_leading(flows, initial, final, *(e[..., None, :] for e in found))
    spent = flows * initial
    return Market(
        flows,
        initial,
        final,
        *found,
        _shares(spent, spent.sum(axis=-2, keepdims=True)),
        _shares(flows, flows.sum(axis=-1, keepdims=True)),
    )


def _matrix(name: str, factors: ArrayLike, n: int, regions: Sequence[str]) -> Array:
    whose = 2, regions
    found = _array(name, factors, whose)
    if found.shape[-2:] != (n, n):
        shape = " by ".join(map(str, found.shape)) or "one number"
        raise ModelError(f"{name} is {shape}; give {n} by {n}, a factor for each flow.")
    _refuse(
        name,
        found,
        found <= 0,
        "a factor is one plus the tariff rate and "
        "positive; for rates write tariffs='rates', and a rate is above -1",
        whose,
    )
    return found


def _elasticity(
    name: str, value: ArrayLike, n: int, regions: Sequence[str], *, positive: bool
) -> Array:
    whose = 1, regions
    found = _array(name, value, whose)
    if found.ndim and found.shape[-1] not in (1, n):
        raise ModelError(f"{name} has {found.shape[-1]} values for {n} regions; give one or {n}.")
    wrong = found < 0 if positive else found > 0
    sign = "positive" if positive else "negative"
    _refuse(
        name, found, wrong, f"the elasticity of {name} is {sign} in GSIM; change its sign", whose
    )
    why = f"the elasticity of {name} is {sign} in GSIM, and not nothing"
    _refuse(name, found, found == 0, why, whose)
    leading = found.shape[:-1] if found.ndim else ()
    return np.broadcast_to(found, (*leading, n))


def _array(name: str, value: ArrayLike, whose: Names) -> Array:
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(f"{name} is no array of numbers of one shape; write it as one.") from None
    _refuse(name, found, ~np.isfinite(found), "every number has to be there and finite", whose)
    return found


def _refuse(name: str, values: Array, bad: NDArray[np.bool_], why: str, whose: Names) -> None:
    if np.any(bad):
        at = tuple(np.argwhere(np.atleast_1d(bad))[0])
        found = np.atleast_1d(values)[at]
        raise ModelError(f"{name} holds {found:g}{_place(at, np.shape(values), whose)}: {why}.")


def _place(at: tuple[int, ...], shape: tuple[int, ...], whose: Names) -> str:
    """Say whose number it is: a region's, or a flow's; one number is everybody's."""
    axes, regions = whose
    if not regions or shape[-axes:] != (len(regions),) * axes:
        return ""
    return f" ({' to '.join(regions[number] for number in at[-axes:])})"


def _check_leading(*arrays: Array) -> None:
    try:
        np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    except ValueError:
        raise ModelError(
            "The inputs have different leading dimensions (draws or groups); give each the same."
        ) from None


def _shares(parts: Array, whole: Array) -> Array:
    """Return the parts of a whole, zero where there is no whole to have parts."""
    return np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0)
