"""Opening a page as a reader does: from the disk, without a network, on a screen of some width."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.built import CASE, CASES

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGES = {"report": f"{CASE}/report.html", "index": "index.html", "compare": "compare.html"}
REPORTS = {name: f"{name}/report.html" for name in CASES}
OTHERS = {name: path for name, path in REPORTS.items() if name != CASE}
EVERY_PAGE = {**PAGES, **OTHERS}
SCREENS = [(w, scheme) for w in (360, 1440) for scheme in ("light", "dark")]
PROGRAMS = Path(__file__).parent / "node_modules"
INSTALL = "`npm install --no-package-lock` in tests/browser, or run .ci/run"

PATIENCE = 60.0  # seconds, on a busy machine; what is waited for takes a moment

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="NOT TESTED: the pages in a browser; install Debian's chromium (/usr/bin/chromium)",
    ),
]


def needs_program(what: str, name: str, *commands: str) -> pytest.MarkDecorator:
    """Return the mark that skips, loudly, where a package or a command is missing."""
    missing = [command for command in commands if not shutil.which(command)]
    if not (PROGRAMS / name).is_dir():
        missing.append(f"{name} ({INSTALL})")
    return pytest.mark.skipif(
        bool(missing), reason=f"NOT TESTED: {what}; missing: {', '.join(missing)}"
    )


def opened(
    browser: Any, address: str, width: int, scheme: str = "light", *, script: bool = True,
    said: list[str] | None = None, height: int = 900,
) -> Any:  # fmt: skip
    """Open an address; `said` collects what the console says and what is asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        offline=True,
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if said is not None:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(f"request {request.url[:80]}"))
    page.goto(address)
    return page


def unfold(page: Any) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def until(page: Any, said: str) -> None:
    """Wait until a condition holds; Playwright's own way evaluates a text, as the page forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(said):
        assert time.monotonic() < end, said
        page.wait_for_timeout(50)
