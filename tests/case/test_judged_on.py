"""The switch for the figures on which a target is judged, worked by hand from the tables.

China's customs, 2017: 275.8 as CRS printed it on 2018-04-23, without flows; exports 429.8, imports
153.9, 275.9 in September 2023. US services with China, 2017: exports 56.0, imports 17.4, balance
38.6, first in the tables on 2019-06-20. US goods, 2017, on 2018-06-06: 129,893.6 and 505,470.0.
"""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, NAME, OFFERED, case, quantities
from tradegap.build.plan import make_plan
from tradegap.data.open_case import open_case
from tradegap.errors import InputError, ParameterError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.periods import Window
from tradegap.reporting.headline import headline, hindsight

FLOWS_OUT, SERVICES_OUT = "2023-10-01", "2019-07-01"
BUILDS = {
    # as of, judged on: exports, imports, surplus, what 200 leaves, basis of the surplus
    (DEFAULT, "reporter"): (130.4, 505.6, 375.2, 175.2, "census_balance"),
    (DEFAULT, "partner"): (None, None, 275.8, 75.8, "china_customs_balance"),
    (FLOWS_OUT, "partner"): (153.9, 429.8, 275.9, 75.9, "china_customs_balance"),
    # 129.8936 + 56.0; 505.47 + 17.4; 375.5764 - 38.6; less 200
    (SERVICES_OUT, "reporter_with_services"): (
        185.8936, 522.87, 336.9764, 136.9764, "goods_and_services_balance"),
}  # fmt: skip


@pytest.mark.parametrize(("as_of", "on"), BUILDS)
def test_base_and_what_the_target_leaves(as_of: str, on: str) -> None:
    found = case(as_of, judged_on=on)
    exports, imports, surplus, left, basis = BUILDS[as_of, on]
    base = found.baseline
    assert base.exports_usd_bn.value == (None if exports is None else pytest.approx(exports))
    assert base.imports_usd_bn.value == (None if imports is None else pytest.approx(imports))
    assert base.surplus_usd_bn.value == pytest.approx(surplus)
    assert base.surplus_usd_bn.basis == basis
    assert found.target.residual_surplus_usd_bn.value == pytest.approx(left)
    assert found.target.residual_surplus_usd_bn.basis == basis
    assert found.target.narrowing_usd_bn_per_year.value == 200.0


@pytest.mark.parametrize("on", ["reporter", "partner"])
def test_coverage_and_gap_do_not_depend_on_the_switch(on: str) -> None:
    # 70 / 200 = 35%, 200 - 70 = 130; 70 / 100 = 70% of the first step
    gap = case(OFFERED, judged_on=on).gap()
    basis = BUILDS[DEFAULT, on][4]
    assert gap.coverage_share.value == pytest.approx(0.35)
    assert (gap.gap_usd_bn_per_year.value, gap.gap_usd_bn_per_year.basis) == (130.0, basis)
    assert gap.gap_upper_bound_usd_bn_per_year.value == 130.0
    assert gap.credited_usd_bn_per_year.basis == basis
    assert gap.quantified_usd_bn_per_year.basis == basis
    assert gap.steps[0].coverage_share.value == pytest.approx(0.7)
    assert gap.steps[0].gap_usd_bn.value == 30.0
    assert gap.steps[1].credited_usd_bn.value is None


def test_the_default_graph_has_no_reading_of_the_target() -> None:
    # only where the figures are other ones is the target read on another basis, in the open
    assert case(DEFAULT).target.narrowing_usd_bn_per_year.op == "leaf"
    read = case(DEFAULT, judged_on="partner").target.narrowing_usd_bn_per_year
    assert (read.op, read.basis, read.inputs[0].basis) == (
        "rebase", "china_customs_balance", "census_balance")  # fmt: skip


def test_required_shares_on_chinas_flows_and_missing_where_there_are_none() -> None:
    # 200 / 153.9 = 1.29955; 200 / 429.8 = 0.46533
    named = headline(case(FLOWS_OUT, judged_on="partner"))
    assert named["required.exports_rise_share"].value == pytest.approx(1.29955, abs=1e-5)
    assert named["required.imports_fall_share"].value == pytest.approx(0.46533, abs=1e-5)
    missing = headline(case(DEFAULT, judged_on="partner"))
    assert missing["required.exports_rise_share"].value is None
    assert missing["required.imports_fall_share"].value is None


