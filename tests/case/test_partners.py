"""The case of nine partners: every number worked by hand from the tables as they are on disk."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.case.raw import cell, quantities, rows
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.partners import PartnerLedger, partner_ledger
from tradegap.errors import ParameterError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.partners import PLACES, PartnerLine
from tradegap.reporting.partners import partners_results

NAME = "us-partners-2025"
PARTNERS = ("EUU", "JPN", "KOR", "IND", "TWN", "IDN", "MYS", "THA", "CHE")
YEARLY = {
    "eu-energy": 250.0,  # 750 over 2026, 2027 and 2028
    "jpn-goods": 8.0,
    "ind-goods": 100.0,  # 500 / 5
    "twn-energy": 8.88,  # 44.4 / 5
    "twn-aircraft": 3.04,  # 15.2 / 5
    "twn-equipment": 5.04,  # 25.2 / 5
    "mys-goods": 30.0,  # 150 / 5
    "mys-lng": 3.4,
    "tha-agri": 2.6,
    "tha-energy": 5.4,
}
INVESTMENT = {"kor-investment", "che-investment"}


@cache
def opened(as_of: str | None = None) -> Case:
    return open_case(NAME, as_of=as_of)


@cache
def ledger(as_of: str | None = None) -> PartnerLedger:
    return partner_ledger(opened(as_of))


def line(name: str, as_of: str | None = None) -> PartnerLine:
    return next(x for x in ledger(as_of).lines if x.pledge.id == name)


def value(quantity: Any) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value


def test_every_line_of_these_partners_is_in_exactly_one_place() -> None:
    """The scenario names each line; a line that is added to the table has to be added there."""
    on_disk = {row["id"] for row in rows("pledges") if row["partner"] in PARTNERS}
    placed = [x.pledge.id for place in PLACES for x in ledger().placed(place)]
    assert len(placed) == len(set(placed)) == 21
    assert set(placed) == on_disk
    assert {x.pledge.id for x in ledger().placed("yearly")} == set(YEARLY)
    assert {x.pledge.id for x in ledger().placed("investment")} == INVESTMENT
    assert len(ledger().placed("not_yearly")) == 21 - 10 - 2
    assert ledger().placed("listed") == ()


@pytest.mark.parametrize("name", YEARLY)
def test_the_yearly_amount_by_hand_and_as_the_ledger_prints_it(name: str) -> None:
    ours = value(line(name).usd_bn_per_year)
    assert ours == pytest.approx(YEARLY[name])
    # printed to one digit: 8.88 is 8.9 there; a level is printed as the level that it is
    assert ours == pytest.approx(cell("pledges", "yearly_usd_bn", id=name), abs=0.05 + 1e-9)


def test_the_ledger_prints_no_other_yearly_amount_for_these_partners() -> None:
    printed = {r["id"] for r in rows("pledges") if r["partner"] in PARTNERS and r["yearly_usd_bn"]}
    assert printed == set(YEARLY)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("ind-goods", 100 / 41.581198347),  # 2.4 times
        ("mys-goods", 30 / 27.682100545),  # 1.08: more than all
        ("eu-energy", 250 / 369.998310226),
        ("twn-energy", 8.88 / 42.497985973),
        ("jpn-goods", 8 / 78.863444365),
        ("tha-energy", 5.4 / 17.906475525),
    ],
)
def test_the_ratio_to_all_exports_of_2024(name: str, share: float) -> None:
    assert value(line(name).over_exports_share) == pytest.approx(share)


def test_the_ratio_agrees_with_the_ledgers_own_note() -> None:
    assert "2.4 times all US exports to India in 2024 (41.6)" in line("ind-goods").pledge.note
    assert value(line("ind-goods").over_exports_share) == pytest.approx(2.4, abs=0.05)
    assert "more than all US exports to Malaysia (27.7 in 2024)" in line("mys-goods").pledge.note
    assert value(line("mys-goods").over_exports_share) > 1


def test_the_level_of_the_european_union_and_its_two_readings() -> None:
    energy = line("eu-energy")
    assert "about 76 a year bought in 2024" in energy.pledge.note
    assert value(energy.base_usd_bn_per_year) == cell(
        "level_bases", "purchases_usd_bn", id="eu-energy"
    )
    assert value(energy.rise_usd_bn_per_year) == pytest.approx(250 - 76)
    # the ledger: 750 / 3.4 = 220; ours isn't rounded on the way, 750 / 3.433 = 218.5
    assert value(energy.from_statement_usd_bn_per_year) == pytest.approx(750 / 3.433, abs=0.05)
    assert value(energy.from_statement_usd_bn_per_year) == pytest.approx(220, abs=2)
    others = [x for x in ledger().lines if x.pledge.id != "eu-energy"]
    assert all(x.rise_usd_bn_per_year is None for x in others)
    assert value(energy.times_base) == pytest.approx(250 / 76)


def test_taiwans_totals_have_a_second_reading_for_their_window_had_begun() -> None:
    # said on 12 February 2026 for 2025 to 2029: 1419 days, 3.885 years, are left
    read = {
        x.pledge.id: value(x.from_statement_usd_bn_per_year)
        for x in ledger().lines
        if x.from_statement_usd_bn_per_year is not None
    }
    assert set(read) == {"eu-energy", "twn-energy", "twn-aircraft", "twn-equipment"}
    assert [round(read[f"twn-{n}"], 1) for n in ("energy", "aircraft", "equipment")] == [
        11.4, 3.9, 6.5]  # fmt: skip


def test_gas_without_a_price_is_told_at_the_assumed_one_of_the_chapter_on_quantities() -> None:
    assert line("kor-lng").place == "not_yearly"
    assert line("kor-lng").usd_bn_per_year.value is None
    # 3.3 mn t x 48 Mcf a tonne x 5 dollars; aircraft have no deliveries and no yearly amount
    assert {name: value(worth) for name, worth in ledger().assumed_usd_bn_per_year.items()} == {
        "kor-lng": pytest.approx(3.3 * 48 * 5 / 1e3)
    }


def test_sums_stand_by_kind_and_partner_and_are_not_added() -> None:
    kinds = {kind: value(amount) for kind, amount in ledger().by_kind.items()}
    assert kinds == {
        "level": pytest.approx(250 + 3.4 + 2.6 + 5.4),
        "cumulative": pytest.approx(100 + 8.88 + 3.04 + 5.04 + 30),
        "not_stated": pytest.approx(8),
    }
    taiwan = next(p for p in ledger().partners if p.partner == "TWN")
    # 8.88 + 3.04 + 5.04 = 16.96 of 42.498
    assert value(taiwan.by_kind["cumulative"]) == pytest.approx(16.96)
    assert value(taiwan.over_exports_share["cumulative"]) == pytest.approx(16.96 / 42.497985973)
    malaysia = next(p for p in ledger().partners if p.partner == "MYS")
    assert set(malaysia.by_kind) == {"level", "cumulative"}


def test_exports_to_indonesia_are_not_known() -> None:
    indonesia = next(p for p in ledger().partners if p.partner == "IDN")
    assert indonesia.exports_usd_bn is None
    assert indonesia.counts["not_yearly"] == 3
    results = partners_results(ledger())
    assert results["partners.by_partner.idn.exports_usd_bn"] is None


def test_investment_has_no_yearly_amount_even_where_it_has_a_window() -> None:
    for name in INVESTMENT:
        assert line(name).usd_bn_per_year.value is None
        assert line(name).over_exports_share is None


def test_as_of_bounds_the_ledger() -> None:
    early = ledger("2025-09-01")
    expected = {
        r["id"] for r in rows("pledges")
        if r["partner"] in PARTNERS and r["published"] <= "2025-09-01"
    }  # fmt: skip
    assert {x.pledge.id for x in early.lines} == expected
    assert len(expected) == 8
    # the EU's level and Malaysia's LNG; India, Japan's goods and Taiwan came later
    assert {x.pledge.id for x in early.placed("yearly")} == {"eu-energy", "mys-lng"}
    assert "not_stated" not in early.by_kind
    # exports of 2024 were out, in an earlier vintage than ours: marked as later
    exports = line("eu-energy", "2025-09-01").exports_usd_bn
    assert exports is not None
    assert all(
        leaf.leaf.later_vintage for leaf in leaves(exports) if isinstance(leaf.leaf, FigureLeaf)
    )


def test_before_the_year_was_out_exports_are_not_known() -> None:
    before = ledger("2025-01-31")
    assert before.lines == ()
    assert all(p.exports_usd_bn is None for p in before.partners)
    assert before.by_kind == {}


def test_the_status_of_a_line_never_tells_of_later_days() -> None:
    assert ledger().status_words["ind-goods"] == "announced ('intends')"
    offer = partner_ledger(open_case("us-china-2018", as_of="2018-06-10"))
    # the table's note goes on: void if the tariffs on US$50 bn proceed; lapsed 2018-07-06
    assert offer.status_words["chn-2018-offer-70"] == "offered"


def test_every_number_walks_back_to_figures_and_definitions() -> None:
    found = dict(quantities(partners_results(ledger())))
    assert len(found) > 40
    for name, quantity in found.items():
        origins = leaves(quantity)
        assert origins, name
        if quantity.value is not None:
            assert any(isinstance(q.leaf, FigureLeaf) for q in origins), name


def test_the_chapter_has_something_to_say_about_a_case_with_one_partner() -> None:
    found = partner_ledger(open_case("us-china-2018", as_of="2018-06-10"))
    assert found.base_year == 2017
    assert [p.partner for p in found.partners] == ["CHN"]
    # 70 of the 129.9972 bn of 2017 in today's vintage
    assert value(found.lines[-1].usd_bn_per_year) == 70.0
    exports = cell("exports_by_partner_annual_usa", "exports_fas_usd", year="2017", partner="CHN")
    assert value(found.lines[-1].over_exports_share) == pytest.approx(70e9 / exports)


def test_a_target_for_a_case_without_one_is_refused() -> None:
    with pytest.raises(ParameterError, match="asks for no narrowing"):
        open_case(NAME, target_usd_bn=100)
