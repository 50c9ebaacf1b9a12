"""Tonnes, cubic metres and aircraft: levels, assumed prices, windows that are over, lags."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.ledger import credited, during, exports, one, pledge, yearly_usd_bn
from tradegap.errors import ModelError
from tradegap.model.crediting import RULES
from tradegap.model.physical import if_delivered
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.yearly import Evidence

TONNES = {"kind": "physical", "codes": ("1201",), "amount": 25.0, "unit": "mn t/year"}
AIRCRAFT = {"kind": "physical", "codes": ("88",), "amount": 200.0, "unit": "aircraft"}
SILENT = {"kind": "not_stated", "amount": None, "unit": None}


def price(value: float, unit: str = "USD/t") -> Quantity:
    return parameter("price", value, unit=unit, label="price")


def evidence(value: float, base: float | None = None, unit: str = "USD/t") -> Evidence:
    known = {} if base is None else {"pledge": exports(base)}
    return Evidence(known, known, prices={"pledge": price(value, unit)})


def years(value: float) -> Quantity:
    return parameter("lag", value, unit="year", label="lag")


def test_a_level_of_tonnes_is_worth_what_it_is_above_the_base() -> None:
    line = one(pledge(**TONNES, over="nothing"), evidence=evidence(472, 10.0))
    assert line.stated.value == pytest.approx(25 * 0.472 - 10)  # 11.8 - 10
    assert line.credited.value == pytest.approx(1.8)
    assert "above the exports of the base year" in line.reason


def test_a_level_of_tonnes_below_the_base_adds_nothing_and_takes_nothing_away() -> None:
    line = one(pledge(**TONNES, over="nothing"), evidence=evidence(472, 12.84))
    assert line.stated.value == pytest.approx(11.8 - 12.84)  # -1.04
    assert line.credited.value == 0.0
    assert "adds nothing" in line.reason


def test_a_level_of_tonnes_without_a_base_counts_nothing_and_says_why() -> None:
    bare = Evidence(
        {}, {}, prices={"pledge": price(472)}, no_base={"pledge": "code 1201 isn't there"}
    )
    line = one(pledge(**TONNES, over="nothing"), evidence=bare)
    assert line.credited.value is None
    assert line.reason == "a level whose base isn't in the tables: code 1201 isn't there"


@pytest.mark.parametrize("over", ["base", None])
def test_tonnes_that_are_no_level_are_an_increment(over: str | None) -> None:
    line = one(pledge(**TONNES, over=over), evidence=evidence(472, 12.84))
    assert line.credited.value == pytest.approx(11.8)


def test_tonnes_that_do_not_say_over_what_are_refused_where_that_rule_is_off() -> None:
    from dataclasses import replace

    strict = replace(RULES["as_stated"], kind_not_stated_is_increment=False)
    silent = one(pledge(**TONNES), rules=strict, evidence=evidence(472))
    told = one(pledge(**TONNES, over="base"), rules=strict, evidence=evidence(472))
    assert "doesn't say" in silent.reason
    assert told.credited.value == pytest.approx(11.8)


def test_over_what_is_for_quantities_alone() -> None:
    with pytest.raises(ValueError, match="kind 'level' says it already"):
        pledge(kind="level", over="nothing")


def test_the_pledges_own_price_goes_before_an_assumed_one() -> None:
    own = {"value": 400, "unit": "USD/t", "source": "test"}
    line = one(pledge(**TONNES, price=own), evidence=evidence(472))
    assert line.credited.value == pytest.approx(10.0)  # 25 x 400


def test_cubic_metres_at_a_price() -> None:
    # 5 bn cubic metres a year at 0.2 dollars are 1 bn a year
    gas = {"kind": "physical", "codes": ("2711",), "amount": 5.0, "unit": "bn m3/year"}
    line = one(pledge(**gas), evidence=evidence(0.2, unit="USD/m3"))
    assert line.credited.value == pytest.approx(1.0)


def test_aircraft_with_an_assumed_price_still_need_their_deliveries() -> None:
    window = during("2018-07-01", "2020-06-30")
    dear = evidence(150, unit="USD mn/aircraft")
    assert "schedule of deliveries" in one(pledge(**AIRCRAFT, **window), evidence=dear).reason
    dated = {**AIRCRAFT, **window, "deliveries": [{"year": 2019, "amount": 40}]}
    # 40 x 0.15 bn over two years
    assert one(pledge(**dated), evidence=dear).credited.value == pytest.approx(3.0)


@given(st.floats(min_value=0, max_value=50), st.floats(min_value=1, max_value=1000))
def test_a_level_never_counts_for_more_than_its_worth_and_never_below_nothing(
    base: float, usd_per_t: float
) -> None:
    found = one(pledge(**TONNES, over="nothing"), evidence=evidence(usd_per_t, base))
    assert found.credited.value == pytest.approx(max(0.0, 25 * usd_per_t / 1000 - base), abs=1e-9)


def test_a_window_that_is_past_ends_what_was_offered() -> None:
    ended = pledge(**during("2018-06-01", "2018-06-09"))
    assert ended.status(date(2018, 6, 9)) == "offered"
    assert ended.status(date(2018, 6, 10)) == "window_over"
    line = one(ended)
    assert line.credited.value is None
    assert line.reason == "its status is window over"


def test_what_ended_before_its_window_keeps_its_own_end() -> None:
    lapsed = pledge(
        **during("2018-06-01", "2018-06-05"),
        events=[{"date": "2018-06-01", "status": "offered"},
                {"date": "2018-06-03", "status": "lapsed"}],
    )  # fmt: skip
    assert lapsed.status(date(2018, 7, 1)) == "lapsed"


def counted(*pledges: Pledge) -> list[float | None]:
    told = Evidence({}, {}, unstated=yearly_usd_bn("unstated", 60.0))
    lines = credited(*pledges, rules=RULES["analysts_low"], evidence=told)
    values = [line.credited.value for line in lines]
    assert all(v is None or isinstance(v, float) for v in values)
    return values  # type: ignore[return-value]


def test_two_silent_promises_of_one_time_share_what_analysts_thought_possible() -> None:
    assert counted(pledge("a", **SILENT), pledge("b", **SILENT)) == [60.0, None]


def test_silent_promises_of_different_times_do_not_share_it() -> None:
    first = pledge("a", **SILENT, **during("2018-06-01", "2018-12-31"))
    second = pledge("b", **SILENT, **during("2019-01-01", "2019-12-31"))
    assert counted(first, second) == [60.0, 60.0]


def test_a_silent_promise_that_does_not_count_leaves_it_to_the_next() -> None:
    void = pledge("a", **SILENT, events=[{"date": "2018-06-01", "status": "void"}])
    assert counted(void, pledge("b", **SILENT)) == [None, 60.0]


def test_an_order_without_a_schedule_arrives_after_the_lag() -> None:
    order = pledge(**AIRCRAFT)  # announced in 2018
    amount = parameter("n", 200.0, unit="aircraft", label="n")
    found = if_delivered(
        order, amount, price(117.5, "USD mn/aircraft"), [years(2), years(5), years(9)]
    )
    assert found.worth_usd_bn.value == pytest.approx(23.5)  # 200 x 117.5 mn
    assert [q.value for q in found.years] == [2020.0, 2023.0, 2027.0]


@pytest.mark.parametrize(
    ("lags", "said"), [([-1, 5, 9], "before it is ordered"), ([5, 9], "low, central and high")]
)
def test_a_lag_that_cannot_be_is_refused(lags: list[float], said: str) -> None:
    amount = parameter("n", 200.0, unit="aircraft", label="n")
    with pytest.raises(ModelError, match=said):
        if_delivered(
            pledge(**AIRCRAFT), amount, price(1, "USD mn/aircraft"), [years(x) for x in lags]
        )
