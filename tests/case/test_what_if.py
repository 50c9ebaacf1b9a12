"""A headline at other settings: at its own it is the headline, and moved it is worked by hand."""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, OFFERED, TODAY, case
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.partners import partner_ledger
from tradegap.data.what_if import categories, headline_setting, numbers, what_if
from tradegap.data.what_if_partners import (
    partner_cases,
    partner_categories,
    partner_numbers,
    partner_what_if,
)
from tradegap.model.gap import Gap, counted

FARM = "parameter:delivery:farm goods, energy"
TARIFF, TARGET = "parameter:tariff_percent", "parameter:target_usd_bn"
ELASTICITY, PASS_THROUGH = "assumption:import_demand_elasticity", "assumption:pass_through_share"


def every() -> list[Case]:
    """Open the listed scenarios with one balance, and that of 2018 on other days and figures."""
    return [
        *(case(day) for day in (DEFAULT, OFFERED, TODAY)),
        case(OFFERED, 150.0, without_pledge="trend"),
        case(OFFERED, judged_on="partner"),
        open_case("us-china-phase-one"),
        open_case("us-china-2025"),
    ]


@pytest.mark.parametrize("opened", every(), ids=lambda c: f"{c.scenario.id}-{c.as_of}")
def test_at_its_own_setting_it_is_the_headline_to_the_last_digit(opened: Case) -> None:
    for name in opened.shown_cases:
        found = numbers(what_if(opened, name))
        if not opened.scenario.has_target:
            plain = counted(opened.credit(name), opened.rules(name))
            assert found.credited == plain.credited_usd_bn_per_year.value
            assert (found.gap, found.coverage, found.target) == (None, None, None)
            continue
        gap = opened.gap(name)
        assert found.stated == gap.quantified_usd_bn_per_year.value
        assert found.credited == gap.credited_usd_bn_per_year.value
        assert found.coverage == gap.coverage_share.value
        assert found.gap == gap.gap_usd_bn_per_year.value
        assert found.upper_bound == gap.gap_upper_bound_usd_bn_per_year.value
        assert found.narrowing == 0


@pytest.mark.parametrize("opened", every(), ids=lambda c: f"{c.scenario.id}-{c.as_of}")
def test_what_is_credited_is_the_sum_of_its_categories(opened: Case) -> None:
    for name in opened.shown_cases:
        found = numbers(what_if(opened, name))
        parts = [v for v in found.by_category.values() if isinstance(v, float)]
        assert sum(parts) == pytest.approx(found.credited or 0.0, rel=1e-12)


def test_on_2_june_nothing_can_be_counted_and_a_tariff_still_narrows() -> None:
    what = what_if(case())
    plain, moved = numbers(what), numbers(what, {TARIFF: 10.0})
    assert (plain.credited, plain.gap, plain.upper_bound) == (None, None, 200.0)
    # 505.6 x (1 - (1 + 0.1 x 0.945)^-4 x (1 - 0.055 x 0.1)) = 505.6 x (1 - 0.693018...)
    left = 505.6 * (1 + 0.1 * 0.945) ** -4 * (1 - 0.055 * 0.1)
    assert moved.narrowing == pytest.approx(505.6 - left, rel=1e-12)
    assert moved.upper_bound == pytest.approx(200 - (505.6 - left), rel=1e-12)
    assert (moved.credited, moved.gap) == (None, None)


def test_on_10_june_half_of_70_is_delivered() -> None:
    what = what_if(case(OFFERED))
    plain, half = numbers(what), numbers(what, {FARM: 0.5, TARGET: 140.0})
    assert (plain.credited, plain.coverage, plain.gap) == (70.0, 0.35, 130.0)
    # 70 x 0.5 = 35; of 140 that is a quarter, and 105 are left
    assert (half.credited, half.coverage, half.gap) == (35.0, 0.25, 105.0)
    assert half.by_category == {"farm goods, energy": 35.0}


def test_nothing_delivered_is_zero_and_not_missing() -> None:
    found = numbers(what_if(case(OFFERED)), {FARM: 0.0})
    assert (found.credited, found.gap) == (0.0, 200.0)


def test_elasticity_and_pass_through_move_the_tariff_alone() -> None:
    what = what_if(case(OFFERED))
    moved = numbers(what, {TARIFF: 20.0, ELASTICITY: 1.3, PASS_THROUGH: 0.25})
    # base year 2017 as published on 6 June 2018
    base = case(OFFERED).baseline.imports_usd_bn.value
    assert isinstance(base, float)
    left = base * (1 + 0.2 * 0.25) ** -1.3 * (1 - 0.75 * 0.2)
    assert moved.narrowing == pytest.approx(base - left, rel=1e-12)
    assert moved.credited == 70.0


def test_more_is_delivered_less_is_left_and_more_tariff_too() -> None:
    what = what_if(open_case("us-china-phase-one"))
    key = "parameter:delivery:Energy"
    gaps = [numbers(what, {key: share}).gap for share in (0.0, 0.5, 1.0, 1.5)]
    assert gaps == sorted(gaps, reverse=True)
    gaps = [numbers(what, {TARIFF: rate}).gap for rate in (0.0, 5.0, 20.0, 100.0)]
    assert gaps == sorted(gaps, reverse=True)


def test_a_level_that_adds_nothing_has_no_delivery() -> None:
    opened = open_case("us-china-2025")
    assert categories(opened) == ("farm goods other than soybeans (single source)",)


def test_a_ledger_of_several_partners_moves_by_rules_and_deliveries() -> None:
    opened = open_case("us-partners-2025")
    assert partner_cases(opened) == ("as_stated", "confirmed_only")
    assert "LNG" in partner_categories(opened)
    plain, ledger = partner_what_if(opened), partner_ledger(opened)
    assert partner_numbers(plain) == partner_numbers(ledger)
    half = partner_numbers(plain, {"parameter:delivery:energy": 0.5})
    # levels: 250 and 5.4 of energy by half, 3.4 of LNG and 2.6 of farm goods whole
    assert half["level"] == pytest.approx(0.5 * 255.4 + 6.0, rel=1e-12)
    # totals: Taiwan's 44.4 of energy over five years by half, the rest whole
    assert half["cumulative"] == pytest.approx(100 + 30 + 0.5 * 8.88 + 3.04 + 5.04, rel=1e-12)
    assert half["not_stated"] == 8.0
    # signed: Japan's 8, Taiwan's three totals and Malaysia's 30; levels were only announced
    signed = partner_numbers(partner_what_if(opened, "confirmed_only"))
    assert "level" not in signed
    assert signed["cumulative"] == pytest.approx(8.88 + 3.04 + 5.04 + 30, rel=1e-12)


def test_the_headline_is_made_of_the_very_nodes_of_the_gap() -> None:
    what, gap = headline_setting(case(OFFERED)), case(OFFERED).gap()
    assert isinstance(what.found, Gap)
    assert what.found.gap_usd_bn_per_year.node_id == gap.gap_usd_bn_per_year.node_id
