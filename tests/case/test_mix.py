"""The mix of the default case: numbers worked by hand, and what is out of reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.case.raw import DEFAULT, OFFERED, TODAY, case
from tradegap.data.formula import formula_is_out, formula_of_base_year
from tradegap.data.mix import (
    after_credited,
    alternatives,
    frontier,
    mix_points,
    narrowing_by_imports,
    no_tariff_reaches,
    source_of,
    tariff_alone,
    tariff_with,
)
from tradegap.errors import ModelError
from tradegap.model.graph import evaluate
from tradegap.reporting.formula import mix_results


def percent(value: object, digits: int = 1) -> float:
    assert isinstance(value, float)
    return round(100 * value, digits)


def alternative(form: str, e: float, f: float) -> float:
    (found,) = (
        a.tariff.value
        for a in alternatives(case())
        if (a.form, a.elasticity.value, a.pass_through.value) == (form, e, f)
    )
    return percent(found)


def test_three_of_the_alternatives_for_200_of_505_6() -> None:
    # linear: (200 / 505.6) / (4 x 0.25) = 39.6%; / (4 x 0.945) = 10.5%
    assert alternative("linear", 4.0, 0.25) == 39.6
    assert alternative("linear", 4.0, 0.945) == 10.5
    # quantity alone: (0.604430^(-1/4) - 1) / 0.945 = 14.2%; with the seller's price, that is
    # (1 + 0.945 x 0.139627)^-4 x (1 - 0.055 x 0.139627) = 0.609109 x 0.992321 = 0.604430: 14.0%
    assert percent(((305.6 / 505.6) ** -0.25 - 1) / 0.945) == 14.2
    assert alternative("response", 4.0, 0.945) == 14.0
    t = 0.139627
    assert (1 + 0.945 * t) ** -4 * (1 - 0.055 * t) == pytest.approx(305.6 / 505.6, abs=1e-5)


def test_every_form_elasticity_and_pass_through_is_there() -> None:
    found = alternatives(case())
    assert [a.form for a in found] == ["response"] * 9 + ["linear"] * 3
    assert len({(a.form, a.elasticity.value, a.pass_through.value) for a in found}) == 12
    assert all(a.tariff.value is not None for a in found)


def test_either_alone() -> None:
    # 200 / 130.4 = 153%
    named = mix_results(case())
    assert percent(named["mix.purchases_alone_share"].value, 0) == 153
    assert percent(named["mix.tariff_alone_share"].value) == 14.0
    assert named["mix.no_tariff_reaches"] is None


def test_the_frontier_runs_from_the_tariff_alone_to_none() -> None:
    purchases, tariff = frontier(case(), "central")
    assert purchases.index == tariff.index
    assert (purchases.value[0], purchases.value[-1]) == (0.0, 200.0)
    assert tariff.value[0] == tariff_alone(case()).value
    assert tariff.value[-1] == 0.0
    assert np.all(np.diff(tariff.value) < 0)
    assert tariff.value[100] == pytest.approx(tariff_with(case(), 0.5, "central").value)


def test_a_more_elastic_demand_takes_less_tariff() -> None:
    for point in mix_points(case())[:-1]:
        low, central, high = (point.tariffs[p].value for p in ("low", "central", "high"))
        assert low > central > high > 0


def test_purchases_with_retaliation() -> None:
    # at 50%: tariff 5.9028%; 1 + 0.945 x 0.059028 = 1.055782, ^-3.9 = 0.80921; less 0.055 x
    # 0.059028: x 0.996753 = 0.80658; 130.4 x (1 - 0.80658) = 25.22; 100 + 25.22 = 125.22
    half = mix_points(case())[2]
    assert half.with_retaliation is not None
    assert half.with_retaliation.value == pytest.approx(125.22, abs=0.01)
    assert mix_points(case())[-1].with_retaliation.value == 200.0  # no tariff, no answer


def test_what_the_offer_of_june_leaves() -> None:
    # 200 - 70 = 130 of 505.5 (vintage of June 2018); nothing counts on 2 June
    assert after_credited(case(DEFAULT)) is None
    after = after_credited(case(OFFERED))
    assert after is not None
    assert (after.credited.value, after.rest.value) == (70.0, 130.0)
    assert percent(after.tariffs["central"].value) == 8.0
    named = mix_results(case(OFFERED))
    assert named["mix.rest_after_credited_usd_bn"].value == 130.0
    assert mix_results(case())["mix.rest_after_credited_usd_bn"] is None


def test_pledges_beyond_the_target_leave_nothing_to_a_tariff() -> None:
    after = after_credited(case(OFFERED, 50))
    assert after is not None
    assert after.rest.value == 0.0
    assert after.tariffs["central"].value == 0.0


def test_a_target_beyond_the_imports_is_reached_by_no_tariff() -> None:
    beyond = case(DEFAULT, 600)
    assert tariff_alone(beyond).value is None
    assert all(a.tariff.value is None for a in alternatives(beyond))
    assert "imports that are left are too small" in str(no_tariff_reaches(beyond))
    assert str(mix_results(beyond)["mix.no_tariff_reaches"]).startswith("No tariff narrows")
    purchases, tariff = frontier(beyond, "central")
    # 600 - 505.6 = 94.4 has to be bought before any tariff can do the rest
    assert np.array_equal(np.isnan(tariff.value), purchases.value <= 94.4)


def test_an_override_moves_the_central_line() -> None:
    other = replace(case(), overrides={"import_demand_elasticity": 2.0})
    assert tariff_alone(other).value > tariff_alone(case()).value
    assert tariff_alone(other, "low").value == tariff_alone(case(), "low").value
    assert formula_of_base_year(other).rate.value == formula_of_base_year(case()).rate.value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("import_demand_elasticity", -4.0, "is -4 and must be positive"),
        ("pass_through_share", 1.5, "is 1.5 and is a share of the tariff"),
    ],
)
def test_an_override_without_meaning_is_refused(name: str, value: float, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        tariff_alone(replace(case(), overrides={name: value}))


def test_the_tariff_is_evaluated_over_draws_of_the_assumptions() -> None:
    draws = {"assumption:import_demand_elasticity": np.array([1.3, 4.0, 6.5])}
    values = evaluate(tariff_alone(case()), draws)
    assert [percent(float(v)) for v in values] == [46.9, 14.0, 8.4]


def test_the_narrowing_is_read_on_the_basis_of_the_imports() -> None:
    asked = narrowing_by_imports(case())
    assert (asked.value, asked.unit) == (200.0, "USD bn")
    assert asked.basis == case().reporter_baseline.imports_usd_bn.basis


def test_the_source_of_an_elasticity_is_named_once_it_was_out() -> None:
    e = case().assumption("import_demand_elasticity", "low")
    assert source_of(case(), e, "import_demand") is None
    assert source_of(case(TODAY), e, "import_demand") == "Amiti, Redding and Weinstein 2019"


def test_the_formula_of_april_2025_for_the_base_year() -> None:
    # (505.6 - 130.4) / 505.6 = 74.2%: 74, and half of it, 37.1, rounded up: 38
    found = formula_of_base_year(case())
    assert not formula_is_out(case())
    assert percent(found.rate.value) == 74.2
    assert (found.charged.value, found.applied.value) == (74.0, 38.0)
    assert percent(found.rate_at_border.value) == 19.6  # 0.7421 / (4 x 0.945)
    assert mix_results(case())["mix.formula_2025.partners"] == []
    assert len(mix_results(case(TODAY))["mix.formula_2025.partners"]) == 2
