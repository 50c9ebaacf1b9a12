"""The page in a browser, from a disk and offline: phone to wide screen, light and dark."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.browser.opening import SCREENS, needs_chromium, opened, until
from tests.browser.sample import notebook
from tradegap.reporting.html import TradegapHTMLExporter
from tradegap.reporting.style import DARK_PALETTE, PALETTE

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "report.html"
    html, _ = TradegapHTMLExporter().from_notebook_node(notebook())
    file.write_text(html, encoding="utf-8")
    assert len(html.encode()) < 200_000
    return file.as_uri()


def asked(page: Any, script: str) -> Any:
    return page.evaluate(script)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_asks_for_nothing_and_says_nothing(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    page = opened(browser, address, width, scheme, said=said)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(100)
    page.context.close()
    own = [s for s in said if not s.startswith(("request file:", "request data:,"))]
    assert own == []
    assert sum(s.startswith("request file:") for s in said) == 1


def test_the_policy_refuses_whatever_is_asked_of_others(browser: Any, address: str) -> None:
    page = opened(browser, address, 1440)
    refused = page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener("securitypolicyviolation",
                (event) => refused.push(event.effectiveDirective));
            const away = "http://127.0.0.1:9/";
            const made = (name, values) =>
                document.body.append(Object.assign(document.createElement(name), values));
            await fetch(away).catch(() => {});
            navigator.sendBeacon(away);
            try { new WebSocket("ws://127.0.0.1:9/"); } catch {}
            try { new EventSource(away); } catch {}
            made("img", { src: away });
            made("script", { src: away });
            made("link", { rel: "stylesheet", href: away });
            made("iframe", { src: away });
            made("video", { src: away });
            await new Promise((done) => setTimeout(done, 500));
            return refused;
        }"""
    )
    assert set(refused) == {
        "connect-src", "img-src", "script-src-elem", "style-src-elem", "frame-src", "media-src"
    }  # fmt: skip
    assert refused.count("connect-src") == 4


@pytest.mark.parametrize("width", [320, 360, 480, 640, 768, 1024, 1119, 1120, 1280, 1440])
def test_nothing_scrolls_sideways_but_what_may(browser: Any, address: str, width: int) -> None:
    page = opened(browser, address, width, "light")
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
    page = opened(browser, address, width, scheme)
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
    page = opened(browser, address, 1440, scheme)
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


def test_the_contents_stand_beside_the_text_or_fold_above_it(browser: Any, address: str) -> None:
    for width, shown in ((360, 0), (1440, 6)):
        page = opened(browser, address, width, "light")
        chapters = page.locator("nav.contents > details > ol > li > a")
        assert sum(link.is_visible() for link in chapters.all()) == shown
        folded = """["details", "summary"].map(name => document.querySelector(`nav ${name}`))
            .map(e => e.open ?? e.tabIndex)"""
        assert asked(page, folded) == ([True, -1] if shown else [False, 0]), "seen, told as folded"
        if not shown:
            page.locator("nav.contents summary").click()
            assert chapters.first.is_visible()
            chapters.nth(1).click()
            assert not chapters.first.is_visible(), "it folds away again"
            assert asked(page, "location.hash") == "#how-large-is-it"
        page.context.close()


def test_the_contents_follow_the_reading_position(browser: Any, address: str) -> None:
    page = opened(browser, address, 1440, "light")
    current = "[...document.querySelectorAll('[aria-current]')].map(a => a.textContent)"
    assert asked(page, current) == []
    for heading in ("The pledges", "What the report says", "By year"):
        page.get_by_role("heading", name=heading, exact=True).evaluate("e => e.scrollIntoView()")
        until(page, f"{current}.join() === {heading!r}")
    page.context.close()


