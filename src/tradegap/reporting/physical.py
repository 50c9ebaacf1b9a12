"""What the chapter on quantities says: what tonnes and aircraft come to, over what, measured how.

A price that nobody stated is an assumption, and is told as one. Orders, sales, shipments and
arrivals are never added, and none stands in for another.
"""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.physical import (
    credited_lines,
    measures,
    money_lines,
    physical_lines,
    shipped_by_the_day,
)
from tradegap.data.prices import priced
from tradegap.model.gap import counted
from tradegap.model.names import name_of
from tradegap.model.physical import PhysicalLine
from tradegap.model.quantity import Quantity
from tradegap.reporting.pledges import stated_in
from tradegap.reporting.prices import PER, delivered_words, per, price_style, within_a_year
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.text import Sentence, Told, Voice, joined

NONE = "No pledge of this case that was on the record by {day:date} is in tonnes or aircraft."
BOUNDS = {"at_least": "at least", "under": "under", "exactly": ""}
MEASURES = {
    "orders": "bought",
    "sales_confirmed": "confirmed",
    "shipments": "shipped",
    "arrivals": "arrived",
}
_TOLD = {
    "orders": "{who} reported {amount} bought",
    "sales_confirmed": "sales of {amount} were confirmed by {who}",
    "arrivals": "{amount} had arrived in {who}",
}
WHY_NOT_YET = "The reports of orders, sales and arrivals were not out by {day:date}."


def say_physical(case: Case, say: Voice) -> Sentence:
    """Say of each quantity what it comes to in a year, over what base, and if it counts."""
    lines = physical_lines(case)
    if not lines:
        return say(NONE, day=case.as_of)
    return Sentence.joined([_line(line, case, say) for line in lines], "\n")


def _line(line: PhysicalLine, case: Case, say: Voice) -> Sentence:
    words: dict[str, Any] = {
        "what": _title(line),
        "stated": stated_in(case, line.pledge),
        "day": line.pledge.announced,
        "worth": line.usd_bn_per_year,
        "price": line.price,
        "per": per(line.price),
        "year": case.scenario.baseline.year if case.scenario.has_baseline else "",
        "base": line.base_usd_bn,
        "over": _size(line.over_base_usd_bn_per_year),
        "why": line.reason,
        "no_dollars": line.no_dollars,
        "credited": line.credited,
        "delivered": delivered_words(line.pledge),
    }
    parts = ["* **{what}**, {stated}, said on {day:date}: "]
    if line.usd_bn_per_year is None:
        parts.append("no yearly amount in dollars ({no_dollars}). ")
    else:
        a_year = "" if within_a_year(line.pledge) else " a year"
        parts.append("{worth:bn}" + a_year + " at {price:" + price_style(line.price) + "} {per}")
        parts.append(", {delivered}" if words["delivered"] else "")
        parts.append(_over(line) + ". ")
    if not case.scenario.has_baseline:  # the chapter on partners counts what is stated alone
        parts.append("" if line.usd_bn_per_year is None else "The price is no part of the promise.")
    elif line.counts:
        parts.append("Credited: {credited:bn} a year ({why}).")
    else:
        parts.append("Not credited." if line.reason == line.no_dollars else "Not credited: {why}.")
    return say("".join(parts), **words)


def _over(line: PhysicalLine) -> str:
    over = line.over_base_usd_bn_per_year
    if over is None or not isinstance(over.value, float) or not line.pledge.is_level:
        return ""
    way = "less" if over.value < 0 else "more"
    return ", which is {over:bn} " + way + " than the {base:bn} of {year}"


def say_over_what(case: Case, say: Voice) -> Sentence:
    """Say which base each level is measured over, in dollars and in its own unit."""
    levels = [line for line in physical_lines(case) if line.pledge.is_level]
    told = [
        _no_base(line, case, say) if line.base_usd_bn is None else _over_what(line, case, say)
        for line in levels
    ]
    if not told:
        return say("No quantity of this case is a level, so none is measured over a base.")
    return Sentence.joined(told, "\n\n")


def _no_base(line: PhysicalLine, case: Case, say: Voice) -> Sentence:
    return say(
        "The {stated} of {what} are a level, and what was bought of the same codes before isn't in "
        "the tables: what they add isn't known, and nothing of them counts.",
        stated=stated_in(case, line.pledge),
        what=line.pledge.category,
    )


