"""The words, tables and figures of the chapter on feasibility: the finding, or why none."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import tradegap as tg
from tests.case.raw import DEFAULT, OFFERED, TODAY, case, quantities
from tradegap.data.case import Case
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.text import Sentence

SHOWN = (
    "feasibility_answer", "even_spread", "pledge_feasibility", "basket_answer", "net_answer",
    "estimates_answer", "sales_record_table", "target_ratios_table", "pledge_ratios_table",
    "basket_table", "net_table", "feasibility_estimates_table", "other_bases_table",
    "plot_basket", "plot_required",
)  # fmt: skip


def shown(name: str, found: Case) -> Any:
    return getattr(tg, name)(found, tg.voice(found))


def said(name: str, found: Case) -> str:
    text = shown(name, found)
    assert isinstance(text, Sentence)
    return text.plain


def column(name: str, head: str, found: Case) -> list[Any]:
    table = shown(name, found)
    assert isinstance(table, LinkedTable)
    return list(table.frame[head])


SAID_BEFORE = {
    "target_ratios_table": "feasibility_answer",
    "pledge_ratios_table": "pledge_feasibility",
    "feasibility_estimates_table": "estimates_answer",
    "other_bases_table": "estimates_answer",
}
"""Tables that are left out where there is nothing to show, and the sentence that says why."""


def check_shown(name: str, found: Case) -> None:
    """Check what is shown; a table may be left out where a sentence before it says why."""
    result = shown(name, found)
    if result is None:
        assert said(SAID_BEFORE[name], found)
    else:
        check(result)


@cache
def variant(name: str) -> Case:
    """Return the case of 2018 with one thing changed."""
    base = case(OFFERED)
    changed = {
        "no section": {"feasibility": None},
        "another partner": {"partner": "JPN"},
        "no pledges": {"pledges": ()},
        "no target": {"target_": None},
        "base year before the record": {"baseline_": base.scenario.baseline.model_copy(
            update={"year": 2012})},
    }  # fmt: skip
    return replace(base, scenario=base.scenario.model_copy(update=changed[name]))


def test_the_finding_of_2018() -> None:
    told = said("feasibility_answer", case())
    # the caps together, category by category and chapter by chapter; 200 - 45.7 = 154.3
    assert "US$45.7 bn" in told
    assert "US$51.7 bn" in told
    assert "takes US$200 bn a year and is out of reach by US$154.3 bn" in told
    assert "US$125 bn" in told  # the demand's own split; 125 - 45.7 = 79.3
    assert "out of reach by US$79.3 bn" in told
    assert "2013 to 2017" in told


def test_within_reach_it_says_so_and_no_more() -> None:
    told = said("feasibility_answer", case(DEFAULT, 30))
    assert "takes US$30 bn a year, which is within reach" in told
    assert "out of reach" not in told


def test_without_a_pledge_with_an_amount_it_says_so() -> None:
    assert "so there is none to judge" in said("pledge_feasibility", case())
    told = said("pledge_feasibility", case(OFFERED))
    # 27.4% of what others buy, 97.25 / 27.25 and 97.25 / 30.87, 70 - 20.3
    assert "27% of what others buy of it, 3.6 times the best year on record (2017)" in told
    assert "3.2 times the base year with the largest rise" in told
    assert "would add US$20.3 bn, and US$49.7 bn of it is out of reach" in told


def test_the_basket_s_table_adds_up_to_its_sum() -> None:
    amounts = column("basket_table", "basket", case())
    assert sum(q.value for q in amounts) == pytest.approx(25)
    caps = column("basket_table", "cap", case())
    prices = column("basket_table", "price", case())
    for amount, cap, price in zip(amounts, caps, prices, strict=True):
        assert amount.value <= cap.value + 1e-9
        assert (price.value > 0) == (amount.value > cap.value - 1e-9)


def test_a_made_up_sum_is_called_so() -> None:
    assert "made-up" in said("basket_answer", case())
    assert "made-up" in shown("basket_table", case()).caption
    assert "made-up" in shown("plot_basket", case()).subtitle.lower()


def test_what_the_buyer_imports_is_not_known_and_never_zero() -> None:
    assert "not known" in shown("sales_record_table", case()).html()
    assert "not known" in shown("target_ratios_table", case()).html()
    results = tg.feasibility_results(case())
    assert {row["buyer_usd_bn"].value for row in results["feasibility.categories"]} == {None}


def test_net_stands_beside_gross() -> None:
    assert [q.value for q in column("net_table", "gross", case())] == [200.0, 125.0]
    assert [q.value for q in column("net_table", "low", case())] == [200.0, 125.0]
    assert [q.value for q in column("net_table", "central", case())] == [100.0, 62.5]
    assert [q.value for q in column("net_table", "high", case())] == [0.0, 0.0]
    assert "US$200 bn a year of narrowing would be US$100 bn" in said("net_answer", case())


def test_estimates_of_before_the_date_alone() -> None:
    who = column("feasibility_estimates_table", "who", case())
    assert len(who) == 3
    assert len(column("feasibility_estimates_table", "who", case(TODAY))) == 4
    # 100 / 45.7 = 2.2
    assert "2.2 times" in said("estimates_answer", case())


def test_the_results_of_2018() -> None:
    results = tg.feasibility_results(case())
    assert results["feasibility.why_not"] is None
    assert (results["feasibility.first_year"], results["feasibility.last_year"]) == (2013, 2017)
    assert results["feasibility.capacity_usd_bn"].value == pytest.approx(45.70, abs=5e-3)
    target = results["feasibility.sums.target"]
    assert target["within_caps"] is False
    assert target["out_of_reach_usd_bn"].value == pytest.approx(154.30, abs=5e-3)
    assert target["multiplier_share"].value is None
    assert {row["cap_price_share"] for row in target["categories"]} == {None}
    example = results["feasibility.sums.example"]["categories"]
    assert sum(row["increment_usd_bn"].value for row in example) == pytest.approx(25)
    assert results["feasibility.pledges"] == []
    (offer,) = tg.feasibility_results(case(OFFERED))["feasibility.pledges"]
    assert (offer["id"], offer["status"]) == ("chn-2018-offer-70", "offered")
    assert offer["capacity_usd_bn"].value == pytest.approx(20.285, abs=5e-4)


@pytest.mark.parametrize("target", [None, 10, 45, 46, 5000])
@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED, "2019-07-01", TODAY])
def test_every_sentence_table_and_figure_at_any_date_and_target(
    as_of: str, target: float | None
) -> None:
    found = case(as_of, target)
    for name in SHOWN:
        check_shown(name, found)
    publish(found)


@pytest.mark.parametrize(
    "changed",
    ["no section", "another partner", "no pledges", "no target", "base year before the record"],
)
def test_where_nothing_is_known_it_says_so(changed: str) -> None:
    found = variant(changed)
    for name in SHOWN:
        check_shown(name, found)
    publish(found)


@pytest.mark.parametrize("judged_on", ["partner", "reporter_with_services"])
def test_on_other_figures_the_sales_are_the_same(judged_on: str) -> None:
    found = case("2019-07-01", judged_on=judged_on)
    for name in SHOWN:
        check_shown(name, found)
    told = said("feasibility_answer", found)
    assert told == said("feasibility_answer", case("2019-07-01"))


@pytest.mark.parametrize("name", ["us-china-phase-one", "us-china-2025", "us-partners-2025"])
def test_the_other_scenarios(name: str) -> None:
    found = tg.open_case(name)
    for shown_by in SHOWN:
        check_shown(shown_by, found)
    named = said("estimates_answer", found) != "This case names no analysts' estimates."
    assert named == (found.scenario.estimates is not None)
    publish(found)


def test_phase_one_s_groups_by_hand() -> None:
    # energy: 7.6 in 2017, 18.5 and 33.9 more; manufactured goods with aircraft 66.4
    found = tg.open_case("us-china-phase-one")
    judged = {p.line.pledge.id: p for p in tg.judged_pledges(found)}
    energy = judged["chn-phase-one-energy-2020"].ratios
    assert energy is not None
    assert energy.record.base_usd_bn.value == pytest.approx(7.6, abs=0.05)
    assert energy.level_usd_bn.value == pytest.approx(26.1, abs=0.05)
    assert energy.diversion_share.value is None  # the groups are sold to China alone in the table
    assert set(judged) == {
        f"chn-phase-one-{goods}-{year}"
        for goods in ("manufactured", "agriculture", "energy")
        for year in (2020, 2021)
    }


def test_every_number_that_is_published_leads_back() -> None:
    results = tg.feasibility_results(case(OFFERED))
    named = list(quantities(results))
    assert len(named) > 300
    assert all(q.unit in ("USD bn", "share") for _, q in named)
    assert all(q.basis == "exports_fas" for _, q in named if q.unit == "USD bn")


def check(thing: Any) -> None:
    """Hold a cell's object to what a page needs: words, a caption, no number that isn't one."""
    assert isinstance(thing, Sentence | LinkedTable | ReportFigure)
    text = thing._repr_mimebundle_()
    words = text.get("text/markdown") or text.get("text/plain") or ""
    assert words.strip()
    for wrong in ("nan", "None", "inf ", "{", "}"):
        assert wrong not in words.replace("Finance", ""), (wrong, words)


def publish(found: Case) -> None:
    payload = tg.publish(found, tg.feasibility_results(found))._repr_mimebundle_()
    assert payload
