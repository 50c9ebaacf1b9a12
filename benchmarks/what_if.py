"""How long the page takes to follow a control: numbers, sentence, picture and layout, in Chromium.

    python -m benchmarks.what_if

Prints the median and the 95th percentile, in milliseconds, over 300 settings of each listed case.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.browser.opening import CHROMIUM, QUIET
from tests.browser.what_if_page import page as page_of

import tradegap as tg

AIM_MS = 50
_MOVED = """() => {
const { set, asBuilt, data } = tradegap.whatIf;
const times = [];
for (let number = 0; number < 300; number += 1) {
  const setting = asBuilt(data);
  for (const { name, low, high } of data.controls) {
    setting.values[name] = low + ((high - low) * number) / 300;
  }
  const begun = performance.now();
  set(setting);
  document.body.getBoundingClientRect();
  times.push(performance.now() - begun);
}
times.sort((a, b) => a - b);
return [times[150], times[285]];
}"""


def measured(browser: Browser, scenario: str, folder: Path) -> tuple[float, float]:
    """Return median and 95th percentile of an update of a scenario's page, in milliseconds."""
    file = folder / f"{scenario}.html"
    file.write_text(page_of(tg.open_case(scenario)), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    median, most = page.evaluate(_MOVED)
    page.close()
    return float(median), float(most)


def main() -> None:
    """Print a line for each case."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        for scenario in (
            "us-china-2018",
            "us-china-phase-one",
            "us-china-2025",
            "us-partners-2025",
        ):
            median, most = measured(browser, scenario, Path(name))
            print(f"{scenario}: median {median:.1f} ms, 95% {most:.1f} ms (aim {AIM_MS} ms)")
        browser.close()


if __name__ == "__main__":
    main()
