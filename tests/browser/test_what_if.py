"""The what-if in a browser: it agrees with Python, is linked to, reset, written as a scenario."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tradegap as tg
from tests.browser.opening import needs_chromium, until
from tests.browser.what_if_page import page as page_of
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.partners import partner_ledger
from tradegap.data.what_if import headline_setting, numbers, what_if
from tradegap.data.what_if_partners import (
    partner_numbers,
    partner_outputs,
    partner_rows,
    partner_what_if,
)
from tradegap.model.quantity import parameter
from tradegap.reporting.answer import after, tell, words
from tradegap.reporting.partners import KINDS
from tradegap.reporting.partners_forms import row_name
from tradegap.reporting.what_if import told_cases
from tradegap.reporting.what_if_controls import Control, controls
from tradegap.reporting.what_if_partners import tell_partners

pytestmark = needs_chromium

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "2 June": ("us-china-2018", {}),
    "10 June": ("us-china-2018", {"as_of": "2018-06-10"}),
    "trend, A$": (
        "us-china-2018",
        {
            "as_of": "2018-06-10",
            "without_pledge": "trend",
            "currency": "AUD",
            "judged_on": "partner",
        },
    ),
    "their figures": ("us-china-2018", {"as_of": "2018-06-10", "judged_on": "partner"}),
    "overrides": (
        "us-china-2018",
        {"overrides": {"import_demand_elasticity": 8.0, "unstated_pledge_usd_bn_per_year": 80.0}},
    ),
    "Phase One": ("us-china-phase-one", {}),
    "2025": ("us-china-2025", {}),
    "partners": ("us-partners-2025", {}),
    "partners, A$": ("us-partners-2025", {"currency": "AUD"}),
}
EACH = 200
"""Random settings for each case: 1,800 in all."""


def opened(name: str) -> Case:
    scenario, settings = CASES[name]
    return open_case(scenario, **settings)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("what-if")
    for name in CASES:
        (made / f"{name}.html").write_text(page_of(opened(name), name == "10 June"), "utf-8")
    return made


@pytest.fixture
def visit(browser: Any, folder: Path) -> Iterator[Any]:
    """Return a function that opens a case's page, and hold it to silence in the console."""
    contexts, said = [], []

    def open_page(name: str, hash_: str = "", **settings: Any) -> Any:
        screen = {"width": settings.pop("width", 1440), "height": 900}
        context = browser.new_context(viewport=screen, offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((folder / f"{name}.html").as_uri() + hash_)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def at_random(case: Case, seed: int) -> list[dict[str, Any]]:
    """Return settings drawn within the controls' ranges: anywhere, at their ends, as built."""
    draw, found, cases = random.Random(seed), controls(case), told_cases(case)

    def value(control: Control) -> float:
        anywhere = draw.uniform(control.low, control.high)
        stepped = control.low + control.step * draw.randrange(20)
        return draw.choice([anywhere, anywhere, stepped, control.low, control.high, control.value])

    settings = [
        {"case": draw.choice(cases), "values": {c.name: value(c) for c in found}}
        for _ in range(EACH)
    ]
    for setting in settings:
        for control in found:
            clipped = min(max(setting["values"][control.name], control.low), control.high)
            setting["values"][control.name] = clipped
    return settings


NAMES = ("target", "stated", "credited", "coverage", "tariff", "narrowing", "gap", "upper_bound")
Found = tuple[dict[str, Any], list[list[Any]], str]


def partners_in_python(case: Case, setting: dict[str, Any], known: dict[str, Any]) -> Found:
    """Return the same as `in_python` of the ledger of several partners."""
    if setting["case"] not in known:
        known[setting["case"]] = partner_what_if(case, setting["case"])
    found = known.setdefault("controls", controls(case))
    ledger, values = known[setting["case"]], setting["values"]
    result = partner_numbers(ledger, {c.key: values[c.name] for c in found})
    shown = {
        name: parameter(name, result[name], unit=quantity.unit, label=name)
        for name, quantity in partner_outputs(ledger).items()
    }
    shares = {c.category: values[c.name] for c in found}
    told = tell_partners(case, ledger, result, shown, shares, tg.voice(case))
    parts = [
        [f"{row_name(row.partner)}: {KINDS[row.kind]}", result[f"a{n}"], result[f"s{n}"]]
        for n, row in enumerate(partner_rows(ledger))
    ]
    return result, parts, told.plain


def in_python(case: Case, setting: dict[str, Any], known: dict[str, Any]) -> Found:
    """Return the numbers of a setting by the model's own graph, its parts, and the sentences."""
    if case.scenario.partners:
        return partners_in_python(case, setting, known)
    if setting["case"] not in known:
        known[setting["case"]] = what_if(case, setting["case"])
    what = known[setting["case"]]
    found = controls(case) if "controls" not in known else known["controls"]
    known["controls"] = found
    values = setting["values"]
    result = numbers(what, {c.key: values[c.name] for c in found})
    units = {"coverage": "share", "tariff": "share"}
    shown = {
        name: parameter(
            name, getattr(result, name), unit=units.get(name, "USD bn/year"), label=name
        )
        for name in NAMES
    }
    shares = {c.category: values[c.name] for c in found if c.category}
    say = tg.voice(case)
    told = [tell(what, result, shown, words(case, what, shares), say), *after(what, say)]
    numbers_of = {name: getattr(result, name) for name in NAMES}
    parts = [[category, value] for category, value in result.by_category.items()]
    return numbers_of, parts, " ".join(sentence.plain for sentence in told)


def agree(one: float | None, other: float | None) -> bool:
    """Tell whether two numbers agree to 1e-9, relative, absolute below 1; or both are missing."""
    if one is None or other is None:
        return one is None and other is None
    return math.isfinite(one) and abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


@pytest.mark.parametrize("name", CASES)
def test_the_page_and_python_agree_on_numbers_and_words(visit: Any, name: str) -> None:
    case, known = opened(name), {}
    settings = at_random(case, seed=len(name))
    there = visit(name).evaluate(
        """settings => settings.map(setting => {
        const { numbersAt, tell, data } = tradegap.whatIf;
        const numbers = numbersAt(data, setting);
        return { numbers, told: tell(data, setting, numbers) }; })""",
        settings,
    )
    for setting, answer in zip(settings, there, strict=True):
        here, parts, told = in_python(case, setting, known)
        theirs = dict(answer["numbers"])
        for (name, *ours), (label, *other) in zip(parts, theirs.pop("by_category"), strict=True):
            assert name == label
            assert all(agree(a, b) for a, b in zip(ours, other, strict=True)), (setting, name)
        for key, value in theirs.items():
            assert agree(here[key], value), (setting, key, here[key], value)
        assert answer["told"] == told, setting


@pytest.mark.parametrize("name", CASES)
def test_as_built_the_page_says_what_the_report_says(visit: Any, name: str) -> None:
    case, page = opened(name), visit(name)
    answer, told = tg.answer(case, tg.voice(case)).plain, page.locator(".wi-answer").inner_text()
    if not case.scenario.partners:
        assert told in answer
        return
    sums, rest = told.split("; these are different things, and are not added. ")
    assert sums.split(" comes to ")[1] in tg.say_by_kind(partner_ledger(case), tg.voice(case)).plain
    assert rest in answer


def test_numbers_are_rounded_as_python_rounds_them(visit: Any) -> None:
    from tradegap.reporting.numbers import format_number, format_share_as_percent

    draw = random.Random(7)
    ties = [0.05, 0.15, 0.25, 0.35, 0.45, 2.675, 1234.45, 0.5, 1.5, 2.5, -0.04, -0.05, 1e-7, 0.0]
    values = ties + [draw.uniform(-2000, 2000) for _ in range(500)]
    values += [round(draw.uniform(-9, 9), 2) for _ in range(500)]
    there = visit("10 June").evaluate(
        "values => values.map(v => [tradegap.whatIf.fixed(v, 1), tradegap.whatIf.percent(v, 0)])",
        values,
    )
    here = [[format_number(v, 1), format_share_as_percent(v, 0)] for v in values]
    assert there == here


def test_a_slider_moves_number_sentence_picture_and_address(visit: Any) -> None:
    page = visit("10 June")
    slider = page.get_by_label("Target", exact=True)
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "US$150 bn a year"
    assert "47% of the US$150 bn" in page.locator(".wi-answer").inner_text()
    assert "Gap: 80.0" in page.locator(".wi-drawing svg").get_attribute("aria-label")
    until(page, "location.hash === '#whatif?target_usd_bn=150'")
    until(page, "document.querySelector('p.wi-spoken').textContent.includes('150')")
    assert page.evaluate("history.length") == visit("10 June").evaluate("history.length")


PHONE = {"width": 360, "color_scheme": "dark", "has_touch": True}
DESK = {"width": 1440, "color_scheme": "light"}


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone, dark", "desk, light"])
@pytest.mark.parametrize("name", CASES)
def test_every_control_moves_the_page_and_reset_puts_it_back(
    visit: Any, name: str, screen: dict[str, Any]
) -> None:
    page = visit(name, **screen)
    use = "tap" if "has_touch" in screen else "click"
    before = page.locator(".wi-answer").inner_text()
    data = page.evaluate("tradegap.whatIf.data")
    built = page.evaluate("tradegap.whatIf.asBuilt(tradegap.whatIf.data).values")
    for number, control in enumerate(data["controls"]):
        slider = page.locator(f"#wi-{number}")
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        getattr(slider, use)(position={"x": box["width"] * 0.7, "y": box["height"] / 2})
        now = page.evaluate("tradegap.whatIf.setting().values")[control["name"]]
        assert now != built[control["name"]], control["name"]
        assert control["low"] < now < control["high"]
        assert page.locator(f"#wi-{number}").get_attribute("aria-valuetext")
    options = page.locator("#wi-case option")
    for n in range(options.count()):
        page.locator("#wi-case").select_option(index=n)
        chosen = page.evaluate("tradegap.whatIf.setting().case")
        assert chosen == data["cases"][n]["name"]
    assert page.locator(".wi-answer").inner_text() != before
    getattr(page.get_by_role("button", name="Reset"), use)()
    assert page.locator(".wi-answer").inner_text() == before
    assert page.evaluate(
        "tradegap.whatIf.isAsBuilt(tradegap.whatIf.data, tradegap.whatIf.setting())"
    )


def test_keyboard_alone_reaches_every_control_in_its_order(visit: Any) -> None:
    page = visit("Phase One")
    page.locator("#wi-case").focus()
    reached = []
    for _ in range(11):
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.innerText")
        )
        page.keyboard.press("Tab")
    assert reached[:8] == ["wi-case", *(f"wi-{n}" for n in range(7))]
    assert reached[8:] == ["Reset", "Copy link", "Download scenario"]


