"""What the chapter on the response says, for the default case and where there is nothing to say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.case.raw import DEFAULT, TODAY, case
from tradegap.data.case import Case
from tradegap.model.sections import ResponseSection
from tradegap.reporting import diversion, response, response_tables
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.response_results import response_results
from tradegap.reporting.text import Sentence, voice

SENTENCES = (
    response.tariffs_answer,
    response.uniform_answer,
    response.tariff_cost_answer,
    diversion.diversion_answer,
    diversion.duty_answer,
)
TABLES = (
    response_tables.response_table,
    response_tables.later_tariffs_table,
    response_tables.response_forms_table,
    response_tables.tariff_cost_table,
    diversion.diversion_table,
    diversion.collected_duty_table,
    diversion.later_duty_table,
)


def without_balance() -> Case:
    bare = case().scenario.model_copy(update={"baseline_": None, "target_": None})
    return replace(case(), scenario=bare)


def without_packages() -> Case:
    bare = case().scenario.model_copy(update={"response": None})
    return replace(case(), scenario=bare)


def test_the_answer_of_the_default_case() -> None:
    told = response.tariffs_answer(case(), voice(case())).plain
    assert "imports fall by US$28.9 bn; the surplus narrows by US$28.9 bn" in told
    assert "exports by US$28.4 bn; the surplus narrows by US$0.5 bn" in told
    assert "−US$15.9 bn and +US$9.1 bn" in told
    assert "**" not in told
    assert "The threat of 100 bn more: not worked out." in told
    assert "no rate is stated" in told


def test_half_an_exchange_is_told_without_numbers() -> None:
    early = case("2018-05-04")
    told = response.tariffs_answer(early, voice(early)).plain
    assert "29 May 2018" not in told
    assert (
        "Not worked out, for not yet on the record by 4 May 2018: usa-2018-05-29-301-announcement, "
        "1 of 2 actions that this case names together."
    ) in told
    assert "28.4" not in told
    table = response_tables.response_table(early, voice(early))
    assert isinstance(table, LinkedTable)
    assert "Not worked out, for not yet on the record by 4 May 2018" in table.html()
    assert "28.4" not in table.html()
    figure = response.plot_response(early, voice(early))
    assert isinstance(figure, ReportFigure)
    assert figure.title.startswith("10% on all imports: the surplus narrows")


def test_a_title_says_what_is_left_out() -> None:
    from tradegap.data.open_case import open_case

    later = open_case("us-china-phase-one")
    figure = response.plot_response(later, voice(later))
    assert isinstance(figure, ReportFigure)
    assert "narrows by US$116.0 bn with 1 action left out; US$200 bn is asked for" in figure.title


def test_averages_that_nobody_had_published_have_no_column() -> None:
    early, late = (
        diversion.collected_duty_table(c, voice(c)).html() for c in (case(), case(TODAY))
    )
    assert "US statutory average" not in early
    assert "PIIE" not in early
    assert "Duty collected on imports" in early
    assert "US statutory average" in late
    assert "China's on US goods" in late.replace("&#x27;", "'").replace("&#39;", "'")


def test_a_widening_is_told_as_one() -> None:
    unmoved = case(overrides=FrozenOverrides({"import_demand_elasticity": 1.0}))
    told = response.tariffs_answer(unmoved, voice(unmoved)).plain
    assert "the surplus widens by US$" in told
    assert "−" not in told.split("widens by US$")[1][:5]


class FrozenOverrides(dict[str, float]):
    """Overrides that `case`, which caches, can take."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def test_no_diversion_is_told_as_none_known() -> None:
    other = case().scenario.model_copy(update={"partner": "JPN", "tariff_actions": None})
    changed = replace(case(), scenario=other)
    told = diversion.diversion_answer(changed, voice(changed)).plain
    assert "isn't known" in told
    assert "No table has the duty" in diversion.duty_answer(changed, voice(changed)).plain


@pytest.mark.parametrize("as_of", [DEFAULT, "2018-05-04", "2019-06-01", TODAY])
@pytest.mark.parametrize("say", SENTENCES)
def test_every_sentence_says_something_at_any_date(say: Any, as_of: str) -> None:
    found = say(case(as_of), voice(case(as_of)))
    assert isinstance(found, Sentence)
    assert len(found.plain) > 40
    assert "not stated bn" not in found.plain


@pytest.mark.parametrize("say", [*SENTENCES, *TABLES, response.plot_response])
def test_a_case_without_one_balance_is_told_so(say: Any) -> None:
    bare = without_balance()
    found = say(bare, voice(bare))
    assert isinstance(found, Sentence)
    assert "no one balance" in found.plain
    assert response_results(bare) == {}


def test_a_case_without_packages_has_the_made_up_rates() -> None:
    bare = without_packages()
    assert response.tariffs_answer(bare, voice(bare)).plain == (
        "This case names no tariffs; what follows takes made-up rates on everything."
    )
    assert "10% on all imports" in response.uniform_answer(bare, voice(bare)).plain
    assert len(response_results(bare)["response.uniform"]) == len(ResponseSection().uniform)


@pytest.mark.parametrize("currency", ["USD", "AUD"])
@pytest.mark.parametrize("table", TABLES)
def test_tables_have_a_row_a_source_and_csv(table: Any, currency: str) -> None:
    found = table(case(currency=currency), voice(case(currency=currency)))
    assert isinstance(found, LinkedTable)
    assert found.csv().count("\n") > 1
    assert "Source:" in found.html()


def test_the_basis_of_the_diversion_is_named_where_it_stands() -> None:
    html = diversion.diversion_table(case(), voice(case()))
    assert isinstance(html, LinkedTable)
    assert "Imports for consumption of 2017: another basis" in html.html()


def test_an_average_is_told_with_what_is_known_of_its_weights() -> None:
    late = case(TODAY)
    table = diversion.collected_duty_table(late, voice(late))
    assert isinstance(table, LinkedTable)
    assert "its weights are not printed" in table.html()
    assert "20.7, 15.6 or 21.1 percent by 3 weightings" in [*table.notes][-1]
    assert re.search(r'<a href="#n-\w+">15.6</a> or <a href="#n-\w+">21.1</a>', table.html())
    assert "with weights of its own" in diversion.duty_answer(late, voice(late)).plain


def test_the_record_shows_every_action_and_computes_no_range() -> None:
    table = response_tables.tariff_record_table(case())
    assert len(table.frame) == 8
    assert "no single number" in table.html()


def test_the_figure_tells_its_message_in_words() -> None:
    figure = response.plot_response(case(), voice(case()))
    assert isinstance(figure, ReportFigure)
    assert "narrows by US$0.5 bn; US$200 bn is asked for" in figure.title
    assert "+0.5 (−15.9 to +9.1)" in figure.alt
    assert "The target is 200" in figure.alt
