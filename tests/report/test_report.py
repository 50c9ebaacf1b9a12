"""The report as its readers get it: the PDF's text and the HTML's numbers against results.json."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader
from tests.built import CASE, build_once

from tradegap.reporting.numbers import format_share_as_percent, format_usd_bn

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report")]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory) / CASE


@pytest.fixture(scope="module")
def results(report: Path) -> dict[str, Any]:
    return dict(json.loads((report / "results.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def page(report: Path) -> BeautifulSoup:
    return BeautifulSoup((report / "report.html").read_text(encoding="utf-8"), "lxml")


@pytest.fixture(scope="module")
def pdf_text(report: Path) -> str:
    pages = PdfReader(report / "report.pdf").pages
    return " ".join(" ".join(p.extract_text().split()) for p in pages)


def shown_headlines(results: dict[str, Any]) -> Iterator[str]:
    base, required = results["baseline"], results["required"]
    for name in ("surplus_usd_bn", "exports_usd_bn", "imports_usd_bn"):
        yield format_usd_bn(base[name]["value"])
    yield format_usd_bn(results["target"]["residual_surplus_usd_bn"]["value"])
    yield format_share_as_percent(required["exports_rise_share"]["value"])
    yield format_share_as_percent(required["imports_fall_share"]["value"])
    for year in ("2018", "2020"):
        yield format_usd_bn(results["hindsight"]["surplus_usd_bn"][year]["value"])


def test_the_pdf_says_what_the_results_say(pdf_text: str, results: dict[str, Any]) -> None:
    for number in shown_headlines(results):
        assert number in pdf_text, number
    assert results["report"]["headline"] in pdf_text


def test_the_page_says_what_the_results_say(page: BeautifulSoup, results: dict[str, Any]) -> None:
    text = " ".join(page.get_text(" ").split())
    for number in shown_headlines(results):
        assert number in text, number


def test_every_linked_number_is_its_node(page: BeautifulSoup, results: dict[str, Any]) -> None:
    nodes = results["graph"]["nodes"]
    links = [a for a in page.select('main a[href^="#n-"]') if re.search(r"\d", a.get_text())]
    ids = {tag["id"] for tag in page.select("[id]")}
    checked = 0
    for link in links:
        node_id = str(link["href"])[3:]
        assert f"n-{node_id}" in ids, link
        shown = _number(link.get_text())
        if shown is None:
            continue
        value, digits = shown
        percent = "%" in link.get_text() + _head(link) and nodes[node_id]["unit"] == "share"
        node = nodes[node_id]["value"] * (100 if percent else 1)
        assert value == pytest.approx(node, abs=0.5 * 10**-digits + 1e-9), (link, node)
        checked += 1
    assert checked > 50


def _head(link: Tag) -> str:
    """Return the head over a number that stands in a table, nothing for one in a text."""
    cell, table = link.find_parent(["td", "th"]), link.find_parent("table")
    if cell is None or table is None:
        return ""
    row = cell.find_parent("tr")
    assert row is not None
    place = [id(each) for each in row.find_all(["td", "th"])].index(id(cell))
    heads = table.select("thead tr:last-child > *")
    return heads[place].get_text() if place < len(heads) else ""


def _number(text: str) -> tuple[float, int] | None:
    """Read a number as it is shown; a link that isn't one (a node's name) gives nothing."""
    plain = text.replace("\u2212", "-").replace(",", "").strip()
    match = re.fullmatch(r"(?:US\$|A\$)?([+-]?\d+(?:\.(\d+))?)(?: bn|%)?", plain)
    return None if match is None else (float(match[1]), len(match[2] or ""))


def test_what_is_null_is_told_as_such(page: BeautifulSoup, results: dict[str, Any]) -> None:
    assert results["coverage_share"]["value"] is None
    assert results["gap_usd_bn_per_year"]["value"] is None
    assert results["pledges"]["quantified_usd_bn_per_year"]["value"] is None
    assert results["gap_upper_bound_usd_bn_per_year"]["value"] == 200
    summary = page.select_one("main section")
    assert summary is not None
    said = copy.copy(summary)
    for setting in said.select(".what-if"):
        setting.decompose()  # a tariff of 0% is where its control stands
    assert not re.search(r"(?<![\d.])0(\.0)?%", said.get_text())


def test_the_results_conform_to_their_schema(results: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    problems = list(jsonschema.Draft202012Validator(schema).iter_errors(results))
    assert problems == []


def test_hindsight_keeps_to_its_chapter(page: BeautifulSoup, results: dict[str, Any]) -> None:
    later = {"418.2", "308.0", "342.6"}
    for section in page.select("main > section"):
        heading = section.find(re.compile("^h[12]$"))
        title = heading.get_text() if heading else ""
        if "Hindsight" in title or "How each number" in title:
            continue
        assert not [n for n in later if n in section.get_text()], title


def test_every_headline_walks_back_to_leaves(results: dict[str, Any]) -> None:
    nodes = results["graph"]["nodes"]
    found = list(_quantities(results))
    assert len(found) > 100
    for node_id in found:
        waiting, leaves = [node_id], 0
        while waiting:
            node = nodes[waiting.pop()]
            inputs = node.get("inputs", [])
            assert bool(inputs) != ("leaf" in node)
            leaves += not inputs
            waiting += inputs
        assert leaves


def _quantities(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"value", "unit", "basis", "node"}:
            yield value["node"]
        else:
            yield from (n for key, v in value.items() if key != "graph" for n in _quantities(v))
    elif isinstance(value, list):
        yield from (n for v in value for n in _quantities(v))


def test_the_pdf_is_tagged_titled_and_bookmarked(report: Path) -> None:
    reader = PdfReader(report / "report.pdf")
    assert reader.metadata is not None
    assert "200 billion" in (reader.metadata.title or "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "Hindsight: what followed" in titles
    width, height = reader.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)


def test_tables_can_be_added_up_by_hand(report: Path) -> None:
    rows = (report / "tables" / "goods-by-year.csv").read_text(encoding="utf-8").splitlines()
    head = rows[0].split(",")
    for row in rows[1:]:
        cells = dict(zip(head, row.split(","), strict=True))
        difference = float(cells["imports_usd_bn"]) - float(cells["exports_usd_bn"])
        assert difference == pytest.approx(float(cells["surplus_usd_bn"]), abs=1e-6)
