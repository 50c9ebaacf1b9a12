"""Exports of the goods groups of Annex 6.1 and of aircraft, from the project's tables."""

from __future__ import annotations

from datetime import date
from functools import cache

from tradegap.data.load import Figures
from tradegap.model.periods import Window, calendar_year
from tradegap.model.quantity import Quantity, combine

AS_OF = date(2026, 11, 23)  # undated tables count from 2026-10
GROUPS, PRODUCTS = "phase_one_exports_monthly_usa_chn", "key_products_monthly_usa_chn"
COMMITMENTS = "phase_one_commitments"
GOODS = ("Agriculture", "Energy", "Manufactured goods")


@cache
def figures() -> Figures:
    return Figures(AS_OF)


@cache
def goods(window: Window) -> Quantity:
    """Return exports of the groups in a run of months, USD bn."""
    table = figures().table(GROUPS)
    there = table[table["month"].isin(window.months) & table["category"].isin(GOODS)]
    found = [
        figures().series(GROUPS, "exports_fas_usd", "month", category=category, group=group,
                         month=sorted(rows["month"])).total()
        for (category, group), rows in there.groupby(["category", "group"])
    ]  # fmt: skip
    return combine("sum", *found, label=f"goods groups, {window.label}").to("USD bn")


def aircraft(year: int) -> Quantity:
    """Return exports of heading 8800 in a year, USD bn."""
    months = list(calendar_year(year).months)
    series = figures().series(PRODUCTS, "exports_fas_usd", "month", hs="8800", month=months)
    return series.total(f"aircraft, {year}").to("USD bn")


def commitment(column: str, category: str = "Total goods", **where: str) -> Quantity:
    return figures().figure(COMMITMENTS, column, category=category, **where)


def increment_2020() -> Quantity:
    """Return what Annex 6.1 adds in 2020, read on US export statistics, USD bn."""
    promised = commitment("y2020_usd_bn", measure="increment")
    return promised.read_as("exports_fas", "increment of 2020, in US exports")