def _over_what(line: PhysicalLine, case: Case, say: Voice) -> Sentence:
    year = case.scenario.baseline.year
    told = say(
        "The {stated} of {what} are a level: all that is bought counts toward them, and only what "
        "is above the base year adds to exports. The base is US exports of the same codes to "
        "{partner} in {year}, {base:bn} f.a.s. on the Census basis, the statistics of the balance.",
        stated=stated_in(case, line.pledge),
        what=line.pledge.category,
        partner=name_of(case.scenario.partner),
        year=year,
        base=line.base_usd_bn,
    )
    over = line.over_base_quantity
    if over is None or line.base_quantity is None or not isinstance(over.value, float):
        return told
    fewer = over.value < 0
    unit = _quantity_unit(line.base_quantity)
    in_tonnes = say(
        "In {unit}, {base:n1} were shipped in {year}, {size:n1} "
        + ("more than is promised." if fewer else "less than is promised.")
        + " That is another publisher's count ({source}): it stands beside and is not used.",
        unit=unit,
        base=line.base_quantity,
        year=year,
        size=_size(over),
        source=without_addresses(getattr(line.base_quantity.leaf, "source", ""))
        or "source not recorded",
    )
    return Sentence.joined([told, in_tonnes])


def say_prices(case: Case, say: Voice) -> Sentence:
    """Say which prices are assumed, in which range, and where they come from."""
    names: dict[str, None] = {}
    for line in physical_lines(case):
        named = priced(case, line.pledge)
        if named is not None and line.pledge.price is None:
            names |= dict.fromkeys(n for n in (named.price, named.per) if n)
    if not names:
        return say("No price is assumed in this case.")
    told = []
    for name in names:
        entry = case.assumptions[name]
        told.append(
            say(
                "* {title}: {value:"
                + price_style(case.assumption(name))
                + "} {unit}, between {low} and {high}; quality {quality}, impact "
                "{impact}. {source}.",
                title=entry.title[0].upper() + entry.title[1:],
                value=case.assumption(name),
                unit=PER.get(entry.unit, entry.unit),
                low=Told(f"{entry.low:g}", case.assumption(name)),
                high=Told(f"{entry.high:g}", case.assumption(name)),
                quality=entry.quality,
                impact=entry.impact,
                source=entry.source[0].upper() + entry.source[1:].strip().rstrip("."),
            )
        )
    return Sentence.joined(told, "\n")


def say_measures(case: Case, say: Voice) -> Sentence:
    """Say what each measure had of the same purchases, with bounds as bounds, and nothing added."""
    found = measures(case)
    if not found:
        section = case.scenario.physical
        if section is None or section.measures is None:
            return say(
                "No table has reports of orders, sales and arrivals for the quantities of this "
                "case."
            )
        return say(WHY_NOT_YET, day=case.as_of)
    parts = [
        _TOLD[row.measure].format(
            who=row.who, amount=f"{_bounded(row.bound)}{{q{n}:n0}} million tonnes"
        )
        for n, row in enumerate(found)
    ]
    return Sentence.joined(
        [
            say(
                "On one day, {day}, " + joined(parts) + ".",
                day=found[0].day,
                **{f"q{n}": row.quantity for n, row in enumerate(found)},
            ),
            *_shipped(case, say),
        ]
    )


def _shipped(case: Case, say: Voice) -> list[Sentence]:
    return [
        say(
            "US statistics have {done:n1} million tonnes shipped in {months}, {least:n1} to "
            "{most:n1} by the ends of both assumptions: dollars of a whole chapter, at the assumed "
            "share and price. The whole of the promise is {amount:n0} million tonnes.",
            done=pace.even.actual,
            months=pace.even.label,
            least=pace.least,
            most=pace.most,
            amount=pace.even.whole,
        )
        for pace in shipped_by_the_day(case)
        if pace.even is not None and pace.least is not None and pace.most is not None
    ]


def say_deliveries(case: Case, say: Voice) -> Sentence:
    """Say what an order without a schedule may mean, at the assumed price and lag; none counts."""
    told = [
        say(
            "* **{what}**, {stated}: an order is no delivery, and no schedule was stated, so "
            "nothing is credited. Were all of them ordered in {announced} and delivered after "
            "{lag} years, at {price:n1} {per}, they would be worth {worth:bn} in all, in about "
            "{central}, and between {first} and {last} by the ends of the range. That is a "
            "what-if of two red assumptions, and no part of any sum here.",
            what=_title(line),
            stated=stated_in(case, line.pledge),
            announced=str(line.pledge.announced.year),
            lag=_year(line.if_delivered.years[1], -line.pledge.announced.year),
            price=line.price,
            per=per(line.price),
            worth=line.if_delivered.worth_usd_bn,
            first=_year(line.if_delivered.years[0]),
            central=_year(line.if_delivered.years[1]),
            last=_year(line.if_delivered.years[2]),
        )
        for line in physical_lines(case)
        if line.if_delivered is not None
    ]
    if not told:
        return say("No order of this case waits for a schedule of deliveries.")
    return Sentence.joined(told, "\n")


