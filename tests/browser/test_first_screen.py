"""The first screen of each report: question, answer, a picture, and how current they are."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tradegap
from tests.browser.opening import REPORTS, needs_chromium
from tradegap.reporting.numbers import format_date

pytestmark = [*needs_chromium, pytest.mark.xdist_group("browser-layout")]
LONGEST_ANSWER = 230
BOXES = """wanted => wanted.map(each => {
    const found = document.querySelector(`header.report ${each}`);
    const box = found.getBoundingClientRect();
    return {text: found.textContent, top: box.top, bottom: box.bottom} })"""
PARTS = (".edition", "h1", ".question", ".headline", "figure .figure-title", "figure svg")


@pytest.fixture(params=REPORTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("screen", [(360, 640), (768, 1024), (1440, 900)], ids=str)
def test_it_has_question_answer_picture_and_dates(
    opening: Any, name: str, screen: tuple[int, int]
) -> None:
    width, height = screen
    page = opening(name, width, height=height)
    found = dict(zip(PARTS, page.evaluate(BOXES, list(PARTS)), strict=True))
    assert found[".question"]["text"].strip().endswith("?")
    dates = " ".join(found[".edition"]["text"].split())
    assert re.search(r"As of \d.* Figures to .*, out on \d", dates)
    picture = found.pop("figure svg")
    for part, box in found.items():
        assert box["top"] >= 0, part
        assert box["bottom"] <= height, part
    shown = min(height, picture["bottom"]) - picture["top"]
    whole = picture["bottom"] - picture["top"]
    assert shown >= (0.3 if width == 360 else 1) * whole


def test_the_answer_is_one_sentence_and_what_follows_is_all_of_it(
    opening: Any, reports: Path, name: str
) -> None:
    told = json.loads((reports / name / "manifest.json").read_text(encoding="utf-8"))["report"]
    page = opening(name)
    parts = page.locator("header.report :is(.headline, .rest)").all_text_contents()
    assert len(parts) == 2
    assert len(parts[0]) <= LONGEST_ANSWER
    assert not re.search(r"[a-z0-9%)]\. [A-Z0-9]", parts[0])
    assert " ".join(" ".join(parts).split()) == told["headline"]


def test_the_whole_answer_is_copied_with_title_date_and_edition(
    opening: Any, reports: Path, name: str
) -> None:
    told = json.loads((reports / name / "manifest.json").read_text(encoding="utf-8"))["report"]
    page = opening(name)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the answer with its citation").click()
    page.get_by_text("Answer and citation copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    answer = " ".join(page.locator("header.report :is(.headline, .rest)").all_text_contents())
    day = page.locator(".edition time").first.text_content()
    assert day == format_date(told["as_of"])
    source = f"{page.locator('h1').text_content()}, as of {day}, edition {told['edition']}"
    assert copied == (
        f"{' '.join(answer.split())} ({source}, built with tradegap {tradegap.__version__}.)"
    )


def test_each_date_of_the_head_is_one_for_machines_too(opening: Any, name: str) -> None:
    page = opening(name)
    head = page.locator("header.report :is(.edition, .recency)")
    times = head.locator("time").evaluate_all("all => all.map(t => [t.dateTime, t.textContent])")
    assert len(times) >= 5
    for iso, words in times:
        assert format_date(iso) == words
    rest = " ".join(head.all_text_contents())
    for _, words in times:
        rest = rest.replace(words, "", 1)
    assert not re.search(r"\b(19|20)\d\d\b", re.sub(r"Edition \S+", "", rest))


def test_it_marks_itself_from_the_day_after_the_next_figures_are_due(
    browser: Any, reports: Path, name: str
) -> None:
    path = (reports / REPORTS[name]).as_uri()
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path)
    due = datetime.fromisoformat(str(page.locator(".recency .next").get_attribute("datetime")))
    for days, past in ((0, False), (1, True)):
        page.clock.set_fixed_time(due + timedelta(days=days, hours=12))
        page.reload()
        line = page.locator(".recency")
        assert ("past" in str(line.get_attribute("class"))) is past
        assert ("That day has passed" in line.inner_text()) is past
    context.close()
