"""Tables and figure of the chapter on quantities: each line once, each measure on its own."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.physical import (
    credited_lines,
    measures,
    money_lines,
    physical_lines,
    shipped_by_the_day,
)
from tradegap.reporting import figures_physical
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import format_date
from tradegap.reporting.physical import BOUNDS, MEASURES
from tradegap.reporting.pledges import stated_in
from tradegap.reporting.prices import as_it_is, per
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice, joined

CENSUS = "U.S. Census Bureau, exports to China of single products by year"
SHIPPED = "U.S. Census Bureau, exports to China by HS chapter and month"
NO_PRICE, NO_YEAR = "no price", "not on a yearly basis"


def physical_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return every quantity with its price, what it comes to in a year, its base and its credit."""
    lines = physical_lines(case)
    if not lines:
        return say("There is no quantity to put in dollars.")
    year = case.scenario.baseline.year if case.scenario.has_baseline else None
    rows = [
        {
            "what": f"{line.pledge.category}, {format_date(f'{line.pledge.announced:%Y-%m}')}",
            "stated": stated_in(case, line.pledge),
            "price": line.price,
            "unit": per(line.price) or None,
            "worth": line.usd_bn_per_year,
            "base": line.base_usd_bn if line.pledge.is_level else None,
            "over": line.over_base_usd_bn_per_year if line.pledge.is_level else None,
            "credited": line.credited,
        }
        for line in lines
    ]
    of_base = [
        Column("base", f"base, {year}", "US$ bn", 1, missing="no level, or not known"),
        Column("over", "above it", "US$ bn", 1, missing="no level, or not known"),
        Column("credited", "credited", "US$ bn/year", 1, missing="nothing credited"),
    ]
    columns = [
        Column("what", "what"),
        Column("stated", "quantity"),
        Column("price", "price", format=as_it_is, align="right", missing=NO_PRICE),
        Column("unit", "unit", missing=NO_PRICE),
        Column("worth", "in a year", "US$ bn", 1, missing=NO_YEAR),
        *(of_base if year is not None else []),
    ]
    priced = any(line.price is not None for line in lines)
    notes = [
        "The unit is that of the price" if priced else "No price is stated or assumed",
        "Base: US exports of the same codes, for a level alone",
    ]
    return linked_table(
        "physical", "Quantities in dollars", rows, columns,
        "the ledger of pledges" + (f"; {CENSUS}" if year is not None else ""),
        notes if year is not None else notes[:1],
    )  # fmt: skip


def measures_table(case: Case, say: Voice) -> LinkedTable | None:
    """Return orders, sales, shipments and arrivals, each with whose count and how to read it."""
    if not measures(case):
        return None  # why there are none is said before the figure
    reported = [
        {
            "measure": MEASURES[row.measure],
            "who": row.who,
            "when": row.day,
            "read": BOUNDS[row.bound] or "exactly",
            "quantity": row.quantity,
        }
        for row in measures(case)
    ]
    rows = _before_arrivals(reported, _shipped_rows(case), [m.measure for m in measures(case)])
    columns = [
        Column("measure", "measure"),
        Column("who", "whose count"),
        Column("when", "as of"),
        Column("read", "to be read as"),
        Column("quantity", "quantity", "mn t", format=as_it_is, align="right"),
    ]
    notes = [
        "Four measures of one purchase: not to be added, and none stands in for another",
        "Shipments are dollars of HS chapter 12 at an assumed share and price",
    ]
    return linked_table(
        "physical-measures", "One promise by four measures", rows, columns,
        f"{_reported(case)}; {SHIPPED}", notes,
    )  # fmt: skip


def _before_arrivals(reported: list[Any], shipped: list[Any], names: list[str]) -> list[Any]:
    """Put what was shipped in its place, after what was confirmed and before what arrived."""
    place = names.index("arrivals") if "arrivals" in names else len(names)
    return [*reported[:place], *shipped, *reported[place:]]


def _reported(case: Case) -> str:
    """Return where the measures were read; the addresses stand by the numbers."""
    sources = [getattr(row.quantity.leaf, "source", "") for row in measures(case)]
    told = [part for s in sources if s for part in without_addresses(s).split("; ")]
    return "; ".join(dict.fromkeys(part for part in told if part != "address not recorded"))


def _shipped_rows(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "measure": MEASURES["shipments"],
            "who": "US statistics",
            "when": pace.even.label,
            "read": "assumed from dollars",
            "quantity": pace.even.actual,
        }
        for pace in shipped_by_the_day(case)
        if pace.even is not None
    ]


