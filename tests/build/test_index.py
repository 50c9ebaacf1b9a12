"""The pages over a folder of reports, as builds leave it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from tests.build.tiny import FIRST, SECOND, build_tiny, node, quantity, results_cell, tiny_plan
from tradegap.build import index
from tradegap.build.editions import kept_editions
from tradegap.build.index import write_index
from tradegap.build.places import INDEX_PAGES
from tradegap.reporting import index_page

ATOM = "{http://www.w3.org/2005/Atom}"
OTHER = [
    FIRST[0],
    results_cell({"baseline.surplus_usd_bn": quantity(12.5, "aaa")}, {"aaa": node("exports")},
                 tables={"goods": "12"}),
]  # fmt: skip


@pytest.fixture
def two_editions(tmp_path: Path) -> Path:
    folder = tmp_path / "r"
    build_tiny(tiny_plan(tmp_path / "a"), folder)
    (first,) = kept_editions(folder, "tiny")
    os.utime(first, (1, 1))
    build_tiny(tiny_plan(tmp_path / "b", {"01-first": OTHER, "02-second": SECOND}), folder)
    write_index(folder)
    return folder


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def test_every_link_of_the_pages_leads_to_a_file(two_editions: Path) -> None:
    links = [str(a["href"]) for name in INDEX_PAGES[:2]
             for a in read(two_editions / name).find_all("a")]  # fmt: skip
    feed = ET.parse(two_editions / "feed.xml")
    links += [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    paths = {link.partition("#")[0] for link in links} - {""}
    assert {"tiny/report.html", "tiny/report.pdf", "tiny/data.zip", "compare.html"} <= paths
    assert any(path.startswith(".editions/tiny/") for path in paths)
    for path in paths:
        assert (two_editions / path).is_file(), path


def test_the_edition_before_is_listed_and_its_numbers_stand_beside(two_editions: Path) -> None:
    assert "Earlier editions (1)" in read(two_editions / "index.html").get_text()
    new, old = ET.parse(two_editions / "feed.xml").iter(f"{ATOM}entry")
    said = new.findtext(f"{ATOM}summary") or ""
    assert "surplus of the base year, US$ bn: 375.2, now 12.5" in said
    assert "No earlier edition" in (old.findtext(f"{ATOM}summary") or "")


def test_what_was_only_printed_again_is_no_new_edition(two_editions: Path) -> None:
    before = (two_editions / "feed.xml").read_text()
    shown = (two_editions / "tiny").resolve()
    again = shown.with_name(shown.name[:-8] + "00000000")
    os.symlink(shown, again, target_is_directory=True)
    write_index(two_editions)
    assert (two_editions / "feed.xml").read_text() == before
    assert "Earlier editions (1)" in read(two_editions / "index.html").get_text()


def test_cases_stand_side_by_side(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path / "n")
    build_tiny(plan, tmp_path / "r")
    build_tiny(replace(plan, changed={"target_usd_bn": "150"}), tmp_path / "r")
    write_index(tmp_path / "r")
    rows = read(tmp_path / "r" / "compare.html").find("tbody").find_all("tr")
    heads = [row.th.get_text() for row in rows]
    assert heads == ["tiny", "tiny+target_usd_bn-150"]
    assert all(row.find_all("td")[1].get_text() == "375.2" for row in rows)


def test_the_same_reports_give_the_same_pages(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b c"):
        build_tiny(tiny_plan(tmp_path / name / "n"), tmp_path / name / "r")
        write_index(tmp_path / name / "r")
        texts.append([(tmp_path / name / "r" / page).read_bytes() for page in INDEX_PAGES])
    assert texts[0] == texts[1]
    assert str(tmp_path).encode() not in b"".join(texts[0])


def test_a_picture_is_read_for_the_reports_that_the_index_tells_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, read_of = tiny_plan(tmp_path / "n"), []
    build_tiny(plan, tmp_path / "r")
    build_tiny(replace(plan, changed={"target_usd_bn": "150"}), tmp_path / "r")
    monkeypatch.setattr(index_page, "IN_FULL", 1)
    monkeypatch.setattr(index, "_picture", lambda report: read_of.append(report.slug) or "")
    write_index(tmp_path / "r")
    assert read_of == ["tiny"]


def test_a_damaged_picture_leaves_the_rest(tmp_path: Path) -> None:
    done = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "r")
    (done.folder / "picture.svg").write_bytes(b"\xff\xfe")
    assert not read(write_index(tmp_path / "r")).find_all("svg")
