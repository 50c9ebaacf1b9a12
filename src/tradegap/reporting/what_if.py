"""The what-if of a report: the graph of its headline with the leaves that a reader may move.

The HTML page evaluates it (`templates/tradegap/scripts/what-if-*.js`); plain Jupyter and the PDF
show what could be set, as a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.what_if import outputs, what_if
from tradegap.data.what_if_partners import partner_cases
from tradegap.errors import ModelError
from tradegap.model.what_if import WhatIf
from tradegap.reporting.answer import DEFAULT_CASE, after, words
from tradegap.reporting.answer_forms import TEMPLATES
from tradegap.reporting.as_built import AsBuilt, as_built
from tradegap.reporting.display import WHAT_IF_TYPE, Bundle, Prose, ReportTable
from tradegap.reporting.numbers import (
    SIGNS,
    format_as_set,
    format_date,
    format_share_as_set,
)
from tradegap.reporting.pledges import SHORT
from tradegap.reporting.sentences import telling_cases
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice
from tradegap.reporting.what_if_controls import Control, absent, controls, moving
from tradegap.reporting.what_if_graph import CompactGraph
from tradegap.reporting.what_if_partners import partner_payload
from tradegap.reporting.what_if_scenario import scenario_written

SCHEMA = 1


@dataclass(frozen=True, eq=False)
class WhatIfTable(ReportTable):
    """The settings of a headline as a table, with the graph that the page evaluates."""

    payload: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {**super()._repr_mimebundle_(include, exclude), WHAT_IF_TYPE: dict(self.payload)}


def what_if_section(case: Case, say: Voice, told: Sentence) -> WhatIfTable | Prose:
    """Return what a reader may set; `told` is the text whose other results stay as built."""
    if case.scenario.partners:
        return Prose("There is no one balance here, so there is no headline to set otherwise.")
    found = controls(case)
    return _table(case, found, payload(case, say, told, found))


def partners_what_if(case: Case, say: Voice) -> WhatIfTable | Prose:
    """Return what a reader may set of the ledger of several partners."""
    if not case.scenario.partners:
        return Prose("What is credited of this case can be set in its summary.")
    found = controls(case)
    if not found:
        return Prose("No line has a yearly amount in dollars, so there is nothing to set.")
    graph = CompactGraph(moving(found))
    cases = partner_payload(case, graph, [control.category for control in found])
    year = case.scenario.partners_ledger
    caption = "What each partner said, US$ bn a year"
    if year is not None:
        caption += f"; in brackets % of all US exports of goods to it in {year.base_year}"
    made = _shared(case, say, found, graph, cases, []) | {
        "partners": True,
        "caption": caption,
        "words": {"day": format_date(case.as_of)},
    }
    return _table(case, found, made)


def _table(case: Case, found: Sequence[Control], made: Mapping[str, Any]) -> WhatIfTable:
    frame = pd.DataFrame([_row(control) for control in found], dtype=object)
    columns = [
        Column("what", "what can be set"),
        Column("low", "from", align="right"),
        Column("value", "as built", align="right"),
        Column("high", "to", align="right"),
        Column("note", "how"),
    ]
    return WhatIfTable(
        "what_if",
        "What can be set in the HTML report, and how this report was built",
        frame,
        columns,
        "the scenario and its assumptions",
        [made["absent"].removesuffix(".")] if made.get("absent") else [],
        payload=made,
    )


def payload(case: Case, say: Voice, told: Sentence, found: Sequence[Control]) -> dict[str, Any]:
    """Return all that the page needs to tell the headline at any setting of the controls."""
    graph = CompactGraph(moving(found))
    moved = [control.category for control in found if control.category]
    wired = {name: what_if(case, name, moved) for name in told_cases(case)}
    cases = [_case(case, what, graph, say) for what in wired.values()]
    said = words(case, wired[case.headline_case], {})
    fixed = as_built(told, [control.key for control in found], say)
    aim = (
        "From the target to the gap"
        if case.scenario.has_target
        else "What is additional, by category"
    )
    return _shared(case, say, found, graph, cases, fixed) | {
        "caption": f"{aim}, US$ bn a year",
        "words": {
            "day": format_date(said["day"]),
            "over": said["over"],
            "partner": said["partner"],
        },
    }


def _shared(
    case: Case,
    say: Voice,
    found: Sequence[Control],
    graph: CompactGraph,
    cases: Sequence[Mapping[str, Any]],
    fixed: Sequence[AsBuilt],
) -> dict[str, Any]:
    """Return what a page needs of any case: the controls, the graph, and the scenario to write."""
    return {
        "schema": SCHEMA,
        "has_target": case.scenario.has_target,
        "absent": absent(case),
        "controls": [control.as_json() for control in found],
        "cases": cases,
        "case": case.headline_case,
        "nodes": graph.nodes,
        "templates": TEMPLATES,
        "money": _money(say),
        "as_built": [
            {"node": b.node, "label": b.label, "shown": b.shown, "why": b.why} for b in fixed
        ],
        "scenario": json.dumps(scenario_written(case), ensure_ascii=False),  # in its order
    }


def told_cases(case: Case) -> tuple[str, ...]:
    """Return the crediting cases that a reader may choose, the headline's first."""
    if case.scenario.partners:
        return partner_cases(case)
    return tuple(dict.fromkeys([case.headline_case, *telling_cases(case)]))


def _case(case: Case, what: WhatIf, graph: CompactGraph, say: Voice) -> dict[str, Any]:
    """Return one crediting case: the places of its results, and what is said of it."""
    name, said = what.found.rules.name, words(case, what, {})
    return {
        "name": name,
        "title": what.found.rules.title,
        "short": SHORT.get(name, name.replace("_", " ")).replace("\n", " "),
        "out": {key: graph.place(quantity) for key, quantity in outputs(what).items()},
        "groups": [
            {
                "sum": graph.place(group.sum_usd_bn_per_year),
                "parts": [[c, graph.place(q)] for c, q in group.by_category.items()],
            }
            for group in what.groups
        ],
        "other": name != DEFAULT_CASE,
        "words": {"why": said["why"], "case": said["case"]},
        "after": " ".join(sentence.plain for sentence in after(what, say)),
    }


def _money(say: Voice) -> dict[str, Any]:
    """Return how amounts are shown: in US dollars, or in another currency at its rate first."""
    if say.rate is None:
        return {"sign": SIGNS["USD"]}
    if not isinstance(say.rate.value, float):
        raise ModelError(f"The rate of {say.currency} is not known; build the report in USD.")
    sign = SIGNS.get(say.currency, f"{say.currency} ")
    return {"sign": SIGNS["USD"], "other": {"sign": sign, "rate": say.rate.value}}


def _row(control: Control) -> dict[str, str]:
    return {
        "what": ", ".join(part for part in (control.label, control.unit) if part),
        **{end: shown(control, getattr(control, end)) for end in ("low", "value", "high")},
        "note": control.note,
    }


def shown(control: Control, value: float) -> str:
    """Return a value of a control in the unit of its row: `200`, `80`, `12.5`, `4.0`."""
    if control.style == "share":
        return format_share_as_set(value).removesuffix("%")
    return format_as_set(value, 1 if control.style == "number" else 0)
