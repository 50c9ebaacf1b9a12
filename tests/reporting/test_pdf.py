"""The PDF of a report in the form that the build gives it: read back by other programs."""

from __future__ import annotations

import io
import os
from typing import Any

import pikepdf
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader
from traitlets.config import Config

from tradegap.reporting.pdf import TradegapPDFExporter

TITLE = "Can pledges close a gap of $200 billion?"
ALT = "Bars: the deficit rises from 273 in 2010 to 375 in 2017."
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="415.7" height="150" viewBox="0 0 415.7 150" '
    'font-family="Inter, \'DejaVu Sans\', sans-serif"><rect width="40" height="90" fill="#1b45b4"/>'
    '<text x="60" y="40">Label within the drawing</text></svg>'
)
FIGURE = {
    "image/svg+xml": SVG,
    "text/plain": ALT,
    "application/vnd.tradegap.figure+json": {
        "name": "deficit",
        "title": "The deficit grew by a third",
        "subtitle": "USD bn, Census basis",
        "source": "U.S. Census Bureau",
        "alt": ALT,
    },
}
ROWS = "".join(
    f'<tr><th scope="row">{year}</th><td class="num"><a href="#n-abc">{year / 10:.1f}</a></td></tr>'
    for year in range(1900, 2020)
)
TABLE = (
    "<table><caption>Balance by year</caption>"
    '<thead><tr><th scope="col">Calendar year</th><th scope="col" class="num">Balance '
    '<span class="unit">USD bn</span></th></tr></thead>'
    f'<tbody>{ROWS}<tr class="total"><th scope="row">All</th><td class="num">−1,234.5</td></tr>'
    '</tbody></table>\n<p class="source">Source: a bureau of figures.</p>'
)


def shown(data: dict[str, Any]) -> NotebookNode:
    output = new_output("execute_result", data=data, execution_count=1)
    return new_code_cell("hidden_code = 1", outputs=[output])


def report() -> NotebookNode:
    cells = [
        new_markdown_cell("# Summary\n\nThe surplus was [375.2 bn](#n-abc) in 2017."),
        shown(FIGURE),
        shown({"text/markdown": "It *rose*.", "text/plain": "not this"}),
        new_markdown_cell(
            "## What it takes\n\n[Outside](https://example.org/a) and [nowhere](#n-x)."
        ),
        new_markdown_cell("# The surplus"),
        shown({"text/html": TABLE, "text/plain": "not this"}),
        new_markdown_cell('# Numbers\n\n- <a id="n-abc"></a>**Surplus** = 375.2 USD bn'),
    ]
    for n, cell in enumerate(cells):
        cell.id = f"chapter-{n}"
        cell.metadata["tradegap"] = {"chapter": "chapter", "cell": n}
    about = {
        "title": TITLE,
        "subtitle": "The demand of May 2018",
        "question": "How far do the pledges go?",
        "headline": "Nothing on the record can be counted; [60 to 90](#n-abc) seemed possible.",
        "scenario": "us-china-2018",
        "as_of": "2018-06-02",
        "edition": "2018-06-02-1a2b3c4d",
        "language": "en",
    }
    return new_notebook(cells=cells, metadata={"title": TITLE, "tradegap": about})


def exported(notebook: NotebookNode, **settings: Any) -> bytes:
    config = Config({"TradegapPDFExporter": settings})
    body, resources = TradegapPDFExporter(config=config).from_notebook_node(notebook)
    assert resources["output_extension"] == ".pdf"
    return body


