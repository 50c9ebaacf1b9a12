"""The forecast refuses a short record, is the same every time, and its interval holds its point."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegap.errors import ModelError
from tradegap.model.forecast import Forecast, fitted, forecast, running_sums
from tradegap.model.periods import Window
from tradegap.model.quantity import Quantity, figure_leaf
from tradegap.model.track_record import track_record

NAMES = ("low95", "low80", "point", "high80", "high95")


def record(count: int, seed: int = 0, noise: float = 1.0) -> Quantity:
    """Return months of a level, seasons of a sine and noise, from January 2010 on."""
    months = np.arange(count)
    rng = np.random.default_rng(seed)
    made = 30 + 5 * np.sin(2 * np.pi * months / 12) + noise * rng.standard_normal(count)
    return series(made)


def series(made: np.ndarray) -> Quantity:
    index = [f"{2010 + n // 12}-{n % 12 + 1:02d}" for n in range(len(made))]
    return figure_leaf(
        np.asarray(made, dtype=float), unit="USD bn", basis="census_balance", label="surplus",
        table="t", row={"month": "all"}, column="c", published="2021-04-30", index=index,
    )  # fmt: skip


def ends(found: Forecast) -> list[float]:
    return [getattr(found, name).value for name in NAMES]


def test_fewer_than_24_months_give_no_forecast_and_say_so() -> None:
    found = forecast(record(23), Window("2011-12", "2012-05"))
    assert found.reason == "not enough months: 23, and a forecast takes 24 or more"
    assert ends(found) == [None] * 5
    assert found.running["point"].value is None


def test_24_months_give_one() -> None:
    found = forecast(record(24), Window("2012-01", "2012-06"))
    assert found.reason is None
    assert None not in ends(found)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.integers(30, 90))
def test_the_interval_holds_the_point_and_the_wider_holds_the_narrower(
    seed: int, count: int
) -> None:
    last = record(count, seed).index
    assert last is not None
    year = int(last[-1][:4]) + 1
    found = forecast(record(count, seed), Window(f"{year}-01", f"{year}-06"))
    if found.reason is None:
        assert ends(found) == sorted(ends(found))


def test_the_same_record_gives_the_same_forecast() -> None:
    made = []
    for _ in range(2):
        fitted.cache_clear()
        made.append(ends(forecast(record(60), Window("2015-01", "2015-12"))))
    assert made[0] == made[1]


def test_a_steady_record_is_continued() -> None:
    # twelve months of a level of 30 with seasons that cancel over the year: 360
    found = forecast(record(120, noise=0.05), Window("2020-01", "2020-12"))
    assert found.point.value == pytest.approx(360, abs=1.5)


def test_the_sum_is_that_of_months_which_share_their_shocks() -> None:
    # the variance of each month alone is statsmodels' own; that of a sum has the covariances too
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    values = np.asarray(record(60).value)
    found = fitted(values.tobytes(), 6)
    assert found is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SARIMAX(values, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))
        theirs = model.fit(disp=0, maxiter=300).get_forecast(6)
    assert np.sqrt(np.diag(found[1])) == pytest.approx(theirs.se_mean)
    assert found[0] == pytest.approx(theirs.predicted_mean)
    spread = np.sqrt(found[1].sum())
    high = float(np.asarray(running_sums(values, 0.0, 6.0, 0.9))[-1])
    assert high == pytest.approx(found[0].sum() + 1.2815515655 * spread, abs=2e-3)
    assert spread > np.sqrt(np.trace(found[1]))


def test_months_before_the_window_are_left_out_of_the_sum() -> None:
    whole = forecast(record(60), Window("2015-01", "2015-06"))
    later = forecast(record(60), Window("2015-04", "2015-06"))
    running = np.asarray(whole.running["point"].value)
    assert later.point.value == pytest.approx(running[-1] - running[2], abs=2e-3)


@pytest.mark.parametrize("made", [np.zeros(40), np.arange(40.0)])
def test_a_record_that_cannot_be_fitted_is_missing_with_a_reason(made: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = forecast(series(made), Window("2014-01", "2014-03"))
    assert found.reason == "the model can't be fitted to this record"
    assert ends(found) == [None] * 5


def test_no_warning_gets_out() -> None:
    fitted.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        forecast(record(26, seed=3), Window("2013-01", "2013-12"))


def test_a_deadline_that_is_over() -> None:
    with pytest.raises(ModelError, match=r"deadline December 2014 is not ahead.*December 2014"):
        forecast(record(60), Window("2014-06", "2014-12"))


def test_a_window_that_has_begun_is_refused() -> None:
    with pytest.raises(ModelError, match="begin after December 2014"):
        forecast(record(60), Window("2014-06", "2015-05"))


def test_a_hole_in_the_record_is_refused() -> None:
    made = np.asarray(record(60).value).copy()
    made[7] = np.nan
    with pytest.raises(ModelError, match="hole at August 2010"):
        forecast(series(made), Window("2015-01", "2015-12"))


def test_the_record_of_the_forecast_needs_eleven_years() -> None:
    short = track_record(record(100))
    assert short.reason is not None
    assert short.error_share.value is None
    long = track_record(record(144))
    assert long.reason is None
    # origins at 132 - 12 = 120 months from the start at the earliest: 132, 126 and 120 months
    assert long.origins.value == 3.0
    assert 0 <= long.within80.value <= long.within95.value <= 1
    assert 0 < long.error_share.value < 0.1
