"""What cases are compared by: a list of measures, each a function of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradegap.data.case import Case
from tradegap.data.feasibility import required_sums
from tradegap.data.mix import tariff_alone
from tradegap.data.partners import partner_ledger
from tradegap.data.progress import path_progress
from tradegap.data.uncertainty import uncertainty
from tradegap.model.gap import counted
from tradegap.model.graph import leaves
from tradegap.model.leaves import AssumptionLeaf
from tradegap.reporting import published
from tradegap.reporting.numbers import NOT_STATED, format_date
from tradegap.reporting.published import format_chance
from tradegap.reporting.tables import Column, Style


class NotAsked:
    """Stands where a case doesn't ask the question."""

    def __repr__(self) -> str:
        """Say so."""
        return "not asked"


@dataclass(frozen=True)
class Measure:
    """One thing that cases are compared by: how it is shown, and how a case gives it.

    `of` returns a quantity, a number, a text, `None` for not known, or `NotAsked()`.
    """

    column: Column
    of: Callable[[Case], Any]


def _of_target(of: Callable[[Case], Any]) -> Callable[[Case], Any]:
    """Make a measure that only a case with a target has."""
    return lambda case: of(case) if case.scenario.has_target else NotAsked()


def _counted(case: Case) -> int:
    """Return how many lines of the ledger count: credited as stated, or put on a yearly basis."""
    if case.scenario.partners:
        return len(partner_ledger(case).placed("yearly"))
    return sum(line.counts for line in case.credit())


def _credited(case: Case) -> Any:
    """Return what is credited as stated, also without a target; many partners credit nothing."""
    if case.scenario.partners:
        return NotAsked()
    found = case.gap() if case.scenario.has_target else counted(case.credit(), case.rules())
    return found.credited_usd_bn_per_year


def _unquantified(case: Case) -> int:
    """Return how many pledges have no yearly amount in dollars."""
    if case.scenario.partners:
        return len(partner_ledger(case).placed("not_yearly"))
    return sum(
        line.pledge.direction == "pledge" and line.stated.value is None for line in case.credit()
    )


def _tariff(case: Case) -> Any:
    """Return the uniform tariff that would reach the target alone, missing where none does."""
    asked = case.scenario.has_target and "05-mix" in case.scenario.chapters
    return tariff_alone(case) if asked else NotAsked()


@lru_cache(maxsize=1)  # asked for twice, and the draws take a second
def _probability(case: Case) -> Any:
    """Return the probability of the path's last window, missing where none may be given."""
    if not case.scenario.has_target or "06-uncertainty" not in case.scenario.chapters:
        return NotAsked()
    last = uncertainty(case).last
    return None if last is None else last.probability


def _reached(case: Case) -> Any:
    """Return what was reached of the narrowing due by now, in the last step that has begun."""
    if not case.scenario.has_target or not case.target.steps:
        return NotAsked()
    begun = [step.even for step in path_progress(case) if step.even is not None]
    return begun[-1].reached_share if begun else None


def _out_of_reach(case: Case) -> Any:
    """Return what of the target lies beyond the capacity of the least implausible basket."""
    if not case.scenario.has_target or "03-feasibility" not in case.scenario.chapters:
        return NotAsked()
    target = required_sums(case).get("target")
    return None if target is None else target.basket.out_of_reach


def _rests_on(case: Case) -> Any:
    """Name the assumptions behind the tariff and the probability, each with its two ratings."""
    told = [q for q in (_tariff(case), _probability(case)) if not isinstance(q, NotAsked)]
    roots = [q for q in told if q is not None and q.value is not None]
    names = dict.fromkeys(
        f"{q.label} ({q.leaf.quality}, {q.leaf.impact})"
        for q in leaves(*roots)
        if isinstance(q.leaf, AssumptionLeaf)
    )
    return "; ".join(sorted(names)) or (None if told else NotAsked())


def _one_a_line(names: str) -> str:
    return names.replace("; ", ";\n")


def _surplus(case: Case) -> Any:
    return case.baseline.surplus_usd_bn if case.scenario.has_baseline else NotAsked()


_FORMATS: dict[str, Style | Callable[[Any], str]] = {
    "number": "number",
    "percent": "percent",
    "chance": format_chance,
    "date": format_date,
    "text": _one_a_line,
}
_OF: dict[str, Callable[[Case], Any]] = {
    "as_of": lambda case: case.as_of,
    "surplus_usd_bn": _surplus,
    "target_usd_bn_per_year": _of_target(lambda case: case.target.narrowing_usd_bn_per_year),
    "credited_usd_bn_per_year": _credited,
    "coverage_share": _of_target(lambda case: case.gap().coverage_share),
    "gap_usd_bn_per_year": _of_target(lambda case: case.gap().gap_usd_bn_per_year),
    "gap_upper_bound_usd_bn_per_year": _of_target(
        lambda case: case.gap().gap_upper_bound_usd_bn_per_year
    ),
    "pledges_counted": _counted,
    "pledges_unquantified": _unquantified,
    "out_of_reach_usd_bn": _out_of_reach,
    "tariff_alone_share": _tariff,
    "probability_share": _probability,
    "reached_share": _reached,
    "assumptions": _rests_on,
}


def _column(measure: published.Measure) -> Column:
    return Column(
        measure.name,
        measure.head,
        measure.unit,
        measure.decimals if measure.style in ("number", "percent") else None,
        _FORMATS[measure.style],
        missing=published.NOT_KNOWN if measure.name == "reached_share" else NOT_STATED,
    )


MEASURES: tuple[Measure, ...] = tuple(
    Measure(_column(measure), _OF[measure.name]) for measure in published.MEASURES
)
"""What cases are compared by, in the order and with the heads of published reports."""
