"""The page in a browser, from a disk and offline: phone to wide screen, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.sample import notebook
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.style import DARK_PALETTE, PALETTE

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SCREENS = [(w, scheme) for w in (360, 1440) for scheme in ("light", "dark")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="NOT TESTED: the page in a browser; install Debian's chromium (/usr/bin/chromium)",
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "report.html"
    html, _ = TradegapHTMLExporter().from_notebook_node(notebook())
    file.write_text(html, encoding="utf-8")
    assert len(html.encode()) < 200_000
    return file.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


def opened(browser: Any, address: str, width: int, scheme: str, said: list[str]) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(f"request {request.url[:60]}"))
    page.goto(address)
    return page


def asked(page: Any, script: str) -> Any:
    return page.evaluate(script)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_asks_for_nothing_and_says_nothing(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    page = opened(browser, address, width, scheme, said)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(100)
    page.context.close()
    own = [s for s in said if not s.startswith(("request file:", "request data:,"))]
    assert own == []
    assert sum(s.startswith("request file:") for s in said) == 1


@pytest.mark.parametrize("width", [320, 360, 480, 640, 768, 1024, 1119, 1120, 1280, 1440])
def test_nothing_scrolls_sideways_but_what_may(browser: Any, address: str, width: int) -> None:
    page = opened(browser, address, width, "light", [])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert asked(page, "document.documentElement.scrollWidth") <= width
    wide = asked(
        page,
        """[...document.querySelectorAll('main *')].filter(e => !e.closest('.table, pre, svg'))
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 80))""",
    )
    page.context.close()
    assert wide == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_all_figures_are_to_be_seen_and_their_text_to_be_read(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    page = opened(browser, address, width, scheme, [])
    sizes = asked(
        page,
        "[...document.querySelectorAll('figure svg')].map(s => s.getBoundingClientRect().width)",
    )
    letters = asked(
        page,
        """[...document.querySelectorAll('figure svg text')].map(t =>
        parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)""",
    )
    small = asked(
        page,
        """Math.min(...[...document.querySelectorAll('p, li, td, th, a, summary, pre')]
        .map(e => parseFloat(getComputedStyle(e).fontSize)))""",
    )
    page.context.close()
    assert len(sizes) == 4
    assert min(sizes) > 300
    assert min(letters) >= 9
    assert small >= 12


@pytest.mark.parametrize(("scheme", "palette"), [("light", PALETTE), ("dark", DARK_PALETTE)])
def test_figures_follow_the_scheme(
    browser: Any, address: str, scheme: str, palette: dict[str, str]
) -> None:
    page = opened(browser, address, 1440, scheme, [])
    painted = asked(
        page,
        """[...new Set([...document.querySelectorAll('figure svg *')].flatMap(e => {
        const s = getComputedStyle(e); return [s.fill, s.stroke] }))]""",
    )
    paper = asked(page, "getComputedStyle(document.body).backgroundColor")
    page.context.close()
    known = {
        f"rgb({int(c[1:3], 16)}, {int(c[3:5], 16)}, {int(c[5:], 16)})" for c in palette.values()
    }
    plain = {c for c in painted if c.startswith("rgb")} - {"rgb(0, 0, 0)"}  # black: inherited
    assert plain <= known
    assert paper in known


def test_one_list_of_contents_at_a_time(browser: Any, address: str) -> None:
    for width, kind in ((360, "folded"), (1440, "beside")):
        page = opened(browser, address, width, "light", [])
        seen = [nav.get_attribute("class") for nav in page.locator("nav:visible").all()]
        page.context.close()
        assert seen == [kind]


def test_the_keyboard_reaches_text_numbers_and_code(browser: Any, address: str) -> None:
    page = opened(browser, address, 360, "light", [])
    page.keyboard.press("Tab")
    assert asked(page, "document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert asked(page, "location.hash") == "#main"
    page.locator("details.code summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.code pre").first.is_visible()
    page.locator("a[href^='#n-']").first.click()
    assert asked(page, "document.querySelector(':target').id").startswith("n-")
    page.context.close()


def test_print_is_light_and_leaves_out_what_needs_a_hand(browser: Any, address: str) -> None:
    page = opened(browser, address, 794, "dark", [])
    page.emulate_media(media="print", color_scheme="dark")
    assert asked(page, "getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, details.code:visible").count() == 0
    assert page.locator("figure svg:visible").count() == 4
    page.context.close()
