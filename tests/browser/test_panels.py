"""A number's panel in the default report: every kind of number, by hand and by keyboard."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.opening import needs_chromium, opened
from tradegap.reporting.notes_calculations import value_in_words
from tradegap.reporting.provenance import closure, published_words, range_words

pytestmark = needs_chromium

NUMBER = "main section:not(:last-of-type) a[href^='#n-']"
PANEL = "dialog.lineage"
AMONG = 8  # figures of one table that a panel shows at once; more of them are folded


@pytest.fixture(scope="module")
def nodes(report: Path) -> dict[str, Any]:
    return dict(json.loads((report / "results.json").read_text(encoding="utf-8"))["graph"]["nodes"])


@pytest.fixture(params=[(360, "dark"), (1440, "light")], ids=["phone", "desk"])
def page(request: Any, browser: Any, report: Path) -> Iterator[Any]:
    said: list[str] = []
    page = opened(browser, (report / "report.html").as_uri(), *request.param, said=said)
    page.evaluate("document.querySelectorAll('figcaption details').forEach((d) => (d.open = true))")
    yield page
    page.context.close()
    assert [s for s in said if not s.startswith(("request file:", "request data:,"))] == []


def links(page: Any) -> list[str]:
    """Return the node of each number of the report, in order."""
    found = page.eval_on_selector_all(NUMBER, "all => all.map(a => a.hash.slice(3))")
    return [str(node) for node in found]


def click(page: Any, at: int) -> Any:
    page.keyboard.press("Escape")  # one that is open may lie over it
    page.locator(NUMBER).nth(at).click()
    panel = page.locator(PANEL)
    assert panel.is_visible()
    return panel


def squeezed(text: str) -> str:
    return " ".join(text.split())


def kind(node: dict[str, Any]) -> str:
    return str(node["leaf"]["kind"] if "leaf" in node else node["op"].partition(":")[0])


def test_every_kind_of_number_opens_its_panel(page: Any, nodes: dict[str, Any]) -> None:
    of_kind: dict[str, int] = {}
    for at, node in enumerate(links(page)):
        of_kind.setdefault(kind(nodes[node]), at)
    assert {"figure", "assumption", "parameter", "opaque", "subtract", "divide"} <= set(of_kind)
    for name, at in of_kind.items():
        panel = click(page, at)
        node = nodes[links(page)[at]]
        assert value_in_words(node) in squeezed(panel.locator("h2 b").inner_text()), name
        assert panel.locator("h3").count() >= 1, name
        page.keyboard.press("Escape")
        assert panel.is_hidden()


def test_a_label_in_a_drawing_opens_the_panel_of_its_number(
    page: Any, nodes: dict[str, Any]
) -> None:
    figures = page.locator("figure:has([data-n])")
    assert figures.count() > 10
    for figure in (figures.nth(n) for n in range(figures.count())):
        links = figure.locator("a[href^='#n-']")
        label = figure.locator("[data-n]").last
        link = links.nth(int(label.get_attribute("data-n")))
        node = nodes[link.get_attribute("href").removeprefix("#n-")]
        assert label.evaluate("e => getComputedStyle(e).cursor") == "pointer"
        label.click()
        panel = page.locator(PANEL)
        assert value_in_words(node) in squeezed(panel.locator("h2 b").inner_text())
        page.keyboard.press("Escape")
        assert panel.is_hidden()
        assert link.evaluate("e => e === document.activeElement")  # the keyboard goes on from there


def test_what_folds_the_link_of_a_label_takes_the_focus(page: Any) -> None:
    figure = page.locator("figure:has(figcaption details)").first
    figure.locator("details").evaluate("e => e.open = false")
    figure.locator("[data-n]").last.click()
    page.keyboard.press("Escape")
    assert figure.locator("summary").evaluate("e => e === document.activeElement")


def test_random_numbers_have_the_values_of_the_graph(page: Any, nodes: dict[str, Any]) -> None:
    shown = links(page)
    whole = 0
    for at in random.Random(20180602).sample(range(len(shown)), 30):
        panel = click(page, at)
        panel.locator("details").evaluate_all("all => all.forEach(e => (e.open = true))")
        text = squeezed(panel.inner_text())
        behind = closure(nodes, [shown[at]])
        hrefs = panel.locator("dd a, ul a").evaluate_all("all => all.map(a => a.hash)")
        assert {h[3:] for h in hrefs if h.startswith("#n-")} <= set(behind)
        leaves = [nodes[i] for i in behind if "leaf" in nodes[i]]
        for leaf in leaves:
            whole += 1
            assert_origin(leaf, text)
    assert whole > 200


def test_many_figures_of_a_table_are_folded_and_all_there(page: Any, nodes: dict[str, Any]) -> None:
    def figures(node: str) -> int:
        return sum("table" in nodes[i].get("leaf", {}) for i in closure(nodes, [node]))

    shown = links(page)
    panel = click(page, max(range(len(shown)), key=lambda at: figures(shown[at])))
    folded = panel.locator("details").first
    assert not folded.locator("li").first.is_visible()
    count = folded.locator("> ul > li").count()
    assert count > AMONG
    assert folded.locator("summary").inner_text().startswith(f"{count} in all")
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.locator("li").first.is_visible()


def test_of_an_assumption_the_value_that_was_used_is_shown(
    page: Any, nodes: dict[str, Any]
) -> None:
    """A panel of one end of a range doesn't list the other values of that assumption."""
    values: dict[str, set[float]] = {}
    for at, node in enumerate(links(page)):
        leaf = nodes[node].get("leaf", {})
        value = nodes[node]["value"]
        if leaf.get("kind") != "assumption" or value in values.setdefault(leaf["name"], set()):
            continue
        values[leaf["name"]].add(value)
        text = squeezed(click(page, at).inner_text())
        told = text.split(f"{nodes[node]['label']} = ")[1].split(f" {leaf['name']}:")[0]
        assert ";" not in told, told
        assert told.rstrip(".").startswith(value_in_words(nodes[node])), told
    assert {1.3, 4.0, 6.5} <= values["import_demand_elasticity"]


