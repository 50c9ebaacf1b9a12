"""The least implausible basket in numbers: the convex problem of `tradegap.model.basket`, solved.

Clarabel solves it; the conditions of optimality then give the same solution to the last digit.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.operations import Value

_FULL = 1e-9  # a total this close to the capacity fills every cap, and leaves a solver no room
_EXACT = 1e-12
_AGREE = 1e-4
_ROOMY = 2.0  # of a total of one: a cap of more never binds, and would only blur the solver's sight

Solution = tuple[np.ndarray, float, np.ndarray]


def usable_caps(others: Value, caps: Value) -> Value:
    """Return caps with nothing where nothing is sold to others, or where one of both isn't known.

    `None` where that is so of every category: what isn't known at all is no capacity of nothing.
    """
    sold, most = np.asarray(others, dtype=float), np.asarray(caps, dtype=float)
    if np.all(np.isnan(sold) | np.isnan(most)):
        return None
    return np.where((sold > 0) & (most > 0), most, 0.0)


def solved(required: Value, others: Value, caps: Value) -> Solution | None:
    """Return sales by category, the multiplier of the total, and the price of each cap.

    `None` where the caps in use don't add up to what is required; the caller has checked the rest.
    """
    sold, most = np.asarray(others, dtype=float), np.asarray(caps, dtype=float)
    return _solve(float(np.asarray(required)), tuple(sold.tolist()), tuple(most.tolist()))


@lru_cache(maxsize=256)
def _solve(required: float, others: tuple[float, ...], caps: tuple[float, ...]) -> Solution | None:
    """Return sales, multiplier and prices of the caps; `None` where the caps don't add up to it."""
    sold, most = np.array(others), np.array(caps)
    used = usable_caps(sold, most)
    if not isinstance(used, np.ndarray) or np.isnan(required):
        return None
    if required > float(used.sum()) * (1 + _FULL):
        return None
    within = used > 0
    sales, multiplier = np.zeros(len(sold)), 0.0
    if required > 0:
        sales[within], multiplier = _within(required, sold[within], used[within])
    prices = np.full(len(sold), np.nan)
    known = (sold > 0) & ~np.isnan(most)
    prices[known] = np.maximum(0.0, multiplier - 2 * most[known] / sold[known])
    return sales, multiplier, prices


def _within(required: float, others: np.ndarray, caps: np.ndarray) -> tuple[np.ndarray, float]:
    """Return sales and multiplier where every category may sell something."""
    if required >= caps.sum() * (1 - _FULL):
        return caps, float(np.max(2 * caps / others))
    solved, near = _by_clarabel(others / required, np.minimum(caps / required, _ROOMY))
    multiplier = _to_the_last_digit(near, required, others, caps)
    sales = np.minimum(caps, multiplier * others / 2)
    if not np.allclose(sales, solved * required, rtol=0, atol=_AGREE * required):
        raise ModelError(  # pragma: no cover
            "The basket's solver and its own optimality conditions disagree; check the categories."
        )
    return sales, multiplier


def _to_the_last_digit(near: float, required: float, others: np.ndarray, caps: np.ndarray) -> float:
    """Return the solver's multiplier as exactly as numbers go, so that bytes don't depend on it.

    Off the caps x = multiplier x others / 2; which caps bind follows from the multiplier, and the
    multiplier from which bind. The solver's is so near that one or two rounds settle it.
    """
    fills = 2 * caps / others  # the multiplier at which each cap is full
    multiplier, before = min(near, float(fills.max())), None
    for _ in range(len(caps) + 2):
        bound = fills < multiplier
        if before is not None and np.array_equal(bound, before):
            break
        multiplier = float(2 * (required - caps[bound].sum()) / others[~bound].sum())
        before = bound
    return multiplier


def _by_clarabel(others: np.ndarray, caps: np.ndarray) -> tuple[np.ndarray, float]:
    """Solve for a required total of one; return sales and the multiplier of that total.

    In y = x / sqrt(others) the objective is the sum of squares, however unlike the categories are.
    """
    import clarabel
    from scipy import sparse

    count, root = len(others), np.sqrt(others)
    scale = sparse.diags(root)
    rows = sparse.vstack([sparse.csc_matrix(root), scale, -scale], format="csc")
    bounds = np.concatenate([[1.0], caps, np.zeros(count)])
    cones = [clarabel.ZeroConeT(1), clarabel.NonnegativeConeT(2 * count)]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = _EXACT
    square = sparse.csc_matrix(2 * sparse.identity(count))
    found = clarabel.DefaultSolver(
        square, np.zeros(count), rows, bounds, cones, settings
    ).solve()  # fmt: skip
    if "Solved" not in str(found.status):
        raise ModelError(f"The basket couldn't be solved ({found.status}); check the categories.")
    return np.array(found.x) * root, -float(found.z[0])
