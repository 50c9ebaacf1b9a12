"""The names under which a report publishes its results (`results.json`, schema 1).

Top-level names are those of the headline's case, `as_stated` by default; the same names stand under
`cases.<name>` for each crediting case, and what only hindsight knows under `hindsight.*`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradegap.data.case import Case
from tradegap.errors import ModelError
from tradegap.model import gap as gaps
from tradegap.model.gap import Counted, Gap, StepCoverage, counted
from tradegap.model.pledges import Pledge
from tradegap.model.progress import Narrowing, narrowing, of_target
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.target import demanded_mix, mix
from tradegap.reporting.setting_results import setting_results

Names = dict[str, Any]


def headline(case: Case) -> Names:
    """Return the results of a report that `as_of` allows, by name.

    A case without a target has its base year, if it is about one balance, and its pledges.
    """
    if not case.scenario.has_target:
        base = baseline_results(case) if case.scenario.has_baseline else {}
        found = counted(case.credit(), case.rules())
        return {**base, **pledges_results(found), **setting_results(case)}
    return {
        **baseline_results(case),
        **target_results(case),
        **gap_results(case.gap()),
        **cases_results(case),
        **setting_results(case),
    }


def baseline_results(case: Case) -> Names:
    """Return exports, imports and surplus of the base year, USD bn."""
    base = case.baseline
    return {
        "baseline.year": case.scenario.baseline.year,
        "baseline.exports_usd_bn": base.exports_usd_bn,
        "baseline.imports_usd_bn": base.imports_usd_bn,
        "baseline.surplus_usd_bn": base.surplus_usd_bn,
    }


def target_results(case: Case) -> Names:
    """Return the target, what it leaves, and what it takes through either flow or both."""
    target, base = case.target, case.baseline
    full = target.year_usd_bn
    through = {name: mix(full, share(value), base) for name, value in (("e", 1.0), ("i", 0.0))}
    named: Names = {
        "target.narrowing_usd_bn_per_year": target.narrowing_usd_bn_per_year,
        "target.residual_surplus_usd_bn": target.residual_surplus_usd_bn,
        "target.status": case.scenario.target.status,
        "required.exports_rise_share": through["e"].exports_rise_share,
        "required.imports_fall_share": through["i"].imports_fall_share,
    }
    split = demanded_mix(target, base)
    if split is not None:
        named |= {
            "required.demanded_mix.exports_rise_usd_bn": split.exports_rise_usd_bn,
            "required.demanded_mix.imports_fall_usd_bn": split.imports_fall_usd_bn,
            "required.demanded_mix.exports_rise_share": split.exports_rise_share,
            "required.demanded_mix.imports_fall_share": split.imports_fall_share,
        }
    return named


def share(value: float) -> Quantity:
    """Return a share of purchases in a mix, as a parameter."""
    return parameter(
        f"purchases_share_{value:g}",
        value,
        unit="share",
        chosen_in="definition",
        label="share of the narrowing through purchases",
    )


def gap_results(gap: Gap) -> Names:
    """Return what one crediting case counts: the gap, the coverage, the steps of the path."""
    return {
        **pledges_results(gap),
        "gap_usd_bn_per_year": gap.gap_usd_bn_per_year,
        "gap_upper_bound_usd_bn_per_year": gap.gap_upper_bound_usd_bn_per_year,
        "coverage_share": gap.coverage_share,
        "path": [_step(step) for step in gap.steps],
    }


def pledges_results(found: Gap | Counted) -> Names:
    """Return what pledges come to in a year, what is credited of it, and every line."""
    return {
        "pledges.quantified_usd_bn_per_year": found.quantified_usd_bn_per_year,
        "pledges.credited_usd_bn_per_year": found.credited_usd_bn_per_year,
        "pledges.lines": lines(found),
        "pledges.unquantified": unquantified(found),
    }


def cases_results(case: Case) -> Names:
    """Return the results of every crediting case under `cases.<name>`."""
    named: Names = {}
    for name in case.cases:
        found = case.gap(name)
        named[f"cases.{name}.title"] = found.rules.title
        named |= {f"cases.{name}.{key}": value for key, value in gap_results(found).items()}
    return named


def lines(gap: Gap | Counted) -> list[dict[str, Any]]:
    """List every line of the ledger with what the case makes of it."""
    return [
        {
            "id": line.pledge.id,
            "direction": line.pledge.direction,
            "status": line.status,
            "stated_usd_bn_per_year": line.stated,
            "credited_usd_bn_per_year": line.credited,
            "counts": line.counts,
            "reason": line.reason,
        }
        for line in gap.lines
    ]


def unquantified(gap: Gap | Counted) -> list[dict[str, Any]]:
    """List the pledges that have no yearly amount in dollars, and why."""
    return [
        {
            "id": line.pledge.id,
            "category": line.pledge.category,
            "published": line.pledge.published.isoformat(),
            "status": line.status,
            "reason": line.reason,
        }
        for line in gap.lines
        if line.pledge.direction == "pledge" and line.stated.value is None
    ]


def hindsight(case: Case) -> Names:
    """Return what followed, as of the scenario's hindsight date, under `hindsight.*` alone."""
    later = case.hindsight()
    looked_at = case.scenario.hindsight
    if looked_at is None or looked_at.from_year is None or looked_at.to_year is None:
        raise ModelError(f"Scenario {case.scenario.id} doesn't say what hindsight looks at.")
    base = later.year(case.scenario.baseline.year)
    change = narrowing(
        later.year_if_there(looked_at.from_year),
        later.year_if_there(looked_at.to_year),
        str(looked_at.to_year),
    )
    return {
        "hindsight.as_of": later.as_of.isoformat(),
        "hindsight.baseline_surplus_usd_bn": base.surplus_usd_bn,
        **{
            f"hindsight.surplus_usd_bn.{year}": later.year_if_there(year).surplus_usd_bn
            for year in looked_at.years
        },
        **_change(f"hindsight.{looked_at.from_year}_to_{looked_at.to_year}", change),
        "hindsight.path": path_in_hindsight(case, later),
        "hindsight.alternatives": alternatives_in_hindsight(case, later),
        **{f"hindsight.{name}": value for name, value in later_offers(case, later).items()},
    }


