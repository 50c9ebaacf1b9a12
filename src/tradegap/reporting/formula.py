"""The formula of April 2025 in the report, and the results of the chapter on the mix."""

from __future__ import annotations

from typing import Any

from tradegap.data import formula
from tradegap.data import mix as mixes
from tradegap.data.case import Case
from tradegap.data.formula import Formula
from tradegap.data.mix import POINTS
from tradegap.model.names import name_of
from tradegap.model.target import mix
from tradegap.reporting.headline import Names, share
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

USTR = "U.S. Trade Representative, reciprocal tariff calculations, April 2025"


def formula_2025(case: Case, say: Voice) -> Sentence:
    """Say what the formula of April 2025 gives for the whole deficit of the base year."""
    if not case.scenario.has_baseline:
        return say("This case has no one balance that the formula could be applied to.")
    found = formula.formula_of_base_year(case)
    e, f = formula.formula_inputs(case)
    told = (
        "The formula of April 2025 is the linear form with the whole deficit as its target: "
        "({imports:n1} − {exports:n1}) ÷ ({e:n1} × {f:n2} × {imports:n1}) = {rate:pct1} for "
        "{year}. By the rounding of the rates that were announced that is {charged:n0} percent "
        "charged and {applied:n0} percent applied. " + _with_passed_on(case, found)
    )
    if not formula.formula_is_out(case):
        told += " It was published after the date of this report and is shown as a special case."
    return say(
        told,
        imports=found.imports,
        exports=found.exports,
        e=e,
        f=f,
        rate=found.rate,
        lower=found.rate_at_border,
        border=case.assumption(mixes.PASS_THROUGH),
        year=case.scenario.baseline.year,
        partner=name_of(case.scenario.partner),
        charged=found.charged,
        applied=found.applied,
    )


def _with_passed_on(case: Case, found: Formula) -> str:
    """Return the template of what the formula gives with the report's own pass-through."""
    if found.rate_at_border.value is None:
        return (
            "With {border:pct1} passed on, as set for this report, it has no answer: where nothing "
            "is passed on, its line lets no tariff narrow the imports."
        )
    if mixes.is_set(case, mixes.PASS_THROUGH):
        origin = "as set for this report"
    else:
        origin = "as measured at the border"
    return f"With {{border:pct1}} passed on, {origin}, the same formula gives {{lower:pct1}}."


def formula_2025_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the partners published with the formula: its rates here and as announced."""
    found = formula.formulas_published(case)
    if not found:
        return say(
            "The rates that were announced with the formula were published after {day:date}; "
            "none is in this report.",
            day=case.as_of,
        )
    rows = [_row(case, one) for one in found]
    columns = [
        Column("partner", "partner"),
        Column("exports_usd_bn", "exports", "US$ bn", decimals=1),
        Column("imports_usd_bn", "imports", "US$ bn", decimals=1),
        Column("rate_share", "formula", format="percent", decimals=1),
        Column("charged_percent", "charged", "%", decimals=0),
        Column("charged_announced_percent", "announced", "%", decimals=0),
        Column("applied_percent", "applied", "%", decimals=0),
        Column("applied_announced_percent", "announced", "%", decimals=0),
    ]
    title = "The formula of April 2025: worked here, and as announced"
    return linked_table("formula-2025", title, rows, columns, USTR)


def mix_results(case: Case) -> Names:
    """Return the results of the chapter under `mix.*`; without a target only the formula's."""
    named: Names = {}
    if case.scenario.has_target:
        named |= _of_target(case)
    if case.scenario.has_baseline:
        found = formula.formula_of_base_year(case)
        named |= {
            "mix.formula_2025.rate_share": found.rate,
            "mix.formula_2025.rate_at_border_share": found.rate_at_border,
            "mix.formula_2025.charged_percent": found.charged,
            "mix.formula_2025.applied_percent": found.applied,
        }
    named["mix.formula_2025.partners"] = [_row(case, f) for f in formula.formulas_published(case)]
    return named


def _of_target(case: Case) -> Names:
    exports = mix(case.target.year_usd_bn, share(1.0), case.reporter_baseline)
    after = mixes.after_credited(case)
    return {
        "mix.purchases_alone_usd_bn": exports.exports_rise_usd_bn,
        "mix.purchases_alone_share": exports.exports_rise_share,
        "mix.tariff_alone_share": mixes.tariff_alone(case),
        "mix.no_tariff_reaches": mixes.no_tariff_reaches(case),
        "mix.alternatives": [
            {
                "form": a.form,
                "elasticity": a.elasticity,
                "pass_through": a.pass_through,
                "tariff_share": a.tariff,
            }
            for a in mixes.alternatives(case)
        ],
        "mix.points": [
            {
                "purchases_share": p.share,
                "purchases_usd_bn": p.purchases,
                **{f"tariff_share_{name}_elasticity": p.tariffs[name] for name in POINTS},
                "purchases_with_retaliation_usd_bn": p.with_retaliation,
            }
            for p in mixes.mix_points(case)
        ],
        "mix.rest_after_credited_usd_bn": None if after is None else after.rest,
        "mix.tariff_after_credited_share": None if after is None else after.tariffs["central"],
    }


def _row(case: Case, found: Formula) -> dict[str, Any]:
    charged, applied = formula.announced(case, found.partner)
    return {
        "partner": found.partner,
        "exports_usd_bn": found.exports,
        "imports_usd_bn": found.imports,
        "rate_share": found.rate,
        "charged_percent": found.charged,
        "charged_announced_percent": charged,
        "applied_percent": found.applied,
        "applied_announced_percent": applied,
    }
