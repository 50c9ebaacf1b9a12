"""Sensitivities against analytic shares, and the tornado by hand."""

from __future__ import annotations

import pytest

from tests.model.assumed import leaf
from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.sensitivity import influences, tornado


def number(value: float) -> Quantity:
    return parameter(f"n{value}", value, unit="share", label=f"{value}", chosen_in="definition")


def uniform(name: str, low: float = 0.0, high: float = 1.0) -> Quantity:
    return leaf(name, low, low, high, distribution="uniform")


def test_a_linear_model_has_the_analytic_shares() -> None:
    # y = 3 a + 2 b + c, each uniform on 0 to 1: variances 9, 4, 1 (all over 12), together 14
    root = number(3.0) * uniform("a") + number(2.0) * uniform("b") + uniform("c")
    found = influences(root, 4_096, 0)
    assert [i.leaf.name for i in found.lines] == ["a", "b", "c"]
    for line, share in zip(found.lines, (9 / 14, 4 / 14, 1 / 14), strict=True):
        assert line.first_order.value == pytest.approx(share, abs=0.01)
        assert line.total.value == pytest.approx(share, abs=0.01)
        assert 0 < line.margin.value < 0.1


def test_a_product_works_through_both_together() -> None:
    # y = a b, both uniform on -1 to 1: alone neither moves the mean, together they make it all
    root = uniform("a", -1, 1) * uniform("b", -1, 1)
    for line in influences(root, 4_096, 3).lines:
        assert line.first_order.value == pytest.approx(0.0, abs=0.03)
        assert line.total.value == pytest.approx(1.0, abs=0.05)


def test_a_triangular_and_a_uniform_input_weigh_by_their_variances() -> None:
    # triangular 0, 3, 9: variance 3.5; uniform 0 to 6: 36 / 12 = 3; together 6.5
    root = leaf("t", 0, 3, 9) + uniform("u", 0, 6)
    shares = {i.leaf.name: i.first_order.value for i in influences(root, 4_096, 1).lines}
    assert shares == pytest.approx({"t": 3.5 / 6.5, "u": 3 / 6.5}, abs=0.01)


def test_one_assumption_makes_all_of_it() -> None:
    (line,) = influences(number(2.0) * uniform("a"), 1_024, 0).lines
    assert line.first_order.value == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("seed", [0, 42])
def test_the_same_seed_gives_the_same_indices(seed: int) -> None:
    root = uniform("a") * leaf("b", 1, 2, 3)

    def all_of() -> list[tuple[object, ...]]:
        lines = influences(root, 256, seed).lines
        return [(i.first_order.value, i.total.value, i.margin.value) for i in lines]

    assert all_of() == all_of()


def test_where_nothing_varies_there_are_none_and_it_is_said() -> None:
    found = influences(leaf("a", 0, 1, 2, override=1.5) + number(1.0), 256, 0)
    assert (found.lines, found.why_none) == ((), "nothing in it varies")


def test_where_nothing_moves_it_there_are_none_and_it_is_said() -> None:
    a = uniform("a")
    found = influences(a - a + number(1.0), 256, 0)
    assert (found.lines, found.why_none) == ((), "no assumption moves it")


def test_where_draws_have_no_result_there_are_none_and_it_is_said() -> None:
    found = influences(uniform("a", -1, 1) ** number(0.5), 256, 0)
    assert (found.lines, found.why_none) == ((), "not every draw has a result")
    missing = parameter("m", None, unit="share", label="not stated") + uniform("a")
    assert influences(missing, 256, 0).why_none == "not every draw has a result"


@pytest.mark.parametrize("samples", [0, 63, 100, 131_072, 64.0, True, None])
def test_samples_that_are_no_power_of_two_are_refused(samples: object) -> None:
    with pytest.raises(ModelError, match=r"samples is .* power of two from 64 to 65,536"):
        influences(uniform("a"), samples, 0)  # type: ignore[arg-type]


def test_the_tornado_by_hand() -> None:
    # y = a x b + c at a 2 (1 to 4), b 3 (2 to 5), c 10 (fixed by an override)
    a, b = leaf("a", 1, 2, 4), leaf("b", 2, 3, 5)
    root = a * b + leaf("c", 0, 5, 20, override=10.0)
    bars = tornado(root)
    assert root.value == 16.0
    # a: 1 x 3 + 10 = 13 to 4 x 3 + 10 = 22, nine wide; b: 2 x 2 + 10 = 14 to 2 x 5 + 10 = 20, six
    told = [(bar.leaf.name, bar.at_low.value, bar.at_high.value, bar.swing) for bar in bars]
    assert told == [("a", 13.0, 22.0, 9.0), ("b", 14.0, 20.0, 6.0)]
    assert [q.leaf.name for q in (bars[0].at_low.inputs[1],) if q.leaf] == ["a"]  # type: ignore[union-attr]


def test_a_bar_of_the_tornado_without_a_result_is_missing() -> None:
    (bar,) = tornado(leaf("a", -1, 1, 4) ** number(0.5))
    assert (bar.at_low.value, bar.at_high.value, bar.swing) == (None, 2.0, 0.0)


def test_bars_of_equal_width_stand_by_name() -> None:
    root = leaf("b", 0, 1, 2) + leaf("a", 0, 1, 2)
    assert [bar.leaf.name for bar in tornado(root)] == ["a", "b"]
