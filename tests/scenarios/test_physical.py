"""The section of physical pledges in a scenario: what it may name, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenarios.files import OWN, SOYBEANS, changed, write
from tradegap.data.open_case import open_case
from tradegap.data.physical import physical_lines, shipped
from tradegap.data.scenarios import load_scenario
from tradegap.errors import InputError, ModelError, ScenarioError
from tradegap.reporting.answer import answer
from tradegap.reporting.physical import say_over_what, say_physical
from tradegap.reporting.text import voice

PRICE = "    price: {value: 400, unit: USD/t, source: press report of the day}\n"
UNPRICED = changed(SOYBEANS, PRICE, "")
ASSUMED = """\
assumptions:
  my_price:
    {title: price, low: 300, central: 350, high: 500, unit: USD/t, source: a test,
     rationale: a test, quality: red, impact: red}
  my_gas_price:
    {title: price, low: 4, central: 5, high: 6, unit: USD/Mcf, source: a test,
     rationale: a test, quality: red, impact: red}
  my_mcf_per_t:
    {title: conversion, low: 46, central: 48, high: 52, unit: Mcf/t, source: a test,
     rationale: a test, quality: red, impact: red}
"""
SECTION = """\
physical:
  pledges:
    - {pledge: my-soybeans, price: my_price}
"""


def text(pledge: str = UNPRICED, assumed: str = ASSUMED, section: str = SECTION) -> str:
    return f"{OWN}pledges:\n{pledge}{assumed}{section}"


def refused(folder: Path, written: str) -> str:
    path = write(folder, written)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def credited(folder: Path, written: str) -> float | None:
    line = open_case(str(write(folder, written))).credit()[0]
    assert line.credited.value is None or isinstance(line.credited.value, float)
    return line.credited.value


def test_an_assumed_price_makes_dollars_of_tonnes(tmp_path: Path) -> None:
    assert credited(tmp_path, text()) == pytest.approx(3.5)  # 10 mn t x 350


def test_without_a_price_there_are_no_dollars(tmp_path: Path) -> None:
    assert credited(tmp_path, text(section="")) is None


def test_a_price_of_another_unit_is_converted(tmp_path: Path) -> None:
    section = changed(SECTION, "my_price}", "my_gas_price, per: my_mcf_per_t}")
    # 10 mn t x 5 USD/Mcf x 48 Mcf/t = 2.4 bn
    assert credited(tmp_path, text(section=section)) == pytest.approx(2.4)


def test_a_price_that_makes_no_dollars_is_refused(tmp_path: Path) -> None:
    section = changed(SECTION, "my_price}", "my_gas_price}")
    case = open_case(str(write(tmp_path, text(section=section))))
    with pytest.raises(InputError, match="in USD/Mcf makes no dollars of my-soybeans"):
        case.credit()


def test_a_price_whose_source_is_later_is_not_used(tmp_path: Path) -> None:
    later = changed(ASSUMED, "quality: red, impact: red}", "quality: red, impact: red,\n"
                    "     published: 2018-06-11}")  # fmt: skip
    assert credited(tmp_path, text(assumed=later)) is None


def test_a_pledge_that_says_it_is_a_level_is_taken_over_its_base(tmp_path: Path) -> None:
    level = changed(UNPRICED, "kind: physical\n", "kind: physical\n    over: nothing\n")
    # 10 mn t x 350 = 3.5 bn; soybeans of 2017 were 12.2 bn
    assert credited(tmp_path, text(level)) == 0.0
    case = open_case(str(write(tmp_path, text(level))))
    over = physical_lines(case)[0].over_base_usd_bn_per_year
    assert over is not None
    assert over.value == pytest.approx(3.5 - 12.224802399)


def test_an_unknown_assumption_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, text(section=changed(SECTION, "my_price", "no_price")))
    assert "no_price is no assumption of this scenario" in told


def test_a_pledge_that_the_scenario_does_not_have_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, text(section=changed(SECTION, "my-soybeans", "my-beans")))
    assert "my-beans is none of this scenario's pledges (my-soybeans)" in told


def test_a_pledge_with_two_prices_is_refused(tmp_path: Path) -> None:
    twice = SECTION + "    - {pledge: my-soybeans, price: my_gas_price}\n"
    assert "stands twice" in refused(tmp_path, text(section=twice))


def test_an_unknown_table_of_measures_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, text(section=SECTION + "  measures: no_table\n"))
    assert "no_table" in told


def test_a_pledge_without_codes_is_refused(tmp_path: Path) -> None:
    assert "has no codes" in refused(
        tmp_path, text(changed(UNPRICED, 'codes: ["1201"]', "codes: []"))
    )


@pytest.mark.parametrize("share", [1.1, -0.1])
def test_a_share_over_one_or_below_nothing_is_refused(share: float) -> None:
    opened = open_case("us-china-2025")  # it would refuse the share; the model does too
    case = replace(opened, overrides={"soybean_share_of_chapter_12": share})
    with pytest.raises(ModelError, match="write a share from 0 to 1"):
        shipped(case)


@pytest.mark.parametrize("price", [0.0, -400.0])
def test_a_price_of_nothing_is_refused(price: float) -> None:
    case = replace(open_case("us-china-2025"), overrides={"soybean_price_usd_per_t": price})
    with pytest.raises(ModelError, match="write a price above zero"):
        case.credit()


PARTNERS = """\
schema: 1
id: my-gas
title: Gas
question: What does it come to?
reporter: USA
partner: WLD
partners: [KOR, JPN]
as_of: 2026-07-07
chapters: [10-physical]
partners_ledger: {base_year: 2024}
pledges:
  - ledger: kor-lng
  - ledger: jpn-aircraft
