"""A ledger of several partners as a scenario: what is refused, each in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.files import SOYBEANS, changed, line_of, write
from tradegap.data.open_case import open_case
from tradegap.data.partners import partner_ledger
from tradegap.data.scenarios import load_scenario
from tradegap.errors import InputError, ScenarioError, UnknownNameError

PARTNERS = """\
schema: 1
id: my-partners
title: My partners
question: What would they buy?
reporter: USA
partner: WLD
partners: [IND, EUU]
as_of: 2026-07-07
chapters: [11-partners]
partners_ledger:
  base_year: 2024
pledges:
  - ledger: ind-goods
  - ledger: eu-energy
"""
TARGET = """\
target:
  narrowing_usd_bn_per_year: 100
  status: demanded
  published: 2018-05-04
  source: a test
"""
BASELINE = """\
baseline:
  year: 2017
  vintages: goods_annual_vintages_usa_chn
  annual: goods_annual_usa_chn
  monthly: goods_monthly_usa_chn
"""


def test_the_sound_one_is_read(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, PARTNERS))
    assert scenario.partners == ("IND", "EUU")
    assert not scenario.has_target
    with pytest.raises(InputError, match="has no target; add one"):
        scenario.target  # noqa: B018


@pytest.mark.parametrize(
    ("text", "at", "parts"),
    [
        (changed(PARTNERS, "[IND, EUU]", "[IND, EUU, IND]"), "partners:", ("IND twice", "remove")),
        (changed(PARTNERS, "[IND, EUU]", "[IND, EUU, USA]"), "partners:", ("USA", "no partner")),
        (changed(PARTNERS, "[IND, EUU]", "[IND, EUU, WLD]"), "partners:", ("WLD", "no partner")),
        (PARTNERS + TARGET, "target:", ("target and partners exclude each other", "remove one")),
        (PARTNERS + BASELINE, "partners:", ("partners and baseline exclude each other",)),
        (PARTNERS + "parameters: {judged_on: partner}\n", "parameters:",
         ("parameters.judged_on 'partner' needs a baseline", "remove it")),
        (changed(PARTNERS, "[IND, EUU]", "[IND]"), "  - ledger: eu-energy",
         ("'eu-energy' is a line of EUU", "IND", "remove it")),
        (changed(PARTNERS, "- ledger: ind-goods", "- ledger: ind-gods"), "ind-gods",
         ("did you mean ind-goods",)),
        (changed(PARTNERS, "  - ledger: eu-energy", "  - ledger: ind-goods"), "pledges:",
         ("'ind-goods' stands twice",)),
        (PARTNERS + SOYBEANS, "    partner: CHN",
         ("pledges.2.partner CHN is none of the partners IND, EUU", "remove the pledge")),
        (changed(PARTNERS, "base_year: 2024", "base_year: last"), "base_year", ("'last'",)),
        (changed(PARTNERS, "base_year: 2024", "base_year: 202"), "base_year", ("202 won't do",)),
        (changed(PARTNERS, "  base_year: 2024", "  base_yaer: 2024"), "base_yaer",
         ("no field of a scenario",)),
        (changed(PARTNERS, "partners: [IND, EUU]\n", "").replace("partner: WLD", "partner: IND"),
         "schema", ("baseline is missing",)),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, at: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(tmp_path, text))
    told = str(caught.value)
    assert "\n" not in told
    for part in parts:
        assert part in told, told
    assert caught.value.line == line_of(text, at), told


def test_a_ledger_without_partners_is_refused(tmp_path: Path) -> None:
    text = changed(PARTNERS, "partners: [IND, EUU]\n", "").replace("partner: WLD", "partner: CHN")
    text = text[: text.index("pledges:")] + BASELINE
    with pytest.raises(ScenarioError, match="partners_ledger needs partners"):
        load_scenario(write(tmp_path, text))


def test_a_case_without_a_base_year_is_told_what_is_missing(tmp_path: Path) -> None:
    text = changed(PARTNERS, "partners_ledger:\n  base_year: 2024\n", "")
    case = open_case(str(write(tmp_path, text)))
    with pytest.raises(InputError, match="add partners_ledger with base_year"):
        partner_ledger(case)


def test_a_base_year_that_is_not_in_the_table_is_not_known(tmp_path: Path) -> None:
    text = changed(PARTNERS, "base_year: 2024", "base_year: 1999")
    ledger = partner_ledger(open_case(str(write(tmp_path, text))))
    assert all(p.exports_usd_bn is None for p in ledger.partners)
    assert [x.place for x in ledger.lines] == ["yearly", "yearly"]
    assert all(x.over_exports_share is None for x in ledger.lines)


def test_an_unknown_name_offers_the_near_one() -> None:
    with pytest.raises(UnknownNameError, match="us-partners-2025"):
        open_case("us-partner-2025")
