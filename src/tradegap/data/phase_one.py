"""Phase One at work: the groups of Annex 6.1, aircraft and the commitments, read from the tables.

Exports by month are US exports f.a.s. by the agreement's groups; heading 8800 (aircraft) is in no
group and comes from the table of single products. What is 'not covered' is never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradegap.data.load import Figures
from tradegap.errors import ModelError, UnknownNameError
from tradegap.model.monthly import by_month
from tradegap.model.periods import calendar_year, month_in_words, month_number
from tradegap.model.phase_one import (
    CATEGORIES,
    TOTAL,
    WITH_AIRCRAFT,
    Category,
    Followed,
    follow,
    goods_in_words,
)
from tradegap.model.quantity import Quantity

if TYPE_CHECKING:
    from tradegap.data.case import Case

GROUPS = "phase_one_exports_monthly_usa_chn"
PRODUCTS = "key_products_monthly_usa_chn"
COMMITMENTS = "phase_one_commitments"
RESULTS = "phase_one_results"
SERVICES = "services_annual_usa_chn"
AIRCRAFT = "8800"
BASE_YEAR, YEAR = 2017, 2020
SCOPES = (False, True)


@dataclass(frozen=True)
class Printed:
    """A row of PIIE's results: what was bought, of how much, the share, as printed."""

    category: str
    first_month: str
    last_month: str
    statistics: str
    data: str
    actual: Quantity
    promised: Quantity
    reached: Quantity


def phase_one(
    case: Case, through: str | None = None, category: Category = TOTAL, aircraft: bool = False
) -> Followed:
    """Return how far one category was followed in 2020, by month to `through` (YYYY-MM).

    `category` is Total goods, Agriculture, Energy or Manufactured goods; `aircraft` adds heading
    8800, which belongs to manufactured goods. Without `through`, to the last month that is out on
    the as-of date. Raises `ModelError` for a month outside 2020 or one that isn't out, and for
    aircraft where they don't belong; `UnknownNameError` for another category.
    """
    _check(category, aircraft)
    out = _through(months_out(case.figures), through, case)
    base, actual = (
        exports_by_month(case.figures, months, category, aircraft)
        for months in (calendar_year(BASE_YEAR).months, out)
    )
    increment = increment_of(case.figures, category, YEAR)
    return follow(base, actual, increment, calendar_year(YEAR), category, aircraft)


def months_out(figures: Figures, year: int = YEAR) -> tuple[str, ...]:
    """Return the months of a year that the groups have on the as-of date, from January on."""
    there = _months_of_the_groups(figures)
    months = calendar_year(year).months
    lost = next((n for n, month in enumerate(months) if month not in there), len(months))
    return months[:lost]


def exports_by_month(
    figures: Figures, months: Sequence[str], category: Category = TOTAL, aircraft: bool = False
) -> Quantity:
    """Return exports of a category by month, USD bn f.a.s.; with `aircraft`, heading 8800 added.

    A group without a row in a month exported nothing in it, because other groups have that month.
    Raises `ModelError` for a month that no group has.
    """
    there = _months_of_the_groups(figures)
    lost = next((month for month in months if month not in there), None)
    if lost is not None:
        raise ModelError(
            f"Phase One: no group of Annex 6.1 has {month_in_words(lost)} on {figures.as_of}; take "
            f"months from {min(there, default='none')} to {max(there, default='none')}."
        )
    said = goods_in_words(category, False)
    rows = group_rows(figures, months, category)
    goods = by_month(rows, tuple(months)).named(f"{said}, groups of Annex 6.1")
    if aircraft:
        planes = figures.series(
            PRODUCTS, "exports_fas_usd", "month", month=list(months), hs=AIRCRAFT
        )
        goods = (goods + planes.named("aircraft")).named(goods_in_words(category, True))
    return goods.to("USD bn")


def exports_of_year(figures: Figures, year: int, aircraft: bool = False) -> Quantity | None:
    """Return exports of the goods groups of Annex 6.1 in a year, USD bn f.a.s.

    `None` if the year has a month that no group has.
    """
    months = list(calendar_year(year).months)
    if not set(months) <= _months_of_the_groups(figures):
        return None
    groups = group_rows(figures, months)
    goods = groups.total(f"Phase One goods, groups of Annex 6.1, {year}")
    if aircraft:
        planes = figures.series(PRODUCTS, "exports_fas_usd", "month", month=months, hs=AIRCRAFT)
        goods = (goods + planes.total(f"aircraft, {year}")).named(
            f"Phase One goods with aircraft, {year}"
        )
    return goods.to("USD bn")


