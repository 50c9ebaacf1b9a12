"""Lighthouse, served gzipped from this machine: 100 in accessibility, practices and search."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmarks.lighthouse import audited
from benchmarks.served import served

from tests.browser.opening import PAGES, needs_chromium, needs_program

pytestmark = [
    *needs_chromium,
    pytest.mark.xdist_group("browser-lighthouse"),
    needs_program("the pages by Lighthouse", "lighthouse", "node"),
]


@pytest.mark.parametrize("name", PAGES)
def test_it_finds_nothing_to_mend(reports: Path, name: str) -> None:
    with served(reports) as address:
        scores, failed = audited(f"{address}/{PAGES[name]}", "phone", quality=True)
    assert scores == {"accessibility": 100, "best-practices": 100, "seo": 100}, failed


@pytest.mark.parametrize(
    ("rules", "failed"), [("User-agent: *\nAllow: /", set()), ("Allow all", {"robots-txt"})]
)
def test_it_reads_the_robots_txt_of_a_site(
    reports: Path, tmp_path: Path, rules: str, failed: set[str]
) -> None:
    """It asks for it from within the page, whose policy lets in the page's own site alone."""
    (tmp_path / "robots.txt").write_text(rules, "utf-8")
    shutil.copy(reports / PAGES["report"], tmp_path / "report.html")
    with served(tmp_path) as address:
        assert audited(f"{address}/report.html", "phone", quality=True)[1].keys() == failed
