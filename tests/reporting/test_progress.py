"""What the chapters on progress and on Phase One say, at dates when there is much or nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.case.raw import case
from tests.scenarios.files import OWN, write
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.reporting import (
    phase_one,
    phase_one_tables,
    progress,
    progress_ahead,
    progress_pledges,
    progress_years,
)
from tradegap.reporting.phase_one_tables import phase_one_results
from tradegap.reporting.progress_results import progress_results
from tradegap.reporting.results import Results
from tradegap.reporting.text import voice

PARTS = {
    module: [getattr(module, name) for name in names.split()]
    for module, names in (
        (progress, "progress_now progress_table plot_progress progress_run_rate"),
        (progress_ahead, "forecast_now forecast_table plot_forecast forecast_did"),
        (progress_pledges, "pledges_followed pledge_pace_table plot_pledge_pace"),
        (progress_years, "years_beside_table rest_of_world_table"),
        (phase_one, "phase_one_now phase_one_increment phase_one_two_years phase_one_services "
                    "phase_one_chinese"),
        (phase_one_tables, "phase_one_scopes_table phase_one_categories_table "
                           "phase_one_months_table plot_phase_one phase_one_printed_table "
                           "phase_one_levels_table"),
    )
}  # fmt: skip


def shown(found: Case) -> str:
    """Return all that the two chapters show, as plain text."""
    say = voice(found)
    texts = []
    for functions in PARTS.values():
        for function in functions:
            data: dict[str, Any] = function(found, say)._repr_mimebundle_()
            texts.append(str(data.get("text/plain") or data.get("text/markdown") or ""))
    return "\n".join(texts)


@pytest.mark.parametrize(
    "as_of",
    ["2018-05-04", "2018-06-02", "2018-12-12", "2019-08-15", "2020-03-09", "2020-06-15",
     "2021-02-10", "2026-11-23"],
)  # fmt: skip
def test_every_date_is_told_without_an_error_or_an_empty_number(as_of: str) -> None:
    text = shown(case(as_of))
    assert not re.search(r"\bnan\b|None|inf\b|\{\w+\}", text)
    Results(progress_results(case(as_of)) | phase_one_results(case(as_of))).payload()


def test_nothing_of_phase_one_before_it_was_signed() -> None:
    say = voice(case())
    assert "signed on 15 January 2020" in phase_one.phase_one_now(case(), say).plain
    assert phase_one_results(case()) == {
        "phase_one.reason": "Phase One was signed on 15 January 2020, after the as-of date of this "
        "report."
    }
    assert "2020" not in phase_one.phase_one_increment(case(), say).plain


def test_partial_coverage_is_named() -> None:
    found = case("2020-06-15")
    said = phase_one.phase_one_now(found, voice(found)).plain
    assert said.startswith("In January to April 2020 exports")
    assert "42.6%" in said  # 20.26 of 47.56
    assert "May" not in said


def test_both_scopes_stand_side_by_side() -> None:
    found = case("2021-02-10")
    said = phase_one.phase_one_now(found, voice(found)).plain
    assert "62.6%" in said
    assert "59.0%" in said
    told = phase_one.phase_one_increment(found, voice(found)).plain
    assert "16.5%" in told
    assert "−2.0%" in told


def test_both_years_only_once_they_were_printed() -> None:
    early, late = case("2021-02-10"), case("2022-03-01")
    assert "printed only after" in phase_one.phase_one_two_years(early, voice(early)).plain
    said = phase_one.phase_one_two_years(late, voice(late)).plain
    assert "US$502.4 bn in all" in said
    assert "57%" in said
    assert "nothing was" in said


def test_a_path_that_is_ahead_and_one_that_is_over() -> None:
    early, late = case(), case("2026-11-23")
    assert "no month of it is out yet" in progress.progress_now(early, voice(early)).plain
    said = progress.progress_now(late, voice(late)).plain
    assert "June 2018 to May 2019 is over" in said
    assert "widened by US$27.5 bn" in said
    assert "US$66.8 bn was reached (33%)" in said
    assert "nothing is left to forecast" in progress_ahead.forecast_now(late, voice(late)).plain


def test_the_surplus_that_is_used_up_is_told_as_such() -> None:
    found = case("2020-03-20")
    said = progress.progress_run_rate(found, voice(found)).plain
    assert "bring China a deficit of US$56.6 bn" in said


def test_the_forecast_says_how_it_did() -> None:
    found = case()
    said = progress_ahead.forecast_did(found, voice(found)).plain
    assert re.search(r"missed the surplus of the next twelve months by \d+\.\d%", said)
    assert "narrower than they claim" in said


def test_another_vintage_of_the_base_is_told() -> None:
    found = case("2019-08-15")
    said = progress.progress_now(found, voice(found)).plain
    assert "against 2017 at US$375.6 bn" in said
    assert "adds to US$375.2 bn" in said


def test_a_ledger_of_several_partners_has_no_balance_to_follow() -> None:
    found = open_case("us-partners-2025")
    say = voice(found)
    assert "several partners" in progress.progress_now(found, say).plain
    assert progress_results(found)["progress.path"] == []
    assert "agreement with China" in phase_one.phase_one_now(found, say).plain
    shown(found)


@pytest.mark.parametrize("settings", [{"judged_on": "partner"}, {"currency": "AUD"},
                                      {"target_usd_bn": 50.0}])  # fmt: skip
def test_other_settings(settings: dict[str, Any]) -> None:
    found = case("2019-08-15", **settings)
    assert "is over" in shown(found)


def test_the_case_of_2025_says_that_tonnes_are_assumed() -> None:
    found = open_case("us-china-2025")
    said = progress_pledges.pledges_followed(found, voice(found)).plain
    assert "Tonnes are no published figure here" in said
    assert "January to May 2026" in said
    assert "if only the rise on the base year counts" in said
    assert "Aircraft: not compared" in said


def test_a_base_year_whose_last_month_is_not_out_yet(tmp_path: Path) -> None:
    # the year 2017 was published on 6 February 2018, its December by month from 10 February
    early = OWN.replace("as_of: 2018-06-10", "as_of: 2018-02-08").replace(
        "2018-05-04", "2018-01-31"
    )
    path = "  path:\n    - {from: 2018-06, to: 2019-05, narrowing_usd_bn: 100}\n"
    found = open_case(str(write(tmp_path, early + path)))
    text = shown(found)
    assert "no month of it is out yet" in text
    Results(progress_results(found)).payload()


def test_phase_one_says_what_the_months_that_are_left_have_to_bring() -> None:
    # to October 2020: (142.670 - 66.996) / 2 = 37.8 a month; November and December 2017: 16.25
    found = case("2020-12-15")
    told = phase_one.phase_one_now(found, voice(found)).plain
    assert "each of the 2 months that are left would have to bring US$37.8 bn, 4.7 times" in told
    assert phase_one_results(found)[
        "phase_one.with_aircraft.left_usd_bn_per_month"
    ].value == pytest.approx(44.1206, abs=5e-5)
    one = case("2021-01-15")
    assert "the month that is left would have to bring US$64.7 bn" in phase_one.phase_one_now(
        one, voice(one)
    ).plain.replace("  ", " ")
    done = case("2021-02-10")
    assert "left would have" not in phase_one.phase_one_now(done, voice(done)).plain
    assert phase_one_results(done)["phase_one.without_aircraft.left_usd_bn_per_month"].value is None
