"""Published result 1: the figures of the news story of 2 June 2018.

Source: an Australian newspaper's story of 2 June 2018 (news_2018_06_02.csv). Surplus of 2017 375.2;
after a narrowing of 200, 175.2; through exports alone +153% of 130.4, through imports alone -40% of
505.6. All A$ amounts at 0.7570 US dollars, the noon rate of 31 May 2018 (Federal Reserve, H.10).
"""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, case, cell, rows
from tradegap.model.quantity import parameter
from tradegap.reporting.headline import headline
from tradegap.reporting.text import voice

AMOUNTS = [row for row in rows("news_2018_06_02") if row["value_aud"]]


def test_the_surplus_and_what_a_narrowing_of_200_leaves() -> None:
    named = headline(case())
    assert round(named["baseline.surplus_usd_bn"].value, 1) == 375.2
    assert round(named["target.residual_surplus_usd_bn"].value, 1) == 175.2
    assert cell("news_2018_06_02", "value", id="surplus_2017") == 375.2
    assert cell("news_2018_06_02", "value", id="narrowing_target") == 200.0


def test_what_it_takes_through_one_flow_alone() -> None:
    named = headline(case())
    assert round(named["baseline.exports_usd_bn"].value, 1) == 130.4
    assert round(named["baseline.imports_usd_bn"].value, 1) == 505.6
    assert round(100 * named["required.exports_rise_share"].value) == 153
    assert round(100 * named["required.imports_fall_share"].value) == 40


def test_the_rate_of_31_may_2018() -> None:
    rate = case().rate("AUD")
    assert rate is not None
    assert (rate.value, rate.unit) == (0.7570, "USD/AUD")
    assert cell("fx_usd_per_aud_daily", "usd_per_aud", date="2018-05-31") == 0.7570


@pytest.mark.parametrize("row", AMOUNTS, ids=[row["id"] for row in AMOUNTS])
def test_the_australian_dollars_to_the_printed_digit(row: dict[str, str]) -> None:
    # 375.2 / 0.757 = 495.6; 200 / 0.757 = 264.2; 50 / 0.757 = 66.05; 100 / 0.757 = 132.1
    printed = row["value_aud"]
    amount = parameter("news", float(row["value"]), unit=row["unit"], label=row["what"])
    converted = voice(case(DEFAULT, currency="AUD")).converted(amount)
    assert converted is not None
    digits = len(printed.partition(".")[2])
    assert round(converted.value, digits) == float(printed)
    assert converted.unit == row["unit_aud"]


def test_the_story_prints_five_amounts_and_one_rate_makes_them_all() -> None:
    assert [row["value_aud"] for row in AMOUNTS] == ["495.6", "264", "66", "132", "66"]


def test_the_promise_of_19_may_had_no_amount() -> None:
    (row,) = (r for r in rows("news_2018_06_02") if r["id"] == "pledge_may_19")
    assert row["value"] == ""
    assert headline(case())["coverage_share"].value is None


def test_every_row_of_the_story_has_its_place_in_the_report() -> None:
    news = case().scenario.news
    assert news is not None
    assert set(news.places) == {row["id"] for row in rows("news_2018_06_02")}
    assert set(news.places.values()) <= set(case().scenario.chapters)
