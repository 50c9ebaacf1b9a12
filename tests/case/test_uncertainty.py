"""Uncertainty of the 2018 case: when there is a probability, what it is drawn from, and by hand."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pytest

from tests.case.raw import DEFAULT, NAME, OFFERED, TODAY, rows
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.start_year import start_of
from tradegap.data.uncertainty import (
    HORIZON_YEARS,
    ITS_FIGURES_ARE_OUT,
    NOTHING_TO_REACH,
    tariffs_in_force,
    uncertainty,
    years_ahead,
)
from tradegap.errors import ModelError
from tradegap.model.periods import Window
from tradegap.model.sections import UncertaintySection
from tradegap.model.simulate import varying

LISTS_1_AND_2, AFTER_THE_FIRST_WINDOW = "2018-08-30", "2019-08-01"


def case(as_of: str | None, draws: int = 2_000, scenario: str = NAME, **also: Any) -> Case:
    """Return the case with few draws, for speed."""
    opened = open_case(scenario, as_of=as_of, **also)
    few = UncertaintySection(draws=draws, seed=1, sensitivity_samples=64)
    return replace(opened, scenario=opened.scenario.model_copy(update={"uncertainty": few}))


def yearly(column: str) -> dict[int, float]:
    return {int(r["year"]): float(r[column]) for r in rows("goods_annual_usa_chn")}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("exports_growth_per_year", "exports_fas_usd_mn"),
        ("imports_growth_per_year", "imports_customs_usd_mn"),
    ],
)
def test_the_ranges_of_growth_are_those_of_the_record(name: str, column: str) -> None:
    # runs of two years within the ten years before 2017, as average yearly growth
    trade = yearly(column)
    runs = [(trade[y] / trade[y - 2]) ** 0.5 - 1 for y in range(2009, 2018)]
    found = open_case(NAME).assumptions[name]
    said = [found.low, found.central, found.high]
    assert said == pytest.approx([min(runs), median(runs), max(runs)], abs=5e-4)


def test_the_single_years_are_as_the_rationale_tells_them() -> None:
    told = open_case(NAME).assumptions
    for name, column in (("exports", "exports_fas_usd_mn"), ("imports", "imports_customs_usd_mn")):
        trade = yearly(column)
        years = [trade[y] / trade[y - 1] - 1 for y in range(2008, 2018)]
        rationale = told[f"{name}_growth_per_year"].rationale
        assert f"{min(years):.1%} to {max(years):.1%}" in " ".join(rationale.split())


def test_the_delivered_share_is_that_of_phase_one() -> None:
    later = open_case(NAME).hindsight()
    found = later.assumptions["delivered_share_of_increment"]
    without, with_aircraft = later.delivered_increment(), later.delivered_increment(aircraft=True)
    assert without is not None
    assert with_aircraft is not None
    assert found.central == pytest.approx(without.value, abs=5e-4)
    assert found.low == pytest.approx(with_aircraft.value, abs=5e-4)
    assert found.high == 1.0  # in full, as the headline counts it
    assert (found.quality, found.impact) == ("red", "red")


def test_nothing_quantified_no_probability_and_the_analysts_case_instead() -> None:
    found = uncertainty(case(DEFAULT))
    assert found.crediting == "analysts_central"
    for window in found.windows:
        assert window.probability.value is None
        assert window.why_none == NOTHING_TO_REACH
        assert set(window.runs) == {"coverage", "gap"}


def test_the_analysts_coverage_by_hand_at_the_ends() -> None:
    # exports of chapters 01-24 and 27 in 2017 are 27.254; at the high of growth they are
    # 27.254 x 1.224^(29/12) = 44.4 by themselves: 75 x 0.165 = 12.4 delivered adds nothing
    # at the low, 27.254 x 0.967^(29/12) = 25.131: 27.254 + 12.375 - 25.131 = 14.498 of 200
    bars = {bar.leaf.name: bar for bar in uncertainty(case(DEFAULT)).bars}
    growth = bars["exports_growth_per_year"]
    assert growth.at_high.value == 0.0
    assert growth.at_low.value == pytest.approx(14.498 / 200, abs=1e-4)
    # all delivered at the growth used: 27.254 + 75 - 27.254 x 1.059^(29/12) = 70.95 of 200
    assert bars["delivered_share_of_increment"].at_high.value == pytest.approx(0.3547, abs=1e-4)


def test_a_quantified_pledge_gives_a_probability_where_its_window_runs() -> None:
    first, second = uncertainty(case(OFFERED, draws=100_000)).windows
    assert first.why_none == ""
    # it takes full delivery, imports that fall and exports that rise, all at once
    assert 0 < float(first.probability.value or 0) < 0.01
    # the offer of 70 runs from June 2018 to June 2019: nothing is pledged for the second window
    assert second.probability.value is None
    assert second.why_none == NOTHING_TO_REACH


def test_the_probability_is_the_share_of_balances_at_or_below_what_is_allowed() -> None:
    (first, _) = uncertainty(case(OFFERED, target_usd_bn=20.0)).windows
    allowed = first.outlook.level_usd_bn.value
    share = np.mean(first.runs["balance"].values <= allowed)
    assert 0.05 < share < 0.95
    assert first.probability.value == pytest.approx(share)


def test_the_balance_in_the_middle_by_hand() -> None:
    # as published on 10 June 2018: imports 505.470, exports 129.894; 17 months ahead
    # imports 505.470 x 1.047^(17/12) = 539.45; exports 129.894 x 1.059^(17/12) = 140.88
    # the offer adds 27.254 + 0.165 x 70 - 27.254 x 1.059^(17/12) = 9.25
    (first, _) = uncertainty(case(OFFERED)).windows
    assert first.outlook.imports_usd_bn.value == pytest.approx(539.45, abs=0.02)
    assert first.outlook.pledged_usd_bn.value == pytest.approx(9.25, abs=0.01)
    assert first.outlook.balance_usd_bn.value == pytest.approx(539.45 - 140.88 - 9.25, abs=0.05)


def test_a_tariff_in_force_gives_a_probability_without_a_pledge() -> None:
    found = uncertainty(case(LISTS_1_AND_2))
    assert {a.id for a in found.in_force} == {
        "usa-2018-07-06-301-list-1", "usa-2018-08-23-301-list-2",
        "chn-2018-07-06-ret-301-l1", "chn-2018-08-23-ret-301-l2",
    }  # fmt: skip
    second = found.windows[1]
    assert second.why_none == ""
    assert second.outlook.coverage_share.value is None  # no pledge: no coverage, and it isn't zero
    # 50 of imports and 50 of exports under 25%, with growth at the values used, in closed form
    imports, exports = 505.47 * 1.047 ** (29 / 12), 129.894 * 1.059 ** (29 / 12)
    left = [(1 + 0.25 * 0.945) ** -e * (1 - 0.055 * 0.25) for e in (4.0, 3.9)]
    expected = imports - 50 * 1.047 ** (29 / 12) * (1 - left[0])
    expected -= exports - 50 * 1.059 ** (29 / 12) * (1 - left[1])
    assert second.outlook.balance_usd_bn.value == pytest.approx(expected, abs=0.4)


def test_tariffs_that_cannot_be_counted_are_listed_with_the_reason() -> None:
    counted, refused = tariffs_in_force(case(DEFAULT))
    assert counted == ()
    why = {a.id: a.why_not for a in refused}
    assert "no value is stated" in why["usa-2018-06-01-232"]
    assert "usa-2018-05-29-301-announcement" not in why  # an announcement is no tariff


def test_a_tariff_of_the_base_year_is_in_its_figures() -> None:
    later = case(TODAY)
    base = later.scenario.baseline.model_copy(update={"year": 2019})
    moved = replace(later, scenario=later.scenario.model_copy(update={"baseline_": base}))
    counted, _ = tariffs_in_force(moved)
    assert all(a.effective > "2019-12-31" for a in counted)


def test_a_window_whose_figures_are_out_is_no_matter_of_chance() -> None:
    first, second = uncertainty(case(AFTER_THE_FIRST_WINDOW)).windows
    assert (first.why_none, first.runs) == (ITS_FIGURES_ARE_OUT, {})
    assert second.why_none == ""
    over = uncertainty(case(TODAY))
    assert [w.why_none for w in over.windows] == [ITS_FIGURES_ARE_OUT] * 2
    assert (over.focus, over.why_none) == (None, ITS_FIGURES_ARE_OUT)


def trade(column: str, first: str, last: str) -> float:
    """Return the sum of months in USD bn, as it stands in the table."""
    monthly = rows("goods_monthly_usa_chn")
    return sum(float(r[column]) for r in monthly if first <= r["month"] <= last) / 1e3


def test_months_that_are_out_count_as_published_and_the_rest_by_the_start_years_seasons() -> None:
    # on 1 March 2019 June to December 2018 are out, and 2018 is the last full year
    (first, second) = uncertainty(case("2019-03-01")).windows
    start = first.outlook.start
    assert (start.year, len(start.months_out)) == (2018, 7)
    assert start.out is not None
    bought, sold = (
        trade(c, "2018-06", "2018-12") for c in ("imports_customs_usd_mn", "exports_fas_usd_mn")
    )
    assert start.out.surplus_usd_bn.value == pytest.approx(bought - sold)
    assert bought - sold == pytest.approx(266.4, abs=0.05)
    # January to May are one year ahead of those of 2018, at 5.9% of growth for exports; the lists
    # of 25% cover 50 of them for the whole of these months, which had none of it in 2018
    part = trade("exports_fas_usd_mn", "2018-01", "2018-05") / trade(
        "exports_fas_usd_mn", "2018-01", "2018-12"
    )
    whole = start.flows.exports_usd_bn.value
    left = (1 + 0.25 * 0.945) ** -3.9 * (1 - 0.055 * 0.25)
    rest = (float(whole or 0) - 50 * (1 - left)) * 1.059 * part
    assert first.outlook.exports_usd_bn.value == pytest.approx(sold + rest, abs=0.05)
    # 266.4 of the 275.6 allowed are gone after seven months
    assert (first.probability.value, first.lost) == (0.0, False)
    # the second window has none out and starts from 2018 too
    assert (second.outlook.start.year, second.outlook.start.months_out) == (2018, ())


def test_a_window_whose_months_exceed_what_is_allowed_is_lost() -> None:
    # on 15 June 2020 eleven months are out and come to 281.8, where 175.6 is allowed for twelve
    (_, second) = uncertainty(case("2020-06-15")).windows
    start = second.outlook.start
    assert (start.year, len(start.months_out)) == (2019, 11)
    assert start.out is not None
    assert start.out.surplus_usd_bn.value == pytest.approx(281.8, abs=0.05)
    assert second.outlook.level_usd_bn.value == pytest.approx(175.6, abs=0.05)
    assert (second.probability.value, second.lost) == (0.0, True)


def test_growth_starts_from_the_last_full_year_and_the_target_from_the_base_year() -> None:
    # 2020 is out on 10 February 2021: one year of growth, not four from 2017
    found = uncertainty(case(None, scenario="us-china-phase-one"))
    last = found.windows[-1]
    assert (last.outlook.window.label, last.outlook.start.year) == ("2021", 2020)
    ahead = years_ahead(last.outlook)
    assert ahead is not None
    assert ahead.value == 1.0
    imports = last.outlook.start.flows.imports_usd_bn.value
    # the lists in force were so in all of 2020, so they are in its figures: 4.7% of growth alone
    assert last.outlook.imports_usd_bn.value == pytest.approx(float(imports or 0) * 1.047)
    base = yearly("imports_customs_usd_mn")[2017] - yearly("exports_fas_usd_mn")[2017]
    assert last.outlook.level_usd_bn.value == pytest.approx(base / 1e3 - 200, abs=0.6)
    assert last.probability.value == 0.0
    assert ahead.value < HORIZON_YEARS


def test_the_rest_of_a_window_is_the_part_that_its_months_were_of_the_start_year() -> None:
    window = Window("2018-06", "2019-05")
    it = case("2018-08-30")
    by_season = start_of(it, window, 2017)
    assert by_season.rest_share is not None
    assert by_season.rest_share.value == pytest.approx(11 / 12)
    assert by_season.exports_share is not None
    june = trade("exports_fas_usd_mn", "2017-06", "2017-06")
    year = trade("exports_fas_usd_mn", "2017-01", "2017-12")
    assert by_season.exports_share.value == pytest.approx(1 - june / year)


def test_where_the_start_years_months_are_not_there_it_is_twelfths(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tradegap.data.start_year._months_there", lambda _: {"2018-06"})
    start = start_of(case("2018-08-30"), Window("2018-06", "2019-05"), 2017)
    shares = (start.exports_share, start.imports_share, start.rest_share)
    assert [None if s is None else s.value for s in shares] == [pytest.approx(11 / 12)] * 3


def test_an_override_is_not_drawn() -> None:
    found = uncertainty(case(OFFERED, overrides={"delivered_share_of_increment": 1.0}))
    first = found.windows[0]
    assert "assumption:delivered_share_of_increment" not in varying(first.outlook.room_usd_bn)
    assert "delivered_share_of_increment" not in {bar.leaf.name for bar in found.bars}
    # 27.254 + 70 - 27.254 x 1.059^(17/12) = 67.695, at the growth used
    assert first.outlook.pledged_usd_bn.value == pytest.approx(67.695, abs=0.01)


@pytest.mark.parametrize("value", [1.5, 20.0])
def test_more_than_all_of_a_promise_is_refused(value: float) -> None:
    changed = case(OFFERED, overrides={"delivered_share_of_increment": value})
    with pytest.raises(ModelError, match=r"has .* in its range: no more can be delivered"):
        uncertainty(changed)


def test_the_trend_of_exports_makes_no_difference_here() -> None:
    plain, trend = (
        uncertainty(case(OFFERED, without_pledge=how)).windows[0] for how in ("base_year", "trend")
    )
    assert np.array_equal(plain.runs["balance"].values, trend.runs["balance"].values)


def test_on_other_figures_than_us_goods_nothing_is_drawn() -> None:
    found = uncertainty(case(OFFERED, judged_on="partner"))
    assert found.windows == ()
    assert "US figures for goods alone" in found.why_none


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target_": None}, "no target"),
        ({"path": ()}, "no date"),
    ],
)
def test_a_case_without_target_or_date_says_so(change: dict[str, Any], said: str) -> None:
    opened = case(DEFAULT)
    if "path" in change:
        change = {"target_": opened.scenario.target.model_copy(update=change)}
    bare = replace(opened, scenario=opened.scenario.model_copy(update=change))
    found = uncertainty(bare)
    assert (found.windows, found.focus) == ((), None)
    assert said in found.why_none
