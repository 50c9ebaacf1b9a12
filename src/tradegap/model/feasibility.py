"""Feasibility: what would have to be sold against what was ever sold, category by category.

Three ratios stand side by side and are never made into one score: what has to be diverted from
others, what has to be sold against the best year on record, and against the base year with the
largest yearly rise on record. Whether a buyer wants the goods, at what price, and whether a seller
could make more of them is not in any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.basket import member, positive_only
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, opaque, parameter, takes_draws
from tradegap.model.shown import Shown

BASIS = "exports_fas"


@dataclass(frozen=True)
class SalesRecord(Shown):
    """What is on record of a category's sales, USD bn in a year; what no table has is missing.

    `base` is what was sold to the partner in the base year, `others` what was sold to everybody
    else, `best` the best year with the partner, `largest_rise` its largest rise from one year to
    the next (nothing where it never rose), `buyer` what the partner bought of it in all.
    """

    name: str
    codes: tuple[str, ...]
    base_year: int
    by_year_usd_bn: Quantity
    base_usd_bn: Quantity
    world_usd_bn: Quantity
    others_usd_bn: Quantity
    best_usd_bn: Quantity
    largest_rise_usd_bn: Quantity
    buyer_usd_bn: Quantity

    @property
    def best_year(self) -> str | None:
        """The year of the largest sales, the first of equals; `None` where none is known."""
        values = self.by_year_usd_bn.value
        if self.best_usd_bn.value is None or not isinstance(values, np.ndarray):
            return None
        return (self.by_year_usd_bn.index or ())[int(np.argmax(values))]


@dataclass(frozen=True)
class Ratios(Shown):
    """What is required of a category (USD bn in a year) and how that stands to its record (shares).

    `diversion` is the increment over sales to others, `over_best` the level over the best year,
    `over_growth` the level over base plus largest rise, `of_buyer` the level over all that the
    partner buys of it. Missing where one side isn't known, or where nothing was ever sold.
    """

    record: SalesRecord
    increment_usd_bn: Quantity
    level_usd_bn: Quantity
    diversion_share: Quantity
    over_best_share: Quantity
    over_growth_share: Quantity
    of_buyer_share: Quantity


def ratios(record: SalesRecord, increment_usd_bn: Quantity) -> Ratios:
    """Return the three ratios of a required increment (USD bn in a year, exports f.a.s.).

    diversion = increment / others; over best = (base + increment) / best year;
    over growth = (base + increment) / (base + largest rise). Raises `ModelError` for an increment
    below zero, `UnitError` or `BasisError` for one of another kind.
    """
    if increment_usd_bn.value is not None and np.any(np.asarray(increment_usd_bn.value) < 0):
        raise ModelError(
            f"'{increment_usd_bn.label}' is below zero; what is required of {record.name} is zero "
            "or more."
        )
    name = record.name
    level = (record.base_usd_bn + increment_usd_bn).named(f"{name}: required in a year")
    growth = (record.base_usd_bn + record.largest_rise_usd_bn).named(
        f"{name}: base year with the largest rise on record"
    )
    return Ratios(
        record,
        increment_usd_bn,
        level,
        _over(increment_usd_bn, record.others_usd_bn, f"{name}: increment over sales to others"),
        _over(level, record.best_usd_bn, f"{name}: required over the best year on record"),
        _over(level, growth, f"{name}: required over base plus largest rise"),
        _over(level, record.buyer_usd_bn, f"{name}: required over all that the buyer imports"),
    )


def sales_record(
    name: str,
    codes: Sequence[str],
    base_year: int,
    by_year_usd_bn: Quantity | None,
    world_usd_bn: Quantity | None = None,
    buyer_usd_bn: Quantity | None = None,
) -> SalesRecord:
    """Return the record of a category from its sales to the partner by year (a series by year).

    `world_usd_bn` are the sales to the world in the base year and `buyer_usd_bn` what the partner
    imports in all; `None` is not known. Raises `ModelError` for a category without codes and for a
    world that is smaller than the partner.
    """
    if not codes:
        raise ModelError(f"Category '{name}' has no codes; list its HS chapters.")
    sold = by_year_usd_bn if by_year_usd_bn is not None else not_known(f"{name}: sales by year")
    base = _of_year(sold, base_year, f"{name}: sold to the partner, {base_year}")
    unit, basis = sold.unit, sold.basis
    world = world_usd_bn
    if world is None:
        world = not_known(f"{name}: sold to the world", unit, basis)
    others = (world - base).named(f"{name}: sold to others, {base_year}")
    if others.value is not None and np.any(np.asarray(others.value) < 0):
        raise ModelError(
            f"Category '{name}': sales to the world in {base_year} are below those to the partner; "
            "take both from one table."
        )
    buyer = buyer_usd_bn
    if buyer is None:
        buyer = not_known(f"{name}: all that the buyer imports", unit, basis)
    best, rise = best_year(sold, f"{name}: best year"), largest_rise(sold, f"{name}: largest rise")
    return SalesRecord(
        name, tuple(codes), base_year, sold, base, world, others, best, rise, buyer
    )  # fmt: skip


def net(gross_usd_bn: Quantity, diverted_sales_share: Quantity) -> Quantity:
    """Return what sales narrow of the total balance: gross x (1 - diverted share), USD bn.

    Sales that are diverted from other buyers narrow the balance with one partner and not the total
    one. Raises `ModelError` for a share outside 0 to 1.
    """
    share = diverted_sales_share.value
    if share is not None and not np.all((np.asarray(share) >= 0) & (np.asarray(share) <= 1)):
        raise ModelError(f"'{diverted_sales_share.label}' is {share} and lies between 0 and 1.")
    whole = parameter("whole", 1.0, unit="share", label="the whole", chosen_in="definition")
    kept = (whole - diverted_sales_share).named("part that isn't diverted from others")
    return (gross_usd_bn * kept).named(f"{gross_usd_bn.label}, net of diverted sales")


def by_year(rows: Quantity, label: str) -> Quantity:
    """Add a series whose rows are named `YYYY...` over the rows of each year, in its unit.

    The caller makes sure that every year has all the rows that belong to it.
    """
    if rows.index is None:
        raise ModelError(f"'{rows.label}' is one number; only a series goes by year.")
    years = sorted({name[:4] for name in rows.index})
    places = _places("year of each row", years, [years.index(name[:4]) for name in rows.index])
    made = opaque(added_by_place, rows, places, unit=rows.unit, basis=rows.basis, label=label)
    return replace(made, index=tuple(years))


def best_year(by_year_usd_bn: Quantity, label: str) -> Quantity:
    """Return the largest sales of a year on record, in the series' unit."""
    series = by_year_usd_bn
    return opaque(largest, series, unit=series.unit, basis=series.basis, label=label)


