"""Published results 10 and 12: averages of tariffs, collected and on the books.

12 is worked from the NAICS table: duty over imports for consumption from China. 10 is recorded and
not reproduced, for the tariff lines are not in the tables: only that the figures are those printed.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.case.raw import case
from tradegap.data.duties import average_tariffs, collected_duty_share, weightings
from tradegap.data.load import Figures
from tradegap.model.quantity import Quantity

LATE = "2026-07-07"


def value(quantity: Quantity | None) -> float:
    assert quantity is not None
    assert isinstance(quantity.value, float)
    return quantity.value


@pytest.mark.parametrize("year", [2017, 2020])
def test_collected_duty_over_imports_for_consumption(year: int) -> None:
    # 2017: 13.501 / 503.652 = 2.68%; 2020: 42.585 / 432.763 = 9.84%
    ours = value(collected_duty_share(case(LATE), year))
    name = f"collected-duty-{year}"
    theirs = Figures(date(2026, 11, 23)).figure("published_results", "value", id=name)
    assert round(100 * ours, 1) == value(theirs)


def test_the_statutory_average_beside_it_is_another_one() -> None:
    by_date = {a["date"]: a for a in average_tariffs(case(LATE))}
    printed = {"2018-01-01": 3.1, "2018-09-25": 12.0, "2019-09-01": 21.0, "2020-02-14": 19.3}
    assert {day: by_date[day]["us_on_china"].value for day in printed} == printed
    # 19.3 on the books in 2020, 9.8 collected: twice as much
    assert by_date["2020-02-14"]["us_on_china"].value > 100 * value(
        collected_duty_share(case(LATE), 2020)
    )


def test_one_set_of_rates_averages_three_ways_by_its_weights() -> None:
    assert [q.value for q in weightings(case(LATE))] == [20.7, 15.6, 21.1]
    assert weightings(case("2018-06-02")) == []
