"""The two countries' figures of a case, read through its one door and handed to the model."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.judged import (
    partner_year,
    partner_years,
    services_of,
    services_years,
)
from tradegap.errors import DataError, InputError
from tradegap.model import mirror
from tradegap.model.baseline import Flows, with_services
from tradegap.model.mirror import Flow, Range, Split
from tradegap.model.quantity import Quantity
from tradegap.model.sections import MirrorSection

ESTIMATES = "adjusted_balance_estimates"
EXPORTS_BY_PARTNER = "exports_by_partner_annual_usa"


@dataclass(frozen=True)
class Sides:
    """Both countries' goods figures of one year and what they differ by, USD bn.

    `eastbound` and `westbound` are missing where the partner's flows aren't in the tables.
    """

    year: int
    reporter: Flows
    partner: Flows
    difference_usd_bn: Quantity
    eastbound: Flow
    westbound: Flow

    @property
    def has_flows(self) -> bool:
        """Tell whether the partner's exports and imports of the year are known."""
        return self.eastbound.difference_usd_bn.value is not None


def mirror_years(case: Case) -> tuple[int, ...]:
    """Return the years for which both sides' figures can be read, from the section's first on."""
    if not case.scenario.has_baseline:
        return ()
    first = _section(case).from_year or 0
    there = partner_years(case.figures, case.scenario.partner)
    return tuple(year for year in there if year >= first)


def sides(case: Case, year: int) -> Sides:
    """Return both sides' figures of a year; raises `DataError` or `InputError` where one isn't out.

    Each side is in its last vintage published by the as-of date, else marked as a later one.
    """
    ours = case.judged("reporter").year(year)
    theirs = partner_year(case.figures, case.scenario.partner, year)
    return Sides(
        year,
        ours,
        theirs,
        mirror.difference(
            ours.surplus_usd_bn,
            theirs.surplus_usd_bn,
            f"US goods deficit less China's surplus, {year}",
        ),
        mirror.eastbound(ours.imports_usd_bn, theirs.imports_usd_bn, str(year)),
        mirror.westbound(ours.exports_usd_bn, theirs.exports_usd_bn, str(year)),
    )


def all_sides(case: Case) -> list[Sides]:
    """Return both sides' figures of every year that there is."""
    return [sides(case, year) for year in mirror_years(case)]


def base_sides(case: Case) -> Sides | None:
    """Return both sides' figures of the base year, `None` where the partner's aren't out."""
    scenario = case.scenario
    if not scenario.has_baseline:
        return None
    year = scenario.baseline.year
    there = year in partner_years(case.figures, scenario.partner)
    return sides(case, year) if there else None


def split_years(case: Case) -> tuple[int, ...]:
    """Return the years whose difference is to be split: the section's, or the base year."""
    if not case.scenario.has_baseline:
        return ()
    base = case.scenario.baseline.year
    default = (base,) if base <= mirror.LAST_SPLIT_YEAR else ()
    return _section(case).split_years or default


def mirror_splits(case: Case) -> list[Split]:
    """Return the splits of the years whose figures are all out, and none from 2020 on."""
    return [
        mirror_split(case, year)
        for year in split_years(case)
        if year in mirror_years(case) and why_no_split(case, year) is None
    ]


def mirror_split(case: Case, year: int) -> Split:
    """Return the difference of a year with its explained parts and the residual, USD bn.

    Raises `ModelError` from 2020 on, and `DataError` where a figure isn't out.
    """
    both = sides(case, year)
    if year > mirror.LAST_SPLIT_YEAR:
        return mirror.split(year, both.difference_usd_bn, ())
    ours = both.reporter
    parts = (
        mirror.cif_part(ours.exports_usd_bn, assumed(case, "cif_margin_share")),
        mirror.hong_kong_eastbound(ours.imports_usd_bn, assumed(case, "hong_kong_eastbound_share")),
        mirror.hong_kong_westbound(
            exports_to_hong_kong(case, year), assumed(case, "hong_kong_westbound_share")
        ),
        mirror.timing_part(*_months(case, year), assumed(case, "transit_months")),
    )
    return mirror.split(year, both.difference_usd_bn, parts)


def why_no_split(case: Case, year: int) -> str | None:
    """Say why the difference of a year isn't split, `None` where it can be."""
    if year > mirror.LAST_SPLIT_YEAR:
        return f"from {mirror.LAST_SPLIT_YEAR + 1} on nothing is split"
    try:
        sides(case, year)
        exports_to_hong_kong(case, year)
        _months(case, year)
    except (DataError, InputError):
        return "the figures that it takes aren't all out on the as-of date"
    return None


def exports_to_hong_kong(case: Case, year: int) -> Quantity:
    """Return US exports to Hong Kong in a year, USD bn, f.a.s."""
    found = case.figures.figure(EXPORTS_BY_PARTNER, "exports_fas_usd", year=year, partner="HKG")
    return found.to("USD bn").named(f"US exports to Hong Kong, {year}")


def assumed(case: Case, name: str) -> Range:
    """Return an assumption at its three points; an override takes the central one's place."""
    return Range(*(case.assumption(name, point) for point in ("low", "central", "high")))


def target_shares(case: Case) -> dict[str, Quantity]:
    """Return a year of the target as a share of the base year's surplus, by whose figures.

    `reporter`, `partner` and `reporter_with_services`, those of them that can be read; a figure out
    only after the as-of date is a later vintage, and its leaf says so.
    """
    if not case.scenario.has_target:
        return {}
    year, figures, partner = case.scenario.baseline.year, case.figures, case.scenario.partner
    target, ours = case.target.year_usd_bn, case.reporter_baseline
    found = {"reporter": (ours.surplus_usd_bn, "US figures")}
    if year in partner_years(figures, partner):
        theirs = partner_year(figures, partner, year).surplus_usd_bn
        found["partner"] = (theirs, "China's customs' figures")
    if year in services_years(figures, partner):
        both = with_services(ours, services_of(figures, partner, year), str(year))
        found["reporter_with_services"] = (
            both.surplus_usd_bn,
            "US figures with services",
        )
    return {on: mirror.target_share(target, q, whose) for on, (q, whose) in found.items()}


def services_beside(case: Case) -> list[tuple[int, Flows, Quantity, str]]:
    """Return year, goods, US surplus in services (USD bn) and how that was derived, if it was."""
    if not case.scenario.has_baseline:
        return []
    figures, partner = case.figures, case.scenario.partner
    goods = case.judged("reporter")
    table = figures.table("services_annual_usa_chn")
    rows = []
    for year in services_years(figures, partner):
        derived = table.loc[table["year"] == year, "derived"].dropna()
        surplus = services_of(figures, partner, year).us_surplus_usd_bn
        rows.append((year, goods.year(year), surplus, "; ".join(sorted(set(derived)))))
    return rows


def adjusted_estimates(case: Case) -> pd.DataFrame:
    """Return the rows of others' adjusted estimates that can be read on the as-of date."""
    return case.figures.table(ESTIMATES)


def _months(case: Case, year: int) -> tuple[Quantity, Quantity, Quantity, Quantity]:
    """Return imports of both Januaries and exports of both Decembers around a year, USD mn."""
    table = case.scenario.baseline.monthly
    imports = [
        case.figures.figure(table, "imports_customs_usd_mn", month=f"{y}-01")
        for y in (year, year + 1)
    ]
    exports = [
        case.figures.figure(table, "exports_fas_usd_mn", month=f"{y}-12") for y in (year - 1, year)
    ]
    return imports[0], imports[1], exports[0], exports[1]


def _section(case: Case) -> MirrorSection:
    return case.scenario.mirror or MirrorSection()
