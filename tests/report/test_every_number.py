"""Every number of prose and tables that is data or a calculation leads to where it comes from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from tests.built import CASES, build_once

from tradegap.data.paths import data_dir
from tradegap.reporting.numbers import MONTHS, with_minus_signs

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]

_MONTH = f"(?:{'|'.join(MONTHS)})"
KINDS = {
    "a date or a year": rf"(?:\d{{1,2}} )?{_MONTH}(?: \d{{4}})?|\b(?:19|20)\d\d\b",
    "a count of what stands in a list or a table": (
        r"\b\d+ (?:categories|pledges|assumptions|lines?|partners?|purchases?)"
        r"|\b\d+ (?:investments?|actions?|weightings)\b|\b\d+ (?:chapters|months left)"
        r"|\b\d+ (?:has|have) a yearly amount|\b\d+ (?:is|are) (?:a purchase|purchases|investment)"
    ),
    "the name of a measure, or of a part of the tariff schedule or an agreement": (
        r"Section \d+|Lists? \d+A?(?: to \d+)?|Annex 6\.1|heading \d+|HS chapter \d+|H\.10"
    ),
    "a tariff that is put up as an example: the name of its line": (
        r"\d+% on all (?:imports|exports)|(?<=~) at [\d.]+%|threat of \d+ bn more"
    ),
    "what a source printed where that is no one number": r"printed as [~\d/.\u2013-]+",
    "the level of an interval, how many draws were made, and from which seed": (
        r"\d+% (?:and \d+% )?(?:intervals?|between •|below •)|[\d,]+ draws(?: from seed \d+)?"
        r"|[\d,]+ samples for each"
    ),
    "what is left out, as its source printed it": r"left out: [^|]*$",
    "a formula": r"m₁ = m₀.*?⁻ᵉ \(1 − \(1 − f\) t\)|\(0,1,1\)\(0,1,1\) over 12 months",
}
"""Numbers without a link in prose and cells, by what they are."""
COLUMNS = {
    "category (HS chapters)": "codes of the tariff schedule",
    "table": "names of files",
    "on what": "words of the record",
    "read in": "words of the record",
    "months out": "counts of months",
}
"""Columns apart, by their head."""
TABLES = {
    "What can be set": "ends of controls, and settings",
    "As this report was built": "settings",
    "What built this report": "versions",
}
"""Tables apart, by how their caption begins."""


@pytest.fixture(params=CASES)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    path = build_once(tmp_path_factory) / str(request.param) / "report.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


@cache
def quoted() -> re.Pattern[str]:
    """Return what matches the words of sources that have numbers: they stand as they were said."""
    texts = [
        cell
        for path in (data_dir() / "reference").glob("*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
        for cell in row.values()
    ]
    for entry in yaml.safe_load(
        (data_dir() / "assumptions.yml").read_text(encoding="utf-8")
    ).values():
        texts += [str(entry[key]) for key in ("title", "source", "rationale")]
    told = {plain(with_minus_signs(t)).strip(". ") for t in texts if t and numbers(t)}
    words = {t for t in told if re.search(r"[a-z]{2}", t)}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.I)


def plain(text: str) -> str:
    return " ".join(text.split())


def chapters(page: BeautifulSoup) -> Iterator[Tag]:
    for chapter in page.select("section.chapter"):
        if not chapter.select_one("#how-each-number-was-made"):
            for tag in chapter.select("details.code, svg, script, style"):
                tag.decompose()
            for link in chapter.select("a[href^='#n-']"):
                link.replace_with("•")
            yield chapter


def numbers(text: str) -> list[str]:
    """Return the numbers of a text that are of no kind apart."""
    for rule in KINDS.values():
        text = re.sub(rule, "~", text)
    return re.findall(r"(?<![A-Za-z\d])\d[\d,.]*", text)


def unlinked(chapter: Tag) -> Iterator[str]:
    for table in chapter.select("table"):
        yield from in_table(table)
        table.decompose()
    for tag in chapter.select("p, li, h3, figcaption, dd, summary"):
        if tag.select_one("p, li"):
            continue
        text = quoted().sub("~", plain(tag.get_text()))
        if numbers(text):
            yield f"{numbers(text)} in: {text}"


def in_table(table: Tag) -> Iterator[str]:
    caption = plain(table.caption.get_text()) if table.caption else ""
    if caption.startswith(tuple(TABLES)):
        return
    heads = [plain(head.get_text(" ")) for head in table.select("thead th")]
    for row in table.select("tbody tr"):
        for head, cell in zip(heads, row.select("th, td"), strict=True):
            name = re.sub(r" (?:US\$.*|%)$", "", head)
            if name in COLUMNS:
                continue
            text = quoted().sub("~", plain(cell.get_text()))
            if numbers(text):
                yield f"{numbers(text)} under '{head}' of '{caption}': {text}"


def test_every_number_without_a_link_is_of_a_kind_apart(page: BeautifulSoup) -> None:
    links = len(page.select("section.chapter a[href^='#n-']"))
    assert links > 100
    assert [line for chapter in chapters(page) for line in unlinked(chapter)] == []


def test_a_number_that_loses_its_link_is_found(page: BeautifulSoup) -> None:
    for place in ("p:not([class])", "tbody td"):
        link = page.select_one(f"section.chapter {place} a[href^='#n-']")
        link.replace_with(link.get_text())
    found = [line for chapter in chapters(page) for line in unlinked(chapter)]
    assert len(found) == 2
