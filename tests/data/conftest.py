"""A data folder of two small tables that a test may break, and the project's own folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tradegap.data.paths import data_dir

SMALL = """\
schema: 1
bases:
  exports_fas: US total exports
tables:
  by_year:
    title: exports by year and vintage
    file: reference/by_year.csv
    sha256: {by_year}
    origin: {{producer: P, title: T, address: address not recorded, published: "2018", licence: L}}
    key: [year, as_published]
    vintage: {{column: as_published}}
    period: {{column: year, frequency: A}}
    columns:
      year: {{type: year, title: year}}
      hs2: {{type: code, title: chapter}}
      usd_mn: {{type: number, unit: USD mn, basis: exports_fas, title: exports, nullable: true,
               minimum: 0}}
      as_published: {{type: date, title: published}}
  facts:
    title: facts of one day
    file: reference/facts.csv
    sha256: {facts}
    origin: {{producer: P, title: T, address: address not recorded, published: "2018", licence: L}}
    key: [id]
    vintage: {{published: "2018-06"}}
    columns:
      id: {{type: code, title: id}}
      kind: {{type: code, title: kind, allowed: [good, bad]}}
"""
BY_YEAR = (
    "year,hs2,usd_mn,as_published\n2017,01,10.5,2018-03-05\n2017,01,11,2018-06\n2018,01,,2019\n"
)
FACTS = "id,kind\na,good\nb,bad\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a data folder that tests may change."""
    folder = tmp_path / "data"
    (folder / "reference").mkdir(parents=True)
    write(folder, BY_YEAR, FACTS)
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the project's own data folder."""
    return data_dir()


def write(folder: Path, by_year: str, facts: str) -> None:
    """Write both tables and a catalog whose hashes fit them."""
    (folder / "reference" / "by_year.csv").write_text(by_year, encoding="utf-8")
    (folder / "reference" / "facts.csv").write_text(facts, encoding="utf-8")
    digest = {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in (("by_year", by_year), ("facts", facts))
    }
    (folder / "catalog.yml").write_text(SMALL.format(**digest), encoding="utf-8")
