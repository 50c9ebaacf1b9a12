"""Pledges in time: which run at once, and which count in a step of the path."""

from __future__ import annotations

from datetime import date

import pytest

from tests.model.ledger import during, headline, pledge, target, yearly_usd_bn
from tradegap.errors import ModelError
from tradegap.model.gap import covers_half, days_of
from tradegap.model.periods import Window, calendar_year, month_number, years_between
from tradegap.model.pledges import Pledge
from tradegap.model.target import PathStep
from tradegap.model.yearly import one_year

Y2019, Y2020, Y2021, Y2022 = (during(f"{y}-01-01", f"{y}-12-31") for y in range(2019, 2023))
STEP = Window("2018-06", "2019-05")


def named(name: str, amount: float, window: dict[str, str]) -> Pledge:
    return pledge(name, amount=amount, **window)


def total(*pledges: Pledge) -> float | None:
    value = headline(*pledges).credited_usd_bn_per_year.value
    assert value is None or isinstance(value, float)
    return value


def test_windows_that_overlap_add_up() -> None:
    both = during("2019-06-01", "2020-05-31")
    assert total(named("a", 10, Y2019), named("b", 20, both)) == 30.0


def test_windows_that_do_not_overlap_give_the_largest() -> None:
    assert total(named("a", 10, Y2019), named("b", 20, Y2020)) == 20.0
    assert total(named("a", 30, Y2019), named("b", 20, Y2020)) == 30.0


def test_two_that_never_run_at_once_do_not_add_up_through_a_third() -> None:
    # 2019 to 2022 meets both; the largest year is 5 + 20 = 25, never 5 + 10 + 20
    throughout = named("long", 5, during("2019-01-01", "2022-12-31"))
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        three = [throughout, named("a", 10, Y2019), named("b", 20, Y2022)]
        assert total(*(three[n] for n in order)) == 25.0


def test_a_pledge_without_window_runs_at_all_times() -> None:
    assert total(named("always", 5, {}), named("a", 10, Y2019), named("b", 20, Y2021)) == 25.0


def test_a_window_that_begins_in_the_middle_of_others() -> None:
    a, b = during("2019-01-01", "2020-06-30"), during("2020-01-01", "2021-06-30")
    c = during("2020-06-30", "2020-06-30")
    # all three run on 30 June 2020 alone
    assert total(named("a", 1, a), named("b", 2, b), named("c", 4, c)) == 7.0


def test_the_last_day_and_the_first_day_of_the_next_do_not_meet() -> None:
    assert total(named("a", 10, Y2019), named("b", 10, Y2020)) == 10.0
    touching = during("2019-12-31", "2020-12-31")
    assert total(named("a", 10, Y2019), named("b", 10, touching)) == 20.0


def test_what_is_refused_leaves_the_sum_alone() -> None:
    services = pledge("services", amount=50.0, codes=("services",), **Y2020)
    assert total(named("a", 10, Y2019), services) == 10.0


def step(window: Window = STEP, required: float = 100.0) -> PathStep:
    level = yearly_usd_bn("level", required) * one_year()
    return PathStep(window, level, level, None)


def in_step(*pledges: Pledge) -> float | None:
    (found,) = headline(*pledges, asked=target(200.0, (step(),))).steps
    value = found.credited_usd_bn.value
    assert value is None or isinstance(value, float)
    return value


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2018-06-03", "2019-06-02", True),  # 363 of 365 days
        ("2018-06-01", "2018-11-30", True),  # 183 of 365
        ("2018-12-01", "2019-05-31", False),  # 182 of 365
        ("2017-01-01", "2018-11-29", False),  # 182 of 365
        ("2019-06-01", "2020-05-31", False),
        ("2010-01-01", "2030-12-31", True),
    ],
)
def test_a_pledge_counts_in_a_step_of_which_it_covers_half(
    first: str, last: str, counts: bool
) -> None:
    changed = named("a", 10, during(first, last))
    assert covers_half(changed, STEP) is counts
    assert in_step(changed) == (10.0 if counts else None)


def test_a_pledge_without_window_counts_in_every_step() -> None:
    assert in_step(named("a", 10, {})) == 10.0


def test_two_halves_of_a_leap_year_do_not_add_up_in_its_step() -> None:
    # 183 + 183 = 366 days: each covers half, and they never run at once
    year = calendar_year(2020)
    halves = during("2020-01-01", "2020-07-01"), during("2020-07-02", "2020-12-31")
    both = [named(name, 10, window) for name, window in zip("ab", halves, strict=True)]
    assert all(covers_half(p, year) for p in both)
    (found,) = headline(*both, asked=target(200.0, (step(year),))).steps
    assert found.credited_usd_bn.value == 10.0


def test_a_step_names_its_gap_and_its_coverage() -> None:
    (found,) = headline(named("a", 70, {}), asked=target(200.0, (step(),))).steps
    assert found.gap_usd_bn.value == 30.0
    assert found.coverage_share.value == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2018-06-03", "2019-06-02", 1.0),
        ("2026-01-01", "2028-12-31", 3.0),
        ("2026-02-07", "2031-02-06", 5.0),
        ("2018-01-01", "2018-06-30", 181 / 365.25),
        ("2018-01-01", "2018-01-01", 1 / 365.25),
        ("2018-06-01", "2020-12-31", 945 / 365.25),  # 365 + 366 + 214 days
    ],
)
def test_the_years_of_a_window(first: str, last: str, years: float) -> None:
    assert years_between(date.fromisoformat(first), date.fromisoformat(last)) == years


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ModelError, match="before it begins"):
        years_between(date(2019, 1, 1), date(2018, 12, 31))
    with pytest.raises(ModelError, match="before it begins"):
        Window("2019-01", "2018-12")


def test_the_months_of_a_window() -> None:
    assert Window("2018-11", "2019-02").months == ("2018-11", "2018-12", "2019-01", "2019-02")
    assert STEP.label == "June 2018 to May 2019"
    assert calendar_year(2020).label == "2020"
    assert days_of(Window("2020-02", "2020-02")) == (date(2020, 2, 1), date(2020, 2, 29))
    assert days_of(STEP) == (date(2018, 6, 1), date(2019, 5, 31))


@pytest.mark.parametrize("text", ["2018-13", "2018-00", "2018", "2018-6", "18-06", "2018-06-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="YYYY-MM"):
        month_number(text)
