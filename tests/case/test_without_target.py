"""A case in which nobody asked for a narrowing: purchases alone, no target, no coverage, no gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.raw import quantities
from tests.scenarios.files import OWN, SOYBEANS, changed, write
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.errors import DataError, InputError, ParameterError
from tradegap.model.gap import counted
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.reporting.analysts import analysts
from tradegap.reporting.answer import answer
from tradegap.reporting.base_year import base_year, measured_from
from tradegap.reporting.demand import through_one_flow
from tradegap.reporting.headline import headline
from tradegap.reporting.judged import judged
from tradegap.reporting.pledges import plot_coverage
from tradegap.reporting.purchases import worth_of_a_year
from tradegap.reporting.settings import case_at
from tradegap.reporting.surplus import partner_figures
from tradegap.reporting.text import Voice, voice

NAME = "us-china-2025"
TARGET = """\
target:
  narrowing_usd_bn_per_year: 100
  status: demanded
  published: 2018-05-04
  source: a test
"""
SILENT = SOYBEANS.replace("    amount: 10\n    unit: mn t/year\n", "")
DOLLARS = """\
  - id: my-farm-goods
    partner: CHN
    announced: 2018-06-01
    published: 2018-06-01
    category: farm goods
    codes: [01-24]
    kind: increment
    amount: 3
    unit: USD bn/year
    events:
      - {date: 2018-06-01, status: signed}
    source: a test
"""
LEVEL = DOLLARS.replace("kind: increment", "kind: level").replace("amount: 3", "amount: 40")


def mine(folder: Path, pledges: str = "") -> Case:
    """Open a case of one's own as of 10 June 2018 without its target."""
    text = changed(OWN, TARGET, "") + (f"pledges:\n{pledges}" if pledges else "")
    return open_case(str(write(folder, text)))


def said(case: Case) -> str:
    return answer(case, voice(case)).plain


def test_the_headline_of_2025_says_what_is_over_the_base_and_what_is_not_counted() -> None:
    told = said(open_case(NAME))
    # 25 mn t x 472 USD/t = 11.8 bn; exports of 1201 in 2024 were 12.761 bn, 0.961 more
    assert told.startswith(
        "25 mn t of soybeans a year at an assumed US$472 a tonne are US$11.8 bn a year, US$1.0 bn "
        "less than was bought in 2024. Nothing of what was pledged by 7 July 2026 is additional"
    )
    assert "One side alone speaks of US$17 bn a year and of 200 aircraft: not counted." in told


def test_the_headline_follows_what_counts_to_the_latest_month() -> None:
    # January to May 2026: 4.801409095 bn of chapter 12, x 0.95 / 472 = 9.66 mn t; 25 x 5/12 = 10.42
    told = said(open_case(NAME))
    # the ends: x 0.85 / 544 = 7.50 and x 0.97 / 400 = 11.64, on either side of what was due
    assert (
        "Over January to May 2026, 9.7 (7.5 to 11.6 by the ends of share and price) of the 10.4 mn "
        "t of soybeans due by then were shipped, by an assumed share and price: whether that is on "
        "track isn't known." in told
    )
    chosen = {"soybean_share_of_chapter_12": 0.9, "soybean_price_usd_per_t": 500.0}
    told = said(open_case(NAME, overrides=chosen))  # one number: no range and no judgement
    assert "Over January to May 2026, 8.6 of the 10.4 mn t of soybeans due by then were" in told
    assert "on track" not in told
    assert "were shipped" not in said(open_case(NAME, "2025-12-01"))


def test_what_one_side_says_is_not_told_as_not_counted_where_it_counts() -> None:
    case = open_case(NAME)
    told = said(case_at(case, crediting="one_side_included"))
    # chapters 01 to 24 without 12, January to May: 2.721 bn in 2026, 4.651 bn in 2024
    assert "US$2.7 bn of the US$7.1 bn of farm goods other than soybeans (single source)" in told
    assert (
        "US$1.9 bn less of farm goods other than soybeans (single source) was shipped than in the "
        "same months of 2024; US$7.1 bn more was due, read as additional." in told
    )
    assert told.endswith("One side alone speaks of 200 aircraft: not counted.")


def test_before_the_promises_nothing_can_be_counted() -> None:
    told = said(open_case(NAME, "2025-10-01"))
    assert told.endswith("can be put in dollars and counted: no pledge had been made.")


def test_a_promise_without_an_amount_is_never_told_as_zero(tmp_path: Path) -> None:
    case = mine(tmp_path, SILENT)
    assert "names no amount" in said(case)
    assert headline(case)["pledges.credited_usd_bn_per_year"].value is None