def test_a_link_sets_the_page_and_what_it_cannot_take_is_told(visit: Any) -> None:
    parts = ("target_usd_bn=125.5", "case=analysts_low", "tariff_percent=7.25", "nonsense=1",
             "pass_through_share=9")  # fmt: skip
    page = visit("2 June", f"#whatif?{'&'.join(parts)}")
    setting = page.evaluate("tradegap.whatIf.setting()")
    assert setting["case"] == "analysts_low"
    assert setting["values"]["target_usd_bn"] == 125.5
    assert setting["values"]["tariff_percent"] == 7.25
    assert setting["values"]["pass_through_share"] == 0.945
    assert "nonsense and pass_through_share" in page.locator(".wi-status").inner_text()
    page.evaluate("location.hash = '#whatif?target_usd_bn=90'")
    until(page, "document.querySelector('.wi-answer').textContent.includes('US$90 bn')")
    assert page.evaluate("tradegap.whatIf.setting().case") == "as_stated"
    assert page.locator("#what-if-setting").bounding_box()["y"] < 900


def test_every_setting_survives_its_address(visit: Any) -> None:
    case = opened("Phase One")
    settings = at_random(case, 3)
    back = visit("Phase One").evaluate(
        """settings => settings.map(setting => {
        const { address, read, data, asBuilt } = tradegap.whatIf;
        const hash = address(data, setting);
        return hash ? read(data, hash).setting : asBuilt(data); })""",
        settings,
    )
    assert back == settings