def largest_rise(by_year_usd_bn: Quantity, label: str) -> Quantity:
    """Return the largest rise from one year to the next on record, in the series' unit.

    Nothing where it never rose: a fall is no rise. Two years with a year between them that isn't on
    record make none; missing where no two years follow each other.
    """
    series = by_year_usd_bn
    years = list(series.index or ())
    given = _places("years on record", years, [int(year) for year in years])
    return opaque(rise, series, given, unit=series.unit, basis=series.basis, label=label)


def not_known(label: str, unit: str = "USD bn", basis: str | None = BASIS) -> Quantity:
    """Return what no table has, as a missing quantity: never zero."""
    return parameter(
        f"not_known:{label}", None, unit=unit, basis=basis, label=label, chosen_in="definition"
    )


@takes_draws
def added_by_place(rows: Value, place_of_row: Value) -> Value:
    """Return the sum of the rows at each place; a row without a figure makes its place missing."""
    values, places = np.asarray(rows, dtype=float), np.asarray(place_of_row, dtype=int)
    added = np.zeros((*values.shape[:-1], int(places.max()) + 1))
    for row, place in enumerate(places):
        added[..., place] += values[..., row]
    return added


def largest(series: Value) -> Value:
    """Return the largest member of a series; a missing one makes it missing."""
    found = float(np.max(np.asarray(series, dtype=float)))
    return None if np.isnan(found) else found


def rise(series: Value, years: Value) -> Value:
    """Return the largest rise between years that follow each other, nothing if there is none."""
    values, when = np.asarray(series, dtype=float), np.asarray(years, dtype=float)
    rises = np.diff(values)[np.diff(when) == 1]
    if not rises.size or np.isnan(rises).any():
        return None
    return max(0.0, float(rises.max()))


def _over(required: Quantity, on_record: Quantity, label: str) -> Quantity:
    below = opaque(
        positive_only, on_record, unit=on_record.unit, basis=on_record.basis, label=on_record.label
    )
    return (required / below).named(label)


def _of_year(series: Quantity, year: int, label: str) -> Quantity:
    index = series.index or ()
    if str(year) not in index:
        return not_known(label, series.unit, series.basis)
    return member(series, str(year), label)


def _places(what: str, years: Sequence[str], places: Sequence[int]) -> Quantity:
    span = f"{years[0]}_{years[-1]}" if years else "none"
    leaf = ParameterLeaf(f"{what.replace(' ', '_')}:{span}:{len(places)}", "definition")
    return Quantity(np.array(places, dtype=float), "flag", None, what, leaf=leaf)


def how_many_above(values: Value, limit: Value) -> Value:
    """Return how many values of a series lie above a limit; a missing one does not."""
    return float((np.asarray(values, dtype=float) > np.asarray(limit, dtype=float)).sum())


def counted_above(values: Quantity, limit: float, label: str) -> Quantity:
    """Return how many shares of a series lie above a limit, as a number that leads to them."""
    than = parameter(
        f"above:{limit:g}", limit, unit="share", label=f"{limit:g}", chosen_in="definition"
    )
    return opaque(how_many_above, values, than, unit="share", basis=None, label=label)
