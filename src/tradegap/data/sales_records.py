"""Exports by category, year by year, as far as tables and the as-of date allow.

Exports by chapter are those to China; what China imports in all of a category is in no table, so
that it isn't known. The record has the years that were out by the as-of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data.base_exports import base_exports
from tradegap.data.case import Case
from tradegap.errors import InputError
from tradegap.model.feasibility import SalesRecord, by_year, sales_record
from tradegap.model.hs import RESERVED
from tradegap.model.names import name_of
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, series_of

TABLE, PARTNER = "exports_hs2_annual_usa", "CHN"
TO_PARTNER, TO_WORLD = "exports_fas_usd_to_chn", "exports_fas_usd_to_wld"
BENCHMARKS = "capacity_benchmarks"
NO_BALANCE = "the case is about several partners and has no base year of one balance"


def why_no_record(case: Case) -> str | None:
    """Say why exports by category aren't known for a case at all, `None` where they are."""
    if not case.scenario.has_baseline:
        return NO_BALANCE
    if case.scenario.partner != PARTNER:
        return f"exports by chapter are in the tables for China, not for {case.scenario.partner}"
    years, base_year = years_on_record(case), case.scenario.baseline.year
    if not years:
        return f"no year of exports by chapter was out by {case.as_of}"
    if base_year not in years:
        return (
            f"exports by chapter are on record for {years[0]} to {years[-1]}, not for {base_year}"
        )
    return None


def years_on_record(case: Case) -> tuple[int, ...]:
    """Return the years of exports by chapter that were out by the as-of date."""
    return tuple(sorted({int(year) for year in case.figures.table(TABLE)["year"]}))


def record_of(case: Case, name: str, chapters: Sequence[str]) -> SalesRecord:
    """Return the record of a category of whole chapters, USD bn.

    Raises `InputError` for a chapter that the table doesn't have.
    """
    lost = without_exports(case, chapters)
    if lost:
        raise InputError(
            f"feasibility.categories: '{name}' has chapter {lost[0]}, of which the table {TABLE} "
            "has no exports; take chapters from 01 to 98."
        )
    base_year, figures = case.scenario.baseline.year, case.figures
    years = [str(year) for year in years_on_record(case)]
    sold = figures.series(TABLE, TO_PARTNER, ["year", "hs2"], year=years, hs2=list(chapters))
    world = None
    if str(base_year) in years:
        world = figures.series(TABLE, TO_WORLD, "hs2", year=base_year, hs2=list(chapters))
    return sales_record(
        name,
        tuple(chapters),
        base_year,
        by_year(sold, f"{name}: exports to {name_of(PARTNER)} by year").to("USD bn"),
        None
        if world is None
        else world.total(f"{name}: exports to the world, {base_year}").to("USD bn"),
    )


def record_of_pledge(case: Case, pledge: Pledge) -> tuple[SalesRecord | None, str]:
    """Return the record of a pledge's codes: chapters, or finer ones where tables have them.

    `None` and the reason where they don't: a pledge that can't be judged is shown all the same.
    """
    chapters = [c for c in pledge.chapters() or () if c != RESERVED]
    lost = without_exports(case, chapters)
    if lost:
        return None, f"the table of exports has none of chapter {lost[0]}"
    if chapters:
        return record_of(case, pledge.category, list(dict.fromkeys(chapters))), ""
    base_year = case.scenario.baseline.year
    by = {y: base_exports(case.figures, pledge, y) for y in years_on_record(case)}
    known = {year: amount for year, (amount, _) in by.items() if amount is not None}
    if base_year not in known:
        return None, by[base_year][1] if base_year in by else f"{base_year} isn't on record"
    label = f"{pledge.category}: exports to {name_of(PARTNER)} by year"
    series = series_of(list(known.values()), [str(year) for year in known], label)
    return sales_record(pledge.category, pledge.codes, base_year, series), ""


def chapter_rows(case: Case, chapters: Sequence[str]) -> tuple[Quantity, Quantity, Quantity]:
    """Return exports of single chapters in USD bn: to the partner and the world in the base year.

    The third is to the partner by year and chapter (`2017 12`). All in the order of the table.
    """
    base_year, codes = case.scenario.baseline.year, sorted(chapters)
    years = [str(year) for year in years_on_record(case)]
    base, world = (
        case.figures.series(TABLE, column, "hs2", year=base_year, hs2=codes).to("USD bn")
        for column in (TO_PARTNER, TO_WORLD)
    )
    rows = case.figures.series(TABLE, TO_PARTNER, ["year", "hs2"], year=years, hs2=codes)
    return base, world, rows.to("USD bn")


def other_bases(case: Case) -> list[dict[str, Any]]:
    """Return exports of the base year to the partner and the world as others count them.

    Each row of the table of benchmarks in dollars, with its `amount` in USD bn on its own basis.
    """
    table, year = case.figures.table(BENCHMARKS), case.scenario.baseline.year
    rows = table[(table["year"] == year) & table["partner"].isin([case.scenario.partner, "WLD"])]
    found = []
    for row in rows.to_dict("records"):
        key = {name: row[name] for name in ("year", "partner", "category")}
        for column in ("exports_usd_bn", "exports_usd_mn"):
            amount = case.figures.figure(BENCHMARKS, column, **key)
            if amount.value is not None:
                found.append({**{str(k): v for k, v in row.items()}, "amount": amount.to("USD bn")})
    return found


def without_exports(case: Case, chapters: Sequence[str]) -> list[str]:
    """Return the chapters of which the table has no exports at all."""
    known = set(case.figures.table(TABLE)["hs2"])
    return [chapter for chapter in chapters if chapter not in known]
