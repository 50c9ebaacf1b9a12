"""The reports as Chromium prints them on A4, from a dark screen with all controls made."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.opening import needs_chromium

pytestmark = [*needs_chromium, pytest.mark.xdist_group("browser-print")]
REPORTS = ("report", "us-china-phase-one")
SHEET_PIXELS = 643  # A4 without its margins, 170 mm
LEAST_TELLING = 12  # letters; a shorter row or head may stand elsewhere too
ALONE = re.compile(r"(Codeofthischapter[\w-]*|Citethisreport|licence:[^.;0-9]*)$")
TABLES = """[...document.querySelectorAll("main .table table")].map(table => [
    [...table.tHead.rows].map(row => row.textContent).join(""),
    [...table.tBodies[0].rows].map(row => row.textContent)])"""


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(params=REPORTS)
def printed(request: pytest.FixtureRequest, opening: Any) -> tuple[list[str], list[Any]]:
    """The text of each page without its blanks, and the heads and rows of each table."""
    page = opening(request.param, scheme="dark")
    page.locator(".tools button").first.wait_for()
    tables = page.evaluate(TABLES)
    pages = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True))).pages
    return [bare(p.extract_text()) for p in pages], tables


def test_no_page_is_empty_and_no_control_is_printed(printed: tuple[list[str], list[Any]]) -> None:
    pages, _ = printed
    assert all(pages)
    for control in ("Copy the answer", "SVG PNG CSV", "Copy the link", "Skip to"):
        assert not any(bare(control) in page for page in pages), control


def test_rows_never_stand_without_their_heads(printed: tuple[list[str], list[Any]]) -> None:
    pages, tables = printed
    looked_at, over_two = 0, 0
    all_heads = [bare(head) for head, _ in tables]
    for head, rows in tables:
        heads = pages_of(bare(head), pages)
        if not heads or len(bare(head)) < LEAST_TELLING or all_heads.count(bare(head)) > 1:
            continue  # its lines are read in another order, or it isn't one table's alone
        on = [pages_of(bare(row), pages) for row in rows if len(bare(row)) >= LEAST_TELLING]
        looked_at += len(on)
        assert all(places <= heads for places in on if places), head
        assert not on or not on[0] or min(on[0]) == min(heads), f"alone: {head}"
        over_two += len(heads) > 1
    assert looked_at > 100
    assert over_two >= 2


def test_no_head_is_the_last_line_of_a_page(printed: tuple[list[str], list[Any]]) -> None:
    pages, _ = printed
    assert [page[-60:] for page in pages if ALONE.search(page)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_is_wider_than_the_sheet(opening: Any, name: str) -> None:
    """Else Chromium makes all of it smaller."""
    page = opening(name, SHEET_PIXELS)
    page.locator(".tools button").first.wait_for()
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET_PIXELS


def pages_of(row: str, pages: list[str]) -> set[int]:
    return {number for number, page in enumerate(pages) if row in page}


def test_the_citation_is_printed_in_one_piece(printed: tuple[list[str], list[Any]]) -> None:
    pages, _ = printed
    (last,) = (page for page in pages if "Citethisreport" in page and "BibTeX" in page)
    assert '"date-parts"' in last
