"""The published PDF of the default report: text, outline, tags, fonts and pages, by pypdf."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from tests.built import CASE, build_once

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory) / CASE


@pytest.fixture(scope="module")
def pdf(report: Path) -> PdfReader:
    return PdfReader(report / "report.pdf")


@pytest.fixture(scope="module")
def texts(pdf: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


@pytest.fixture(scope="module")
def elements(pdf: PdfReader) -> list[DictionaryObject]:
    """The elements of the structure tree."""
    found: list[DictionaryObject] = []
    waiting: list[Any] = [pdf.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, DictionaryObject):
            found += [node] if "/S" in node and "/P" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found


def test_every_page_has_text_and_all_but_the_first_a_running_head(texts: list[str]) -> None:
    assert len(texts) > 20
    for number, text in enumerate(texts[1:], 2):
        assert f"{number} / {len(texts)}" in text
        assert "As of 2 June 2018" in text


def test_no_value_of_a_program_and_no_markup_is_in_the_text(texts: list[str]) -> None:
    wrong = re.compile(r"\b(NaN|nan|NaT|undefined|TODO)\b|\[object |&[a-z]+;|\{\{|#n-[0-9a-f]")
    assert [m.group() for text in texts for m in wrong.finditer(text)] == []


def test_the_outline_has_every_chapter_of_the_page(pdf: PdfReader, report: Path) -> None:
    from bs4 import BeautifulSoup

    page = BeautifulSoup((report / "report.html").read_text(encoding="utf-8"), "lxml")
    marks = [item.title for item in pdf.outline if not isinstance(item, list)]
    heads = [" ".join(head.get_text().split()) for head in page.select("main h2")]
    assert set(heads) - set(marks) <= {"How each number was made"}  # its place is in notes there
    assert [mark for mark in marks if mark in heads] == [head for head in heads if head in marks]


def test_figures_and_tables_are_tagged(elements: list[DictionaryObject], report: Path) -> None:
    kinds = [str(each["/S"]) for each in elements]
    figures = [each for each in elements if each["/S"] == "/Figure"]
    drawn = len(list((report / "figures").glob("*.svg")))
    assert len([each for each in figures if len(str(each.get("/Alt", ""))) > 40]) == drawn
    tables = len(list((report / "tables").glob("*.csv")))
    assert kinds.count("/Table") >= tables
    heads = [each for each in elements if each["/S"] == "/TH"]
    assert len(heads) > tables
    assert all("/A" in each for each in heads)


def test_only_fonts_that_came_along_are_used_and_all_are_embedded(pdf: PdfReader) -> None:
    names: set[str] = set()
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            font = font.get_object()
            names.add(str(font["/BaseFont"]))
            (below,) = font["/DescendantFonts"]
            descriptor = below.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
    assert {name.split("+")[-1].split("-")[0] for name in names} <= {"Inter", "DejaVuSansMono"}
    assert all("+" in name for name in names)  # only the letters that are used


def test_it_says_its_title_language_and_standard(pdf: PdfReader, report: Path) -> None:
    root: Any = pdf.trailer["/Root"]
    said = json.loads((report / "manifest.json").read_text(encoding="utf-8"))["report"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == said["title"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    about = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in about
    assert "pdfaid:part" in about
