"""What the chapter on two countries' figures says, and that no switch puts up a wrong label."""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, TODAY, case
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity
from tradegap.reporting import (
    base_year,
    demand,
    followed,
    mirror,
    mirror_plots,
    mirror_tables,
    surplus,
)
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.judged import how_measured, judged
from tradegap.reporting.summary import document_words
from tradegap.reporting.text import Sentence, voice

FLOWS_OUT, SERVICES_OUT = "2023-10-01", "2019-07-01"
SWITCHES = [(DEFAULT, "reporter"), (DEFAULT, "partner"), (FLOWS_OUT, "partner"),
            (SERVICES_OUT, "reporter_with_services")]  # fmt: skip


def frame_of(found: Case) -> tuple[object, object]:
    import tradegap as tg

    history = found.by_year(2000, 2017)
    frame = tg.frame("year", exports_usd_bn=history.exports_usd_bn,
                     imports_usd_bn=history.imports_usd_bn,
                     surplus_usd_bn=history.surplus_usd_bn)  # fmt: skip
    return frame, history


def judged_words(found: Case) -> list[str]:
    """Return what is said of the judged figures: sentences, captions, sources, subtitles."""
    say = voice(found)
    frame, history = frame_of(found)
    table, years = base_year.base_year_table(found, say), surplus.years_table(found, frame, history)
    plot = surplus.plot_surplus(found, frame, history, say)
    return [
        how_measured(found, say).plain, judged(found, say).plain,
        base_year.base_year(found, say).plain, base_year.measured_from(found, say).plain,
        demand.demand(found, say).plain, demand.what_it_takes(found, say).plain,
        demand.through_one_flow(found, say).plain, table.caption, table.source,
        *map(str, table.frame["what"]), *map(str, table.frame["basis"]), years.caption,
        years.source, plot.subtitle, plot.source,
        followed.what_followed(found, say).plain, followed.alternatives_table(found).source,
    ]  # fmt: skip


@pytest.mark.parametrize(("as_of", "on"), SWITCHES)
def test_each_switch_names_its_own_figures(as_of: str, on: str) -> None:
    told = judged_words(case(as_of, judged_on=on))
    all_of_it = "\n".join(told)
    if on == "reporter":
        assert "China's customs" not in all_of_it
        assert "judged_on" not in all_of_it
        assert "services together" not in all_of_it
        return
    assert f"judged_on = {on}" in all_of_it
    if on == "partner":
        assert "Census" not in all_of_it
        assert "customs value" not in all_of_it
        assert all("General Administration of Customs" in told[n] for n in (8, -1))
    else:
        assert "surplus in goods and services" in all_of_it
        assert "Bureau of Economic Analysis" in all_of_it


def test_default_sentences_are_those_of_before() -> None:
    found = case(DEFAULT)
    say = voice(found)
    assert base_year.measured_from(found, say).plain == (
        "The surplus that the target is measured from is US$375.2 bn in 2017: US imports of "
        "US$505.6 bn less US exports of US$130.4 bn, as published by 2 June 2018. The target would "
        "leave US$175.2 bn."
    )
    assert demand.through_one_flow(found, say).plain == (
        "Through purchases alone, US exports would have to rise by 153%; through imports alone, "
        "imports would have to fall by 40%."
    )


def test_flows_that_are_missing_are_told_and_never_drawn_as_zero() -> None:
    found = case(DEFAULT, judged_on="partner")
    say = voice(found)
    assert "are not in the tables" in base_year.base_year(found, say).plain
    assert "isn't known on China's customs' figures" in demand.what_it_takes(found, say).plain
    assert "On US figures" in demand.what_it_takes(found, say).plain
    frame, history = frame_of(found)
    assert surplus.plot_flows(found, frame, history, say).title.startswith("On US figures")
    assert "on US figures" in demand.plot_mixes(found, say).subtitle
    assert isinstance(followed.plot_against_path(found, say), Sentence)


def test_the_title_of_a_report_says_what_it_is_judged_on() -> None:
    assert "judged_on = partner" in document_words(case(DEFAULT, judged_on="partner"))[
        "report.changed"]  # fmt: skip
    assert document_words(case(DEFAULT))["report.changed"] == ""