def say_in_dollars(case: Case, say: Voice) -> Sentence:
    """Say what amounts of dollars add if they are levels, where that isn't stated."""
    told = [
        say(
            "{what}, {stated}: it doesn't say whether that comes on top of what was bought before. "
            "US exports of the same chapters were {base:bn} in {year}; if it is a level, it adds "
            "{over:bn} a year.",
            what=found.line.pledge.category[:1].upper() + found.line.pledge.category[1:],
            stated=stated_in(case, found.line.pledge),
            base=found.base_usd_bn,
            year=case.scenario.baseline.year,
            over=found.as_level_usd_bn_per_year,
        )
        for found in money_lines(case)
        if found.as_level_usd_bn_per_year is not None
    ]
    if not told and not case.scenario.has_baseline:
        return Sentence("")  # what several partners stated is told in the chapter on them
    if not told:
        return say("No amount of dollars in this case leaves open whether it is a level.")
    return Sentence.joined(told, "\n\n")


def say_by_case(case: Case, say: Voice) -> Sentence:
    """Return a list with a line for each crediting case and what it counts in a year."""
    if not case.scenario.has_baseline:
        return Sentence("")  # amounts of several partners are of different kinds
    silent = any(p.amount is None and p.direction == "pledge" for p in case.pledges)
    told = []
    for name in case.shown_cases:
        if case.rules(name).unstated_amount is not None and not silent:
            continue
        found = counted(credited_lines(case, name), case.rules(name))
        amount = found.credited_usd_bn_per_year
        counts = "{credited:bn} a year." if amount.value is not None else "nothing can be counted."
        told.append(say("* **{title}**: " + counts, title=found.rules.title, credited=amount))
    return Sentence.joined(told, "\n")


def physical_results(case: Case) -> dict[str, Any]:
    """Return the results of the chapter under `physical.*`."""
    by_case = {
        f"physical.by_case.{name}.credited_usd_bn_per_year": counted(
            credited_lines(case, name), case.rules(name)
        ).credited_usd_bn_per_year
        for name in (case.cases if case.scenario.has_baseline else ())
    }
    return {
        "physical.lines": [_line_result(line) for line in physical_lines(case)],
        "physical.measures": [
            {
                "measure": row.measure,
                "who": row.who,
                "bound": row.bound,
                "quantity": row.quantity,
                "day": row.day,
            }
            for row in measures(case)
        ],
        "physical.shipped_mn_t": {
            pace.pledge.id: pace.even.actual
            for pace in shipped_by_the_day(case)
            if pace.even is not None
        },
        **by_case,
    }


def _line_result(line: PhysicalLine) -> dict[str, Any]:
    delivered = line.if_delivered
    return {
        "id": line.pledge.id,
        "direction": line.pledge.direction,
        "status": line.status,
        "is_level": line.pledge.is_level,
        "measure": line.pledge.measure,
        "amount": line.amount,
        "price": line.price,
        "usd_bn_per_year": line.usd_bn_per_year,
        "base_quantity": line.base_quantity,
        "base_usd_bn": line.base_usd_bn,
        "over_base_quantity": line.over_base_quantity,
        "over_base_usd_bn_per_year": line.over_base_usd_bn_per_year,
        "credited_usd_bn_per_year": line.credited,
        "counts": line.counts,
        "reason": line.reason,
        "no_dollars": line.no_dollars,
        "if_delivered_usd_bn": None if delivered is None else delivered.worth_usd_bn,
    }


def _title(line: PhysicalLine) -> str:
    text = line.pledge.category
    return text[:1].upper() + text[1:]


def _bounded(bound: str) -> str:
    word = BOUNDS[bound]
    return f"{word} " if word else ""


def _quantity_unit(quantity: Quantity) -> str:
    return {"mn t": "million tonnes"}.get(quantity.unit.removesuffix("/year"), quantity.unit)


def _size(quantity: Quantity | None) -> Quantity | None:
    """Return a change without its sign."""
    if quantity is None or not isinstance(quantity.value, float) or quantity.value >= 0:
        return quantity
    return (-quantity).named(f"{quantity.label}, the other way")


def _year(year: Quantity, less: int = 0) -> Told:
    assert isinstance(year.value, float)
    return Told(f"{year.value + less:g}", year)
