"""From a target back to the tariff: against the response, against closed forms, out of reach."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError
from tradegap.model.graph import evaluate
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.response import exports_after, imports_after, linear_imports_after
from tradegap.model.solve import (
    applied_percent,
    charged_percent,
    left_to_tariff,
    linear_tariff_for,
    purchases_with_retaliation,
    tariff_for,
    tariff_of_fall,
    tariffs_of_falls,
    ustr_formula,
    why_not,
)

IMPORTS = "imports_customs_general"
elasticities, passed = st.floats(0.2, 12), st.floats(0, 1)


def share(name: str, value: float) -> Quantity:
    return parameter(name, value, unit="share", label=name)


def usd(name: str, value: float | None, basis: str | None = IMPORTS) -> Quantity:
    return parameter(name, value, unit="USD bn", basis=basis, label=name)


def tariff(narrowing: float, e: float, f: float, m0: float = 505.6) -> Quantity:
    return tariff_for(usd("imports", m0), usd("narrowing", narrowing), share("e", e), share("f", f))


def linear(narrowing: float, e: float, f: float, m0: float = 505.6) -> Quantity:
    amounts = usd("imports", m0), usd("narrowing", narrowing)
    return linear_tariff_for(*amounts, share("e", e), share("f", f))


@given(st.floats(0.001, 0.97), elasticities, passed)
def test_the_response_to_the_tariff_is_the_narrowing(asked: float, e: float, f: float) -> None:
    solved = tariff(505.6 * asked, e, f)
    left = imports_after(usd("imports", 505.6), solved, share("e", e), share("f", f))
    assert 505.6 - left.value == pytest.approx(505.6 * asked, rel=1e-6)


@given(st.floats(0.001, 1.0), elasticities, st.floats(0.01, 1))
def test_the_linear_response_to_the_linear_tariff(asked: float, e: float, f: float) -> None:
    solved = linear(500.0 * asked, e, f, m0=500.0)
    t = share("t", solved.value * (1 - 1e-12))  # a whole fall by a digit too much is refused
    left = linear_imports_after(usd("imports", 500.0), t, share("e", e), share("f", f))
    assert 500.0 - left.value == pytest.approx(500.0 * asked, rel=1e-6)


@given(st.floats(0.001, 0.9), st.floats(0.001, 0.09), elasticities, passed)
def test_more_narrowing_takes_more_tariff(asked: float, more: float, e: float, f: float) -> None:
    assert tariff(505.6 * (asked + more), e, f).value > tariff(505.6 * asked, e, f).value


def test_fully_passed_on_it_has_a_closed_form() -> None:
    # 305.6 / 505.6 = 0.604430; 0.604430^(-1/4) = 1.134132
    assert tariff(200.0, 4.0, 1.0).value == pytest.approx(0.134132, abs=1e-6)


def test_nothing_passed_on_the_price_does_it() -> None:
    assert tariff(200.0, 4.0, 0.0).value == pytest.approx(200.0 / 505.6)


def test_close_to_one_the_root_meets_the_closed_form() -> None:
    assert tariff(200.0, 4.0, 1 - 1e-9).value == pytest.approx(tariff(200.0, 4.0, 1.0).value)


def test_no_narrowing_takes_no_tariff() -> None:
    assert tariff(0.0, 4.0, 0.945).value == 0.0
    assert tariff(0.0, 4.0, 1.0).value == 0.0


@given(st.lists(st.tuples(st.floats(0, 1.2), elasticities, passed), min_size=1, max_size=8))
def test_draws_give_what_scalars_give(draws: list[tuple[float, float, float]]) -> None:
    columns = [np.array(column) for column in zip(*draws, strict=True)]
    together = np.asarray(tariff_of_fall(*columns), dtype=float)
    for found, one in zip(together, draws, strict=True):
        alone = tariff_of_fall(*one)
        assert np.isnan(found) if alone is None else found == pytest.approx(alone, rel=1e-9)


def test_the_node_is_evaluated_with_draws() -> None:
    draws = np.array([1.3, 4.0, 6.5])
    values = evaluate(tariff(200.0, 4.0, 0.945), {"parameter:e": draws})
    assert list(values) == pytest.approx([tariff(200.0, e, 0.945).value for e in draws])


def test_a_series_has_a_row_for_each_draw() -> None:
    falls, draws = np.array([0.0, 0.2, 0.4]), np.array([1.3, 4.0, 6.5])  # as many of each
    found = np.asarray(tariffs_of_falls(falls, draws, 0.945), dtype=float)
    assert found.shape == (3, 3)
    for row, e in zip(found, draws, strict=True):
        assert list(row) == pytest.approx([tariff_of_fall(f, float(e), 0.945) for f in falls])


def test_a_series_of_narrowings_keeps_its_rows() -> None:
    amounts = Quantity(np.array([0.0, 200.0, 600.0]), "USD bn", IMPORTS, "asked",
                       index=("a", "b", "c"))  # fmt: skip
    found = tariff_for(usd("imports", 505.6), amounts, share("e", 4.0), share("f", 1.0))
    assert found.index == ("a", "b", "c")
    assert found.value[0] == 0.0
    assert found.value[1] == tariff(200.0, 4.0, 1.0).value
    assert np.isnan(found.value[2])


@pytest.mark.parametrize("narrowing", [505.6, 600.0])
@pytest.mark.parametrize("f", [0.25, 0.945, 1.0])
def test_where_no_tariff_reaches_it_is_missing_and_says_why(narrowing: float, f: float) -> None:
    assert tariff(narrowing, 4.0, f).value is None
    said = why_not(usd("imports", 505.6), usd("narrowing", narrowing))
    assert said is not None
    assert "the imports that are left are too small" in said
    assert "no more than 505.6" in said


def test_where_a_tariff_reaches_there_is_nothing_to_say() -> None:
    assert why_not(usd("imports", 505.6), usd("narrowing", 200.0)) is None
    assert "missing" in str(why_not(usd("imports", None), usd("narrowing", 200.0)))


def test_the_line_reaches_all_imports_and_no_more() -> None:
    # 505.6 / (4 x 0.25 x 505.6) = 1
    assert linear(505.6, 4.0, 0.25).value == pytest.approx(1.0)
    assert linear(505.7, 4.0, 0.25).value is None
    assert linear(200.0, 4.0, 0.0).value is None


@given(st.floats(0, 400), st.floats(401, 900), elasticities, st.floats(0.01, 1))
def test_the_formula_is_the_linear_solution_for_the_whole_deficit(
    x0: float, m0: float, e: float, f: float
) -> None:
    ours = ustr_formula(usd("exports", x0, "exports_fas"), usd("imports", m0), share("e", e),
                        share("f", f))  # fmt: skip
    assert ours.value == pytest.approx(linear(m0 - x0, e, f, m0=m0).value)


@pytest.mark.parametrize(
    ("rate", "charged", "applied"),
    [
        (0.4724, 47, 24),  # half of 47.24 is 23.62, up to 24
        (-1.07, 10, 10),  # a surplus: the least rate
        (0.12, 12, 10),  # half of 12 is below the least rate
        (0.20, 20, 10),
        (0.40, 40, 20),  # half of a whole percent is not rounded up
        (0.475, 48, 24),  # halves round up
        (0.904, 90, 46),  # half of 90.4 is 45.2, up to 46; half of 90 would be 45
        (0.29, 29, 15),  # 0.29 x 100 is 28.999999999999996
    ],
)
def test_the_rounding_of_the_announced_rates(rate: float, charged: int, applied: int) -> None:
    r, least = share("rate", rate), share("least", 0.1)
    assert (charged_percent(r, least).value, charged_percent(r, least).unit) == (charged, "percent")
    assert (applied_percent(r, least).value, applied_percent(r, least).unit) == (applied, "percent")


def test_purchases_leave_the_rest_and_never_less_than_nothing() -> None:
    assert left_to_tariff(usd("target", 200), usd("bought", 70)).value == 130.0
    assert left_to_tariff(usd("target", 200), usd("bought", 250)).value == 0.0


def test_retaliation_adds_the_exports_that_it_costs() -> None:
    sold = usd("exports", 130.4, "exports_fas")
    asked = usd("purchases", 100.0, "exports_fas")
    answer = (share("t*", 0.1), share("e*", 3.9), share("f", 1.0))
    needed = purchases_with_retaliation(asked, sold, *answer)
    # 130.4 x 1.1^-3.9 = 89.918; 130.4 - 89.918 = 40.482
    assert needed.value == pytest.approx(140.482, abs=1e-3)
    assert needed.value == pytest.approx(230.4 - exports_after(sold, *answer).value)


def test_an_answer_that_leaves_the_seller_no_price_has_no_purchases_beside_it() -> None:
    # three quarters of 140% are more than the whole price: exports can't be told, and aren't zero
    sold, asked = usd("exports", 130.4, "exports_fas"), usd("purchases", 100.0, "exports_fas")
    for rate, f in ((1.4, 0.25), (4 / 3, 0.25), (1.0, 0.0)):
        answer = (share("t*", rate), share("e*", 3.9), share("f", f))
        assert purchases_with_retaliation(asked, sold, *answer).value is None
    told = purchases_with_retaliation(
        asked, sold, share("t*", 1.4), share("e*", 3.9), share("f", 1)
    )
    assert told.value == pytest.approx(230.4 - 130.4 * 2.4**-3.9)


@pytest.mark.parametrize(
    ("narrowing", "e", "f", "m0", "said"),
    [
        (200.0, -4.0, 0.9, 505.6, "must be positive"),
        (200.0, 4.0, 1.1, 505.6, "between 0 and 1"),
        (-1.0, 4.0, 0.9, 505.6, "below zero"),
        (200.0, 4.0, 0.9, 0.0, "is not positive"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    narrowing: float, e: float, f: float, m0: float, said: str
) -> None:
    for solve in (tariff, linear):
        with pytest.raises(ModelError, match=said) as refused:
            solve(narrowing, e, f, m0)
        assert "\n" not in str(refused.value)


def test_another_basis_is_refused_until_it_is_read_on_this_one() -> None:
    asked = usd("narrowing", 200.0, "census_balance")
    with pytest.raises(BasisError):
        tariff_for(usd("imports", 505.6), asked, share("e", 4.0), share("f", 1.0))


@pytest.mark.parametrize(
    ("exports", "imports", "said"),
    [
        (1.0, 0.0, "'imports' is not positive"),
        (1.0, -3.0, "'imports' is not positive"),
        (-1.0, 3.0, "'exports' is -1 and is below zero"),
    ],
)
def test_the_formula_refuses_trade_that_is_none(exports: float, imports: float, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        ustr_formula(usd("exports", exports, "exports_fas"), usd("imports", imports),
                     share("e", 4.0), share("f", 0.25))  # fmt: skip
