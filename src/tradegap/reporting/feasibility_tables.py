"""The tables of the chapter on feasibility: record, ratios, basket, net, estimates, other bases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data import feasibility as feasible
from tradegap.data import sales_records
from tradegap.data.case import Case
from tradegap.data.feasibility import Spread
from tradegap.model.basket import member
from tradegap.model.feasibility import Ratios
from tradegap.model.hs import in_words
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.reporting.feasibility import price_of, shown_spread, title_of
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

EXPORTS = "U.S. Census Bureau, total exports f.a.s. by HS chapter"
OWN = "own calculation"
UNKNOWN = "not known"
NOTHING = "There is nothing to show: {why}."


def sales_record_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return what is on record of each category: base year, others, best year, rise, cap."""
    unknown = feasible.why_not(case)
    if unknown is not None:
        return say(NOTHING, why=unknown)
    rows: list[dict[str, Any]] = [
        {
            "category": f"{record.name} ({in_words(record.codes)})",
            "base": record.base_usd_bn,
            "others": record.others_usd_bn,
            "best": record.best_usd_bn,
            "year": record.best_year,
            "rise": record.largest_rise_usd_bn,
            "buyer": record.buyer_usd_bn,
        }
        for record in feasible.records(case)
    ]
    partner, year = name_of(case.scenario.partner), case.scenario.baseline.year
    columns = [
        Column("category", "category (HS chapters)"),
        Column("base", f"to {partner}, {year}", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("others", f"to others, {year}", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("best", "best year", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("year", "in", format="plain", missing=UNKNOWN, align="right"),
        Column("rise", "largest rise", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("buyer", f"imports of {partner}", "US$ bn", decimals=1, missing=UNKNOWN),
    ]
    notes = [f"The record is that of {_span(case)}", "A category's cap is twice its largest rise"]
    columns, notes = _without_buyer(case, rows, columns, notes)
    return linked_table(
        "sales-record", f"US exports to {partner} by category", rows, columns, EXPORTS,
        [*notes, *_later(case)],
    )  # fmt: skip


def target_ratios_table(case: Case, say: Voice) -> LinkedTable | None:
    """Return the three ratios of each category for what the target takes."""
    found = feasible.required_sums(case).get("target")
    if found is None:
        return None  # why is said before the figure
    rows = [_ratios_row(line.record.name, line) for line in found.lines]
    columns, notes = _without_buyer(case, rows, _ratio_columns("category"), [])
    how = (
        "Spread as the least implausible basket"
        if found.within_caps
        else "No basket within the caps adds up to the target: this is the spread without caps"
    )
    return linked_table(
        "feasibility-by-category", "What the target takes of each category", rows,
        columns, f"{EXPORTS}; {OWN}", [how, f"Record of {_span(case)}", *notes],
    )  # fmt: skip


def pledge_ratios_table(case: Case, say: Voice) -> LinkedTable | None:
    """Return the same for each pledge with a yearly amount, its goods as one category."""
    judged = feasible.judged_pledges(case)
    if not judged:
        return None  # said before the table
    rows: list[dict[str, Any]] = []
    for pledge in judged:
        name = pledge.line.pledge.category
        row: dict[str, Any] = (
            dict.fromkeys(("increment", "base", "diversion", "best", "growth", "buyer"))
            if pledge.ratios is None
            else _ratios_row(name, pledge.ratios)
        )
        years = () if pledge.ratios is None else pledge.ratios.record.by_year_usd_bn.index or ()
        row |= {
            "category": title_of(pledge),
            "increment": pledge.line.stated if pledge.ratios is None else row["increment"],
            "years": _years(years),
            "beyond": None if pledge.spread is None else pledge.spread.basket.out_of_reach,
        }
        rows.append(row)
    columns = _ratio_columns("pledge")
    columns.insert(-1, Column("beyond", "out of reach", "US$ bn", decimals=1, missing=UNKNOWN))
    spans = dict.fromkeys(str(row["years"]) for row in rows if row["years"])
    notes = [f"On record: {span}" for span in spans]
    columns, notes = _without_buyer(case, rows, columns, notes)
    notes += [
        "Out of reach: beyond twice the largest rises of the categories in the pledge",
        *dict.fromkeys(p.why_not for p in judged if p.why_not),
    ]
    return linked_table(
        "feasibility-by-pledge", "What each pledge takes of its goods", rows, columns,
        f"{EXPORTS}; {OWN}", notes,
    )  # fmt: skip


def basket_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the least implausible basket that is shown, with the shadow price of each cap."""
    found = shown_spread(case)
    if found is None:
        return say(NOTHING, why="no sum is within reach of the categories")
    rows = [
        {
            "category": line.record.name,
            "others": line.record.others_usd_bn,
            "cap": _cap(found, line.record.name),
            "basket": line.increment_usd_bn,
            "diversion": line.diversion_share,
            "price": price_of(found, line.record.name),
        }
        for line in found.lines
    ]
    columns = [
        Column("category", "category"),
        Column("others", "sold to others", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("cap", "cap", "US$ bn", decimals=2, missing=UNKNOWN),
        Column("basket", "in the basket", "US$ bn", decimals=2, missing=UNKNOWN),
        Column("diversion", "diverted", format="percent", decimals=1, missing=UNKNOWN),
        Column(
            "price", "shadow price of the cap", format=_price_text, missing=UNKNOWN, align="right"
        ),
    ]
    total = say.plain("The basket adds up to {required:bn}", required=found.required)
    left = [f"{name} is left out: {why}" for name, why in found.basket.left_out.items()]
    return linked_table(
        "least-implausible-basket", f"The least implausible basket: {found.title}", rows, columns,
        f"{EXPORTS}; {OWN}", [total, *left],
    )  # fmt: skip


def _ratio_columns(head: str) -> list[Column]:
    return [
        Column("category", head),
        Column("base", "sold", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("increment", "more", "US$ bn", decimals=1, missing=UNKNOWN),
        Column("diversion", "of sales to others", format="percent", missing=UNKNOWN),
        Column("best", "over best year", format="percent", missing=UNKNOWN),
        Column("growth", "over base and largest rise", format="percent", missing=UNKNOWN),
        Column("buyer", "of all that the buyer imports", format="percent", missing=UNKNOWN),
    ]


def _ratios_row(name: str, line: Ratios) -> dict[str, Any]:
    return {
        "category": name,
        "base": line.record.base_usd_bn,
        "increment": line.increment_usd_bn,
        "diversion": line.diversion_share,
        "best": line.over_best_share,
        "growth": line.over_growth_share,
        "buyer": line.of_buyer_share,
    }


def _cap(found: Spread, name: str) -> Quantity:
    return member(found.basket.caps, name, f"{name}: cap")


def _years(index: Sequence[str]) -> str:
    """Return years in words: a span where none is left out."""
    years = [int(year) for year in index]
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return ", ".join(index)


def _without_buyer(
    case: Case, rows: list[dict[str, Any]], columns: list[Column], notes: list[str]
) -> tuple[list[Column], list[str]]:
    """Put a column of which nothing is known at all into a note."""
    if any(row["buyer"] is not None and row["buyer"].value is not None for row in rows):
        return columns, notes
    told = f"What {name_of(case.scenario.partner)} imports of it in all is in no table: not known"
    return [column for column in columns if column.name != "buyer"], [*notes, told]


def _price_text(price: float) -> str:
    return "0" if price == 0 else format_number(price, 4)


def _span(case: Case) -> str:
    years = sales_records.years_on_record(case)
    return f"{years[0]} to {years[-1]}"


def _later(case: Case) -> list[str]:
    """Say where the table itself was published after the as-of date."""
    table = case.figures.table(sales_records.TABLE)
    if not table["later_vintage"].any():
        return []
    day = format_date(max(table["published"]))
    return [
        f"The table is of {day}, a later vintage; its years were out by {format_date(case.as_of)}"
    ]
