"""The headline of the demand of 2018, worked by hand.

Figures: goods_annual_vintages_usa_chn. 2017 as printed on 2018-02-06: exports 130.4, imports 505.6;
on 2018-06-06: 129,893.6 and 505,470.0; on 2026-06-17: 129,997.2 and 505,165.1 (USD mn). Pledges:
chn-2018-05-19 (no amount), chn-2018-offer-70 (published 2018-06-05, lapsed 2018-07-06).
"""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, LAPSED, OFFERED, TODAY, case
from tradegap.reporting.headline import headline

# as of: exports, imports, surplus = imports - exports, residual = surplus - 200
BASE = {
    DEFAULT: (130.4, 505.6, 375.2, 175.2),
    OFFERED: (129.8936, 505.47, 375.5764, 175.5764),
    LAPSED: (129.8936, 505.47, 375.5764, 175.5764),
    TODAY: (129.9972, 505.1651, 375.1679, 175.1679),
}


@pytest.mark.parametrize("as_of", BASE)
def test_the_as_of_date_moves_the_vintage_of_the_base_year_not_the_year(as_of: str) -> None:
    exports, imports, surplus, residual = BASE[as_of]
    base, target = case(as_of).baseline, case(as_of).target
    assert base.exports_usd_bn.value == pytest.approx(exports, abs=1e-9)
    assert base.imports_usd_bn.value == pytest.approx(imports, abs=1e-9)
    assert base.surplus_usd_bn.value == pytest.approx(surplus, abs=1e-9)
    assert target.residual_surplus_usd_bn.value == pytest.approx(residual, abs=1e-9)


@pytest.mark.parametrize(("as_of", "printed"), [(DEFAULT, 375.2), (OFFERED, 375.6), (TODAY, 375.2)])
def test_the_surplus_of_2017_has_three_prints(as_of: str, printed: float) -> None:
    surplus = case(as_of).baseline.surplus_usd_bn.value
    assert round(surplus, 1) == printed


@pytest.mark.parametrize("as_of", [DEFAULT, LAPSED, TODAY])
def test_nothing_can_be_counted_and_nothing_is_not_zero(as_of: str) -> None:
    # before 5 June 2018 the one pledge has no amount; from 6 July 2018 the offer of 70 has lapsed
    gap = case(as_of).gap()
    for number in (gap.quantified_usd_bn_per_year, gap.credited_usd_bn_per_year,
                   gap.gap_usd_bn_per_year, gap.coverage_share):  # fmt: skip
        assert number.value is None
    assert gap.gap_upper_bound_usd_bn_per_year.value == 200.0
    for step in gap.steps:
        assert step.credited_usd_bn.value is None
        assert step.coverage_share.value is None


def test_the_offer_of_70_is_35_percent_of_the_whole_and_70_of_the_first_year() -> None:
    gap = case(OFFERED).gap()
    assert gap.quantified_usd_bn_per_year.value == 70.0
    assert gap.credited_usd_bn_per_year.value == 70.0
    assert gap.gap_usd_bn_per_year.value == 130.0  # 200 - 70
    assert gap.gap_upper_bound_usd_bn_per_year.value == 130.0
    assert gap.coverage_share.value == pytest.approx(0.35)  # 70 / 200
    first, second = gap.steps
    assert first.required_usd_bn.value == 100.0
    assert first.gap_usd_bn.value == 30.0  # 100 - 70
    assert first.coverage_share.value == pytest.approx(0.70)  # 70 / 100
    # its window ends on 2 June 2019: two days of the second step, which is not half of it
    assert second.required_usd_bn.value == 200.0
    assert second.credited_usd_bn.value is None


def test_the_units_of_the_headline() -> None:
    gap = case(OFFERED).gap()
    yearly = (gap.quantified_usd_bn_per_year, gap.credited_usd_bn_per_year,
              gap.gap_usd_bn_per_year, gap.gap_upper_bound_usd_bn_per_year)  # fmt: skip
    for quantity in yearly:
        assert (quantity.unit, quantity.basis) == ("USD bn/year", "census_balance")
    assert (gap.coverage_share.unit, gap.coverage_share.basis) == ("share", None)
    for step in gap.steps:
        assert (step.required_usd_bn.unit, step.gap_usd_bn.unit) == ("USD bn", "USD bn")


@pytest.mark.parametrize(
    ("target", "coverage", "gap", "steps"),
    [
        # 70 / 150 = 46.7%, 150 - 70 = 80; steps 100 x 150/200 = 75 and 150
        (150.0, 70 / 150, 80.0, (75.0, 150.0)),
        # 70 / 50 = 140%, 50 - 70 = -20: more than asked for; steps 25 and 50
        (50.0, 1.4, -20.0, (25.0, 50.0)),
    ],
)
def test_another_target_scales_the_steps_of_the_path(
    target: float, coverage: float, gap: float, steps: tuple[float, float]
) -> None:
    found = case(OFFERED, target_usd_bn=target).gap()
    assert found.coverage_share.value == pytest.approx(coverage)
    assert found.gap_usd_bn_per_year.value == pytest.approx(gap)
    assert [s.required_usd_bn.value for s in found.steps] == pytest.approx(list(steps))


