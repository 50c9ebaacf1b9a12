"""Published results 8 and 9: deadweight loss and the cost of the tariffs for a household.

Sources: Amiti, Redding and Weinstein 2019 (November 2018: revenue 3.0 and loss 1.4 bn a month);
Federal Reserve Bank of New York, May 2019 (26.94 tax and 79.13 loss, 831 dollars a household).
Worked through `tradegap.model.welfare`.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tradegap.data.load import Figures
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.welfare import (
    cost_of_tariffs,
    cost_per_household,
    deadweight_loss,
    implied_fall,
)


@cache
def figures() -> Figures:
    return Figures(date(2026, 11, 23))


def published(name: str) -> Quantity:
    return figures().figure("published_results", "value", id=name)


def value(quantity: Quantity) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value


def test_the_fall_of_imports_that_revenue_and_loss_imply() -> None:
    # loss = 1/2 x revenue x fall, so fall = 1.4 / (0.5 x 3.0) = 0.933 of the remaining imports
    fall = implied_fall(published("deadweight-revenue"), published("deadweight-loss"))
    assert fall.unit == "share"
    assert round(value(fall), 3) == 0.933 == value(published("deadweight-implied-fall"))


def test_the_loss_from_revenue_and_fall() -> None:
    # 0.5 x 3.0 x 0.933 = 1.3995, printed 1.4
    printed = published("deadweight-implied-fall").value
    fall = parameter("fall", printed, unit="share", label="fall as printed")
    loss = deadweight_loss(published("deadweight-revenue"), fall)
    assert round(value(loss), 1) == value(published("deadweight-loss"))
    assert loss.unit == published("deadweight-loss").unit


def test_a_year_of_revenue_and_loss() -> None:
    # 12 x (3.0 + 1.4) = 52.8 a year
    months = parameter("months", 12.0, unit="month/year", label="months of a year")
    cost = cost_of_tariffs(published("deadweight-revenue"), published("deadweight-loss"))
    yearly = cost * months
    assert value(yearly) == pytest.approx(value(published("deadweight-yearly")))
    assert yearly.unit == published("deadweight-yearly").unit


def test_the_cost_of_the_tariffs() -> None:
    total = cost_of_tariffs(published("household-tax"), published("household-deadweight"))
    assert value(total) == pytest.approx(value(published("household-total")))  # 26.94 + 79.13


@pytest.mark.parametrize(
    ("part", "printed"),
    # 106.07 / 0.1276 = 831.3; 26.94 / 0.1276 = 211.1; 79.13 / 0.1276 = 620.1 dollars
    [
        ("household-total", "household-cost"),
        ("household-tax", "household-cost-tax"),
        ("household-deadweight", "household-cost-deadweight"),
    ],
)
def test_the_cost_for_a_household(part: str, printed: str) -> None:
    cost = cost_per_household(published(part), published("households"))
    assert cost.unit == published(printed).unit
    assert round(value(cost)) == value(published(printed))


def test_the_census_count_of_households_gives_the_same_dollars() -> None:
    # 127,586 thousand in March 2018: 106.07 bn / 127.586 mn = 831.4
    counted = figures().figure("us_households", "households_thousand", year=2018)
    assert counted.value == 127586.0
    cost = cost_per_household(published("household-total"), counted)
    assert round(value(cost)) == value(published("household-cost"))
    assert round(counted.value / 1000, 1) == value(published("households"))
