"""Lighthouse, served gzipped from this machine: 100 in accessibility, practices and search."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from benchmarks.lighthouse import audited
from benchmarks.served import served

from tests.browser.opening import CHROMIUM, PAGES, needs_chromium, needs_program

pytestmark = [
    *needs_chromium,
    pytest.mark.xdist_group("browser-lighthouse"),
    needs_program("the pages by Lighthouse", "lighthouse", "node"),
]
ROBOTS = Path(__file__).parent / "robots.mjs"


@pytest.mark.parametrize("name", PAGES)
def test_it_finds_nothing_to_mend(reports: Path, name: str) -> None:
    with served(reports) as address:
        scores, failed = audited(f"{address}/{PAGES[name]}", "phone", quality=True)
    assert scores == {"accessibility": 100, "best-practices": 100, "seo": 100}, failed


@pytest.mark.parametrize(("rules", "score"), [("User-agent: *\nAllow: /", 1), ("Allow all", 0)])
def test_a_site_may_put_a_robots_txt_beside_the_pages(
    reports: Path, tmp_path: Path, rules: str, score: int
) -> None:
    """Lighthouse fetches it from within the page, whose policy forbids that; so the browser is told
    to set the policy aside for this one audit, while the page itself stays as it is."""
    (tmp_path / "robots.txt").write_text(rules, "utf-8")
    for name, path in PAGES.items():
        shutil.copy(reports / path, tmp_path / f"{name}.html")
    with served(tmp_path) as address:
        pages = [f"{address}/{name}.html" for name in PAGES]
        done = subprocess.run(
            ["node", str(ROBOTS), str(CHROMIUM), *pages],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [score] * len(PAGES)
