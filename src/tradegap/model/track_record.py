"""How a forecast did: the same forecast made again and again on the record, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tradegap.model.forecast import LONGEST_RECORD, fitted
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, opaque

MONTHS = 12
YEARS = 15
_APART = 6


@dataclass(frozen=True)
class TrackRecord:
    """How the same forecast of twelve months did over the record: its error and its coverage.

    `error_share` is the mean absolute error over the mean of what came; `within80` and `within95`
    are the shares of origins whose outcome lay in the interval. Missing where `reason` says why.
    """

    origins: Quantity
    error_share: Quantity
    within80: Quantity
    within95: Quantity
    reason: str | None = None


def track_record(history: Quantity) -> TrackRecord:
    """Return how forecasts of the next twelve months did at origins half a year apart.

    Each origin sees only the ten years before it, in today's vintage; the last 15 years are judged.
    """
    reason = None
    count = len(history.index or ())
    if count < LONGEST_RECORD + MONTHS:
        reason = f"the record has {count} months, too few to judge the forecast by"
    what = {
        "origins": "forecasts of twelve months that were judged",
        "error_share": "mean absolute error of forecasts of twelve months",
        "within80": "share of outcomes within the 80% interval",
        "within95": "share of outcomes within the 95% interval",
    }
    found = {
        name: opaque(
            _TRACKED[name],
            history,
            unit="forecasts" if name == "origins" else "share",
            basis=None,
            label=label,
        )
        for name, label in what.items()
    }
    return TrackRecord(**found, reason=reason)


def judged_origins(history: Value) -> Value:
    """Return how many origins were judged, missing where there was none."""
    judged = _judged(np.asarray(history, dtype=float).tobytes())
    return float(len(judged)) if len(judged) else None


def mean_error_share(history: Value) -> Value:
    """Return the mean absolute error over the mean size of what came."""
    judged = _judged(np.asarray(history, dtype=float).tobytes())
    if not len(judged):
        return None
    return float(np.mean(np.abs(judged[:, 0])) / np.mean(np.abs(judged[:, 2])))


def share_within_80(history: Value) -> Value:
    """Return the share of outcomes within the 80% interval."""
    return _within(history, 1.2815515655446004)


def share_within_95(history: Value) -> Value:
    """Return the share of outcomes within the 95% interval."""
    return _within(history, 1.959963984540054)


_TRACKED = {
    "origins": judged_origins,
    "error_share": mean_error_share,
    "within80": share_within_80,
    "within95": share_within_95,
}


@lru_cache(maxsize=8)
def _judged(data: bytes) -> np.ndarray:
    """Return a row an origin: error, standard deviation, outcome of the next twelve months."""
    values = np.frombuffer(data)
    last = len(values) - MONTHS
    first = max(LONGEST_RECORD, last - 12 * YEARS)
    rows = []
    for origin in range(last, first - 1, -_APART):
        found = fitted(values[origin - LONGEST_RECORD : origin].tobytes(), MONTHS)
        if found is not None:
            mean, covariance = found
            outcome = values[origin : origin + MONTHS].sum()
            rows.append([outcome - mean.sum(), np.sqrt(max(covariance.sum(), 0.0)), outcome])
    return np.array(rows).reshape(-1, 3)


def _within(history: Value, z: float) -> Value:
    judged = _judged(np.asarray(history, dtype=float).tobytes())
    if not len(judged):
        return None
    return float(np.mean(np.abs(judged[:, 0]) <= z * judged[:, 1]))