@pytest.mark.parametrize(
    "hash_",
    ["#whatif?", "#whatif?=&&==", "#whatif?case=__proto__", "#whatif?target_usd_bn=NaN",
     "#whatif?target_usd_bn=-5", "#whatif?target_usd_bn=1e99", "#whatif?target_usd_bn=%E0%A4%A",
     "#whatif?<img src=x onerror=alert(1)>=1", "#whatif?constructor=1"],
)  # fmt: skip
def test_a_bad_address_changes_nothing(visit: Any, hash_: str) -> None:
    page = visit("10 June", hash_)
    assert page.evaluate(
        "tradegap.whatIf.isAsBuilt(tradegap.whatIf.data, tradegap.whatIf.setting())"
    )
    assert "US$70 bn a year, 35%" in page.locator(".wi-answer").inner_text()
    assert page.locator("main img[src=x]").count() == 0


def test_reset_puts_everything_back_and_the_address_too(visit: Any) -> None:
    page = visit("10 June", "#whatif?target_usd_bn=90&tariff_percent=5")
    before = visit("10 June").locator(".wi-answer").inner_text()
    assert page.locator(".wi-answer").inner_text() != before
    page.get_by_role("button", name="Reset").click()
    assert page.locator(".wi-answer").inner_text() == before
    until(page, "location.hash === ''")
    assert page.get_by_label("Additional tariff").input_value() == "0"


