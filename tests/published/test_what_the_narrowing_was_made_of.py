"""Published result 11: 2017 to 2020 in today's vintage, and the windows of the demand of 2018.

Exports fell by 5.4, imports by 72.6, so the surplus narrowed by 67.2, all of it through imports.
June 2018 to May 2019 against 2017: -27.5; June 2019 to May 2020: 66.8.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.case.raw import TODAY, case
from tradegap.data.load import Figures
from tradegap.model.periods import Window
from tradegap.model.progress import narrowing


def published(name: str) -> float:
    found = Figures(date.fromisoformat(TODAY)).figure("published_results", "value", id=name)
    assert isinstance(found.value, float)
    return found.value


def test_2020_against_2017() -> None:
    change = narrowing(case(TODAY).year(2017), case(TODAY).year(2020), "2020")
    found = (change.narrowing_usd_bn.value, -change.exports_rise_usd_bn.value,
             change.imports_fall_usd_bn.value)  # fmt: skip
    printed = (67.2, 5.4, 72.6)
    assert tuple(round(v, 1) for v in found) == printed
    names = ("", "-exports", "-imports")
    assert tuple(published(f"narrowing-2017-2020{name}") for name in names) == printed


@pytest.mark.parametrize(
    ("first", "last", "printed", "name"),
    [("2018-06", "2019-05", -27.5, "narrowing-window-1"),
     ("2019-06", "2020-05", 66.8, "narrowing-window-2")],
)  # fmt: skip
def test_the_windows_against_2017(first: str, last: str, printed: float, name: str) -> None:
    found = case(TODAY)
    change = narrowing(found.year(2017), found.window(Window(first, last)), "window")
    assert round(change.narrowing_usd_bn.value, 1) == printed == published(name)
