"""Pledges followed by month: the case of 2025, worked from the tables by csv alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.case.raw import rows
from tests.scenarios.files import OWN, write
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.errors import InputError, ScenarioError

LAST = "2026-07-07"
SHARE, PRICE = 0.9, 500.0
CHOSEN = {"soybean_share_of_chapter_12": SHARE, "soybean_price_usd_per_t": PRICE}


@cache
def opened(as_of: str = LAST) -> Case:
    return open_case("us-china-2025", as_of=as_of, overrides=CHOSEN)


def found(pledge: str, reading: str = "level", as_of: str = LAST) -> PledgePace:
    return next(
        row for row in pledge_paces(opened(as_of))
        if (row.pledge.id, row.reading, row.later) == (pledge, reading, False)
    )  # fmt: skip


def exported(chapters: set[str], year: int, months: range) -> float:
    wanted = {f"{year}-{n:02d}" for n in months}
    return sum(
        float(r["exports_fas_usd"])
        for r in rows("exports_hs2_monthly_usa_chn")
        if r["hs2"] in chapters and r["month"] in wanted
    )


def test_soybeans_of_the_year_in_tonnes() -> None:
    row = found("chn-2025-soy-25")
    assert row.even is not None
    assert row.seasonal is not None
    assert row.even.label == "January to May 2026"
    tonnes = exported({"12"}, 2026, range(1, 6)) * SHARE / PRICE / 1e6
    assert row.even.actual.value == pytest.approx(tonnes)
    assert row.even.actual.unit == "mn t"
    assert row.even.due.value == pytest.approx(25 * 5 / 12)
    season = exported({"12"}, 2024, range(1, 6)) / exported({"12"}, 2024, range(1, 13))
    assert row.seasonal.due.value == pytest.approx(25 * season)
    assert row.needed is not None
    assert row.needed.per_month.value == pytest.approx((25 - tonnes) / 7)


def test_an_override_has_no_ends() -> None:
    row = found("chn-2025-soy-25")
    assert row.even is not None
    assert row.least is not None
    assert row.most is not None
    assert row.least.value == row.most.value == pytest.approx(row.even.actual.value)


def test_the_ends_of_the_assumptions_lie_on_either_side() -> None:
    for row in pledge_paces(open_case("us-china-2025", as_of=LAST)):
        if row.least is not None and row.most is not None and row.even is not None:
            assert row.least.value <= row.even.actual.value <= row.most.value
            assert row.least.value < row.most.value


def test_a_lump_is_prorated_over_its_own_two_months() -> None:
    row = found("chn-2025-soy-12")
    assert row.even is not None
    assert row.even.due.value == pytest.approx(12)
    tonnes = exported({"12"}, 2025, range(11, 13)) * SHARE / PRICE / 1e6
    assert row.even.actual.value == pytest.approx(tonnes)
    early = found("chn-2025-soy-12", as_of="2026-01-15")  # November alone is out
    assert early.even is not None
    assert early.even.label == "November 2025"
    assert early.even.due.value == pytest.approx(6)


def test_farm_goods_as_a_level_and_as_an_increment() -> None:
    chapters = {f"{n:02d}" for n in range(1, 25)} - {"12"}
    level = found("chn-2026-agri-17")
    increment = found("chn-2026-agri-17", "increment")
    assert level.even is not None
    assert increment.even is not None
    now = exported(chapters, 2026, range(1, 6)) / 1e9
    before = exported(chapters, 2024, range(1, 6)) / 1e9
    assert level.even.actual.value == pytest.approx(now)
    assert increment.even.actual.value == pytest.approx(now - before)
    for row in (level, increment):
        assert row.even is not None
        assert row.even.due.value == pytest.approx(17 * 5 / 12)


def test_a_pledge_without_a_window_is_listed_with_the_reason() -> None:
    row = found("chn-2026-aircraft")
    assert (row.even, row.window) == (None, None)
    assert row.reason == "no window is stated, so nothing is due by any date"


def test_before_its_first_month_is_out_nothing_is_compared() -> None:
    row = found("chn-2025-soy-12", as_of="2025-12-20")
    assert row.even is None
    assert row.reason == "no month of November to December 2025 is out yet"
    ids = {r.pledge.id for r in pledge_paces(opened("2025-12-20"))}
    assert "chn-2026-agri-17" not in ids  # it wasn't made yet


SOY = """\
pledges:
  - ledger: chn-2018-demand
