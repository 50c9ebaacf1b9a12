"""What a scenario's sections name, checked against its pledges, the assumptions and the tables.

What can't be there at any date is refused with its field before a chapter runs into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tradegap.data.assumptions import load_assumptions
from tradegap.data.base_exports import CHAPTERS
from tradegap.data.load import Figures
from tradegap.errors import UnknownNameError
from tradegap.model import units
from tradegap.model.scenario import LedgerLine, Scenario
from tradegap.model.sections import FollowedPledge

UNIT_VALUES = "unit_values"
Misfit = tuple[list[Any], str]


def section_misfits(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    """Tell, field by field, what sections name that isn't there at any date."""
    yield from _followed(scenario, figures)
    yield from _base_items(scenario, figures)
    yield from _superseded(scenario)
    yield from _hindsight(scenario)
    yield from _units(scenario)


def _followed(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    pledges = scenario.progress.pledges if scenario.progress else ()
    ids = scenario.pledge_ids
    chapters = set(figures.table(CHAPTERS)["hs2"]) if pledges else set()
    for number, followed in enumerate(pledges):
        place = ["progress", "pledges", number]
        if followed.pledge not in ids:
            yield [*place, "pledge"], _unknown("pledge of this scenario", followed.pledge, ids)
        yield from _assumed(scenario, followed, place)
        for at, chapter in enumerate(followed.chapters):
            if chapter not in chapters:
                yield (
                    [*place, "chapters", at],
                    f"of chapter {chapter} the table {CHAPTERS} has no exports; leave it out",
                )
            if chapter in followed.chapters[:at]:
                yield [*place, "chapters", at], f"chapter {chapter} stands twice; remove one"


def _assumed(scenario: Scenario, followed: FollowedPledge, place: list[Any]) -> Iterator[Misfit]:
    for field in ("share", "price"):
        name = getattr(followed, field)
        if name is not None and name not in scenario.assumptions:
            yield [*place, field], _unknown("assumption of this scenario", name, [
                *scenario.assumptions
            ])  # fmt: skip


def _base_items(scenario: Scenario, figures: Figures) -> Iterator[Misfit]:
    for number, priced in enumerate(scenario.physical.pledges if scenario.physical else ()):
        if priced.base_item is None:
            continue
        items = set(figures.table(UNIT_VALUES)["item"])
        if priced.base_item not in items:
            place = ["physical", "pledges", number, "base_item"]
            yield place, _unknown(f"item in {UNIT_VALUES}", priced.base_item, sorted(items))


def _superseded(scenario: Scenario) -> Iterator[Misfit]:
    """Refuse a pledge of the scenario's own that takes the place of one that nobody knows."""
    ids = scenario.pledge_ids
    for number, pledge in enumerate(scenario.pledges):
        if isinstance(pledge, LedgerLine):
            continue
        for at, name in enumerate(pledge.supersedes):
            if name not in ids:
                yield (
                    ["pledges", number, "supersedes", at],
                    _unknown("pledge of this scenario", name, ids),
                )


def _hindsight(scenario: Scenario) -> Iterator[Misfit]:
    told = scenario.hindsight
    if told is None or told.from_year is None or told.to_year is None:
        return
    if told.to_year < told.from_year:
        yield (
            ["hindsight", "to_year"],
            f"{told.to_year} is before from_year {told.from_year}; mend one of them",
        )


def _units(scenario: Scenario) -> Iterator[Misfit]:
    """Refuse an assumption in a unit that can't be told in the one that it is used in."""
    known = load_assumptions()
    for name, assumed in scenario.assumptions.items():
        if name in known and not _alike(assumed.unit, known[name].unit):
            yield (
                ["assumptions", name, "unit"],
                f"'{assumed.unit}' can't be told in '{known[name].unit}', in which it is used; "
                f"write {known[name].unit}, or leave it out",
            )
    for place, name, unit in _used_in(scenario):
        found = scenario.assumptions.get(name)
        if found is not None and not _alike(found.unit, unit):
            yield place, f"{name} is in '{found.unit}', not in '{unit}'; name another assumption"


def _used_in(scenario: Scenario) -> Iterator[tuple[list[Any], str, str]]:
    """Yield where sections name assumptions, with the unit that each has to come in."""
    for number, priced in enumerate(scenario.physical.pledges if scenario.physical else ()):
        if priced.lag is not None:
            yield ["physical", "pledges", number, "lag"], priced.lag, "year"
    for number, followed in enumerate(scenario.progress.pledges if scenario.progress else ()):
        place = ["progress", "pledges", number]
        if followed.share is not None and followed.price is not None:
            yield [*place, "share"], followed.share, "share"
            yield [*place, "price"], followed.price, "USD/t"


def _alike(unit: str, wanted: str) -> bool:
    return units.parse(unit).same_kind(units.parse(wanted))


def _unknown(kind: str, name: str, known: list[str]) -> str:
    return str(UnknownNameError(kind, name, known)).rstrip(".")
