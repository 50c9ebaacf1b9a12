"""Tariff actions and what they do to a balance, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tradegap.errors import BasisError, ModelError
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.sections import ResponseSection, TariffPackage, UniformTariff
from tradegap.model.tariffs import (
    Elasticities,
    TariffAction,
    cost,
    covered,
    on_exports,
    on_imports,
    outcome,
)

IMPORTS, EXPORTS, BALANCE = "imports_customs_general", "exports_fas", "census_balance"


def made(value: float | None, unit: str, basis: str | None = None) -> Quantity:
    return parameter(f"{value} {unit}", value, unit=unit, basis=basis, label=f"{value} {unit}")


def share(value: float) -> Quantity:
    return made(value, "share")


def value(quantity: Quantity | None) -> float:
    assert quantity is not None
    assert isinstance(quantity.value, float)
    return quantity.value


def action(**changes: Any) -> TariffAction:
    fields: dict[str, Any] = {
        "id": "a", "actor": "USA", "stage": "announced", "effective": "2018-05-29",
        "known_from": "2018-05-29", "instrument": "301", "scope": "list", "goods": "50",
        "rate_text": "25", "covered_usd_bn": made(50, "USD bn", "tariff_coverage"),
        "rate_percent": made(25, "percent"),
    }  # fmt: skip
    return TariffAction(**fields | changes)


# unit elasticities and full pass-through: m1 = m0 / (1 + t)
SIMPLE = Elasticities(share(1), share(1), share(1))


def test_a_tariff_and_its_answer_by_hand() -> None:
    # imports 50 / 1.25 = 40, a fall of 10; exports 30 / 1.2 = 25, a fall of 5; narrowing 5
    bought = on_imports("a", made(50, "USD bn", IMPORTS), made(25, "percent"), SIMPLE)
    sold = on_exports("b", made(30, "USD bn", EXPORTS), share(0.2), SIMPLE)
    found = outcome("both", BALANCE, [bought], [sold])
    assert value(found.imports_fall_usd_bn) == pytest.approx(10)
    assert value(found.exports_fall_usd_bn) == pytest.approx(5)
    assert value(found.narrowing_usd_bn) == pytest.approx(5)
    assert found.narrowing_usd_bn is not None
    assert found.narrowing_usd_bn.basis == BALANCE


def test_the_cost_by_hand() -> None:
    # duty 40 x 0.25 = 10; loss 0.5 x 10 x 10 / 40 = 1.25; 11.25 bn over 125 mn households = 90
    bought = on_imports("a", made(50, "USD bn", IMPORTS), made(25, "percent"), SIMPLE)
    found = cost([bought], share(1), made(125, "mn households"))
    assert value(found.revenue_usd_bn) == pytest.approx(10)
    assert value(found.deadweight_loss_usd_bn) == pytest.approx(1.25)
    assert value(found.per_household_usd) == pytest.approx(90)


@pytest.mark.parametrize(
    ("through", "loss"),
    [
        # duty 50 x 1.0625^-4 x 0.8125 x 0.25 = 7.969; (1.0625^4 - 1) = 0.27444; half: 1.0935
        (0.25, 1.0935),
        # 50 x 1.25^-4 x 0.25 = 5.12; 1.25^4 - 1 = 1.44141; half: 3.69
        (1.0, 3.69),
        # the seller bears it all: duty 50 x 0.75 x 0.25, and no quantity moves
        (0.0, 0.0),
    ],
)
def test_a_lower_price_of_the_seller_is_no_loss(through: float, loss: float) -> None:
    e = Elasticities(share(4), share(4), share(through))
    bought = on_imports("a", made(50, "USD bn", IMPORTS), made(25, "percent"), e)
    found = cost([bought], share(through), made(125, "mn households"))
    assert value(found.deadweight_loss_usd_bn) == pytest.approx(loss, abs=5e-5)


def test_two_tariffs_add_up() -> None:
    one = on_imports("a", made(50, "USD bn", IMPORTS), share(0.25), SIMPLE)
    two = on_imports("b", made(33, "USD bn", IMPORTS), share(0.1), SIMPLE)
    both = outcome("both", BALANCE, [one, two], [])
    assert value(both.imports_fall_usd_bn) == pytest.approx(10 + 3)
    assert both.exports_fall_usd_bn is None  # no answer is no number, not zero
    together = cost([one, two], share(1), made(1, "households"))
    assert value(together.revenue_usd_bn) == pytest.approx(10 + 3)


def test_an_answer_alone_widens_the_balance() -> None:
    sold = on_exports("b", made(30, "USD bn", EXPORTS), share(0.2), SIMPLE)
    assert value(outcome("b", BALANCE, [], [sold]).narrowing_usd_bn) == pytest.approx(-5)


def test_nothing_worked_out_is_missing() -> None:
    empty = outcome("none", BALANCE, [], [])
    assert empty.narrowing_usd_bn is None
    assert empty.imports_fall_usd_bn is None


@given(st.floats(0.01, 0.9), st.floats(0.5, 8), st.floats(0, 1))
def test_a_higher_elasticity_narrows_more(tariff: float, elasticity: float, through: float) -> None:
    falls = [
        value(
            on_imports(
                "a",
                made(100, "USD bn", IMPORTS),
                share(tariff),
                Elasticities(share(e), share(1), share(through)),
            ).fall_usd_bn
        )
        for e in (elasticity, elasticity + 1)
    ]
    assert 0 <= falls[0] <= falls[1] <= 100


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"covered_usd_bn": made(None, "USD bn"), "goods": None}, "no value is stated"),
        (
            {"covered_usd_bn": made(None, "USD bn"), "goods": "~112-120"},
            "the value is printed as ~112-120, no single number",
        ),
        ({"rate_percent": made(None, "percent"), "rate_text": None}, "no rate is stated"),
        (
            {"rate_percent": made(None, "percent"), "rate_text": "5-10"},
            "the rate is printed as 5-10, no single number",
        ),
    ],
)
def test_a_range_or_nothing_is_told_and_never_computed(change: dict[str, Any], said: str) -> None:
    assert action(**change).why_not == said
    with pytest.raises(ModelError, match="Tariff action a can't be worked out: "):
        covered(action(**change), IMPORTS)


def test_what_an_action_covers_is_read_on_the_flow_in_the_open() -> None:
    read = covered(action(), IMPORTS)
    assert (read.value, read.basis, read.op) == (50, IMPORTS, "rebase")
    with pytest.raises(BasisError):
        on_imports("a", action().covered_usd_bn, share(0.1), SIMPLE).after_usd_bn - read


@pytest.mark.parametrize(
    ("elasticities", "rate", "said"),
    [
        (Elasticities(share(-4), share(1), share(1)), 0.1, "must be positive"),
        (Elasticities(share(4), share(1), share(1.2)), 0.1, "lies between 0 and 1"),
        (Elasticities(share(4), share(1), share(0)), 1.0, "leaves the seller no price"),
    ],
)
def test_bad_input_is_refused_by_the_model(
    elasticities: Elasticities, rate: float, said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        on_imports("a", made(100, "USD bn", IMPORTS), share(rate), elasticities)


def test_a_cost_without_a_tariff_is_refused() -> None:
    with pytest.raises(ModelError, match="no tariff on imports"):
        cost([], share(1), made(1, "households"))


def test_the_section_refuses_what_means_nothing() -> None:
    assert [u.imports_percent for u in ResponseSection().uniform] == [10, 25]
    with pytest.raises(ValidationError, match="names no action"):
        TariffPackage(title="empty")
    for bad in (0, -5, 2000):
        with pytest.raises(ValidationError):
            UniformTariff(imports_percent=bad)
    with pytest.raises(ValidationError):
        ResponseSection(uniform=())
