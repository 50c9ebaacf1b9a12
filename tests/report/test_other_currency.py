"""Reports in Australian dollars: the rate is named, and every amount is in the money it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from tests.built import CASES, build_once
from tests.reporting.test_currency import RATES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]

MONEY = r"[−+]?{sign}([\d,]+(?:\.\d+)?) (bn|mn)"
PAIR = re.compile(
    MONEY.format(sign=r"A\$") + r"(?:\d+)? ?\(" + MONEY.format(sign=r"US\$") + r"(?:\d+)?\)"
)
"""An amount in both currencies; in print the number of its note may follow each."""
UNITS = {"A$": "AUD", "US$": "USD"}


class Built(NamedTuple):
    """What a reader gets of one report, as text without the numbers of notes."""

    case: str
    page: BeautifulSoup
    text: str
    pdf: str
    results: dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory, "AUD")


@pytest.fixture(scope="module", params=CASES)
def built(request: pytest.FixtureRequest, folder: Path) -> Built:
    place = folder / f"{request.param}+currency-AUD"
    page = read(place / "report.html")
    pdf = " ".join(sheet.extract_text() for sheet in PdfReader(place / "report.pdf").pages)
    results = json.loads((place / "results.json").read_text(encoding="utf-8"))
    return Built(request.param, page, plain(page.get_text()), plain(pdf), results)


def read(path: Path) -> BeautifulSoup:
    kind = "xml" if path.suffix == ".xml" else "lxml"
    page = BeautifulSoup(path.read_text(encoding="utf-8"), kind)
    for tag in page.select("script, style, sup, svg"):
        tag.decompose()
    return page


def plain(text: str) -> str:
    return " ".join(text.split())


def unpaired(text: str, rate: float) -> list[str]:
    """Return the pairs of amounts that are not one amount at the rate."""
    pairs = list(PAIR.finditer(text))
    assert len(pairs) > 3
    return [m[0] for m in pairs if m[2] != m[4] or not converts(m[1], m[3], rate)]


def number(text: str) -> float:
    return float(text.replace(",", ""))


def rounding(text: str) -> float:
    """Return by how much a number as printed may be off."""
    return 0.501 * 10 ** -len(text.partition(".")[2])


def converts(there: str, usd: str, rate: float) -> bool:
    """Tell whether two printed amounts are one, each rounded as it is."""
    off = rounding(there) + rounding(usd) / rate
    return abs(number(there) - number(usd) / rate) <= off


def test_the_rate_and_its_date_are_named_on_the_page_and_in_print(built: Built) -> None:
    rate, when = RATES[built.case]
    for told in (built.text, built.pdf):
        assert re.search(rf"at US\${rate:.4f}\d* each: {re.escape(when)}", told)


def test_each_amount_in_both_is_one_amount_at_the_rate(built: Built) -> None:
    rate, _ = RATES[built.case]
    assert unpaired(built.text, rate) == []
    assert unpaired(built.pdf, rate) == []


def test_an_amount_that_leads_to_a_node_has_the_nodes_money_and_value(built: Built) -> None:
    nodes = built.results["graph"]["nodes"]
    checked = dict.fromkeys(UNITS, 0)
    for link in built.page.select("section.chapter a[href^='#n-']"):
        node = nodes[link["href"].removeprefix("#n-")]
        told = re.fullmatch(r"[−+]?(A\$|US\$)([\d,.]+) (bn|mn)(?: a year)?", plain(link.get_text()))
        if told is None:
            continue
        sign, amount, scale = told.groups()
        assert node["unit"].startswith(f"{UNITS[sign]} {scale}"), (link, node["unit"])
        assert number(amount) == pytest.approx(abs(node["value"]), abs=rounding(amount))
        checked[sign] += 1
    assert all(n > 5 for n in checked.values())


def test_a_column_of_money_has_amounts_of_that_money(built: Built) -> None:
    nodes = built.results["graph"]["nodes"]
    checked = 0
    for table in built.page.select("section.chapter table"):
        heads = [plain(head.get_text(" ")) for head in table.select("thead th")]
        for row in table.select("tbody tr"):
            for head, cell in zip(heads, row.select("th, td"), strict=True):
                sign = re.search(r"(?<!\w)(A\$|US\$) (?:bn|mn)", head)
                for link in cell.select("a[href^='#n-']") if sign else ():
                    if link.get_text().endswith("%"):  # a rate in the head of a row
                        continue
                    unit = nodes[link["href"].removeprefix("#n-")]["unit"]
                    assert unit.startswith(UNITS[sign[1]]), (head, link)
                    checked += 1
    assert checked > 10


@pytest.mark.parametrize("name", ["index.html", "feed.xml"])
def test_the_index_and_the_feed_pair_them_too(folder: Path, name: str) -> None:
    text = plain(read(folder / name).get_text())
    pairs = [(m[1], m[3]) for m in PAIR.finditer(text)]
    assert len(pairs) > 10
    assert len(re.findall(r"A\$\d", text)) == len(pairs)
    rates = {rate for rate, _ in RATES.values()}
    assert all(any(converts(*pair, rate) for rate in rates) for pair in pairs)


def test_cases_are_compared_in_us_dollars_alone(folder: Path) -> None:
    text = read(folder / "compare.html").get_text(" ")
    assert "US$ bn" in text
    assert "A$" not in text.replace("US$", "")
    for case in (case for case in CASES if case != "us-partners-2025"):
        results = json.loads((folder / f"{case}+currency-AUD" / "results.json").read_text("utf-8"))
        surplus = results["baseline"]["surplus_usd_bn"]
        assert surplus["unit"] == "USD bn"
        assert f"{surplus['value']:.1f}" in text
