"""A data folder and notebooks of a test's own, whose tables, rows and entries can be changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import yaml

from tests.build import tiny
from tradegap.build import build, export, pages
from tradegap.build.page_makers import Here

DATA = Path(__file__).parents[2] / "data"
LINE = "chn-2018-offer-70"
OTHER_LINE = "chn-2018-05-19"
START = "import datetime, tradegap as tg\nfigures = tg.Figures(datetime.date(2026, 1, 1))\n"


def reads_line(line: str) -> str:
    return f"{START}rows = figures.rows('pledges', 'id', [{line!r}])\nprint(rows['amount'].iloc[0])"


READS_TABLE = f"{START}print(len(figures.table('pledges')))"
RATES = "fx_usd_per_aud_daily"
READS_RATES = f"{START}print(len(figures.table({RATES!r})))"


def results(name: str) -> str:
    return tiny.results_cell({f"{name}.sum": tiny.quantity(1.0, "aaa")}, {"aaa": tiny.node("x")})


@dataclass
class CaseFolder:
    """`data` is a copy of the project's data; `notebooks` holds the chapters of the test."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def notebooks(self) -> Path:
        return self.home / "notebooks"

    def chapter(self, stem: str, *cells: str) -> Path:
        name = stem.replace("-", "_").lstrip("0123456789_")
        whole = [f"# {stem}", *cells, results(name)]
        return tiny.write_notebook(
            self.notebooks / f"{stem}.ipynb", whole, "target_usd_bn = None\noverrides = {}"
        )

    def scenario(self, name: str, *chapters: str) -> Path:
        content = yaml.safe_load((DATA / "scenarios" / "us-china-2018.yml").read_text())
        content |= {"id": name, "chapters": list(chapters)}
        path = self.data / "scenarios" / f"{name}.yml"
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
        return path

    def edit_table(self, name: str, old: str, new: str) -> None:
        """Replace a text in a table and accept it, as `tradegap data accept` does."""
        path, catalog = self.data / "reference" / f"{name}.csv", self.data / "catalog.yml"
        before = path.read_bytes()
        assert old.encode() in before
        after = before.replace(old.encode(), new.encode(), 1)
        path.write_bytes(after)
        shas = [hashlib.sha256(content).hexdigest() for content in (before, after)]
        self._replace(catalog, *shas)

    def edit_entry(self, old: str, new: str) -> None:
        """Replace a text in the catalog."""
        self._replace(self.data / "catalog.yml", old, new)

    @staticmethod
    def _replace(path: Path, old: str, new: str) -> None:
        text = path.read_text()
        assert old in text, old
        path.write_text(text.replace(old, new, 1))


def make_case_folder(home: Path) -> CaseFolder:
    shutil.copytree(DATA, home / "data")
    (home / "notebooks").mkdir()
    return CaseFolder(home)


@contextmanager
def small_pages() -> Iterator[None]:
    """Put exporters of a few bytes in place of the real ones; all else is real."""
    said = {"title": "A tiny report", "headline": tiny.HEADLINE}
    with (
        patch.dict(export.EXPORTS, {"html": tiny._html, "pdf": tiny._pdf}),
        patch.object(build, "page_maker", lambda forks: Here()),
        patch.object(pages, "document_metadata", lambda results: dict(said)),
        patch.object(pages, "nodes_chapter", tiny.nodes_chapter),
    ):
        yield
