"""A forecast of a monthly series to a deadline, with an interval, if the record goes on as it went.

The model is a seasonal ARIMA, (0,1,1)(0,1,1) over 12 months, by statsmodels: level and seasons
drift, and what is farther back weighs less. It knows no tariff, no pledge and no deadline. On the
surplus with China its errors over twelve months were smaller than those of "as in the last twelve
months", and no larger than those of exponential smoothing. Its intervals were too narrow, which
`tradegap.model.track_record` tells. Both can be measured again by `benchmarks/forecast.py`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.operations import Value
from tradegap.model.periods import Window, month_in_words, month_number
from tradegap.model.quantity import Quantity, opaque, parameter
from tradegap.model.shown import Shown

FEWEST_MONTHS = 24
LONGEST_RECORD = 120
"""A fit takes the last ten years: the errors of 2006 to 2025 were smaller than with five."""
_DIGITS = 3
_LEVELS = {"point": 0.5, "low80": 0.1, "high80": 0.9, "low95": 0.025, "high95": 0.975}


@dataclass(frozen=True)
class Forecast(Shown):
    """The sum of a series over months that aren't out, in its unit, and running sums by month.

    `low80` to `high95` bound the intervals. All are missing where `reason` says why.
    """

    months: Window
    point: Quantity
    low80: Quantity
    high80: Quantity
    low95: Quantity
    high95: Quantity
    running: dict[str, Quantity]
    reason: str | None = None


def forecast(history: Quantity, months: Window) -> Forecast:
    """Forecast the sum of a monthly series over `months`, which come after its last month.

    `history` is a series in any unit whose rows are months in a row; at most the last 120 are used.
    With fewer than 24, or where the fit doesn't converge, everything is missing and `reason` says
    so. Raises `ModelError` for a hole in the history, for months that don't follow it, and for a
    deadline (the last of `months`) that is over.
    """
    last = _last_month(history)
    ahead = month_number(months.last) - month_number(last)
    if ahead <= 0:
        raise ModelError(
            f"The deadline {month_in_words(months.last)} is not ahead: '{history.label}' is out to "
            f"{month_in_words(last)}; choose a later deadline."
        )
    skip = month_number(months.first) - month_number(last) - 1
    if skip < 0:
        raise ModelError(
            f"The forecast of {months.label} begins with months that are out; begin after "
            f"{month_in_words(last)}."
        )
    reason = _too_short(history) or _unfit(history, ahead)
    made = {name: _running(history, months, skip, ahead, name) for name in _LEVELS}
    ends = {name: _at_end(history, months, skip, ahead, name) for name in _LEVELS}
    return Forecast(months, **ends, running=made, reason=reason)


def running_sums(history: Value, skip: Value, ahead: Value, probability: Value) -> Value:
    """Return the quantile of the running sums of months `skip`+1 to `ahead` after the history.

    Missing where there are fewer than 24 months or the fit fails.
    """
    from scipy.stats import norm

    values = np.asarray(history, dtype=float)
    if len(values) < FEWEST_MONTHS or np.isnan(values).any():
        return None
    first, last = int(np.asarray(skip)), int(np.asarray(ahead))
    found = fitted(values[-LONGEST_RECORD:].tobytes(), last)
    if found is None:
        return None
    mean, covariance = found
    z = float(norm.ppf(np.asarray(probability)))
    summed = np.cumsum(np.cumsum(covariance[first:, first:], axis=0), axis=1)
    spread = np.sqrt(np.clip(np.diag(summed), 0.0, None))
    # a thousandth of the unit: below that the fit depends on the machine
    sums: np.ndarray = np.cumsum(mean[first:]) + z * spread
    return np.asarray(np.round(sums, _DIGITS))


def sum_to_deadline(history: Value, skip: Value, ahead: Value, probability: Value) -> Value:
    """Return the quantile of the whole sum: the last of `running_sums`."""
    sums = running_sums(history, skip, ahead, probability)
    return None if sums is None else float(np.asarray(sums)[-1])


@lru_cache(maxsize=64)
def fitted(data: bytes, ahead: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the means of the months ahead and their covariance; `None` if the fit fails."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    values = np.frombuffer(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence is looked at below, and told in words
        try:
            model = SARIMAX(values, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))
            found = model.fit(disp=0, maxiter=300)
            mean = np.asarray(found.get_forecast(ahead).predicted_mean)
            covariance = _covariance(found, ahead)
        except (ValueError, np.linalg.LinAlgError, IndexError):
            return None
    if not found.mle_retvals["converged"] or not np.isfinite([*mean, *covariance.ravel()]).all():
        return None
    return mean, covariance


def _covariance(found: Any, ahead: int) -> np.ndarray:
    """Return the covariance of the months ahead: a sum of them is wider than its parts tell.

    statsmodels gives each month's variance alone; months share the shocks before them.
    """
    system = found.model.ssm
    design, moves = np.asarray(system["design"])[0], np.asarray(system["transition"])
    shocks = np.asarray(system["selection"]) @ np.asarray(system["state_cov"])
    shocks = shocks @ np.asarray(system["selection"]).T
    state = np.asarray(found.predicted_state_cov)[..., -1]
    covariance = np.zeros((ahead, ahead))
    for month in range(ahead):
        seen = state @ design
        for later in range(month, ahead):
            covariance[month, later] = covariance[later, month] = design @ seen
            seen = moves @ seen
        state = moves @ state @ moves.T + shocks
    return covariance


def _running(history: Quantity, months: Window, skip: int, ahead: int, name: str) -> Quantity:
    inputs = _inputs(skip, ahead, name)
    label = f"{history.label}, forecast of running sums, {months.label} ({name})"
    made = opaque(
        running_sums, history, *inputs, unit=history.unit, basis=history.basis, label=label
    )
    return replace(made, index=months.months)


def _at_end(history: Quantity, months: Window, skip: int, ahead: int, name: str) -> Quantity:
    label = f"{history.label}, forecast, {months.label} ({END_WORDS[name]})"
    return opaque(
        sum_to_deadline, history, *_inputs(skip, ahead, name), unit=history.unit,
        basis=history.basis, label=label,
    )  # fmt: skip


END_WORDS = {
    "point": "central",
    "low80": "lower end of the 80% interval",
    "high80": "upper end of the 80% interval",
    "low95": "lower end of the 95% interval",
    "high95": "upper end of the 95% interval",
}
"""What each end of a forecast is, for a label."""


def _inputs(skip: int, ahead: int, name: str) -> tuple[Quantity, Quantity, Quantity]:
    """Return months left out and months ahead, and the probability, as leaves."""
    return (
        _definition(f"months_before:{skip}", skip, "month", "months ahead that are left out"),
        _definition(f"months_ahead:{ahead}", ahead, "month", "months ahead"),
        _definition(f"quantile:{_LEVELS[name]:g}", _LEVELS[name], "share", "quantile"),
    )


def _definition(name: str, value: float, unit: str, label: str) -> Quantity:
    return parameter(name, value, unit=unit, label=label, chosen_in="definition")


def _values(history: Quantity) -> np.ndarray:
    if history.index is None:
        raise ModelError(f"'{history.label}' is one number; a forecast needs a monthly series.")
    return np.asarray(history.value, dtype=float)


def _last_month(history: Quantity) -> str:
    """Return the last month of a history without holes; raises `ModelError` for one with any."""
    values, months = _values(history), history.index or ()
    for number, month in enumerate(months):
        if np.isnan(values[number]) or month_number(month) - number != month_number(months[0]):
            raise ModelError(
                f"'{history.label}' has a hole at {month_in_words(month)}; a forecast needs months "
                "in a row, each with its figure."
            )
    return months[-1]


def _too_short(history: Quantity) -> str | None:
    count = len(history.index or ())
    if count >= FEWEST_MONTHS:
        return None
    return f"not enough months: {count}, and a forecast takes {FEWEST_MONTHS} or more"


def _unfit(history: Quantity, ahead: int) -> str | None:
    data = _values(history)[-LONGEST_RECORD:].tobytes()
    return None if fitted(data, ahead) is not None else "the model can't be fitted to this record"
