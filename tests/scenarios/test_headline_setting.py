"""A scenario that sets its headline: another crediting case, deliveries, a tariff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import tradegap as tg
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.paths import data_dir
from tradegap.data.uncertainty import NOTHING_COUNTS, PARTLY_ASSUMED, uncertainty
from tradegap.data.what_if import headline_setting, numbers
from tradegap.errors import ScenarioError
from tradegap.reporting.headline import headline
from tradegap.reporting.setting_views import cases_frame
from tradegap.reporting.uncertainty import say_what_is_drawn

OFFERED = "2018-06-10"


def written(folder: Path, setting: dict[str, Any], name: str = "us-china-2018") -> Path:
    """Write a listed scenario with a `headline` section."""
    text = (data_dir() / "scenarios" / f"{name}.yml").read_text(encoding="utf-8")
    file = folder / "mine.yml"
    file.write_text(text + "\n" + yaml.safe_dump({"headline": setting}), encoding="utf-8")
    return file


def opened(folder: Path, setting: dict[str, Any], as_of: str | None = OFFERED) -> Case:
    return open_case(str(written(folder, setting)), as_of)


def test_without_the_section_nothing_changes(tmp_path: Path) -> None:
    plain, same = open_case("us-china-2018", OFFERED), opened(tmp_path, {})
    assert plain.gap().gap_usd_bn_per_year.node_id == same.gap().gap_usd_bn_per_year.node_id
    assert not [name for name in headline(plain) if name.startswith("headline.")]


def test_half_is_delivered_in_every_case_and_the_reason_says_so(tmp_path: Path) -> None:
    half = opened(tmp_path, {"delivery": {"farm goods, energy": 0.5}})
    gap = half.gap()
    assert gap.credited_usd_bn_per_year.value == 35.0
    assert gap.quantified_usd_bn_per_year.value == 70.0
    (line,) = [c for c in gap.lines if c.counts]
    assert "50.0% of it is taken as delivered" in line.reason
    told = tg.answer(half, tg.voice(half)).plain
    assert told.startswith(
        "Of the US$70 bn a year pledged by 10 June 2018, US$35 bn counts: 18% of the US$200 bn "
        "that is asked for, which leaves a gap of US$165 bn a year. Taken as delivered: 50% of "
        "farm goods, energy."
    )


def test_another_case_heads_the_report_and_stands_first(tmp_path: Path) -> None:
    case = opened(tmp_path, {"crediting": "analysts_low"}, "2018-06-02")
    assert case.cases[0] == "analysts_low"
    assert case.gap().credited_usd_bn_per_year.value == 60.0
    told = tg.answer(case, tg.voice(case)).plain
    assert told == (
        "At an assumed amount, what was pledged by 2 June 2018 comes to US$60 bn a year, 30% of "
        "the US$200 bn that is asked for, which leaves a gap of US$140 bn a year. This counts by "
        "the case “Analysts, low”. By the case “Analysts, ceiling”, the gap is US$100 bn a year; "
        "by the case “Analysts, central”, the gap is US$125 bn a year; by the case “As stated”, "
        "nothing counts."
    )
    assert tg.plot_coverage(case, tg.voice(case)).title.endswith("by “analysts, low”")


def test_an_assumed_amount_gets_no_probability(tmp_path: Path) -> None:
    found = uncertainty(opened(tmp_path, {"crediting": "analysts_low"}, "2018-06-02"))
    assert found.assumed
    assert all(window.why_none for window in found.windows)


def test_a_case_that_assumes_nothing_here_is_as_likely_as_the_record(tmp_path: Path) -> None:
    """By 10 June an amount was offered: whatever analysts assumed before isn't in it."""
    plain = uncertainty(open_case("us-china-2018", OFFERED))
    found = uncertainty(opened(tmp_path, {"crediting": "analysts_central"}))
    assert not found.assumed
    assert found.windows[0].probability.value == plain.windows[0].probability.value is not None
    assert found.windows[1].why_none == NOTHING_COUNTS


def test_what_was_offered_isnt_drawn_for_a_headline_that_refuses_it(tmp_path: Path) -> None:
    found = uncertainty(opened(tmp_path, {"crediting": "confirmed_only"}))
    assert (found.crediting, found.assumed, found.focus) == ("confirmed_only", False, None)
    assert [window.why_none for window in found.windows] == [NOTHING_COUNTS] * 2


