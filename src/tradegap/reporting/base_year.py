"""What the chapter on the surplus shows of the base year: its flows, its surplus, its vintages."""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.judged import PARTNER
from tradegap.model.leaves import FigureLeaf
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.model.units import BASES
from tradegap.reporting.judged import CENSUS, aside, flow_names, source, whose
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import CURRENCIES, SIGNS, format_date
from tradegap.reporting.sentences import vintage
from tradegap.reporting.surplus import NOT_THERE
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice, Words, pieced

CUSTOMS_COLUMNS = {
    "exports_usd_bn": "exports_fob_usd_bn",
    "imports_usd_bn": "imports_cif_usd_bn",
    "surplus_usd_bn": "surplus_usd_bn",
}


def base_year_table(case: Case, say: Voice) -> LinkedTable:
    """Return exports, imports and surplus of the base year, each with basis and vintage."""
    base, (bought, sold) = case.baseline, flow_names(case)
    parts = {
        bought: base.imports_usd_bn,
        sold: base.exports_usd_bn,
        f"{name_of(case.scenario.partner)}'s surplus": base.surplus_usd_bn,
    }
    rows = [
        {
            "what": what,
            "usd_bn": q,
            "local_bn": say.converted(q),
            "basis": BASES[q.basis or ""],
            "vintage": NOT_THERE if q.value is None else vintage(q),
        }
        for what, q in parts.items()
    ]
    year = str(case.scenario.baseline.year)
    columns = [
        Column("what", ""),
        Column("usd_bn", year, "US$ bn", decimals=1, missing=NOT_THERE),
        Column("basis", "basis"),
        Column("vintage", "vintage"),
    ]
    if say.rate is not None:
        unit = f"{SIGNS.get(say.currency, say.currency)} bn"
        local = Column("local_bn", year, unit, decimals=1, missing=NOT_THERE)
        columns.insert(2, local)
    return linked_table(
        "base-year",
        f"The base year {year}{aside(case)}",
        rows,
        columns,
        source(case),
        [rate_note(say)] if say.rate is not None else [],
    )


def base_year(case: Case, say: Voice) -> Sentence:
    """Say what was bought and sold in the base year and what the surplus is, on whose figures."""
    base, (bought, sold) = case.baseline, flow_names(case)
    words = {
        "year": case.scenario.baseline.year,
        "partner": name_of(case.scenario.partner),
        "imports": base.imports_usd_bn,
        "exports": base.exports_usd_bn,
        "surplus": base.surplus_usd_bn,
        "whose": whose(case),
        "bought": bought,
        "sold": sold,
        "day": case.as_of,
    }
    if case.judged_on == "reporter":
        return say(
            "In {year} the United States bought goods for {imports:bn} from {partner} and sold it "
            "goods for {exports:bn}. The difference, {surplus:bn}, is "
            + (
                "the surplus that the demand is about."
                if case.scenario.has_target
                else "{partner}'s surplus."
            ),
            **words,
        )
    if missing_flow(case):
        return say(
            "On {whose} the surplus of {year} is {surplus:bn}. The two flows behind it, {bought} "
            "and {sold}, are not in the tables as published by {day:date}.",
            **words,
        )
    return say(
        "On {whose}, {bought} were {imports:bn} in {year} and {sold} {exports:bn}. The surplus "
        + ("that the target is judged on here " if case.scenario.has_target else "")
        + "is {surplus:bn}.",
        **words,
    )


def measured_from(case: Case, say: Voice) -> Sentence:
    """Say from which surplus the target is measured and what it would leave, or that none is."""
    words = {
        "surplus": case.baseline.surplus_usd_bn,
        "imports": case.baseline.imports_usd_bn,
        "exports": case.baseline.exports_usd_bn,
        "left": case.target.residual_surplus_usd_bn if case.scenario.has_target else None,
        "year": case.scenario.baseline.year,
        "day": case.as_of,
        "aside": aside(case),
        "bought": flow_names(case)[0],
        "sold": flow_names(case)[1],
    }
    flows = "" if missing_flow(case) else ": {bought} of {imports:bn} less {sold} of {exports:bn}"
    if not case.scenario.has_target:
        return say(
            "Purchases are measured over {year}, in which the surplus was {surplus:bn}{aside}"
            + flows
            + ". Nobody asked for a narrowing of it here, so there is no target and no gap.",
            **words,
        )
    return say(
        "The surplus that the target is measured from is {surplus:bn} in {year}{aside}"
        + flows
        + ", as published by {day:date}. The target would leave {left:bn}.",
        **words,
    )


