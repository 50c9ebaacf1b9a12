"""The pages over all reports: what they say, that they load nothing, and the same bytes."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tradegap.reporting.compare_page import compare_page
from tradegap.reporting.index_page import IN_FULL, in_full, index_page
from tradegap.reporting.listed import Earlier, Edition, Listed
from tradegap.reporting.published import MEASURES, NOT_ASKED, NOT_KNOWN

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A bar."><defs>'
    '<path id="picture-part-1" d="M0 0"/></defs><use href="#picture-part-1"/></svg>'
)
FACTS: dict[str, Any] = {
    "title": "A <case> & more",
    "question": "How much?",
    "headline": "The gap is US$130 bn a year.",
    "as_of": "2018-06-10",
    "known_until": "2018-06-10",
    "picture": {"name": "gap", "title": "The gap", "subtitle": "US$ bn a year"},
    "scenario": "us-china-2018",
    "measures": {
        "as_of": {"value": "2018-06-10"},
        "gap_usd_bn_per_year": {"value": 1130.04, "unit": "USD bn/year", "node": "ab12"},
        "coverage_share": {"value": None, "unit": "share"},
        "credited_usd_bn_per_year": {"value": 0.0, "unit": "USD bn/year"},
    },
}
NAME = "2018-06-10-192c6095"
EDITION = Edition(NAME, FACTS, "a+b c", ("html", "pdf"), has_data=True, software="0.3.0")
OLD = ".editions/a+b c/2018-06-02-00000000-11111111"
EARLIER = Earlier("2018-06-02-00000000", "2018-06-02", OLD, f"{OLD}/report.html")
REPORT = Listed("a+b c", EDITION, SVG, (EARLIER,))


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


@pytest.mark.parametrize("page", [index_page, compare_page])
@pytest.mark.parametrize("reports", [[], [REPORT], [REPORT, replace(REPORT, picture="")]])
def test_a_page_lets_in_its_own_style_and_script_alone(page: Any, reports: list[Listed]) -> None:
    html = page(reports)
    assert html == page(reports)
    read = soup(html)
    policy = str(read.find("meta", attrs={"http-equiv": True})["content"])
    assert policy.startswith("default-src 'none'; ")
    for name, kind in (("style", "style-src"), ("script", "script-src")):
        for block in read.find_all(name):
            digest = b64encode(sha256(block.string.encode()).digest()).decode()
            assert f"{kind} 'sha256-{digest}'" in policy
    assert not read.find_all(["iframe", "object", "embed", "form"])
    loaded = [tag for tag in read.find_all(src=True) if not tag["src"].startswith("data:")]
    assert not loaded
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)


def test_a_case_has_its_answer_its_date_its_files_and_its_earlier_editions() -> None:
    (case,) = soup(index_page([REPORT])).find_all("article")
    text = " ".join(case.get_text(" ").split())
    for said in ("A <case> & more", "How much?", "The gap is US$130 bn a year.",
                 "As of 10 June 2018", f"Edition {NAME}", "Earlier editions (1)"):  # fmt: skip
        assert said in text
    links = {str(a["href"]) for a in case.find_all("a")}
    folder = "a%2Bb%20c"
    assert links == {
        *(f"{folder}/{n}" for n in ("report.html", "report.pdf", "data.zip", "results.json")),
        f"{OLD}/report.html",
    }  # fmt: skip
    assert case.find("svg")["aria-label"] == "A bar."


def test_a_citation_can_be_read_without_a_script_and_copied_with_one() -> None:
    read = soup(index_page([REPORT, REPORT]))
    buttons = read.find_all("button")
    assert len(buttons) == 2
    assert all(button.has_attr("hidden") for button in buttons)
    for button in buttons:
        cited = read.find(id=button["data-copy"]).get_text()
        assert cited.startswith("The gap is US$130 bn a year. (A <case> & more, as of 10 June 2018")
        assert f"edition {NAME}" in cited


def test_no_id_stands_twice() -> None:
    ids = [tag["id"] for tag in soup(index_page([REPORT] * 3)).find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_what_was_not_built_is_not_linked() -> None:
    bare = replace(REPORT, edition=replace(EDITION, formats=("pdf",), has_data=False))
    case = soup(index_page([bare])).find("article")
    names = {str(a["href"]).rpartition("/")[2] for a in case.find_all("a")}
    assert names == {"report.pdf", "results.json", "report.html"}  # the last is the earlier one's


def cells(report: Listed) -> dict[str, Any]:
    """Return a report's cells by measure, of those that it asks for."""
    read, asked = soup(compare_page([report])), report.edition.measures
    found = read.select("tbody > tr > td")
    return dict(zip((m.name for m in MEASURES if m.name in asked), found, strict=True))


