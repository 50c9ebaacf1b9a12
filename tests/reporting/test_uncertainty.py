"""What the chapter on uncertainty says: no probability alone, none where nothing is quantified."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.case.raw import DEFAULT, OFFERED, TODAY
from tests.case.test_uncertainty import LISTS_1_AND_2, case
from tradegap.data.uncertainty import uncertainty
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.findings import _sure
from tradegap.reporting.results import Results
from tradegap.reporting.settings import case_at
from tradegap.reporting.text import voice
from tradegap.reporting.uncertainty import (
    say_how_likely,
    say_what_counts,
    say_what_decides,
    say_what_is_drawn,
    say_what_it_is_drawn_from,
)
from tradegap.reporting.uncertainty_plots import plot_spread, plot_tornado
from tradegap.reporting.uncertainty_tables import (
    drawn_from_table,
    influences_table,
    spread_table,
    uncertainty_results,
)

ALL = [DEFAULT, OFFERED, LISTS_1_AND_2, TODAY]


def chapter(as_of: str, crediting: str | None = None, **also: Any) -> dict[str, Any]:
    """Return everything that the chapter shows, as of a day, by a case of crediting."""
    it = case_at(case(as_of, **also), crediting=crediting)
    run, say = uncertainty(it), voice(it)
    return {
        "likely": say_how_likely(it, run, say),
        "drawn": say_what_is_drawn(it, run, say),
        "from": say_what_it_is_drawn_from(run, say),
        "counts": say_what_counts(it, run, say),
        "decides": say_what_decides(run, say),
        "spread": plot_spread(it, run, say),
        "tornado": plot_tornado(it, run, say),
        "quantiles": spread_table(it, run),
        "inputs": drawn_from_table(it, run),
        "influences": influences_table(it, run),
        "results": uncertainty_results(it, run),
    }


@pytest.mark.parametrize("as_of", ALL)
def test_it_has_something_to_say_on_any_day(as_of: str) -> None:
    for name, shown in chapter(as_of).items():
        if name == "results":
            json.dumps(Results(shown).payload(), allow_nan=False)
        elif shown is not None:
            assert "nan" not in str(shown._repr_mimebundle_().get("text/markdown", "")), name


def test_without_a_quantified_pledge_no_probability_is_printed() -> None:
    found = chapter(DEFAULT)
    assert "No probability of reaching the target is printed" in found["likely"].plain
    assert "%" not in found["likely"].plain
    assert "not the record but the analysts' case" in found["drawn"].plain
    assert "analysts' case, not the record" in found["spread"].subtitle
    assert found["results"]["uncertainty.probability_share"].value is None
    assert found["results"]["uncertainty.drawn"] == "analysts_central"


def test_a_probability_stands_beside_its_assumptions_with_their_ratings() -> None:
    said = chapter(OFFERED, draws=100_000)["likely"].plain
    assert "of the 100,000 draws" in said
    assert "This rests on 3 assumptions" in said
    assert "share of a promised increase that is delivered (quality red, impact red)" in said
    assert "yearly growth of US imports from China (quality amber, impact red)" in said


def test_a_probability_too_small_to_print_is_none_of_the_draws_and_not_zero_percent() -> None:
    said = chapter(OFFERED, draws=100)["likely"].plain
    assert "in none of the 100 draws" in said
    assert "0%" not in said.replace("100%", "")


def inputs(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rows of the table of inputs by the assumption's words."""
    return {row["what"]: row for row in found["inputs"].frame.to_dict("records")}


DELIVERED = "share of a promised increase that is delivered"
UNSTATED = "amount of a promise that states none, as analysts thought possible"


def test_every_input_is_told_with_distribution_and_ratings() -> None:
    table = inputs(chapter(DEFAULT))
    assert set(table) == {DELIVERED, UNSTATED, "yearly growth of US exports to China"}
    share = table[DELIVERED]
    assert [share[n].value for n in ("low", "used", "high")] == [-2.0, 16.5, 100.0]
    assert (share["drawn"], share["ratings"]) == ("triangular, later source", "red / red")
    assert table[UNSTATED]["drawn"] == "triangular"  # out before the as-of date


