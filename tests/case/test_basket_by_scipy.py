"""The basket of the default report again: the CSV by pandas, the program by scipy's SLSQP.

Nothing here but the last comparison goes through the package: another reader, another solver, and
shadow prices by what they mean, the minimum solved again with one bound moved a little.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint, minimize

from tests.case.raw import case
from tradegap.data.feasibility import required_sums
from tradegap.data.paths import data_dir

REQUIRED = 25.0  # US$ bn in a year, the made-up sum of us-china-2018
STEP = 1e-3  # US$ bn that a bound is moved by
CATEGORIES = {
    "oil seeds": {12},
    "other farm goods and food": {*range(1, 12), *range(13, 25)},
    "ores, salt and cement": {25, 26},
    "energy": {27},
    "chemicals and medicines": {*range(28, 39)},
    "plastics and rubber": {39, 40},
    "hides, wood and paper": {*range(41, 50)},
    "textiles, clothing and shoes": {*range(50, 68)},
    "glass and precious metals": {*range(68, 72)},
    "metals": {*range(72, 84)},
    "machinery": {84},
    "electronics": {85},
    "vehicles": {87},
    "aircraft": {88},
    "instruments": {90},
    "everything else": {86, 89, *range(91, 99)},
}


def inputs() -> tuple[np.ndarray, np.ndarray]:
    """Return sales to others in 2017 and twice the largest yearly rise of 2013 to 2017, US$ bn."""
    table = pd.read_csv(data_dir() / "reference" / "exports_hs2_annual_usa.csv")
    table = table[table["year"] <= 2017]  # what was out on 2 June 2018
    others, caps = [], []
    for chapters in CATEGORIES.values():
        sold = table[table["hs2"].astype(int).isin(chapters)].groupby("year").sum() / 1e9
        china = sold["exports_fas_usd_to_chn"]
        others.append(sold["exports_fas_usd_to_wld"][2017] - china[2017])
        caps.append(2 * max(0.0, china.diff().max()))
    return np.array(others), np.array(caps)


def least(required: float, others: np.ndarray, caps: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the sales with the least sum of squares over sales to others, and that sum."""
    root = np.sqrt(others)  # in x / root the sum is one of plain squares
    found = minimize(
        lambda y: float(y @ y),
        caps / root * (required / caps.sum()),
        jac=lambda y: 2 * y,
        bounds=[(0.0, most) for most in caps / root],
        constraints=[LinearConstraint(root[None, :], required, required)],
        method="SLSQP",
        options={"ftol": 1e-16, "maxiter": 1000},
    )
    return found.x * root, float(found.fun)


def test_every_category_and_every_shadow_price_is_what_scipy_finds() -> None:
    others, caps = inputs()
    sales, _ = least(REQUIRED, others, caps)
    example = required_sums(case())["example"]
    increments = {line.record.name: line.increment_usd_bn.value for line in example.lines}
    assert increments == pytest.approx(dict(zip(CATEGORIES, sales, strict=True)), abs=5e-4)
    assert round(sales[list(CATEGORIES).index("vehicles")], 2) == 2.87

    up, down = (least(REQUIRED + move, others, caps)[1] for move in (STEP, -STEP))
    assert example.basket.multiplier.value == pytest.approx((up - down) / (2 * STEP), abs=1e-5)
    prices = []
    for bound in np.eye(len(caps)):
        wider, narrower = (least(REQUIRED, others, caps + m * bound)[1] for m in (STEP, -STEP))
        prices.append((narrower - wider) / (2 * STEP))
    assert example.basket.cap_prices.value == pytest.approx(prices, abs=1e-5)
    assert sum(price > 1e-4 for price in prices) == 8  # the caps that bind
