"""The keyboard alone: everything is reached, in order, and seen when it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.opening import OTHERS, PAGES, SCREENS, needs_chromium, unfold

pytestmark = [*needs_chromium, pytest.mark.xdist_group("browser-keyboard")]
LEAST_CONTRAST = 3.0
STRETCHES, STRETCH = 8, 20
FOCUSABLE = """window.focusable = () => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')].filter(e =>
    e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})
    && !(e.type == 'radio' && !e.checked && document.querySelector(
        `input[type=radio][name="${e.name}"]:checked`)))"""
PAPER = """[document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor)
    .find(colour => colour != 'rgba(0, 0, 0, 0)')"""
LOOKS = """focusable().map(e => { e.focus(); const s = getComputedStyle(e), box =
    e.getBoundingClientRect(); return {focused: document.activeElement == e,
    outline: s.outlineStyle, width: parseFloat(s.outlineWidth), colour: s.outlineColor,
    size: box.width * box.height, html: e.cloneNode(false).outerHTML} })"""
WHERE = """() => { const e = document.activeElement, box = e.getBoundingClientRect();
    const all = focusable();  // made anew: what comes into view may bring its controls
    return {passed: all.indexOf(e) - all.indexOf(window.before), top: box.top, bottom: box.bottom,
    html: e.cloneNode(false).outerHTML} }"""


def luminance(colour: str) -> float:
    parts = [float(p) / 255 for p in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


EACH = [(name, *screen) for name in PAGES for screen in SCREENS]
EACH += [(name, 768, "light") for name in OTHERS]


@pytest.mark.parametrize(("name", "width", "scheme"), EACH)
def test_focus_is_seen_wherever_it_is(opening: Any, name: str, width: int, scheme: str) -> None:
    page = opening(name, width, scheme)
    unfold(page)
    page.evaluate(FOCUSABLE)
    page.keyboard.press("Tab")  # from here on focus is the keyboard's
    paper = page.evaluate(PAPER)
    looks = page.evaluate(LOOKS)
    assert len(looks) > 2
    for each in looks:
        told = each["html"]
        assert each["focused"], told
        assert each["outline"] != "none", told
        assert each["width"] >= 2, told
        assert contrast(each["colour"], paper) >= LEAST_CONTRAST, told
        assert each["size"] > 0, told


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_from_each_to_the_next_and_brings_it_into_view(
    opening: Any, name: str, width: int, scheme: str
) -> None:
    page = opening(name, width, scheme)
    page.evaluate(FOCUSABLE)
    count = page.evaluate("focusable().length")
    assert page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex^=\"-\"])').length"
                         " == document.querySelectorAll('[tabindex=\"0\"]').length")  # fmt: skip
    for start in sorted({0, *range(0, count, max(1, count // STRETCHES)), max(0, count - STRETCH)}):
        page.evaluate(f"focusable()[{start}].focus()")
        for _ in range(start + 1, min(start + STRETCH, count)):
            page.evaluate("window.before = document.activeElement")
            page.keyboard.press("Tab")
            found = page.evaluate(WHERE)
            assert found["passed"] == 1, found["html"]
            assert found["bottom"] > 0, found["html"]
            assert found["top"] < 900, found["html"]


def test_what_is_folded_opens_by_the_keyboard(opening: Any) -> None:
    page = opening("report", 360)
    for summary in page.locator("summary:visible").all()[:3]:
        summary.focus()
        for key, wanted in (("Enter", True), ("Space", False)):
            page.keyboard.press(key)
            assert summary.evaluate("e => e.parentElement.open") is wanted


def test_a_number_leads_to_how_it_was_made(opening: Any) -> None:
    page = opening("report", script=False)
    link = page.locator("main a[href^='#n-']:visible").first
    target = str(link.get_attribute("href"))[1:]
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#{target}"
    where = "document.querySelector(':target').closest('li, p, dd, section')"
    assert page.evaluate(f"{where}.getBoundingClientRect().top < innerHeight")
    assert page.evaluate(f"{where}.checkVisibility()")
