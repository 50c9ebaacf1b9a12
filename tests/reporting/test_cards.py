"""What a notebook shows of the package's objects: cards, escaped, with missing told as missing."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.lib.pretty import pretty

import tradegap as tg
from tradegap.model.pledges import Ledger, Pledge
from tradegap.model.quantity import Quantity
from tradegap.reporting.html import TradegapHTMLExporter

NAMES = ["us-china-2018", "us-china-phase-one", "us-china-2025", "us-partners-2025"]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> & 'quotes\" [a](javascript:alert(1))"


class Whole(HTMLParser):
    """Holds a card to closed tags, and lists them with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(thing: Any) -> str:
    """Return what IPython shows of an object, held to be whole and harmless."""
    html = DisplayFormatter().format(thing)[0]["text/html"]
    whole = Whole(html)
    assert not {"script", "img", "iframe", "style"} & {tag for tag, _ in whole.seen}
    for _, given in whole.seen:
        assert not [name for name in given if name.startswith("on")]
        assert not str(given.get("href", "")).startswith("javascript")
    return whole.text


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_has_a_card_for_all_that_it_holds(name: str) -> None:
    case = tg.open_case(name)
    said = shown(case)
    assert name in said
    assert case.scenario.told(case.scenario.question) in said
    assert tg.answer(case, tg.voice(case)).plain in said
    ledger = shown(case.pledges)
    assert all(pledge.id in ledger for pledge in case.pledges)
    for thing in (*case.pledges, *case.assumptions.values(), case.scenario):
        shown(thing)
    if case.scenario.has_target:
        for part in (case.target, *case.target.steps, *case.credit(), case.baseline):
            shown(part)
        for rules in case.shown_cases:
            assert "share of the target that is covered" in shown(case.gap(rules))


def test_a_quantity_shows_its_whole_lineage_down_to_the_leaves() -> None:
    share = tg.open_case("us-china-2018").gap("analysts_central").coverage_share
    said = shown(share)
    assert "0.3750 (37.5%)" in said
    for leaf in tg.leaves(share):
        assert leaf.label in said
    assert "Assumption unstated_pledge_usd_bn_per_year: low 60" in said
    assert "US demand list of 3 May 2018" in said


def test_a_list_and_an_explanation_are_lines_and_no_walls_of_text() -> None:
    case = tg.open_case("us-china-2018")
    for thing, line in (
        (list(case.pledges), " <Pledge chn-2018-05-19>]"),
        (tg.worked_tariffs(case), "[<Worked announced>,"),
        (tg.path_progress(case), "[<Step Progress: June 2018 to May 2019>"),
        (case.assumptions, " 'transit_months': <Assumption time that goods are at sea"),
        ([case], "[<Case us-china-2018, as of 2 June 2018>]"),
        ([case.target.residual_surplus_usd_bn], "[<surplus that the target leaves: 175.2"),
    ):
        lines = pretty(thing).splitlines()
        assert any(one.startswith(line) for one in lines)
        assert max(map(len, lines)) < 240
    assert pretty(tg.explain(case.gap().gap_upper_bound_usd_bn_per_year)).count("\n") > 3


def test_what_an_object_holds_is_folded_and_none_of_it_runs_on() -> None:
    case = tg.open_case("us-china-2018")
    html = tg.uncertainty(case)._repr_html_()
    assert "<summary>June 2018 to May 2019</summary>" in html
    assert "<summary>exports_growth_per_year</summary>" in html
    assert "seed 20180602" in html
    said = shown(case.scenario)
    assert "${" not in said  # the target's amount is in its place
    assert "20,180,602" not in said
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", case.scenario._repr_html_())
    assert "" not in cells
    assert max(map(len, cells)) < 700


def test_a_figure_names_its_publisher_its_table_and_its_day() -> None:
    surplus = tg.open_case("us-china-2018").baseline.surplus_usd_bn
    said = shown(surplus)
    for words in ("U.S. Census Bureau", "goods_annual_vintages_usa_chn", "published 6 February"):
        assert words in said
    links = [str(a["href"]) for tag, a in Whole(surplus._repr_html_()).seen if tag == "a"]
    assert all(link.startswith("https://") for link in links)


def test_missing_is_told_and_is_no_zero() -> None:
    gap = tg.open_case("us-china-2018").gap()
    assert "missing" in shown(gap.credited_usd_bn_per_year).split("Made as")[0]
    assert "0 USD" not in shown(gap).replace("200 USD", "")