def test_an_elasticity_is_no_percentage() -> None:
    found = chapter(LISTS_1_AND_2)
    row = next(r for what, r in inputs(found).items() if "elasticity of US demand" in what)
    assert [row[n].value for n in ("low", "used", "high")] == [1.3, 4.0, 6.5]


def test_an_override_is_told_as_fixed() -> None:
    found = chapter(OFFERED, overrides={"delivered_share_of_increment": 0.4})
    assert inputs(found)[DELIVERED]["drawn"] == "fixed, changed here, later source"
    said = "is fixed at 40%, which was named for this report: it is not drawn"
    assert said in found["counts"].plain


def test_the_results_are_the_draws_of_each_window() -> None:
    first, second = chapter(OFFERED)["results"]["uncertainty.windows"]
    assert (first["from"], second["to"]) == ("2018-06", "2020-05")
    assert list(first["balance_usd_bn"]) == ["p5", "p25", "p50", "p75", "p95", "share_missing"]
    quantiles = [first["balance_usd_bn"][f"p{n}"].value for n in (5, 25, 50, 75, 95)]
    assert quantiles == sorted(quantiles)
    assert second["why_no_probability"]
    assert "balance_usd_bn" not in second


def test_the_same_inputs_give_the_same_bytes() -> None:
    one, two = (chapter(OFFERED) for _ in range(2))
    for name in ("spread", "tornado", "quantiles", "inputs", "influences", "likely", "drawn"):
        assert one[name]._repr_mimebundle_() == two[name]._repr_mimebundle_()
    said = [json.dumps(Results(x["results"]).payload()) for x in (one, two)]
    assert said[0] == said[1]


def test_the_figures_say_what_they_show() -> None:
    found = chapter(OFFERED)
    assert isinstance(found["spread"], ReportFigure)
    assert "the surplus is as low as the target allows" in found["spread"].title
    assert "yearly growth of US imports" in found["tornado"].title
    assert found["tornado"].alt.startswith("Bars, widest first: yearly growth of US imports")


def test_when_all_is_known_there_is_nothing_to_draw_and_it_is_said() -> None:
    found = chapter(TODAY)
    assert found["likely"].plain.count("Its figures are out") == 2
    assert found["results"]["uncertainty.drawn"] is None
    assert silent(found)


def silent(found: dict[str, Any]) -> bool:
    """Tell whether the chapter shows its reason and nothing else, no heading and no table."""
    return all(found[name] is None for name in found if name not in ("likely", "results"))


def test_judged_on_other_figures_it_says_why_nothing_is_drawn_and_shows_nothing_else() -> None:
    found = chapter(OFFERED, judged_on="partner")
    assert "US figures for goods alone" in found["likely"].plain
    assert silent(found)


def test_before_any_offer_it_says_why_and_shows_nothing_else() -> None:
    found = chapter("2018-05-04")
    assert found["likely"].plain.count("Nothing quantified is pledged for this window") == 2
    assert silent(found)


def test_where_the_headlines_own_case_confirms_nothing_it_says_why() -> None:
    found = chapter(OFFERED, crediting="confirmed_only")
    assert "No probability of reaching the target is printed" in found["likely"].plain
    assert found["likely"].plain.count("Nothing that this crediting counts is quantified") == 2
    assert silent(found)


@pytest.mark.parametrize(
    ("as_of", "also", "said"),
    [
        (OFFERED, {"judged_on": "partner"}, "printed: it is worked out on US figures for goods"),
        (TODAY, {}, "printed: its figures are out"),
        (DEFAULT, {}, "printed: nothing quantified is pledged for this window"),
        (
            "2020-06-15",
            {},
            "can no longer be reached for June 2019 to May 2020. Eleven of its twel",
        ),
    ],
)
def test_the_summary_gives_the_reason_that_the_chapter_gives(
    as_of: str, also: dict[str, Any], said: str
) -> None:
    it = case(as_of, **also)
    assert said in _sure(it, voice(it)).plain


