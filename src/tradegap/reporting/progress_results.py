"""The results that the chapter on progress publishes, under `progress.*`."""

from __future__ import annotations

from typing import Any

from tradegap.data import progress as data
from tradegap.data.case import Case
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.data.progress import StepProgress
from tradegap.model.on_path import OnPath
from tradegap.model.quantity import Quantity


def progress_results(case: Case) -> dict[str, Any]:
    """Return the chapter's results under `progress.*`; empty lists where there is nothing."""
    if not case.scenario.has_baseline:
        return {"progress.path": [], "progress.forecast": [], "progress.pledges": []}
    return {
        "progress.through": max(data.months_there(case), default=None),
        "progress.path": [_step_results(step) for step in data.path_progress(case)],
        "progress.forecast": [
            {
                "from": f.window.first,
                "to": f.window.last,
                "required_usd_bn": f.required,
                "surplus_usd_bn": dict(f.surplus),
                "narrowing_usd_bn": dict(f.narrowing),
                "reason": f.forecast.reason,
            }
            for f in data.path_forecasts(case)
        ],
        "progress.years": [
            {
                "year": row.year,
                "narrowing_usd_bn": row.ours.narrowing_usd_bn,
                "exports_rise_usd_bn": row.ours.exports_rise_usd_bn,
                "imports_fall_usd_bn": row.ours.imports_fall_usd_bn,
                "narrowing_on_chinese_figures_usd_bn": row.theirs,
            }
            for row in data.years_beside(case)
        ],
        "progress.pledges": [_pledge_results(row) for row in pledge_paces(case)],
    }


def _step_results(step: StepProgress) -> dict[str, Any]:
    return {
        "from": step.step.window.first,
        "to": step.step.window.last,
        "state": step.state,
        "through": None if step.even is None else step.even.pace.covered.last,
        "required_usd_bn": step.step.narrowing_usd_bn,
        "even": _on_path_results(step.even),
        "seasonal": _on_path_results(step.seasonal),
    }


def _on_path_results(found: OnPath | None) -> dict[str, Quantity] | None:
    if found is None:
        return None
    return {
        "due_usd_bn": found.due,
        "narrowing_usd_bn": found.change.narrowing_usd_bn,
        "exports_rise_usd_bn": found.change.exports_rise_usd_bn,
        "imports_fall_usd_bn": found.change.imports_fall_usd_bn,
        "reached_share": found.reached_share,
        "surplus_left_usd_bn": found.needed.left,
        "surplus_left_usd_bn_per_month": found.needed.per_month,
        "surplus_left_over_base_share": found.needed.times_base,
    }


def _pledge_results(row: PledgePace) -> dict[str, Any]:
    named: dict[str, Any] = {
        "id": row.pledge.id,
        "reading": row.reading,
        "reason": row.reason,
        "from": row.window.first if row.window else None,
        "to": row.window.last if row.window else None,
    }
    if row.even is None or row.seasonal is None or row.needed is None:
        return named
    return named | {
        "through": row.even.covered.last,
        "amount": row.even.whole,
        "done": row.even.actual,
        "due_even": row.even.due,
        "reached_even_share": row.even.reached_share,
        "due_seasonal": row.seasonal.due,
        "reached_seasonal_share": row.seasonal.reached_share,
        "left": row.needed.left,
        "left_per_month": row.needed.per_month,
        "left_over_base_share": row.needed.times_base,
    }
