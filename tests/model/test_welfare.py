"""What tariffs cost their payers, worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError, UnitError
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.welfare import (
    COST,
    cost_of_tariffs,
    cost_per_household,
    deadweight_loss,
    duty_revenue,
    fall_of_remaining,
    implied_fall,
)

IMPORTS = "imports_customs_general"


def usd_bn(value: float, basis: str | None = None) -> Quantity:
    return parameter(f"amount {value}", value, unit="USD bn", basis=basis, label=f"{value}")


def share(value: float) -> Quantity:
    return parameter(f"share {value}", value, unit="share", label=f"{value}")


def value(quantity: Quantity) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value


def test_duty_is_paid_on_what_is_left_and_is_in_no_balance() -> None:
    duty = duty_revenue(usd_bn(80, IMPORTS), parameter("t", 25, unit="percent", label="tariff"))
    assert value(duty) == 20  # 80 x 0.25
    assert duty.basis == "calculated_duty"
    with pytest.raises(BasisError):
        usd_bn(100, IMPORTS) - duty


def test_loss_of_a_tariff_by_hand() -> None:
    # 100 before, 80 after: (100 - 80) / 80 = 0.25; duty 20; loss 0.5 x 20 x 0.25 = 2.5
    fall = fall_of_remaining(usd_bn(100, IMPORTS), usd_bn(80, IMPORTS))
    assert value(fall) == 0.25
    assert value(deadweight_loss(usd_bn(20), fall)) == 2.5


@given(st.floats(0.01, 1e3), st.floats(0.01, 10))
def test_the_implied_fall_is_the_inverse(revenue: float, fall: float) -> None:
    loss = deadweight_loss(usd_bn(revenue), share(fall))
    assert value(implied_fall(usd_bn(revenue), loss)) == pytest.approx(fall)


def test_a_cost_for_a_household_in_single_dollars() -> None:
    # (20 + 2.5) bn over 125 mn households = 180
    cost = cost_of_tariffs(usd_bn(20, COST), usd_bn(2.5, COST))
    for number, unit in ((125, "mn households"), (125_000, "thousand households")):
        households = parameter(f"h {unit}", number, unit=unit, label="households")
        each = cost_per_household(cost, households)
        assert value(each) == pytest.approx(180)
        assert each.unit == "USD/households"


def test_what_means_nothing_is_refused() -> None:
    with pytest.raises(ModelError, match="division by zero"):
        fall_of_remaining(usd_bn(100, IMPORTS), usd_bn(0, IMPORTS))
    none = parameter("none", 0, unit="mn households", label="households")
    with pytest.raises(ModelError, match="a cost needs households"):
        cost_per_household(usd_bn(1), none)
    with pytest.raises(BasisError):
        cost_of_tariffs(usd_bn(20, COST), usd_bn(2.5, "calculated_duty"))
    with pytest.raises(UnitError):
        deadweight_loss(usd_bn(20), usd_bn(1))
