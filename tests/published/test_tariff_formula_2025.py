"""Published result 7: the tariff that would zero a bilateral balance (USTR, April 2025).

Change in tariff = (exports - imports) / (elasticity x pass-through x imports), elasticity -4 and
pass-through 0.25; published as charged (at least 10, rounded) and applied (half, rounded up, at
least 10). It is the project's linear solver with the whole deficit as its target.
"""

from __future__ import annotations

import pytest

from tests.case.raw import TODAY, case, cell, rows
from tradegap.data.formula import ELASTICITY_2025, PASSED_2025, formula_inputs, formulas_published
from tradegap.model.quantity import parameter
from tradegap.model.solve import linear_tariff_for, ustr_formula

ROWS = rows("ustr_formula_2025")


def test_elasticity_and_pass_through_are_the_published_ones() -> None:
    elasticity, pass_through = formula_inputs(case(TODAY))
    assert elasticity.value == 4.0 == -cell("published_elasticities", "value", id="ustr-elasticity")
    assert pass_through.value == 0.25
    assert pass_through.leaf is not None
    assert pass_through.leaf.key == "published_elasticities[id=ustr-pass-through].value"


def test_before_it_was_out_the_formula_is_defined_by_the_same_numbers() -> None:
    before, after = formula_inputs(case()), formula_inputs(case(TODAY))
    assert [q.value for q in before] == [q.value for q in after] == [ELASTICITY_2025, PASSED_2025]


@pytest.mark.parametrize("row", ROWS, ids=[row["partner"] for row in ROWS])
def test_the_announced_rates(row: dict[str, str]) -> None:
    # Malaysia: (52.5 - 27.7) / 52.5 = 47.2%: 47, and half of it, 23.6, rounded up: 24
    # Australia: (16.7 - 34.6) / 16.7 = -107.2%: the least rate, 10 and 10
    (found,) = (f for f in formulas_published(case(TODAY)) if f.partner == row["partner"])
    exports, imports = float(row["exports_usd_bn"]), float(row["imports_usd_bn"])
    assert found.rate.value == pytest.approx((imports - exports) / imports)
    assert found.charged.value == float(row["charged_percent"])
    assert found.applied.value == float(row["applied_percent"])
    assert found.charged.unit == found.applied.unit == "percent"


def test_it_is_the_linear_solution_for_the_whole_deficit() -> None:
    elasticity, pass_through = formula_inputs(case(TODAY))
    imports = parameter("imports", 52.5, unit="USD bn", label="imports")
    deficit = parameter("deficit", 52.5 - 27.7, unit="USD bn", label="deficit")
    exports = parameter("exports", 27.7, unit="USD bn", label="exports")
    solved = linear_tariff_for(imports, deficit, elasticity, pass_through)
    formula = ustr_formula(exports, imports, elasticity, pass_through)
    assert solved.value == pytest.approx(formula.value, rel=1e-12)


def test_with_the_pass_through_at_the_border_it_falls_to_about_a_quarter() -> None:
    # 0.25 / 0.945 = 0.2646
    for found in formulas_published(case(TODAY)):
        assert found.rate_at_border.value / found.rate.value == pytest.approx(0.2646, abs=1e-4)


def test_before_april_2025_no_rate_of_it_is_known() -> None:
    assert formulas_published(case("2025-04-29")) == []
    assert len(formulas_published(case("2025-04-30"))) == len(ROWS)
