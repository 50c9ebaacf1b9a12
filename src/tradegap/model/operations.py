"""The few operations of the calculation graph, on scalars and arrays alike.

A value is a `float`, an array (a series, or draws along the first axis), or `None` for missing.
Missing propagates through every operation but `sum_stated` and `keep`, which exist to say in the
open that something unstated is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tradegap.errors import ModelError

Value = float | np.ndarray | None
Operation = Callable[..., Value]


def _number(value: object) -> Value:
    """Return a plain float for a scalar result, `None` for a scalar that is not a number."""
    array = np.asarray(value, dtype=float)
    if array.ndim:
        return array
    return None if np.isnan(array) else float(array)


def divide(over: Value, under: Value) -> Value:
    """Return `over / under`; a scalar zero below the line is refused with `ModelError`."""
    if np.ndim(np.asarray(under)) == 0 and under == 0:
        raise ModelError("A division by zero has no meaning; check the quantity below the line.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return _number(np.asarray(over) / np.asarray(under))


def total(series: Value) -> Value:
    """Return the sum over the last axis (the series); one missing member makes it missing."""
    return _number(np.asarray(series, dtype=float).sum(axis=-1))


def sum_stated(*values: Value) -> Value:
    """Return the sum of what is stated, `None` when nothing is: missing is never zero."""
    stated = [np.asarray(v, dtype=float) for v in values if v is not None]
    return _number(sum(stated[1:], stated[0])) if stated else None


def keep(value: Value, flag: Value) -> Value:
    """Return the value where the flag is 1, missing where it is 0."""
    if value is None or flag is None:
        return None
    if np.ndim(np.asarray(flag)) == 0:
        return _number(value) if flag else None
    return np.where(np.asarray(flag) > 0, np.asarray(value, dtype=float), np.nan)


def series(*values: Value) -> Value:
    """Return single numbers side by side along the last axis; a missing one stays a hole."""
    whole = [np.nan if v is None else np.asarray(v, dtype=float) for v in values]
    return np.stack(np.broadcast_arrays(*whole), axis=-1)


def take(values: Value, places: Value) -> Value:
    """Return the rows of a series at `places`, counted from 0, in that order."""
    rows = np.asarray(places, dtype=int)
    return np.asarray(values, dtype=float)[..., rows]


def pick(values: Value, place: Value) -> Value:
    """Return the one row of a series at `place`, counted from 0, as a number."""
    row = int(np.ravel(np.asarray(place))[0])
    return _number(np.asarray(values, dtype=float)[..., row])


def cumulate(values: Value) -> Value:
    """Return the running sums of a series; from a missing member on they are missing."""
    return np.cumsum(np.asarray(values, dtype=float), axis=-1)


def _plain(function: Callable[..., object]) -> Operation:
    """Make an operation in which a missing input makes the result missing."""

    def apply(*values: Value) -> Value:
        if any(v is None for v in values):
            return None
        with np.errstate(divide="ignore", invalid="ignore"):  # no number is missing, as in divide
            return _number(function(*(np.asarray(v, dtype=float) for v in values)))

    return apply


def _guarded(function: Operation) -> Operation:
    def apply(*values: Value) -> Value:
        return None if any(v is None for v in values) else function(*values)

    return apply


OPERATIONS: dict[str, Operation] = {
    "add": _plain(np.add),
    "subtract": _plain(np.subtract),
    "balance": _plain(np.subtract),
    "multiply": _plain(np.multiply),
    "negate": _plain(np.negative),
    "divide": _guarded(divide),
    "power": _plain(np.power),
    "minimum": _plain(np.minimum),
    "maximum": _plain(np.maximum),
    "maximum_of": _plain(lambda *values: np.max(np.broadcast_arrays(*values), axis=0)),
    "clip": _plain(np.clip),
    "where": _plain(lambda flag, yes, no: np.where(flag > 0, yes, no)),
    "at_least": _plain(lambda a, b: np.where(a >= b, 1.0, 0.0)),
    "exp": _plain(np.exp),
    "log": _plain(np.log),
    "total": _guarded(total),
    "sum": _plain(lambda *values: sum(values[1:], values[0])),
    "cumulate": _guarded(cumulate),
    "take": _guarded(take),
    "pick": _guarded(pick),
    "sum_stated": sum_stated,
    "series": series,
    "keep": keep,
    "rebase": _plain(lambda a: a),
}
"""Operations by name; `convert` carries its factor and `opaque` its function, see `quantity`."""

WORDS: dict[str, str] = {
    "add": "{0} + {1}",
    "subtract": "{0} − {1}",
    "balance": "{0} − {1}",
    "multiply": "{0} × {1}",
    "negate": "{0}, with its sign changed",
    "divide": "{0} ÷ {1}",
    "power": "{0} to the power of {1}",
    "minimum": "the smaller of {0} and {1}",
    "maximum": "the larger of {0} and {1}",
    "clip": "{0}, held between {1} and {2}",
    "where": "{1} if {0}, else {2}",
    "at_least": "{0} is at least {1}",
    "exp": "e to the power of {0}",
    "log": "natural logarithm of {0}",
    "total": "sum over {0}",
    "cumulate": "running sums of {0}",
    "take": "{0}, for {1}",
    "pick": "{0}, for {1}",
    "keep": "{0}, if {1}",
    "rebase": "{0}, dollar for dollar on another basis",
    "convert": "{0}, in another unit",
}
"""How an operation reads in words, with its inputs' labels."""


def in_words(op: str, labels: Sequence[str]) -> str:
    """Return the formula in words, `exports + imports`."""
    if op == "maximum_of":
        return "the largest of " + ", ".join(labels)
    if op == "series":
        return "side by side: " + ", ".join(labels)
    if op in ("sum", "sum_stated"):
        stated = " those stated:" if op == "sum_stated" else ""
        return f"sum of{stated} " + ", ".join(labels)
    if op not in WORDS:
        return f"{op} of " + ", ".join(labels)
    return WORDS[op].format(*labels)