@pytest.mark.parametrize(("target", "residual"), [(150.0, 225.2), (50.0, 325.2)])
def test_another_target_leaves_another_surplus(target: float, residual: float) -> None:
    # 375.2 - 150 = 225.2; 375.2 - 50 = 325.2
    found = case(DEFAULT, target_usd_bn=target)
    assert found.target.residual_surplus_usd_bn.value == pytest.approx(residual)
    assert found.gap().gap_upper_bound_usd_bn_per_year.value == target
    assert found.gap().gap_usd_bn_per_year.value is None


def test_what_the_target_takes_through_one_flow_alone() -> None:
    # 200 / 130.4 = 153.4%, told as 153%; 200 / 505.6 = 39.6%, told as 40%
    named = headline(case())
    assert named["required.exports_rise_share"].value == pytest.approx(200 / 130.4)
    assert named["required.imports_fall_share"].value == pytest.approx(200 / 505.6)
    assert round(100 * named["required.exports_rise_share"].value) == 153
    assert round(100 * named["required.imports_fall_share"].value) == 40


def test_what_the_demand_takes_by_its_own_split() -> None:
    # purchases 75% of the first 100 and 50% of the second: 75 + 50 = 125; the rest 25 + 50 = 75
    named = headline(case())
    split = {k.rpartition(".")[2]: v.value for k, v in named.items() if "demanded_mix" in k}
    assert split["exports_rise_usd_bn"] == pytest.approx(125.0)
    assert split["imports_fall_usd_bn"] == pytest.approx(75.0)
    assert round(100 * split["exports_rise_share"]) == 96  # 125 / 130.4 = 95.9%
    assert round(100 * split["imports_fall_share"]) == 15  # 75 / 505.6 = 14.8%


def test_the_split_scales_with_the_target() -> None:
    # target 150: steps 75 and 150, so 0.75 x 75 + 0.5 x 75 = 93.75 and 18.75 + 37.5 = 56.25
    named = headline(case(DEFAULT, target_usd_bn=150.0))
    assert named["required.demanded_mix.exports_rise_usd_bn"].value == pytest.approx(93.75)
    assert named["required.demanded_mix.imports_fall_usd_bn"].value == pytest.approx(56.25)
    assert named["required.exports_rise_share"].value == pytest.approx(150 / 130.4)


def test_on_the_day_of_the_demand_there_is_no_pledge_at_all() -> None:
    found = case("2018-05-04").gap()
    assert [line.pledge.id for line in found.lines] == ["chn-2018-demand"]
    assert found.coverage_share.value is None
    assert found.gap_upper_bound_usd_bn_per_year.value == 200.0


@pytest.mark.parametrize(
    ("as_of", "ids"),
    [
        ("2018-05-17", ["demand"]),
        ("2018-05-18", ["demand", "claim-200"]),
        (DEFAULT, ["demand", "claim-200", "05-19"]),
        ("2018-06-04", ["demand", "claim-200", "05-19"]),  # made on the 3rd, published on the 5th
        ("2018-06-05", ["demand", "claim-200", "05-19", "offer-70"]),
    ],
)
def test_the_ledger_holds_what_was_published_by_then(as_of: str, ids: list[str]) -> None:
    assert [p.id for p in case(as_of).pledges] == [f"chn-2018-{name}" for name in ids]


@pytest.mark.parametrize(
    ("as_of", "coverage"), [("2018-06-05", 0.35), ("2018-07-05", 0.35), ("2018-07-06", None)]
)
def test_the_offer_counts_from_its_publication_to_the_day_before_it_lapsed(
    as_of: str, coverage: float | None
) -> None:
    assert case(as_of).gap().coverage_share.value == coverage


def test_the_denied_claim_of_200_is_listed_and_never_credited() -> None:
    for name in case(OFFERED).cases:
        line = next(c for c in case(OFFERED).credit(name) if c.pledge.direction == "claim")
        assert line.status == "denied"
        assert not line.counts
        assert line.credited.value is None
        assert line.stated.value == 200.0


def test_the_promise_without_an_amount_is_listed_as_such() -> None:
    (line,) = headline(case())["pledges.unquantified"]
    assert line["id"] == "chn-2018-05-19"
    assert line["reason"] == "no amount was stated: missing, not zero"


def test_the_scenario_and_the_ledger_say_the_same_of_the_demand() -> None:
    scenario = case().scenario
    demand = next(p for p in case().pledges if p.id == scenario.target.ledger)
    assert demand.amount == scenario.target.narrowing_usd_bn_per_year
    assert demand.published == scenario.target.published
