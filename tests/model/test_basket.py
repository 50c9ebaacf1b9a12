"""The least implausible basket: optimality by KKT, closed forms, out of reach, bad input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError, UnitError
from tradegap.model.basket import (
    CAP_NOT_KNOWN,
    NEVER_ROSE,
    NOT_SOLD,
    OTHERS_NOT_KNOWN,
    Basket,
    basket,
    caps_of,
    evenly_diverted,
    member,
)
from tradegap.model.graph import evaluate, from_json, leaves, to_json
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.quantity import Quantity, parameter, series_of

FAS = "exports_fas"
NAMES = tuple(f"goods {n}" for n in range(40))


def usd(
    value: float | None, name: str = "required", unit: str = "USD bn", basis: str = FAS
) -> Quantity:
    return parameter(name, value, unit=unit, basis=basis, label=name)


def by_goods(values: Sequence[float], name: str, index: tuple[str, ...] | None = None) -> Quantity:
    leaf = ParameterLeaf(name, "scenario")
    rows = NAMES[: len(values)] if index is None else index
    return Quantity(np.array(values, dtype=float), "USD bn", FAS, name, leaf=leaf, index=rows)


def of(required: float | None, others: Sequence[float], caps: Sequence[float]) -> Basket:
    return basket(usd(required), by_goods(others, "others"), by_goods(caps, "caps"))


def solution(found: Basket) -> tuple[np.ndarray, float, np.ndarray]:
    sales, prices = found.sales.value, found.cap_prices.value
    assert isinstance(sales, np.ndarray)
    assert isinstance(prices, np.ndarray)
    assert isinstance(found.multiplier.value, float)
    return sales, found.multiplier.value, prices


goods = st.lists(st.tuples(st.floats(0.01, 2000), st.floats(0.001, 60)), min_size=1, max_size=25)


@given(goods, st.floats(0.001, 0.999))
def test_it_fulfils_the_conditions_of_optimality(
    asked: list[tuple[float, float]], part: float
) -> None:
    others, caps = (np.array(column) for column in zip(*asked, strict=True))
    required = float(caps.sum()) * part
    sales, multiplier, prices = solution(of(required, others.tolist(), caps.tolist()))
    close = 1e-9 * max(1.0, multiplier)
    assert sales.sum() == pytest.approx(required)  # what is required is sold
    assert np.all((sales >= 0) & (sales <= caps))  # within the caps
    assert np.all(prices >= 0)
    assert np.all(prices * (caps - sales) <= close * caps.max())  # a price where the cap binds
    # the gradient: 2 x / others - multiplier + price of the cap = 0 (no x is at nothing)
    assert np.all(np.abs(2 * sales / others - multiplier + prices) <= close)


@given(goods, st.floats(0.001, 0.999))
def test_it_is_the_closed_form_filled_up_to_one_level(
    asked: list[tuple[float, float]], part: float
) -> None:
    # x = min(cap, level x others / 2), the level found by halving
    others, caps = (np.array(column) for column in zip(*asked, strict=True))
    required = float(caps.sum()) * part
    low, high = 0.0, float(np.max(2 * caps / others))
    for _ in range(200):
        level = (low + high) / 2
        short = np.minimum(caps, level * others / 2).sum() < required
        low, high = (level, high) if short else (low, level)
    sales, multiplier, _ = solution(of(required, others.tolist(), caps.tolist()))
    assert multiplier == pytest.approx(high, rel=1e-9)
    assert sales == pytest.approx(np.minimum(caps, high * others / 2), abs=1e-9 * required)


@given(goods, st.floats(0.05, 0.9), st.integers(0, 2**16))
def test_no_other_basket_has_a_smaller_sum(
    asked: list[tuple[float, float]], part: float, seed: int
) -> None:
    others, caps = (np.array(column) for column in zip(*asked, strict=True))
    required = float(caps.sum()) * part
    sales, _, _ = solution(of(required, others.tolist(), caps.tolist()))
    other = np.random.default_rng(seed).uniform(0, 1, len(caps)) * caps
    room = caps - other if other.sum() < required else -other
    other = other + room * (required - other.sum()) / room.sum() if room.any() else other
    assert (sales**2 / others).sum() <= (other**2 / others).sum() * (1 + 1e-9)


def test_rows_at_one_place_of_two_series_keep_their_own_names() -> None:
    # a node is named by its leaf: 2017, the fifth year, was once told as the name of a fifth goods
    goods, years = by_goods([1, 2], "goods", ("wheat", "maize")), by_goods([3, 4], "y", ("1", "2"))
    (_, maize), (_, second) = (member(s, n).inputs for s, n in ((goods, "maize"), (years, "2")))
    assert (maize.label, second.label) == ("maize", "2")
    assert maize.node_id != second.node_id
    assert member(goods, "maize").value == 2


def test_worked_by_hand_without_a_cap_that_binds() -> None:
    # 12 over 100, 50, 50: shares of others are equal, 12 / 200 = 6%: 6, 3, 3; multiplier 2 x 6%
    sales, multiplier, prices = solution(of(12, [100, 50, 50], [20, 20, 20]))
    assert sales == pytest.approx([6, 3, 3])
    assert multiplier == pytest.approx(0.12)
    assert prices == pytest.approx([0, 0, 0])


def test_worked_by_hand_with_a_cap_that_binds() -> None:
    # the first is full at 4, the others take 6 of 60: 10%: 5 and 1; multiplier 20%;
    # the first diverts 4%, which would be 2 x 4% = 8% of the 20%: its cap is worth 12%
    found = of(10, [100, 50, 10], [4, 10, 2])
    sales, multiplier, prices = solution(found)
    assert sales == pytest.approx([4, 5, 1])
    assert multiplier == pytest.approx(0.2)
    assert prices == pytest.approx([0.12, 0, 0])
    assert (found.capacity.value, found.out_of_reach.value) == (16.0, 0.0)
    assert found.there_is_one
    assert found.left_out == {}


def test_multiplier_and_prices_are_what_a_dollar_more_changes() -> None:
    others, caps = [100.0, 50.0, 10.0], [4.0, 10.0, 2.0]

    def least(required: float, caps: list[float]) -> float:
        sales, _, _ = solution(of(required, others, caps))
        return float((sales**2 / np.array(others)).sum())

    _, multiplier, prices = solution(of(10, others, caps))
    assert (least(10.001, caps) - least(9.999, caps)) / 0.002 == pytest.approx(multiplier)
    more = (least(10, [3.999, 10, 2]) - least(10, [4.001, 10, 2])) / 0.002
    assert more == pytest.approx(prices[0])


def test_all_caps_full_takes_the_smallest_multiplier_that_holds_them() -> None:
    # 2 x cap / others: 8%, 40%, 40%; at 40% all are full; the first is worth 32% more
    sales, multiplier, prices = solution(of(16, [100, 50, 10], [4, 10, 2]))
    assert sales == pytest.approx([4, 10, 2])
    assert multiplier == pytest.approx(0.4)
    assert prices == pytest.approx([0.32, 0, 0])


@pytest.mark.parametrize("short", [1e-12, 1e-8, 1e-6, 1e-4])
def test_just_below_the_capacity_it_still_adds_up(short: float) -> None:
    required = 16 * (1 - short)
    sales, multiplier, _ = solution(of(required, [100, 50, 10], [4, 10, 2]))
    assert sales.sum() == pytest.approx(required, rel=1e-8)
    assert multiplier == pytest.approx(0.4, rel=1e-3)


def test_nothing_required_takes_nothing() -> None:
    sales, multiplier, prices = solution(of(0, [100, 50], [4, 10]))
    assert list(sales) == [0, 0]
    assert multiplier == 0.0
    assert list(prices) == [0, 0]


@given(goods, st.floats(1.001, 50))
def test_beyond_the_capacity_there_is_none_and_it_says_by_how_much(
    asked: list[tuple[float, float]], times: float
) -> None:
    others, caps = ([float(v) for v in column] for column in zip(*asked, strict=True))
    found = of(sum(caps) * times, others, caps)
    assert not found.there_is_one
    for quantity in (found.sales, found.multiplier, found.cap_prices):
        assert quantity.value is None
    assert found.capacity.value == pytest.approx(sum(caps))
    assert found.out_of_reach.value == pytest.approx(sum(caps) * (times - 1))


def test_categories_that_are_allotted_nothing_are_named_with_the_reason() -> None:
    nan = float("nan")
    found = of(3, [100, 0, nan, 10, 10], [4, 9, 9, nan, 0])
    assert found.left_out == {
        "goods 1": NOT_SOLD,
        "goods 2": OTHERS_NOT_KNOWN,
        "goods 3": CAP_NOT_KNOWN,
        "goods 4": NEVER_ROSE,
    }
    sales, multiplier, prices = solution(found)
    assert found.capacity.value == 4.0
    assert list(sales) == [3, 0, 0, 0, 0]
    assert multiplier == pytest.approx(0.06)
    # a larger cap is of use where something could be diverted, and there alone
    assert prices[4] == pytest.approx(0.06)
    assert np.isnan(prices[1])
    assert np.isnan(prices[2])
    assert np.isnan(prices[3])


def test_what_is_not_known_at_all_is_no_capacity_of_nothing() -> None:
    nan = float("nan")
    found = of(3, [nan, nan], [nan, nan])
    assert found.capacity.value is None
    assert found.out_of_reach.value is None
    assert not found.there_is_one


def test_a_missing_requirement_has_no_basket() -> None:
    found = of(None, [100, 50], [4, 10])
    assert found.sales.value is None
    assert found.out_of_reach.value is None
    assert found.capacity.value == 14.0


def test_a_fall_makes_a_cap_of_nothing() -> None:
    caps = caps_of(by_goods([2.5, 0.0, -3.0], "rises"))
    assert list(np.asarray(caps.value)) == [5.0, 0.0, 0.0]
    assert (caps.unit, caps.basis, caps.index) == ("USD bn", FAS, NAMES[:3])


def test_evenly_diverted_is_the_basket_without_its_caps() -> None:
    others = by_goods([100, 50, 10], "others")
    even = evenly_diverted(usd(16), others)
    sales, _, _ = solution(basket(usd(16), others, by_goods([99, 99, 99], "caps")))
    assert np.asarray(even.value) == pytest.approx([10, 5, 1])
    assert np.asarray(even.value) == pytest.approx(sales)
    assert evenly_diverted(usd(16), by_goods([0, 0], "others")).value is None
    assert evenly_diverted(usd(16), by_goods([1, float("nan")], "others")).value is None


def test_a_member_is_taken_by_its_name() -> None:
    series = by_goods([4, 10, 2], "caps")
    assert member(series, "goods 1").value == 10.0
    assert member(of(99, [1, 1], [1, 1]).sales, "goods 1").value is None
    with pytest.raises(ModelError, match="has no wheat"):
        member(series, "wheat")


def test_members_at_one_place_of_two_series_are_two_nodes() -> None:
    # else the fifth category is named after the fifth year
    one = parameter("one", 1.0, unit="USD bn", label="one")
    taken = [member(series_of([one], [name], name), name).inputs[1] for name in ("wheat", "2017")]
    assert [q.label for q in taken] == ["wheat", "2017"]
    assert taken[0].node_id != taken[1].node_id


def test_its_nodes_lead_to_what_went_in_and_are_worked_again() -> None:
    found = of(10, [100, 50, 10], [4, 10, 2])
    assert found.sales.op == "opaque:tradegap.model.basket.basket_sales"
    assert found.sales.index == NAMES[:3]
    for quantity in (found.sales, found.multiplier, found.cap_prices, found.out_of_reach):
        keys = {q.leaf.key for q in leaves(quantity) if q.leaf}
        assert keys <= {"parameter:required", "parameter:others", "parameter:caps"}
        assert "parameter:caps" in keys
    again = evaluate(found.sales, {"parameter:required": 16.0})
    assert list(np.asarray(again)) == [4, 10, 2]
    draws = evaluate(found.multiplier, {"parameter:required": np.array([10.0, 16.0, 99.0])})
    assert np.asarray(draws)[:2] == pytest.approx([0.2, 0.4])
    assert np.isnan(np.asarray(draws)[2])
    back = from_json(to_json([found.sales]))[found.sales.node_id]
    assert list(np.asarray(back.value)) == list(np.asarray(found.sales.value))


def test_the_same_input_gives_the_same_bytes() -> None:
    first = solution(of(7.3, [100.1, 50.7, 10.3], [4.4, 10.9, 2.2]))[0].tobytes()
    assert solution(of(7.3, [100.1, 50.7, 10.3], [4.4, 10.9, 2.2]))[0].tobytes() == first


@pytest.mark.parametrize(
    ("required", "others", "caps", "said"),
    [
        (-1.0, [1, 1], [1, 1], "'required' is below zero"),
        (1.0, [1, -1], [1, 1], "'others' is below zero"),
        (1.0, [1, 1], [1, -1], "'caps' is below zero"),
        (1.0, [], [], "at least one"),
        (1.0, [1, 1], [1], "have different categories"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    required: float, others: list[float], caps: list[float], said: str
) -> None:
    with pytest.raises(ModelError, match=said) as refused:
        of(required, others, caps)
    assert "\n" not in str(refused.value)


def test_one_number_and_one_name_twice_are_refused() -> None:
    with pytest.raises(ModelError, match="at least one"):
        basket(usd(1), usd(5, "others"), usd(5, "caps"))
    twice = ("corn", "corn")
    with pytest.raises(ModelError, match="has a category twice"):
        basket(
            usd(1), by_goods([1, 1], "others", index=twice), by_goods([1, 1], "caps", index=twice)
        )
    series = by_goods([1, 1], "others")
    with pytest.raises(ModelError, match="is a series"):
        basket(series, series, series)


def test_unlike_amounts_are_refused() -> None:
    caps = by_goods([4], "caps")
    with pytest.raises(UnitError):
        basket(usd(1, unit="USD mn"), by_goods([5], "others"), caps)
    with pytest.raises(BasisError):
        basket(usd(1, basis="census_balance"), by_goods([5], "others"), caps)


@given(
    others=st.lists(st.floats(1, 200), min_size=1, max_size=6),
    part=st.floats(0.05, 0.95),
    data=st.data(),
)
@settings(deadline=None, max_examples=30)
def test_bisection_on_the_multiplier_gives_the_same_basket(
    others: list[float], part: float, data: st.DataObject
) -> None:
    # x_i = min(cap_i, m others_i / 2), and the m at which they add up; no solver of the package
    few = st.lists(st.floats(0.5, 20), min_size=len(others), max_size=len(others))
    sold, caps = np.array(others), np.array(data.draw(few))
    required = part * caps.sum()
    low, high = 0.0, float((2 * caps / sold).max())
    for _ in range(200):
        middle = (low + high) / 2
        enough = np.minimum(caps, middle * sold / 2).sum() >= required
        low, high = (low, middle) if enough else (middle, high)
    names = [f"c{n}" for n in range(len(sold))]
    amounts = (
        series_of([_usd(f"{what} {n}", v) for n, v in enumerate(values)], names, what)
        for what, values in (("others", sold), ("caps", caps))
    )
    found = basket(_usd("required", required), *amounts)
    assert np.allclose(found.sales.value, np.minimum(caps, high * sold / 2), atol=1e-8)
    assert found.multiplier.value == pytest.approx(high, rel=1e-6)


def _usd(label: str, value: float) -> Quantity:
    return parameter(label, value, unit="USD bn", basis="exports_fas", label=label)


def test_bare_numbers_make_no_basket() -> None:
    with pytest.raises(ModelError, match=r"basket: 5\.0 is a bare float without an origin"):
        basket(5.0, _usd("others", 1), _usd("caps", 1))  # type: ignore[arg-type]
