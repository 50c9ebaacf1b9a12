"""The pages over all reports in a browser, from a disk and offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import needs_chromium
from tests.build.tiny import HEADLINE, build_tiny, tiny_plan
from tradegap.build.index import write_index

SCREENS = [(w, scheme) for w in (320, 360, 768, 1440) for scheme in ("light", "dark")]

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("overview")
    build_tiny(tiny_plan(place / "n"), place / "r")
    write_index(place / "r")
    return place / "r"


def opened(browser: Any, file: Path, said: list[str], **options: Any) -> Any:
    page = browser.new_context(offline=True, **options).new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url)
            if not request.url.startswith((file.as_uri(), "data:")) else None)  # fmt: skip
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("name", ["index.html", "compare.html"])
def test_it_fits_every_screen_and_asks_for_nothing(
    browser: Any, folder: Path, name: str, width: int, scheme: str
) -> None:
    said: list[str] = []
    page = opened(browser, folder / name, said, color_scheme=scheme,
                  viewport={"width": width, "height": 900})  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    lefts = page.evaluate(
        "['h1', 'main', 'footer'].map(e => document.querySelector(e).getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 1
    assert said == []
    page.context.close()


def test_a_sentence_is_copied_with_its_citation(browser: Any, folder: Path) -> None:
    said: list[str] = []
    page = opened(browser, folder / "index.html", said)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy sentence with citation")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()
    assert page.get_by_role("status").text_content() == "Copied"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-1").text_content()
    assert copied.startswith(HEADLINE)
    assert said == []
    page.context.close()


def test_it_is_copied_where_a_page_may_not_write_to_the_clipboard(
    browser: Any, folder: Path
) -> None:
    page = opened(browser, folder / "index.html", [])
    page.evaluate(
        """() => {
            Object.defineProperty(navigator, "clipboard", { value: undefined });
            document.addEventListener("copy", () => { window.taken = getSelection().toString(); });
        }"""
    )
    page.get_by_role("button", name="Copy sentence with citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("window.taken").strip() == page.locator("#cite-1").text_content()
    assert not page.locator("details.cite").first.evaluate("details => details.open")
    page.context.close()


def test_without_a_script_all_is_there_but_the_button(browser: Any, folder: Path) -> None:
    page = opened(browser, folder / "index.html", [], java_script_enabled=False)
    assert not page.get_by_role("button", name="Copy sentence with citation").is_visible()
    page.get_by_text("How to cite").click()
    assert page.locator("#cite-1").is_visible()
    page.context.close()
