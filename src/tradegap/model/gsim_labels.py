"""What GSIM is given with names on it, put into one order: frames, series and mappings by region.

A frame has exporters in rows and importers in columns. Names are matched, never positions: a frame
whose rows stand in another order means the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tradegap.errors import ModelError

Tariffs = Literal["factors", "rates"]
Given = ArrayLike | pd.DataFrame | pd.Series | Mapping[str, float]
"""Numbers by position, or with the regions' names on them."""


def in_order(
    matrices: Mapping[str, Given], vectors: Mapping[str, Given], regions: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the regions' names and every input in their order, as GSIM takes it.

    The order is that of `regions`, else that of the first input with names; there are no names
    where none has any. Raises `ModelError` for a name that comes twice, or that one input has and
    another hasn't.
    """
    given = {**matrices, **vectors}
    order = tuple(str(region) for region in regions)
    for name, values in given.items():
        order = order or _names("rows", name, values)
    _refuse_twice("The regions", order)
    return order, {name: _ordered(name, values, order) for name, values in given.items()}


def as_factors(name: str, values: Any, tariffs: str) -> Any:
    """Return tariffs as factors, one plus the rate; `values` are `factors` or `rates` (of one)."""
    if tariffs not in ("factors", "rates"):
        raise ModelError(f"tariffs is '{tariffs}'; write factors (1.25) or rates (0.25).")
    if tariffs == "factors":
        return values
    try:
        return 1 + np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(f"{name} is no array of numbers of one shape; write it as one.") from None


def _ordered(name: str, values: Given, order: tuple[str, ...]) -> Any:
    """Return an input by the order of the regions; one without names is in it already."""
    rows = _names("rows", name, values)
    if not rows:
        return values
    _refuse_others(name, rows, order)
    if isinstance(values, pd.DataFrame):
        columns = _names("columns", name, values)
        _refuse_others(f"{name}, in its columns,", columns, order)
        found = values.to_numpy()[[rows.index(region) for region in order]]
        return found[:, [columns.index(region) for region in order]]
    by_name = dict(zip(rows, _plain(values), strict=True))
    return [by_name[region] for region in order]


def _names(of: str, name: str, values: Given) -> tuple[str, ...]:
    """Return the names on an input, none where it goes by position (as pandas counts it too)."""
    axes = values.axes if isinstance(values, pd.DataFrame | pd.Series) else []
    if axes and all(isinstance(axis, pd.RangeIndex) for axis in axes):
        return ()
    if isinstance(values, pd.DataFrame):
        labels: Any = values.index if of == "rows" else values.columns
    elif isinstance(values, pd.Series):
        labels = values.index
    elif isinstance(values, Mapping):
        labels = list(values)
    else:
        return ()
    found = tuple(str(label) for label in labels)
    _refuse_twice(name, found)
    return found


def _plain(values: Given) -> list[Any]:
    return list(values.values()) if isinstance(values, Mapping) else list(np.asarray(values))


def _refuse_twice(name: str, found: Sequence[str]) -> None:
    twice = [region for n, region in enumerate(found) if region in found[:n]]
    if twice:
        raise ModelError(f"{name} has {twice[0]} twice; name each region once.")


def _refuse_others(name: str, found: Sequence[str], order: Sequence[str]) -> None:
    missing = [region for region in order if region not in found]
    beyond = [region for region in found if region not in order]
    if missing or beyond:
        said = f"no {missing[0]}" if missing else f"{beyond[0]}, which the others haven't"
        raise ModelError(f"{name} has {said}; give every input the same regions.")
