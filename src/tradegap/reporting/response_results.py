"""The results of the chapter on the response, as `results.json` carries them."""

from __future__ import annotations

from typing import Any

from tradegap.data import duties, tariffs
from tradegap.data.case import Case
from tradegap.data.tariffs import Worked
from tradegap.model.assumptions import Point


def response_results(case: Case) -> dict[str, Any]:
    """Return the results of the chapter under `response.*`; none without a balance."""
    if not case.scenario.has_baseline:
        return {}
    rate = tariffs.first_rate(case)
    return {
        "response.packages": [_worked(case, w) for w in tariffs.packages(case)],
        "response.not_yet": [
            {"id": w.name, "not_on_record": list(w.not_yet)} for w in tariffs.waiting_packages(case)
        ],
        "response.uniform": [_worked(case, w) for w in tariffs.uniform(case)],
        "response.alternatives": [
            {
                "form": a.form,
                "tariff_percent": rate,
                "elasticity": a.elasticity,
                "pass_through_share": a.pass_through,
                "narrowing_usd_bn": a.narrowing_usd_bn,
            }
            for a in tariffs.alternatives(case, rate)
        ],
        "response.diversion": [_diversion(case, rate, point) for point in duties.SUPPLY],
        "response.collected_duty": _collected(case),
    }


def response_in_hindsight(case: Case) -> dict[str, Any]:
    """Return what later tariffs would do, under `hindsight.response.*`; none without a balance."""
    if not case.scenario.has_baseline:
        return {}
    later = case.hindsight()
    return {
        "hindsight.response.packages": [_worked(later, w) for w in tariffs.later_packages(case)],
        "hindsight.response.collected_duty": _collected(later),
    }


def _collected(case: Case) -> list[dict[str, Any]]:
    years = duties.duty_years(case)
    return [{"year": y, "share": duties.collected_duty_share(case, y)} for y in years]


def _worked(case: Case, worked: Worked) -> dict[str, Any]:
    out, cost = worked.central, worked.cost
    found: dict[str, Any] = {
        "id": worked.name,
        "title": worked.title,
        "left_out": [{"id": a.id, "reason": a.why_not} for a in worked.left_out],
        "imports_fall_usd_bn": out.imports_fall_usd_bn,
        "exports_fall_usd_bn": out.exports_fall_usd_bn,
        "narrowing_usd_bn": out.narrowing_usd_bn,
        "narrowing_low_usd_bn": worked.by_point["low"].narrowing_usd_bn,
        "narrowing_high_usd_bn": worked.by_point["high"].narrowing_usd_bn,
        "reached_share": tariffs.reached_share(case, out),
    }
    if cost is not None:
        found |= {
            "duty_usd_bn": cost.revenue_usd_bn,
            "deadweight_loss_usd_bn": cost.deadweight_loss_usd_bn,
            "cost_usd_bn": cost.cost_usd_bn,
            "cost_per_household_usd": cost.per_household_usd,
        }
    return found


def _diversion(case: Case, rate: float, point: Point) -> dict[str, Any]:
    found = duties.diverted(case, rate, point)
    supply = case.assumption("gsim_supply_elasticity", point)
    about: dict[str, Any] = {"tariff_percent": rate, "supply_elasticity": supply}
    if found is None:
        return about
    return about | {
        "partner_fall_usd_bn": found.partner_fall,
        "rest_rise_usd_bn": found.rest_rise,
        "all_imports_fall_usd_bn": found.all_imports_fall,
        "diverted_share": found.diverted_share,
        "pass_through_share": found.pass_through,
    }
