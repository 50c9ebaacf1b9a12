"""What a scenario asks of the tables, checked when it is read: fit tables, ids, chapters, years.

Whatever can't be there at any date is refused with its field, before a chapter runs into it. What
is there and wasn't out by the as-of date yet is no mistake of the scenario, and is told where it
matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tradegap.data.catalog import read_catalog
from tradegap.data.judged import WHOSE, years_on
from tradegap.data.load import Figures
from tradegap.data.scenario_sections import section_misfits
from tradegap.errors import UnknownNameError
from tradegap.model.scenario import Scenario

ACTIONS, EXPORTS = "tariff_actions", "exports_hs2_annual_usa"
_FLOWS = ("exports_fas_usd_mn", "imports_customs_usd_mn")
_ACTION = (
    "id", "actor", "stage", "effective_date", "known_from", "instrument", "scope",
    "coverage", "coverage_usd_bn", "rate", "rate_percent",
)  # fmt: skip
_NEEDED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("baseline", "vintages"): ("year",),
    ("baseline", "annual"): ("year", *_FLOWS),
    ("baseline", "monthly"): ("month", *_FLOWS),
    ("estimates",): ("id", "who", "as_published", "low_usd_bn", "high_usd_bn", "horizon"),
    ("tariff_actions",): _ACTION,
    ("response", "groups"): (
        "year", "partner", "naics3", "imports_customs_usd", "calculated_duty_usd",
    ),
}  # fmt: skip

Misfit = tuple[list[Any], str]


def tables_named(scenario: Scenario) -> dict[tuple[str, ...], str | None]:
    """Return the tables that a scenario names, by the field that names each."""
    base, response = scenario.baseline_, scenario.response
    return {
        ("baseline", "vintages"): base.vintages if base else None,
        ("baseline", "annual"): base.annual if base else None,
        ("baseline", "monthly"): base.monthly if base else None,
        ("estimates",): scenario.estimates,
        ("tariff_actions",): scenario.tariff_actions,
        ("response", "groups"): response.groups if response else None,
        ("news", "table"): scenario.news.table if scenario.news else None,
        ("physical", "measures"): scenario.physical.measures if scenario.physical else None,
    }


def misfits(scenario: Scenario) -> Iterator[Misfit]:
    """Tell, field by field, what no table has at any date; every table named has to be there."""
    yield from _tables(scenario)
    figures = Figures(date.max)
    yield from _base_year(scenario, figures)
    yield from _judged_on(scenario, figures)
    yield from _actions(scenario, figures)
    yield from _chapters(scenario, figures)
    yield from section_misfits(scenario, figures)


def _tables(scenario: Scenario) -> Iterator[Misfit]:
    catalog = read_catalog()
    for place, table in tables_named(scenario).items():
        lacks = [
            c for c in _NEEDED.get(place, ()) if table and c not in catalog.table(table).columns
        ]
        if lacks:
            yield (
                list(place),
                f"table {table} has no column {lacks[0]}; name one that is made for this",
            )


def _base_year(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    base = scenario.baseline_
    if base is None:
        return
    years = sorted({int(year) for year in figures.table(base.annual)["year"]})
    if base.year not in years:
        span = f"{years[0]} to {years[-1]}" if years else "no year"
        yield (
            ["baseline", "year"],
            f"{base.year} is in no row of {base.annual}, which has {span}; take a year that it has",
        )


def _judged_on(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    on, base = scenario.parameters.judged_on, scenario.baseline_
    if on == "reporter" or base is None:
        return
    years = years_on(on, figures, scenario)
    if base.year not in years:
        there = f"there are of {', '.join(map(str, years))}" if years else "there are none at all"
        yield (
            ["parameters", "judged_on"],
            f"there are no {WHOSE[on]} of the base year {base.year} ({there}); take reporter, or "
            "another base year",
        )


def _actions(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    packages = scenario.response.packages if scenario.response else {}
    known = set(figures.table(scenario.tariff_actions or ACTIONS)["id"]) if packages else set()
    for name, package in packages.items():
        for side, ids in (("tariffs", package.tariffs), ("retaliation", package.retaliation)):
            for number, wanted in enumerate(ids):
                if wanted not in known:
                    place = ["response", "packages", name, side, number]
                    yield place, str(UnknownNameError("tariff action", wanted, known)).rstrip(".")


def _chapters(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    section = scenario.feasibility
    known = set(figures.table(EXPORTS)["hs2"]) if section else set()
    for number, category in enumerate(section.categories if section else ()):
        lost = [chapter for chapter in category.chapters if chapter not in known]
        if lost:
            yield (
                ["feasibility", "categories", number, "codes"],
                f"'{category.name}' has chapter {lost[0]}, of which the table {EXPORTS} has no "
                "exports; leave it out",
            )
