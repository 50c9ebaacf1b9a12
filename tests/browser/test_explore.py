"""`make explore` in a real JupyterLab: controls that move figures, a file that is a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tradegap as tg
from tests.browser.lab import ROOT, Lab, LabPage, page_of, running, saved
from tests.browser.opening import CHROMIUM
from tradegap.cli import run

EXPLORE = "explore.ipynb"
CHAPTERS = ("02-target-and-pledges.ipynb", "06-uncertainty.ipynb", "00-summary.ipynb")
TARIFF = 2  # which of the sliders

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason="NOT TESTED: JupyterLab; install Debian's chromium (/usr/bin/chromium)",
    ),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    notebooks = [ROOT / "notebooks" / name for name in (EXPLORE, *CHAPTERS)]
    with running(tmp_path_factory.mktemp("lab"), notebooks) as started:
        yield started


def drawn(page: LabPage) -> list[str]:
    """Return the drawings of the panel, bars and curve."""
    return [figure.inner_html() for figure in page.page.locator(".jupyter-widgets figure").all()]


def redrawn(page: LabPage, before: list[str]) -> bool:
    """Tell whether both drawings are new; each arrives by itself."""
    return all(new != old for new, old in zip(drawn(page), before, strict=True))


def answer(page: LabPage) -> str:
    return str(page.page.locator("p.tradegap-answer").inner_text())


def told(page: LabPage) -> str:
    """Return what the button says of the file."""
    return " ".join(page.page.locator("p.tradegap-said").all_inner_texts())


def drag(page: LabPage, number: int, pixels: float) -> None:
    """Take a slider's handle and move it, as a hand does."""
    handle = page.page.locator(".jupyter-widgets .noUi-handle").nth(number)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + pixels, y, steps=5)
    page.page.mouse.up()


def test_controls_move_the_figures_and_the_button_writes_a_scenario(lab: Lab) -> None:
    with page_of(lab, EXPLORE, height=4000) as page:
        page.until_idle()
        page.run_all()
        page.until(lambda: len(drawn(page)) == 2)
        page.until(lambda: page.page.locator(".dt-container").count() == 3)
        first = drawn(page)
        fields = page.page.get_by_label(re.compile("^(Crediting case|Scenario file)$"))
        assert fields.count() == 2  # as a screen reader has them
        assert "Nothing on the record" in answer(page)

        page.page.locator(".jupyter-widgets select").select_option("analysts central")
        page.until(lambda: "US$75 bn" in answer(page) and redrawn(page, first))
        counted = drawn(page)
        assert "125.0" in counted[0]
        drag(page, TARIFF, 12)
        page.until(lambda: "with a tariff of" in answer(page) and redrawn(page, counted))
        assert "additional tariff" in drawn(page)[0]

        page.page.locator("button", has_text="Write scenario").click()
        page.until(lambda: "Written" in told(page))
        writes_what_it_says(lab.folder / "us-china-2018-what-if.yml", answer(page))
        page.page.locator("button", has_text="Write scenario").click()
        page.until(lambda: "exists and is left as it is" in told(page))
        page.page.locator("button", has_text="Reset").click()
        page.until(lambda: drawn(page) == first)
        page.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        assert page.elsewhere == []
    assert not failed(lab, EXPLORE)


def writes_what_it_says(file: Path, said: str) -> None:
    assert run(["check", str(file)]) == 0
    case = tg.open_case(str(file))
    assert tg.answer(case, tg.voice(case)).plain == said
    assert case.scenario.headline.tariff_percent > 0


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_opens_and_runs_by_itself(lab: Lab, chapter: str) -> None:
    """All chapters run by a Jupyter kernel in `tests/chapters`; these in JupyterLab itself."""
    with page_of(lab, chapter, height=8000) as page:
        page.until_idle()
        page.run_all()
        page.until(lambda: page.page.locator(".jp-OutputArea-output figure svg").count() > 0)
        page.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        number = page.page.locator('.jp-OutputArea-output a[href^="#n-"]').first
        place = page.page.locator(f'[id="{number.get_attribute("href")[1:]}"]').first
        assert not place.is_visible()
        number.click()
        page.until(place.is_visible)
        assert page.elsewhere == []
    assert not failed(lab, chapter)


def failed(lab: Lab, name: str) -> list[str]:
    """Return the errors among the outputs, and the cells that were not run."""
    code = [cell for cell in saved(lab, name).cells if cell.cell_type == "code"]
    errors = [o.evalue for cell in code for o in cell.outputs if o.output_type == "error"]
    return errors + [cell.source for cell in code if cell.execution_count is None]
