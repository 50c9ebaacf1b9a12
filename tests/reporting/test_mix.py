"""What the chapter on the mix says for any case: never more than its numbers."""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, OFFERED, TODAY, case
from tradegap.data.case import Case
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


def test_the_alternatives_are_told_with_their_distance() -> None:
    told = plain(tariff_alternatives(case(), voice(case())))
    assert "8.1%" in told
    assert "47.3%" in told
    assert "5.9 times" in told  # 47.297 / 8.054 = 5.87


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        ((DEFAULT, None), "Nothing is credited by 2 June 2018"),
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
    assert "pledges credited 70.0" in figure.svg
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
