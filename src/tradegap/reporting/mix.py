"""What the chapter on the mix shows: either flow alone, alternatives, mixes, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from tradegap.data import mix as mixes
from tradegap.data.case import Case
from tradegap.data.mix import FORMS, POINTS
from tradegap.model.assumptions import Point
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity, combine, value_of
from tradegap.model.target import mix
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.figures_mix import FrontierLine, mix_frontier
from tradegap.reporting.headline import share
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import format_number
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice, Words, pieced

LATER = "assumption; its source was published later"
UNREACHED = "no tariff reaches it"
UNANSWERED = f"{UNREACHED}, or the answer would leave the seller no price"
OWN = "own calculation with the assumptions of the report"
NO_TARGET = "This case asks for no narrowing of a balance, so there is no mix to solve for."


def mix_alone(case: Case, say: Voice) -> Sentence:
    """Say what the target takes through purchases alone and through a uniform tariff alone."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    tariff, base = mixes.tariff_alone(case), case.reporter_baseline
    exports = mix(case.target.year_usd_bn, share(1.0), base)
    told = (
        "A uniform tariff alone would have to be {tariff:pct1} on everything bought from "
        "{partner}, on top of the duties of {year}, with " + _taken(case) + "."
        if tariff.value is not None
        else "No tariff reaches it alone, for the imports that are left are too small: there are "
        "{imports:bn} of them, and purchases of more than {least:bn} would have to come first."
    )
    if case.judged_on != "reporter":
        told += (
            " Tariffs are levied on what the United States counts as imports of goods, so this "
            "chapter takes the US figures of the base year whatever the target is judged on."
        )
    return say(
        "Through purchases alone, a narrowing of {target:bn} takes {more:bn} more exports a year, "
        "a rise of {rise:pct} on {year}. " + told,
        target=case.target.year_usd_bn,
        more=exports.exports_rise_usd_bn,
        rise=exports.exports_rise_share,
        tariff=tariff,
        partner=name_of(case.scenario.partner),
        year=case.scenario.baseline.year,
        **set_or_central(case),
        imports=base.imports_usd_bn,
        least=(mixes.narrowing_by_imports(case) - base.imports_usd_bn).named("more than imports"),
    )


def _taken(case: Case) -> str:
    """Return which elasticity and pass-through are taken, and those that were set for the report.

    A template for `set_or_central`.
    """
    if not {mixes.ELASTICITY, mixes.PASS_THROUGH} & set(case.overrides):
        return "the central elasticity ({e:n1}) and pass-through ({f:pct1})"
    elasticity = (
        "elasticity ({e:n2}, set for this report)"
        if mixes.is_set(case, mixes.ELASTICITY)
        else "central elasticity ({e:n1})"
    )
    passed = (
        "pass-through ({f:pct1}, set for this report)"
        if mixes.is_set(case, mixes.PASS_THROUGH)
        else "central pass-through ({f:pct1})"
    )
    return f"the {elasticity} and the {passed}"


def set_or_central(case: Case) -> dict[str, Quantity]:
    """Return the elasticity and the pass-through that the chapter's central tariff takes."""
    return {"e": case.assumption(mixes.ELASTICITY), "f": case.assumption(mixes.PASS_THROUGH)}


def outside_published(case: Case, name: str) -> bool:
    """Tell whether an assumption was set for this report to a value beyond those on the record."""
    low, high = mixes.published_ends(case, name)
    return mixes.is_set(case, name) and not low <= case.overrides[name] <= high