def texts(pdf: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Return the elements of the structure tree in their order."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary):
            if "/S" in node and "/P" in node:
                found.append(node)
            waiting.append(node.get("/K"))
        elif isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
    return found


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return exported(report())


@pytest.fixture(scope="module")
def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_the_title_page_says_what_the_report_is_about(pdf: bytes) -> None:
    first = texts(pdf)[0]
    for text in (TITLE, "How far do the pledges go?", "Nothing on the record can be counted; 60 to",
                 "us-china-2018", "2 June 2018", "2018-06-02-1a2b3c4d"):  # fmt: skip
        assert text in first


def test_a_long_answer_keeps_to_one_title_page() -> None:
    notebook = report()
    notebook.metadata["tradegap"]["headline"] = " ".join(
        f"Partner {n} would buy US$100 bn a year, 2.4 times all US exports to it in 2024."
        for n in range(9)
    )
    first, second = texts(exported(notebook))[:2]
    assert "Partner 8 would buy" in first
    assert "2018-06-02-1a2b3c4d" in first
    assert "Contents" in second


def test_the_text_of_cells_is_there_and_code_is_not(pdf: bytes) -> None:
    whole = " ".join(texts(pdf))
    for text in ("The surplus was 375.2 bn in 2017.", "It rose.", "The deficit grew by a third",
                 "USD bn, Census basis", "Source: U.S. Census Bureau", "Label within the drawing",
                 "Balance by year", "−1,234.5", "Source: a bureau of figures."):  # fmt: skip
        assert text in whole
    assert "hidden_code" not in whole
    assert "not this" not in whole


def test_contents_running_heads_and_page_numbers(pdf: bytes) -> None:
    pages = texts(pdf)
    assert "Contents" in pages[1]
    assert "What it takes 3" in pages[1]
    for number, page in enumerate(pages[1:], start=2):
        assert f"{number} / {len(pages)}" in page
        assert "As of 2 June 2018 · Edition 2018-06-02-1a2b3c4d" in page


def test_chapters_are_bookmarks_with_their_sections(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        marks = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert marks == [("Summary", ["What it takes"]), ("The surplus", []), ("Numbers", [])]


@pytest.mark.parametrize(("paragraphs", "page_of_its_own"), [(3, False), (14, True)])
def test_a_chapter_begins_a_page_unless_half_of_one_is_left(
    paragraphs: int, page_of_its_own: bool
) -> None:
    notebook = report()
    text = "\n\n".join(["A paragraph that takes about one line of the page."] * paragraphs)
    notebook.cells = [new_markdown_cell(f"# First\n\n{text}"), new_markdown_cell("# Second\n\nb")]
    for n, cell in enumerate(notebook.cells):
        cell.id = f"chapter-{n}"
    pages = texts(exported(notebook))
    assert ("1a2b3c4d Second b" in pages[-1]) is page_of_its_own
    assert ("First A paragraph" in pages[-1]) is not page_of_its_own


def test_rows_and_the_source_of_a_long_table_never_stand_alone() -> None:
    """However many rows there are: on the page where they end, three stand above the source."""
    taken = set()
    for rows in range(37, 43):
        notebook = report()
        body = "".join(
            f'<tr><th scope="row">row {n}</th><td class="num">{n}.5</td></tr>' for n in range(rows)
        )
        head = TABLE.partition("<tbody>")[0]
        source = '<p class="source">Source: a bureau of figures.</p>'
        html = f"{head}<tbody>{body}</tbody></table>\n{source}"
        notebook.cells = [new_markdown_cell("# One"), shown({"text/html": html})]
        for n, cell in enumerate(notebook.cells):
            cell.id = f"chapter-{n}"
        pages = [page for page in texts(exported(notebook)) if "Calendar year" in page]
        taken.add(len(pages))
        assert pages[-1].count("row ") >= 3, rows
        assert "Source: a bureau of figures." in pages[-1], rows
    assert taken == {1, 2}


def test_it_is_tagged_and_says_that_it_keeps_pdf_ua(opened: pikepdf.Pdf) -> None:
    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "3"
        assert metadata["dc:title"] == TITLE
        assert metadata["xmp:CreateDate"].startswith("2018-06-02")


def test_pages_are_a4(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]


def test_the_figure_has_its_alternative_text(opened: pikepdf.Pdf) -> None:
    figures = [node for node in elements(opened) if node.S == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == [ALT]


def test_tables_have_heads_with_a_scope_and_their_caption(opened: pikepdf.Pdf) -> None:
    nodes = elements(opened)
    heads = [node for node in nodes if node.S == "/TH"]
    scopes = [str(entry.Scope) for head in heads for entry in head.A if "/Scope" in entry]
    assert scopes == ["/Column", "/Column"]
    assert [node.P.S for node in nodes if node.S == "/Caption"] == ["/Table"]


def test_a_long_table_repeats_its_heads(pdf: bytes) -> None:
    assert sum("Calendar year" in page for page in texts(pdf)) >= 3


def test_links_lead_outside_or_to_what_is_there(opened: pikepdf.Pdf) -> None:
    actions = [a.get("/A", {}) for page in opened.pages for a in page.get("/Annots", [])]
    outside = [str(action["/URI"]) for action in actions if "/URI" in action]
    assert outside == ["https://example.org/a"]
    # contents 4, headline, prose, and none of the table's 120; a link over two lines counts twice
    assert 7 <= len(actions) <= 12


def test_text_is_set_in_the_fonts_that_are_shipped(opened: pikepdf.Pdf) -> None:
    fonts = {str(font.BaseFont).split("+")[-1] for page in opened.pages
             for font in page.Resources.get("/Font", {}).values()}  # fmt: skip
    assert {"Inter-Regular", "Inter-Bold", "Inter-SemiBold"} <= fonts
    assert {name.split("-")[0] for name in fonts} <= {"Inter", "DejaVuSansMono"}


def test_the_same_bytes_in_another_folder(
    pdf: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert exported(report()) == pdf
    assert os.listdir(elsewhere) == []


def test_code_is_printed_on_demand() -> None:
    assert "hidden_code = 1" in " ".join(texts(exported(report(), show_code="always")))


def test_notes_of_tables_are_not_printed_and_numbers_in_tables_are_no_links() -> None:
    notebook = report()
    for text, tag in (("- an entry in two columns", "reference"), ("# Unprinted", "screen-only")):
        cell = new_markdown_cell(text, metadata={"tags": [tag]})
        cell.id = tag
        notebook.cells.append(cell)
    pages = texts(made := exported(notebook))
    assert "an entry in two columns" in pages[-1]
    assert not any("Unprinted" in page for page in pages)
    with pikepdf.open(io.BytesIO(made)) as opened:
        tables = [e for e in elements(opened) if e.S == "/Table"]
        assert tables
        assert not [e for table in tables for e in _below(table) if e.S == "/Link"]


def _below(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    found, waiting = [], [element.get("/K")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary):
            found += [node] if "/S" in node else []
            waiting.append(node.get("/K"))
        elif isinstance(node, pikepdf.Array):
            waiting.extend(list(node))
    return found


def with_notes() -> NotebookNode:
    """Return the report with a note in its first chapter, and a figure that leads to it."""
    notebook = report()
    parts = {"title_parts": [["It grew to ", ""], ["375.2", "n1"]], "numbers": [["273", "n2"]]}
    notebook.cells[1].outputs[0].data["application/vnd.tradegap.figure+json"] |= parts
    notebook.cells[0].source = "# Summary\n\nThe surplus was [375.2 bn](#n-n1), [375](#n-n1)."
    notes = new_markdown_cell(
        '1. <a id="note-chapter-1"></a><a id="n-n1"></a>**Surplus**: a \u2212 b = [505.6](#n-n2) '
        "\u2212 130.4 = **375.2** [cited](#cited-chapter-1)\n"
        '2. <a id="note-chapter-2"></a><a id="n-n2"></a>**Imports** [cited](#cited-chapter-2)'
    )
    notes.metadata |= {
        "tags": ["endnotes", "print-only"],
        "notes": {"n1": 1, "n2": 2},
        "tradegap": {"chapter": "chapter", "cell": 1},
    }
    notebook.cells.insert(4, notes)
    return notebook


def test_numbers_lead_to_numbered_notes_and_back() -> None:
    pdf = exported(with_notes())
    pages = texts(pdf)
    first = next(n for n, page in enumerate(pages) if page.count("Summary") and n > 1)
    assert "The surplus was 375.2 bn1, 375." in pages[first]  # the number at the first mention
    assert "It grew to 375.2" in pages[first]
    assert "How its numbers were made: 2732" in pages[first]
    notes = next(page for page in pages if "Notes 1. Surplus" in page)
    assert f"= 375.2 (p. {first + 1})" in notes.replace("\xa0", " ")
    assert "\nNotes" not in "".join(t.title for t in flat(PdfReader(io.BytesIO(pdf)).outline))
    opened = pikepdf.open(io.BytesIO(pdf))
    inner = [
        a for page in opened.pages for a in page.get("/Annots", []) if "/Dest" in a or "/A" in a
    ]
    assert len(inner) >= 6
    assert b"pdfuaid" in opened.Root.Metadata.read_bytes()


def flat(outline: Any) -> list[Any]:
    return [t for e in outline for t in (flat(e) if isinstance(e, list) else [e])]


def test_results_and_tables_are_attached_with_their_type_and_what_they_are() -> None:
    files = {"results.json": b'{"schema": 1}', "goods.csv": b"year\n2017\n"}
    notebook = report()
    about = {"name": "goods", "title": "Goods by year", "csv": ""}
    notebook.cells[5].outputs[0].data["application/vnd.tradegap.table+json"] = about
    resources = {"attachments": files}
    exporter = TradegapPDFExporter(config=Config())
    pdf, _ = exporter.from_notebook_node(notebook, resources)
    again, _ = exporter.from_notebook_node(notebook, resources)
    assert pdf == again
    opened = pikepdf.open(io.BytesIO(pdf))
    assert {n: a.get_file().read_bytes() for n, a in opened.attachments.items()} == files
    assert {a.description for a in opened.attachments.values()} > {"Goods by year"}
    assert {a.get_file().mime_type for a in opened.attachments.values()} == {
        "application/json",
        "text/csv",
    }
    assert {str(s.obj.AFRelationship) for s in opened.attachments.values()} == {"/Data"}
    assert "Attached results.json and one table as CSV" in texts(pdf)[0]
    metadata = opened.Root.Metadata.read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