def group_rows(figures: Figures, months: Sequence[str], category: Category = TOTAL) -> Quantity:
    """Return exports of the groups of a category, a row a month and group, USD f.a.s."""
    asked = list(CATEGORIES) if category == TOTAL else [category]
    return figures.series(
        GROUPS, "exports_fas_usd", ["month", "group"], month=list(months), category=asked
    )


def increment_of(figures: Figures, category: str, year: int) -> Quantity:
    """Return what Annex 6.1 adds to 2017 in a year, USD bn, on either country's statistics."""
    return figures.figure(
        COMMITMENTS, f"y{year}_usd_bn", category=category, measure="increment"
    ).named(f"{category}: increment of {year}, Annex 6.1")


def printed_level(
    figures: Figures, category: str, scope: str, column: str, statistics: str = "us_exports"
) -> Quantity | None:
    """Return a level as PIIE printed it, USD bn; `None` where none was out on the as-of date."""
    where = {"category": category, "measure": "level", "statistics": statistics, "scope": scope}
    table = figures.table(COMMITMENTS)
    for name, wanted in where.items():
        table = table[table[name].astype(str) == wanted]
    if table.empty:
        return None
    return figures.figure(COMMITMENTS, column, False, **where)


def printed_results(figures: Figures) -> list[Printed]:
    """Return the results that were printed by the as-of date, in the order of their months."""
    key = ["category", "first_month", "last_month", "statistics", "data"]
    rows = figures.table(RESULTS).sort_values(["last_month", "category", "statistics", "data"])
    found = []
    for row in rows.to_dict("records"):
        where = {name: str(row[name]) for name in key}
        actual, promised, reached = (
            figures.figure(RESULTS, column, False, **where)
            for column in ("actual_usd_bn", "commitment_usd_bn", "reached_percent")
        )
        found.append(Printed(**where, actual=actual, promised=promised, reached=reached))
    return found


def two_years(figures: Figures) -> tuple[Quantity, Quantity, Quantity] | None:
    """Return the commitments of 2020, 2021 and both together, goods and services, USD bn.

    `None` where PIIE's levels weren't out on the as-of date.
    """
    levels = [
        printed_level(figures, "Total", "aircraft_included", column)
        for column in ("y2020_usd_bn", "y2021_usd_bn")
    ]
    if levels[0] is None or levels[1] is None:
        return None
    both = (levels[0] + levels[1]).named("commitments of 2020 and 2021 together")
    return levels[0], levels[1], both


def increment_of_two_years(figures: Figures) -> Quantity:
    """Return what Annex 6.1 adds over both years, goods and services, USD bn."""
    return figures.figure(COMMITMENTS, "two_year_usd_bn", category="Total", measure="increment")


def bought_in_two_years(figures: Figures) -> Quantity | None:
    """Return goods and services bought in 2020 and 2021 as first printed, USD bn."""
    found = [
        row.actual
        for row in printed_results(figures)
        if (row.category, row.last_month, row.data) == ("Total", "2021-12", "first")
    ]
    return found[0] if found else None


def services_exports(figures: Figures, year: int) -> Quantity | None:
    """Return US exports of services to China in a year, USD bn, `None` where none was out."""
    table = figures.table(SERVICES)
    if not ((table["year"] == year) & (table["flow"] == "exports")).any():
        return None
    return figures.figure(SERVICES, "services_usd_bn", year=year, flow="exports").named(
        f"US exports of services to China, {year}"
    )


def _months_of_the_groups(figures: Figures) -> set[str]:
    table = figures.table(GROUPS)
    covered = table[table["category"].isin(CATEGORIES)]
    return set(covered["month"].astype(str))


def _check(category: str, aircraft: bool) -> None:
    if category not in (TOTAL, *CATEGORIES):
        raise UnknownNameError("category of Phase One", category, (TOTAL, *CATEGORIES))
    if aircraft and category not in WITH_AIRCRAFT:
        raise ModelError(
            f"aircraft=True: aircraft are no part of {category}; take {' or '.join(WITH_AIRCRAFT)}."
        )


def _through(out: tuple[str, ...], through: str | None, case: Case) -> tuple[str, ...]:
    """Return the months from January to `through`, all of which are out."""
    if not out:
        raise ModelError(
            f"Phase One: no month of {YEAR} is out on {case.as_of}; take 10 March {YEAR} or later."
        )
    if through is None:
        return out
    month_number(through)
    if through not in calendar_year(YEAR).months:
        raise ModelError(
            f"through: {through} isn't in {YEAR}, the year that the tables have by month; take "
            f"{out[0]} to {out[-1]}."
        )
    if through not in out:
        raise ModelError(
            f"through: {month_in_words(through)} isn't out on {case.as_of}; take {out[-1]} or "
            "earlier, or a later as_of."
        )
    return out[: out.index(through) + 1]
