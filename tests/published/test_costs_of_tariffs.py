"""Published results 8 and 9: deadweight loss and the cost of the tariffs for a household.

Sources: Amiti, Redding and Weinstein 2019 (November 2018: revenue 3.0 and loss 1.4 bn a month);
Federal Reserve Bank of New York, May 2019 (26.94 tax and 79.13 loss, 831 dollars a household).
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tradegap.data.load import Figures
from tradegap.model.quantity import Quantity, parameter


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
    half = parameter("half", 0.5, unit="share", label="half")
    fall = published("deadweight-loss") / (published("deadweight-revenue") * half)
    assert fall.unit == "share"
    assert round(value(fall), 3) == 0.933 == value(published("deadweight-implied-fall"))


def test_a_year_of_revenue_and_loss() -> None:
    # 12 x (3.0 + 1.4) = 52.8 a year
    months = parameter("months", 12.0, unit="month/year", label="months of a year")
    yearly = (published("deadweight-revenue") + published("deadweight-loss")) * months
    assert value(yearly) == pytest.approx(52.8)
    assert yearly.unit == published("deadweight-yearly").unit


def test_the_cost_of_the_tariffs() -> None:
    total = published("household-tax") + published("household-deadweight")
    assert value(total) == pytest.approx(106.07)  # 26.94 + 79.13
    assert value(published("household-total")) == 106.07


@pytest.mark.parametrize(
    ("part", "printed"),
    # 106.07 / 0.1276 = 831.3; 26.94 / 0.1276 = 211.1; 79.13 / 0.1276 = 620.1 dollars
    [("household-total", 831), ("household-tax", 211), ("household-deadweight", 620)],
)
def test_the_cost_for_a_household(part: str, printed: int) -> None:
    cost = (published(part) / published("households")).to("USD/households/year")
    assert round(value(cost)) == printed


def test_the_census_count_of_households_gives_the_same_dollars() -> None:
    # 127,586 thousand in March 2018: 106.07 bn / 127.586 mn = 831.4
    counted = figures().figure("us_households", "households_thousand", year=2018)
    assert counted.value == 127586.0
    assert round(106.07e9 / (127586.0 * 1e3)) == 831
    assert round(counted.value / 1000, 1) == value(published("households"))
