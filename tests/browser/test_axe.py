"""axe-core: WCAG 2.2 AA and best practice, on phone and desk, light and dark, all unfolded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.opening import (
    OTHERS,
    PAGES,
    PROGRAMS,
    SCREENS,
    needs_chromium,
    needs_program,
    unfold,
)

pytestmark = [
    *needs_chromium,
    pytest.mark.xdist_group("browser-axe"),
    needs_program("WCAG 2.2 AA and best practice by axe", "axe-core"),
]
NUMBERS = "main section:not(:last-of-type) a[href^='#n-']:visible"
EVERY = 60  # of some two thousand
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run(document, {resultTypes: ['violations'], runOnly: rules}).then(found =>
    [found.passes.length, found.violations.flatMap(v => v.nodes.map(n =>
        `${v.id}: ${n.target.join(' ')}: ${n.html.slice(0, 100)}`))])"""


@pytest.fixture(scope="module")
def axe() -> str:
    return (PROGRAMS / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, axe: str) -> list[str]:
    """Return what breaks a rule; that rules were passed shows that there was something to judge."""
    page.evaluate(axe)  # by the debugger: the page's own policy lets no script in
    passed, broken = page.evaluate(RUN, RULES)
    assert passed > 10
    return list(broken)


EACH = [(name, *screen) for name in PAGES for screen in SCREENS]
EACH += [(name, *screen) for name in OTHERS for screen in ((360, "dark"), (768, "light"))]


@pytest.mark.parametrize(("name", "width", "scheme"), EACH)
def test_no_rule_is_broken(opening: Any, axe: str, name: str, width: int, scheme: str) -> None:
    page = opening(name, width, scheme)
    unfold(page)
    assert violations(page, axe) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_no_rule_is_broken_in_the_panels_of_numbers(
    opening: Any, axe: str, width: int, scheme: str
) -> None:
    """One number of each form of panel: made by another operation, or read from another kind."""
    page = opening("report", width, scheme)
    page.evaluate(axe)
    heads: set[str] = set()
    for at in range(0, page.locator(NUMBERS).count(), EVERY):
        page.keyboard.press("Escape")
        page.locator(NUMBERS).nth(at).evaluate("e => e.click()")
        panel = page.locator("dialog[open]")
        form = " ".join(panel.locator("h2, h3, dt").all_inner_texts())
        if form not in heads:
            heads.add(form)
            assert page.evaluate(RUN.replace("document", "'dialog[open]'"), RULES)[1] == []
    assert len(heads) > 3


def test_a_broken_rule_is_found(opening: Any, axe: str) -> None:
    page = opening("index")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    broken = " ".join(violations(page, axe))
    assert "html-has-lang" in broken
    assert "color-contrast" in broken
