"""The contents of the PDF: the number of a page stands behind its title, never on it."""

from __future__ import annotations

import io
from typing import Any

from fontTools.ttLib import TTFont
from nbformat.v4 import new_markdown_cell
from pypdf import PdfReader

from tests.reporting.test_pdf import exported, report
from tradegap.reporting.typst.compile import FONTS

SIZE = 9.5  # points
WORDS = "mnopq rst " * 8


def test_a_number_never_stands_on_a_title_however_long() -> None:
    notebook = report()
    heads = [f"## {WORDS[:signs]}x\n\ntext" for signs in range(28, 75)]
    notebook.cells = [new_markdown_cell("# One\n\n" + "\n\n".join(heads), id="one")]
    ends: dict[float, float] = {}
    numbers = 0
    for x, y, text in told(exported(notebook)):
        if text.isdigit():
            numbers += 1
            assert ends.get(y, 0.0) < x, text
        ends[y] = x + width(text)
    assert numbers >= len(heads)


def told(pdf: bytes) -> list[tuple[float, float, str]]:
    """Return the pieces of text in the contents with the place where each begins, in points."""
    pieces: list[tuple[float, float, str]] = []

    def see(text: str, outer: Any, inner: Any, *_: Any) -> None:
        if text.strip():
            x, y = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5]
            pieces.append((round(x, 1), round(y, 1), text.strip()))

    PdfReader(io.BytesIO(pdf)).pages[1].extract_text(visitor_text=see)
    return pieces


def width(text: str) -> float:
    font = TTFont(FONTS / "Inter-Regular.ttf")
    names, metrics = font.getBestCmap(), font["hmtx"]
    signs = sum(metrics[names[ord(sign)]][0] for sign in text)
    return float(signs * SIZE / font["head"].unitsPerEm)