def test_both_shares_are_told_whatever_the_switch() -> None:
    for on in ("reporter", "partner"):
        found = case(DEFAULT, judged_on=on)
        told = mirror.say_target_shares(found, voice(found)).plain
        assert "is 53% of the surplus on US figures, 73% of it on China's customs' figures" in told
        assert "59% of it with services counted in (published 20 June 2019, later" in told


def test_the_chapter_on_2_june_2018() -> None:
    found = case(DEFAULT)
    say = voice(found)
    assert mirror.say_two_countries(found, say).plain.endswith(
        "the US figure is the larger one by US$99.4 bn.")  # fmt: skip
    split = mirror.say_mirror_split(found, say).plain
    assert "US$45.8 bn is explained at the central values" in split
    assert "2018" not in split  # nor 2019: a year that isn't over is not told
    assert "2019: no split" in mirror.say_mirror_split(case("2020-01-15"), say).plain
    assert "2020" not in split + mirror.say_residual(found, say).plain
    told = mirror.say_residual(found, say).plain
    assert "at least 50% of the eastbound discrepancy" in told
    assert "New York Fed" not in told  # of 2021


def test_today_the_sign_has_turned_and_nothing_is_allotted() -> None:
    found = case(TODAY)
    say = voice(found)
    told = mirror.say_residual(found, say).plain
    assert "−US$8.9 bn in 2020 and −US$77.7 bn in 2025" in told
    assert "New York Fed (Clark and Wong, 21 June 2021)" in told
    plot = mirror_plots.plot_mirror(found, say)
    assert isinstance(plot, ReportFigure)
    assert plot.title == "From 2020 on, China's figure is the larger one"
    names = mirror_tables.mirror_results(found)
    assert {name.split(".")[2] for name in names if name.startswith("mirror.split")} == {
        "2017", "2018", "2019"}  # fmt: skip


def test_the_turn_is_told_before_the_fed_had_looked_at_it() -> None:
    found = case("2021-03-01")
    told = mirror.say_residual(found, voice(found)).plain
    assert "In 2020 the sign turned, to −US$8.9 bn: freight" in told  # one year of it is out
    assert "and −US$8.9 bn" not in told
    plot = mirror_plots.plot_mirror(found, voice(found))
    assert plot.title == "In 2020 China's figure was the larger one"
    assert "New York Fed" not in told


def test_results_have_names_numbers_and_ranges() -> None:
    named = mirror_tables.mirror_results(case(DEFAULT))
    assert named["mirror.judged_on"] == "reporter"
    assert named["mirror.difference_usd_bn.2017"].value == pytest.approx(99.4)
    assert round(named["mirror.target_share_of_surplus.partner"].value, 2) == 0.73
    ends = [named[f"mirror.split.2017.residual.{end}_usd_bn"] for end in ("low", "central", "high")]
    assert all(isinstance(q, Quantity) and q.unit == "USD bn" for q in ends)
    assert ends[0].value < ends[1].value < ends[2].value
    assert "mirror.eastbound_usd_bn.2017" not in named  # China's flows of 2017 weren't out


def test_a_case_without_one_balance_says_so_and_shows_empty_tables() -> None:
    found = open_case("us-partners-2025")
    say = voice(found)
    assert "no one balance" in mirror.say_two_countries(found, say).plain
    assert "no target" in mirror.say_target_shares(found, say).plain
    assert "no year" in mirror_plots.plot_mirror(found, say).plain
    assert mirror_plots.plot_mirror_split(found, say) is None
    assert mirror_tables.mirror_table(found).frame.empty
    assert mirror_tables.mirror_split_table(found) is None
    assert mirror_tables.services_table(found).frame.empty
    assert mirror_tables.mirror_results(found) == {}
    assert mirror.say_mirror_split(found, say).plain.startswith("No difference is split")


def test_a_split_that_an_override_breaks_is_one_sentence() -> None:
    found = open_case("us-china-2018", overrides={"transit_months": 3.0})
    with pytest.raises(ModelError, match="months at sea lie between 0 and 1"):
        mirror_tables.mirror_split_table(found)


def test_a_case_without_a_year_to_split_shows_no_empty_table() -> None:
    found = open_case("us-china-2025")
    assert mirror_tables.mirror_split_table(found) is None
    assert mirror_plots.plot_mirror_split(found, voice(found)) is None
    assert "No difference is split here" in mirror.say_mirror_split(found, voice(found)).plain
