"""In a notebook each linked number leads to how it was made, in the output that it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tradegap as tg
from tradegap.data import recording
from tradegap.reporting.in_notebook import SESSION

CASE = tg.open_case("us-china-2018")
SAY = tg.voice(CASE)
SHOWN: dict[str, Callable[[], Any]] = {
    "prose": lambda: tg.answer(CASE, SAY),
    "table": lambda: tg.base_year_table(CASE, SAY),
    "figure": lambda: tg.plot_coverage(CASE, SAY),
}
FOLDED = "How these numbers were made"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that somebody opened in Jupyter."""
    monkeypatch.setenv(SESSION, "notebooks/00-summary.ipynb")


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch, opened: None) -> None:
    """A notebook that papermill or nbclient runs."""
    monkeypatch.delenv(SESSION)


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[None]:
    """A process that a build runs."""
    recording.start(tmp_path)
    yield
    recording.stop()


def html_of(kind: str) -> str:
    return str(SHOWN[kind]()._repr_mimebundle_().get("text/html", ""))


@pytest.mark.parametrize("kind", SHOWN)
def test_each_linked_number_has_its_place_in_the_same_output(kind: str) -> None:
    html = html_of(kind)
    led = set(re.findall(r'<a onclick="[^"]*" href="#(n-\w+)"', html))
    assert led == set(re.findall(r'href="#(n-\w+)"', html))
    places = re.findall(r'<div id="(n-\w+)">', html)
    assert places
    assert len(places) == len(set(places))
    assert led <= set(places)
    assert html.count(FOLDED) == 1
    assert "U.S. Census Bureau" in html or "press and official texts" in html


def test_prose_is_read_as_markdown() -> None:
    told = SAY("- **Could it be sold?** {n:bn}", n=CASE.target.narrowing_usd_bn_per_year)
    html = told._repr_mimebundle_()["text/html"]
    assert html.startswith("<ul>\n<li><strong>Could it be sold?</strong> <a onclick=")


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("way", ["recorded", "unopened"])
def test_a_build_and_papermill_leave_it_to_the_panels_of_the_report(
    way: str, kind: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(way)
    assert FOLDED not in html_of(kind)
    assert "onclick" not in html_of(kind)
    assert (kind == "prose") == (html_of(kind) == "")
