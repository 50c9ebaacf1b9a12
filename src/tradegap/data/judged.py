"""The flows of a year on the figures that a target is judged on.

The reporter's goods figures, the partner's customs, or the reporter's goods and services together.
The last two exist by calendar year only, and not for every year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tradegap.data.load import Figures
from tradegap.errors import InputError
from tradegap.model.baseline import Flows, Services, flows, flows_as_published, with_services
from tradegap.model.demand import Baseline
from tradegap.model.quantity import Quantity, parameter, series_of
from tradegap.model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

EXPORTS, IMPORTS = "exports_fas_usd_mn", "imports_customs_usd_mn"
PARTNER = "china_reported_balance"
SERVICES = "services_annual_usa_chn"
BASES_OF = {
    "reporter": ("exports_fas", "imports_customs_general", "census_balance"),
    "partner": ("imports_cif_china", "exports_fob_china", "china_customs_balance"),
    "reporter_with_services": (
        "exports_goods_and_services",
        "imports_goods_and_services",
        "goods_and_services_balance",
    ),
}
"""The bases of exports, of imports and of the balance, by whose figures they are."""
WHOSE = {
    "reporter": "US figures",
    "partner": "China's customs' figures",
    "reporter_with_services": "US figures with services",
}


def year_on(
    judged_on: str, figures: Figures, scenario: Scenario, year: int, published_only: bool
) -> Flows:
    """Return the flows of a calendar year, USD bn, on the figures that `judged_on` names.

    With `published_only` nothing later than the as-of date is read, in no part: for a baseline.
    Raises `DataError`, or `InputError` with the years that there are.
    """
    if judged_on == "partner":
        return partner_year(figures, scenario.partner, year, published_only)
    goods = reporter_year(figures, scenario.baseline, year, published_only)
    if judged_on == "reporter":
        return goods
    services = services_of(figures, scenario.partner, year, published_only)
    return with_services(goods, services, str(year))


def reporter_year(figures: Figures, base: Baseline, year: int, published_only: bool) -> Flows:
    """Return the reporter's goods flows of a year, USD bn, on the Census basis."""
    vintages = figures.vintages(base.vintages)
    table = base.vintages if (vintages["year"] == year).any() else base.annual
    exports, imports = (
        figures.figure(table, column, published_only=published_only, year=year)
        for column in (EXPORTS, IMPORTS)
    )
    return flows(exports, imports, str(year))


def partner_year(figures: Figures, partner: str, year: int, published_only: bool = False) -> Flows:
    """Return the flows of a year as the partner's customs report them, USD bn.

    China's imports from the US are the US exports here, c.i.f.; its exports are the US imports,
    f.o.b. A flow that isn't in the table is missing. Raises `InputError`.
    """
    there = partner_years(figures, partner, published_only)
    if year not in there:
        what = f"China's customs figures for {year}"
        raise _no_year("partner", what, figures, there, _first(figures, PARTNER, year))
    exports, imports, surplus = (
        figures.figure(PARTNER, column, published_only=published_only, year=year)
        for column in ("imports_cif_usd_bn", "exports_fob_usd_bn", "surplus_usd_bn")
    )
    return flows_as_published(exports, imports, surplus, str(year), WHOSE["partner"])


def services_of(
    figures: Figures, partner: str, year: int, published_only: bool = False
) -> Services:
    """Return US trade in services with the partner in a year, USD bn.

    The balance is the one that was published, and exports less imports where none was. Raises
    `InputError` where it can't be had either way.
    """
    there = services_years(figures, partner, published_only)
    if year not in there:
        said = f"balance of services for {year}"
        first = _first(figures, SERVICES, year)
        raise _no_year("reporter_with_services", said, figures, there, first)
    table = _rows(figures, SERVICES, published_only)
    rows = set(table.loc[table["year"] == year, "flow"])
    exports, imports, stated = (
        figures.figure(SERVICES, "services_usd_bn", published_only, year=year, flow=flow)
        if flow in rows
        else not_in_the_tables(f"US services {flow}, {year}", "services_bop")
        for flow in ("exports", "imports", "balance")
    )
    surplus = stated if stated.value is not None else exports - imports
    return Services(exports, imports, surplus.named(f"US surplus in services, {year}"))


