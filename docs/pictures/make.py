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
SHOTS = {"report-light": ("light", 1440, 1120), "report-phone-dark": ("dark", 390, 860)}


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
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
