"""What the page of each report says to machines: linked data, and citations to copy."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from tests.built import CASES, build_once

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]
SHORTEST_DESCRIPTION = 50  # search engines take no shorter one of a dataset
PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?")
FIELD = re.compile(r"^  (\w+) = \{(.*)\},?$")


@pytest.fixture(params=CASES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_once(tmp_path_factory) / str(request.param)


@pytest.fixture
def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "report.html").read_text(encoding="utf-8"), "lxml")


@pytest.fixture
def said(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["report"])


def test_linked_data_have_what_schema_org_asks_of_a_report_and_its_data(
    page: BeautifulSoup, said: dict[str, Any], folder: Path
) -> None:
    (block,) = page.find_all("script", type="application/ld+json")
    data = json.loads(block.get_text())
    assert (data["@context"], data["@type"]) == ("https://schema.org", "Report")
    assert (data["name"], data["abstract"]) == (said["title"], said["headline"])
    assert data["contentReferenceTime"] == date.fromisoformat(said["as_of"]).isoformat()
    assert PERIOD.fullmatch(data["temporalCoverage"])
    *tables, own = data["hasPart"]
    assert len(tables) > 3
    for part in data["hasPart"]:
        assert part["@type"] == "Dataset"
        assert part["name"]
        assert SHORTEST_DESCRIPTION <= len(part["description"]) <= 5000
        assert PERIOD.fullmatch(part.get("temporalCoverage", "2018"))
    for part in tables:
        assert part["creator"]["name"]
        assert part["license"]["name"]
        assert part["isBasedOn"].get("url", "https://").startswith("http")
    for file in own["distribution"]:
        assert (folder / file["contentUrl"]).is_file()


def test_every_time_is_a_date_that_machines_can_read(page: BeautifulSoup) -> None:
    times = page.find_all("time")
    assert len(times) >= 5
    for each in times:
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", str(each["datetime"]))
        parts = [*map(int, str(each["datetime"]).split("-")), 1, 1]
        date(*parts[:3])


def test_bibtex_is_an_entry_with_its_braces_and_fields(
    page: BeautifulSoup, said: dict[str, Any]
) -> None:
    text = page.select_one("#cite [data-copy=BibTeX]").get_text()  # type: ignore[union-attr]
    assert text.count("{") == text.count("}")
    head, *lines, end = text.splitlines()
    assert re.fullmatch(r"@misc\{[A-Za-z0-9._-]+,", head)
    assert end == "}"
    fields = dict(found.groups() for line in lines if (found := FIELD.match(line)))
    assert len(fields) == len(lines)
    assert fields["title"].strip("{}").replace("\\", "") == said["title"]
    assert fields["year"] == said["as_of"][:4]
    assert int(fields["month"]) == int(said["as_of"][5:7])
    assert not re.search(r"(?<!\\)[$%&#_]", text)


def test_csl_has_what_its_schema_requires(page: BeautifulSoup, said: dict[str, Any]) -> None:
    text = page.select_one("#cite [data-copy=CSL-JSON]").get_text()  # type: ignore[union-attr]
    (item,) = json.loads(text)
    assert item["type"] == "report"
    assert item["id"]
    assert set(item) <= {"id", "type", "title", "version", "note", "issued"}  # names of the schema
    assert item["title"] == said["title"]
    assert item["issued"]["date-parts"] == [[int(part) for part in said["as_of"].split("-")]]
