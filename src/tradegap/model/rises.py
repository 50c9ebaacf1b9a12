"""The largest yearly rise of many things at once, as one node: a table's rows by year and thing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, opaque


def largest_rises(rows: Quantity, label: str) -> Quantity:
    """Return the largest rise from one year to the next of each thing in a table, in its unit.

    `rows` is a series whose rows are named `2017 12`: a year and a thing. A rise is over two years
    that follow one another; nothing where there were only falls, missing where a year's figure is
    or where no two years follow. Raises `ModelError` for rows that aren't named so. The same for
    one thing alone: `tradegap.model.feasibility.largest_rise`.
    """
    named = [name.partition(" ") for name in rows.index or ()]
    if not named or any(not (year.isdigit() and thing) for year, _, thing in named):
        raise ModelError(f"'{rows.label}' has no rows that are named by year and thing (2017 12).")
    things = tuple(dict.fromkeys(thing for _, _, thing in named))
    years = _rows("year_of_each_row", [int(year) for year, _, _ in named])
    places = _rows("goods_of_each_row", [things.index(thing) for _, _, thing in named])
    found = opaque(
        rises_by_place, rows, years, places, unit=rows.unit, basis=rows.basis, label=label
    )
    return replace(found, index=things)


def rises_by_place(rows: Value, years: Value, places: Value) -> Value:
    """Return the largest rise of the rows at each place, in the order of the places."""
    values, when, where = (np.asarray(v, dtype=float) for v in (rows, years, places))
    found = np.full(int(where.max()) + 1, np.nan)
    for place in range(len(found)):
        mine = where == place
        order = np.argsort(when[mine])
        steps = np.diff(values[mine][order])[np.diff(when[mine][order]) == 1]
        if steps.size:
            found[place] = np.maximum(0.0, steps.max())
    return found


def _rows(name: str, values: list[int]) -> Quantity:
    leaf = ParameterLeaf(f"{name}:{len(values)}", "definition")
    label = name.replace("_", " ")
    return Quantity(np.array(values, dtype=float), "flag", None, label, leaf=leaf)