def test_an_increment_is_told_as_additional(tmp_path: Path) -> None:
    told = said(mine(tmp_path, DOLLARS))
    assert "Farm goods: US$3 bn a year, read as additional. US$3 bn a year of what was" in told


def test_a_level_is_told_with_what_it_is_over(tmp_path: Path) -> None:
    case = mine(tmp_path, LEVEL)
    (line,) = case.credit()
    assert worth_of_a_year(case, line).value == pytest.approx(40)  # no base is taken off
    assert isinstance(line.stated.value, float)
    assert f"Farm goods: US$40 bn a year, US${line.stated.value:.1f} bn more than was" in said(case)


def test_on_the_trend_it_is_additional_to_the_trend() -> None:
    told = said(
        open_case(NAME, without_pledge="trend", overrides={"soybean_price_usd_per_t": 500.0})
    )
    # 25 x 500 = 12.5; 1201: 14.067 in 2020, 12.761 in 2024, so 12.108 on the trend of 2026
    assert "US$0.4 bn a year of what was pledged by 7 July 2026 is additional to the trend" in told


def test_more_than_three_pledges_are_told_together(tmp_path: Path) -> None:
    four = "".join(DOLLARS.replace("my-farm-goods", f"my-farm-goods-{n}") for n in range(4))
    told = said(mine(tmp_path, four))
    assert "US$12 bn a year of what was pledged" in told  # 4 x 3, all of the same time
    assert "Farm goods:" not in told


def test_results_have_the_base_year_and_the_pledges_and_nothing_of_a_target() -> None:
    results = headline(open_case(NAME))
    assert {name.split(".")[0] for name in results} == {"baseline", "pledges"}
    assert results["pledges.credited_usd_bn_per_year"].value == 0.0
    assert [line["id"] for line in results["pledges.lines"] if line["counts"]] == [
        "chn-2025-soy-25"
    ]
    assert len(list(quantities(results))) > 5


def test_counted_is_what_the_gap_is_made_of() -> None:
    case = open_case("us-china-2018", "2018-06-10")
    found, gap = counted(case.credit(), case.rules()), case.gap()
    assert found.credited_usd_bn_per_year.node_id == gap.credited_usd_bn_per_year.node_id
    assert found.quantified_usd_bn_per_year.node_id == gap.quantified_usd_bn_per_year.node_id


def test_the_gap_and_the_target_are_refused_in_one_sentence() -> None:
    case = open_case(NAME)
    for asked in (case.gap, lambda: case.target):
        with pytest.raises(InputError, match="has no target; add one"):
            asked()
    with pytest.raises(ParameterError, match="asks for no narrowing; leave the target out"):
        open_case(NAME, target_usd_bn=200)


@pytest.mark.parametrize("as_of", ["2025-10-01", "2025-11-15", "2026-02-01", "2026-07-07"])
@pytest.mark.parametrize("judged_on", ["reporter", "partner"])
def test_no_sentence_speaks_of_a_target_that_nobody_set(as_of: str, judged_on: str) -> None:
    case = open_case(NAME, as_of, judged_on=judged_on)
    say = Voice()
    told = " ".join(f(case, say).plain for f in (base_year, measured_from, judged, partner_figures))
    assert "the demand" not in told
    assert "target that" not in told
    assert "Nobody asked for a narrowing" in measured_from(case, say).plain
    # said once is enough: no filler where there is nothing to tell
    assert through_one_flow(case, say).plain == ""
    assert analysts(case, say).plain == ""
    assert "target" not in plot_coverage(case, say).alt


def test_a_base_that_no_target_is_measured_from_may_be_a_later_vintage() -> None:
    # the year 2024 was out on 10 February 2025; the tables have it as published in 2026 alone
    case = open_case(NAME, "2025-02-10")
    read = [q.leaf for q in leaves(case.baseline.surplus_usd_bn) if isinstance(q.leaf, FigureLeaf)]
    assert len(read) == 2
    assert all(leaf.later_vintage for leaf in read)
    with pytest.raises(DataError, match="choose a later as_of, 2025-02-10 or after"):
        _ = open_case(NAME, "2025-02-09").baseline


def test_a_base_that_a_target_is_measured_from_never_is(tmp_path: Path) -> None:
    text = changed(
        changed(OWN, "year: 2017", "year: 2024"), "as_of: 2018-06-10", "as_of: 2025-03-01"
    )
    with pytest.raises(DataError, match="was first published on"):
        _ = open_case(str(write(tmp_path, text))).baseline


def test_pledges_that_are_over_for_one_reason_are_told_together() -> None:
    told = said(open_case("us-china-phase-one", "2022-06-01"))
    assert (
        "the pledges of 15 January 2020 (Manufactured goods, Agriculture, Energy and Services) do "
        "not count: their status is window over"
    ) in told
