"""Exports without the pledge on their trend, worked by hand from exports_hs2_annual_usa.

Chapters 01 to 24 and 27 to China: 25.475159844 bn in 2013, 27.254229825 bn in 2017. The average
yearly change of the four years is (27.254229825 - 25.475159844) / 4 = 0.444767495. The window of
the offer of 70 begins in 2018, one year after the base: without it exports rise by 0.444767495.
Credited = max(0, 27.254229825 + 70 - 27.698997320) = 69.555232505.
"""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, OFFERED, case, rows

CHAPTERS = {f"{n:02d}" for n in range(1, 25)} | {"27"}


def farm_and_energy(year: str) -> float:
    return sum(
        float(r["exports_fas_usd_to_chn"])
        for r in rows("exports_hs2_annual_usa")
        if r["year"] == year and r["hs2"] in CHAPTERS
    ) / 1e9  # fmt: skip


def test_the_inputs() -> None:
    assert farm_and_energy("2013") == pytest.approx(25.475159844)
    assert farm_and_energy("2017") == pytest.approx(27.254229825)


def test_a_rising_trend_takes_its_rise_off_the_pledge() -> None:
    gap = case(OFFERED, without_pledge="trend").gap()
    by_hand = 70 - (farm_and_energy("2017") - farm_and_energy("2013")) / 4
    assert by_hand == pytest.approx(69.555232505)
    assert gap.credited_usd_bn_per_year.value == pytest.approx(by_hand, abs=1e-9)
    assert gap.coverage_share.value == pytest.approx(0.347776, abs=5e-7)  # 69.5552 / 200
    assert gap.quantified_usd_bn_per_year.value == 70.0  # as it was stated


def test_the_base_year_is_the_default() -> None:
    assert case(OFFERED).gap().credited_usd_bn_per_year.value == 70.0
    assert case(OFFERED, without_pledge="base_year").gap().coverage_share.value == 0.35


def test_the_trend_counts_nothing_where_nothing_is_stated() -> None:
    assert case(DEFAULT, without_pledge="trend").gap().coverage_share.value is None


def test_the_trend_applies_to_the_analysts_too() -> None:
    # the promise of 19 May has no window: its year is that of its announcement, 2018
    gap = case(DEFAULT, without_pledge="trend").gap("analysts_low")
    rise = (farm_and_energy("2017") - farm_and_energy("2013")) / 4
    assert gap.credited_usd_bn_per_year.value == pytest.approx(60 - rise)