def test_the_link_is_copied_or_shown(visit: Any) -> None:
    page = visit("10 June", "#whatif?target_usd_bn=90")
    page.get_by_role("button", name="Copy link").click()
    page.locator(".wi-status", has_text="link").wait_for()
    box = page.locator(".wi-status input")
    if box.count():
        assert box.input_value().endswith("#whatif?target_usd_bn=90")


def test_results_behind_a_solver_or_draws_are_marked_and_stay(visit: Any) -> None:
    page = visit("10 June")
    fixed = page.locator(".wi-as-built")
    before = fixed.inner_text()
    assert "as built (found by a solver)" in before
    assert "as built (counted over draws)" in before
    page.get_by_label("Target", exact=True).press("Home")
    assert fixed.inner_text() == before


PLACES = """[...document.querySelectorAll('.page :is(h1, h2, h3, table, p)')]
    .filter(e => e.getClientRects().length && !e.closest('#what-if-setting'))
    .map(e => Math.round(e.getBoundingClientRect().top + scrollY))"""


@pytest.mark.parametrize("width", [360, 1440])
def test_what_does_not_follow_is_marked_where_it_stands_and_unmarked_again(
    visit: Any, width: int
) -> None:
    page = visit("10 June", width=width)
    marks = page.locator(".wi-badge")
    heads = [mark.locator("..").evaluate("e => e.localName") for mark in marks.all()]
    assert heads == ["header", "h2", "h3", "h2"]  # the summary, what it found, another chapter
    assert not any(mark.is_visible() for mark in marks.all())
    before = page.evaluate(PLACES)
    page.get_by_label("Pass-through of the tariff").press("Home")
    assert all(mark.is_visible() for mark in marks.all())
    assert page.evaluate(PLACES) == before
    head = page.get_by_role("heading", name="Another chapter").get_by_role("link")
    assert head.inner_text().startswith("As built")
    page.emulate_media(media="print")
    assert all(mark.is_visible() for mark in marks.all())
    page.emulate_media(media="screen")
    head.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "wi-case"
    until(page, "location.hash.startsWith('#whatif?pass_through_share=')")
    page.get_by_role("button", name="Reset").click()
    assert not any(mark.is_visible() for mark in marks.all())


