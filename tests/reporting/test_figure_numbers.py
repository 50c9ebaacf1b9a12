"""The numbers of a figure: those of its title and of its text lead to their nodes."""

from __future__ import annotations

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.browser.sample import a_figure
from tradegap.build.linking import linked_nodes, text_links
from tradegap.errors import ModelError
from tradegap.model.quantity import parameter, value_of
from tradegap.reporting.display import FIGURE_TYPE, ReportFigure, _amounts
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.labels import TELL, leads
from tradegap.reporting.results import RESULTS_TYPE
from tradegap.reporting.style import figure_style, new_figure
from tradegap.reporting.text import Sentence, Voice, pieced

BASE = parameter("base", 375.2, unit="USD bn", label="surplus")
SOLD = parameter("sold", 130.4, unit="USD bn", label="exports")
TITLE = "The surplus reached US$375.2 bn"


def figure() -> ReportFigure:
    say = Voice()
    with figure_style():
        drawn = new_figure(height_mm=40)
        drawn.subplots().plot([1, 2])
        return ReportFigure.of(
            drawn,
            name="linked",
            title=say.plain("The surplus reached {base:usd}", base=BASE),
            subtitle="US$ bn",
            source="A bureau",
            alt=say.plain("From {base:usd} down; {sold:usd} sold.", base=BASE, sold=SOLD),
        )


def cells() -> list[nbformat.NotebookNode]:
    output = nbformat.v4.new_output("display_data", data=figure()._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    cell.metadata["tradegap"] = {"chapter": "01-a", "cell": 1}
    notes = "".join(f'- <a id="n-{q.node_id}"></a>**{q.label}**\n' for q in (BASE, SOLD))
    return [cell, nbformat.v4.new_markdown_cell(f"# Notes\n\n{notes}")]


def test_a_plain_title_is_text_that_remembers_its_links() -> None:
    words = Voice().plain("The surplus reached {base:usd}", base=BASE)
    assert words == TITLE
    assert words.sentence.parts == [("The surplus reached ", ""), ("US$375.2 bn", BASE.node_id)]


def test_the_bundle_has_the_title_in_pieces_the_other_numbers_and_the_nodes() -> None:
    bundle = figure()._repr_mimebundle_()
    about = bundle[FIGURE_TYPE]
    assert about["title"] == TITLE
    assert about["title_parts"] == [["The surplus reached ", ""], ["US$375.2 bn", BASE.node_id]]
    assert about["numbers"] == [["US$130.4 bn", SOLD.node_id]]
    assert set(bundle[RESULTS_TYPE]["nodes"]) == {BASE.node_id, SOLD.node_id}


def test_an_amount_in_two_currencies_is_listed_as_a_pair() -> None:
    pair = [("below ", ""), ("A$4.0 bn", "a"), (" (", ""), ("US$3.0 bn", "u"), (")", "")]
    assert [*_amounts([*pair, (" of ", ""), ("9", "n")])] == [pair[1:], [("9", "n")]]


def test_the_numbers_of_a_subtitle_are_links_too() -> None:
    drawn = labelled(TELL("{base:n1}", base=BASE), subtitle=pieced("at ", ("0.945", SOLD)))
    about = drawn._repr_mimebundle_()[FIGURE_TYPE]
    assert about["subtitle_parts"] == [["at ", ""], ["0.945", SOLD.node_id]]
    assert about["numbers"] == []


def test_a_figure_whose_words_nobody_said_has_no_links() -> None:
    bundle = a_figure("plain")._repr_mimebundle_()
    assert "title_parts" not in bundle[FIGURE_TYPE]
    assert RESULTS_TYPE not in bundle


def test_they_count_as_links_of_the_text() -> None:
    assert [link.node for link in linked_nodes(cells())] == [BASE.node_id, SOLD.node_id]
    assert all(link.in_text for link in linked_nodes(cells()))
    assert text_links(cells()[:1]) == {"01-a": [BASE.node_id, SOLD.node_id]}


def test_on_the_page_they_are_links() -> None:
    whole = nbformat.v4.new_notebook(cells=cells(), metadata={"tradegap": {"title": "T"}})
    html, _ = TradegapHTMLExporter().from_notebook_node(whole)
    soup = BeautifulSoup(html, "lxml")
    (link,) = soup.select("p.figure-title a")
    assert (link["href"], link.get_text()) == (f"#n-{BASE.node_id}", "US$375.2 bn")
    assert soup.select_one("p.figure-title").get_text() == TITLE
    (number,) = soup.select("figcaption a[href^='#n-']")
    assert (number["href"], number.get_text()) == (f"#n-{SOLD.node_id}", "US$130.4 bn")


def test_a_forged_piece_is_text() -> None:
    forged = cells()
    about = forged[0].outputs[0].data[FIGURE_TYPE]
    about["title_parts"] = [["<b>x</b>", '"><script>'], "no piece", ["y"]]
    about["numbers"] = {"no": "list"}
    whole = nbformat.v4.new_notebook(cells=forged, metadata={"tradegap": {"title": "T"}})
    html, _ = TradegapHTMLExporter().from_notebook_node(whole)
    title = BeautifulSoup(html, "lxml").select_one("p.figure-title")
    assert title.get_text() == "<b>x</b>"
    assert not title.find_all()


def labelled(said: Sentence, text: str = "", subtitle: str = "US$ bn") -> ReportFigure:
    with figure_style():
        drawn = new_figure(height_mm=40)
        axes = drawn.subplots()
        leads(axes.text(0.1, 0.5, text or said.plain), said, "ends")
        return ReportFigure.of(
            drawn, name="labelled", title=Voice().plain("From {base:usd}", base=BASE),
            subtitle=subtitle, source="A bureau", alt="Two ends",
        )  # fmt: skip


def test_a_label_has_the_place_of_its_link_and_stands_in_the_list() -> None:
    drawn = labelled(TELL("first {base:n1}\nsold {sold:n1} of it", base=BASE, sold=SOLD))
    about = drawn._repr_mimebundle_()[FIGURE_TYPE]
    links = [node for _, node in [*about["title_parts"], *about["numbers"]] if node]
    assert [links[int(n)] for n in re.findall(r'data-n="(\d+)"', drawn.svg)] == [
        BASE.node_id,
        SOLD.node_id,
    ]
    assert '>sold <tspan data-n="2">130.4</tspan> of it</text>' in drawn.svg
    assert "".join(text for text, _ in about["numbers"]) == "ends first 375.2 sold 130.4 of it"


def test_a_label_whose_numbers_the_title_has_is_not_listed_again() -> None:
    about = labelled(TELL("{base:n1}", base=BASE))._repr_mimebundle_()[FIGURE_TYPE]
    assert about["numbers"] == []


def test_a_label_that_says_anything_else_is_refused() -> None:
    with pytest.raises(ModelError, match=r"a label says '376', and its numbers '375\.2'"):
        labelled(TELL("{base:n1}", base=BASE), "376")


def test_a_missing_number_in_a_label_leads_nowhere() -> None:
    missing = parameter("none", None, unit="USD bn", label="none")
    drawn = labelled(TELL("{none:n1} of {base:n1}", none=missing, base=BASE))
    assert '>not stated of <tspan data-n="0">375.2</tspan></text>' in drawn.svg
    with pytest.raises(ModelError, match="'none' is not one number"):
        value_of(missing)
