"""GSIM with the regions' names on its inputs, and with rates in place of factors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.model.test_gsim import drawn
from tradegap.errors import ModelError
from tradegap.model.gsim import gsim

NAMES = ["USA", "CHN", "RST"]


def named(case: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """Return a case of three regions with names on it, all but the trade in another order."""
    frames = {k: pd.DataFrame(v, NAMES, NAMES) for k, v in case.items() if v.ndim == 2}
    series = {k: pd.Series(v, NAMES) for k, v in case.items() if v.ndim == 1}
    frames |= {k: f.loc[order, order[::-1]] for k, f in frames.items() if k != "trade"}
    return frames | {k: s.loc[order] for k, s in series.items()}


def test_names_are_matched_and_not_positions() -> None:
    # two regions the other way round in the tariffs alone would move every price
    case = drawn(3, 11)
    found = gsim(**named(case, ["RST", "USA", "CHN"]))
    assert found.regions == tuple(NAMES)
    assert found.price_change == pytest.approx(gsim(**case).price_change)
    assert found.net_welfare_change == pytest.approx(gsim(**case).net_welfare_change)


def test_the_regions_that_are_named_set_the_order_of_frames_and_arrays() -> None:
    case, order = drawn(3, 11), ["CHN", "RST", "USA"]
    found = gsim(**named(case, NAMES), regions=order)
    assert found.by_region().loc[NAMES, "price_change"].to_list() == pytest.approx(
        gsim(**case).price_change.tolist()
    )
    assert gsim(**case, regions=NAMES).regions == tuple(NAMES)
    by_name = dict(zip(order, case["supply"][[1, 2, 0]], strict=True))
    mapped = gsim(**case | {"supply": by_name}, regions=NAMES)
    assert mapped.price_change == pytest.approx(gsim(**case).price_change)


def test_frames_without_names_go_by_position() -> None:
    case = drawn(3, 11)
    plain = {k: pd.DataFrame(v) if v.ndim == 2 else pd.Series(v) for k, v in case.items()}
    found = gsim(**plain, regions=NAMES)
    assert found.price_change == pytest.approx(gsim(**case).price_change)
    assert gsim(**plain).regions == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"factors_after": pd.DataFrame(np.ones((2, 2)), ["USA", "CHN"], ["USA", "CHN"])},
         "factors_after has no RST; give every input the same regions"),
        ({"factors_after": pd.DataFrame(np.ones((3, 3)), NAMES, ["USA", "CHN", "EUU"])},
         "factors_after, in its columns, has no RST"),
        ({"demand": {"USA": -1.0, "CHN": -1.0, "RST": -1.0, "JPN": -1.0}},
         "demand has JPN, which the others haven't"),
        ({"supply": pd.Series([1.0, 1.0, 1.0], ["USA", "CHN", "CHN"])}, "supply has CHN twice"),
        ({"regions": ["USA", "USA", "RST"]}, "The regions has USA twice"),
    ],
)  # fmt: skip
def test_names_that_differ_are_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said) as refused:
        gsim(**named(drawn(3, 11), NAMES) | change)
    assert "\n" not in str(refused.value)


def test_rates_in_place_of_factors() -> None:
    case = drawn(3, 12)
    rates = {k: v - 1 for k, v in case.items() if k.startswith("factors")}
    found = gsim(**case | rates, tariffs="rates")
    assert found.revenue_after == pytest.approx(gsim(**case).revenue_after)
    with pytest.raises(ModelError, match=r"holds 0: .*for rates write tariffs='rates'"):
        gsim(**drawn(2, 1) | {"factors_before": [[0.0, 0.1], [0.2, 0.0]]})
    with pytest.raises(ModelError, match="tariffs is 'percent'; write factors"):
        gsim(**drawn(2, 1), tariffs="percent")  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="factors_before is no array of numbers"):
        gsim(**drawn(2, 1) | {"factors_before": [["a", 0.1], [0.2, 0.0]]}, tariffs="rates")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trade": [[0.0, 5.0], [float("nan"), 0.0]]}, r"trade holds nan \(B to A\): every number"),
        ({"factors_after": [[1.0, -1.1], [1.0, 1.0]]}, r"factors_after holds -1.1 \(A to B\): "),
        ({"demand": [-1.0, 1.0]}, r"demand holds 1 \(B\): the elasticity of demand is negative"),
        ({"demand": 1.0}, r"demand holds 1: the elasticity"),
        ({"supply": [[1.0, 2.0], [3.0, -4.0], [1.0, 1.0]]}, r"supply holds -4 \(B\): "),
    ],
)
def test_what_is_refused_is_told_with_whose_it_is(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        gsim(**drawn(2, 1) | change, regions=("A", "B"))