@pytest.mark.parametrize("name", CASES)
def test_a_setting_is_written_as_a_scenario_that_says_the_same(
    visit: Any, name: str, tmp_path: Path
) -> None:
    case, page = opened(name), visit(name)
    for number, setting in enumerate(at_random(case, seed=40 + len(name))[:12]):
        page.evaluate("setting => tradegap.whatIf.set(setting)", setting)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download scenario").click()
        file = tmp_path / f"{number}.yml"
        download.value.save_as(file)
        assert download.value.suggested_filename == f"{case.scenario.id}-what-if.yml"
        written = open_case(str(file))
        assert written.as_of == case.as_of
        here = (
            partner_numbers(partner_ledger(written))
            if written.scenario.partners
            else vars(numbers(headline_setting(written)))
        )
        there = page.evaluate(
            "tradegap.whatIf.numbersAt(tradegap.whatIf.data, tradegap.whatIf.setting())"
        )
        there.pop("by_category")
        for key, value in there.items():
            assert agree(here[key], value), (setting, key, here[key], value)
        told = page.locator(".wi-answer").inner_text()
        answer = tg.answer(written, tg.voice(written)).plain
        assert told in answer, (told, answer)


def test_a_written_scenario_is_checked_and_built_and_its_headline_is_the_pages(
    visit: Any, tmp_path: Path
) -> None:
    page = visit(
        "trend, A$",
        "#whatif?target_usd_bn=150&delivery.farm-goods-energy=0.5&tariff_percent=4.5"
        "&import_demand_elasticity=2.7",
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Download scenario").click()
    file = tmp_path / "mine.yml"
    download.value.save_as(file)
    short = file.read_text(encoding="utf-8")
    start, end = short.index("chapters:"), short.index("baseline:")
    few = "chapters: [00-summary, 02-target-and-pledges]\n"
    short = short[:start] + few + short[end:].replace("hindsight:", "hindsight:", 1)
    file.write_text(short, encoding="utf-8")
    reports = tmp_path / "reports"
    build = ["build", str(file), "--output", str(reports), "--format", "html"]
    start = "import sys; from tradegap.cli import run; run(sys.argv[1:])"
    for command in (["check", str(file)], build):
        asked = [sys.executable, "-c", start, *command]
        done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    (found,) = reports.glob("**/us-china-2018-what-if/results.json")
    results = json.loads(found.read_text(encoding="utf-8"))
    told = page.locator(".wi-answer").inner_text()
    assert told in results["report"]["headline"]
    assert "A$" in told
    _, settings = CASES["trend, A$"]
    assert {name: results["parameters"][name] for name in settings} == settings
    there = page.evaluate(
        "tradegap.whatIf.numbersAt(tradegap.whatIf.data, tradegap.whatIf.setting())"
    )
    assert agree(results["coverage_share"]["value"], there["coverage"])
    assert agree(results["headline"]["gap_with_tariff_usd_bn_per_year"]["value"], there["gap"])


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_it_fits_every_screen_and_every_target_is_large_enough(visit: Any, width: int) -> None:
    for name in CASES:
        page = visit(name, "#whatif?tariff_percent=10", width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            """[...document.querySelectorAll('.wi-controls :is(input, select), .wi-buttons button')]
            .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
        )
        assert small == []
        out = page.evaluate(
            """[...document.querySelectorAll('.wi-drawing text')]
            .filter(t => t.getBoundingClientRect().right > innerWidth).map(t => t.textContent)"""
        )
        assert out == []
        cases = page.locator("#wi-case option")
        for n in range(cases.count()):
            page.locator("#wi-case").select_option(index=n)
            assert page.evaluate(ON_AMOUNTS) == [], name


ON_AMOUNTS = """(() => {
    const box = (e) => e.getBoundingClientRect();
    return [...document.querySelectorAll('.wi-drawing .wi-label')]
        .filter(e => box(e).right > box(e.nextElementSibling).left).map(e => e.textContent);
})()"""


def test_without_a_script_a_table_says_what_could_be_set(visit: Any) -> None:
    page = visit("10 June", java_script_enabled=False)
    table = page.locator("#what-if-setting table")
    assert table.is_visible()
    assert "What can be set in the HTML report" in table.inner_text()
    assert page.locator("#what-if-setting input").count() == 0


def test_the_data_are_small_and_end_nothing(folder: Path) -> None:
    for name in CASES:
        html = (folder / f"{name}.html").read_text(encoding="utf-8")
        block = html.split('id="what-if-data">')[1].split("</script>")[0]
        assert len(block.encode()) < 25_000
        assert "<" not in block
        assert json.loads(block)["schema"] == 1
