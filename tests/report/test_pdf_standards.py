"""The published PDFs keep PDF/UA-1 and PDF/A-3a: what the two ask, read back from the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from tests.built import CASE, SHORT_CASE, build_once
from tests.report.pdf_tree import attribute, elements, fonts, kids, kind, marks, tree

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]

BLOCKS = {"/P", "/H1", "/H2", "/H3", "/L", "/Table", "/Figure", "/Div", "/Part", "/BlockQuote"}
WORDS = {"/Span", "/Em", "/Strong", "/Link", "/Code", "/Reference", "/Note"}
BELOW = {  # what may stand in what; others hold words alone
    "/Document": BLOCKS | WORDS | {"/Title", "/TOC"},
    "/Div": BLOCKS | WORDS,
    "/TOC": {"/TOC", "/TOCI", "/Caption"},
    "/TOCI": {"/Reference", "/TOC"},
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/LBody": BLOCKS | WORDS,
    "/Table": {"/Caption", "/THead", "/TBody", "/TFoot"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/TD": WORDS | {"/P", "/L"},
    "/TH": WORDS | {"/P"},
    "/Figure": set[str](),
}


@pytest.fixture(scope="module", params=[CASE, SHORT_CASE])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory) / str(request.param)


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(folder / "report.pdf") as opened:
        yield opened


def test_it_says_its_standards_title_language_and_colours(pdf: pikepdf.Pdf, folder: Path) -> None:
    with pdf.open_metadata() as about:
        assert (about["pdfuaid:part"], about["pdfaid:part"]) == ("1", "3")
        assert about["pdfaid:conformance"] == "A"
        title = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["report"][
            "title"
        ]
        assert about["dc:title"] == title
    assert pdf.Root.MarkInfo.Marked
    assert not pdf.Root.MarkInfo.get("/Suspects", False)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.Root.Lang) == "en"
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert not pdf.is_encrypted


def test_every_element_stands_where_its_kind_may(pdf: pikepdf.Pdf) -> None:
    wrong = {
        (kind(parent), kind(element))
        for element, parent in elements(pdf)
        if kind(element) not in BELOW.get(kind(parent), {"/Document", *WORDS})
    }
    assert not wrong
    assert [kind(kid) for kid in kids(pdf.Root.StructTreeRoot)] == ["/Document"]


def test_headings_skip_no_level_and_all_but_notes_are_bookmarks(
    pdf: pikepdf.Pdf, folder: Path
) -> None:
    found = [kind(e) for e, _ in elements(pdf) if re.fullmatch(r"/H\d", kind(e))]
    levels = [int(name[-1]) for name in found]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))

    def counted(items: Any) -> int:
        return sum(1 + counted(item.children) for item in items)

    with pdf.open_outline() as outline:
        marked = counted(outline.root)
    pages = PdfReader(folder / "report.pdf").pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    assert lines.count("Notes") > 1
    assert len(levels) == marked + lines.count("Notes") + lines.count("Contents")


def test_the_contents_lead_to_each_of_their_entries(pdf: pikepdf.Pdf) -> None:
    entries = [e for e, _ in elements(pdf) if kind(e) == "/TOCI"]
    assert len(entries) > 10
    for entry in entries:
        (reference,) = [k for k in kids(entry) if kind(k) == "/Reference"]
        assert [kind(kid) for kid in kids(reference)] == ["/Link"]


def test_tables_have_heads_with_a_scope_a_caption_and_rows_of_one_width(pdf: pikepdf.Pdf) -> None:
    tables = [e for e, _ in elements(pdf) if kind(e) == "/Table"]
    assert tables
    for table in tables:
        parts = [kind(part) for part in kids(table)]
        assert parts == ["/Caption", "/THead", "/TBody"]
        widths = set()
        left: dict[int, int] = {}  # columns that a cell above takes, by row
        rows = [row for part in kids(table)[1:] for row in kids(part)]
        for number, row in enumerate(rows):
            width = left.get(number, 0)
            for cell in kids(row):
                across = int(attribute(cell, "/ColSpan") or 1)
                width += across
                for below in range(1, int(attribute(cell, "/RowSpan") or 1)):
                    left[number + below] = left.get(number + below, 0) + across
                assert kind(cell) == "/TD" or attribute(cell, "/Scope") in ("/Column", "/Row")
            widths.add(width)
        assert len(widths) == 1


def test_figures_have_a_text_and_a_place(pdf: pikepdf.Pdf, folder: Path) -> None:
    figures = [e for e, _ in elements(pdf) if kind(e) == "/Figure"]
    assert len(figures) == len(list((folder / "figures").glob("*.svg")))
    for figure in figures:
        assert len(str(figure.Alt)) > 40
        assert len(attribute(figure, "/BBox")) == 4


def test_links_are_tagged_told_and_lead_somewhere(pdf: pikepdf.Pdf) -> None:
    names = tree(pdf.Root.Names.Dests, "/Names") if "/Dests" in pdf.Root.Names else {}
    parents = tree(pdf.Root.StructTreeRoot.ParentTree, "/Nums")
    pages = {page.objgen for page in pdf.pages}
    count = 0
    for page in pdf.pages:
        links = list(page.get("/Annots", []))
        assert not links or page.Tabs == "/S"
        for link in links:
            count += 1
            assert str(link.Contents).strip()
            assert kind(parents[int(link.StructParent)]) == "/Link"
            if "/A" in link:
                assert re.match(r"https?://|mailto:", str(link.A.URI))
                continue
            end = link.Dest
            end = end if isinstance(end, pikepdf.Array) else names[str(end).lstrip("/")]
            end = end.D if isinstance(end, pikepdf.Dictionary) else end
            assert end[0].objgen in pages
    assert count > 50


def test_all_that_is_shown_is_tagged_or_said_to_be_ornament(pdf: pikepdf.Pdf) -> None:
    parents = tree(pdf.Root.StructTreeRoot.ParentTree, "/Nums")
    for number, page in enumerate(pdf.pages, 1):
        marked, bare = marks(page)
        assert not bare, number
        assert len(set(marked)) == len(marked), number
        known = parents[int(page.StructParents)]
        assert all(known[mark] is not None for mark in marked), number


def test_what_is_read_follows_the_pages_but_for_what_moved_to_the_next(pdf: pikepdf.Pdf) -> None:
    """A figure or low table is read where the text has it, also from the top of the next page."""
    order = {page.objgen: number for number, page in enumerate(pdf.pages)}
    begins = [
        (order[e.Pg.objgen], kind(e)) for e, _ in elements(pdf) if "/Pg" in e and kind(e) in BLOCKS
    ]
    ahead: list[list[str]] = [[]]
    lowest = len(pdf.pages)
    for page, what in reversed(begins):
        if page <= lowest:
            lowest = page
            ahead.append([])
        else:
            assert page - lowest == 1
            ahead[-1].append(what)
    assert all(set(run) <= {"/P", "/Figure", "/Table", "/Div"} for run in ahead)
    assert sum(map(len, ahead)) < 0.1 * len(begins)


def test_every_font_is_embedded_and_can_be_read_out(pdf: pikepdf.Pdf) -> None:
    seen = 0
    for font in fonts(pdf):
        if font.Subtype == "/Type0":
            seen += 1
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        else:
            assert str(font.Subtype).startswith("/CIDFont")
    assert seen


def test_results_and_tables_are_attached_as_they_stand_beside_it(
    pdf: pikepdf.Pdf, folder: Path
) -> None:
    files = [folder / "results.json", *(folder / "tables").glob("*.csv")]
    attached = pdf.attachments
    assert {name: spec.get_file().read_bytes() for name, spec in attached.items()} == {
        path.name: path.read_bytes() for path in files
    }
    for name, spec in attached.items():
        assert spec.get_file().mime_type == (
            "text/csv" if name.endswith("csv") else "application/json"
        )
        assert str(spec.obj.AFRelationship) == "/Data"
        assert len(spec.description) > len(name) / 2
        assert spec.description != name
    assert {spec.objgen for spec in pdf.Root.AF} == {s.obj.objgen for s in attached.values()}


def test_a_validator_finds_it_conforming(folder: Path) -> None:
    """The validator isn't among what this project needs: `pip install page-validation` runs it."""
    page = pytest.importorskip(
        "page",
        reason="PDF/UA-1 and PDF/A-3a are checked by no validator: page-validation is absent",
    )
    path = folder / "report.pdf"
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        report = page.validate_pdf(path, profile=profile)
        lengths = _lengths_are_right(path)
        failures = [
            f for f in report.failures if not (lengths and f.rule_id.endswith("STREAM-LENGTH-001"))
        ]
        assert [(f.rule_id, f.message) for f in failures] == []


def _lengths_are_right(path: Path) -> bool:
    """Tell whether each stream ends where its length says; one may end in a carriage return.

    The validator takes that for a part of the line's end, and the stream for shorter than it is.
    """
    data = path.read_bytes()
    begun = list(re.finditer(rb"/Length (\d+)(?:(?!endobj).)*?>>\s*stream\n", data, re.DOTALL))
    ends = [found.end() + int(found[1]) for found in begun]
    return len(begun) > 0 and all(data[end : end + 10] == b"\nendstream" for end in ends)