def path_in_hindsight(case: Case, later: Case) -> list[dict[str, Any]]:
    """Return each step of the path: required and reached narrowing (USD bn), and their ratio.

    What the figures that the target is judged on don't have (months) stays missing.
    """
    base = later.year(case.scenario.baseline.year)
    rows = []
    for step in case.target.steps:
        change = narrowing(base, later.window_if_there(step.window), step.window.label)
        rows.append(
            {
                "from": step.window.first,
                "to": step.window.last,
                "required_usd_bn": step.narrowing_usd_bn,
                "narrowing_usd_bn": change.narrowing_usd_bn,
                "exports_rise_usd_bn": change.exports_rise_usd_bn,
                "imports_fall_usd_bn": change.imports_fall_usd_bn,
                "reached_share": of_target(change, step.narrowing_usd_bn),
            }
        )
    return rows


def alternatives_in_hindsight(case: Case, later: Case) -> list[dict[str, Any]]:
    """Return the narrowing (USD bn) by each other reading of base and window."""
    return [
        {
            "title": other.title,
            "narrowing_usd_bn": narrowing(
                later.window_if_there(other.base.window()),
                later.window_if_there(other.window.window()),
                other.title,
            ).narrowing_usd_bn,
        }
        for other in case.scenario.target.alternatives
    ]


@dataclass(frozen=True)
class LaterOffer:
    """A pledge published after the as-of date, judged alone on the day of its publication."""

    pledge: Pledge
    gaps: dict[str, Gap]


def offers_in_hindsight(case: Case, later: Case) -> list[LaterOffer]:
    """Return the pledges published after the as-of date, each by the two cases that tell it."""
    known = {p.id for p in case.pledges}
    new = [p for p in later.pledges if p.direction == "pledge" and p.id not in known]
    names = ("as_stated", "delivered_like_phase_one")
    return [LaterOffer(p, {n: _alone(p, later, n) for n in names}) for p in new]


def _alone(pledge: Pledge, later: Case, name: str) -> Gap:
    alone = [c for c in later.credit(name, on=pledge.published) if c.pledge.id == pledge.id]
    return gaps.gap(later.target, alone, later.rules(name))


def later_offers(case: Case, later: Case) -> Names:
    """Return what each later pledge would have covered, under `offers.<id>.<case>.*`."""
    named: Names = {}
    for offer in offers_in_hindsight(case, later):
        for name, found in offer.gaps.items():
            prefix = f"offers.{offer.pledge.id.replace('-', '_')}.{name}"
            named[f"{prefix}.credited_usd_bn_per_year"] = found.credited_usd_bn_per_year
            named[f"{prefix}.coverage_share"] = found.coverage_share
            named[f"{prefix}.path"] = [_step(step) for step in found.steps]
    return named


def _step(step: StepCoverage) -> dict[str, Any]:
    return {
        "from": step.window.first,
        "to": step.window.last,
        "required_usd_bn": step.required_usd_bn,
        "credited_usd_bn": step.credited_usd_bn,
        "gap_usd_bn": step.gap_usd_bn,
        "coverage_share": step.coverage_share,
    }


def _change(prefix: str, change: Narrowing) -> Names:
    return {
        f"{prefix}.narrowing_usd_bn": change.narrowing_usd_bn,
        f"{prefix}.exports_rise_usd_bn": change.exports_rise_usd_bn,
        f"{prefix}.imports_fall_usd_bn": change.imports_fall_usd_bn,
    }