def tariff_alternatives(case: Case, say: Voice) -> Sentence:
    """Say how far apart the alternatives lie, from lowest to highest."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    reached = [a.tariff for a in mixes.alternatives(case) if a.tariff.value is not None]
    if not reached:
        return say("No form, elasticity or pass-through gives a tariff that reaches the target.")
    low = reduce(lambda a, b: combine("minimum", a, b), reached).named("lowest alternative")
    high = reduce(lambda a, b: combine("maximum", a, b), reached).named("highest alternative")
    return say(
        "The same target takes a tariff of {low:pct1} or one of {high:pct1}, {times:n1} times as "
        "much. That depends on the form of the response, the elasticity and the pass-through, and "
        "no figure on the record settles them.",
        low=low,
        high=high,
        times=(high / low).named("highest alternative over the lowest"),
    )


def tariff_alternatives_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the tariff that does it alone by form and elasticity (rows) and pass-through."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    found = mixes.alternatives(case)
    rows: list[dict[str, Any]] = []
    for start in range(0, len(found), len(POINTS)):
        mine = found[start : start + len(POINTS)]
        cells: dict[str, Quantity] = {p: a.tariff for p, a in zip(POINTS, mine, strict=True)}
        rows.append(
            {
                "form": FORMS[mine[0].form],
                "elasticity": mine[0].elasticity,
                "source": _source(case, mine[0].elasticity),
                **cells,
            }
        )
    passed = {p: case.assumption(mixes.PASS_THROUGH, p).value for p in POINTS}
    columns = [
        Column("form", "form of the response"),
        Column("elasticity", "elasticity", decimals=1),
        *(
            Column(p, f"pass-through {f:g}", format="percent", decimals=1, missing=UNREACHED)
            for p, f in passed.items()
        ),
    ]
    notes = []
    if {row["source"] for row in rows} == {LATER}:
        notes = ["The elasticities are assumptions; their sources were published after this date"]
    else:
        columns.append(Column("source", "elasticity from"))
    notes += _pass_through_sources(case)
    title = "Uniform tariff that reaches the target alone"
    return linked_table("tariff-alternatives", title, rows, columns, f"{CENSUS}; {OWN}", notes)


def mix_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return mixes from a tariff alone to purchases alone, with retaliation where it is worked."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    points = mixes.mix_points(case)
    rows: list[dict[str, Any]] = [
        {
            "share": p.share,
            "purchases": p.purchases,
            **_by_name(p.tariffs),
            "more": p.with_retaliation,
        }
        for p in points
    ]
    columns = [
        Column("share", "bought", format="percent"),
        Column("purchases", "purchases", "US$ bn", decimals=1),
        *(
            Column(p, f"tariff, elasticity {e:g}", format="percent", decimals=1, missing=UNREACHED)
            for p, e in ((p, case.assumption(mixes.ELASTICITY, p).value) for p in POINTS)
        ),
    ]
    notes = []
    if any(p.with_retaliation is not None for p in points):
        head = "purchases if retaliated"
        unpaid = any(
            p.with_retaliation is None or p.with_retaliation.value is None
            for p in points
            if p.tariffs["central"].value is not None
        )
        missing = UNANSWERED if unpaid else UNREACHED
        columns.append(Column("more", head, "US$ bn", decimals=1, missing=missing))
        answer = case.scenario.mix.retaliation if case.scenario.mix else None
        rate = "at the same rate" if answer == 1 else f"at {answer:g} times the rate"
        notes = [
            f"If the partner answers the tariff of the central elasticity {rate}, the exports lost "
            "to its own tariff have to be bought as well"
        ]
    return linked_table(
        "mixes", "Purchases and the tariff that closes the rest", rows, columns, f"{CENSUS}; {OWN}",
        notes,
    )  # fmt: skip


def plot_mix_frontier(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the tariff that closes what purchases leave of the target, one line an elasticity."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    lines = [_line(case, point) for point in POINTS]
    half: dict[str, Quantity] = {p: mixes.tariff_with(case, 0.5, p) for p in POINTS}
    after = mixes.after_credited(case)
    reached = half["central"].value is not None
    title = (
        "With half of it bought, a tariff of {central:pct1} closes the rest"
        if reached
        else "Even with half of it bought, no tariff closes the rest"
    )
    words = {"target": case.target.year_usd_bn, **half}
    return mix_frontier(
        lines,
        None if after is None else after.credited,
        title=say.plain(title, **words),
        subtitle=_at_pass_through(case),
        source=f"{CENSUS}; {OWN}",
        alt=say.plain(
            "Falling lines over purchases up to {target:usd}, one for each elasticity. "
            + " ".join(_told(line) for line in lines)
            + " All end without a tariff where purchases reach the target.",
            **words,
        ),
    )


def _at_pass_through(case: Case) -> Words:
    """Return the subtitle of the frontier, with the pass-through that it is worked out at."""
    passed = case.assumption(mixes.PASS_THROUGH)
    opening = "Tariff on top of the base year's that closes what purchases leave, %, at a "
    flows = [case.baseline.imports_usd_bn, case.baseline.exports_usd_bn]
    after = measured("", flows, case.as_of)
    return pieced(f"{opening}pass-through of ", (f"{value_of(passed):g}", passed), f"; {after}")


def mix_after_credited(case: Case, say: Voice) -> Sentence:
    """Say what the pledges that are credited leave, and the tariff that would close it."""
    if not case.scenario.has_target:
        return say(NO_TARGET)
    after = mixes.after_credited(case)
    if after is None:
        closes = (
            "what stands above is the tariff that would have to close it."
            if mixes.tariff_alone(case).value is not None
            else "as told above, no tariff closes that alone."
        )
        return say(
            "Nothing is credited by {day:date}, so the pledges leave the whole target: " + closes,
            day=case.as_of,
        )
    if value_of(after.rest) <= 0:
        told = "{credited:bn} a year is credited, which reaches the target without a tariff."
    elif after.tariffs["central"].value is None:
        told = (
            "{credited:bn} a year is credited and leaves {rest:bn}. No tariff closes that: the "
            "imports that are left are too small."
        )
    else:
        told = (
            "{credited:bn} a year is credited and leaves {rest:bn}. The tariff that closes it is "
            "{central:pct1} with the central elasticity, {high:pct1} with the highest and "
            "{low:pct1} with the lowest."
        )
    return say(told, credited=after.credited, rest=after.rest, **_by_name(after.tariffs))


def _by_name(tariffs: Mapping[Point, Quantity]) -> dict[str, Quantity]:
    return {str(point): tariff for point, tariff in tariffs.items()}


def _source(case: Case, elasticity: Quantity) -> str:
    """Say from whom an elasticity is, as far as the as-of date allows."""
    changed = case.overrides.get(mixes.ELASTICITY)
    if changed is not None and changed == elasticity.value:
        return "chosen for this report"
    found = mixes.source_of(case, elasticity, "import_demand", "trade_elasticity")
    return found or LATER


def _pass_through_sources(case: Case) -> list[str]:
    """Say from whom each pass-through is, those whose source was out."""
    values = [case.assumption(mixes.PASS_THROUGH, p) for p in POINTS]
    found = {f"{value_of(v):g}": mixes.source_of(case, v, "pass_through") for v in values}
    return [f"Pass-through {value}: {who}" for value, who in found.items() if who]


def _line(case: Case, point: Point) -> FrontierLine:
    purchases, tariff = mixes.frontier(case, point)
    elasticity = case.assumption(mixes.ELASTICITY, point)
    values = (np.asarray(q.value, dtype=float) for q in (purchases, tariff))
    return FrontierLine(elasticity, mixes.tariff_alone(case, point), *values)


def _told(line: FrontierLine) -> str:
    """Say where a line begins, in words for who can't see it."""
    first = int(np.flatnonzero(~np.isnan(line.tariff_share))[0])
    if first:
        bought = format_number(float(line.purchases_usd_bn[first]), 0)
        return f"With {line.label} there is none before purchases of US${bought} bn."
    return f"With {line.label} it begins at {format_number(float(line.tariff_share[0]) * 100)}%."
