"""Draws over a graph: against analytic results, draw by draw, and at the edges."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.assumed import leaf
from tradegap.errors import ModelError
from tradegap.model.graph import evaluate
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, opaque, parameter, takes_draws
from tradegap.model.simulate import assumed, at_quantile, fixed, mean_of, simulate, varying


def number(value: float) -> Quantity:
    return parameter(f"n{value}", value, unit="share", label=f"{value}", chosen_in="definition")


def one(root: Quantity, draws: int = 100_000, seed: int = 1) -> np.ndarray:
    return simulate({"it": root}, draws, seed)["it"].values


def test_a_triangular_distribution_has_its_mean_variance_and_median() -> None:
    # low 0, mode 3, high 9: mean (0 + 3 + 9) / 3 = 4
    # variance (0 + 9 + 81 - 0 - 0 - 27) / 18 = 63 / 18 = 3.5
    # the median is above the mode: 9 - sqrt((9 - 0) (9 - 3) / 2) = 9 - sqrt(27) = 3.80385
    run = simulate({"x": leaf("x", 0, 3, 9)}, 100_000, 5)["x"]
    error = math.sqrt(3.5 / 100_000)
    assert run.mean().value == pytest.approx(4.0, abs=4 * error)
    assert run.values.var() == pytest.approx(3.5, rel=0.02)
    assert run.quantile(50).value == pytest.approx(3.80385, abs=0.03)
    # 5% of the area: x^2 / (9 * 3) = 0.05 at sqrt(1.35) = 1.16190
    assert run.quantile(5).value == pytest.approx(1.16190, abs=0.02)


def test_a_uniform_distribution_forgets_its_central_value() -> None:
    run = simulate({"x": leaf("x", 2, 3, 6, distribution="uniform")}, 100_000, 5)["x"]
    # mean 4, quartiles 3 and 5
    assert run.mean().value == pytest.approx(4.0, abs=0.02)
    assert run.quantile(25).value == pytest.approx(3.0, abs=0.03)
    assert run.quantile(75).value == pytest.approx(5.0, abs=0.03)


def test_a_linear_model_has_the_sum_of_means_and_of_variances() -> None:
    x, y = leaf("x", 0, 0, 6, distribution="uniform"), leaf("y", 0, 3, 9)
    values = one(number(2.0) * x + y)
    # mean 2 x 3 + 4 = 10; variance 4 x 36 / 12 + 3.5 = 15.5, independent of one another
    assert values.mean() == pytest.approx(10.0, abs=4 * math.sqrt(15.5 / 100_000))
    assert values.var() == pytest.approx(15.5, rel=0.02)


@given(st.floats(0.001, 0.999), st.floats(-5, 5), st.floats(0, 4), st.floats(0.1, 4))
def test_a_quantile_has_its_share_of_the_triangle_below_it(
    share: float, low: float, left: float, right: float
) -> None:
    node = leaf("x", low, low + left, low + left + right)
    (found,) = at_quantile(next(iter(varying(node).values())), np.array([share]))
    mode, high, width = low + left, low + left + right, left + right
    below = (
        (found - low) ** 2 / (width * left)
        if left > 0 and found <= mode
        else 1 - (high - found) ** 2 / (width * right)
    )
    assert below == pytest.approx(share, abs=1e-6)


def test_one_seed_gives_the_same_draws_and_another_gives_others() -> None:
    x = leaf("x", 0, 1, 2)
    assert np.array_equal(one(x, seed=7), one(x, seed=7))
    assert not np.array_equal(one(x, seed=7), one(x, seed=8))


def test_another_assumption_or_another_order_changes_no_draw() -> None:
    x, y, z = leaf("x", 0, 1, 2), leaf("y", 0, 1, 2), leaf("z", 0, 1, 2)
    alone = one(x)
    together = simulate({"sum": z + y + x, "x": x}, 100_000, 1)
    assert np.array_equal(together["x"].values, alone)
    assert np.allclose(together["sum"].values, one(x + y + z))
    assert not np.array_equal(alone, one(y))


def test_the_first_draws_of_many_are_those_of_few() -> None:
    # the blocks of 65,536 don't show
    x = leaf("x", 0, 1, 2)
    assert np.array_equal(one(x, draws=70_000)[:100], one(x, draws=100))


def test_each_draw_is_the_graph_evaluated_at_that_draw() -> None:
    x, y = leaf("x", 1, 2, 3), leaf("y", -1, 0.5, 2)
    root = (x**y) / (x + number(1.0)) - y
    drawn = simulate({"x": x, "y": y, "root": root}, 100, 3)
    for n in range(100):
        at = {f"assumption:{k}": float(drawn[k].values[n]) for k in ("x", "y")}
        assert drawn["root"].values[n] == pytest.approx(evaluate(root, at), rel=1e-12)


def test_an_override_is_fixed_and_nothing_else_is() -> None:
    x, y = leaf("x", 0, 1, 2, override=5.0), leaf("y", 0, 1, 2)
    drawn = simulate({"x": x, "y": y}, 1_000, 1)
    assert set(drawn["x"].values) == {5.0}
    assert len(set(drawn["y"].values)) == 1_000
    assert list(varying(x + y)) == ["assumption:y"]
    assert list(fixed(x + y)) == ["assumption:x"]
    assert [q.label for q in assumed(y + x)] == ["x", "y"]


@pytest.mark.parametrize("also", [{"distribution": "fixed"}, {"low": 1, "high": 1}])
def test_what_has_no_range_stays_at_its_value(also: dict[str, object]) -> None:
    fields = {"low": 0, "high": 2, "central": 1} | also
    assert set(one(leaf("x", **fields), draws=100)) == {1.0}  # type: ignore[arg-type]


def test_draws_out_of_reach_are_missing_and_counted_without_a_warning() -> None:
    # a root of a negative number: the half of the draws below zero has no result
    x = leaf("x", -1, 0, 1, distribution="uniform")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = simulate({"root": x ** number(0.5)}, 100_000, 1)["root"]
    assert run.share_missing.value == pytest.approx(0.5, abs=0.01)
    # the root of a uniform draw on 0 to 1 has its median at sqrt(0.5)
    assert run.quantile(50).value == pytest.approx(math.sqrt(0.5), abs=0.01)


def test_what_is_missing_stays_missing() -> None:
    nothing = parameter("nothing_stated", None, unit="share", label="not stated")
    run = simulate({"root": nothing + leaf("x", 0, 1, 2)}, 100, 1)["root"]
    assert run.share_missing.value == 1.0
    assert run.quantile(50).value is None
    assert run.mean().value is None
    assert run.share_not_negative().value is None


def test_a_certain_result_has_probability_one_and_an_impossible_one_zero() -> None:
    x = leaf("x", 0, 1, 2)
    runs = simulate({"yes": x, "no": x - number(3.0), "edge": x - x}, 1_000, 1)
    shares = {name: run.share_not_negative().value for name, run in runs.items()}
    assert shares == {"yes": 1.0, "no": 0.0, "edge": 1.0}


def test_a_probability_is_the_share_of_the_area() -> None:
    # uniform on 0 to 4, at or above 1: three quarters
    x = leaf("x", 0, 2, 4, distribution="uniform")
    run = simulate({"room": x - number(1.0)}, 100_000, 1)["room"]
    assert run.share_not_negative().value == pytest.approx(0.75, abs=0.006)


def test_a_result_keeps_unit_basis_and_what_it_was_made_from() -> None:
    x = leaf("x", 0, 1, 2, unit="USD bn/year")
    found = simulate({"x": x}, 100, 9)["x"].quantile(50)
    assert (found.unit, found.op.split(".")[-1]) == ("USD bn/year", "quantile")
    assert found.inputs[0] is x
    labels = {q.label: q.value for q in found.inputs[1:]}
    assert labels == {"number of draws": 100.0, "seed of the draws": 9.0, "percentile": 50.0}


def shaped(value: Value) -> Value:
    """A solver that takes one number at a time and would break on an array."""
    assert isinstance(value, float)
    return None if value > 1.5 else value + 1.0


@takes_draws
def whole(value: Value) -> Value:
    assert np.ndim(np.asarray(value)) <= 1
    return np.asarray(value, dtype=float) + 1.0


def test_a_solver_is_called_draw_by_draw_unless_it_takes_arrays() -> None:
    x = leaf("x", 0, 1, 2)
    slow, quick = (opaque(f, x, unit="share", basis=None, label="solved") for f in (shaped, whole))
    runs = simulate({"x": x, "slow": slow, "quick": quick}, 500, 2)
    drawn = runs["x"].values
    assert np.array_equal(runs["quick"].values, drawn + 1.0)
    assert np.array_equal(np.isnan(runs["slow"].values), drawn > 1.5)
    stated = drawn <= 1.5
    assert np.array_equal(runs["slow"].values[stated], drawn[stated] + 1.0)


@pytest.mark.parametrize("draws", [99, 10_000_001, 1000.0, True, "many", None])
def test_a_number_of_draws_that_makes_no_sense_is_refused(draws: object) -> None:
    with pytest.raises(ModelError, match=r"draws is .* whole number from 100 to 10,000,000"):
        simulate({"x": leaf("x", 0, 1, 2)}, draws, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, 1.5, None, True])
def test_a_seed_that_is_none_is_refused(seed: object) -> None:
    with pytest.raises(ModelError, match=r"seed is .* whole number of zero or more"):
        simulate({"x": leaf("x", 0, 1, 2)}, 100, seed)  # type: ignore[arg-type]


def test_a_series_is_refused_and_its_total_is_not() -> None:
    series = Quantity(
        np.array([1.0, 2.0]), "share", None, "two rows", leaf=number(1.0).leaf, index=("a", "b")
    )
    x = leaf("x", 0, 1, 2)
    with pytest.raises(ModelError, match=r"is a series; .* take its total first"):
        simulate({"root": (series * x).total()}, 100, 1)
    assert (one(series.total() * x, draws=100) == 3.0 * one(x, draws=100)).all()


def test_a_percentile_out_of_reach_is_refused() -> None:
    with pytest.raises(ModelError, match=r"between 0 and 100, not at 101"):
        simulate({"x": leaf("x", 0, 1, 2)}, 100, 1)["x"].quantile(101)


@pytest.mark.parametrize(
    ("also", "expected"),
    [
        ({}, 4.0),  # (0 + 3 + 9) / 3
        ({"distribution": "uniform"}, 4.5),  # (0 + 9) / 2
        ({"distribution": "fixed"}, 3.0),
        ({"override": 5.0}, 5.0),
    ],
)
def test_the_mean_that_is_drawn_is_not_the_mode(also: dict[str, Any], expected: float) -> None:
    node = leaf("x", 0, 3, 9, **also)
    assert isinstance(node.leaf, AssumptionLeaf)
    assert isinstance(node.value, float)
    assert mean_of(node.leaf, node.value) == expected
    run = simulate({"x": node}, 100_000, 5)["x"]
    assert run.mean().value == pytest.approx(expected, abs=0.04)
    assert run.varies is (len(set(run.values)) > 1)
