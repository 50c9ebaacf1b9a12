"""The page that a notebook becomes: its order, its ids and links, its figures and tables."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from typing import Any

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tradegap.model.quantity import Quantity
from tradegap.reporting import page_assets, style
from tradegap.reporting.display import Prose, ReportFigure, ReportTable
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.tables import Column

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SURPLUS = Quantity(375.2, "USD bn", None, "surplus")
META = {
    "title": "A title & more",
    "subtitle": "Its subtitle",
    "question": "How far do the pledges go?",
    "headline": f"The surplus was [375.2](#n-{SURPLUS.node_id}) billion.",
    "scenario": "us-china-2018",
    "as_of": "2018-06-02",
    "edition": "2018-06-02-abc123",
    "language": "en",
}


def shown(thing: Any) -> Any:
    return new_output("display_data", data=thing._repr_mimebundle_())


def a_figure() -> ReportFigure:
    with style.figure_style():
        figure = style.new_figure(40)
        figure.subplots().plot([1, 2, 3], color=style.PALETTE["vermilion"], marker="o")
        return ReportFigure.of(
            figure,
            name="rise",
            title="It rose <fast>",
            subtitle="US$ bn",
            source="Census",
            alt="A rising line.",
        )


def a_table() -> ReportTable:
    frame = pd.DataFrame({"year": [2017], "surplus": [SURPLUS], "share": [None]})
    columns = [Column("year", "Year"), Column("surplus", "Surplus", "US$ bn"), Column("share")]
    return ReportTable("surplus", "The surplus", frame, columns, "Census")


def report(**meta: Any) -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell("# Summary\n\n## By year", id="00-summary-m1"),
        new_code_cell(
            "as_of = '2018-06-02'  # <day>",
            id="00-summary-1",
            metadata={"tradegap": {"chapter": "00-summary", "cell": 1}},
            outputs=[shown(Prose(f"It was [375.2](#n-{SURPLUS.node_id}).")), shown(a_table())],
        ),
        new_code_cell("draw()", id="00-summary-2", outputs=[shown(a_figure()), shown(a_figure())]),
        new_code_cell(
            "hidden()", id="00-summary-3", metadata={"tags": ["remove-input"]}, outputs=[]
        ),
        new_markdown_cell(
            "# Summary\n\n#### By year\n\n[back](#By-Year) [gone](#no-such)", id="m2"
        ),
        new_markdown_cell(
            f'# Numbers\n\n- <a id="n-{SURPLUS.node_id}"></a>**surplus** = 375.2', id="m3"
        ),
    ]
    return new_notebook(cells=cells, metadata={"tradegap": {**META, **meta}})


def page(nb: nbformat.NotebookNode) -> BeautifulSoup:
    return BeautifulSoup(html(nb), "lxml")


def html(nb: nbformat.NotebookNode, **kw: Any) -> str:
    text, _ = TradegapHTMLExporter(**kw).from_notebook_node(nb)
    return text


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    return page(report())


def test_the_head_says_what_the_page_is(soup: BeautifulSoup) -> None:
    assert soup.html["lang"] == "en"
    assert soup.title.text == "A title & more"
    assert soup.find("meta", attrs={"charset": "utf-8"})
    assert soup.find("meta", attrs={"name": "viewport"})
    description = soup.find("meta", attrs={"name": "description"})["content"]
    assert description == "The surplus was 375.2 billion."


def test_the_header_holds_question_headline_and_dates(soup: BeautifulSoup) -> None:
    header = soup.header
    assert header.h1.text == "A title & more"
    assert header.time["datetime"] == "2018-06-02"
    assert header.time.text == "2 June 2018"
    assert "2018-06-02-abc123" in header.text
    assert soup.body["data-report"] == "us-china-2018-2018-06-02-abc123"
    assert header.find(class_="question").text == META["question"]
    assert header.find(class_="headline").a["href"] == f"#n-{SURPLUS.node_id}"


def test_one_heading_of_the_first_level_and_none_skipped(soup: BeautifulSoup) -> None:
    levels = [int(h.name[1]) for h in soup.find_all(re.compile(r"^h[1-6]$"))]
    assert levels == [1, 2, 3, 2, 3, 2]
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_chapters_are_sections_of_the_main_part(soup: BeautifulSoup) -> None:
    sections = soup.main.find_all("section", recursive=False)
    assert [s.h2.text for s in sections] == ["Summary", "Summary", "Numbers"]
    assert soup.find("a", class_="skip")["href"] == "#main"


def test_the_contents_lead_to_every_chapter(soup: BeautifulSoup) -> None:
    for nav in soup.find_all("nav"):
        links = [(a["href"], a.text) for a in nav.find_all("a")]
        assert links == [
            ("#summary", "Summary"),
            ("#by-year", "By year"),
            ("#summary-1", "Summary"),
            ("#by-year-1", "By year"),
            ("#numbers", "Numbers"),
        ]


def test_ids_are_unique(soup: BeautifulSoup) -> None:
    count = Counter(tag["id"] for tag in soup.find_all(id=True))
    assert max(count.values()) == 1, count.most_common(3)
    assert "" not in count


def test_every_link_within_the_page_has_its_end(soup: BeautifulSoup) -> None:
    ends = {tag["id"] for tag in soup.find_all(id=True)}
    links = [a["href"][1:] for a in soup.find_all("a", href=re.compile("^#"))]
    assert set(links) <= ends
    assert f"n-{SURPLUS.node_id}" in links
    assert soup.find("a", string="back")["href"] == "#by-year", "as Jupyter writes it"


def test_a_link_without_an_end_is_reported() -> None:
    exporter = TradegapHTMLExporter()
    said: list[str] = []
    exporter.log.warning = said.append  # type: ignore[method-assign]
    text, _ = exporter.from_notebook_node(report())
    assert "<a>gone</a>" in text
    assert said == ["links that lead to no place on the page: #no-such."]


def test_a_figure_has_title_subtitle_drawing_and_source(soup: BeautifulSoup) -> None:
    figure = soup.find("figure", id="figure-rise")
    assert figure.find(class_="figure-title").text == "It rose <fast>"
    assert figure.find(id=figure["aria-labelledby"]).text == "It rose <fast>"
    assert figure.find(class_="figure-subtitle").text == "US$ bn"
    assert figure.svg["aria-label"] == "A rising line."
    assert figure.svg["role"] == "img"
    assert figure.figcaption.text == "Source: Census"
    assert soup.find("figure", id="figure-rise-1"), "shown twice, it has a second id"


DATES = {
    "data_table": "goods_monthly_usa_chn",
    "data_to": "2018-03",
    "data_published": "2018-05-10",
    "data_next": "2018-06-10",
}


def test_the_head_says_how_current_the_figures_are() -> None:
    header = page(report(currency=DATES)).header
    assert header.find(class_="edition").text.startswith(
        "As of 2 June 2018 Figures to March 2018, out on 10 May 2018"
    )
    line = header.find(class_="recency")
    assert [t["datetime"] for t in line.find_all("time")] == ["2018-03", "2018-05-10", "2018-06-10"]
    assert line.find(class_="next").text == "10 June 2018"
    assert "an assumption" in line.text


def test_what_followed_is_dated_by_itself() -> None:
    later = {
        **DATES,
        "data_to": "2026-04",
        "data_published": "2026-07-07",
        "data_next": "2026-08-07",
        "data_further": "exports to 2026-05",
    }
    header = page(report(currency=DATES, hindsight_currency=later)).header
    assert "Figures to March 2018" in header.find(class_="edition").text
    line = header.find(class_="recency")
    assert line.find(class_="next")["datetime"] == "2026-08-07"
    assert "is told to April 2026 (exports to May 2026), with figures" in line.text


def test_the_first_figure_of_a_report_stands_at_its_head() -> None:
    nb = report()
    nb.cells[1].outputs.append(shown(a_figure()))
    soup = page(nb)
    lead = soup.header.figure
    assert lead["id"] == "figure-rise"
    assert lead.svg["aria-label"] == "A rising line."
    assert soup.main.find("p", class_="moved").a["href"] == "#figure-rise"
    assert soup.main.find("figure", id="figure-rise-1"), "the others stay where they are"
    assert len(soup.find_all("figure")) == 3


def test_the_numbers_behind_figures_and_rounded_tables_are_in_the_page() -> None:
    frame = pd.DataFrame({"year": [2016, 2017], "surplus_usd_bn": [346.8, 375.25]})
    with style.figure_style():
        figure = style.new_figure(40)
        figure.subplots().plot(frame["surplus_usd_bn"])
        drawn = ReportFigure.of(
            figure, name="n", title="t", subtitle="s", source="c", alt="a", data=frame
        )
    table = ReportTable("rounded", "c", frame, [Column("year"), Column("surplus_usd_bn")], "s")
    nb = new_notebook(cells=[new_code_cell("x", outputs=[shown(drawn), shown(table)])])
    soup = page(nb)
    data = json.loads(soup.find("script", id="csv").string)
    want = "year,surplus_usd_bn\n2016,346.8\n2017,375.25\n"
    assert data == {"figure-n": want, "table-rounded": want}
    assert soup.find(id="table-rounded")["class"] == ["table"]


def test_the_report_is_cited_and_described_for_machines() -> None:
    data = {"@context": "https://schema.org", "@type": "Report", "name": "A </script> title"}
    soup = page(report(linked_data=data))
    block = soup.find("script", type="application/ld+json")
    assert json.loads(block.string) == data
    cite = soup.footer.find(id="cite")
    assert [t["data-copy"] for t in cite.find_all(attrs={"data-copy": True})] == [
        "Sentence with citation",
        "BibTeX",
        "CSL-JSON",
    ]
    assert cite.find("pre").text.startswith("@misc{")
    assert not page(new_notebook(cells=[new_markdown_cell("# A")])).find(id="cite")


def test_drawings_keep_the_spelling_of_svg() -> None:
    text = html(report())
    assert "viewBox=" in text
    assert "clipPath" in text


def test_the_style_sheet_recolours_every_colour_of_a_figure(soup: BeautifulSoup) -> None:
    css = soup.style.string
    dark = css[css.index("prefers-color-scheme:dark") :]
    for colour in style.PALETTE.values():
        assert f'[fill="{colour}"]' in dark
        assert f'[stroke="{colour}"]' in dark
    assert "url(" not in css
    assert "@import" not in css
    used = set(re.findall(r'(?:fill|stroke)="(#\w+)"', str(soup.find("figure"))))
    assert used
    assert used <= set(style.PALETTE.values())


def test_a_table_scrolls_within_a_box_that_takes_the_focus(soup: BeautifulSoup) -> None:
    box = soup.find("table").parent
    assert (box["class"], box["tabindex"], box["aria-label"]) == (["table"], "0", "The surplus")
    assert all(th.get("scope") for th in soup.find_all("th"))
    assert soup.table["class"] == ["n2"], "the second column is numbers throughout"
    assert soup.table.td.a["href"] == f"#n-{SURPLUS.node_id}"
    assert box.find_next_sibling("p", class_="source")
    missing = soup.find("span", class_="missing")
    assert (missing.text, missing["aria-label"]) == ("–", "not stated")


def test_code_is_folded_but_there(soup: BeautifulSoup) -> None:
    folded = soup.find_all("details", class_="code")
    assert [d.summary.text for d in folded] == ["Code cell 2", "Code of this chapter 00-summary"]
    assert not any(d.has_attr("open") for d in folded)
    kept = folded[1]  # of a chapter, at its end; of a cell that has none, beside it
    assert kept.find_next_sibling() is None
    assert kept.p.text == "Cell 1"
    assert kept.pre.text.strip() == "as_of = '2018-06-02'  # <day>"
    assert kept.pre.find("span", class_="c1")
    assert "hidden()" not in soup.text


def test_parameters_that_were_given_stand_in_place_of_the_defaults() -> None:
    def cell(source: str, tag: str) -> Any:
        about = {"tags": [tag], "tradegap": {"chapter": "00-summary", "cell": 1}}
        return new_code_cell(source, metadata=about)

    cells = [cell("a = 1", "parameters"), cell("a = 2", "injected-parameters")]
    kept = page(new_notebook(cells=[new_markdown_cell("# One\n\n# Two"), *cells]))
    assert [pre.text.strip() for pre in kept.find_all("pre")] == ["a = 2"]


def test_the_policy_forbids_every_request_and_names_the_style_by_its_hash(
    soup: BeautifulSoup,
) -> None:
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    digest = b64encode(sha256(soup.style.string.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_the_policy_names_our_script_by_its_hash_and_no_other(soup: BeautifulSoup) -> None:
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    (script,) = soup.find_all("script", type=False)
    digest = b64encode(sha256(script.string.encode()).digest()).decode()
    blocks = [b.string for b in soup.find_all("script", type=True)]
    data = [b64encode(sha256(text.encode()).digest()).decode() for text in blocks]
    (named,) = [part for part in policy.split("; ") if part.startswith("script-src ")]
    assert set(named.split()[1:]) == {f"'sha256-{each}'" for each in (digest, *data)}
    assert [part for part in policy.split("; ") if part.startswith("connect-src")] == [
        "connect-src 'self'"  # from a disk that is nobody
    ]


def test_scripts_are_joined_in_the_order_of_their_names() -> None:
    files = sorted(page_assets.SCRIPTS.glob("*.js"))
    assert files[0].name == "00-start.js"
    lines: list[str] = []
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert source.startswith("// "), f"{file.name} says first what it does"
        assert '\n(() => {\n  "use strict";\n' in source, f"{file.name} is a function of its own"
        assert source.endswith("})();\n"), file.name
        assert not any(row.count("`") % 2 for row in source.splitlines()), "no text over two lines"
        assert "</script" not in source.lower()
        assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|import|eval)\b\s*\(", source)
        lines += [row.strip() for row in source.splitlines() if not row.lstrip().startswith("//")]
    assert page_assets.script().splitlines() == [line for line in lines if line]


def test_a_page_without_anything_to_work_has_no_script() -> None:
    soup = page(new_notebook(cells=[new_markdown_cell("# Title\n\ntext")]))
    assert not soup.find("script")
    assert "script-src" not in soup.find("meta", attrs={"http-equiv": True})["content"]


def test_data_for_scripts_can_end_nothing() -> None:
    data = {"what-if": {"b": "</script><script>alert(1)</script>", "a": [1.5, None]}, "Not ok": 1}
    nb = report()
    nb.metadata.tradegap["data"] = data
    blocks = page(nb).find_all("script", type="application/json")
    assert [b["id"] for b in blocks] == ["what-if"]
    assert json.loads(blocks[0].string) == data["what-if"]
    assert "<" not in blocks[0].string


def test_the_page_loads_nothing(soup: BeautifulSoup) -> None:
    assert not soup.find_all(["iframe", "object", "embed", "base"])
    assert not soup.find_all("script", src=True)
    assert [link["href"] for link in soup.find_all("link")] == ["data:,"]
    assert not soup.find_all(src=re.compile(r"^(?!data:)"))
    assert not soup.find_all(style=True)
    assert not soup.find_all(srcset=True)


def test_the_same_notebook_gives_the_same_bytes() -> None:
    exporter = TradegapHTMLExporter()
    first, _ = exporter.from_notebook_node(report())
    again, _ = exporter.from_notebook_node(report())
    assert first == again == html(report())


def test_exporting_leaves_the_notebook_as_it_was() -> None:
    nb = new_notebook(cells=[new_markdown_cell("# Title\n\ntext", id="a")])
    before = nbformat.writes(nb)
    html(nb)
    assert nbformat.writes(nb) == before


def test_a_foreign_notebooks_first_heading_becomes_its_title() -> None:
    soup = page(
        new_notebook(
            cells=[new_markdown_cell("# Mine *own*\n\ntext"), new_markdown_cell("## Part")]
        )
    )
    assert soup.h1.text == soup.title.text == "Mine own"
    assert [h.text for h in soup.find_all("h2")] == ["Part"]
    assert not soup.find("nav"), "one chapter needs no contents"


def test_mathematics_is_shown_as_code_and_money_is_no_mathematics() -> None:
    text = "It costs US$5 and US$6, or $5 to $6, not $x^2$.\n\n$$\\int_0^1 x$$"
    soup = page(new_notebook(cells=[new_markdown_cell(text)]))
    assert [c.text for c in soup.main.find_all("code")] == ["x^2", "\\int_0^1 x"]
    assert "US$5 and US$6, or $5 to $6" in soup.main.text


def test_a_picture_has_its_alternative_or_says_that_it_has_none() -> None:
    def output(**metadata: Any) -> Any:
        return new_output("display_data", data={"image/png": PNG}, metadata=metadata)

    cells = [
        new_code_cell("", outputs=[output(**{"image/png": {"alt": 'a "dot"', "width": 9}})]),
        new_code_cell("", metadata={"alt": "cell's own"}, outputs=[output()]),
        new_code_cell("", outputs=[output()]),
    ]
    pictures = page(new_notebook(cells=cells)).find_all("img")
    assert [p["alt"] for p in pictures] == [
        'a "dot"',
        "cell's own",
        "Picture without a description, from cell 3",
    ]
    assert pictures[0]["width"] == "9"


def test_a_foreign_table_gets_scopes_and_aligned_numbers() -> None:
    frame = pd.DataFrame({"a": [1.5, -2.0], "b": ["x", "y"]})
    data = {"text/html": frame._repr_html_(), "text/plain": "table"}
    soup = page(
        new_notebook(cells=[new_code_cell("f", outputs=[new_output("display_data", data=data)])])
    )
    assert [th["scope"] for th in soup.find_all("th")] == ["col", "col", "row", "row"]
    assert [td.text for td in soup.find_all("td", class_="num")] == ["1.5", "-2.0"]
    assert not soup.find_all("th", string="")


def test_a_window_at_the_head_of_a_row_has_room() -> None:
    frame = pd.DataFrame({"a": [1.5, 2]}, index=["June 2018 to May 2019", "2019"])
    data = {"text/html": frame._repr_html_(), "text/plain": "table"}
    cell = new_code_cell("f", outputs=[new_output("display_data", data=data)])
    first, second = page(new_notebook(cells=[cell])).tbody.find_all("th")
    assert first["class"] == ["window"]
    assert not second.get("class")


def test_printed_text_errors_and_unknown_types_are_shown() -> None:
    outputs = [
        new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m <b>\n"),
        new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: <v>"]),
        new_output("display_data", data={"application/x-unknown": "?", "text/plain": "plain"}),
        new_output("display_data", data={"application/x-unknown": "?"}),
        new_output("display_data", data={"text/latex": "$x$", "text/plain": "x"}),
    ]
    soup = page(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    assert [p.text for p in soup.find_all("pre")] == ["red <b>", "E: <v>", "plain", "$x$"]


def test_an_attached_picture_is_embedded_and_a_lost_one_leaves_its_words() -> None:
    cell = new_markdown_cell("![dot](attachment:d.png) ![lost](attachment:no.png)")
    cell["attachments"] = {"d.png": {"image/png": PNG}}
    soup = page(new_notebook(cells=[cell]))
    assert soup.img["src"] == f"data:image/png;base64,{PNG}"
    assert "[picture not included: lost]" in soup.main.text


def test_other_languages_and_no_language_at_all() -> None:
    for name in ("R", "no-such-language", ""):
        about = {"language_info": {"name": name}} if name else {}
        nb = new_notebook(cells=[new_code_cell("x <- 1")], metadata=about)
        assert page(nb).pre.text.strip() == "x <- 1"


def test_nbconvert_finds_it_by_name() -> None:
    from importlib.metadata import entry_points

    (found,) = entry_points(group="nbconvert.exporters", name="tradegap-html")
    assert found.load() is TradegapHTMLExporter


def test_the_page_of_a_report_stays_small() -> None:
    # the style sheet and the head, without any chapter
    bare = len(html(new_notebook(metadata={"tradegap": META})).encode())
    assert bare < 24_000
