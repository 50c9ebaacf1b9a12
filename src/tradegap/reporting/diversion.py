"""What the chapter on the response says of other origins, and of duty collected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data import duties, tariffs
from tradegap.data.case import Case
from tradegap.model.diversion import Diversion
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_number
from tradegap.reporting.response import NO_BALANCE, OWN, scalar
from tradegap.reporting.response_tables import plain_number
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice, listed, pieced

BY_NAICS = "U.S. Census Bureau, imports for consumption by NAICS group, with calculated duty"


def diversion_answer(case: Case, say: Voice) -> Sentence:
    """Say how much of the partner's lost sales the rest of the world would take over."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    rate = tariffs.first_rate(case)
    both = [(p, duties.diverted(case, rate, p)) for p in duties.SUPPLY]
    told = [(p, d) for p, d in both if d is not None and d.partner_fall.value is not None]
    if not told:
        return say(
            "No table has imports by origin from {partner} for {year} by the as-of date, or the "
            "linear model doesn't reach so far: how much others would sell instead isn't known.",
            partner=name_of(case.scenario.partner),
            year=case.scenario.baseline.year,
        )
    return Sentence.joined([_diverted(case, rate, p, d, say) for p, d in told], "\n")


def _diverted(case: Case, rate: float, point: Any, found: Diversion, say: Voice) -> Sentence:
    supply = case.assumption("gsim_supply_elasticity", point)
    style = "n0" if scalar(supply).is_integer() else "n1"
    return say(
        "* With a supply elasticity of {supply:"
        + style
        + "}, {rate} on all imports from {partner} makes "
        "them fall by {fall:bn}, and the rest of the world sells {rise:bn} more: {share:pct} of "
        "the fall only changes its origin. Buyers bear {passed:pct} of the tariff.",
        supply=supply,
        rate=f"{rate:g}%",
        partner=name_of(case.scenario.partner),
        fall=found.partner_fall,
        rise=found.rest_rise,
        share=found.diverted_share,
        passed=found.pass_through,
    )


def duty_answer(case: Case, say: Voice) -> Sentence:
    """Say what duty was collected, and what published average there is beside it."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    years = duties.duty_years(case)
    if not years:
        return say(
            "No table has the duty collected on goods from {partner} by the as-of date.",
            partner=name_of(case.scenario.partner),
        )
    first = say(
        "In {year} {share:pct1} of the value of imports for consumption from {partner} was "
        "collected as duty.",
        year=years[-1],
        share=duties.collected_duty_share(case, years[-1]),
        partner=name_of(case.scenario.partner),
    )
    return Sentence.joined([first, _averages(case, say)])


def _averages(case: Case, say: Voice) -> Sentence:
    published = [a for a in duties.average_tariffs(case) if a["us_on_china"].value is not None]
    if not published:
        return say("No average of the statutory rates between the two was published by then.")
    return say(
        "The last published average of the statutory rates is {average:n1}% (PIIE, from {day:date} "
        "on): another average, over tariff lines, with weights of its own. Goods that a duty keeps "
        "out weigh nothing in the first and something in the second.",
        average=published[-1]["us_on_china"],
        day=published[-1]["date"],
    )


def diversion_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return GSIM on the import market: the partner, the rest of the world, both together."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    rows = [
        {
            "what": f"{rate:g}% on all imports from {name_of(case.scenario.partner)}",
            "supply": case.assumption("gsim_supply_elasticity", point),
            "fall": found.partner_fall,
            "rise": found.rest_rise,
            "all": found.all_imports_fall,
            "share": found.diverted_share,
            "passed": found.pass_through,
        }
        for rate in tariffs.rates(case)
        for point in duties.SUPPLY
        if (found := duties.diverted(case, rate, point)) is not None
    ]
    if not rows:
        return say("No table has imports by origin for this case, so GSIM has nothing to work on.")
    passed = "the linear model has passed zero in some group"
    columns = [
        Column("what", ""),
        Column("supply", "supply elasticity", format=plain_number, align="right"),
        Column("fall", "partner sells less", "US$ bn", decimals=1, missing=passed),
        Column("rise", "others sell more", "US$ bn", decimals=1, missing=passed),
        Column("all", "all imports fall", "US$ bn", decimals=1, missing=passed),
        Column("share", "diverted", format="percent", missing=passed),
        Column("passed", "borne by buyers", format="percent", missing=passed),
    ]
    notes = [
        "GSIM after Francois and Hall, by NAICS group, with the duty that was collected as initial "
        "tariff",
        f"Imports for consumption of {case.scenario.baseline.year}: another basis than the general "
        "imports of the balance, and never added to them",
    ]
    title = "Where the imports would go: the partner and the rest of the world"
    return linked_table("diversion", title, rows, columns, f"{BY_NAICS}; {OWN}", notes)


def collected_duty_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the duty rate collected by year, and the published average of statutory rates."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    return _duty(case, say, "collected-duty")


def later_duty_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the same up to the hindsight date."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    return _duty(case.hindsight(), say, "collected-duty-later")


def _duty(case: Case, say: Voice, name: str) -> LinkedTable | Sentence:
    averages = duties.average_tariffs(case)
    years = duties.duty_years(case)
    if not years:
        return say("No table has the duty collected on the partner's goods by the as-of date.")
    rows = [
        {
            "year": year,
            "collected": duties.collected_duty_share(case, year),
            "statutory": _last(averages, year, "us_on_china"),
            "partner": _last(averages, year, "china_on_us"),
        }
        for year in years
    ]
    columns = [
        Column("year", "year"),
        Column("collected", "duty collected, of imports", format="percent", decimals=1),
    ]
    notes = [
        "Collected: calculated duty over imports for consumption, weighted by what was still "
        "imported"
    ]
    statutory = _statutory(rows)
    if not statutory:
        title = "Duty collected on imports"
        return linked_table(name, title, rows, columns, BY_NAICS, notes)
    notes += [
        "Statutory: PIIE's average of tariff lines, the last of the year; its weights are not "
        "printed with the figures and its lines are not in our tables",
        *_weightings(case),
    ]
    title = "Two different averages: duty collected and rates on the books"
    return linked_table(name, title, rows, [*columns, *statutory], f"{BY_NAICS}; PIIE", notes)


def _statutory(rows: Sequence[dict[str, Any]]) -> list[Column]:
    """Return a column for each country's average that was published for any of the years."""
    none = "none of that year published by the as-of date"
    heads = {"statutory": "US statutory average", "partner": "China's on US goods"}
    return [
        Column(key, head, "%", decimals=1, align="right", missing=none)
        for key, head in heads.items()
        if any(row[key] is not None for row in rows)
    ]


def _last(averages: Sequence[dict[str, Any]], year: int, who: str) -> Quantity | None:
    """Return the last average of a year that was published, `None` where there is none."""
    found = [a[who] for a in averages if a["date"][:4] == str(year) and a[who].value is not None]
    return found[-1] if found else None


def _weightings(case: Case) -> list[str]:
    """Say how far one set of rates averages apart by its weights, where that was published."""
    found = duties.weightings(case)
    if not found:
        return []
    numbers = listed([[(format_number(scalar(q)), q)] for q in found], "or")
    return [
        pieced(
            "China's rates of June 2019 average ",
            *numbers,
            f" percent by {len(found)} weightings",
        )
    ]
