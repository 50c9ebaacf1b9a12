"""The tables of the chapter on the two countries' figures, and its results by name."""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.judged import PARTNER
from tradegap.data.mirror import (
    ESTIMATES,
    Sides,
    adjusted_estimates,
    all_sides,
    mirror_splits,
    services_beside,
    target_shares,
)
from tradegap.model.mirror import Range
from tradegap.model.quantity import Quantity
from tradegap.reporting.judged import CENSUS
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.mirror import SOURCE, when
from tradegap.reporting.numbers import format_date
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.tables import Column

MEASURES = {
    "adjusted_deficit": "US deficit with freight and Hong Kong taken out (L. J. Lau)",
    "value_added_against_gross": "US deficit in value added against gross (OECD and WTO)",
    "mirror_difference": "US deficit less China's surplus",
    "revenue_lost": "US tariff revenue lost to imports reported too low",
    "eastbound_discrepancy": "eastbound discrepancy, of US imports (joint study)",
    "westbound_discrepancy": "westbound discrepancy (joint study)",
    "eastbound_from_direct_shipments": "of the eastbound discrepancy, from direct shipments, at "
    "least (joint study)",
}
"""How the measures of the table of estimates read."""


def mirror_table(case: Case) -> LinkedTable:
    """Return both sides' figures by year with the difference, and by direction where known."""
    rows = [
        {
            "year": str(both.year),
            "reporter": both.reporter.surplus_usd_bn,
            "partner": both.partner.surplus_usd_bn,
            "difference": both.difference_usd_bn,
            "east": both.eastbound.difference_usd_bn,
            "west": both.westbound.difference_usd_bn,
            "vintage": f"US: {when(both.reporter.surplus_usd_bn)}; "
            f"China: {when(both.partner.surplus_usd_bn)}{_derived(case, both)}",
        }
        for both in all_sides(case)
    ]
    missing = "not in the tables"
    columns = [
        Column("year", "year", format="plain"),
        Column("reporter", "US figure", "US$ bn", decimals=1),
        Column("partner", "China's figure", "US$ bn", decimals=1),
        Column("difference", "difference", "US$ bn", decimals=1, format="signed"),
        Column("east", "eastbound", "US$ bn", decimals=1, format="signed", missing=missing),
        Column("west", "westbound", "US$ bn", decimals=1, format="signed", missing=missing),
        Column("vintage", "published", align="left"),
    ]
    notes = [
        "Difference: US goods deficit less China's surplus. Eastbound: US imports less China's "
        "exports. Westbound: China's imports less US exports. A year that isn't here has no figure "
        "of China's customs in the tables; * later than the as-of date."
    ]
    return linked_table(
        "two-countries", "China's surplus by whose figures", rows, columns, SOURCE, notes
    )


def mirror_split_table(case: Case) -> LinkedTable | None:
    """Return each split year's difference, its parts with their ranges, and the residual.

    Nothing where no year is split: why is said before.
    """
    splits = mirror_splits(case)
    if not splits:
        return None
    rows: list[dict[str, Any]] = []
    for one in splits:
        year = str(one.year)
        rows.append({"what": "difference", "way": "", "central": one.difference_usd_bn})
        rows += [
            {"what": part.title, "way": part.direction, **_points(part.amount_usd_bn)}
            for part in one.parts
        ]
        rows.append({"what": "explained", "way": "", **_points(one.explained_usd_bn)})
        rows.append({"what": "residual, not explained", "way": "", **_points(one.residual_usd_bn)})
        rows[-len(one.parts) - 3 :] = [{"year": year, **row} for row in rows[-len(one.parts) - 3 :]]
    columns = [
        Column("year", "year", format="plain"),
        Column("what", "part"),
        Column("way", "trade", missing="both"),
        *(
            Column(end, end, "US$ bn", decimals=1, format="signed", missing="one figure")
            for end in ("low", "central", "high")
        ),
    ]
    notes = [
        "Plus: makes the US figure the larger one. The ends of explained and residual take all "
        "parts at one end together, which is wider than likely. Shares and months at sea are "
        "assumptions, each rated red, listed with the sources."
    ]
    return linked_table(
        "mirror-split",
        "What the difference is made of",
        rows,
        columns,
        f"{SOURCE}; assumptions; own calculation",
        notes,
    )