def missing_flow(case: Case) -> bool:
    """Tell whether a flow of the base year isn't in the figures that the target is judged on."""
    return None in (case.baseline.imports_usd_bn.value, case.baseline.exports_usd_bn.value)


def rate_note(say: Voice) -> Words:
    """Say at which rate, of which day, amounts in another currency were converted."""
    assert say.rate is not None
    when = rate_in_words(say.rate)
    return pieced(
        f"{say.currency} at ", (str(say.rate.value), say.rate), f" US dollars each, {when}"
    )


def rate_in_words(rate: Quantity) -> str:
    """Say of which day or month a rate is, and who published it."""
    row = dict(rate.leaf.row) if isinstance(rate.leaf, FigureLeaf) else {}
    if "month" in row:
        return f"average of the days of {format_date(row['month'])} (Federal Reserve, H.10)"
    return f"noon rate in New York of {format_date(row.get('date'))} (Federal Reserve, H.10)"


def in_which_money(say: Voice) -> Sentence:
    """Say which amounts are in another currency, at which rate, and which stay in US dollars."""
    if say.rate is None:
        return Sentence("")
    return say(
        f"Sentences give {CURRENCIES.get(say.currency, say.currency)} first and US dollars in "
        f"brackets, at US${{rate:n4}} each: {rate_in_words(say.rate)}. Tables and figures, with "
        "their titles, prices of single goods and costs for a household stay in US dollars, in "
        "which they were published or reckoned; so does a demand where it is quoted. All "
        "amounts, of whatever year, are at this one rate.",
        rate=say.rate,
    )


def vintages_table(case: Case) -> LinkedTable:
    """Return every published figure of the base year that was out by the as-of date.

    With services it lists those of goods, of which the vintages are known.
    """
    if case.judged_on == "partner":
        return _customs_vintages(case)
    base = case.scenario.baseline
    rows = case.figures.vintages(base.vintages)
    rows = rows[(rows["year"] == base.year) & ~rows["later_vintage"]].sort_values("published")
    shown = [_vintage_row(case, base.vintages, row) for row in rows.to_dict("records")]
    columns = [Column("published", "published")] + [
        Column(f"{name}_usd_bn", name, "US$ bn", decimals=1)
        for name in ("exports", "imports", "surplus")
    ]
    goods = "" if case.judged_on == "reporter" else ", goods alone"
    caption = (
        f"{base.year} as published by {format_date(case.as_of)}{goods}; this report uses the last"
    )
    return linked_table("vintages", caption, shown, columns, CENSUS)


def _vintage_row(case: Case, table: str, row: dict[Any, Any]) -> dict[str, Any]:
    """Return one publication of the base year, its figures as they were printed then."""
    exports, imports, balance = (
        case.figures.figure(table, column, year=row["year"], as_published=row["as_published"])
        for column in ("exports_fas_usd_mn", "imports_customs_usd_mn", "balance_usd_mn")
    )
    return {
        "published": format_date(row["published"]),
        "exports_usd_bn": exports.to("USD bn"),
        "imports_usd_bn": imports.to("USD bn"),
        "surplus_usd_bn": (-balance).named(f"surplus of {row['year']}").to("USD bn"),
    }


def _customs_vintages(case: Case) -> LinkedTable:
    year = case.scenario.baseline.year
    rows = case.figures.vintages(PARTNER)
    rows = rows[(rows["year"] == year) & ~rows["later_vintage"]].sort_values("published")
    shown = [
        {
            "published": format_date(str(row["as_published"])),
            **{
                name: case.figures.figure(
                    PARTNER, column, year=year, as_published=row["as_published"]
                )
                for name, column in CUSTOMS_COLUMNS.items()
            },
        }
        for row in rows.to_dict("records")
    ]
    columns = [Column("published", "published")] + [
        Column(f"{name}_usd_bn", f"China's {name}", "US$ bn", 1, align="right", missing=NOT_THERE)
        for name in ("exports", "imports", "surplus")
    ]
    caption = f"{year} as published by {format_date(case.as_of)}; this report uses the last"
    return linked_table("vintages", caption, shown, columns, source(case))
