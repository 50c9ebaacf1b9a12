"""The purchases of 2025 and 2026, worked by hand from the tables."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest

from tests.case.raw import cell, rows
from tradegap.data.base_exports import base_exports
from tradegap.data.case import Case
from tradegap.data.ledger import ledger_pledge
from tradegap.data.open_case import open_case
from tradegap.data.physical import measures, physical_lines, shipped
from tradegap.errors import InputError, UnknownNameError
from tradegap.model.crediting import Credited
from tradegap.model.physical import PhysicalLine
from tradegap.model.pledges import Pledge

NAME, LATER, EARLY = "us-china-2025", "2026-07-07", "2025-12-01"
SOY_2024 = 12_761_369_923  # key_products_annual_usa_chn, 1201, 2024, as published 2025-06


def opened(as_of: str = LATER, **settings: Any) -> Case:
    return open_case(NAME, as_of, **settings)


def credited(name: str, as_of: str = LATER, rules: str = "as_stated", **more: Any) -> Credited:
    return next(c for c in opened(as_of, **more).credit(rules) if c.pledge.id == name)


def physical(name: str, as_of: str = LATER, **settings: Any) -> PhysicalLine:
    lines = physical_lines(opened(as_of, **settings))
    return next(line for line in lines if line.pledge.id == name)


def test_twenty_five_million_tonnes_are_a_level_below_the_base_year() -> None:
    line = physical("chn-2025-soy-25")
    # 25 mn t x 472 USD/t = 11.8 bn a year; exports of 1201 in 2024 were 12.761 bn
    assert line.usd_bn_per_year is not None
    assert line.usd_bn_per_year.value == pytest.approx(25 * 0.472)
    assert line.base_usd_bn is not None
    assert line.base_usd_bn.value == pytest.approx(SOY_2024 / 1e9)
    assert line.over_base_usd_bn_per_year is not None
    assert line.over_base_usd_bn_per_year.value == pytest.approx(11.8 - SOY_2024 / 1e9)
    # in tonnes: 25 - 27.21
    assert line.over_base_quantity is not None
    assert line.over_base_quantity.value == pytest.approx(-2.21)
    assert (line.counts, line.credited.value) == (True, 0.0)
    assert "adds nothing" in line.reason


@pytest.mark.parametrize("price", [400, 472])
def test_at_no_price_of_the_range_the_level_adds_anything(price: float) -> None:
    line = credited("chn-2025-soy-25", overrides={"soybean_price_usd_per_t": price})
    assert line.credited.value == 0.0
    assert line.stated.value == pytest.approx(25 * price / 1000 - SOY_2024 / 1e9)


def test_a_price_at_which_the_level_would_add_something() -> None:
    # 25 mn t x 600 = 15 bn, 2.239 bn over the base
    line = credited("chn-2025-soy-25", overrides={"soybean_price_usd_per_t": 600})
    assert line.credited.value == pytest.approx(15 - SOY_2024 / 1e9)


def test_twelve_million_tonnes_count_while_their_window_runs_and_not_after() -> None:
    # 12 mn t x 472 USD/t, bought within a year: 5.664 bn
    assert credited("chn-2025-soy-12", EARLY).credited.value == pytest.approx(5.664)
    after = credited("chn-2025-soy-12")
    assert (after.status, after.counts) == ("window_over", False)


def test_seventeen_bn_are_one_sides_word_and_count_only_in_the_case_that_takes_it() -> None:
    assert credited("chn-2026-agri-17").credited.value is None
    taken = credited("chn-2026-agri-17", rules="one_side_included")
    assert taken.credited.value == 17.0
    assert taken.pledge.direction == "pledge"


def test_a_claim_is_credited_in_no_case() -> None:
    for rules in opened().cases:
        assert credited("chn-2026-soy-20", rules=rules).credited.value is None


def test_aircraft_without_a_date_are_credited_in_no_case_and_listed() -> None:
    for rules in opened().cases:
        assert credited("chn-2026-aircraft", rules=rules).credited.value is None
    line = physical("chn-2026-aircraft")
    assert line.usd_bn_per_year is None
    assert line.if_delivered is not None
    # 200 x 117.5 mn = 23.5 bn in all; ordered in 2026, with lags of 2, 5 and 9 years
    assert line.if_delivered.worth_usd_bn.value == pytest.approx(23.5)
    assert [q.value for q in line.if_delivered.years] == [2028.0, 2031.0, 2035.0]


def test_nothing_of_2026_is_known_in_2025() -> None:
    assert [p.id for p in opened(EARLY).pledges] == ["chn-2025-soy-12", "chn-2025-soy-25"]
    assert measures(opened(EARLY)) == []


def test_three_measures_of_one_purchase_stand_apart() -> None:
    found = {m.measure: (m.bound, m.quantity.value) for m in measures(opened())}
    assert found == {
        "orders": ("at_least", 7.0),
        "sales_confirmed": ("under", 4.0),
        "arrivals": ("exactly", 0.0),
    }


def test_what_was_shipped_is_chapter_12_by_share_and_price() -> None:
    pace = next(p for p in shipped(opened()) if p.pledge.id == "chn-2025-soy-12")
    dollars = sum(
        float(r["exports_fas_usd"])
        for r in rows("exports_hs2_monthly_usa_chn")
        if r["hs2"] == "12" and r["month"] in ("2025-11", "2025-12")
    )
    # 54.1 + 548.7 mn dollars x 0.95 / 472 = 1.213 mn t
    assert pace.even is not None
    assert pace.even.actual.value == pytest.approx(dollars * 0.95 / 472 / 1e6)


def test_the_share_of_soybeans_is_the_range_of_the_years() -> None:
    soy: dict[str, tuple[str, float]] = {}
    for r in rows("key_products_annual_usa_chn"):
        if (r["flow"], r["hs"]) == ("exports", "1201"):
            soy[r["year"]] = max(
                soy.get(r["year"], ("", 0.0)), (r["as_published"], float(r["usd"]))
            )
    shares = [
        usd / cell("exports_hs2_annual_usa", "exports_fas_usd_to_chn", year=year, hs2="12")
        for year, (_, usd) in soy.items()
    ]
    assert len(shares) == 12  # 2013 to 2024
    entry = opened().assumptions["soybean_share_of_chapter_12"]
    assert round(min(shares), 2) == entry.low == 0.85
    assert round(max(shares), 2) == entry.high == 0.97
    assert round(median(shares), 2) == entry.central == 0.95


def test_prices_come_from_the_table_of_unit_values() -> None:
    entry = opened().assumptions["soybean_price_usd_per_t"]
    assert entry.central == cell("unit_values", "unit_value", item="soybeans to China")
    low = cell("unit_values", "unit_value", item="soybeans (news arithmetic)")
    assert entry.low == low == 400
    soy = [float(r["unit_value"]) for r in rows("unit_values") if r["item"].startswith("soybeans")]
    assert (min(soy), max(soy)) == (entry.low, entry.central)
    assert entry.high - entry.central == entry.central - entry.low  # no table has it: as far above
    planes = sorted(
        float(r["unit_value"]) for r in rows("unit_values")
        if r["unit"] == "USD mn/aircraft" and r["unit_value"]
    )  # fmt: skip
    aircraft = opened().assumptions["aircraft_price_usd_mn"]
    assert [aircraft.low, aircraft.central * 2, aircraft.high] == planes == [64, 235, 351]


def base(pledge_id: str, year: int) -> tuple[float | None, str]:
    figures = opened("2026-11-01").figures
    pledge = ledger_pledge(figures, pledge_id)
    assert pledge is not None
    found, why = base_exports(figures, pledge, year)
    assert found is None or isinstance(found.value, float)
    return (None if found is None else found.value), why


def test_a_base_by_headings_is_the_last_vintage() -> None:
    # 2020 was 14,202,646,345 as published 2021-04 and 14,066,787,260 as published 2025-06
    assert base("chn-2025-soy-25", 2020)[0] == pytest.approx(14.06678726)
    early = open_case(NAME, "2025-11-05").figures
    pledge = ledger_pledge(early, "chn-2025-soy-25")
    assert pledge is not None
    assert base_exports(early, pledge, 2013)[0] is not None


@pytest.mark.parametrize(("as_of", "usd_bn"), [("2020-06-01", 98.2), ("2021-06-01", 98.2)])
def test_the_goods_of_phase_one_in_its_second_year(as_of: str, usd_bn: float) -> None:
    # manufactured goods 44.8, agriculture 19.5, energy 33.9; of the first year 32.9 + 12.5 + 18.5
    # are 63.9, and are over from 2021 on; services are no goods
    found = open_case("us-china-phase-one", as_of)
    assert found.gap().credited_usd_bn_per_year.value == pytest.approx(usd_bn)
    first = [c.credited.value for c in found.credit() if c.pledge.id.endswith("2020") and c.counts]
    assert sum(first) == pytest.approx(63.9 if as_of < "2021" else 0.0)


def test_a_base_of_phase_one_has_its_groups_and_aircraft() -> None:
    in_2017 = [
        float(r["exports_fas_usd"]) for r in rows("phase_one_exports_monthly_usa_chn")
        if r["category"] == "Manufactured goods" and r["month"].startswith("2017")
    ]  # fmt: skip
    planes = cell("key_products_annual_usa_chn", "usd", year="2017", flow="exports", hs="8800")
    found = base("chn-phase-one-manufactured-2020", 2017)[0]
    assert found == pytest.approx((sum(in_2017) + planes) / 1e9)


@pytest.mark.parametrize(
    ("name", "year", "why"),
    [
        ("chn-phase-one-energy-2020", 2021, "groups of Annex 6.1 aren't in the tables"),
        ("chn-2025-soy-25", 2025, "code 1201 aren't in the tables for 2025"),
        ("chn-2018-offer-70", 1999, "by chapter aren't in the tables for 1999"),
        ("kor-lng", 2024, "for China alone"),
        ("chn-phase-one-services-2020", 2017, "no code of goods"),
        ("chn-2026-soy-20", 2024, "a claim has no base"),
    ],
)
def test_a_base_that_is_not_there_is_missing_with_its_reason(
    name: str, year: int, why: str
) -> None:
    value, said = base(name, year)
    assert value is None
    assert why in said


def made(**changes: Any) -> Pledge:
    fields: dict[str, Any] = {
        "id": "made", "partner": "CHN", "announced": "2025-11-01", "published": "2025-11-01",
        "category": "goods", "codes": ("12",), "kind": "level", "amount": 1.0,
        "unit": "USD bn/year", "events": [{"date": "2025-11-01", "status": "offered"}],
        "source": "made for a test",
    }  # fmt: skip
    return Pledge.model_validate(fields | changes)


def test_a_heading_within_a_named_chapter_counts_once() -> None:
    figures = opened().figures
    alone, both = (
        base_exports(figures, made(codes=codes), 2024)[0] for codes in (("12",), ("12", "1201"))
    )
    assert alone is not None
    assert both is not None
    assert both.value == alone.value == pytest.approx(13.227667276)


def test_chapters_and_headings_add_up() -> None:
    found = base_exports(opened().figures, made(codes=("10", "1201")), 2024)[0]
    assert found is not None
    assert found.value == pytest.approx((2_053_353_886 + SOY_2024) / 1e9)


def test_one_code_that_is_not_there_makes_the_whole_base_missing() -> None:
    found, why = base_exports(opened().figures, made(codes=("1201", "2711")), 2024)
    assert found is None
    assert "2711" in why


def test_every_line_of_the_scenario_stands_in_the_chapter_once() -> None:
    case = opened()
    shown = [line.pledge.id for line in physical_lines(case)]
    assert shown == [p.id for p in case.pledges if p.kind == "physical"]
    assert len(shown) == 4


def test_without_a_target_the_gap_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match="us-china-2025 has no target"):
        opened().gap()


def test_an_override_of_an_unknown_price_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="soybean_price"):
        opened(overrides={"soybean_price": 500})
