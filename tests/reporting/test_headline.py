"""The names under which results are published, and the sentences that tell them."""

from __future__ import annotations

import json

import pytest

import tradegap as tg
from tests.case.raw import DEFAULT, LAPSED, OFFERED, TODAY, case, quantities
from tradegap.model.progress import Narrowing, narrowing
from tradegap.model.quantity import parameter
from tradegap.reporting.analysts import analysts, analysts_table
from tradegap.reporting.answer import answer
from tradegap.reporting.findings import findings
from tradegap.reporting.headline import headline, hindsight
from tradegap.reporting.news import news_table
from tradegap.reporting.pledges import cases_table
from tradegap.reporting.results import Results
from tradegap.reporting.sentences import (
    analysts_change_nothing,
    looser_and_stricter,
    on_the_path,
    through_what,
    vintage,
)
from tradegap.reporting.surplus import since_base_year
from tradegap.reporting.text import Sentence, Voice, voice

PROMISED = {
    "baseline.surplus_usd_bn", "baseline.exports_usd_bn", "baseline.imports_usd_bn",
    "target.narrowing_usd_bn_per_year", "target.residual_surplus_usd_bn",
    "pledges.quantified_usd_bn_per_year", "pledges.unquantified", "gap_usd_bn_per_year",
    "gap_upper_bound_usd_bn_per_year", "coverage_share", "required.exports_rise_share",
    "required.imports_fall_share", "path",
}  # fmt: skip
PER_CASE = {"title", "pledges.quantified_usd_bn_per_year", "pledges.credited_usd_bn_per_year",
            "pledges.unquantified", "gap_usd_bn_per_year", "gap_upper_bound_usd_bn_per_year",
            "coverage_share", "path"}  # fmt: skip
SUFFIXES = {"_usd_bn": "USD bn", "_usd_bn_per_year": "USD bn/year", "_share": "share"}


@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED, LAPSED, TODAY])
def test_every_promised_name_is_there_with_a_number_or_without(as_of: str) -> None:
    assert set(headline(case(as_of))) >= PROMISED


def test_each_case_of_crediting_has_the_same_names() -> None:
    named = headline(case())
    for name in case().cases:
        assert {f"cases.{name}.{part}" for part in PER_CASE} <= set(named)


def test_the_top_level_is_the_headline_case() -> None:
    named = headline(case(OFFERED))
    for part in PER_CASE - {"title"}:
        top, own = named[part], named[f"cases.as_stated.{part}"]
        assert [q.value for _, q in quantities(top)] == [q.value for _, q in quantities(own)]


def test_a_name_tells_its_unit() -> None:
    for as_of in (DEFAULT, OFFERED):
        found = headline(case(as_of)) | hindsight(case(as_of))
        for name, quantity in quantities(found):
            told = [unit for end, unit in SUFFIXES.items()
                    if any(part.endswith(end) for part in name.split("."))]  # fmt: skip
            assert told == [quantity.unit], name


def test_null_is_written_as_null() -> None:
    payload = Results(headline(case())).payload()
    text = json.dumps(payload, allow_nan=False)
    results = json.loads(text)["results"]
    for name in ("coverage_share", "gap_usd_bn_per_year", "pledges.quantified_usd_bn_per_year"):
        assert results[name]["value"] is None
        assert results[name]["node"] in payload["nodes"]
    assert results["gap_upper_bound_usd_bn_per_year"]["value"] == 200.0


def test_nothing_but_hindsight_stands_under_hindsight() -> None:
    assert not any("hindsight" in name or "offers" in name for name in headline(case()))


def test_a_report_of_2_june_knows_nothing_of_the_offer_of_5_june() -> None:
    text = json.dumps(Results(headline(case())).payload())
    assert "offer-70" not in text
    assert "chn-2018-offer-70" in json.dumps(Results(headline(case(OFFERED))).payload())


def told(as_of: str, **settings: object) -> str:
    found = case(as_of, **settings)
    return answer(found, voice(found)).plain


def test_the_answer_when_nothing_can_be_counted() -> None:
    assert told(DEFAULT) == (
        "Nothing on the record of this case by 2 June 2018 can be counted toward the US$200 bn a "
        "year: the pledge of 19 May 2018 (farm goods, energy, services) names no amount, so the "
        "gap is not known; it is at most US$200 bn a year. By the case “Analysts, ceiling”, the "
        "gap is US$100 bn a year; by the case “Analysts, low”, the gap is US$140 bn a year."
    )
    assert "0%" not in told(DEFAULT)