def test_every_formula_is_told(page: Any, nodes: dict[str, Any]) -> None:
    shown = links(page)
    made = [at for at, node in enumerate(shown) if "leaf" not in nodes[node]]
    for at in random.Random(3).sample(made, 40):
        panel = click(page, at)
        for told in panel.locator("dt:text-is('Formula') + dd").all_inner_texts():
            assert told[0].isalnum() or told[0] in "(\u2212", told
        assert "\u2026" not in panel.locator("h2, dl").all_inner_texts()[0], shown[at]


def assert_origin(node: dict[str, Any], text: str) -> None:
    """A leaf is there with its value and with all that says where it comes from."""
    leaf = node["leaf"]
    if leaf["kind"] == "figure":
        assert value_in_words(node) in text
        assert leaf["table"] in text
        assert leaf["column"] in text
        assert f"published {published_words(leaf['published'])}" in text
    elif leaf["kind"] == "assumption":
        assert range_words(leaf) in text
        assert f"quality {leaf['quality']}, impact {leaf['impact']}" in text
    elif leaf["kind"] == "parameter":  # what is true by definition is only named in the formula
        assert leaf["chosen_in"] == "definition" or value_in_words(node) in text
    else:
        assert leaf["reason"] in text


def test_the_surplus_leads_to_the_census_figures(page: Any, nodes: dict[str, Any]) -> None:
    at = next(n for n, i in enumerate(links(page)) if "goods surplus, 2017" in nodes[i]["label"])
    panel = click(page, at)
    text = squeezed(panel.inner_text())
    for words in ("375.2 USD bn", "505,600", "130,400", "U.S. Census Bureau",
                  "US goods trade with China by year, as published at different dates",
                  "imports_customs_usd_mn", "exports_fas_usd_mn", "published 6 February 2018",
                  "US general imports at customs value, Census basis"):  # fmt: skip
        assert words in text, words
    publisher = panel.locator("a[href^='https://www.census.gov/foreign-trade/']")
    assert publisher.count() == 1


