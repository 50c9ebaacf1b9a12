"""A category's record and its three ratios: worked by hand, missing passed on, what is refused."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError, UnitError
from tradegap.model.feasibility import Ratios, SalesRecord, by_year, net, ratios, sales_record
from tradegap.model.graph import evaluate
from tradegap.model.quantity import Quantity, parameter, series_of

FAS = "exports_fas"


def usd(name: str, value: float | None, unit: str = "USD bn", basis: str | None = FAS) -> Quantity:
    return parameter(name, value, unit=unit, basis=basis, label=name)


def yearly(sold: dict[int, float | None], basis: str | None = FAS) -> Quantity:
    parts = [usd(f"sold_{year}", amount, basis=basis) for year, amount in sold.items()]
    return series_of(parts, [str(year) for year in sold], "sold by year")


def record(
    sold: dict[int, float | None], world: float | None, base_year: int = 2017,
    buyer: float | None = None, basis: str | None = FAS,
) -> SalesRecord:  # fmt: skip
    return sales_record(
        "tea", ["09"], base_year, yearly(sold, basis),
        None if world is None else usd("world", world, basis=basis),
        None if buyer is None else usd("buyer", buyer, basis=basis),
    )  # fmt: skip


def worth(quantity: Quantity) -> float | None:
    assert quantity.value is None or isinstance(quantity.value, float)
    return quantity.value


def three(found: Ratios) -> list[float | None]:
    shares = (found.diversion_share, found.over_best_share, found.over_growth_share)
    return [worth(q) for q in shares]


def test_the_record_and_the_three_ratios_by_hand() -> None:
    # sold 10, 14, 9, 13, 12 in 2013 to 2017: best 14 (2014), largest rise 4 (2014, and 2016)
    found = record({2013: 10, 2014: 14, 2015: 9, 2016: 13, 2017: 12}, 42)
    assert worth(found.base_usd_bn) == 12.0
    assert worth(found.others_usd_bn) == 30.0
    assert (worth(found.best_usd_bn), found.best_year) == (14.0, "2014")
    assert worth(found.largest_rise_usd_bn) == 4.0
    # 6 more: 6 / 30 = 20%; (12 + 6) / 14 = 128.6%; 18 / (12 + 4) = 112.5%
    asked = ratios(found, usd("increment", 6))
    assert worth(asked.level_usd_bn) == 18.0
    assert three(asked) == pytest.approx([0.2, 18 / 14, 1.125])
    assert asked.of_buyer_share.value is None  # not known, never zero


def test_the_buyer_s_total_where_it_is_known() -> None:
    # (12 + 6) / 90 = 20%
    asked = ratios(record({2016: 10, 2017: 12}, 42, buyer=90), usd("increment", 6))
    assert worth(asked.of_buyer_share) == pytest.approx(0.2)


def test_a_missing_world_leaves_only_diversion_unknown() -> None:
    asked = ratios(record({2016: 10, 2017: 12}, None), usd("increment", 6))
    assert three(asked) == [None, 1.5, pytest.approx(18 / 14)]


def test_a_missing_increment_or_year_is_passed_on() -> None:
    assert three(ratios(record({2016: 10, 2017: 12}, 42), usd("increment", None))) == [None] * 3
    holed = record({2015: 9, 2016: None, 2017: 12}, 42)
    assert (holed.best_usd_bn.value, holed.best_year) == (None, None)
    assert holed.largest_rise_usd_bn.value is None
    assert three(ratios(holed, usd("increment", 6))) == [0.2, None, None]


def test_a_base_year_that_is_not_on_record_is_not_known() -> None:
    found = record({2015: 9, 2016: 13}, 42)
    assert found.base_usd_bn.value is None
    assert three(ratios(found, usd("increment", 6))) == [None] * 3


def test_years_apart_make_no_yearly_rise() -> None:
    found = record({2013: 1, 2015: 9, 2017: 12}, 42)
    assert found.largest_rise_usd_bn.value is None
    assert worth(record({2013: 1, 2016: 9, 2017: 12}, 42).largest_rise_usd_bn) == 3.0


def test_sales_that_only_fell_have_no_rise() -> None:
    found = record({2015: 15, 2016: 13, 2017: 12}, 42)
    assert worth(found.largest_rise_usd_bn) == 0.0
    # (12 + 6) / (12 + 0) = 150%
    assert three(ratios(found, usd("increment", 6)))[2] == pytest.approx(1.5)


def test_what_was_never_sold_has_no_share() -> None:
    found = record({2016: 0, 2017: 0}, 0)
    assert three(ratios(found, usd("increment", 6))) == [None] * 3


sales = st.lists(st.floats(0.1, 500), min_size=2, max_size=8)


@given(sales, st.floats(0, 300), st.floats(0.1, 5_000))
def test_the_ratios_of_any_record(sold: list[float], increment: float, others: float) -> None:
    years = {2018 - len(sold) + n: amount for n, amount in enumerate(sold)}
    base = sold[-1]
    found = ratios(record(dict(years), base + others), usd("increment", increment))
    rise = max([0.0, *(after - before for before, after in pairwise(sold))])
    expected = [increment / (base + others - base), (base + increment) / max(sold)]
    expected.append((base + increment) / (base + rise))
    assert three(found) == pytest.approx(expected)
    # more is never easier, by any of the three
    more = ratios(found.record, usd("more", increment + 1))
    assert all(b > a for a, b in zip(three(found), three(more), strict=True) if a and b)


def test_any_basis_will_do_if_it_is_one() -> None:
    asked = ratios(record({2016: 10, 2017: 12}, 42, basis=None), usd("increment", 6, basis=None))
    assert three(asked) == pytest.approx([0.2, 1.5, 18 / 14])
    with pytest.raises(BasisError):
        ratios(record({2016: 10, 2017: 12}, 42), usd("increment", 6, basis="census_balance"))
    with pytest.raises(UnitError):
        ratios(record({2016: 10, 2017: 12}, 42), usd("increment", 6, "USD bn/year"))


@pytest.mark.parametrize("increment", [-0.001, -70.0])
def test_an_increment_below_zero_is_refused(increment: float) -> None:
    with pytest.raises(ModelError, match="'increment' is below zero"):
        ratios(record({2016: 10, 2017: 12}, 42), usd("increment", increment))


def test_an_empty_category_and_a_world_below_the_partner_are_refused() -> None:
    with pytest.raises(ModelError, match="Category 'tea' has no codes"):
        sales_record("tea", [], 2017, yearly({2017: 12}))
    with pytest.raises(ModelError, match="below those to the partner"):
        record({2016: 10, 2017: 12}, 11)


def test_rows_of_a_table_are_added_by_year() -> None:
    parts = [usd(f"row_{n}", amount) for n, amount in enumerate([1, 2, 4, 8])]
    rows = series_of(parts, ["2016 01", "2016 02", "2017 01", "2017 02"], "rows")
    summed = by_year(rows, "by year")
    assert summed.index == ("2016", "2017")
    assert np.asarray(summed.value).tolist() == [3.0, 12.0]
    holed = series_of([usd("a", 1), usd("b", None)], ["2016 01", "2016 02"], "rows")
    assert np.isnan(np.asarray(by_year(holed, "by year").value)).tolist() == [True]


def test_net_is_what_is_not_diverted() -> None:
    # 200 at a half: 100; at nothing 200; at everything 0
    for part, left in ((0.5, 100.0), (0.0, 200.0), (1.0, 0.0)):
        share = parameter("diverted", part, unit="share", label="diverted")
        assert worth(net(usd("gross", 200), share)) == left
    unknown = parameter("diverted", None, unit="share", label="diverted")
    assert net(usd("gross", 200), unknown).value is None


@pytest.mark.parametrize("part", [-0.1, 1.1])
def test_a_diverted_share_outside_nothing_and_all_is_refused(part: float) -> None:
    share = parameter("diverted", part, unit="share", label="diverted")
    with pytest.raises(ModelError, match="between 0 and 1"):
        net(usd("gross", 200), share)


def test_the_ratios_are_evaluated_over_draws() -> None:
    asked = ratios(record({2016: 10, 2017: 12}, 42), usd("increment", 6))
    drawn = {"parameter:increment": np.array([3.0, 6.0, 15.0])}
    assert np.asarray(evaluate(asked.diversion_share, drawn)) == pytest.approx([0.1, 0.2, 0.5])
    assert np.asarray(evaluate(asked.over_best_share, drawn)) == pytest.approx([1.25, 1.5, 2.25])