progress:
  pledges:
    - {pledge: PLEDGE, chapters: ["12"]MORE}
"""


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (", share: some_share", "share and price go together"),
        (", until: 2026-13", "is no month"),
        (", readings: [both]", "level"),
    ],
)
def test_sections_that_are_refused(tmp_path: Path, more: str, says: str) -> None:
    text = OWN + SOY.replace("PLEDGE", "chn-2018-demand").replace("MORE", more)
    with pytest.raises(ScenarioError, match=says):
        open_case(str(write(tmp_path, text)))


def test_a_pledge_that_the_scenario_does_not_have(tmp_path: Path) -> None:
    text = OWN + SOY.replace("PLEDGE", "chn-2018-offer-70").replace("MORE", "")
    with pytest.raises(InputError, match="no pledge of this scenario 'chn-2018-offer-70'"):
        pledge_paces(open_case(str(write(tmp_path, text))))


def test_a_deadline_of_the_section_that_is_no_month(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is no month"):
        open_case(str(write(tmp_path, OWN + "progress:\n  until: soon\n")))


def test_the_section_of_phase_one_takes_a_month_of_2020(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="phase_one"):
        open_case(str(write(tmp_path, OWN + "phase_one:\n  through: 2021-03\n")))


FOLLOWED = """\
schema: 1
id: my-case
title: My case
question: Is it on track?
reporter: USA
partner: CHN
as_of: 2020-03-31
chapters: [00-summary, 08-progress]
baseline:
  year: 2018
  vintages: goods_annual_vintages_usa_chn
  annual: goods_annual_usa_chn
  monthly: goods_monthly_usa_chn
pledges:
  - id: mine
    partner: CHN
    announced: 2019-01-01
    published: 2019-01-01
    category: goods
    codes: ["93"]
    kind: increment
    amount: 1
    unit: USD bn/year
    window_start: 2019-06-01
    window_end: 2021-12-31
    events: [{date: 2019-01-01, status: signed}]
    source: a test
progress:
  pledges:
    - {pledge: mine, chapters: ["93"]}
"""


def test_a_month_in_which_a_chapter_sold_nothing_counts_as_nothing(tmp_path: Path) -> None:
    # chapter 93, arms: no row of exports to China in January 2018, and the other chapters have it
    path = tmp_path / "mine.yml"
    path.write_text(FOLLOWED, encoding="utf-8")
    (row,) = pledge_paces(open_case(str(path)))
    assert row.even is not None
    assert row.seasonal is not None
    assert exported({"93"}, 2018, range(1, 2)) == 0.0
    assert row.even.actual.value == pytest.approx(exported({"93"}, 2020, range(1, 2)) / 1e9)
    assert row.seasonal.due.value == 0.0  # January has no part of the base year
    assert row.seasonal.reached_share.value is None


def test_a_chapter_that_sold_nothing_at_all_has_no_pace(tmp_path: Path) -> None:
    # chapter 24, tobacco: no row of exports to China in January 2020, the one month that is out
    path = tmp_path / "mine.yml"
    path.write_text(FOLLOWED.replace('"93"', '"24"'), encoding="utf-8")
    (row,) = pledge_paces(open_case(str(path)))
    assert row.even is None
    assert row.reason == "the table has no US exports of HS chapter 24 in these months"


def test_a_later_deadline_before_the_window(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    text = FOLLOWED.replace('chapters: ["93"]}', 'chapters: ["27"], until: 2019-02}')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"until 2019-02 of mine lies before .* \(2020-01\)"):
        pledge_paces(open_case(str(path)))
