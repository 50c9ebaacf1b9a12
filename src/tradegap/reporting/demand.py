"""What the chapter on the target shows of the demand: its path, what it takes, and the mixes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradegap.data.case import Case
from tradegap.model.names import name_of
from tradegap.model.target import Mix, demanded_mix, mix
from tradegap.reporting import figures
from tradegap.reporting.base_year import missing_flow
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.headline import share
from tradegap.reporting.judged import aside, source, what, whose
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice


def demand(case: Case, say: Voice) -> Sentence:
    """Say what was asked for, from when, with which status, and what it would leave."""
    target, scenario = case.target, case.scenario
    changed = (
        ""
        if case.target_usd_bn is None
        else f" (The scenario's own target is US${scenario.target.narrowing_usd_bn_per_year:g} bn; "
        "this report was built with another one.)"
    )
    return say(
        "The demand, {status} by the other side and reported on {published:date}, is to narrow "
        "{partner}'s {surplus} by {target:bn} a year below the {base:bn} of {year}{aside}. That "
        "would leave {left:bn}." + changed + " {note}Source: {source}.",
        status=_status(scenario.target.status),
        published=scenario.target.published,
        partner=name_of(scenario.partner),
        surplus=what(case),
        aside=aside(case),
        target=target.narrowing_usd_bn_per_year,
        base=case.baseline.surplus_usd_bn,
        year=scenario.baseline.year,
        left=target.residual_surplus_usd_bn,
        source=scenario.target.source,
        note=f"{scenario.target.note.strip()} " if scenario.target.note else "",
    )


def _status(status: str) -> str:
    return {"demanded": "not answered", "resisted": "resisted", "agreed": "agreed to"}[status]


def path_table(case: Case) -> LinkedTable:
    """Return the steps of the path: window, narrowing below the base, part from purchases."""
    rows = [
        {
            "window": step.window.label,
            "narrowing": step.narrowing_usd_bn,
            "added": step.added_usd_bn,
            "purchases": step.purchases_share,
        }
        for step in case.target.steps
    ]
    columns = [
        Column("window", "window"),
        Column("narrowing", "narrowing below the base", "US$ bn", decimals=1),
        Column("added", "added by the step", "US$ bn", decimals=1),
        Column("purchases", "of that by purchases, at least", format="percent"),
    ]
    asked = case.scenario.target
    if asked.path_set_by == "demand":
        return linked_table("path", "The path of the demand", rows, columns, asked.source)
    source = f"this case's own reading, with its own dates, of the {asked.source}"
    notes = [asked.note.strip()] if asked.note else []
    return linked_table("path", "The path of this case", rows, columns, source, notes)


def what_it_takes(case: Case, say: Voice) -> Sentence:
    """Say what the target takes through either flow alone, and by the demand's own split.

    Of flows that aren't in the figures that the target is judged on, no share can be taken.
    """
    if missing_flow(case):
        return _no_share(case, say)
    full, base = case.target.year_usd_bn, case.baseline
    exports, imports = mix(full, share(1.0), base), mix(full, share(0.0), base)
    through_imports = (
        "through imports alone, buy {less:pct} less"
        if _within_imports(imports)
        else "through imports alone it can't be done, for only {bought:bn} are imported"
    )
    told = [
        say(
            "Through exports alone, the United States would have to sell {partner} {more:pct} more "
            f"than in {{year}}; {through_imports}{aside(case)}.",
            partner=name_of(case.scenario.partner),
            year=case.scenario.baseline.year,
            more=exports.exports_rise_share,
            less=imports.imports_fall_share,
            bought=base.imports_usd_bn,
        )
    ]
    split = demanded_mix(case.target, base)
    if split is not None:
        told.append(
            say(
                "With purchases at the demand's minimum, {rise:bn} of it and {fall:bn} through "
                "fewer imports, exports would rise by {more:pct} and "
                + (
                    "imports fall by {less:pct}."
                    if _within_imports(split)
                    else "imports can't fall by so much."
                ),
                rise=split.exports_rise_usd_bn,
                fall=split.imports_fall_usd_bn,
                more=split.exports_rise_share,
                less=split.imports_fall_share,
            )
        )
    return Sentence.joined(told)


def through_one_flow(case: Case, say: Voice) -> Sentence:
    """Say in one sentence what the target takes through either flow alone."""
    if not case.scenario.has_target:
        return Sentence("")  # that none was asked for is said before
    if missing_flow(case):
        return _no_share(case, say)
    full, base = case.target.year_usd_bn, case.baseline
    imports = mix(full, share(0.0), base)
    through_imports = (
        "through imports alone, imports would have to fall by {less:pct}"
        if _within_imports(imports)
        else "through imports alone it can't be done, for only {bought:bn} are imported"
    )
    return say(
        "Through purchases alone, US exports would have to rise by {more:pct}; "
        f"{through_imports}{aside(case)}.",
        more=mix(full, share(1.0), base).exports_rise_share,
        less=imports.imports_fall_share,
        bought=base.imports_usd_bn,
    )


def _within_imports(wanted: Mix) -> bool:
    """Tell whether there are as many imports as are to fall away."""
    fall = wanted.imports_fall_share.value
    return fall is None or not np.any(np.asarray(fall) > 1)


def _no_share(case: Case, say: Voice) -> Sentence:
    """Say that the judged figures have no flows to take a share of, and what the US ones give."""
    reporter = case.judged("reporter")
    full, base = reporter.target.year_usd_bn, reporter.baseline
    imports = mix(full, share(0.0), base)
    through_imports = (
        ", or a fall of imports by {less:pct}."
        if _within_imports(imports)
        else "; fewer imports alone can't do it, for only {bought:bn} are imported."
    )
    return say(
        "What that takes of either flow isn't known on {whose}: for {year} they have the balance "
        "alone, as published by {day:date}. On US figures it would take a rise of exports by "
        "{more:pct}" + through_imports,
        whose=whose(case),
        year=case.scenario.baseline.year,
        day=case.as_of,
        more=mix(full, share(1.0), base).exports_rise_share,
        less=imports.imports_fall_share,
        bought=base.imports_usd_bn,
    )


def plot_mixes(case: Case, say: Voice) -> ReportFigure:
    """Draw what each mix of purchases and imports takes, on US figures where others lack flows."""
    if missing_flow(case):
        return plot_mixes(case.judged("reporter"), say)
    rows = []
    for step in range(21):
        wanted = mix(case.target.year_usd_bn, share(step / 20), case.baseline)
        fall = wanted.imports_fall_share if _within_imports(wanted) else None
        rows.append(
            {
                "purchases_share": step / 20,
                "exports_rise_share": wanted.exports_rise_share,
                "imports_fall_share": fall,
            }
        )
    imports = mix(case.target.year_usd_bn, share(0.0), case.baseline)
    within = _within_imports(imports)
    words = {
        "target": case.target.narrowing_usd_bn_per_year,
        "more": mix(case.target.year_usd_bn, share(1.0), case.baseline).exports_rise_share,
        "less": imports.imports_fall_share,
        "bought": case.baseline.imports_usd_bn,
    }
    title = (
        "From imports down {less:pct} to exports up {more:pct}"
        if within
        else "Out of reach of imports alone, or exports up {more:pct}"
    )
    beginning = (
        "the fall of imports from {less:pct} to 0."
        if within
        else "the fall of imports ends at 0; mixes that would take more imports than the "
        "{bought:usd} there are are left out."
    )
    return figures.mixes(
        pd.DataFrame(rows),
        title=say.plain(title, **words),
        subtitle=measured(
            f"Change from {case.scenario.baseline.year} that each mix takes, in percent, on "
            f"{whose(case)}",
            [case.baseline.imports_usd_bn, case.baseline.exports_usd_bn],
            case.as_of,
        ),
        source=f"{source(case)}; own calculation",
        alt=say.plain(
            "Two straight lines over the share of the narrowing through purchases, 0 to 100%. The "
            "rise of exports goes from 0 to {more:pct}, " + beginning,
            **words,
        ),
    )