def plot_measures(case: Case, say: Voice) -> ReportFigure | None:
    """Draw each measure of the same promise as a bar of its own, bounds marked as bounds."""
    found = measures(case)
    paces = [pace for pace in shipped_by_the_day(case) if pace.even is not None]
    if not found or not paces or paces[0].even is None:
        return None
    even = paces[0].even
    bars: list[tuple[str, str, Any]] = [
        (f"{MEASURES[m.measure]}\n({m.who})", BOUNDS[m.bound], m.quantity) for m in found
    ]
    words = joined([f"{bound} {{q{n}:n0}} {MEASURES[found[n].measure]}".strip()
                    for n, (_, bound, _) in enumerate(bars)])  # fmt: skip
    title = say.plain(
        "Of {whole:n0} million tonnes, " + words, whole=even.whole,
        **{f"q{n}": q for n, (_, _, q) in enumerate(bars)},
    )  # fmt: skip
    shipped = [("shipped\n(US statistics)", "about", even.actual)]
    bars = _before_arrivals(bars, shipped, [m.measure for m in found])
    bars = [("promised", "", even.whole), *bars]
    frame = pd.DataFrame([{"measure": name, "bound": bound, "mn_t": q} for name, bound, q in bars])
    told = "; ".join(
        say.plain(f"{' '.join(name.split())} {bound} {{q:n1}}", q=q) for name, bound, q in bars
    )
    return figures_physical.measures(
        frame,
        title=title,
        subtitle=measured(
            f"{paces[0].pledge.category[0].upper()}{paces[0].pledge.category[1:]}, million "
            f"tonnes; reports of {found[0].day}, shipments of {even.label}",
            [even.actual],
            case.as_of,
        ),
        source=f"{_reported(case)}; {SHIPPED}, at the assumed share and price",
        alt=f"Bars in million tonnes, each a measure of its own: {told}.",
    )


def dollars_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the lines that are stated in dollars, or state nothing, and what counts of them."""
    lines = money_lines(case)
    if not case.scenario.has_baseline:
        return say(
            "The amounts of several partners stand in the chapter on partners. They are of "
            "different kinds and are not added here."
        )
    if not lines:
        return say("Every line of this case is in tonnes or aircraft.")
    others = {
        name: {c.pledge.id: c.credited for c in credited_lines(case, name)}
        for name in case.scenario.crediting
    }
    rows = [
        {
            "what": found.line.pledge.category,
            "stated": stated_in(case, found.line.pledge),
            "credited": found.line.credited,
            "why": found.line.reason,
            **{name: amounts[found.line.pledge.id] for name, amounts in others.items()},
        }
        for found in lines
    ]
    columns = [
        Column("what", "what"),
        Column("stated", "stated"),
        Column("credited", "credited", "US$ bn/year", 1, missing="nothing credited"),
        Column("why", "why"),
        *(
            Column(name, name.replace("_", " "), "US$ bn/year", 1, missing="nothing credited")
            for name in others
        ),
    ]
    return linked_table(
        "physical-dollars", "Lines in dollars", rows, columns, "the ledger of pledges"
    )


def no_dollars_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return every line that has no yearly amount in dollars, with the reason."""
    bare = {
        line.pledge.id: line.no_dollars
        for line in physical_lines(case)
        if line.usd_bn_per_year is None
    }
    in_dollars = money_lines(case) if case.scenario.has_baseline else []  # else told by partner
    bare |= {
        found.line.pledge.id: "no amount was stated, or no window"
        for found in in_dollars
        if found.line.stated.value is None and found.line.pledge.direction == "pledge"
    }
    lines = [line for line in credited_lines(case) if line.pledge.id in bare]
    if not lines:
        return say("Every line of this case has an amount in dollars.")
    rows = [
        {
            "what": f"{line.pledge.category} ({line.pledge.direction})",
            "said": format_date(line.pledge.announced),
            "stated": stated_in(case, line.pledge),
            "measure": line.pledge.measure.replace("_", " "),
            "status": str(line.status).replace("_", " "),
            "why": bare[line.pledge.id],
        }
        for line in lines
    ]
    columns = [
        Column("what", "what"),
        Column("said", "said on"),
        Column("stated", "stated"),
        Column("measure", "measured by"),
        Column("status", "status"),
        Column("why", "why it has no dollars"),
    ]
    return linked_table(
        "physical-no-dollars", "Listed, without an amount in dollars", rows, columns,
        "the ledger of pledges",
    )  # fmt: skip