physical:
  pledges:
    - {pledge: kor-lng, price: lng_price_usd_per_mcf, per: lng_mcf_per_t}
    - {pledge: jpn-aircraft, price: aircraft_price_usd_mn, lag: aircraft_delivery_lag_years}
"""


def test_gas_of_another_partner_at_the_assumed_price(tmp_path: Path) -> None:
    gas, aircraft = physical_lines(open_case(str(write(tmp_path, PARTNERS))))
    # 3.3 mn t a year x 5 USD/Mcf x 48 Mcf/t = 0.792 bn a year; the base isn't in the tables
    assert gas.usd_bn_per_year is not None
    assert gas.usd_bn_per_year.value == pytest.approx(0.792)
    assert gas.base_usd_bn is None
    # 100 aircraft x 117.5 mn, undated: 11.75 bn in all, nothing in a year
    assert aircraft.usd_bn_per_year is None
    assert aircraft.if_delivered is not None
    assert aircraft.if_delivered.worth_usd_bn.value == pytest.approx(11.75)
    assert aircraft.credited.value is None


MORE = """\
schema: 1
id: my-purchases
title: Gas and aircraft
question: What do they come to?
reporter: USA
partner: CHN
as_of: 2026-07-07
chapters: [10-physical]
baseline:
  year: 2024
  vintages: goods_annual_vintages_usa_chn
  annual: goods_annual_usa_chn
  monthly: goods_monthly_usa_chn
pledges:
  - {id: my-gas, partner: CHN, announced: 2026-01-01, published: 2026-01-01, category: natural gas,
     codes: ["2711"], kind: physical, over: nothing, amount: 10, unit: bn m3/year,
     events: [{date: 2026-01-01, status: signed}], source: a test}
  - {id: my-aircraft, partner: CHN, announced: 2026-01-01, published: 2026-01-01,
     category: aircraft, codes: ["88"], kind: physical, measure: orders, amount: 200,
     unit: aircraft, window_start: 2026-01-01, window_end: 2029-12-31,
     deliveries: [{year: 2027, amount: 20}, {year: 2028, amount: 30}, {year: 2031, amount: 50}],
     events: [{date: 2026-01-01, status: signed}], source: a test}
physical:
  pledges:
    - {pledge: my-gas, price: lng_price_usd_per_mcf}
    - {pledge: my-aircraft, price: aircraft_price_usd_mn}
"""


def test_cubic_metres_of_gas_are_priced_by_the_thousand_cubic_feet(tmp_path: Path) -> None:
    case = open_case(str(write(tmp_path, MORE)))
    gas = physical_lines(case)[0]
    # a thousand cubic feet are 1000 x 0.3048^3 = 28.3168 m3: 10 bn / 28.3168 x 5 dollars
    assert gas.usd_bn_per_year is not None
    assert gas.usd_bn_per_year.value == pytest.approx(10 / 28.316846592 * 5)
    assert gas.credited.value is None  # a level, and exports of 2711 in 2024 aren't in the tables
    assert "at 0.18 dollars a cubic metre" in say_physical(case, voice(case)).plain
    assert "natural gas are a level" in say_over_what(case, voice(case)).plain


def test_an_order_counts_by_what_is_delivered_and_says_so(tmp_path: Path) -> None:
    case = open_case(str(write(tmp_path, MORE)))
    aircraft = case.credit()[1]
    # 20 + 30 by 2029, 50 x 0.1175 bn over four years; those of 2031 are past the window
    assert aircraft.credited.value == pytest.approx(50 * 0.1175 / 4)
    told = answer(case, voice(case)).plain
    assert told.startswith(
        "200 aircraft at an assumed US$117.5 mn each, 50 of them delivered from 2026 to 2029, are "
        "US$1.5 bn a year, read as additional."
    )
    assert "50 of them delivered from 2026 to 2029" in say_physical(case, voice(case)).plain
