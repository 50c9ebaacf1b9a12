"""The narrowing to date against a step of the path, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tradegap.errors import ModelError
from tradegap.model.baseline import Flows, flows
from tradegap.model.on_path import has_seasons, months_out, on_path
from tradegap.model.periods import Window, calendar_year
from tradegap.model.quantity import Quantity, figure_leaf, parameter

YEAR = calendar_year(2020)


def series(name: str, values: list[float], year: int) -> Quantity:
    return figure_leaf(
        np.array(values, dtype=float), unit="USD bn",
        basis="exports_fas" if name == "exports" else "imports_customs_general", label=name,
        table="t", row={"month": str(year)}, column=name, published="2021-04-30",
        index=[f"{year}-{n:02d}" for n in range(1, len(values) + 1)],
    )  # fmt: skip


def monthly(exports: list[float], imports: list[float], year: int) -> Flows:
    return flows(series("exports", exports, year), series("imports", imports, year), str(year))


def total(found: Flows) -> Flows:
    return flows(found.exports_usd_bn.total(), found.imports_usd_bn.total(), "base")


BASE = monthly([10.0] * 12, [30.0] * 6 + [50.0] * 6, 2017)  # surplus 20 a month, then 40: 360
NOW = monthly([12.0, 12.0, 12.0], [28.0, 29.0, 30.0], 2020)  # surplus 16, 17, 18: 51
REQUIRED = parameter("asked", 120.0, unit="USD bn", basis="census_balance", label="asked for")


def test_three_months_evenly() -> None:
    found = on_path("even", total(BASE), BASE, NOW, REQUIRED, YEAR)
    # base 360 x 3 / 12 = 90, less 51 = 39; due 120 x 3 / 12 = 30
    assert found.change.narrowing_usd_bn.value == pytest.approx(39)
    assert found.due.value == pytest.approx(30)
    assert found.reached_share.value == pytest.approx(1.3)
    # exports 36 - 30 = 6; imports 480 x 3 / 12 - 87 = 33
    assert found.change.exports_rise_usd_bn.value == pytest.approx(6)
    assert found.change.imports_fall_usd_bn.value == pytest.approx(33)


def test_three_months_by_seasons() -> None:
    found = on_path("seasonal", total(BASE), BASE, NOW, REQUIRED, YEAR)
    # base's same months 60, less 51 = 9; due 120 x 60 / 360 = 20
    assert found.change.narrowing_usd_bn.value == pytest.approx(9)
    assert found.due.value == pytest.approx(20)
    assert found.reached_share.value == pytest.approx(0.45)
    assert found.change.exports_rise_usd_bn.value == pytest.approx(6)
    assert found.change.imports_fall_usd_bn.value == pytest.approx(3)
    # allowed 360 - 120 = 240, less 51 = 189 over nine months; the base had 300 in them
    assert found.needed.left.value == pytest.approx(189)
    assert found.needed.per_month.value == pytest.approx(21)
    assert found.needed.times_base.value == pytest.approx(0.63)


def test_running_sums_end_where_the_whole_is() -> None:
    for proration in ("even", "seasonal"):
        found = on_path(proration, total(BASE), BASE, NOW, REQUIRED, YEAR)  # type: ignore[arg-type]
        assert np.asarray(found.reached_by_month.value)[-1] == pytest.approx(
            found.change.narrowing_usd_bn.value
        )
        assert np.asarray(found.due_by_month.value)[-1] == pytest.approx(found.due.value)


def test_a_base_year_with_a_deficit_in_some_month_has_no_seasons() -> None:
    mixed = monthly([10.0] * 12, [5.0] + [50.0] * 11, 2017)
    assert "negative in January" in str(has_seasons(mixed, YEAR))
    assert has_seasons(BASE, YEAR) is None
    assert on_path("even", total(mixed), mixed, NOW, REQUIRED, YEAR).due.value == pytest.approx(30)
    with pytest.raises(ModelError, match="take even ones"):
        on_path("seasonal", total(mixed), mixed, NOW, REQUIRED, YEAR)


def test_months_are_counted_up_to_the_first_that_is_not_out() -> None:
    window = Window("2020-01", "2020-04")
    assert months_out(window, {"2020-01", "2020-02", "2020-04"}) == ("2020-01", "2020-02")
    assert months_out(window, {"2020-02"}) == ()