def services_table(case: Case) -> LinkedTable:
    """Return goods and services by year, for the years whose balance of services is known."""
    rows = []
    for year, goods, services, derived in services_beside(case):
        basis = "goods_and_services_balance"
        both = goods.surplus_usd_bn.read_as(basis, "China's goods surplus") - services.read_as(
            basis, "US surplus in services"
        )
        rows.append(
            {
                "year": str(year),
                "goods": goods.surplus_usd_bn,
                "services": services,
                "both": both.named(f"the partner's surplus in goods and services, {year}"),
                "vintage": when(services),
                "derived": derived,
            }
        )
    columns = [
        Column("year", "year", format="plain"),
        Column("goods", "China's surplus in goods", "US$ bn", decimals=1),
        Column("services", "US surplus in services", "US$ bn", decimals=1),
        Column("both", "China's surplus in both", "US$ bn", decimals=1),
        Column("vintage", "services published", align="left"),
        Column("derived", "derived", missing="as published"),
    ]
    notes = [
        "Goods on the Census basis, services by the balance of payments: no official balance of "
        "both. Figures of services are patchy and their vintages conflict; * later than the "
        "as-of date."
    ]
    return linked_table(
        "goods-and-services",
        "Goods and services, on US figures",
        rows,
        columns,
        f"{CENSUS}; U.S. Bureau of Economic Analysis, through CRS and USTR",
        notes,
    )


def estimates_table(case: Case) -> LinkedTable:
    """Return others' estimates of the balance and of the difference, as cited."""
    rows = []
    for row in adjusted_estimates(case).to_dict("records"):
        where = {k: row[k] for k in ("measure", "first_year", "last_year", "edition")}
        years = sorted({int(row["first_year"]), int(row["last_year"])})
        end = "" if row["edition"] == "not_applicable" else f", {row['edition'].replace('_', ' ')}"
        rows.append(
            {
                "years": " to ".join(str(year) for year in years),
                "what": MEASURES[row["measure"]] + end,
                "usd_bn": case.figures.figure(ESTIMATES, "usd_bn", **where),
                "percent": case.figures.figure(ESTIMATES, "percent", **where),
                "published": format_date(str(row["as_published"])),
                "source": without_addresses(row["source"]),
            }
        )
    columns = [
        Column("years", "of", format="plain"),
        Column("what", "what"),
        Column("usd_bn", "amount", "US$ bn", decimals=1, missing="stated in the other column"),
        Column("percent", "percent", decimals=1, missing="stated in the other column"),
        Column("published", "published", align="left"),
        Column("source", "read in"),
    ]
    notes = [
        "Cited, not computed here. L. J. Lau's range has freight and Hong Kong taken out; whether "
        "services are left in it can't be told from the copy. Value added is another question: how "
        "much of what is sold was made where it is sold from."
    ]
    return linked_table(
        "adjusted-estimates", "Estimates of others", rows, columns, "per row; facts cited", notes
    )


def mirror_results(case: Case) -> dict[str, Any]:
    """Return both sides' figures by year, the splits and the shares of the target, by name."""
    named: dict[str, Any] = {}
    for both in all_sides(case):
        named[f"mirror.reporter_surplus_usd_bn.{both.year}"] = both.reporter.surplus_usd_bn
        named[f"mirror.partner_surplus_usd_bn.{both.year}"] = both.partner.surplus_usd_bn
        named[f"mirror.difference_usd_bn.{both.year}"] = both.difference_usd_bn
        if both.has_flows:
            named[f"mirror.eastbound_usd_bn.{both.year}"] = both.eastbound.difference_usd_bn
            named[f"mirror.westbound_usd_bn.{both.year}"] = both.westbound.difference_usd_bn
    for one in mirror_splits(case):
        ranges = {part.name: part.amount_usd_bn for part in one.parts}
        ranges |= {"explained": one.explained_usd_bn, "residual": one.residual_usd_bn}
        for name, amounts in ranges.items():
            for end, quantity in _points(amounts).items():
                named[f"mirror.split.{one.year}.{name}.{end}_usd_bn"] = quantity
    for year, _, services, _ in services_beside(case):
        named[f"mirror.us_services_surplus_usd_bn.{year}"] = services
    for on, share in target_shares(case).items():
        named[f"mirror.target_share_of_surplus.{on}"] = share
    if named:
        named["mirror.judged_on"] = case.judged_on
    return named


def _points(amounts: Range) -> dict[str, Quantity]:
    return {"low": amounts.low, "central": amounts.central, "high": amounts.high}


def _derived(case: Case, both: Sides) -> str:
    table = case.figures.table(PARTNER)
    derived = table.loc[table["year"] == both.year, "derived"].dropna()
    return f" ({derived.iloc[0].replace('_', ' ')} derived)" if len(derived) else ""
