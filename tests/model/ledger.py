"""Pledges made for a test, and what the model makes of them, without scenario or tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tradegap.model.crediting import RULES, Credited, Rules, credit
from tradegap.model.gap import Gap, gap
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.target import PathStep, TargetPath
from tradegap.model.yearly import BASIS, Evidence, one_year

AS_OF = date(2018, 6, 10)
AS_STATED = RULES["as_stated"]


def pledge(name: str = "pledge", **changes: Any) -> Pledge:
    """Return an offer of 1 June 2018 to buy soybeans for 10 bn a year more, with changes."""
    fields: dict[str, Any] = {
        "id": name, "partner": "CHN", "announced": "2018-06-01", "published": "2018-06-01",
        "category": "soybeans", "codes": ("12",), "kind": "increment", "amount": 10.0,
        "unit": "USD bn/year", "events": [{"date": "2018-06-01", "status": "offered"}],
        "source": "made for a test",
    }  # fmt: skip
    return Pledge.model_validate({**fields, **changes})


def during(first: str, last: str) -> dict[str, str]:
    return {"window_start": first, "window_end": last}


def exports(value: float, name: str = "exports") -> Quantity:
    """Return exports of one year, USD bn."""
    return parameter(name, value, unit="USD bn", basis="exports_fas", label=name)


def yearly_usd_bn(name: str, value: float) -> Quantity:
    return parameter(name, value, unit="USD bn/year", basis=BASIS, label=name)


def amounts(pledges: Sequence[Pledge]) -> dict[str, Quantity]:
    return {
        p.id: parameter(f"pledge:{p.id}", p.amount, unit=p.unit or "USD bn/year",
                        basis="pledge_as_stated", label=p.id)
        for p in pledges
    }  # fmt: skip


def credited(
    *pledges: Pledge,
    rules: Rules = AS_STATED,
    as_of: date = AS_OF,
    evidence: Evidence | None = None,
) -> list[Credited]:
    return credit(pledges, amounts(pledges), rules, as_of, evidence or Evidence({}, {}))


def one(changed: Pledge, **settings: Any) -> Credited:
    (line,) = credited(changed, **settings)
    return line


def target(value: float = 200.0, steps: tuple[PathStep, ...] = ()) -> TargetPath:
    narrowing = yearly_usd_bn("target_usd_bn", value)
    year = narrowing * one_year()
    surplus = parameter("surplus", 375.2, unit="USD bn", basis=BASIS, label="surplus")
    return TargetPath(narrowing, year, surplus - year, steps)


def headline(*pledges: Pledge, asked: TargetPath | None = None, **settings: Any) -> Gap:
    rules = settings.get("rules", AS_STATED)
    return gap(asked or target(), credited(*pledges, **settings), rules)
