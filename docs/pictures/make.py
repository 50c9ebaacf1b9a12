"""Make the pictures of the README from the default report as it was built (`make pictures`).

Needs Debian's Chromium; the pictures are small and are the only built output in the repository.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "reports" / "us-china-2018" / "report.html"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SHOTS = {
    "report-light": ("light", 1440, 900),
    "report-phone-dark": ("dark", 390, 860),
    "number-light": ("light", 1180, 760),
    "what-if-light": ("light", 1180, 760),
}


def main() -> None:
    """Take every picture; exits with a sentence where the report or the browser is missing."""
    browser_path = shutil.which("chromium")
    if browser_path is None or not REPORT.is_file():
        sys.exit("make pictures needs a built report (make report) and Debian's chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=SWITCHES)
        for name, (scheme, width, height) in SHOTS.items():
            page: Page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page.goto(REPORT.resolve().as_uri())
            show(page, name)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


def show(page: Page, name: str) -> None:
    """Bring the page to what a picture shows: a number's lineage, or another setting."""
    if name.startswith("number"):
        number = page.locator("main a[href^='#n-']", has_text="153%").first
        number.scroll_into_view_if_needed()
        number.click()
    if name.startswith("what-if"):
        page.evaluate("location.hash = 'whatif?case=analysts_high&tariff_percent=10'")
        page.locator("#what-if-setting").evaluate("place => place.scrollIntoView()")
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