def test_cases_are_compared_by_their_numbers_and_nothing_is_filled_in() -> None:
    found = cells(REPORT)
    assert found["gap_usd_bn_per_year"].get_text() == "1,130.0"
    assert found["gap_usd_bn_per_year"].a["href"] == "a%2Bb%20c/report.html#n-ab12"
    assert found["coverage_share"].get_text() == NOT_KNOWN
    assert found["credited_usd_bn_per_year"].get_text() == "0.0"
    assert found["as_of"].get_text() == "10 June 2018"


def test_an_edition_of_before_there_were_measures_asks_nothing() -> None:
    old = replace(REPORT, edition=replace(EDITION, facts={"title": "Old", "as_of": "2018-06-10"}))
    assert cells(old) == {}
    read = soup(compare_page([old, REPORT]))
    assert {cell.get_text() for cell in read.select("tbody > tr:first-child > td")} == {NOT_ASKED}


def test_a_question_that_no_report_asks_is_named_and_has_no_column() -> None:
    read = soup(compare_page([REPORT]))
    heads = " ".join(head.get_text() for head in read.find_all("th"))
    notes = [note.get_text() for note in read.select("ul.source > li")]
    assert "coverage" in heads
    assert "surplus of the base year" not in heads
    assert any(note.startswith("No report here asks for: surplus of the") for note in notes)
    assert len(read.find_all("table")) == 1  # nothing of the other two is asked for


def test_what_is_not_known_has_its_reason_once_with_all_reports() -> None:
    why = {"value": None, "unit": "share", "why": "no amount was stated"}
    other = {**FACTS["measures"], "coverage_share": why, "tariff_alone_share": why}
    reports = [
        Listed(slug, replace(EDITION, facts={**FACTS, "measures": other})) for slug in ("a", "b")
    ]
    notes = [note.get_text() for note in soup(compare_page(reports)).select("ul.source > li")]
    assert notes[0] == "Not known in a and b (coverage and a tariff alone): no amount was stated."


def test_of_very_many_reports_the_newest_are_told_in_full() -> None:
    def one(n: int) -> Listed:
        until = f"2020-01-{1 + n % 28:02}"
        facts = {**FACTS, "known_until": until}
        return Listed(f"case-{n:03}", replace(EDITION, facts=facts), SVG * 20)

    reports = [one(n) for n in range(IN_FULL + 30)]
    read = soup(index_page(reports))
    assert len(read.find_all("svg")) == IN_FULL * 20
    days = sorted((report.edition.known_until for report in reports), reverse=True)
    full = in_full(reports)
    assert min(r.edition.known_until for r in reports if r.slug in full) == days[IN_FULL - 1]
    short = read.select("article.short")
    assert read.find_all("h2")[-1].get_text() == "Other reports (30)"
    assert len(short) == 30
    for article in short:
        cited = read.find(id=article.button["data-copy"])
        assert cited.get_text().startswith("The gap is US$130 bn a year. (A <case>")
        assert article.h3.get_text() not in full
    assert len(index_page([one(n) for n in range(1000)])) < 2_500_000


def test_a_comparison_has_units_in_its_heads_and_a_scope_on_each() -> None:
    table = soup(compare_page([REPORT])).find("table")
    heads = table.find_all("th")
    assert all(head.get("scope") in ("col", "row") for head in heads)
    assert "US$ bn/year" in table.find("thead").get_text()
    assert table.caption
