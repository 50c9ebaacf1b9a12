"""The worked example of GSIM, four by four, solved from the project's tables."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from tests.case.raw import TODAY
from tradegap.data.load import Figures
from tradegap.model.gsim import Gsim, gsim

REGIONS = ("USA", "JPN", "EUU", "RST")


def figures() -> Figures:
    return Figures(date.fromisoformat(TODAY))


def matrix(column: str) -> np.ndarray:
    """Return a column of the example as exporters' rows by importers' columns."""
    table = figures().table("gsim_four_by_four").set_index(["exporter", "importer"])
    return np.array([[float(table.loc[(i, v), column]) for v in REGIONS] for i in REGIONS])


def elasticity(name: str) -> float:
    found = figures().figure("published_elasticities", "value", id=name).value
    assert isinstance(found, float)
    return found


@cache
def solved() -> Gsim:
    """Solve it: the US and the EU drop their tariffs on each other."""
    before = matrix("tariff_factor")
    after = before.copy()
    after[0, 2] = after[2, 0] = 1.0
    return gsim(
        matrix("trade_at_world_prices"),
        before,
        after,
        elasticity("gsim-demand"),
        elasticity("gsim-substitution"),
        elasticity("gsim-supply"),
        REGIONS,
    )


def price_change(region: str) -> float:
    """Return the relative change of a region's world price."""
    return float(solved().price_change[REGIONS.index(region)])