@pytest.mark.parametrize(("as_of", "on"), BUILDS)
def test_no_baseline_is_a_later_vintage(as_of: str, on: str) -> None:
    base = case(as_of, judged_on=on).baseline
    found = [q.leaf for q in leaves(base.exports_usd_bn, base.imports_usd_bn, base.surplus_usd_bn)]
    assert not any(leaf.later_vintage for leaf in found if isinstance(leaf, FigureLeaf))


def test_figures_without_the_base_year_are_refused_with_the_years_that_there_are() -> None:
    told = r"2018-06-02 \(years .*: 2015, 2016\); take as_of=2019-06-20 or later"
    with pytest.raises(InputError, match=told):
        open_case(NAME, DEFAULT, judged_on="reporter_with_services")
    with pytest.raises(InputError, match=told):  # a build refuses before a chapter runs
        make_plan(NAME, {"judged_on": "reporter_with_services"})
    with pytest.raises(ParameterError, match="none of reporter, partner"):
        open_case(NAME, DEFAULT, judged_on="china")


def test_several_partners_have_no_balance_to_judge() -> None:
    with pytest.raises(ParameterError, match="no one balance"):
        open_case("us-partners-2025", judged_on="partner")


def test_months_are_refused_and_calendar_years_are_not() -> None:
    found = case(FLOWS_OUT, judged_on="partner")
    with pytest.raises(InputError, match="June 2018 to May 2019 has no figures"):
        found.window(Window("2018-06", "2019-05"))
    with pytest.raises(InputError, match="by calendar year only"):
        found.by_month(Window("2018-01", "2018-12"))
    assert found.window(Window("2020-01", "2020-12")).surplus_usd_bn.value == 316.9
    assert found.window_if_there(Window("2018-06", "2019-05")).surplus_usd_bn.value is None
    assert found.year_if_there(2016).surplus_usd_bn.value is None
    with pytest.raises(InputError, match=r"2016.*2014, 2017"):
        found.year(2016)


def test_series_have_the_years_that_there_are_and_no_others() -> None:
    series = case(DEFAULT, judged_on="partner").by_year(2000, 2017).surplus_usd_bn
    assert series.index == ("2000", "2009", "2012", "2014", "2017")
    assert list(series.value) == [29.7, 143.3, 224.1, 237.0, 275.8]


def test_services_count_where_the_balance_has_them() -> None:
    both = case(SERVICES_OUT, judged_on="reporter_with_services")
    assert all(not both.rules(name).goods_only for name in both.cases)
    assert "goods and services" in both.rules().title
    assert all(case(DEFAULT, judged_on="partner").rules(name).goods_only for name in both.cases)


def test_the_reporters_baseline_stays_whatever_the_switch() -> None:
    found = case(DEFAULT, judged_on="partner").reporter_baseline
    assert found.surplus_usd_bn.value == pytest.approx(375.2)
    assert found.surplus_usd_bn.node_id == case(DEFAULT).baseline.surplus_usd_bn.node_id


def test_hindsight_on_chinas_figures_is_by_calendar_year() -> None:
    # 2017 275.9 (September 2023), 2020 316.9: -41.0; exports 134.9 - 153.9, imports 429.8 - 451.8;
    # 2018 323.3: 2020 against 2018 is 6.4
    named = hindsight(case(DEFAULT, judged_on="partner"))
    values = {name: q.value for name, q in quantities(named)}
    assert values["hindsight.surplus_usd_bn.2018"] == 323.3
    assert values["hindsight.2017_to_2020.narrowing_usd_bn"] == pytest.approx(-41.0)
    assert values["hindsight.2017_to_2020.exports_rise_usd_bn"] == pytest.approx(-19.0)
    assert values["hindsight.2017_to_2020.imports_fall_usd_bn"] == pytest.approx(-22.0)
    others = {
        row["title"]: row["narrowing_usd_bn"].value for row in named["hindsight.alternatives"]
    }
    assert others["2020 against 2018"] == pytest.approx(6.4)
    assert [row["narrowing_usd_bn"].value for row in named["hindsight.path"]] == [None, None]


def test_hindsight_with_services_tells_what_is_missing() -> None:
    # services of 2019 and 2020 have exports alone in the tables: no balance
    named = hindsight(case(SERVICES_OUT, judged_on="reporter_with_services"))
    assert named["hindsight.surplus_usd_bn.2019"].value is None
    assert named["hindsight.2017_to_2020.narrowing_usd_bn"].value is None
    # 418.2330 (today's) - 38.8
    assert named["hindsight.surplus_usd_bn.2018"].value == pytest.approx(379.433, abs=1e-3)
