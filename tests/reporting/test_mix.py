"""What the chapter on the mix says for any case: never more than its numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.case.raw import DEFAULT, NAME, OFFERED, TODAY, case
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.reporting import demand, findings
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.formula import formula_2025, formula_2025_table
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.mix import (
    mix_after_credited,
    mix_alone,
    mix_table,
    plot_mix_frontier,
    tariff_alternatives,
    tariff_alternatives_table,
)
from tradegap.reporting.text import Sentence, voice


def plain(said: object) -> str:
    assert isinstance(said, Sentence)
    return said.plain


def test_either_alone_in_words() -> None:
    told = plain(mix_alone(case(), voice(case())))
    assert "a rise of 153% on 2017" in told
    assert "would have to be 14.0% on everything bought from China" in told


def test_out_of_reach_in_words() -> None:
    beyond = case(DEFAULT, 600)
    told = plain(mix_alone(beyond, voice(beyond)))
    assert "No tariff reaches it alone, for the imports that are left are too small" in told
    assert "purchases of more than US$94.4 bn would have to come first" in told
    assert "No form" in plain(tariff_alternatives(beyond, voice(beyond)))
    table = tariff_alternatives_table(beyond, voice(beyond))
    assert isinstance(table, LinkedTable)
    assert "no tariff reaches it" in table.html()


def test_an_answer_beyond_the_sellers_whole_price_is_missing_for_that_reason() -> None:
    found = open_case(NAME, OFFERED, 400.0, overrides={"pass_through_share": 0.25})
    assert found.scenario.mix is not None
    mix = found.scenario.mix.model_copy(update={"retaliation": 2.0})
    doubled = replace(found, scenario=found.scenario.model_copy(update={"mix": mix}))
    table = mix_table(doubled, voice(doubled))
    assert isinstance(table, LinkedTable)
    assert "or the answer would leave the seller no price" in table.html()
    assert "leave the seller no price" not in mix_table(case(), voice(case())).html()


def test_the_alternatives_are_told_with_their_distance() -> None:
    told = plain(tariff_alternatives(case(), voice(case())))
    assert "8.1%" in told
    assert "47.3%" in told
    assert "5.9 times" in told  # 47.297 / 8.054 = 5.87


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        ((DEFAULT, None), "what stands above is the tariff that would have to close it"),
        ((DEFAULT, 600), "no tariff closes that alone"),
        ((OFFERED, None), "leaves US$130 bn. The tariff that closes it is 8.0%"),
        ((OFFERED, 50), "reaches the target without a tariff"),
        ((OFFERED, 600), "leaves US$530 bn. No tariff closes that"),
    ],
)
def test_what_credited_pledges_leave(opened: tuple[str, float | None], said: str) -> None:
    here = case(*opened)
    assert said in plain(mix_after_credited(here, voice(here)))


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (None, "With half of it bought, a tariff of 5.9% closes the rest"),
        (2000, "Even with half of it bought, no tariff closes the rest"),
    ],
)
def test_the_figure_s_title_is_its_finding(target: float | None, title: str) -> None:
    here = case(DEFAULT, target)
    figure = plot_mix_frontier(here, voice(here))
    assert isinstance(figure, ReportFigure)
    assert figure.title == title
    assert "elasticity 1.3" in figure.svg


def test_the_figure_marks_what_is_credited() -> None:
    here = case(OFFERED)
    figure = plot_mix_frontier(here, voice(here))
    assert isinstance(figure, ReportFigure)
    assert re.search(r">pledges credited <tspan data-n=\"\d+\">70\.0</tspan></text>", figure.svg)
    before = plot_mix_frontier(case(), voice(case()))
    assert isinstance(before, ReportFigure)
    assert "pledges credited" not in before.svg


def test_the_table_of_mixes_notes_retaliation() -> None:
    table = mix_table(case(), voice(case()))
    assert isinstance(table, LinkedTable)
    assert [round(q.value, 2) for q in table.frame["share"]] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert "answers the tariff of the central elasticity at the same rate" in table.html()


def test_the_formula_says_when_it_was_published_later() -> None:
    assert "published after the date of this report" in plain(formula_2025(case(), voice(case())))
    now = case(TODAY)
    assert "published after the date" not in plain(formula_2025(now, voice(now)))
    assert isinstance(formula_2025_table(now, voice(now)), LinkedTable)
    assert "published after 2 June 2018" in plain(formula_2025_table(case(), voice(case())))


def test_sources_that_came_later_are_not_named_as_known() -> None:
    early, late = (tariff_alternatives_table(c, voice(c)) for c in (case(), case(TODAY)))
    assert isinstance(early, LinkedTable)
    assert isinstance(late, LinkedTable)
    assert "sources were published after this date" in early.html()
    assert "elasticity from" not in early.html()
    assert "Amiti, Redding and Weinstein 2019" not in early.html()
    assert "Amiti, Redding and Weinstein 2019" in late.html()
    assert "Pass-through 0.25: USTR, April 2025" in late.html()
    assert "USTR" not in early.html()


def changed(**overrides: float) -> Case:
    return replace(case(), overrides=overrides)


def test_a_pass_through_that_was_set_is_not_called_measured() -> None:
    assert "as measured at the border" in plain(formula_2025(case(), voice(case())))
    half, none = (
        plain(formula_2025(c, voice(c)))
        for c in (changed(pass_through_share=0.5), changed(pass_through_share=0.0))
    )
    # (505.6 - 130.4) / 505.6 / (4 x 0.5) = 37.1%
    assert "With 50.0% passed on, as set for this report, the same formula gives 37.1%" in half
    assert "it has no answer: where nothing is passed on" in none
    assert "not stated" not in none
    assert "measured" not in half + none


def test_a_tariff_says_what_was_set_for_this_report() -> None:
    here = changed(import_demand_elasticity=0.2)
    told = plain(findings._tariff(here, voice(here)))
    assert told.startswith("One of 347.8% on everything bought from China")
    assert "the elasticities that were published take 8.4% to 46.9%" in told
    assert "The elasticity of 0.20 was set for this report and lies outside" in told
    assert "elasticity (0.20, set for this report)" in plain(mix_alone(here, voice(here)))
    within = changed(import_demand_elasticity=3.0)
    told = plain(findings._tariff(within, voice(within)))
    assert "The elasticity of 3.00 was set for this report." in told
    assert "outside" not in told
    nothing = changed(pass_through_share=0.0)  # then the seller's price alone falls: 200 / 505.6
    assert "39.6% on everything bought from China would narrow it by as much whatever" in plain(
        findings._tariff(nothing, voice(nothing))
    )
    assert "set for this report" not in plain(findings._tariff(case(), voice(case())))


def test_more_than_all_imports_can_t_fall_away() -> None:
    beyond = case(DEFAULT, 600)
    say = voice(beyond)
    for told in (demand.what_it_takes(beyond, say), demand.through_one_flow(beyond, say)):
        assert "it can't be done, for only US$505.6 bn are imported" in told.plain
        assert "119%" not in told.plain
    figure = demand.plot_mixes(beyond, say)
    assert figure.title == "Out of reach of imports alone, or exports up 460%"
    assert "119%" not in figure.alt + figure.svg
    on_china = case(DEFAULT, 600, judged_on="partner")
    told = demand.through_one_flow(on_china, voice(on_china)).plain
    assert "fewer imports alone can't do it, for only US$505.6 bn are imported" in told
    huge = case(DEFAULT, 2000)
    assert "imports can't fall by so much" in demand.what_it_takes(huge, voice(huge)).plain
    assert "imports would have to fall by 40%" in demand.through_one_flow(case(), say).plain


def test_a_case_without_a_target_says_so_in_every_place(no_target: Case) -> None:
    say = voice(case())
    for show in (mix_alone, tariff_alternatives, tariff_alternatives_table, mix_table,
                 plot_mix_frontier, mix_after_credited):  # fmt: skip
        assert "asks for no narrowing" in plain(show(no_target, say))


@pytest.fixture
def no_target() -> Case:
    here = case()
    bare = here.scenario.model_copy(update={"target_": None})
    return Case(bare, here.figures)
