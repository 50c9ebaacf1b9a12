"""What a page gives to take along: each figure as SVG, PNG and CSV, each table as CSV."""

from __future__ import annotations

import csv
import io
import math
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError

from tests.browser.opening import CASE, OTHERS, REPORTS, needs_chromium, unfold

pytestmark = [*needs_chromium, pytest.mark.xdist_group("browser-downloads")]
SVG = "{http://www.w3.org/2000/svg}"
SOON_MS = 3_000
LINKS = ("href", "{http://www.w3.org/1999/xlink}href", "src")


@pytest.fixture(params=[CASE, *OTHERS])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def saved(page: Any, button: Any) -> tuple[str, bytes]:
    """Click and return what is saved; Chromium drops one of many that come in quick succession."""
    for _ in range(2):
        try:
            with page.expect_download(timeout=SOON_MS) as download:
                button.click()
        except TimeoutError:
            continue
        return download.value.suggested_filename, Path(download.value.path()).read_bytes()
    raise AssertionError(f"nothing is saved by {button}")


def same(shown: str, whole: str) -> bool:
    """Tell whether a cell is the same; the page may carry ten digits of a number."""
    try:
        return math.isclose(float(shown), float(whole), rel_tol=1e-9)
    except ValueError:
        return shown == whole


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def shown(page: Any, name: str) -> list[list[str]]:
    """Return a table as it is read; a number as programs write it, a missing one as nothing."""
    rows = page.locator(f"[id='table-{name}'] tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => [c.textContent.trim(), c.matches('td.num')]))"
    )
    return [[bare(text, number) for text, number in row] for row in rows]


def bare(text: str, is_number: bool) -> str:
    if text == "\u2013":
        return ""
    return text.replace(",", "").replace("\u2212", "-") if is_number else text


def assert_same_table(here: list[list[str]], there: list[list[str]]) -> None:
    assert len(here) == len(there) > 1
    for row, full in zip(here, there, strict=True):
        assert all(map(same, row, full)), (row, full)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_each_figure_is_saved_as_svg_and_png_of_twice_its_size(
    opening: Any, name: str, width: int, scheme: str
) -> None:
    page = opening(name, width, scheme)
    unfold(page)
    page.locator("nav details").evaluate_all("found => found.forEach(d => { d.open = false; })")
    figures = page.locator("figure[id]").all()
    assert len(figures) >= len({figure.get_attribute("id") for figure in figures}) > 0
    for figure in figures:
        buttons = figure.locator(".tools button")
        assert buttons.all_inner_texts()[:2] == ["SVG", "PNG"]
        file, svg = saved(page, buttons.nth(0))
        assert file.endswith(f"-{figure.get_attribute('id')}.svg")
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert root.get("aria-label")
        told = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        title = "".join(str(figure.locator(".figure-title").text_content()).split())
        assert title in "".join(told.split())
        for element in root.iter():
            assert all(element.get(link, "#").startswith("#") for link in LINKS)
        file, png = saved(page, buttons.nth(1))
        assert file.endswith(".png")
        size = struct.unpack(">II", png[16:24])
        assert size == tuple(round(2 * float(root.get(side, "0"))) for side in ("width", "height"))
        picture = Image.open(io.BytesIO(png)).convert("L")
        assert picture.getpixel((2, 2)) == 255
        assert picture.getextrema()[0] < 100, "something dark is drawn on it"


def test_each_csv_is_the_one_of_the_folder_or_the_table_that_is_read(
    opening: Any, reports: Path, name: str
) -> None:
    """A table whose cells say all that its file says is written from its cells."""
    page, folder = opening(name), (reports / REPORTS[name]).parent
    unfold(page)
    files = {path.stem: path for path in (folder / "tables").glob("*.csv")}
    found = set()
    for button in page.locator("main p.tools:not(figure *) button:text-is('CSV'):visible").all():
        file, content = saved(page, button)
        stem = file.rpartition("-table-")[2].removesuffix(".csv")
        found.add(stem)
        here, there = table_of(content.decode()), table_of(files[stem].read_text("utf-8"))
        assert_same_table(here, there if here[0] == there[0] else shown(page, stem))
    hidden = set(files) - found  # by the controls that stand in its place
    assert len(hidden) <= page.locator("#what-if-setting").count()


def test_each_figure_gives_the_numbers_that_it_draws(opening: Any, name: str) -> None:
    page = opening(name)
    unfold(page)
    for figure in page.locator("figure[id]").all():
        _, content = saved(page, figure.locator("button:text-is('CSV')"))
        rows = table_of(content.decode())
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1
        assert any(cell and cell.strip("-.e0123456789") == "" for row in rows[1:] for cell in row)
