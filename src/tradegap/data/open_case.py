"""Open a case: a scenario by name or path, with what it is opened with, checked at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from numbers import Real
from pathlib import Path

from tradegap.data.case import Case
from tradegap.data.load import Figures
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ParameterError, UnknownNameError
from tradegap.model.assumptions import Assumption
from tradegap.model.demand import LARGEST_TARGET, SMALLEST_TARGET
from tradegap.model.periods import read_day
from tradegap.model.scenario import Scenario
from tradegap.model.setting import JUDGED_ON, WITHOUT_PLEDGE


def open_case(
    scenario: str | Path,
    as_of: str | date | None = None,
    target_usd_bn: float | None = None,
    currency: str | None = None,
    without_pledge: str | None = None,
    overrides: Mapping[str, float] | None = None,
    judged_on: str | None = None,
) -> Case:
    """Open a scenario by name or path, as of its own date or another one.

    `judged_on` says whose figures the target is judged on: the reporter's, the partner's, or the
    reporter's for goods and services together. What is left out is as the scenario has it.

    Raises `ScenarioError`, `UnknownNameError`, `ParameterError` or `InputError`, each with its
    remedy.
    """
    _check_types(scenario, as_of, overrides)
    loaded = load_scenario(scenario)
    day = _day(as_of) if isinstance(as_of, str) else as_of or loaded.as_of
    own = loaded.parameters
    currency = own.currency if currency is None else currency
    without_pledge = own.without_pledge if without_pledge is None else without_pledge
    judged_on = own.judged_on if judged_on is None else judged_on
    _check(loaded, day, without_pledge, overrides or {})
    check_target(loaded, target_usd_bn)
    if judged_on not in JUDGED_ON:
        raise ParameterError(
            f"judged_on: '{judged_on}' is none of {', '.join(JUDGED_ON)}; take one of them."
        )
    case = Case(
        loaded, Figures(day), target_usd_bn, currency, without_pledge, dict(overrides or {}),
        judged_on,
    )  # fmt: skip
    case.rate(currency)
    if judged_on != "reporter":
        _check_judged(case)
    return case


def _check_types(scenario: object, as_of: object, overrides: object) -> None:
    """Refuse what no name, no date or no mapping can be read from."""
    if not isinstance(scenario, str | Path):
        raise ParameterError(f"scenario is {scenario!r}; write its name or the path of its file.")
    if as_of is not None and not isinstance(as_of, str | date):
        raise ParameterError(f"as_of is {as_of!r}; write it as '2018-06-02' or as a date.")
    if overrides is not None and not isinstance(overrides, Mapping):
        raise ParameterError(
            f"overrides is {overrides!r}; write a mapping such as {{'pass_through_share': 1.0}}."
        )


def _check_judged(case: Case) -> None:
    """Refuse figures on which the base year isn't out, before anything is worked out on them."""
    if not case.scenario.has_baseline:
        raise ParameterError(
            f"judged_on: {case.scenario.id} has no one balance to judge on other figures; "
            "leave judged_on out."
        )
    assert case.baseline.surplus_usd_bn.value is not None


def check_target(loaded: Scenario, asked: float | None) -> None:
    """Refuse a target that a scenario has none for, or that is no narrowing (USD bn a year)."""
    if asked is None:
        return
    if not loaded.has_target:
        raise ParameterError(
            f"target_usd_bn: scenario {loaded.id} asks for no narrowing; leave the target out."
        )
    if not is_finite(asked) or not SMALLEST_TARGET <= asked <= LARGEST_TARGET:
        raise ParameterError(
            f"target_usd_bn is {asked!r}; a narrowing is a positive number of USD bn a year, from "
            f"{SMALLEST_TARGET:g} to {LARGEST_TARGET:g}."
        )


def is_finite(value: object) -> bool:
    """Tell whether a value is a finite number; yes and no are none."""
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise ParameterError(f"as_of: '{text}' {error}.") from None


def _check(loaded: Scenario, day: date, without: str, overrides: Mapping[str, float]) -> None:
    if loaded.target_ is not None and day < loaded.target_.published:
        raise ParameterError(
            f"as_of: on {day} the target wasn't known yet; take {loaded.target.published} or later."
        )
    if without not in WITHOUT_PLEDGE:
        raise ParameterError(
            f"without_pledge: '{without}' is none of {', '.join(WITHOUT_PLEDGE)}; take one of them."
        )
    check_overrides("overrides", overrides, loaded.assumptions)


def check_overrides(
    field: str, values: Mapping[str, float], known: Mapping[str, Assumption]
) -> None:
    """Refuse values for assumptions that a scenario lacks, or that an assumption can't take.

    Raises `UnknownNameError` or `ParameterError`, which name `field`.
    """
    for name, value in values.items():
        if name not in known:
            raise UnknownNameError("assumption", name, known)
        if not is_finite(value):
            raise ParameterError(f"{field}: {name} is {value!r}; write a finite number.")
        if refused := known[name].refusal(value):
            raise ParameterError(f"{field}: {name}: {value:g} {refused}.")
