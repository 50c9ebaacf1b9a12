"""What the chapter on feasibility works out: the case's categories and pledges, and their record.

The record is that of `tradegap.data.sales_records`; the arithmetic is that of
`tradegap.model.feasibility` and `tradegap.model.basket`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tradegap.data.case import Case
from tradegap.data.sales_records import (
    chapter_rows,
    record_of,
    record_of_pledge,
    why_no_record,
)
from tradegap.errors import InputError
from tradegap.model.assumptions import Point
from tradegap.model.basket import Basket, basket, caps_of, evenly_diverted, member
from tradegap.model.crediting import Credited
from tradegap.model.feasibility import (
    BASIS,
    Ratios,
    SalesRecord,
    net,
    ratios,
)
from tradegap.model.quantity import Quantity, combine, parameter, series_of
from tradegap.model.rises import largest_rises
from tradegap.model.sections import FeasibilitySection
from tradegap.model.shown import Shown
from tradegap.model.target import demanded_mix
from tradegap.model.yearly import nothing, one_year

DIVERTED = "diverted_sales_share"
POINTS: tuple[Point, ...] = ("low", "central", "high")
NO_CATEGORIES = "the scenario names no categories of goods to judge"


@dataclass(frozen=True)
class Spread(Shown):
    """A sum (USD bn in a year) over categories: its basket, ratios of each category, what is net.

    `within_caps` tells whether `lines` are those of the basket; where no basket adds up to the sum,
    they are those of the same share diverted in every category, the basket without its caps. `net`
    is what is left of it for the total balance at each end of the diverted share.
    """

    title: str
    required: Quantity
    basket: Basket
    within_caps: bool
    lines: tuple[Ratios, ...]
    net: Mapping[Point, Quantity]


@dataclass(frozen=True)
class JudgedPledge(Shown):
    """A pledge of goods judged as one category, and its amount over the categories of its codes.

    `ratios` is missing where it can't be judged, for the reason in `why_not`; `spread` where its
    codes name no whole category. `net` is what is left of its increment for the total balance.
    """

    line: Credited
    ratios: Ratios | None
    spread: Spread | None
    net: Mapping[Point, Quantity]
    why_not: str


def why_not(case: Case) -> str | None:
    """Say why no category of a case can be judged, `None` where they can."""
    unknown = why_no_record(case)
    if unknown is None and case.scenario.feasibility is None:
        return NO_CATEGORIES
    return unknown


@lru_cache(maxsize=4)  # a chapter asks for them in every cell
def records(case: Case) -> tuple[SalesRecord, ...]:
    """Return the record of each category of the case, in the section's order, USD bn.

    Raises `InputError` where no category can be judged, and for a chapter that no table has.
    """
    unknown = why_not(case)
    if unknown is not None:
        raise InputError(f"Scenario {case.scenario.id}: {unknown}.")
    section = case.scenario.feasibility or FeasibilitySection(categories=())
    return tuple(record_of(case, c.name, c.chapters) for c in section.categories)


def required_by_target(case: Case) -> Quantity | None:
    """Return a year of the target as additional exports, USD bn; `None` without a target."""
    if not case.scenario.has_target:
        return None
    return case.target.year_usd_bn.read_as(BASIS, "the target, through purchases alone")


def example_sum(case: Case) -> Quantity | None:
    """Return the made-up sum of the scenario, USD bn in a year; `None` where it has none."""
    section = case.scenario.feasibility
    if why_not(case) or section is None or section.example_usd_bn is None:
        return None
    return parameter(
        "feasibility_example_usd_bn",
        section.example_usd_bn,
        unit="USD bn",
        basis=BASIS,
        label="a made-up sum of purchases",
    )


def caps_by_category(case: Case) -> dict[str, Quantity]:
    """Return each category's cap, twice its largest yearly rise on record, USD bn."""
    caps = _caps(records(case))
    return {name: member(caps, name, f"{name}: cap") for name in caps.index or ()}


def capacity(case: Case) -> Quantity:
    """Return all caps together: what the categories could add in a year at the most, USD bn."""
    found = records(case)
    most = basket(_no_sum(), _others(found), _caps(found)).capacity
    return most.named("capacity: all categories at twice their largest rise")


