"""The parameters of a report: names, types, defaults; unknown and ill-typed ones are refused.

papermill only warns about a name that no notebook declares, and would publish the default report
under a wrong title; here everything is checked before anything runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tradegap.data.assumptions import load_assumptions
from tradegap.errors import ParameterError, UnknownNameError
from tradegap.model.demand import LARGEST_TARGET, SMALLEST_TARGET
from tradegap.model.periods import read_day
from tradegap.model.scenario import Scenario
from tradegap.model.setting import JUDGED_ON, WITHOUT_PLEDGE
from tradegap.reporting.numbers import with_minus_signs


@dataclass(frozen=True)
class Parameter:
    """One parameter: its meaning, its default as text, and how a text is read."""

    name: str
    meaning: str
    default: str
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Resolved:
    """The parameters of one build.

    `values` holds what the notebooks get, `changed` the ones that differ from their defaults, as
    canonical texts in a fixed order, `effective` every parameter with the value that counts, and
    `catalogue` what each means.
    """

    values: Mapping[str, Any]
    changed: Mapping[str, str]
    catalogue: tuple[Parameter, ...]
    effective: Mapping[str, Any]

    def describe(self) -> list[dict[str, str]]:
        """Return a row for each parameter: name, value used, default, meaning."""
        return [
            {
                "name": p.name,
                "value": self.changed.get(p.name, p.default),
                "default": p.default,
                "meaning": p.meaning,
            }
            for p in self.catalogue
        ]


def catalogue(scenario: Scenario) -> tuple[Parameter, ...]:
    """Return every parameter that a build of the scenario takes, its assumptions among them.

    A default is the scenario's own where it states one, else the package's.
    """
    own, currencies = scenario.parameters, ("USD", *scenario.currencies)
    fixed = [
        Parameter(
            "as_of",
            "only what was published by this date is read",
            scenario.as_of.isoformat(),
            _read_date,
        ),
        *(
            [
                Parameter(
                    "target_usd_bn",
                    "narrowing of the annual balance that is asked for, US$ bn a year",
                    _plain(scenario.target.narrowing_usd_bn_per_year),
                    _read_positive,
                )
            ]
            if scenario.has_target
            else []
        ),
        Parameter(
            "currency",
            f"currency of the amounts in the text: {', '.join(currencies)}",
            own.currency,
            _one_of(currencies),
        ),
        Parameter(
            "without_pledge",
            "exports without the pledge: those of the base year, or on their trend",
            own.without_pledge,
            _one_of(WITHOUT_PLEDGE),
        ),
        Parameter(
            "judged_on",
            "whose figures the target is judged on: the reporter's, the partner's, or the "
            "reporter's for goods and services together",
            own.judged_on,
            _one_of(JUDGED_ON),
        ),
    ]
    assumed = [
        Parameter(
            name,
            with_minus_signs(
                f"assumption: {a.title} ({a.low:g} to {a.high:g} {a.unit.replace('USD', 'US$')})"
            ),
            _plain(a.central),
            _read_number,
        )
        for name, a in scenario.assumptions.items()
    ]
    return (*fixed, *assumed)


def resolve(scenario: Scenario, given: Mapping[str, str]) -> Resolved:
    """Check the given texts and return the parameters of a build.

    Raises `UnknownNameError` for a name that the scenario doesn't have and `ParameterError` for a
    value that can't be one (both with the remedy).
    """
    known = {p.name: p for p in catalogue(scenario)}
    for name in given:
        if name not in known and name in load_assumptions():
            raise ParameterError(
                f"Parameter {name}: {scenario.id} doesn't use this assumption, so it would change "
                f"nothing; see `tradegap parameters {scenario.id}`."
            )
        if name not in known:
            raise UnknownNameError(
                "parameter", name, known, f"See `tradegap parameters {scenario.id}`."
            )
    values = {name: _read(known[name], text) for name, text in given.items()}
    changed = {
        name: _text(values[name])
        for name in known
        if name in values and _text(values[name]) != known[name].default
    }
    _check_as_of(scenario, changed.get("as_of"))
    for name, assumption in scenario.assumptions.items():
        if name in changed and (refused := assumption.refusal(float(values[name]))):
            raise ParameterError(f"Parameter {name}: {values[name]:g} {refused}.")
    notebooks: dict[str, Any] = {
        "scenario": scenario.id,
        "as_of": changed.get("as_of", scenario.as_of.isoformat()),
        "target_usd_bn": values.get("target_usd_bn") if "target_usd_bn" in changed else None,
        **{name: changed.get(name, usual) for name, usual in scenario.parameters},
        "overrides": {n: values[n] for n in scenario.assumptions if n in changed},
    }
    effective = {name: p.read(changed.get(name, p.default)) for name, p in known.items()}
    return Resolved(notebooks, changed, tuple(known.values()), effective)


def _read(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.read(text.strip())
    except ValueError as error:
        raise ParameterError(f"Parameter {parameter.name}: '{text}' {error}.") from None


def _check_as_of(scenario: Scenario, as_of: str | None) -> None:
    target = scenario.target_
    if as_of is not None and target is not None and date.fromisoformat(as_of) < target.published:
        raise ParameterError(
            f"Parameter as_of: on {as_of} the target wasn't known yet; take "
            f"{target.published} or later."
        )


def _read_date(text: str) -> str:
    return read_day(text).isoformat()


def _read_number(text: str) -> float:
    try:
        number = float("no number" if "_" in text else text)
    except ValueError:
        raise ValueError("is no number; write it like 150 or 0.35") from None
    if not math.isfinite(number):
        raise ValueError("is not finite; write a number like 150")
    return number


def _read_positive(text: str) -> float:
    number = _read_number(text)
    if number <= 0:
        raise ValueError("is not above zero; a narrowing is a positive number of USD bn a year")
    if not SMALLEST_TARGET <= number <= LARGEST_TARGET:
        raise ValueError(f"lies outside {SMALLEST_TARGET:g} to {LARGEST_TARGET:g} USD bn a year")
    return number


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"is none of {', '.join(allowed)}")
        return text

    return read


def _plain(number: float) -> str:
    return f"{number:.12g}"


def _text(value: Any) -> str:
    return _plain(value) if isinstance(value, float) else str(value)