def test_an_amount_assumed_beside_one_that_was_stated_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, {"crediting": "both"})
    own = {"based_on": "analysts_central", "title": "Both", "nothing_twice": False}
    text = file.read_text(encoding="utf-8")
    crediting = yaml.safe_load(text).get("crediting", {})
    assert not crediting
    file.write_text(text + yaml.safe_dump({"crediting": {"both": own}}), encoding="utf-8")
    case = open_case(str(file), OFFERED)
    found = uncertainty(case)
    assert found.assumed
    assert found.windows[0].why_none == PARTLY_ASSUMED
    told = say_what_is_drawn(case, found, tg.voice(case))
    assert told is not None
    assert "taken at one that nobody stated" in told.plain
    assert "No amount was pledged" not in told.plain


def test_what_is_delivered_is_not_taken_twice_when_it_is_drawn(tmp_path: Path) -> None:
    plain = uncertainty(open_case("us-china-2018", OFFERED))
    half = uncertainty(opened(tmp_path, {"delivery": {"farm goods, energy": 0.5}}))
    pairs = zip(plain.windows, half.windows, strict=True)
    assert all(a.probability.value == b.probability.value for a, b in pairs)


def test_a_tariff_narrows_beside_the_pledges_and_is_published(tmp_path: Path) -> None:
    case = opened(tmp_path, {"tariff_percent": 10})
    found = numbers(headline_setting(case))
    assert isinstance(found.narrowing, float)
    assert found.gap == pytest.approx(130 - found.narrowing, rel=1e-12)
    named = headline(case)
    assert named["headline.gap_with_tariff_usd_bn_per_year"].value == found.gap
    assert named["gap_usd_bn_per_year"].value == 130.0
    told = tg.answer(case, tg.voice(case)).plain
    assert (
        "; with a tariff of 10% on everything bought from China, no gap is left in a year with "
        "these pledges. That tariff would narrow the surplus by "
    ) in told


def test_each_gap_has_a_name_of_its_own_wherever_it_stands(tmp_path: Path) -> None:
    case = opened(tmp_path, {"tariff_percent": 5})
    say, named = tg.voice(case), headline(case)
    alone, both = named["gap_usd_bn_per_year"], named["headline.gap_with_tariff_usd_bn_per_year"]
    assert (alone.label, both.label) == (
        "gap that pledges leave",
        "gap that pledges and tariff leave",
    )
    lines = tg.arithmetic(case, say).plain.split("\n")
    narrowing = named["headline.narrowing_by_tariff_usd_bn_per_year"].value
    assert lines[1] == "* gap that pledges leave = 200.0 − 70.0 = 130.0, in US$ bn a year"
    assert lines[2] == (
        f"* gap that pledges and tariff leave = 130.0 − {narrowing:.1f} = {130 - narrowing:.1f}, "
        "in US$ bn a year"
    )
    assert "the tariff of 5% in the answer is in none of them" in tg.on_the_path(case, say).plain
    assert "gap that pledges leave" in tg.cases_table(case)._repr_mimebundle_()["text/html"]
    assert cases_frame(case).columns[-1] == "gap that pledges and tariff leave, US$ bn a year"


def test_a_tariff_that_does_it_alone_needs_no_pledge(tmp_path: Path) -> None:
    told = tg.answer(case := opened(tmp_path, {"tariff_percent": 40}), tg.voice(case)).plain
    assert "from China, no gap is left, whatever the pledges come to." in told


def test_a_delivery_is_told_as_it_was_set(tmp_path: Path) -> None:
    case = opened(tmp_path, {"delivery": {"farm goods, energy": 0.165}, "tariff_percent": 7.25})
    told = tg.answer(case, tg.voice(case)).plain
    assert "Taken as delivered: 16.5% of farm goods, energy." in told
    assert "; with a tariff of 7.25% on everything bought from China, a gap of " in told


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"crediting": "analyst_low"}, "headline.crediting 'analyst_low' is no crediting case"),
        ({"delivery": {"farm good, energy": 1}}, "There is no category of a pledge 'farm good"),
        ({"delivery": {"farm goods, energy": 2}}, "less than or equal to 1.5"),
        ({"delivery": {"farm goods, energy": -0.1}}, "greater than or equal to 0"),
        ({"delivery": {"farm goods, energy": True}}, "farm goods, energy: yes and no are no value"),
        ({"tariff_percent": 101}, "less than or equal to 100"),
        ({"tarif_percent": 10}, "is no field of a scenario here"),
    ],
)
def test_a_bad_setting_is_refused_in_a_sentence(
    tmp_path: Path, setting: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioError, match=r"mine\.yml") as refused:
        opened(tmp_path, setting)
    assert said in str(refused.value)


def test_a_tariff_needs_a_target(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="needs a target"):
        open_case(str(written(tmp_path, {"tariff_percent": 10}, "us-china-2025")))
