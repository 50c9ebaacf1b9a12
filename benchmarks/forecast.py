"""How the forecast does beside others: twelve months of the surplus with China, from the record.

    OMP_NUM_THREADS=1 python benchmarks/forecast.py

Prints the mean absolute error as a share of what came, for our model and for two others, from
origins half a year apart since 2000, each seeing only the ten years before it; and for our model
the share of outcomes within each interval. Figures are today's vintage throughout: no origin saw
them as they were.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from tradegap.data.open_case import open_case
from tradegap.data.progress import months_there
from tradegap.model.forecast import LONGEST_RECORD, fitted
from tradegap.model.periods import Window

MONTHS, APART, FIRST = 12, 6, "2000-06"
QUANTILES = {"80%": 1.2815515655446004, "95%": 1.959963984540054}


def smoothed(record: np.ndarray) -> float:
    """Return twelve months by additive exponential smoothing with seasons."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(record, error="add", seasonal="add", seasonal_periods=12)
    return float(model.fit(disp=0).forecast(MONTHS).sum())


def as_before(record: np.ndarray) -> float:
    """Return the last twelve months once more."""
    return float(record[-MONTHS:].sum())


def main() -> None:
    """Print a line for each model."""
    case = open_case("us-china-2018", as_of="2026-07-07")
    there = sorted(months_there(case))
    values = np.asarray(case.by_month(Window(there[0], there[-1])).surplus_usd_bn.value)
    origins = range(there.index(FIRST) + 1, len(values) - MONTHS + 1, APART)
    came = np.array([values[o : o + MONTHS].sum() for o in origins])
    ours, spread = [], []
    for origin in origins:
        found = fitted(values[max(0, origin - LONGEST_RECORD) : origin].tobytes(), MONTHS)
        assert found is not None
        ours.append(found[0].sum())
        spread.append(np.sqrt(found[1].sum()))
    missed = np.abs(came - np.array(ours))
    print(f"{len(came)} origins, {there[origins[0] - 1]} to {there[origins[-1] - 1]}")
    print(f"seasonal ARIMA: error {missed.mean() / came.mean():.1%}")
    for name, z in QUANTILES.items():
        print(f"  within the {name} interval: {np.mean(missed <= z * np.array(spread)):.0%}")
    others: dict[str, Callable[[np.ndarray], float]] = {
        "exponential smoothing": smoothed,
        "as in the last twelve months": as_before,
    }
    for name, model in others.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = [model(values[max(0, o - LONGEST_RECORD) : o]) for o in origins]
        print(f"{name}: error {np.abs(came - np.array(made)).mean() / came.mean():.1%}")


if __name__ == "__main__":
    main()
