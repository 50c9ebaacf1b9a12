"""The calculation graph: what meets, what is refused, what is remembered."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError, UnitError, UnknownNameError
from tradegap.model import graph
from tradegap.model.quantity import (
    Quantity,
    balance,
    combine,
    figure_leaf,
    keep,
    opaque,
    parameter,
    where,
)

amounts = st.floats(min_value=0.1, max_value=1e6, allow_nan=False)


def imports(value: float = 505600.0, unit: str = "USD mn") -> Quantity:
    return figure_leaf(
        value, unit=unit, basis="imports_customs_general", label="imports, 2017", table="goods",
        row={"year": 2017}, column="imports_customs_usd_mn", published="2018-02-06",
    )  # fmt: skip


def exports(value: float = 130400.0) -> Quantity:
    return figure_leaf(
        value, unit="USD mn", basis="exports_fas", label="exports, 2017", table="goods",
        row={"year": 2017}, column="exports_fas_usd_mn", published="2018-02-06",
    )  # fmt: skip


def share(value: float, name: str = "share") -> Quantity:
    return parameter(name, value, unit="share", label=name)


def test_a_balance_is_the_difference_of_the_two_flows_of_one_statistic() -> None:
    surplus = balance(imports(), exports(), "surplus").to("USD bn")
    # 505.6 - 130.4 = 375.2 (Census, spring 2018)
    assert surplus.value == pytest.approx(375.2, abs=1e-12)
    assert (surplus.unit, surplus.basis) == ("USD bn", "census_balance")


def test_two_bases_are_never_added() -> None:
    with pytest.raises(BasisError, match=r"imports, 2017.*exports, 2017.*two bases"):
        imports() + exports()


def test_millions_never_meet_billions() -> None:
    with pytest.raises(UnitError, match="convert one"):
        imports() + imports().to("USD bn")
    with pytest.raises(UnitError, match="convert one"):
        imports() / imports().to("USD bn")


def test_a_balance_of_flows_that_make_none_is_refused() -> None:
    with pytest.raises(BasisError):
        balance(exports(), imports(), "the wrong way round")


@pytest.mark.parametrize("bare", [2, 2.5, np.float64(3), np.array([1.0, 2.0]), None, "2"])
def test_a_bare_number_has_no_origin_and_is_refused(bare: object) -> None:
    with pytest.raises(ModelError, match="without an origin"):
        imports() * bare
    with pytest.raises((ModelError, TypeError)):
        bare * imports()


def test_a_pandas_series_does_not_swallow_a_quantity() -> None:
    with pytest.raises(ModelError, match="without an origin"):
        pd.Series([1.0, 2.0]) * imports()


def test_truth_and_order_are_refused() -> None:
    for attempt in (lambda: bool(imports()), lambda: imports() < exports(),
                    lambda: max(imports(), exports())):  # fmt: skip
        with pytest.raises(ModelError):
            attempt()


def test_missing_propagates_and_sum_stated_is_the_exception() -> None:
    known, unknown = share(0.25, "known"), share(None, "unknown")
    assert (known + unknown).value is None
    assert combine("sum", known, unknown).value is None
    assert combine("sum_stated", known, unknown).value == 0.25
    assert combine("sum_stated", unknown, unknown).value is None
    assert keep(known, parameter("no", 0, unit="flag", label="no")).value is None


def test_a_series_with_a_hole_has_no_sum() -> None:
    series = figure_leaf(
        np.array([1.0, np.nan]), unit="USD mn", basis="exports_fas", label="exports by month",
        table="goods", row={}, column="x", published="2018", index=["2017-01", "2017-02"],
    )  # fmt: skip
    assert series.total().value is None


def test_division_by_zero_names_its_quantities() -> None:
    with pytest.raises(ModelError, match="'a' and 'b'"):
        share(1, "a") / share(0, "b")


def test_units_follow_the_arithmetic() -> None:
    tonnes = parameter("t", 25, unit="mn t/year", label="tonnes")
    price = parameter("p", 400, unit="USD/t", label="price")
    worth = (tonnes * price).to("USD bn/year")
    # 25 mn tonnes at 400 dollars are 10 bn dollars
    assert (worth.value, worth.unit) == (10.0, "USD bn/year")


def test_evaluation_with_other_leaves_takes_scalars_and_arrays() -> None:
    target = parameter("target", 200, unit="USD bn/year", label="target")
    credited = parameter("credited", 70, unit="USD bn/year", label="credited")
    coverage = credited / target
    assert coverage.value == pytest.approx(0.35)
    assert graph.evaluate(coverage, {"parameter:target": 100.0}) == pytest.approx(0.7)
    draws = graph.evaluate(coverage, {"parameter:credited": np.array([60.0, 100.0])})
    assert np.allclose(draws, [0.3, 0.5])
    assert graph.evaluate(coverage, {"parameter:credited": None}) is None
    with pytest.raises(UnknownNameError, match="parameter:target"):
        graph.evaluate(coverage, {"parameter:tarket": 1.0})


def test_where_takes_the_branch_of_each_draw() -> None:
    a, b = share(0.2, "a"), share(0.6, "b")
    larger = where(combine("at_least", a, b), a, b)
    assert larger.value == 0.6
    assert np.allclose(graph.evaluate(larger, {"parameter:a": np.array([0.1, 0.9])}), [0.6, 0.9])


def test_an_opaque_node_names_its_function_and_stands_as_built_when_read_back() -> None:
    root = opaque(np.sqrt, share(0.25), unit="share", basis=None, label="root")
    assert root.value == 0.5
    assert graph.evaluate(root, {"parameter:share": 0.04}) == pytest.approx(0.2)
    back = graph.from_json(graph.to_json([root]))[root.node_id]
    assert back.value == 0.5
    with pytest.raises(ModelError, match="as built"):
        graph.evaluate(back, {})


def test_node_ids_tell_what_a_node_is() -> None:
    again = balance(imports(), exports(), "another label")
    assert balance(imports(), exports(), "surplus").node_id == again.node_id
    assert balance(imports(505470.0), exports(), "surplus").node_id != again.node_id


def test_long_chains_do_not_exhaust_the_stack() -> None:
    total = share(0.0, "start")
    for step in range(3000):
        total = total + share(1.0, f"s{step}")
    back = graph.from_json(dict(reversed(graph.to_json([total]).items())))
    assert graph.evaluate(back[total.node_id], {}) == 3000.0


@given(amounts, amounts, amounts)
def test_json_out_and_in_is_the_same_graph(a: float, b: float, c: float) -> None:
    whole = (share(a, "a") + share(b, "b")) / share(c, "c")
    back = graph.from_json(graph.to_json([whole]))[whole.node_id]
    assert back.node_id == whole.node_id
    assert graph.evaluate(back, {"parameter:a": 1.0}) == graph.evaluate(whole, {"parameter:a": 1.0})


@given(amounts)
def test_units_round_trip(amount: float) -> None:
    there = imports(amount).to("USD bn").to("USD").to("USD mn")
    assert there.value == pytest.approx(amount, rel=1e-12)


def test_a_series_is_not_replaced_by_one_number() -> None:
    series = figure_leaf(
        np.array([1.0, 2.0]), unit="USD mn", basis="exports_fas", label="exports by month",
        table="goods", row={}, column="x", published="2018", index=["2017-01", "2017-02"],
    )  # fmt: skip
    total = series.total()
    assert series.leaf is not None
    key = series.leaf.key
    assert graph.evaluate(total, {key: np.array([3.0, 4.0])}) == 7.0
    draws = graph.evaluate(total, {key: np.array([[3.0, 4.0], [1.0, 1.0]])})
    assert np.allclose(draws, [7.0, 2.0])
    with pytest.raises(ModelError, match="series of 2"):
        graph.evaluate(total, {key: 5.0})