def test_the_answer_when_there_is_no_pledge() -> None:
    assert "no pledge had been made" in told("2018-05-04")


def test_the_answer_when_the_offer_has_lapsed() -> None:
    assert "the pledge of 3 June 2018 (farm goods, energy) does not count" in told(LAPSED)


def test_the_answer_with_the_offer_of_70() -> None:
    assert told(OFFERED) == (
        "What was pledged by 10 June 2018 comes to US$70 bn a year, 35% of the US$200 bn that is "
        "asked for, which leaves a gap of US$130 bn a year. Nothing that counts is pledged for "
        "June 2019 to May 2020. By the case “Confirmed only”, nothing counts."
    )


def test_a_step_whose_pledges_are_past_says_what_was_pledged_for_it() -> None:
    # Annex 6.1 adds 32.9 + 12.5 + 18.5 = 63.9 in goods in 2020; on 10 February 2021 that is over
    found = tg.open_case("us-china-phase-one")
    first, second = found.gap().steps
    assert first.credited_usd_bn.value is None
    assert first.over_usd_bn.value == pytest.approx(63.9)
    assert second.over_usd_bn.value is None
    said = answer(found, voice(found)).plain
    assert "The US$63.9 bn pledged for 2020 is past and no longer counts. By the case" in said
    # and whether it was bought, as the case asks: 89.34 of 142.67, 93.74 of 158.93
    assert said.endswith(
        "In 2020 exports reached 62.6% of the level promised, 59.0% with aircraft; of the increase "
        "alone 16.5% and −2.0%."
    )
    assert "Nothing that counts" not in said
    assert "the US$63.9 bn pledged for it is past" in on_the_path(found, voice(found)).plain


def test_with_services_what_is_past_has_services_too() -> None:
    found = tg.open_case("us-china-phase-one", judged_on="reporter_with_services")
    assert found.gap().steps[0].over_usd_bn.value == pytest.approx(76.7)  # 63.9 + 12.8


def test_the_analysts_cases_are_left_out_where_they_change_nothing() -> None:
    found = case(OFFERED)
    told = looser_and_stricter(found, voice(found)).plain
    assert "Analysts," not in told
    assert told.count("The analysts' cases change nothing: every promise that counts states") == 1
    assert list(cases_table(found).frame["case"]) == ["as stated", "confirmed only"]
    assert "cases.analysts_low.title" in headline(found)  # the results keep every case
    silent = case(DEFAULT)
    assert "Analysts, low" in looser_and_stricter(silent, voice(silent)).plain
    assert analysts_change_nothing(silent) == ""
    early = case("2018-05-20")  # the promise of 19 May without an amount; estimates came later
    assert analysts_change_nothing(early).endswith("was out yet.")
    assert analysts_change_nothing(case("2018-05-04")).endswith("no promise counts.")


def test_a_case_that_names_no_estimates_and_no_news_says_no_more() -> None:
    found = tg.open_case("us-china-phase-one")
    assert found.scenario.estimates is None
    assert analysts(found, voice(found)).plain == "This case names no analysts' estimates."
    assert isinstance(analysts_table(found), Sentence)
    assert news_table(found) is None


def test_the_answer_when_more_is_pledged_than_asked_for() -> None:
    assert "140% of the US$50 bn" in told(OFFERED, target_usd_bn=50.0)
    assert (
        "no gap is left in a year with these pledges. Nothing that counts is pledged for"
        in told(OFFERED, target_usd_bn=50.0)
    )
    assert "no gap is left in a year" in told(OFFERED, target_usd_bn=70.0)


def test_the_answer_says_what_other_cases_leave_where_they_differ() -> None:
    found = tg.open_case("us-china-phase-one")  # 200 less 8.8 of 98.2, delivered as in 2020
    assert (
        "By the case “Delivered like Phase One”, the gap is US$191.2 bn"
        in answer(found, voice(found)).plain
    )
    assert "no gap is left" in told(DEFAULT, target_usd_bn=70.0).split("By the case")[1]
    assert "By the case" not in told("2018-05-04")


def test_the_answer_in_australian_dollars() -> None:
    # 70 / 0.757 = 92.47; 200 / 0.757 = 264.2; 130 / 0.757 = 171.7
    answered = told(OFFERED, currency="AUD")
    for amount in ("A$92.5 bn (US$70 bn)", "A$264.2 bn (US$200 bn)", "A$171.7 bn (US$130 bn)"):
        assert amount in answered
    assert "35%" in answered


