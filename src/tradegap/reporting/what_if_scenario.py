"""A case's scenario as plain data, whole in itself: what a page writes out as a scenario file."""

from __future__ import annotations

from typing import Any

from tradegap.data.assumptions import load_assumptions, with_assumptions
from tradegap.data.case import Case
from tradegap.model.setting import ParametersSection

ENDING = "-what-if"
"""What the id of a scenario that a page writes ends in, so that it never is another's."""


def scenario_written(case: Case) -> dict[str, Any]:
    """Return the scenario as its file would have it, with the date and overrides of the report.

    Reading it gives the same case, but for its id. The headline's setting is left out: whoever
    writes the file says it.
    """
    scenario = case.scenario
    how: dict[str, Any] = {"mode": "json", "by_alias": True, "exclude_unset": True}
    written = scenario.model_dump(**how, exclude={"headline", "parameters", "pledges"})
    if stated := _parameters(case):
        written["parameters"] = stated
    written["pledges"] = [pledge.model_dump(**how) for pledge in scenario.pledges]
    written["assumptions"] = _assumptions(case, written)
    if not written["assumptions"]:
        del written["assumptions"]
    written["id"] = scenario.id.removesuffix(ENDING) + ENDING
    written["as_of"] = case.as_of.isoformat()
    if scenario.hindsight_as_of is not None:
        written["hindsight_as_of"] = max(scenario.hindsight_as_of, case.as_of).isoformat()
    until = scenario.progress.until if scenario.progress else None
    if until is not None:
        written["progress"]["until"] = max(until, f"{case.as_of:%Y-%m}")
    return written


def _parameters(case: Case) -> dict[str, str]:
    """Return the parameters of the report that aren't the package's defaults."""
    used = {name: (getattr(case, name), usual) for name, usual in ParametersSection()}
    return {name: value for name, (value, usual) in used.items() if value != usual}


def _assumptions(case: Case, written: dict[str, Any]) -> dict[str, Any]:
    """Return what differs from the project's assumptions, and what was set for the report."""
    known = load_assumptions(case.figures.data_dir)
    bare = {name: value for name, value in written.items() if name != "assumptions"}
    taken = with_assumptions(bare, known)["assumptions"]
    differing: dict[str, Any] = {}
    for name, assumption in case.scenario.assumptions.items():
        fields = assumption.model_dump(mode="json", exclude_defaults=name not in known)
        usual = known[name].model_dump(mode="json") if name in known else {}
        changed = {
            field: v for field, v in fields.items() if field not in usual or v != usual[field]
        }
        if name in case.overrides:
            value = case.overrides[name]
            changed |= {
                "low": min(assumption.low, value),
                "central": value,
                "high": max(assumption.high, value),
                "distribution": "fixed",
            }
        if changed or name not in taken:
            differing[name] = changed or {"central": assumption.central}
    return differing