def test_a_series_shows_its_rows_and_that_the_middle_is_left_out() -> None:
    said = shown(tg.open_case("us-china-2018").by_year(2000, 2017).surplus_usd_bn)
    assert "2000" in said
    assert "375.2" in said
    assert "2009" not in said.split("Made as")[0]


def test_nothing_that_a_text_says_is_obeyed() -> None:
    pledge = {"id": EVIL, "partner": "CHN", "announced": "2018-05-19", "published": "2018-05-19",
              "category": EVIL, "codes": ["12"], "kind": "increment", "note": EVIL, "source": EVIL,
              "events": [{"date": "2018-05-19", "status": "announced"}]}  # fmt: skip
    bad = Pledge.model_validate(pledge)
    for thing in (bad, Ledger([bad])):
        assert EVIL in shown(thing)
    made = tg.parameter(EVIL, 1.0, unit="USD bn", label=EVIL, source=EVIL)
    assert EVIL in shown(made + made)
    assert EVIL in shown(Quantity(None, "share", None, EVIL, "opaque:" + EVIL, (made,)))


def test_cards_are_the_same_whatever_the_hash_seed() -> None:
    told = "import tradegap as tg; c = tg.open_case('us-china-phase-one'); print(" + ", ".join(
        f"{what}._repr_html_()" for what in ("c", "c.scenario", "c.pledges", "c.gap()")
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", told + ")"], env={"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


def test_the_import_loads_nothing_heavy() -> None:
    code = "import sys, tradegap; print([m for m in ('numpy', 'pandas', 'pydantic', 'matplotlib', "
    code += "'ipywidgets', 'itables') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def returned() -> set[type]:
    """Return the package's own classes that are public or that public functions return."""
    public = [getattr(tg, name) for name in tg.__all__]
    said = [str(thing.__annotations__["return"]) for thing in public if inspect.isfunction(thing)]
    loaded = [module for name, module in list(sys.modules.items()) if name.startswith("tradegap.")]
    known = {
        kind.__name__: kind
        for module in loaded
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__.startswith("tradegap.")
    }
    named = {known[word] for word in re.findall(r"[A-Z]\w+", " ".join(said)) if word in known}
    return named | {thing for thing in public if isinstance(thing, type)}


def test_every_object_of_the_public_face_has_something_to_show() -> None:
    found = returned()
    assert len(found) > 30
    for kind in found - {tg.TradegapError}:
        assert hasattr(kind, "_repr_html_") or hasattr(kind, "_repr_mimebundle_"), kind


def test_the_ledger_says_by_which_case_it_is_credited() -> None:
    case = tg.open_case("us-china-2018")
    assert "The ledger, credited as stated" in shown(case.gap("as_stated"))
    assert "The ledger, credited by “confirmed only”" in shown(case.gap("confirmed_only"))


def test_results_show_names_and_values_in_a_notebook_and_nothing_in_a_report() -> None:
    case = tg.open_case("us-china-2018")
    results = tg.publish(case, tg.target_results(case))
    said = shown(results)
    assert "target.narrowing_usd_bn_per_year" in said
    assert "200 USD bn/year" in said
    bundle, _ = DisplayFormatter().format(results)
    cell = nbformat.v4.new_code_cell("", outputs=[
        nbformat.v4.new_output("execute_result", data=bundle, execution_count=1)
    ])  # fmt: skip
    notebook = nbformat.v4.new_notebook(cells=[cell])
    page, _ = TradegapHTMLExporter().from_notebook_node(notebook)
    assert "results published" not in page
    assert "narrowing_usd_bn_per_year" not in page


def test_years_are_no_amounts_and_parts_keep_their_names() -> None:
    said = shown(tg.path_progress(tg.open_case("us-china-phase-one"))[0])
    assert "Step Progress" in said
    assert "pace2020" in said
    assert "2,020" not in said
    assert "Window June 2018 to May 2019" in shown(tg.Window("2018-06", "2019-05"))
    assert "2 June 2018" in shown(tg.open_case("us-china-2018").figures)


def test_gsim_shows_its_regions_in_a_table_and_a_batch_its_arrays() -> None:
    given: dict[str, Any] = {
        "trade": [[0, 100], [0, 0]], "factors_before": [[1, 1], [1, 1]],
        "factors_after": [[1, 1.1], [1, 1]], "demand": -1, "supply": 2, "regions": ("A<b>", "B"),
    }  # fmt: skip
    text = shown(tg.gsim(**given, substitution=5))
    assert "A<b>-0.03333" in text  # as text: `shown` holds the card to no markup of others'
    assert "9.022" in text
    assert "Gsim" in shown(tg.gsim(**given, substitution=[[4.0], [5.0]]))
