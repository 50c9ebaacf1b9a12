"""What a pledge of each kind is worth in a year, worked by hand."""

from __future__ import annotations

import pytest

from tests.model.ledger import during, exports, one, pledge
from tradegap.model.yearly import Evidence

TWO_YEARS = during("2018-07-01", "2020-06-30")
DOLLARS = {"unit": "USD bn"}
AIRCRAFT = {
    "kind": "physical", "category": "aircraft", "codes": ("88",), "amount": 200.0,
    "unit": "aircraft", "price": {"value": 150, "unit": "USD mn/aircraft", "source": "test"},
}  # fmt: skip


def stated(**changes: object) -> float | None:
    value = one(pledge(**changes)).stated.value
    assert value is None or isinstance(value, float)
    return value


def reason(**changes: object) -> str:
    line = one(pledge(**changes))
    assert line.credited.value is None
    assert not line.counts
    return line.reason


def over(base: float) -> Evidence:
    return Evidence({"pledge": exports(base)}, {"pledge": exports(base)})


def test_an_increment_is_worth_its_amount() -> None:
    assert stated(amount=10.0) == 10.0
    assert one(pledge()).credited.value == 10.0


def test_an_increment_over_a_window_is_spread_over_its_years() -> None:
    assert stated(amount=30.0, **DOLLARS, **TWO_YEARS) == pytest.approx(15.0)  # 30 / 2


def test_an_amount_of_dollars_without_window_is_not_put_on_a_yearly_basis() -> None:
    for kind in ("increment", "cumulative", "not_stated"):
        assert "no window" in reason(kind=kind, **DOLLARS)


def test_half_a_window_is_no_window() -> None:
    assert stated(**DOLLARS, window_start="2018-07-01") is None
    assert stated(**DOLLARS, window_end="2020-06-30") is None


def test_a_level_is_worth_what_it_is_above_the_base() -> None:
    line = one(pledge(kind="level", amount=40.0), evidence=over(27.5))
    assert line.stated.value == pytest.approx(12.5)  # 40 - 27.5
    assert line.credited.value == pytest.approx(12.5)


def test_a_level_below_the_base_is_worth_nothing_and_not_less() -> None:
    line = one(pledge(kind="level", amount=20.0), evidence=over(27.5))
    assert line.stated.value == pytest.approx(-7.5)
    assert line.credited.value == 0.0  # max(0, 20 - 27.5): it was counted, at nothing
    assert line.counts


def test_a_cumulative_level_is_put_on_a_year_before_the_base_comes_off() -> None:
    # 750 over 2026 to 2028 are 250 a year; over a base of 76 they add 174
    changes = {"kind": "level", "amount": 750.0, "unit": "USD bn",
               **during("2026-01-01", "2028-12-31")}  # fmt: skip
    assert one(pledge(**changes), evidence=over(76.0)).stated.value == pytest.approx(174.0)


def test_a_level_without_a_base_counts_nothing() -> None:
    assert "base isn't in the tables" in reason(kind="level")


def test_a_cumulative_total_is_spread_over_the_years_of_its_window() -> None:
    five = during("2026-02-07", "2031-02-06")
    assert stated(kind="cumulative", amount=500.0, **DOLLARS, **five) == pytest.approx(100.0)


def test_tonnes_are_worth_their_price() -> None:
    price = {"value": 400, "unit": "USD/t", "source": "test"}
    # 25 mn t a year at 400 dollars are 10 bn a year
    assert stated(kind="physical", amount=25.0, unit="mn t/year", price=price) == 10.0
    # 24 mn t over two years are 12 a year: 4.8 bn
    total = {"kind": "physical", "amount": 24.0, "unit": "mn t", "price": price, **TWO_YEARS}
    assert stated(**total) == pytest.approx(4.8)


def test_tonnes_without_a_price_are_not_put_in_dollars() -> None:
    assert "without a price" in reason(kind="physical", amount=25.0, unit="mn t/year")


def test_aircraft_are_worth_their_deliveries_within_the_window() -> None:
    deliveries = [{"year": 2018, "amount": 10}, {"year": 2019, "amount": 30},
                  {"year": 2020, "amount": 20}, {"year": 2021, "amount": 140}]  # fmt: skip
    # 10 + 30 + 20 within 2018 to 2020 at 0.15 bn each are 9 bn over two years: 4.5 a year
    assert stated(**AIRCRAFT, deliveries=deliveries, **TWO_YEARS) == pytest.approx(4.5)


def test_no_more_aircraft_are_delivered_than_were_pledged() -> None:
    with pytest.raises(ValueError, match="deliveries add up to 201, over 200"):
        pledge(**AIRCRAFT, deliveries=[{"year": 2019, "amount": 201}], **TWO_YEARS)


def test_aircraft_without_a_schedule_count_nothing() -> None:
    assert "schedule of deliveries" in reason(**AIRCRAFT, **TWO_YEARS)


def test_aircraft_with_a_schedule_and_no_window_count_nothing() -> None:
    assert "no window" in reason(**AIRCRAFT, deliveries=[{"year": 2019, "amount": 30}])


def test_aircraft_without_a_price_count_nothing() -> None:
    changes = {**AIRCRAFT, "price": None}
    assert "without a price" in reason(**changes, **TWO_YEARS)


def test_no_amount_is_missing_and_not_zero() -> None:
    line = one(pledge(kind="not_stated", amount=None, unit=None))
    assert line.stated.value is None
    assert line.credited.value is None
    assert line.reason == "no amount was stated: missing, not zero"


def test_a_kind_that_is_not_stated_is_read_as_an_increment() -> None:
    assert one(pledge(kind="not_stated", amount=70.0)).credited.value == 70.0


def test_the_yearly_worth_is_on_the_balances_basis() -> None:
    for line in (one(pledge()), one(pledge(kind="level", amount=40.0), evidence=over(27.5))):
        for quantity in (line.stated, line.credited):
            assert (quantity.unit, quantity.basis) == ("USD bn/year", "census_balance")


@pytest.mark.parametrize(("unit", "worth"), [("USD mn/year", 0.01), ("USD bn/year", 10.0)])
def test_millions_are_not_billions(unit: str, worth: float) -> None:
    assert stated(amount=10.0, unit=unit) == pytest.approx(worth)


@pytest.mark.parametrize(
    ("unit", "price"),
    [("AUD bn/year", None), ("bananas", None), ("mn t", None), ("share", None)],
)
def test_an_amount_that_comes_to_no_dollars_is_refused(unit: str, price: object) -> None:
    with pytest.raises(ValueError, match="no amount of dollars"):
        pledge(unit=unit, price=price)


def test_a_price_of_another_thing_is_refused() -> None:
    price = {"value": 150, "unit": "USD mn/aircraft", "source": "test"}
    with pytest.raises(ValueError, match="no amount of dollars"):
        pledge(kind="physical", unit="mn t", price=price)