def test_a_window_that_is_lost_is_told_so_with_its_months() -> None:
    said = chapter("2020-06-15")["likely"].plain
    assert (
        "this can no longer be reached. Eleven of its twelve months are out and come to a surplus "
        "of US$281.8 bn already, where US$175.6 bn is allowed for all of them." in said
    )
    assert "Trade starts from 2019, the last full year that was out." in said


def test_a_window_that_has_begun_is_told_with_its_months() -> None:
    said = chapter("2019-03-01")["likely"].plain
    assert "Seven of its twelve months are out and come to a surplus of US$266.4 bn; what" in said
    assert "Trade starts from 2018" in said
    assert "years ahead of it" not in said


def test_beyond_what_the_ranges_are_for_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # June 2019 to May 2020 is 29 / 12 = 2.4 years after 2017
    monkeypatch.setattr("tradegap.reporting.uncertainty.HORIZON_YEARS", 2.0)
    said = chapter(LISTS_1_AND_2)["likely"].plain
    assert "June 2019 to May 2020 lies 2.4 years ahead of it. The ranges of growth are of" in said


def test_a_tariff_is_told_by_window_with_its_part_and_its_end() -> None:
    # on 15 May 2019 the rate of list 3 has gone from 10% to 25%: it is counted once in each window
    said = chapter("2019-05-15")["counts"].plain
    list_3 = [line for line in said.splitlines() if "Section 301 List 3 by the United" in line]
    assert [("10.0%" in line, "25.0%" in line) for line in list_3] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert "of the days that aren't out of June 2018 to May 2019, until 9 May 2019" in list_3[0]
    # of 366 days of the second window all; in 2018 none was at 25%
    assert "for 100% of the days of June 2019 to May 2020." in list_3[2]


def test_the_mean_drawn_stands_beside_the_value_used() -> None:
    # (-2 + 16.5 + 100) / 3 = 38.17
    row = inputs(chapter(OFFERED))[DELIVERED]
    assert row["mean"].value == pytest.approx(38.1667, abs=1e-4)
    changed = chapter(OFFERED, overrides={"delivered_share_of_increment": 0.4})
    assert inputs(changed)[DELIVERED]["mean"].value == pytest.approx(40.0)


def test_with_every_assumption_fixed_there_is_no_spread_and_each_draw_agrees() -> None:
    values = {"delivered_share_of_increment": 1.0, "exports_growth_per_year": 0.0}
    found = chapter(OFFERED, overrides=values | {"imports_growth_per_year": -0.1})
    # imports 505.47 x 0.9^(17/12) = 435.4, less 129.9 and 70: 235.5, under the 275.6 allowed
    assert "in each of the 2,000 draws" in found["likely"].plain
    assert "Every assumption is fixed" in found["spread"].plain
    assert "No assumption moves the result" in found["tornado"].plain
    assert "No shares of variance are told: nothing in it varies" in found["decides"].plain
    assert found["influences"] is None


def test_whole_numbers_as_overrides_are_numbers_too() -> None:
    # a build gives 1 and 0: imports 505.470, less 129.894 and 70, is 305.576 in every draw
    fixed = {"delivered_share_of_increment": 1, "exports_growth_per_year": 0}
    found = chapter(OFFERED, overrides=fixed | {"imports_growth_per_year": 0})
    assert inputs(found)[DELIVERED]["mean"].value == 100.0
    first = found["results"]["uncertainty.windows"][0]
    assert {first["balance_usd_bn"][f"p{n}"].value for n in (5, 50, 95)} == {305.576}
    assert first["probability_share"].value == 0.0
