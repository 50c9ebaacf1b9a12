"""The pages of the published PDFs are full, but for the last of a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from tests.built import CASES, build_once

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]

MM = 72 / 25.4
TOP, FOOT = 30.0, 28.0  # margins in mm; A4 is 297 mm high
FRONT = 2  # the title page, and the contents
# Text, figures and low tables fill a page by themselves. What keeps together and so can leave it
# early is at most a heading (16 mm), a caption (8), heads of three lines (14) and those rows of a
# table that don't part from one another or from its source (39): a third of the page's text.
MOST_EMPTY = 80.0


@pytest.fixture(scope="module", params=CASES)
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    folder: Path = build_once(tmp_path_factory) / str(request.param)
    return PdfReader(folder / "report.pdf")


def test_no_page_within_a_chapter_is_left_a_third_empty(pdf: PdfReader) -> None:
    ends = {*fresh_chapters(pdf), len(pdf.pages)}
    empty = {
        number: round(room_below(page))
        for number, page in enumerate(pdf.pages, 1)
        if number > FRONT and number not in ends
    }
    assert {number: mm for number, mm in empty.items() if mm > MOST_EMPTY} == {}
    assert len(empty) > 5


def fresh_chapters(pdf: PdfReader) -> Iterator[int]:
    """Yield the number of the page before each chapter that begins one."""
    for item in pdf.outline:
        if not isinstance(item, list):
            top = 297 - float(item.top or 0) / MM
            number = pdf.get_destination_page_number(item)
            if number is not None and top < TOP + 15:
                yield number


def room_below(page: PageObject) -> float:
    """Return how many mm of the text's height are empty below the last line of a page."""
    lines: list[float] = []

    def see(text: str, outer: Any, inner: Any, *_: Any) -> None:
        if text.strip():
            lines.append((inner[5] * outer[3] + outer[5]) / MM)

    page.extract_text(visitor_text=see)
    return min((y for y in lines if y > FOOT - 2), default=297 - TOP) - FOOT
