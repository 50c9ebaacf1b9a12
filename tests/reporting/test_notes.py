"""The last chapter: a note for each number that the report links, folded, grouped and in order."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.case.raw import DEFAULT, case, quantities
from tradegap.model import graph
from tradegap.model.quantity import (
    Quantity,
    combine,
    figure_leaf,
    opaque,
    parameter,
    series_of,
)
from tradegap.reporting.endnotes import endnotes
from tradegap.reporting.headline import headline, hindsight
from tradegap.reporting.notes import Linked, nodes_chapter
from tradegap.reporting.notes_assumptions import ToldAssumptions
from tradegap.reporting.notes_calculations import Calculations, value_in_words
from tradegap.reporting.notes_items import calculation_notes
from tradegap.reporting.provenance import closure, shown_value
from tradegap.reporting.results import Results


def results() -> dict[str, Any]:
    named = headline(case(DEFAULT)) | hindsight(case(DEFAULT))
    payload = Results(named).payload()
    return dict(json.loads(json.dumps({"graph": {"nodes": payload["nodes"]}}, sort_keys=True)))


def roots() -> list[str]:
    named = headline(case(DEFAULT)) | hindsight(case(DEFAULT))
    return list(dict.fromkeys(q.node_id for _, q in quantities(named)))


def linked(*, in_text: bool = True) -> list[Linked]:
    return [Linked(node_id, "Summary", in_text) for node_id in roots()]


def shown(cells: list[Any], without: str) -> str:
    """Return the text of the cells that one medium shows: those without the tag of the other."""
    return "\n\n".join(c.source for c in cells if without not in c.metadata.get("tags", []))


@pytest.fixture(scope="module")
def chapter() -> str:
    return shown(nodes_chapter(results(), linked()), without="print-only")


def test_every_link_of_the_chapter_has_its_end(chapter: str) -> None:
    ends = set(re.findall(r'<a id="(n-\w+)">', chapter))
    links = set(re.findall(r"\]\(#(n-\w+)\)", chapter))
    assert links
    assert links <= ends


def test_every_number_that_is_linked_has_one_note(chapter: str) -> None:
    ends = re.findall(r'<a id="n-(\w+)">', chapter)
    assert len(ends) == len(set(ends))
    assert set(roots()) <= set(ends)


def test_every_leaf_behind_a_linked_number_has_its_note(chapter: str) -> None:
    nodes = results()["graph"]["nodes"]
    leaves = {
        i
        for i in closure(nodes, roots())
        if "leaf" in nodes[i] and nodes[i]["leaf"].get("chosen_in") != "definition"
    }
    assert len(leaves) > 20
    assert leaves <= set(re.findall(r'<a id="n-(\w+)">', chapter))


def test_the_chapter_names_figures_assumptions_parameters_and_decisions(chapter: str) -> None:
    for title in ("Summary", "Assumptions", "Parameters", "Decisions", "Published figures"):
        assert f"## {title}\n\n" in chapter
    table = chapter[chapter.index("table `goods_annual_vintages_usa_chn`") :]
    assert "U.S. Census Bureau" in table[:300]
    assert "licence: public domain" in table[:300]
    (column,) = [c for c in table.split("\n- ") if c.startswith("`imports_customs_usd_mn`")][:1]
    (row,) = re.findall(r"2017 = <b>(.*?)</b>; published 6 February 2018", column)
    assert row == "505,600 USD mn = 505.6 USD bn"
    assert "basis: US general imports at customs value" in column
    assert "later vintage" not in column


def test_an_assumption_has_its_range_ratings_source_and_reason(chapter: str) -> None:
    leaf = next(
        node["leaf"]
        for node in results()["graph"]["nodes"].values()
        if node.get("leaf", {}).get("name") == "unstated_pledge_usd_bn_per_year"
    )
    assert "low 60, central 75, high 100; quality red, impact red. Source: " in chapter
    assert leaf["rationale"] in chapter.replace("\\", "")


def test_the_formula_stands_in_words_and_in_numbers(chapter: str) -> None:
    (note,) = [
        line for line in chapter.split("\n") if "<b>surplus that the target leaves</b>" in line
    ]
    plain = re.sub(r"<a id.*?</a>|\]\(#.*?\)|\[", "", note).replace("<br>", " = ")
    assert plain == (
        "- <b>surplus that the target leaves</b>: the partner's goods surplus, 2017 \u2212 "
        "(narrowing that the target asks for \u00d7 one year) = 375.2 \u2212 (200 \u00d7 1) = "
        "<b>175.2 USD bn</b>"
    )  # 375.2 - 200 x 1 = 175.2


def test_in_print_the_chapter_has_what_the_notes_of_the_others_rest_on() -> None:
    cells = nodes_chapter(results(), linked())
    assert cells[0].metadata.tags == ["reference"]
    page, printed = (shown(cells, without) for without in ("print-only", "screen-only"))
    noted = set(re.findall(r'<a id="n-(\w+)">', printed))
    assert noted < set(re.findall(r'<a id="n-(\w+)">', page))
    nodes = results()["graph"]["nodes"]
    assert not [i for i in roots() if i in noted and nodes[i]["op"] in ("add", "divide")]
    only_in_tables = shown(nodes_chapter(results(), linked(in_text=False)), "screen-only")
    assert "<br>" not in only_in_tables  # no calculation at all


def test_what_is_printed_leads_to_nothing_that_is_not() -> None:
    mixed = [Linked(link.node, link.chapter, n % 3 == 0) for n, link in enumerate(linked())]
    of_chapter = {"00-summary": [link.node for link in mixed if link.in_text]}
    notes = endnotes(results(), of_chapter)["00-summary"].source
    printed = notes + shown(nodes_chapter(results(), mixed), "screen-only")
    ends = set(re.findall(r'<a id="([nt]-\w+)">', printed))
    assert set(re.findall(r"\]\(#([nt]-\w+)\)", printed)) <= ends


def test_notes_stand_by_the_chapter_that_links_them_first() -> None:
    nodes = results()["graph"]["nodes"]
    first, second = [i for i in roots() if "inputs" in nodes[i] and nodes[i]["op"] == "divide"][:2]
    cells = nodes_chapter(results(), [Linked(second, "B", True), Linked(first, "A", True)])
    titles = re.findall(r"^## (.*)", shown(cells, without="print-only"), re.MULTILINE)
    assert titles[0] == "B"
    assert len(titles) == len(set(titles))


def test_a_chapter_has_one_numbered_note_for_each_quantity_of_its_text() -> None:
    nodes = results()["graph"]["nodes"]
    made = endnotes(results(), {"a": roots(), "b": roots()[:3]})
    cell = made["a"]
    assert cell.metadata.tags == ["endnotes", "print-only"]
    lines = cell.source.split("\n")
    assert set(cell.metadata.notes) == set(roots())
    assert len(lines) == len(set(cell.metadata.notes.values()))
    for node_id, number in cell.metadata.notes.items():
        line = lines[number - 1]
        assert line.startswith(f'{number}. <a id="note-a-{number}"></a>')
        assert f'<a id="n-{node_id}"></a>' in line
        assert shown_value(nodes[node_id]) in line or value_in_words(nodes[node_id]) in line
        assert line.endswith(f"[cited](#cited-a-{number})")
    assert len(made["b"].source.split("\n")) == 3


def test_a_note_names_formula_inputs_and_what_they_rest_on() -> None:
    nodes = results()["graph"]["nodes"]
    left = next(i for i, n in nodes.items() if n["label"] == "surplus that the target leaves")
    imports = next(
        i
        for i, n in nodes.items()
        if n.get("leaf", {}).get("column") == "imports_customs_usd_mn" and n["value"] == 505_600
    )
    notes = endnotes(results(), {"a": [left, imports]})["a"].source
    made, read = re.sub(r"<a id.*?</a>|\]\(#.*?\)|\[|</?b>", "", notes).split("\n")
    assert made.startswith(
        "1. surplus that the target leaves: (US imports from the partner, 2017 \u2212 US exports "
        "to the partner, 2017, in USD bn) \u2212 (narrowing that the target asks for \u00d7 one "
        "year) = (505,600 \u2212 130,400, in USD bn) \u2212 (200 \u00d7 1) = 175.2 USD bn. From "
        "US goods trade with China by year, as published at different dates, published 6 February "
        "2018; "
    )  # (505.6 - 130.4) - 200 x 1 = 175.2
    assert "narrowing that the target asks for = 200 USD bn/year (chosen in the scenario)" in made
    assert "505,600 USD mn" in read
    assert "census.gov/foreign-trade/balance/c5700.html](<https://www.census.gov/" in notes
    assert "column `imports_customs_usd_mn`, row as published 6 February 2018, year 2017" in read


def assumption(name: str, value: float) -> dict[str, Any]:
    leaf = {"kind": "assumption", "low": 0.1, "central": value, "high": 0.9, "quality": "red",
            "impact": "green", "source": "a study", "rationale": "Why."}  # fmt: skip
    return {"label": name, "value": value, "unit": "share", "leaf": leaf}


def test_a_chapter_tells_an_assumption_in_full_once_and_then_names_the_note() -> None:
    told = ToldAssumptions("a")
    one, two, three = (assumption(f"part {n}", n / 10) for n in (2, 3, 4))
    first = told.by(1)([one, two, assumption("part 2", 0.5)])
    assert first == [
        "the assumption part 2 = 0.2000 (20.0%) and 0.5000 (50.0%) "
        "(low 0.1, central 0.5, high 0.9; quality red, impact green)",
        "the assumption part 3 = 0.3000 (30.0%) "
        "(low 0.1, central 0.3, high 0.9; quality red, impact green)",
    ]
    assert told.by(2)([one, two, assumption("part 2", 0.5), three]) == [
        "the assumptions of [note 1](#note-a-1)",
        "the assumption part 4 = 0.4000 (40.0%) "
        "(low 0.1, central 0.4, high 0.9; quality red, impact green)",
    ]
    assert told.by(3)([two]) == [
        "the assumption part 3 = 0.3000 (30.0%) (range as in [note 1](#note-a-1))"
    ]
    assert told.by(4)([]) == []


def test_the_chapter_of_no_links_is_empty_but_for_its_introduction() -> None:
    cells = nodes_chapter(results(), [])
    assert [cell.metadata.tags for cell in cells] == [
        ["reference"],
        ["screen-only"],
        ["print-only"],
    ]
    assert '<a id="n-' not in "".join(cell.source for cell in cells)
    assert cells[0].source == "# How each number was made"


def test_a_link_to_a_node_that_is_not_there_is_left_alone() -> None:
    assert len(nodes_chapter(results(), [Linked("nothing", "A", True)])) == 3
    assert endnotes(results(), {"a": ["nothing"]}) == {}


# How calculations are folded and grouped, on numbers worked by hand


def exports(year: int, value: float = 100.0) -> Quantity:
    return figure_leaf(
        value, unit="USD mn", basis=None, label=f"exports, {year}", table="goods", row={"y": year},
        column="exports", published="2018-01-01",
    )  # fmt: skip


def share(value: float, name: str) -> Quantity:
    return parameter(name, value, unit="share", label=name, chosen_in="definition")


def notes(*roots: Quantity) -> list[str]:
    nodes = graph.to_json(roots)
    calculations = Calculations(nodes, [q.node_id for q in roots])
    noted = [i for i in closure(nodes, [q.node_id for q in roots]) if i in calculations.noted]
    items = calculation_notes(calculations, noted)
    plain = [re.sub(r"<a id[^>]*></a>|\]\(#[^)]*\)|\[|</?b>", "", item) for item in items]
    return [item.replace("<br>", " = ") for item in plain]


def test_a_small_step_is_written_out_where_it_is_used() -> None:
    rise = ((exports(2018, 130.0) - exports(2017)) / exports(2017)).named("rise")
    assert notes(rise) == [
        "- rise: (exports, 2018 \u2212 exports, 2017) \u00f7 exports, 2017 = "
        "(130 \u2212 100) \u00f7 100 = 0.3000 (30.0%)"
    ]


def test_a_step_that_is_linked_itself_has_its_own_note() -> None:
    more = (exports(2018, 130.0) - exports(2017)).named("more")
    assert notes((more / exports(2017)).named("rise"), more) == [
        "- rise: more \u00f7 exports, 2017 = 30 \u00f7 100 = 0.3000 (30.0%)",
        "- more: exports, 2018 \u2212 exports, 2017 = 130 \u2212 100 = 30 USD mn",
    ]


def test_another_unit_and_basis_are_told_with_the_number_they_come_from() -> None:
    more = (exports(2018, 2500.0) - exports(2017)).named("more")
    (note,) = notes(more.to("USD bn").read_as("census_balance", "narrows it as much"))
    assert note == (
        "- more: exports, 2018 \u2212 exports, 2017 = 2,500 \u2212 100 = 2,400 USD mn = "
        "2.4 USD bn; taken as: narrows it as much"
    )


def test_one_formula_of_several_years_stands_once() -> None:
    rises = [(exports(y, 110.0) - exports(2010)).named(f"rise by {y}") for y in (2018, 2019)]
    assert notes(*rises) == [
        "- rise by \u2026: exports, \u2026 \u2212 exports, 2010\n"
        "    - 2018: 110 \u2212 100 = 10 USD mn\n"
        "    - 2019: 110 \u2212 100 = 10 USD mn"
    ]


def test_one_formula_of_several_things_stands_once() -> None:
    kept = [
        (share(n, f"{thing}: sold") - share(0.5, f"{thing}: base")).named(f"{thing}: rise")
        for n, thing in ((1.0, "energy"), (3.0, "farm goods"))
    ]
    assert notes(*kept) == [
        "- \u2026: rise: \u2026: sold \u2212 \u2026: base\n"
        "    - energy: 1 \u2212 0.5 = 0.5000 (50.0%)\n    - farm goods: 3 \u2212 0.5 = 2.5"
    ]


def test_what_differs_is_numbered_where_several_things_do() -> None:
    kept = [
        (share(n, f"{thing}: sold, {year}") - share(0.5, f"{thing}: base")).named(f"{thing}: rise")
        for n, thing, year in ((1.0, "wood and paper", 2018), (3.0, "energy", 2019))
    ]
    assert notes(*kept) == [
        "- \u2026\u2081: rise: \u2026\u2081: sold, \u2026\u2082 \u2212 \u2026\u2081: base\n"
        "    - wood and paper; 2018: 1 \u2212 0.5 = 0.5000 (50.0%)\n"
        "    - energy; 2019: 3 \u2212 0.5 = 2.5"
    ]


def test_a_short_series_that_was_worked_out_is_told() -> None:
    both = series_of([share(0.5, "a"), share(2.0, "b")], ["a", "b"], "both").named("both")
    (note,) = notes(both)
    assert note.endswith("= 2 values in share: 0.5; 2")


def test_a_calendar_year_has_no_thousands_and_five_years_have_a_unit() -> None:
    when = parameter("announced", 2025.0, unit="year", label="announced")
    (note,) = notes((when + parameter("lag", 5.0, unit="year", label="lag")).named("delivery"))
    assert note == "- delivery: announced + lag = 2025 + 5 = 2030"
    assert shown_value({"value": 5.0, "unit": "year"}) == "5 year"


def test_a_number_in_another_unit_leads_to_itself() -> None:
    billions = exports(2018, 2500.0).to("USD bn")
    whole = (billions - exports(2017).to("USD bn")).named("rise")  # 2.5 - 0.1 = 2.4
    nodes = graph.to_json([whole])
    calculations = Calculations(nodes, [whole.node_id])
    assert f"[2.5](#n-{billions.node_id})" in calculations.numbers(whole.node_id)
    assert f'<a id="n-{billions.node_id}">' in calculations.anchors(billions.inputs[0].node_id)


def test_a_formula_of_several_names_stands_once() -> None:
    parts = [
        (share(n, "part") * share(0.5, "half")).named(name) for n, name in ((1, "a"), (3, "b"))
    ]
    assert notes(*parts) == [
        "- part \u00d7 half\n    - a: 1 \u00d7 0.5 = 0.5000 (50.0%)\n    - b: 3 \u00d7 0.5 = 1.5"
    ]


def test_a_chain_of_one_operation_is_one_list_with_every_member() -> None:
    members = [share(n / 10, "rate") for n in (5, 3, 4)]
    least = combine("minimum", combine("minimum", *members[:2]), members[2], label="least")
    assert notes(least) == [
        "- least: the smallest of rate (3 of these) = the smallest of 0.5; 0.3; 0.4 = "
        "0.3000 (30.0%)"
    ]
    product = (members[0] * members[1] * members[2]).named("all")  # 0.5 x 0.3 x 0.4 = 0.06
    assert notes(product) == [
        "- all: rate \u00d7 rate \u00d7 rate = 0.5 \u00d7 0.3 \u00d7 0.4 = 0.0600 (6.0%)"
    ]


def test_a_name_that_is_a_formula_stands_in_parentheses() -> None:
    product = share(2.0, "a") * share(3.0, "b")
    quotient = (share(12.0, "c") / product).named("d")  # 12 / (2 x 3) = 2, not 12 / 2 x 3
    assert notes(quotient, product)[0] == "- d: c \u00f7 (a \u00d7 b) = 12 \u00f7 6 = 2"


def twice(value: float) -> float:
    return 2 * value


def test_what_is_no_arithmetic_names_its_inputs_and_no_function() -> None:
    double = opaque(twice, share(0.2, "part"), unit="share", basis=None, label="double")
    (note,) = notes(double)
    assert note == ("- double: a calculation of its own; from part = from 0.2 = 0.4000 (40.0%)")


def test_what_is_missing_stays_missing() -> None:
    nothing = parameter("x", None, unit="USD mn", label="not stated")
    assert notes((exports(2017) + nothing).named("sum")) == [
        "- sum: exports, 2017 + not stated = 100 + missing = missing"
    ]
