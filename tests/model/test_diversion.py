"""Diversion: GSIM on one import market with the rest of the world as one region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tradegap.errors import ModelError
from tradegap.model.diversion import (
    Diversion,
    GsimElasticities,
    OriginTrade,
    diversion,
    partner_after,
    pass_through,
)
from tradegap.model.graph import evaluate
from tradegap.model.quantity import Quantity, figure_leaf, parameter

BASIS = "imports_customs_consumption"


def series(values: list[float], label: str, basis: str = BASIS) -> Quantity:
    return figure_leaf(
        np.array(values), unit="USD bn", basis=basis, label=label, table="t", row={"what": label},
        column="c", published="2018", index=[str(n) for n in range(len(values))],
    )  # fmt: skip


def trade(imports: list[float], duty: list[float], who: str) -> OriginTrade:
    return OriginTrade(
        series(imports, f"{who} imports"), series(duty, f"{who} duty", "calculated_duty")
    )


def made(name: str, value: float) -> Quantity:
    return parameter(name, value, unit="share", label=name)


def found(partner: OriginTrade, rest: OriginTrade, tariff: float = 0.1, **e: float) -> Diversion:
    given = {"demand": -1.0, "substitution": 4.0, "supply": 6.0} | e
    elasticities = GsimElasticities(**{k: made(k, v) for k, v in given.items()})
    return diversion(partner, rest, made("tariff", tariff), elasticities)


def value(quantity: Quantity) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value


def test_one_group_worked_by_hand() -> None:
    # tests/model/test_gsim.py: p = -0.0194286 and 0.0205714, quantities -0.1165714 and 0.1234286
    # partner 80 x 0.8834286 x 0.9805714 = 69.3012, a fall of 10.6988
    # rest 20 x 1.1234286 x 1.0205714 = 22.9308, a rise of 2.9308; diverted 27.4%
    out = found(trade([80], [0], "partner"), trade([20], [0], "rest"))
    assert value(out.partner_fall) == pytest.approx(10.6988, abs=2e-4)
    assert value(out.rest_rise) == pytest.approx(2.9308, abs=2e-4)
    assert value(out.diverted_share) == pytest.approx(0.2739, abs=2e-4)
    # the price with duty: 0.9805714 x 1.1 - 1 = 0.0786286, over 0.1
    assert value(out.pass_through) == pytest.approx(0.786286, abs=1e-5)
    assert value(out.all_imports_fall) == pytest.approx(10.6988 - 2.9308, abs=4e-4)
    assert out.partner_fall.basis == BASIS


def test_groups_add_up_and_an_empty_one_adds_nothing() -> None:
    alone = found(trade([80], [4], "partner"), trade([20], [1], "rest"))
    twice = found(trade([80, 80, 0], [4, 4, 0], "partner"), trade([20, 20, 7], [1, 1, 0], "rest"))
    assert value(twice.partner_fall) == pytest.approx(2 * value(alone.partner_fall))
    assert value(twice.pass_through) == pytest.approx(value(alone.pass_through))


def test_more_supply_means_more_passed_on_and_more_diverted() -> None:
    sold = (trade([80, 50], [4, 0], "partner"), trade([20, 300], [1, 2], "rest"))
    little, much = (found(*sold, supply=s) for s in (1.5, 70.0))
    assert value(little.pass_through) < value(much.pass_through) < 1
    assert value(little.diverted_share) < value(much.diverted_share) < 1


def test_draws_of_elasticities_equal_a_loop() -> None:
    sold = (trade([80, 50], [4, 0], "partner"), trade([20, 300], [1, 2], "rest"))
    out, draws = found(*sold), np.array([1.5, 6.0, 40.0])
    for node in (out.partner_fall, out.diverted_share, out.pass_through):
        batch = evaluate(node, {"parameter:supply": draws})
        loop = [evaluate(node, {"parameter:supply": float(d)}) for d in draws]
        assert np.asarray(batch) == pytest.approx(np.array(loop, dtype=float))


def test_a_flow_that_passes_zero_is_missing_not_negative() -> None:
    out = found(trade([5], [0], "partner"), trade([95], [0], "rest"), 0.5, supply=70.0)
    assert out.partner_fall.value is None
    assert out.diverted_share.value is None
    assert out.pass_through.value is None
    draws = partner_after(
        np.array([5.0]), np.array([0.0]), np.array([95.0]), np.array([0.0]),
        np.array([0.01, 0.5]), -1.0, 4.0, 70.0,
    )  # fmt: skip
    assert list(np.isnan(np.asarray(draws))) == [False, True]


def test_unlike_series_and_wrong_signs_are_refused() -> None:
    one, two = trade([80], [0], "partner"), trade([20, 3], [0, 0], "rest")
    with pytest.raises(ModelError, match="same groups"):
        found(one, two)
    wrong: list[dict[str, Any]] = [{"demand": 1.0}, {"substitution": -4.0}, {"supply": -1.0}]
    for change in wrong:
        with pytest.raises(ModelError, match="in GSIM; change its sign"):
            found(one, trade([20], [0], "rest"), **change)


def test_the_pass_through_is_weighted_by_imports() -> None:
    both = np.asarray(
        pass_through(
            np.array([80.0, 20.0]), np.zeros(2), np.array([20.0, 80.0]), np.zeros(2),
            0.1, -1.0, 4.0, 6.0,
        )
    )  # fmt: skip
    parts = [
        float(np.asarray(pass_through(
            np.array([p]), np.zeros(1), np.array([r]), np.zeros(1), 0.1, -1.0, 4.0, 6.0
        )))
        for p, r in ((80.0, 20.0), (20.0, 80.0))
    ]  # fmt: skip
    assert float(both) == pytest.approx(0.8 * parts[0] + 0.2 * parts[1])
