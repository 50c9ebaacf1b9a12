"""Phone to wide screen: no sideways scroll; nothing asked for; complete without scripts; print."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.opening import EVERY_PAGE, needs_chromium, unfold

pytestmark = [*needs_chromium, pytest.mark.xdist_group("browser-layout")]
PAPER = 642  # CSS pixels between the margins of a sheet of A4
WIDTHS = range(320, 1441, 40)
TOO_WIDE = """[...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.table, pre, svg, [hidden]') && e.getClientRects().length)
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.offsetWidth > 1)
    .map(e => e.outerHTML.slice(0, 100))"""


READ = """() => { const walk = document.createTreeWalker(
        document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let text = ''; while (walk.nextNode()) { const e = walk.currentNode.parentElement;
        if (e.checkVisibility() && !e.closest('button, dialog, form, [id^=what-if], [class*=wi-]'))
            text += ' ' + walk.currentNode.data }
    return text }"""
"""What is read: without the controls, which are there only with scripts."""


@pytest.mark.parametrize("folded", [True, False], ids=["folded", "unfolded"])
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_nothing_scrolls_sideways(opening: Any, name: str, folded: bool) -> None:
    page = opening(name)
    if not folded:
        unfold(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (width, page.evaluate(TOO_WIDE)[:5])
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (768, "light"), (1440, "dark")])
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_it_asks_for_nothing_and_says_nothing(
    opening: Any, name: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    page = opening(name, width, scheme, said=said)
    unfold(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    own = [text for text in said if not text.startswith("request data:")]
    assert len(own) == 1  # the file itself
    assert own[0].startswith("request file:")


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_all_text_and_figures_are_there_without_scripts(opening: Any, name: str) -> None:
    with_scripts, without = opening(name), opening(name, script=False)
    for page in (with_scripts, without):
        unfold(page)
    shown = [" ".join(page.evaluate(READ).split()) for page in (with_scripts, without)]
    missing = set(shown[0].split()) - set(shown[1].split())
    assert not missing
    assert len(shown[1]) >= 0.98 * len(shown[0])
    sizes = without.evaluate(
        "[...document.querySelectorAll('main svg, main table')].map(e => e.getClientRects().length)"
    )
    assert all(sizes)


def test_every_figure_and_table_of_the_folder_is_on_the_page(opening: Any, report: Path) -> None:
    page = opening("report", script=False)
    unfold(page)
    figures = {path.stem for path in (report / "figures").glob("*.svg")}
    assert page.locator("figure svg[role=img]:visible").count() >= len(figures) > 5
    tables = len(list((report / "tables").glob("*.csv")))
    assert page.locator("main table:visible").count() >= tables > 10


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_print_is_whole(opening: Any, reports: Path, name: str) -> None:
    page = opening(name, 794, "dark")
    heads = [" ".join(head.split()) for head in page.locator("h1, h2").all_inner_texts()]
    figures = page.locator("figure svg[role=img]").count()
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    pages = ["".join(sheet.extract_text().split()) for sheet in printed.pages]
    whole = "".join(pages)
    for head in heads:
        assert "".join(head.split()) in whole, head
    assert [number for number, text in enumerate(pages, 1) if not text] == []
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("figure svg[role=img]:visible").count() == figures
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    page.set_viewport_size({"width": PAPER, "height": 900})
    too_wide = page.evaluate(
        """[...document.querySelectorAll('table')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.caption.textContent)"""
    )
    assert too_wide == []
