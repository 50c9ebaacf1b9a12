"""Duty collected, averages of tariffs, and GSIM on the import market, wired to a case's tables.

Imports here are for consumption, by NAICS group, on one basis, and not that of the balance.
"""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.tariffs import made_up_rate, section, us_and_china
from tradegap.model.assumptions import Point
from tradegap.model.diversion import Diversion, GsimElasticities, OriginTrade, diversion
from tradegap.model.quantity import Quantity

AVERAGES, PUBLISHED = "average_tariffs_piie", "published_results"
WORLD = "WLD"
COLUMNS = ("imports_customs_usd", "calculated_duty_usd")
SUPPLY: tuple[Point, ...] = ("central", "high")
"""The points of the supply elasticity that are shown side by side: the example's, the measured."""


def origin_trade(case: Case, year: int | None = None) -> tuple[OriginTrade, OriginTrade] | None:
    """Return imports for consumption and duty by group, from the partner and from all others.

    The rest of the world is the world less the partner, on one basis, USD bn. `None` where the
    table has no such partner or year by the as-of date.
    """
    table, when = section(case).groups, year or case.scenario.baseline.year
    rows = case.figures.table(table)
    rows = rows[rows["year"] == when]
    if not {case.scenario.partner, WORLD} <= set(rows["partner"]):
        return None
    partner, world = (
        OriginTrade(*(_by_group(case, table, column, when, who) for column in COLUMNS))
        for who in (case.scenario.partner, WORLD)
    )
    rest = OriginTrade(
        (world.imports - partner.imports).named("imports from the rest of the world, by group"),
        (world.duty - partner.duty).named("duty on the rest of the world, by group"),
    )
    return partner, rest


def _by_group(case: Case, table: str, column: str, year: int, partner: str) -> Quantity:
    series = case.figures.series(table, column, "naics3", year=year, partner=partner)
    return series.to("USD bn")


def collected_duty_share(case: Case, year: int) -> Quantity | None:
    """Return duty over imports for consumption from the partner in a year, a share.

    An average weighted by what was still imported: goods that a tariff keeps out have no weight.
    `None` where the table has no such year or partner.
    """
    trade = origin_trade(case, year)
    if trade is None:
        return None
    duty, imports = trade[0].duty.total(), trade[0].imports.total()
    read = duty.read_as(imports.basis or "", "duty collected")
    return (read / imports).named(f"duty collected over imports for consumption, {year}")


def duty_years(case: Case) -> list[int]:
    """Return the years for which duty on the partner's goods is in the table."""
    rows = case.figures.table(section(case).groups)
    return sorted({int(y) for y in rows.loc[rows["partner"] == case.scenario.partner, "year"]})


def average_tariffs(case: Case) -> list[dict[str, Any]]:
    """Return the published averages between the two countries that were out, by date."""
    if not us_and_china(case):
        return []
    table = case.figures.table(AVERAGES)
    dates = [str(d)[:10] for d in table["date"]] if not table.empty else []
    return [
        {
            "date": day,
            "us_on_china": case.figures.figure(AVERAGES, "us_on_china_percent", date=day),
            "china_on_us": case.figures.figure(AVERAGES, "china_on_us_percent", date=day),
        }
        for day in sorted(dates)
    ]


def weightings(case: Case) -> list[Quantity]:
    """Return the averages of one set of Chinese rates by three weightings, percent, where out."""
    if not average_tariffs(case):
        return []
    known = set(case.figures.table(PUBLISHED)["id"])
    names = [f"china-average-june-2019-{n}" for n in ("first", "second", "third")]
    return [case.figures.figure(PUBLISHED, "value", id=name) for name in names if name in known]


def diverted(case: Case, percent: float, supply: Point = "central") -> Diversion | None:
    """Return GSIM on the import market for one rate on the partner, `None` without the figures."""
    trade = origin_trade(case)
    if trade is None:
        return None
    found = GsimElasticities(
        case.assumption("gsim_demand_elasticity"),
        case.assumption("gsim_substitution_elasticity"),
        case.assumption("gsim_supply_elasticity", supply),
    )
    return diversion(*trade, made_up_rate(percent), found)