def not_in_the_tables(label: str, basis: str) -> Quantity:
    """Return a missing amount in USD bn that no readable row of the tables has."""
    return parameter(
        f"not_in_the_tables:{label}",
        None,
        unit="USD bn",
        basis=basis,
        label=label,
        chosen_in="definition",
    )


def partner_years(figures: Figures, partner: str, published_only: bool = False) -> tuple[int, ...]:
    """Return the years for which the partner's customs give a balance, or both flows."""
    if partner != "CHN":
        return ()
    rows = _rows(figures, PARTNER, published_only)
    both = rows["exports_fob_usd_bn"].notna() & rows["imports_cif_usd_bn"].notna()
    return tuple(sorted(int(y) for y in rows.loc[both | rows["surplus_usd_bn"].notna(), "year"]))


def services_years(figures: Figures, partner: str, published_only: bool = False) -> tuple[int, ...]:
    """Return the years whose balance of services is published, or both of its flows."""
    if partner != "CHN":
        return ()
    rows = _rows(figures, SERVICES, published_only)
    has: dict[int, set[str]] = {}
    for row in rows[["year", "flow"]].to_dict("records"):
        has.setdefault(int(row["year"]), set()).add(str(row["flow"]))
    whole = [y for y, kinds in has.items() if "balance" in kinds or {"exports", "imports"} <= kinds]
    return tuple(sorted(whole))


def years_on(judged_on: str, figures: Figures, scenario: Scenario) -> tuple[int, ...]:
    """Return the years for which figures of a kind can be read, without those of the reporter."""
    if judged_on == "partner":
        return partner_years(figures, scenario.partner)
    return services_years(figures, scenario.partner)


def series_on(judged_on: str, figures: Figures, scenario: Scenario, years: Sequence[int]) -> Flows:
    """Return the flows of those of `years` that there are as series, USD bn; none is filled in.

    Raises `InputError` where there is none at all.
    """
    there = [y for y in years_on(judged_on, figures, scenario) if y in years]
    if not there:
        span = f"the years {min(years)} to {max(years)}"
        raise _no_year(judged_on, f"figures for {span}", figures,
                       years_on(judged_on, figures, scenario))  # fmt: skip
    found = [year_on(judged_on, figures, scenario, year, published_only=False) for year in there]
    names = [str(year) for year in there]
    return Flows(
        *(
            series_of([getattr(one, part) for one in found], names, f"{said}, by year")
            for part, said in (
                ("exports_usd_bn", "US exports to the partner"),
                ("imports_usd_bn", "US imports from the partner"),
                ("surplus_usd_bn", "the partner's surplus"),
            )
        )
    )


def no_flows(judged_on: str, said: str) -> Flows:
    """Return flows of a period that the figures don't have: missing, each on its basis."""
    exports, imports, surplus = BASES_OF[judged_on]
    return Flows(
        not_in_the_tables(f"US exports to the partner, {said}, on {WHOSE[judged_on]}", exports),
        not_in_the_tables(f"US imports from the partner, {said}, on {WHOSE[judged_on]}", imports),
        not_in_the_tables(f"the partner's surplus, {said}, on {WHOSE[judged_on]}", surplus),
    )


def no_months(judged_on: str, said: str) -> InputError:
    """Return the error for months of figures that exist by calendar year only."""
    return InputError(
        f"judged_on={judged_on}: {said} has no figures, for {WHOSE[judged_on]} are out by calendar "
        "year only; take calendar years, or judged_on=reporter."
    )


def _no_year(
    judged_on: str, what: str, figures: Figures, there: Sequence[int], first: date | None = None
) -> InputError:
    years = ", ".join(str(year) for year in there) or "none"
    remedy = f"as_of={first} or later" if first and first > figures.as_of else "another base year"
    return InputError(
        f"judged_on={judged_on}: the tables have no {what} that was published by {figures.as_of} "
        f"(years that there are: {years}); take {remedy}, or judged_on=reporter."
    )


def _first(figures: Figures, table: str, year: int) -> date | None:
    """Return the day on which a year was first published, for the remedy in an error."""
    rows = Figures(date.max, figures.data_dir).vintages(table)
    days: list[date] = rows.loc[rows["year"] == year, "published"].tolist()
    return min(days, default=None)


def _rows(figures: Figures, table: str, published_only: bool) -> pd.DataFrame:
    rows = figures.table(table)
    return rows[~rows["later_vintage"]] if published_only else rows
