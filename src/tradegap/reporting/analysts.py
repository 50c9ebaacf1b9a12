"""What analysts thought possible: what the chapter on the pledges says of their estimates."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from tradegap.data.case import Case
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

NO_ESTIMATES = "This case names no analysts' estimates."


def analysts(case: Case, say: Voice) -> Sentence:
    """Say what analysts thought possible, and what share of the target that would be."""
    if case.scenario.estimates is None:
        return say(NO_ESTIMATES) if case.scenario.has_target else Sentence("")
    estimates = _estimates(case)
    bounds = [q for row in estimates for q in (row["low"], row["high"]) if q.value is not None]
    if not bounds:
        return say("No analyst's estimate was on the record by {day:date}.", day=case.as_of)
    ends = [row for row in estimates if row["low"].value is not None]
    if not case.scenario.has_target:
        return say("Analysts put the ceiling at {top:bn}.", top=_largest(bounds))
    target = case.target.year_usd_bn
    if not ends:
        return say("Analysts put the ceiling at {top:bn}.", top=_largest(bounds))
    low, high, top = ends[0]["low"], ends[0]["high"], _largest(bounds)
    told = say(
        "Analysts thought {low:bn0} to {high:bn0} of extra purchases possible ({who}, over "
        "{horizon}), which is {low_share:pct} to {high_share:pct} of the target",
        low=low,
        high=high,
        who=ends[0]["who"],
        horizon=ends[0]["horizon"],
        low_share=_of(low, target),
        high_share=_of(high, target),
    )
    if top.node_id == high.node_id:
        return Sentence.joined([told, say(".")], "")
    more = say(
        "; others put the ceiling at about {top:bn0} ({share:pct}).",
        top=top,
        share=_of(top, target),
    )
    return Sentence.joined([told, more], "")


def analysts_table(case: Case) -> LinkedTable | Sentence:
    """Return the analysts' estimates that were on the record, with their share of the target."""
    rows = []
    for row in _estimates(case):
        shares = {f"{end}_share": _of(row[end], case.target.year_usd_bn) for end in ("low", "high")}
        rows.append(row | shares)
    if not rows:
        return analysts(case, Voice())
    columns = [
        Column("who", "who"),
        Column("published", "published"),
        Column("low", "low", "US$ bn", decimals=0),
        Column("high", "high", "US$ bn", decimals=0),
        Column("high_share", "high, of the target", format="percent"),
        Column("horizon", "within"),
        Column("what", "what"),
    ]
    return linked_table(
        "analysts",
        "Extra US exports to China, as estimated in public",
        rows,
        columns,
        "press copies, cited in the table of the catalog",
    )


def _estimates(case: Case) -> list[dict[str, Any]]:
    name = case.scenario.estimates
    if name is None:
        return []
    return [
        {
            "who": row["who"],
            "published": format_date(str(row["as_published"])),
            "horizon": row["horizon"],
            "what": row["what"],
            **{
                end: case.figures.figure(
                    name, f"{end}_usd_bn", who=row["who"], as_published=row["as_published"]
                )
                for end in ("low", "high")
            },
        }
        for row in case.figures.table(name).to_dict("records")
    ]


def _of(amount: Quantity, target: Quantity) -> Quantity:
    """Return an amount of extra exports as a share of the target."""
    read = amount.read_as(target.basis or "", "extra exports, dollar for dollar")
    return (read / target).named(f"{amount.label}, as a share of the target")


def _largest(quantities: Sequence[Quantity]) -> Quantity:
    return max(quantities, key=lambda q: -inf if q.value is None else value_of(q))