def test_by_keyboard_alone(page: Any, nodes: dict[str, Any]) -> None:
    at = next(n for n, i in enumerate(links(page)) if kind(nodes[i]) == "subtract")
    page.locator(NUMBER).nth(at).focus()
    page.keyboard.press("Enter")
    panel = page.locator(PANEL)
    title = panel.locator("h2")
    before = title.text_content()
    assert page.evaluate("document.activeElement.id") == "lineage-title"
    for _ in range(6):  # close, the numbers of the formula
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.hash || '').startsWith('#n-')"):
            break
    page.keyboard.press("Enter")
    assert title.text_content() != before
    for _ in range(2):  # close, back
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "back"
    page.keyboard.press("Enter")
    assert title.text_content() == before
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.hash.slice(3)") == links(page)[at]


def test_leaving_the_panel_goes_on_in_the_text(page: Any) -> None:
    numbers = links(page)
    click(page, 2)
    stops = page.locator(f"{PANEL} :is(a[href], button, summary):visible").count()
    for _ in range(stops):  # from the title, after the first stop, to the number that follows
        page.keyboard.press("Tab")
    assert page.locator(PANEL).is_hidden()
    assert page.evaluate("document.activeElement.hash.slice(3)") == numbers[3]
    click(page, 2)
    for _ in range(2):  # close, out
        page.keyboard.press("Shift+Tab")
    assert page.locator(PANEL).is_hidden()
    assert page.evaluate("document.activeElement.hash.slice(3)") == numbers[2]


def test_it_stands_near_the_number_and_never_over_it(page: Any) -> None:
    width = page.viewport_size["width"]
    for at in (2, 60, 200, 400):
        click(page, at)
        number = page.locator(NUMBER).nth(at).bounding_box()
        box = page.locator(PANEL).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        above = number["y"] + number["height"] <= box["y"] + 1
        below = box["y"] + box["height"] <= number["y"] + 1
        assert above or below, at
        assert 0 <= number["y"] < 900
        if width == 360:
            assert box["y"] + box["height"] == pytest.approx(900, abs=1)
        else:
            gap = min(abs(box["y"] - number["y"]), abs(number["y"] - box["y"] - box["height"]))
            assert gap < 60
        page.keyboard.press("Escape")


def test_its_note_and_the_text_beside_it_close_it(page: Any) -> None:
    click(page, 2)
    page.locator(f"{PANEL} a.jump").click()
    assert page.locator(PANEL).is_hidden()
    assert page.evaluate("document.querySelector(':target').id").startswith("n-")
    click(page, 2)
    page.locator("main section p").first.click(position={"x": 2, "y": 2})
    assert page.locator(PANEL).is_hidden()


def test_it_has_a_name_a_role_and_letters_that_can_be_read(page: Any) -> None:
    panel = click(page, 2)
    assert page.get_by_role("dialog", name="US imports", exact=False).count() == 0
    assert page.get_by_role("dialog", name="gap that pledges leave", exact=False).count() == 1
    assert panel.get_by_role("button", name="Close").is_visible()
    sizes = panel.locator("p, li, dd, dt, a, button:visible").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_without_script_a_number_jumps_to_its_note(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((report / "report.html").as_uri())
    link = page.locator(NUMBER).nth(2)
    target = link.get_attribute("href")
    link.click()
    assert page.url.endswith(target)
    note = page.locator(f"li{target}, li:has(> {target})")
    assert note.is_visible()
    assert "= " in note.inner_text()
    context.close()
