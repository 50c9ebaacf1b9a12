"""What the tests of the pages share: the built reports, a browser, and the programs that look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import CHROMIUM, EVERY_PAGE, QUIET, REPORTS, opened
from tests.built import CASE, build_once

Opener = Callable[..., Any]


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of built reports, with its index."""
    return build_once(tmp_path_factory)


@pytest.fixture(scope="session")
def report(reports: Path) -> Path:
    """The folder of the default report."""
    return reports / CASE


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium; one a module, since a thread can't have two."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def opening(browser: Any, reports: Path) -> Iterator[Opener]:
    """A function that opens one of the pages by name; what it opened is closed at the end."""
    contexts: list[Any] = []

    def open_named(name: str, width: int = 1440, scheme: str = "light", **more: Any) -> Any:
        page = opened(
            browser, (reports / (EVERY_PAGE | REPORTS)[name]).as_uri(), width, scheme, **more
        )
        contexts.append(page.context)
        return page

    yield open_named
    for context in contexts:
        context.close()
