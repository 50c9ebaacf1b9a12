"""The ledger of several partners, read through the one door and handed to the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tradegap.data.case import PARTNER_TABLES, Case
from tradegap.data.ledger import LEDGER, scenario_amount
from tradegap.data.prices import assumed_prices
from tradegap.errors import InputError
from tradegap.model.names import name_of
from tradegap.model.partners import (
    PartnerLine,
    PartnerSum,
    Place,
    partner_lines,
    partner_sum,
    sums_by_kind,
)
from tradegap.model.pledges import Kind
from tradegap.model.quantity import Quantity
from tradegap.model.shown import Shown
from tradegap.model.yearly import yearly_worth

EXPORTS_BY_PARTNER, LEVEL_BASES = PARTNER_TABLES


@dataclass(frozen=True)
class PartnerLedger(Shown):
    """The ledger of a case: every line in its place, and the sums by partner and by kind.

    `status_words` tells the status of each line as the copy has it: `announced ('intends')`.
    `assumed_usd_bn_per_year` is what quantities without a price come to at the assumed price of the
    chapter on physical pledges, by id; no sum takes it in. `crediting` is the crediting case,
    `amounts` are those stated, by id; `in_part` tells whether another part than the whole of some
    yearly amount is taken as delivered.
    """

    base_year: int
    lines: tuple[PartnerLine, ...]
    partners: tuple[PartnerSum, ...]
    by_kind: dict[Kind, Quantity]
    status_words: dict[str, str]
    assumed_usd_bn_per_year: dict[str, Quantity]
    crediting: str
    amounts: dict[str, Quantity]
    in_part: bool = False

    def placed(self, place: Place) -> tuple[PartnerLine, ...]:
        """Return the lines in one place: yearly, not_yearly, investment or listed."""
        return tuple(line for line in self.lines if line.place == place)


def partner_ledger(
    case: Case, crediting: str | None = None, delivery: Mapping[str, Quantity] | None = None
) -> PartnerLedger:
    """Return every line of the case's ledger in its place, beside US exports to each partner.

    By default the crediting case and the deliveries are those of the case's headline.

    Exports are those of the section's base year, else of the scenario's; a partner or a year that
    the table doesn't have by the as-of date is missing. Raises `InputError` where no base year is
    stated.
    """
    year = _base_year(case)
    partners = case.scenario.partners or (case.scenario.partner,)
    found = {code: _exports_to(case, code, year) for code in partners}
    exports = {code: amount for code, amount in found.items() if amount is not None}
    amounts = {p.id: scenario_amount(case.figures, case.scenario, p) for p in case.pledges}
    taken = case.delivery if delivery is None else delivery
    lines = partner_lines(
        case.pledges, amounts, exports, _bases(case), case.as_of, case.rules(crediting), taken
    )
    sums = tuple(partner_sum(code, lines, exports.get(code)) for code in partners)
    return PartnerLedger(
        year,
        lines,
        sums,
        sums_by_kind(lines),
        _status_words(case),
        _at_assumed_prices(case),
        case.rules(crediting).name,
        amounts,
        any(
            taken[x.pledge.category].value != 1.0
            for x in lines
            if x.place == "yearly" and x.pledge.category in taken
        ),
    )


def _base_year(case: Case) -> int:
    scenario = case.scenario
    if scenario.partners_ledger is not None:
        return scenario.partners_ledger.base_year
    if scenario.has_baseline:
        return scenario.baseline.year
    raise InputError(
        f"Scenario {scenario.id} has no base year for its partners; add partners_ledger with "
        "base_year, such as 2024."
    )


def _exports_to(case: Case, partner: str, year: int) -> Quantity | None:
    """Return US exports of goods to a partner in a year, USD bn f.a.s.; `None` if not known."""
    table = case.figures.table(EXPORTS_BY_PARTNER)
    if not ((table["year"] == year) & (table["partner"] == partner)).any():
        return None
    figure = case.figures.figure(EXPORTS_BY_PARTNER, "exports_fas_usd", year=year, partner=partner)
    return figure.to("USD bn").named(f"US exports of goods to {name_of(partner)}, {year}")


def _at_assumed_prices(case: Case) -> dict[str, Quantity]:
    """Return what unpriced quantities come to a year at the prices that chapter 10 assumes."""
    if "10-physical" not in case.scenario.chapters:
        return {}
    prices = assumed_prices(case)
    found = {
        p.id: yearly_worth(p, scenario_amount(case.figures, case.scenario, p), prices[p.id])
        for p in case.pledges
        if p.id in prices
    }
    return {name: worth for name, worth in found.items() if worth.value is not None}


def _bases(case: Case) -> dict[str, Quantity]:
    """Return what was bought in the year before a level, USD bn/year, by line of the ledger."""
    table = case.figures.table(LEVEL_BASES)
    said = {p.id: f"{p.category} ({p.said})" for p in case.pledges}
    return {
        name: case.figures.figure(LEVEL_BASES, "purchases_usd_bn", id=name).named(
            f"bought in the year before the pledge, {said[name]}"
        )
        for name in table["id"]
        if name in said
    }


def _status_words(case: Case) -> dict[str, str]:
    """Return the status of each line, with the word that the copy used for it where it has one.

    A note that says more than the status of the day may tell of later days and is left out.
    """
    table = case.figures.rows(LEDGER, "id", [p.id for p in case.pledges])
    notes = dict(zip(table["id"], table["status_note"].fillna(""), strict=True))
    told = {p.id: (p.status(case.as_of) or "not known").replace("_", " ") for p in case.pledges}
    return {
        name: notes[name]
        if re.fullmatch(rf"{re.escape(status)} \('[^']+'\)", notes.get(name, ""))
        else status
        for name, status in told.items()
    }
