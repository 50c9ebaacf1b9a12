"""The formula of April 2025, for the case's base year and the partners published with it.

The arithmetic is that of `tradegap.model.solve`, the rounding that of the rates announced.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.data.case import Case
from tradegap.data.mix import PASS_THROUGH, PUBLISHED
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.response import positive
from tradegap.model.solve import USTR, applied_percent, charged_percent, ustr_formula

FORMULA = "ustr_formula_2025"
ELASTICITY_2025, PASSED_2025 = 4.0, 0.25


@dataclass(frozen=True)
class Formula:
    """The formula of April 2025 for one balance: rate (share), charged and applied (percent).

    `rate_at_border` is the same formula with the report's own pass-through, by default the one that
    was measured at the border; missing where nothing is passed on.
    """

    partner: str
    exports: Quantity
    imports: Quantity
    rate: Quantity
    rate_at_border: Quantity
    charged: Quantity
    applied: Quantity


def formula_of_base_year(case: Case) -> Formula:
    """Return the formula of April 2025 for the whole deficit of the case's base year.

    With the elasticity and pass-through of `formula_inputs`.
    """
    base = case.reporter_baseline
    partner = case.scenario.partner
    return _formula(case, partner, base.exports_usd_bn, base.imports_usd_bn)


def formulas_published(case: Case) -> list[Formula]:
    """Return the formula for each partner that was published with it; none before April 2025."""
    rows = case.figures.table(FORMULA)
    return [
        _formula(
            case,
            partner,
            case.figures.figure(FORMULA, "exports_usd_bn", partner=partner),
            case.figures.figure(FORMULA, "imports_usd_bn", partner=partner),
        )
        for partner in rows.loc[~rows["later_vintage"], "partner"]
    ]


def announced(case: Case, partner: str) -> tuple[Quantity, Quantity]:
    """Return the rates announced for a partner in April 2025: charged and applied (percent)."""
    charged, applied = (
        case.figures.figure(FORMULA, column, partner=partner)
        for column in ("charged_percent", "applied_percent")
    )
    return charged, applied


def formula_is_out(case: Case) -> bool:
    """Tell whether the formula of April 2025 was published by the as-of date."""
    rows = case.figures.table(PUBLISHED)
    return "ustr-elasticity" in set(rows.loc[~rows["later_vintage"], "id"])


def formula_inputs(case: Case) -> tuple[Quantity, Quantity]:
    """Return elasticity (positive) and pass-through of the formula of April 2025.

    The published rows where they are out; before, the same two numbers as what defines the formula.
    """
    if not formula_is_out(case):
        return _defined("elasticity", ELASTICITY_2025), _defined("pass-through", PASSED_2025)
    published, passed = (
        case.figures.figure(PUBLISHED, "value", id=name)
        for name in ("ustr-elasticity", "ustr-pass-through")
    )
    return positive(published), passed


def _formula(case: Case, partner: str, exports: Quantity, imports: Quantity) -> Formula:
    elasticity, pass_through = formula_inputs(case)
    rate = ustr_formula(exports, imports, elasticity, pass_through)
    at_border = ustr_formula(exports, imports, elasticity, case.assumption(PASS_THROUGH))
    charged, applied = charged_percent(rate), applied_percent(rate)
    return Formula(partner, exports, imports, rate, at_border, charged, applied)


def _defined(what: str, value: float) -> Quantity:
    """Return a number that the formula of April 2025 is made of."""
    return parameter(
        f"formula_2025_{what.split()[0].replace('-', '_')}",
        value,
        unit="share",
        label=f"{what}, formula of April 2025",
        chosen_in="definition",
        source=USTR,
    )