def test_question_answer_and_picture_stand_on_the_first_screen(browser: Any, address: str) -> None:
    page = opened(browser, address, 1440, "light")
    for part in (".question", ".headline", ".report figure svg", ".edition time"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 900, part
    page.context.close()


def rows(page: Any, name: str) -> list[str]:
    heads = f"[...document.querySelectorAll('#{name} tbody tr')].map(r => r.cells[0].textContent)"
    return list(asked(page, heads))


def test_a_table_sorts_by_value_and_by_keyboard_with_the_missing_last(
    browser: Any, address: str
) -> None:
    page = opened(browser, address, 1440, "light")
    head = page.locator("#table-goods-by-year thead th").nth(3)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert rows(page, "table-goods-by-year") == ["2017", "2012", "2013", "2014", "2016", "2015"]
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    assert rows(page, "table-goods-by-year")[0] == "2015"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert rows(page, "table-goods-by-year") == [str(y) for y in range(2012, 2018)]
    amount = page.locator("#table-ledger thead th").nth(4).get_by_role("button")
    for _ in range(2):  # a missing amount is last either way
        amount.click()
        assert rows(page, "table-ledger")[-1].startswith("Purchases of goods")
    page.context.close()


def saved(page: Any, button: Any) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_figure_is_saved_as_svg_png_and_csv(browser: Any, address: str) -> None:
    page = opened(browser, address, 1440, "dark")
    tools = page.locator("#figure-two .tools button")
    assert tools.all_inner_texts() == ["SVG", "PNG", "CSV"]
    name, svg = saved(page, tools.nth(0))
    assert name == "us-china-2018-2018-06-02-abc123-figure-two.svg"
    root = ElementTree.fromstring(svg)
    texts = [t.text for t in root.findall("{http://www.w3.org/2000/svg}text")]
    assert " ".join(texts).startswith("The surplus rose in four of five years")
    assert texts[-1].endswith("Trade in Goods with China.")
    assert root[0].get("fill") == "#ffffff"
    name, png = saved(page, tools.nth(1))
    width, height = (float(root.get(side)) for side in ("width", "height"))
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (round(width * 2), round(height * 2))
    name, csv = saved(page, tools.nth(2))
    assert csv.decode().splitlines()[:2] == ["year,surplus_usd_bn", "2012,315.1"]
    page.context.close()


def test_a_table_is_saved_as_csv(browser: Any, address: str) -> None:
    page = opened(browser, address, 360, "light")
    button = page.get_by_role("button", name="Download as CSV: The ledger of pledges")
    name, csv = saved(page, button)
    assert name == "us-china-2018-2018-06-02-abc123-table-ledger.csv"
    assert csv.decode().splitlines()[1].startswith('"Purchases of goods, significantly more",')
    page.context.close()


def test_the_page_marks_itself_when_its_next_figures_are_due(browser: Any, address: str) -> None:
    for now, past in (("2018-06-10T12:00:00", False), ("2018-06-11T12:00:00", True)):
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        page.goto(address)
        line = page.locator(".recency")
        assert ("past" in (line.get_attribute("class") or "")) is past
        assert ("That day has passed" in line.inner_text()) is past
        context.close()


def test_the_headline_is_copied_with_its_citation(browser: Any, address: str) -> None:
    page = opened(browser, address, 1440, "light")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the answer with its citation").click()
    page.get_by_text("Answer and citation copied.").wait_for()
    text = asked(page, "navigator.clipboard.readText()")
    assert text.startswith("Of the 200 billion demanded, nothing can be counted. (Narrowing")
    assert "edition 2018-06-02-abc123" in text
    page.context.close()


def test_all_of_it_is_there_without_a_script(browser: Any, address: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto(address)
    assert page.locator("figure svg:visible").count() == 4
    assert page.locator("button").count() == 0
    assert page.locator("nav.contents a:visible").count() == 7
    assert page.get_by_text("the next can be expected about 10 June 2018").is_visible()
    context.close()


def test_the_keyboard_reaches_text_numbers_and_code(browser: Any, address: str) -> None:
    page = opened(browser, address, 360, "light")
    page.keyboard.press("Tab")
    assert asked(page, "document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert asked(page, "location.hash") == "#main"
    page.locator("details.code summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.code pre").first.is_visible()
    page.locator("a[href^='#n-']").first.click()
    assert page.get_by_role("dialog").is_visible()
    page.context.close()


def test_print_is_light_and_leaves_out_what_needs_a_hand(browser: Any, address: str) -> None:
    page = opened(browser, address, 794, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert asked(page, "getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, .tools:visible").count() == 0
    assert page.locator("details.code pre:visible").count() == 5, "code is printed, small"
    assert page.locator("figure svg:visible").count() == 4
    page.context.close()
