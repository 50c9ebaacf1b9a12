"""GSIM: what must hold for any regions, a case worked by hand, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegap.errors import ModelError
from tradegap.model.gsim import Gsim, _solved, gsim

TRADE = [[10.0, 30.0], [60.0, 20.0]]
ONES = np.ones((2, 2))


def drawn(n: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    before = 1 + rng.uniform(0, 0.4, (n, n))
    return {
        "trade": rng.uniform(1, 500, (n, n)),
        "factors_before": before,
        "factors_after": before * rng.uniform(0.95, 1.05, (n, n)),
        "demand": -rng.uniform(0.5, 3, n),
        "substitution": rng.uniform(1, 8, n),
        "supply": rng.uniform(0.5, 10, n),
    }


cases = st.builds(drawn, st.integers(2, 8), st.integers(0, 10_000))


def test_one_tariff_in_two_regions_worked_by_hand() -> None:
    # A sells 100 to B and buys nothing; B sells nothing. B puts 10% on A's good.
    # theta = 1 (A is B's only source), share = 1: supply p = demand (p + 0.1)
    # 2 p = -1 (p + 0.1), so p = -0.1/3; internal price (1 - 0.1/3) 1.1 - 1 = 0.06333
    # quantity -(0.1 - 0.1/3) = -0.06667, which is supply x p
    # value 100 x 0.93333 x 0.96667 = 90.2222; revenue 0.1 x that = 9.02222
    # producers 100 x (-1/30) x (1 - 2/60) = -3.2222
    # consumers 100 x (-0.06333^2 / 2 - 0.06333) = -6.53389; trapezoid 100 x (-0.06333 + 0.002006)
    found = gsim([[0, 100], [0, 0]], ONES, [[1, 1.1], [1, 1]], -1, 5, 2)
    assert found.price_change[0] == pytest.approx(-1 / 30)
    assert np.isnan(found.price_change[1])  # B sells nothing: there is no price to change
    assert found.quantity_change[0, 1] == pytest.approx(-0.2 / 3)
    assert found.output_change[0] == pytest.approx(-0.2 / 3)
    assert found.trade_after[0, 1] == pytest.approx(100 * (1 - 0.2 / 3) * (1 - 0.1 / 3))
    assert found.revenue_change == pytest.approx([0, 9.0222222])
    assert found.producer_surplus_change == pytest.approx([-3.2222222, 0])
    assert found.consumer_surplus_change == pytest.approx([0, -6.5338889])
    assert found.consumer_surplus_trapezoid_change == pytest.approx([0, -6.1327778])
    assert found.net_welfare_change == pytest.approx([-3.2222222, 9.0222222 - 6.5338889])


def test_two_sellers_and_one_buyer_worked_by_hand() -> None:
    # C buys 80 of A and 20 of B, no tariffs; 10% on A. demand -1, substitution 4, supply 6.
    # theta 0.8, 0.2; each sells to C alone. With c = 0.8 (a + 0.1) + 0.2 b and own = demand + sub:
    # 6 a = 3 c - 4 (a + 0.1) and 6 b = 3 c - 4 b
    # so b = 0.3 c, a = 0.3 c - 0.04, c = 0.8 (0.3 c + 0.06) + 0.06 c = 0.3 c + 0.048
    # c = 0.0685714, b = 0.0205714, a = -0.0194286
    trade = [[0, 0, 80], [0, 0, 20], [0, 0, 0]]
    after = [[1, 1, 1.1], [1, 1, 1], [1, 1, 1]]
    found = gsim(trade, np.ones((3, 3)), after, -1, 4, 6)
    assert found.price_change[:2] == pytest.approx([-0.0194286, 0.0205714], abs=1e-7)
    # A's quantity falls by 6 x 0.0194 = 11.7%, B's rises by 6 x 0.0206 = 12.3%: trade diversion
    assert found.quantity_change[:2, 2] == pytest.approx([-0.1165714, 0.1234286], abs=1e-7)


@given(case=cases)
@settings(deadline=None, max_examples=40)
def test_no_change_of_tariffs_changes_nothing(case: dict[str, Any]) -> None:
    found = gsim(**case | {"factors_after": case["factors_before"]})
    for change in (
        found.price_change,
        found.quantity_change,
        found.revenue_change,
        found.producer_surplus_change,
        found.consumer_surplus_change,
        found.net_welfare_change,
    ):
        assert np.allclose(change, 0, atol=1e-9)


@given(case=cases)
@settings(deadline=None, max_examples=40)
def test_every_market_clears(case: dict[str, Any]) -> None:
    found, trade = gsim(**case), case["trade"]
    sold = (trade * found.quantity_change).sum(axis=1) / trade.sum(axis=1)
    assert np.allclose(sold, case["supply"] * found.price_change, atol=1e-10)
    assert np.allclose(found.output_change, sold, atol=1e-10)


@given(case=cases, factor=st.floats(1e-3, 1e3))
@settings(deadline=None, max_examples=40)
def test_the_unit_of_trade_moves_no_price_and_scales_every_amount(
    case: dict[str, Any], factor: float
) -> None:
    one, other = gsim(**case), gsim(**case | {"trade": case["trade"] * factor})
    assert np.allclose(one.price_change, other.price_change, atol=1e-10)
    for name in ("trade_after", "revenue_change", "net_welfare_change"):
        assert np.allclose(getattr(one, name) * factor, getattr(other, name), rtol=1e-8)


@given(case=cases)
@settings(deadline=None, max_examples=40)
def test_regions_in_another_order_have_the_same_results(case: dict[str, Any]) -> None:
    turned = {k: v[::-1, ::-1] if v.ndim == 2 else v[::-1] for k, v in case.items()}
    one, other = gsim(**case), gsim(**turned)
    assert np.allclose(one.price_change, other.price_change[::-1], atol=1e-10)
    assert np.allclose(one.net_welfare_change, other.net_welfare_change[::-1], rtol=1e-7)


@given(case=cases)
@settings(deadline=None, max_examples=40)
def test_what_is_paid_twice_over_is_not_lost(case: dict[str, Any]) -> None:
    found = gsim(**case)
    assert np.allclose(
        found.net_welfare_change,
        found.producer_surplus_change + found.consumer_surplus_change + found.revenue_change,
    )
    # the two consumer surpluses differ only where the composite price rises
    falls = found.composite_price_change <= 0
    one, other = found.consumer_surplus_change, found.consumer_surplus_trapezoid_change
    assert np.allclose(one[falls], other[falls])
    assert np.all(one[~falls] < other[~falls])


def test_a_batch_of_draws_equals_a_loop() -> None:
    case = drawn(4, 7)
    draws = np.random.default_rng(1).uniform(2, 6, (5, 4))
    batch = gsim(**case | {"substitution": draws})
    for number, draw in enumerate(draws):
        single = gsim(**case | {"substitution": draw})
        for name in set(Gsim.__dataclass_fields__) - {"regions"}:
            mine = getattr(batch, name)
            assert mine.shape[0] == 5
            assert np.allclose(mine[number], getattr(single, name), equal_nan=True), name


def test_groups_and_draws_broadcast() -> None:
    trades = np.stack([drawn(3, seed)["trade"] for seed in range(6)])
    case = drawn(3, 0) | {"trade": trades, "supply": np.full((4, 1, 1), 2.0)}
    assert gsim(**case).trade_after.shape == (4, 6, 3, 3)


def test_a_large_tariff_may_take_more_than_all_and_is_flagged() -> None:
    found = gsim(TRADE, ONES, [[1, 2], [1, 1]], -1, 8, 50)
    assert found.below_zero[0, 1] == 1
    assert found.below_zero.sum() == 1


def valid() -> dict[str, Any]:
    return {
        "trade": TRADE,
        "factors_before": ONES,
        "factors_after": ONES,
        "demand": -1.0,
        "substitution": 5.0,
        "supply": 1.5,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trade": [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]}, "trade is 2 by 3; .*square"),
        ({"trade": 5.0}, "trade is one number"),
        ({"trade": [[1.0, -2.0], [3.0, 4.0]]}, "trade holds -2: trade is never negative"),
        ({"trade": [[1.0, float("nan")], [3.0, 4.0]]}, "trade holds nan: .*finite"),
        ({"trade": [[1.0, 2.0], [3.0]]}, "no array of numbers"),
        ({"trade": [["a", 2.0], [3.0, 1.0]]}, "no array of numbers"),
        ({"trade": np.zeros((0, 0))}, "square matrix"),
        ({"trade": np.zeros((2, 2))}, "trade is 0 everywhere"),
        ({"factors_after": [[1.0, 0.0], [1.0, 1.0]]}, "factors_after holds 0: .*positive"),
        ({"factors_before": [[1.0, -0.1], [1.0, 1.0]]}, "factors_before holds -0.1"),
        ({"factors_before": np.ones((3, 3))}, "factors_before is 3 by 3; give 2 by 2"),
        ({"demand": 1.25}, "demand holds 1.25: .*negative in GSIM; change its sign"),
        ({"demand": [-1.0, 0.0]}, "demand holds 0"),
        ({"demand": [-1.0, -1.0, -1.0]}, "demand has 3 values for 2 regions"),
        ({"substitution": -5.0}, "substitution holds -5: .*positive"),
        ({"supply": [1.5, -1.5]}, "supply holds -1.5: .*positive"),
        ({"supply": float("inf")}, "supply holds inf"),
        ({"regions": ("USA",)}, "1 names for 2 regions"),
        ({"demand": np.full((3, 1), -1.0), "supply": np.full((4, 1), 1.0)}, "leading dimensions"),
    ],
)
def test_bad_input_is_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said) as refused:
        gsim(**valid() | change)
    assert "\n" not in str(refused.value)


def test_a_singular_system_is_one_sentence() -> None:
    with pytest.raises(ModelError, match="USA, CHN have no single solution"):
        _solved(np.array([[1.0, 2.0], [2.0, 4.0]]), np.array([1.0, 2.0]), ("USA", "CHN"))


def test_a_market_that_can_be_singular_is_refused_by_the_model() -> None:
    # One region buying its own good: supply p = demand (p + t), never singular for the right signs;
    # demand so steep that its neighbour's price can't be told apart from rounding is refused.
    with pytest.raises(ModelError, match="singular"):
        gsim(TRADE, ONES, ONES, -1e-9, 1e9, 1e-9)


def by_the_paper(case: dict[str, Any]) -> dict[str, np.ndarray]:
    """Solve it flow by flow from own-price and cross-price elasticities, without a matrix of them.

    Nothing of the package is used; the system is found by asking for the excess supply at no change
    of prices and at a change of one price at a time.
    """
    trade, t0, t1 = case["trade"], case["factors_before"], case["factors_after"]
    em, es, ex = case["demand"], case["substitution"], case["supply"]
    n = len(trade)
    paid, added = trade * t0, t1 / t0 - 1
    quantity = np.zeros((n, n))

    def excess(p: np.ndarray) -> np.ndarray:
        for i in range(n):
            for v in range(n):
                theta = paid[:, v] / (paid[:, v].sum() or 1.0)
                own = theta[i] * em[v] - (1 - theta[i]) * es[v]
                quantity[i, v] = own * (p[i] + added[i, v]) + sum(
                    theta[s] * (em[v] + es[v]) * (p[s] + added[s, v]) for s in range(n) if s != i
                )
        sold = trade.sum(axis=1)
        return np.array(
            [ex[i] * p[i] - (trade[i] @ quantity[i]) / (sold[i] or 1.0) for i in range(n)]
        )

    at_none = excess(np.zeros(n))
    slopes = np.array([excess(row) - at_none for row in np.eye(n)]).T
    p = np.linalg.solve(slopes, -at_none)
    excess(p)
    value = trade * (1 + quantity) * (1 + p[:, None])
    whole = np.where(paid.sum(axis=0) > 0, paid.sum(axis=0), 1.0)
    composite = (paid * ((1 + p[:, None]) * t1 / t0 - 1)).sum(axis=0) / whole
    producers = trade.sum(axis=1) * p * (1 + ex * p / 2)
    consumers = paid.sum(axis=0) * (em * composite**2 * np.sign(composite) / 2 - composite)
    revenue = (value * (t1 - 1) - trade * (t0 - 1)).sum(axis=0)
    return {
        "price_change": p,
        "trade_after": value,
        "producer_surplus_change": producers,
        "consumer_surplus_change": consumers,
        "revenue_change": revenue,
        "net_welfare_change": producers + consumers + revenue,
    }


@given(case=cases, holes=st.floats(0, 0.5))
@settings(deadline=None, max_examples=40)
def test_another_way_of_writing_it_gives_the_same(case: dict[str, Any], holes: float) -> None:
    # elasticities region by region, flows that are nothing, subsidies (factors below one)
    rng = np.random.default_rng(1)
    n = len(case["trade"])
    case = case | {
        "trade": case["trade"] * (rng.random((n, n)) >= holes),
        "factors_before": case["factors_before"] - 0.15,
    }
    found = gsim(**case)
    for name, expected in by_the_paper(case).items():
        mine = np.nan_to_num(getattr(found, name), nan=0.0)
        assert mine == pytest.approx(expected, rel=1e-8, abs=1e-8), name


def test_tables_have_the_regions_and_every_flow() -> None:
    found = gsim([[0, 100], [0, 0]], ONES, [[1, 1.1], [1, 1]], -1, 5, 2, regions=("A", "B"))
    table, flows = found.by_region(), found.by_flow()
    assert table.loc["B", "revenue_after"] == pytest.approx(9.0222222)
    assert table.loc["A", "net_welfare_change"] == pytest.approx(-3.2222222)
    assert np.isnan(table.loc["B", "price_change"])
    assert flows.loc[("A", "B"), "trade_before"] == 100
    assert flows.loc[("A", "B"), "trade_after"] == pytest.approx(90.2222222)
    assert not flows["below_zero"].any()
    assert list(gsim(**valid()).by_region().index) == ["1", "2"]
    batch = gsim(**valid() | {"substitution": [[4.0], [5.0]]})
    for tell in (batch.by_region, batch.by_flow):
        with pytest.raises(ModelError, match=r"2 solutions .* take the arrays"):
            tell()


def test_a_price_below_zero_is_flagged_as_a_quantity_is() -> None:
    # nothing but A's good, supply nearly fixed: the seller bears three times what it is paid
    found = gsim([[0, 100], [0, 0]], ONES, [[1, 4], [1, 1]], -1, 5, 0.1)
    assert found.price_change[0] < -1
    assert found.quantity_change[0, 1] > -1
    assert found.below_zero[0, 1] == 1
    assert found.below_zero.sum() == 1


@pytest.mark.parametrize("name", ["demand", "substitution", "supply"])
def test_an_elasticity_of_nothing_is_not_told_to_change_its_sign(name: str) -> None:
    with pytest.raises(ModelError, match="and not nothing"):
        gsim(**valid() | {name: 0.0})