def test_a_step_that_is_more_than_covered_has_no_negative_gap() -> None:
    found = case(OFFERED, target_usd_bn=50.0)
    first, second = on_the_path(found, voice(found)).plain.splitlines()
    assert "280%; no gap is left" in first  # 70 of 25
    assert "nothing that counts is pledged for it" in second
    assert "\u2212" not in first


def test_each_case_has_its_line() -> None:
    lines = looser_and_stricter(case(), voice(case())).plain.splitlines()
    # what Phase One delivered was not known in 2018: the case is left out of the text
    assert len(lines) == len(case().cases) - 1
    assert not [line for line in lines if "2020" in line]
    low, central, high = (line for line in lines if "Analysts" in line)
    assert central.endswith("US$75 bn a year, 38% of the target.")  # 37.5
    assert low.endswith("US$60 bn a year, 30% of the target.")
    assert high.endswith("US$100 bn a year, 50% of the target.")
    assert sum(line.endswith("nothing can be counted.") for line in lines) == 2


def moved(rise: float, fall: float) -> Narrowing:
    def amount(value: float) -> object:
        return parameter("q", value, unit="USD bn", basis="census_balance", label="q")

    return Narrowing(amount(rise + fall), amount(rise), amount(fall))


@pytest.mark.parametrize(
    ("rise", "fall", "expected"),
    [
        (-5.4, 72.6, "narrowed by US$67.2 bn. All of it came from imports, which were US$72.6 bn "
                     "lower; exports fell by US$5.4 bn, which worked against it."),
        (20.5, -5.2, "narrowed by US$15.3 bn. All of it came from exports, which were US$20.5 bn "
                     "higher."),
        (20.5, 5.2, "narrowed by US$25.7 bn. Exports added US$20.5 bn to it and imports US$5.2 "
                    "bn."),
        (-9.7, -33.4, "widened by US$43.1 bn. Exports were US$9.7 bn lower, imports US$33.4 bn "
                      "higher."),
        (9.7, -33.4, "widened by US$23.7 bn. Exports were US$9.7 bn higher, imports US$33.4 bn "
                     "higher."),
        (-9.7, 3.4, "widened by US$6.3 bn. Exports were US$9.7 bn lower, imports US$3.4 bn lower."),
    ],
)  # fmt: skip
def test_what_a_change_was_made_of_in_words(rise: float, fall: float, expected: str) -> None:
    sentence = through_what(moved(rise, fall), "2020", Voice())
    assert sentence.plain == f"By 2020 the surplus had {expected}"


def test_the_narrowing_of_2020_in_words() -> None:
    later = case().hindsight()
    change = narrowing(later.year(2017), later.year(2020), "2020")
    told = through_what(change, "2020", Voice()).plain
    assert "narrowed by US$67.2 bn. All of it came from imports, which were US$72.6 bn" in told


def test_the_vintage_of_a_figure_in_words() -> None:
    assert vintage(case().baseline.surplus_usd_bn) == "published 6 February 2018"
    assert vintage(case(OFFERED).baseline.surplus_usd_bn) == "published 6 June 2018"
    assert vintage(case().year(2016).exports_usd_bn).endswith(", later than the as-of date")


def test_the_summary_of_a_case_without_a_target_tells_what_is_followed() -> None:
    found = tg.open_case("us-china-2025")
    told = findings(found, voice(found)).plain
    # chapter 12 of January to May 2026: 4.801 bn x 0.95 / 472 = 9.66 mn t, of 25 x 5/12 = 10.42;
    # farm goods other than soybeans: of 17 x 5/12 = 7.08
    assert "Soybeans in January to May 2026: 9.7 of 10.4 mn t due (93%), if all" in told
    assert "of US$7.1 bn due (38%), if all that was shipped counts" in told
    assert "US$297.0 bn on US figures and US$361.5 bn on those of China's customs" in told


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("us-china-2018", None),
        ("us-china-phase-one", ("US$419.2 bn in 2018", "US$308.0 bn in 2020")),
        ("us-china-2025", ("US$202.7 bn in 2025",)),
    ],
)
def test_years_after_the_base_year_are_told_where_they_are_out(
    name: str, ends: tuple[str, ...] | None
) -> None:
    found = tg.open_case(name)
    said = since_base_year(found, voice(found)).plain
    assert said == "" if ends is None else all(end in said for end in ends)
