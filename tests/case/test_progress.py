"""Progress of the case of 2018: the path by month, the forecast, the years, worked by csv alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.case.raw import DEFAULT, TODAY, case, quantities, rows
from tests.case.test_as_of import allowed, figure_leaves
from tradegap.data.progress import (
    forecast_record,
    forecast_to,
    path_forecasts,
    path_progress,
    rest_of_world,
    year_to_date,
    years_beside,
)
from tradegap.errors import ModelError
from tradegap.reporting.progress_results import progress_results

BEGUN = "2018-12-12"  # June to October 2018 are out


def surplus(month: str) -> float:
    (row,) = (r for r in rows("goods_monthly_usa_chn") if r["month"] == month)
    return (float(row["imports_customs_usd_mn"]) - float(row["exports_fas_usd_mn"])) / 1000


def months(first: int, last: int, year: int) -> float:
    return sum(surplus(f"{year}-{n:02d}") for n in range(first, last + 1))


def test_before_the_path_no_month_is_out() -> None:
    assert [s.state for s in path_progress(case())] == ["ahead", "ahead"]


def test_the_step_that_has_begun_by_either_proration() -> None:
    first, second = path_progress(case(BEGUN))
    assert (first.state, second.state) == ("running", "ahead")
    even, seasonal = first.even, first.seasonal
    assert even is not None
    assert seasonal is not None
    assert even.pace.label == "June to October 2018"
    # base as published on 6 June 2018: 505.470 - 129.893 = 375.576; 5 of 12 months
    base, now = 375.5764, months(6, 10, 2018)
    assert even.due.value == pytest.approx(100 * 5 / 12)
    assert even.change.narrowing_usd_bn.value == pytest.approx(base * 5 / 12 - now, abs=1e-3)
    share = months(6, 10, 2017) / months(1, 12, 2017)
    assert seasonal.due.value == pytest.approx(100 * share)
    # the base year's same months, each flow raised to the year as published
    assert seasonal.change.narrowing_usd_bn.value == pytest.approx(
        months(6, 10, 2017) - now, abs=0.3
    )
    assert even.reached_share.value == pytest.approx(
        even.change.narrowing_usd_bn.value / even.due.value
    )


def test_what_it_was_made_of_adds_up_under_both() -> None:
    step = path_progress(case(BEGUN))[0]
    for found in (step.even, step.seasonal):
        assert found is not None
        parts = found.change.exports_rise_usd_bn.value + found.change.imports_fall_usd_bn.value
        assert parts == pytest.approx(found.change.narrowing_usd_bn.value)
        assert found.reached_by_month.value[-1] == pytest.approx(
            found.change.narrowing_usd_bn.value
        )
        assert found.due_by_month.value[-1] == pytest.approx(found.due.value)


def test_what_the_remaining_months_may_have() -> None:
    step = path_progress(case(BEGUN))[0]
    assert step.even is not None
    # 375.576 - 100 = 275.576 for the step, less what June to October 2018 had, over 7 months
    left = 275.5764 - months(6, 10, 2018)
    assert step.even.needed.left.value == pytest.approx(left, abs=1e-3)
    assert step.even.needed.per_month.value == pytest.approx(left / 7, abs=1e-3)
    same = months(11, 12, 2017) + months(1, 5, 2017)
    assert step.even.needed.times_base.value == pytest.approx(left / same, abs=1e-4)


def test_a_step_that_is_over_has_no_forecast() -> None:
    assert [s.state for s in path_progress(case(TODAY))] == ["over", "over"]
    assert path_forecasts(case(TODAY)) == []
    assert [f.window.first for f in path_forecasts(case("2019-08-15"))] == ["2019-06"]


def test_a_forecast_adds_to_the_months_that_are_out() -> None:
    (found,) = path_forecasts(case("2019-08-15"))
    assert found.to_date is not None
    assert found.to_date.value == pytest.approx(surplus("2019-06"))  # June alone is out
    assert found.forecast.months.first == "2019-07"
    point = found.to_date.value + found.forecast.point.value
    assert found.surplus["point"].value == pytest.approx(point)
    for name, end in (("low80", "high80"), ("low95", "high95"), ("point", "point")):
        base = case("2019-08-15").year(2017).surplus_usd_bn.value
        assert found.narrowing[name].value == pytest.approx(base - found.surplus[end].value)
    assert found.narrowing["low95"].value < found.narrowing["low80"].value


def test_a_deadline_before_the_as_of_date_is_refused() -> None:
    with pytest.raises(ModelError, match=r"until: the deadline May 2019 lies before .* 2019-08-15"):
        forecast_to(case("2019-08-15"), "2019-05")
    with pytest.raises(ModelError, match="is no month"):
        forecast_to(case("2019-08-15"), "May 2019")
    assert forecast_to(case("2019-08-15"), "2019-12").window.first == "2019-01"


def test_years_on_both_countries_figures() -> None:
    found = {row.year: row for row in years_beside(case("2020-07-01"))}
    assert list(found) == [2018, 2019]
    # China's customs: 275.8 for 2017 (as of then), 323.3 for 2018, 295.5 for 2019
    assert found[2018].theirs.value == pytest.approx(275.8 - 323.3)
    assert found[2019].theirs.value == pytest.approx(275.8 - 295.5)


def test_the_rest_of_the_world_on_one_basis() -> None:
    found = {row.year: row for row in rest_of_world(case(TODAY))}
    assert (min(found), max(found)) == (2017, 2024)

    def bought(who: str) -> float:
        table = rows("imports_naics3_annual_usa")
        return sum(float(r["imports_customs_usd"]) for r in table
                   if (r["year"], r["partner"]) == ("2020", who)) / 1e9  # fmt: skip

    def sold(who: str) -> float:
        table = rows("exports_hs2_annual_usa")
        return sum(float(r[f"exports_fas_usd_to_{who}"]) for r in table
                   if r["year"] == "2020" and r[f"exports_fas_usd_to_{who}"]) / 1e9  # fmt: skip

    china, world = bought("CHN") - sold("chn"), bought("WLD") - sold("wld")
    assert found[2020].partner.surplus_usd_bn.value == pytest.approx(china)
    assert found[2020].others.surplus_usd_bn.value == pytest.approx(world - china)
    assert found[2020].others.surplus_usd_bn.basis == "consumption_balance"


def test_the_year_so_far_against_the_base_years_same_months() -> None:
    found = year_to_date(case(BEGUN))
    assert found is not None
    window, change = found
    assert (window.first, window.last) == ("2018-01", "2018-10")
    expected = months(1, 10, 2017) - months(1, 10, 2018)
    assert change.narrowing_usd_bn.value == pytest.approx(expected)


@pytest.mark.parametrize("as_of", [DEFAULT, BEGUN, "2020-03-20", "2021-02-10"])
def test_nothing_rests_on_a_figure_that_was_not_out(as_of: str) -> None:
    seen = 0
    for name, quantity in quantities(progress_results(case(as_of))):
        for leaf in figure_leaves(quantity):
            if "month" in dict(leaf.row) or "year" in dict(leaf.row):
                assert allowed(leaf, date.fromisoformat(as_of)), (name, leaf)
                seen += 1
    assert seen > 2


def test_the_record_of_the_forecast_is_as_the_method_says() -> None:
    # docs/method.md: as of July 2026, 31 origins, 10.1%, 61% and 84%
    found = forecast_record(case("2026-07-07"))
    assert found.reason is None
    assert found.origins.value == 31
    assert found.error_share.value == pytest.approx(0.101, abs=0.0005)
    assert found.within80.value == pytest.approx(0.61, abs=0.005)
    assert found.within95.value == pytest.approx(0.84, abs=0.005)
