"""The cases of crediting of the 2018 scenario: stricter, looser, and the one of hindsight."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.case.raw import DEFAULT, LAPSED, OFFERED, TODAY, case, rows

PHASE_ONE = "phase_one_exports_monthly_usa_chn"


@pytest.mark.parametrize("as_of", [DEFAULT, LAPSED, TODAY])
@pytest.mark.parametrize(
    ("name", "credited", "coverage", "first"),
    # unstated_pledge_usd_bn_per_year: low 60, high 100; 60 / 200 = 30%, 100 / 200 = 50%;
    # the promise has no window, so it runs in the first year too: 60 / 100 and 100 / 100
    [("analysts_low", 60.0, 0.30, 0.60), ("analysts_high", 100.0, 0.50, 1.00)],
)
def test_analysts_stand_in_for_the_amount_that_nobody_stated(
    as_of: str, name: str, credited: float, coverage: float, first: float
) -> None:
    gap = case(as_of).gap(name)
    assert gap.credited_usd_bn_per_year.value == credited
    assert gap.coverage_share.value == pytest.approx(coverage)
    assert gap.steps[0].coverage_share.value == pytest.approx(first)
    assert gap.quantified_usd_bn_per_year.value is None  # an assumption quantifies no pledge


@pytest.mark.parametrize("name", ["analysts_low", "analysts_high"])
def test_an_amount_once_stated_takes_the_place_of_the_analysts(name: str) -> None:
    # the offer of 70 supersedes the promise of 19 May: 70, not 70 + 60 or 70 + 100
    assert case(OFFERED).gap(name).credited_usd_bn_per_year.value == 70.0


@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED, LAPSED, TODAY])
def test_nothing_was_ever_confirmed(as_of: str) -> None:
    gap = case(as_of).gap("confirmed_only")
    assert gap.credited_usd_bn_per_year.value is None
    assert gap.coverage_share.value is None
    assert gap.gap_upper_bound_usd_bn_per_year.value == 200.0


@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED])
def test_what_phase_one_delivered_is_not_known_in_2018(as_of: str) -> None:
    gap = case(as_of).gap("delivered_like_phase_one")
    assert gap.credited_usd_bn_per_year.value is None
    assert gap.coverage_share.value is None


def test_december_2020_is_out_on_10_february_2021() -> None:
    judged = case("2021-02-09").gap("delivered_like_phase_one", on=case(OFFERED).as_of)
    assert judged.credited_usd_bn_per_year.value is None
    judged = case("2021-02-10").gap("delivered_like_phase_one", on=case(OFFERED).as_of)
    assert judged.credited_usd_bn_per_year.value is not None


def groups(year: str) -> float:
    """Add up the goods groups of Annex 6.1 by csv alone, USD bn; 'not covered' left out."""
    return sum(
        float(r["exports_fas_usd"])
        for r in rows(PHASE_ONE)
        if r["month"].startswith(year) and r["category"] != "not covered"
    ) / 1e9  # fmt: skip


def test_the_share_of_the_increment_that_phase_one_delivered_worked_by_hand() -> None:
    # groups of Annex 6.1: 78.7705 in 2017, 89.3402 in 2020; promised increment of goods 63.9
    assert groups("2017") == pytest.approx(78.7705, abs=5e-5)
    assert groups("2020") == pytest.approx(89.3402, abs=5e-5)
    assert (groups("2020") - groups("2017")) / 63.9 == pytest.approx(0.1654, abs=5e-5)


def test_the_offer_of_70_at_the_rate_of_phase_one() -> None:
    # 70 x (89.3402 - 78.7705) / 63.9 = 70 x 16.54% = 11.58; 11.58 / 200 = 5.8%
    later = case("2026-07-07").gap("delivered_like_phase_one", on=case(OFFERED).as_of)
    by_hand = 70 * (groups("2020") - groups("2017")) / 63.9
    assert by_hand == pytest.approx(11.58, abs=0.005)
    assert later.credited_usd_bn_per_year.value == pytest.approx(by_hand)
    assert later.coverage_share.value == pytest.approx(by_hand / 200)


def test_an_override_moves_the_central_value_and_no_published_end() -> None:
    name = "unstated_pledge_usd_bn_per_year"
    found = replace(case(), overrides={name: 80.0})
    # 80, 60 and 100 of 200
    shares = {"analysts_central": 0.40, "analysts_low": 0.30, "analysts_high": 0.50}
    for which, share in shares.items():
        assert found.gap(which).coverage_share.value == pytest.approx(share)
    assert found.gap().coverage_share.value is None  # never the headline


def test_analysts_are_not_counted_before_they_had_spoken() -> None:
    # Morgan Stanley on 23 May 2018, the others by the end of May: the range stands from 31 May
    assert case("2018-05-30").gap("analysts_high").credited_usd_bn_per_year.value is None
    assert case("2018-05-31").gap("analysts_high").credited_usd_bn_per_year.value == 100.0


def test_every_case_says_of_every_line_why() -> None:
    for as_of in (DEFAULT, OFFERED, LAPSED):
        for name in case(as_of).cases:
            for line in case(as_of).credit(name):
                assert line.reason
                assert line.counts == (line.credited.value is not None)
