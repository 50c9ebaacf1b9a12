"""One plain English style on every page: dates, minus signs, money, and nothing of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from tests.built import CASES, build_once

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]
BLOCKS = "p, li, td, th, h1, h2, h3, h4, caption, dt, dd, summary, svg text, label, option, legend"
NEVER = {
    "a value of a program": r"\b(nan|NaN|NaT|None(?! [a-z])|inf|Infinity|undefined|null)\b",
    "a blank before a stop": r"\w [,;:](?= )|\w \.(?= |$)",
    "two stops": r",,|;;|(?<!\.)\.\.(?!\.)|,\.|\(\)|\( | \)",
    "a mark of a program": r"\\_|\\\$|\*\*|\{\w*\}|\]\(|</?\w+>",
}
"""What stands in no chapter."""
IN_NOTES = ("a value of a program", "two stops")
"""What stands not even in a note, whose addresses and names of rows are those of the sources."""
IN_TEXT = {
    "an ISO date": r"(?<![\w./-])(19|20)\d\d-[01]\d(-[0-3]\d)?(?![\w/-])",
    "a hyphen for a minus": r"(?<![^\s(/])-\d",
    "thousands without a comma": r"(?<![\d.,/])\d{5,}(?=\.\d| (US\$|mn|bn|t\b))",
    "money in another style": r"\bUSD (mn|bn)\b|\bbn USD\b|US\$ \d|\$\d[\d.,]* ?(B|M|billions)\b",
    "a raw name": r"\b[a-z]+[a-z0-9]*(_[a-z0-9]+)+\b|\b[a-z]{3}-\d{4}-[a-z0-9-]+\b",
    "straight quotes": r'"',
}
"""What no chapter says but the notes, which name rows and columns as their tables do."""


@pytest.fixture(params=CASES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory) / str(request.param)


def texts(page: BeautifulSoup) -> Iterator[str]:
    """Return what is read, a block at a time, without code, controls and citations."""
    for tag in page.select("pre, script, style, template, #cite, footer, .edition"):
        tag.decompose()
    for tag in page.select("code"):
        tag.replace_with("code")
    for tag in page.select(BLOCKS):
        if not tag.select_one(BLOCKS):
            yield " ".join(tag.get_text().split())
    for tag in page.select("svg[aria-label]"):
        yield str(tag["aria-label"])


def found(rules: dict[str, str], told: Iterator[str]) -> list[str]:
    return [
        f"{what}: ...{text[max(0, m.start() - 40) : m.end() + 30]}..."
        for text in told
        for what, rule in rules.items()
        for m in re.finditer(rule, text)
    ]


def test_the_rules_find_what_they_are_for() -> None:
    wrong = ["As of 2018-06-02, -1.2 of 12345.6 US$ 3 bn of 5 USD bn as chn-2018-05-19 , nan"]
    assert len(found(NEVER | IN_TEXT, iter(wrong))) == 8
    right = [
        "As of 2 June 2018 (edition 2018-06-02-0f2b7e8b) US$12,345.6 bn, −1.2; 2025-26; COVID-19"
    ]
    assert found(NEVER | IN_TEXT, iter(right)) == []


def test_the_page_is_in_one_style(folder: Path) -> None:
    page = BeautifulSoup((folder / "report.html").read_text(encoding="utf-8"), "lxml")
    notes = page.select("main > section.chapter")[-1].extract()
    assert found(NEVER | IN_TEXT, texts(page)) == []
    assert found({what: NEVER[what] for what in IN_NOTES}, texts(notes)) == []


def test_the_pdf_has_no_value_of_a_program(folder: Path) -> None:
    pages = PdfReader(folder / "report.pdf").pages
    told = (" ".join(page.extract_text().split()) for page in pages)
    assert found({"a value of a program": NEVER["a value of a program"]}, told) == []
