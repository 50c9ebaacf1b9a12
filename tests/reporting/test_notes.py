"""The last chapter: a note for each number that the report links, folded, grouped and in order."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.case.raw import DEFAULT, case, quantities
from tradegap.model import graph
from tradegap.model.quantity import Quantity, combine, figure_leaf, opaque, parameter
from tradegap.reporting.headline import headline, hindsight
from tradegap.reporting.notes import Linked, nodes_chapter
from tradegap.reporting.notes_calculations import Calculations
from tradegap.reporting.notes_items import calculation_notes
from tradegap.reporting.provenance import closure
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


@pytest.fixture(scope="module")
def chapter() -> str:
    return "\n\n".join(cell.source for cell in nodes_chapter(results(), linked()))


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
    leaves = {i for i in closure(nodes, roots()) if "leaf" in nodes[i]}
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
    plain = re.sub(r"<a id.*?</a>|\]\(#.*?\)|\[", "", note)
    assert plain == (
        "- <b>surplus that the target leaves</b>: the partner's goods surplus, 2017 \u2212 "
        "(narrowing that the target asks for \u00d7 one year) = 375.2 \u2212 (200 \u00d7 1) = "
        "<b>175.2 USD bn</b>"
    )  # 375.2 - 200 x 1 = 175.2


def test_only_what_text_links_is_printed() -> None:
    cells = nodes_chapter(results(), linked(in_text=False))
    assert cells[0].metadata.tags == ["reference"]
    assert cells[1].metadata.tags == ["screen-only"]
    assert not any("tags" in cell.metadata for cell in nodes_chapter(results(), linked())[1:])


def test_what_is_printed_leads_to_nothing_that_is_not() -> None:
    mixed = [Linked(link.node, link.chapter, n % 3 == 0) for n, link in enumerate(linked())]
    cells = nodes_chapter(results(), mixed)
    printed = "\n".join(c.source for c in cells if c.metadata.get("tags") != ["screen-only"])
    assert any(c.metadata.get("tags") == ["screen-only"] for c in cells)
    ends = set(re.findall(r'<a id="(n-\w+)">', printed))
    assert set(re.findall(r"\]\(#(n-\w+)\)", printed)) <= ends


def test_notes_stand_by_the_chapter_that_links_them_first() -> None:
    nodes = results()["graph"]["nodes"]
    first, second = [i for i in roots() if "inputs" in nodes[i] and nodes[i]["op"] == "divide"][:2]
    cells = nodes_chapter(results(), [Linked(second, "B", True), Linked(first, "A", True)])
    titles = [t for cell in cells for t in re.findall(r"^## (.*)", cell.source)]
    assert titles[0] == "B"
    assert len(titles) == len(set(titles))


def test_the_chapter_of_no_links_is_empty_but_for_its_introduction() -> None:
    (cell,) = nodes_chapter(results(), [])
    assert '<a id="n-' not in cell.source
    assert cell.source.startswith("# How each number was made")


def test_a_link_to_a_node_that_is_not_there_is_left_alone() -> None:
    assert len(nodes_chapter(results(), [Linked("nothing", "A", True)])) == 1


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
    return [re.sub(r"<a id[^>]*></a>|\]\(#[^)]*\)|\[|</?b>", "", item) for item in items]


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


def test_what_is_no_arithmetic_names_its_function_and_inputs() -> None:
    double = opaque(twice, share(0.2, "part"), unit="share", basis=None, label="double")
    (note,) = notes(double)
    assert note == (
        r"- double: computed by tests.reporting.test\_notes.twice from part = from 0.2 = "
        "0.4000 (40.0%)"
    )


def test_what_is_missing_stays_missing() -> None:
    nothing = parameter("x", None, unit="USD mn", label="not stated")
    assert notes((exports(2017) + nothing).named("sum")) == [
        "- sum: exports, 2017 + not stated = 100 + missing = missing"
    ]
