"""Series by month: running sums, a choice of months, a base year's same months, rows added.

A series carries its months as the names of its rows (`YYYY-MM`). A month that isn't out has no row;
a row without a figure makes what is made of it missing, never smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.operations import OPERATIONS, Value
from tradegap.model.periods import Window, month_in_words, month_number
from tradegap.model.quantity import Quantity, apply, opaque, parameter, takes_draws


def cumulative(monthly: Quantity) -> Quantity:
    """Return the running sums of a monthly series, in its unit; missing from a hole on."""
    if monthly.index is None:
        raise ModelError(f"'{monthly.label}' is one number; only a series has running sums.")
    return apply("cumulate", (monthly,), monthly.unit, monthly.basis, f"{monthly.label}, to date")


def same_months(base_monthly: Quantity, months: Sequence[str]) -> Quantity:
    """Return the base year's figures for the calendar months of `months`, in their order."""
    calendar = [month[5:] for month in base_monthly.index or ()]
    for month in months:
        if calendar.count(month[5:]) != 1:
            name = month_in_words(month).split()[0]
            much = "no" if month[5:] not in calendar else "more than one"
            raise ModelError(
                f"'{base_monthly.label}' has {much} {name}; give a base of twelve months."
            )
    places = [calendar.index(month[5:]) for month in months]
    return _taken(base_monthly, places, tuple(months), "same months")


def take(series: Quantity, months: Sequence[str]) -> Quantity:
    """Return some months of a series; raises `ModelError` for one that it doesn't have."""
    return _taken(series, _places(series, months), tuple(months), "months")


def at(series: Quantity, month: str, label: str = "") -> Quantity:
    """Return the one figure of a month, missing where it has none."""
    said = month_in_words(month)
    row = _rows([_places(series, [month])[0]], said)
    value = OPERATIONS["pick"](series.value, row.value)
    said = label or f"{series.label}, {said}"
    return Quantity(value, series.unit, series.basis, said, "pick", (series, row))


def months_in_words(window: Window) -> str:
    """Return the months in words, the year once: `January to May 2026`, or `June 2018`."""
    if window.first == window.last:
        return month_in_words(window.first)
    if window.first[:4] == window.last[:4] and window.label != window.first[:4]:
        first = month_in_words(window.first).split()[0]
        return f"{first} to {month_in_words(window.last)}"
    return window.label


def after(month: str, months: int = 1) -> str:
    """Return the month so many months later: `2020-01` for one after `2019-12`."""
    number = month_number(month) + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def by_month(rows: Quantity, months: tuple[str, ...]) -> Quantity:
    """Add a series whose rows are named `YYYY-MM group` over the groups of each month, in its unit.

    A month of which no row is there is nothing, for the caller has made sure that the month is out:
    the other groups have it.
    """
    places = [months.index(name[:7]) for name in rows.index or ()]
    leaf = ParameterLeaf(f"months_of_rows:{months[0]}_{months[-1]}:{len(places)}", "definition")
    which = Quantity(np.array(places, dtype=float), "flag", None, "month of each row", leaf=leaf)
    count = parameter(
        f"months:{len(months)}", len(months), unit="month", label="months", chosen_in="definition"
    )
    made = opaque(
        added_by_month, rows, which, count, unit=rows.unit, basis=rows.basis,
        label=f"{rows.label}, by month",
    )  # fmt: skip
    return replace(made, index=months)


@takes_draws
def added_by_month(rows: Value, month_of_row: Value, months: Value) -> Value:
    """Return the sum of the rows of each month; a row without a figure makes its month missing."""
    values, places = np.asarray(rows, dtype=float), np.asarray(month_of_row, dtype=int)
    added = np.zeros((*values.shape[:-1], int(np.asarray(months))))
    for row, place in enumerate(places):
        added[..., place] += values[..., row]
    return added


def _taken(series: Quantity, places: list[int], index: tuple[str, ...], what: str) -> Quantity:
    said = ", ".join(index)
    if index and list(index) == list(Window(min(index), max(index)).months):
        said = months_in_words(Window(index[0], index[-1]))
    rows = _rows(places, said if what == "months" else f"the {what} as {said}")
    value = OPERATIONS["take"](series.value, rows.value)
    label = f"{series.label}, {said}" if what == "months" else f"{series.label}, {what} as {said}"
    made = Quantity(value, series.unit, series.basis, label, "take", (series, rows))
    return replace(made, index=index)


def _places(series: Quantity, months: Sequence[str]) -> list[int]:
    """Return where months stand in a series; raises `ModelError` for one that it doesn't have."""
    index = series.index or ()
    lost = next((month for month in months if month not in index), None)
    if lost is not None:
        raise ModelError(f"'{series.label}' has no {lost}; it goes {index[0]} to {index[-1]}.")
    return [index.index(month) for month in months]


def _rows(places: Sequence[int], said: str) -> Quantity:
    """Return which rows are meant; the leaf has their name, for a node is named by its leaf."""
    leaf = ParameterLeaf(f"places:{'_'.join(map(str, places))}:{said}", "definition")
    return Quantity(np.array(places, dtype=float), "flag", None, said, leaf=leaf)
