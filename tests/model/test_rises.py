"""The largest yearly rises of many things in one node: by hand, holes, order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, parameter, series_of
from tradegap.model.rises import largest_rises


def rows(sold: dict[str, float | None]) -> Quantity:
    parts = [
        parameter(name.replace(" ", "_"), amount, unit="USD bn", basis="exports_fas", label=name)
        for name, amount in sold.items()
    ]
    return series_of(parts, list(sold), "rows")


def rises(sold: dict[str, float | None]) -> dict[str, float]:
    found = largest_rises(rows(sold), "largest rises")
    assert (found.unit, found.basis) == ("USD bn", "exports_fas")
    return dict(zip(found.index or (), np.asarray(found.value).tolist(), strict=True))


def test_the_largest_rise_of_each_thing() -> None:
    # 12: 10 to 14 (+4), 14 to 13; 27: 3 to 1, 1 to 2 (+1); in whatever order the rows stand
    sold = {"2016 12": 14, "2015 12": 10, "2017 12": 13, "2015 27": 3, "2016 27": 1, "2017 27": 2}
    assert rises(sold) == {"12": 4.0, "27": 1.0}


def test_only_falls_are_no_rise() -> None:
    assert rises({"2016 12": 14, "2017 12": 13}) == {"12": 0.0}


def test_a_hole_or_a_year_left_out_is_not_known() -> None:
    holed = {"2015 12": 1, "2016 12": None, "2017 12": 3, "2015 27": 1, "2017 27": 5, "2017 88": 2}
    assert all(np.isnan(rise) for rise in rises(holed).values())


def test_rows_without_a_year_are_refused() -> None:
    with pytest.raises(ModelError, match="named by year and thing"):
        largest_rises(rows({"2016": 1, "2017": 2}), "largest rises")
    one = parameter("one", 1.0, unit="USD bn", label="one")
    with pytest.raises(ModelError, match="named by year and thing"):
        largest_rises(one, "largest rises")
