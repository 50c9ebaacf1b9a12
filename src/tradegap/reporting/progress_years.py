"""What the chapter on progress shows by year: both countries' figures, and all other partners."""

from __future__ import annotations

from tradegap.data import progress as data
from tradegap.data.case import Case
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.reporting.dated import dated
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.progress import NOTHING
from tradegap.reporting.sentences import vintage
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

NOT_IN_TABLES = "not in the tables"


def years_beside_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the narrowing by year, through exports and imports, and on China's own figures."""
    if not case.scenario.has_baseline:
        return NOTHING
    found, year = data.years_beside(case), case.scenario.baseline.year
    if not found:
        return say(f"No year after the base year {year} is out on the as-of date.")
    rows = [
        {
            "year": row.year,
            "asked": row.required,
            "narrowing": row.ours.narrowing_usd_bn,
            "exports": row.ours.exports_rise_usd_bn,
            "imports": row.ours.imports_fall_usd_bn,
            "theirs": row.theirs,
        }
        for row in found
    ]
    columns = [
        Column("year", "year"),
        Column("narrowing", "narrowing", "US$ bn", decimals=1, format="signed"),
        Column("exports", "more exports", "US$ bn", decimals=1, format="signed"),
        Column("imports", "fewer imports", "US$ bn", decimals=1, format="signed"),
        Column("theirs", f"on {name_of(case.scenario.partner)}'s figures", "US$ bn", decimals=1,
               format="signed", missing=NOT_IN_TABLES),
    ]  # fmt: skip
    if any(row.required is not None for row in found):
        columns.insert(1, Column("asked", "asked for", "US$ bn", decimals=0, missing="no step"))
    notes = [
        "A minus is a movement the other way",
        "China's customs' figures are another statistic (exports f.o.b. less imports c.i.f.) and "
        "exist by year only",
        _vintages_of_years(case, [row.year for row in found]),
    ]
    title = f"Narrowing against {year} by calendar year, and through what"
    return linked_table("progress-by-year", title, rows, columns, CENSUS, notes)


def _vintages_of_years(case: Case, years: list[int]) -> str:
    """Say when the base year and each year were published, for they may not be of one vintage."""
    us, base = case.judged("reporter"), case.scenario.baseline.year
    told = [f"{year} {vintage(us.year(year).surplus_usd_bn)}" for year in (base, *years)]
    return f"Each year in the last vintage of the as-of date, else a later one: {'; '.join(told)}"


def rest_of_world_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the US deficit with the partner beside that with all others, by year."""
    if not case.scenario.has_baseline:
        return NOTHING
    found, partner = data.rest_of_world(case), name_of(case.scenario.partner)
    if len(found) < 2:
        return say(
            "Whether the deficit moved to others can't be told here: the tables by country have "
            f"fewer than two years from {case.scenario.baseline.year} on that are out on the as-of "
            "date."
        )
    base = found[0]
    rows = [
        {
            "year": row.year,
            "partner": row.partner.surplus_usd_bn,
            "others": row.others.surplus_usd_bn,
            "partner_change": _change(row.partner.surplus_usd_bn, base.partner.surplus_usd_bn, row),
            "others_change": _change(row.others.surplus_usd_bn, base.others.surplus_usd_bn, row),
        }
        for row in found
    ]
    columns = [
        Column("year", "year"),
        Column("partner", f"deficit with {partner}", "US$ bn", decimals=1),
        Column("others", "with all others", "US$ bn", decimals=1),
        Column("partner_change", f"{partner}, since {base.year}", "US$ bn", decimals=1,
               format="signed"),
        Column("others_change", f"others, since {base.year}", "US$ bn", decimals=1,
               format="signed"),
    ]  # fmt: skip
    notes = [
        "Imports for consumption less total exports: another basis than the target's (general "
        "imports), so the deficit with the partner differs a little; monthly totals of the world "
        "are not in the tables, so this goes by year",
        "That others' deficit rose while the partner's fell is no proof that trade was diverted",
    ]
    return linked_table(
        "progress-rest-of-world", f"The US goods deficit with {partner} and with all others", rows,
        columns,
        dated(
            "U.S. Census Bureau, imports by NAICS group and exports by HS chapter",
            *(flows.surplus_usd_bn for row in found for flows in (row.partner, row.others)),
        ),
        notes,
    )  # fmt: skip


def _change(now: Quantity, base: Quantity, row: data.WorldYear) -> Quantity:
    return (now - base).named(f"change of the deficit by {row.year}")