@lru_cache(maxsize=4)
def capacity_by_chapter(case: Case) -> Quantity:
    """Return the same with each chapter as a category of its own, USD bn.

    Finer categories add up to more: one's good year isn't set off against another's bad one.
    """
    chapters = [code for record in records(case) for code in record.codes]
    base, world, rows = chapter_rows(case, chapters)
    others = (world - base).named("sold to others, by chapter")
    caps = caps_of(largest_rises(rows, "largest yearly rises, by chapter"))
    found = basket(_no_sum(), others, caps)
    return found.capacity.named("capacity: all chapters at twice their largest rise")


@lru_cache(maxsize=4)
def required_sums(case: Case) -> dict[str, Spread]:
    """Return what is asked for, spread over the case's categories, by name.

    `target` is the whole narrowing through purchases, `demanded_split` the part that the demand
    itself wants from purchases, `example` the scenario's made-up sum; those that the case has, and
    none where no category can be judged.
    """
    if why_not(case):
        return {}
    sums: dict[str, tuple[str, Quantity]] = {}
    target, example = required_by_target(case), example_sum(case)
    if target is not None:
        sums["target"] = ("the target, through purchases alone", target)
        own = demanded_mix(case.target, case.reporter_baseline)
        if own is not None:
            more = own.exports_rise_usd_bn
            if more.basis != BASIS:
                more = more.read_as(BASIS, more.label)
            sums["demanded_split"] = ("the demand's own split", more)
    if example is not None:
        sums["example"] = ("a made-up sum", example)
    return {name: _spread(case, records(case), *told) for name, told in sums.items()}


def _spread(case: Case, found: Sequence[SalesRecord], title: str, required: Quantity) -> Spread:
    made = basket(required, _others(found), _caps(found))
    parts = made.sales if made.there_is_one else evenly_diverted(required, _others(found))
    lines = tuple(ratios(r, member(parts, r.name, f"{r.name}: required increment")) for r in found)
    return Spread(title, required, made, made.there_is_one, lines, _net(case, required))


def _net(case: Case, gross: Quantity) -> dict[Point, Quantity]:
    return {point: net(gross, case.assumption(DIVERTED, point)) for point in POINTS}


def _no_sum() -> Quantity:
    return parameter(
        "no_sum", 0.0, unit="USD bn", basis=BASIS, label="no sum", chosen_in="definition"
    )


@lru_cache(maxsize=4)
def judged_pledges(case: Case) -> list[JudgedPledge]:
    """Return every pledge of goods with a yearly amount, judged on its codes as one category."""
    if not case.scenario.has_baseline:
        return []
    return [
        _judged(case, line)
        for line in case.credit()
        if line.pledge.direction == "pledge" and line.pledge.goods and line.stated.value is not None
    ]


def _others(found: Sequence[SalesRecord]) -> Quantity:
    return series_of([r.others_usd_bn for r in found], [r.name for r in found], "sold to others")


def _caps(found: Sequence[SalesRecord]) -> Quantity:
    names = [record.name for record in found]
    return caps_of(series_of([r.largest_rise_usd_bn for r in found], names, "largest yearly rises"))


def _judged(case: Case, line: Credited) -> JudgedPledge:
    pledge = line.pledge
    record: SalesRecord | None = None
    reason = why_no_record(case)
    if reason is None:
        record, reason = record_of_pledge(case, pledge)
    if record is None:
        return JudgedPledge(line, None, None, {}, reason or "")
    least = combine("maximum", line.stated, nothing(), label=f"{pledge.category}: a year")
    said = f"{pledge.category}: increment of a year ({pledge.said})"
    increment = (least * one_year()).read_as(BASIS, said)
    parts = _within(case, record)
    return JudgedPledge(
        line,
        ratios(record, increment),
        _spread(case, parts, pledge.category, increment) if parts else None,
        _net(case, increment),
        "",
    )


def _within(case: Case, pledged: SalesRecord) -> list[SalesRecord]:
    """Return the case's categories as far as a pledge names their chapters."""
    section = case.scenario.feasibility
    parts, rest = [], list(pledged.codes)
    for category in section.categories if section else ():
        common = [chapter for chapter in category.chapters if chapter in pledged.codes]
        if common:
            parts.append(record_of(case, category.name, common))
            rest = [chapter for chapter in rest if chapter not in common]
    if parts and rest:
        parts.append(record_of(case, "its other chapters", rest))
    return parts
