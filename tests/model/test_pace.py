"""Proration: an amount over the months of a window, what was due to date, and what is left."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import ModelError
from tradegap.model.graph import evaluate, from_json, to_json
from tradegap.model.monthly import at, by_month, cumulative, months_in_words, same_months, take
from tradegap.model.pace import (
    even_shares,
    prorate,
    run_rate_needed,
    seasonal_shares,
    to_date,
)
from tradegap.model.periods import Window, calendar_year
from tradegap.model.quantity import Quantity, figure_leaf, parameter

YEAR = calendar_year(2020)
positive = st.floats(0.01, 1e4)
twelve = st.lists(positive, min_size=12, max_size=12)


def series(values: list[float], first: str = "2017-01", unit: str = "USD bn") -> Quantity:
    number = int(first[:4]) * 12 + int(first[5:]) - 1
    months = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(number, number + len(values))]
    return figure_leaf(
        np.array(values, dtype=float), unit=unit, basis="exports_fas", label="exports",
        table="t", row={"month": f"{first} and after"}, column="c", published="2021-04-30",
        index=months,
    )  # fmt: skip


def amount(value: float, unit: str = "USD bn") -> Quantity:
    return parameter("commitment", value, unit=unit, basis="exports_fas", label="commitment")


def values(quantity: Quantity) -> np.ndarray:
    return np.asarray(quantity.value, dtype=float)


# properties


@given(positive, twelve)
def test_months_add_to_the_year_however_it_is_spread(whole: float, base: list[float]) -> None:
    for shares in (even_shares(YEAR), seasonal_shares(series(base), YEAR)):
        monthly = prorate(amount(whole), YEAR, shares)
        assert values(monthly).sum() == pytest.approx(whole)
        assert monthly.index == YEAR.months


@given(positive)
def test_even_is_a_twelfth_of_the_year(whole: float) -> None:
    assert values(prorate(amount(whole), YEAR)) == pytest.approx(np.full(12, whole / 12))


@given(positive, positive)
def test_seasonal_is_even_where_the_base_is_flat(whole: float, flat: float) -> None:
    seasonal = prorate(amount(whole), YEAR, seasonal_shares(series([flat] * 12), YEAR))
    assert values(seasonal) == pytest.approx(values(prorate(amount(whole), YEAR)))


@given(positive, twelve)
def test_running_sums_never_fall_and_end_at_the_amount(whole: float, base: list[float]) -> None:
    sums = values(cumulative(prorate(amount(whole), YEAR, seasonal_shares(series(base), YEAR))))
    assert (np.diff(sums) >= 0).all()
    assert sums[-1] == pytest.approx(whole)


@given(positive, twelve, st.floats(0.1, 10))
def test_scaling_amount_and_actual_leaves_the_share(
    whole: float, done: list[float], by: float
) -> None:
    one = to_date(series(done, "2020-01"), prorate(amount(whole), YEAR))
    scaled = [v * by for v in done]
    other = to_date(series(scaled, "2020-01"), prorate(amount(whole * by), YEAR))
    assert other.reached_share.value == pytest.approx(one.reached_share.value)


@given(positive, twelve, st.integers(1, 11))
def test_what_is_left_at_the_needed_pace_completes_the_amount(
    whole: float, done: list[float], out: int
) -> None:
    pace = to_date(series(done[:out], "2020-01"), prorate(amount(whole), YEAR))
    needed = run_rate_needed(pace, series(done))
    total = pace.actual.value + needed.per_month.value * needed.months_left
    assert total == pytest.approx(whole)


# worked by hand


def test_a_quarter_by_either_proration() -> None:
    # base 1 to 12 adds to 78; January to March is 1 + 2 + 3 = 6 of it; 156 x 6 / 78 = 12
    base = series([float(n) for n in range(1, 13)])
    done = series([4.0, 3.0, 2.0], "2020-01")
    even = to_date(done, prorate(amount(156.0), YEAR))
    seasonal = to_date(done, prorate(amount(156.0), YEAR, seasonal_shares(base, YEAR)))
    assert (even.due.value, even.actual.value) == (pytest.approx(39.0), 9.0)  # 156 / 4
    assert even.reached_share.value == pytest.approx(9 / 39)
    assert seasonal.due.value == pytest.approx(12.0)
    assert seasonal.reached_share.value == pytest.approx(0.75)
    assert seasonal.ahead.value == pytest.approx(-3.0)
    assert even.label == "January to March 2020"
    assert (even.months_out, even.months_left) == (3, 9)


def test_the_pace_that_is_needed() -> None:
    # 156 - 9 = 147 over 9 months is 16.33 a month; April to December of the base is 78 - 6 = 72
    base = series([float(n) for n in range(1, 13)])
    needed = run_rate_needed(
        to_date(series([4.0, 3.0, 2.0], "2020-01"), prorate(amount(156.0), YEAR)), base
    )
    assert (needed.months_left, needed.left.value) == (9, pytest.approx(147.0))
    assert needed.per_month.value == pytest.approx(147 / 9)
    assert needed.per_month.unit == "USD bn/month"
    assert needed.base_same_months.value == pytest.approx(72.0)
    assert needed.times_base.value == pytest.approx(147 / 72)


def test_no_pace_is_needed_when_the_window_is_over() -> None:
    pace = to_date(series([10.0] * 12, "2020-01"), prorate(amount(156.0), YEAR))
    needed = run_rate_needed(pace, series([1.0] * 12))
    assert needed.months_left == 0
    assert needed.left.value == pytest.approx(36.0)
    assert (needed.per_month.value, needed.times_base.value) == (None, None)


def test_a_window_across_two_years_takes_its_own_calendar_months() -> None:
    # June 2018 to May 2019: the first share is that of June, 6 / 78, the last that of May, 5 / 78
    window = Window("2018-06", "2019-05")
    shares = seasonal_shares(series([float(n) for n in range(1, 13)]), window)
    assert values(shares)[[0, 6, 11]] == pytest.approx([6 / 78, 12 / 78, 5 / 78])
    assert shares.index == window.months


def test_a_window_of_two_months_shares_by_these_two_alone() -> None:
    # November and December of the base are 11 and 12 of 23
    window = Window("2025-11", "2025-12")
    shares = seasonal_shares(series([float(n) for n in range(1, 13)]), window)
    assert values(shares) == pytest.approx([11 / 23, 12 / 23])
    assert values(prorate(amount(12.0), window)) == pytest.approx([6.0, 6.0])


# what is missing stays missing


def test_a_month_without_a_figure_makes_the_sum_missing_and_never_smaller() -> None:
    pace = to_date(series([4.0, float("nan"), 2.0], "2020-01"), prorate(amount(156.0), YEAR))
    assert pace.actual.value is None
    assert pace.reached_share.value is None
    assert pace.left.value is None
    assert pace.due.value == pytest.approx(39.0)
    assert np.isnan(values(cumulative(pace.actual_by_month))[1:]).all()


def test_where_nothing_was_due_there_is_no_share() -> None:
    base = series([0.0, 0.0, 0.0, *[1.0] * 9])
    path = prorate(amount(9.0), YEAR, seasonal_shares(base, YEAR))
    pace = to_date(series([1.0, 1.0], "2020-01"), path)
    assert (pace.due.value, pace.reached_share.value) == (0.0, None)
    assert pace.ahead.value == pytest.approx(2.0)


def test_a_hole_in_the_base_makes_seasonal_shares_missing() -> None:
    base = series([1.0] * 11 + [float("nan")])
    assert np.isnan(values(seasonal_shares(base, YEAR))).all()


# refused


def test_a_yearly_rate_is_not_prorated() -> None:
    with pytest.raises(ModelError, match="a rate isn't prorated"):
        prorate(amount(156.0, "USD bn/year"), YEAR)


def test_shares_have_to_be_those_of_the_window_and_add_to_one() -> None:
    with pytest.raises(ModelError, match="isn't by the months of 2020"):
        prorate(amount(1.0), YEAR, even_shares(calendar_year(2021)))
    two = parameter("two", 2.0, unit="share", label="two")
    with pytest.raises(ModelError, match="adds to 2, not to 1"):
        prorate(amount(1.0), YEAR, even_shares(YEAR) * two)


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ([1.0] * 11, "has no December"),
        ([1.0] * 13, "more than one January"),
        ([0.0] * 12, "nothing in every month"),
        ([1.0] * 11 + [-1.0], "negative in December"),
    ],
)
def test_a_base_that_has_no_seasons(base: list[float], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        seasonal_shares(series(base), YEAR)


def test_months_that_are_not_the_first_of_the_path() -> None:
    with pytest.raises(ModelError, match="aren't the first months"):
        to_date(series([1.0, 1.0], "2020-02"), prorate(amount(1.0), YEAR))
    with pytest.raises(ModelError, match="needs months on both sides"):
        to_date(amount(1.0), prorate(amount(1.0), YEAR))


def test_two_bases_never_meet() -> None:
    stated = parameter("p", 1.0, unit="USD bn", basis="pledge_as_stated", label="pledge")
    with pytest.raises(ModelError, match="two bases"):
        to_date(series([1.0], "2020-01"), prorate(stated, YEAR))


# series by month


def test_some_months_and_the_same_months_of_another_year() -> None:
    base = series([float(n) for n in range(1, 13)])
    assert values(take(base, ["2017-03", "2017-01"])).tolist() == [3.0, 1.0]
    assert values(same_months(base, ["2020-12", "2021-01"])).tolist() == [12.0, 1.0]
    assert at(base, "2017-05").value == 5.0
    with pytest.raises(ModelError, match="has no 2018-01"):
        take(base, ["2018-01"])


def test_rows_are_added_by_month_and_an_absent_group_adds_nothing() -> None:
    rows = figure_leaf(
        np.array([1.0, 2.0, 4.0]), unit="USD", basis="exports_fas", label="groups", table="t",
        row={"month": "x"}, column="c", published="2021-04-30",
        index=["2020-01 Cotton", "2020-01 Meat", "2020-03 Cotton"],
    )  # fmt: skip
    made = by_month(rows, ("2020-01", "2020-02", "2020-03"))
    assert values(made).tolist() == [3.0, 0.0, 4.0]


def test_months_in_words() -> None:
    said = [months_in_words(Window(*w)) for w in (
        ("2026-01", "2026-05"), ("2020-01", "2020-12"), ("2018-06", "2019-05"),
        ("2020-04", "2020-04"))]  # fmt: skip
    assert said == ["January to May 2026", "2020", "June 2018 to May 2019", "April 2020"]


# the graph


def test_a_pace_is_a_graph_that_evaluates_again() -> None:
    pace = to_date(series([4.0, 3.0, 2.0], "2020-01"), prorate(amount(156.0), YEAR))
    again = from_json(to_json([pace.reached_share]))[pace.reached_share.node_id]
    assert evaluate(again, {"parameter:commitment": 312.0}) == pytest.approx(9 / 78)
    doubled = {"t[month=2020-01 and after].c": np.array([8.0, 6.0, 4.0])}
    assert evaluate(pace.reached_share, doubled) == pytest.approx(18 / 39)


def test_a_seasonal_pace_evaluates_with_another_base() -> None:
    base = series([float(n) for n in range(1, 13)])
    done = series([4.0, 3.0, 2.0], "2020-01")
    pace = to_date(done, prorate(amount(156.0), YEAR, seasonal_shares(base, YEAR)))
    flat = {"t[month=2017-01 and after].c": np.ones(12)}
    assert evaluate(pace.reached_share, flat) == pytest.approx(9 / 39)
