"""What axe and the HTML checker let pass: placeholders, heads, captions, links, mathematics."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.browser.opening import EVERY_PAGE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-checks")]
SHORTEST_ALT = 40
PLACEHOLDER = re.compile(
    r"^(figure|image|picture|chart|plot|graph|alt|svg)?[\s\d:.]*$|no description|lorem|todo|tbd",
    re.IGNORECASE,
)
UNREADABLE = re.compile(
    r"\bNone\b(?! [a-z])|\b(NaN|nan|NaT|inf|undefined|null|Infinity|TODO|FIXME|lorem)\b|"
    r"\[object |<[a-z]+ object|&[a-z]+;|\{\{|\}\}|\{[a-z_]+\}"
)
MATHEMATICS = re.compile(
    r"\$[^$\s]*[\\^_{}][^$\n]{0,60}\$|\\(frac|sum|times|cdot|left|text|alpha)\b|\\[(\[]"
)


@pytest.fixture(params=EVERY_PAGE)
def path(request: pytest.FixtureRequest, reports: Path) -> Path:
    return reports / EVERY_PAGE[request.param]


@pytest.fixture
def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def prose(page: BeautifulSoup) -> str:
    """Return the text that is read, without code, scripts and styles."""
    copy = BeautifulSoup(str(page.body), "lxml")
    for tag in copy.select("pre, code, script, style, template"):
        tag.decompose()
    return words(copy)


def name_of(page: BeautifulSoup, picture: Tag) -> str:
    """Return the text alternative of a picture: by its label, by what labels it, or its alt."""
    if picture.get("aria-label"):
        return str(picture["aria-label"])
    if picture.get("aria-labelledby"):
        ids = str(picture["aria-labelledby"]).split()
        return " ".join(words(page.find(id=each)) for each in ids)  # type: ignore[arg-type]
    return str(picture.get("alt", ""))


def test_pictures_have_an_alternative_that_says_something(page: BeautifulSoup) -> None:
    pictures = [p for p in page.select("svg, img") if not p.find_parent("svg")
                and p.get("aria-hidden") != "true" and p.get("role") != "presentation"]  # fmt: skip
    names = [name_of(page, picture) for picture in pictures]
    for name in names:
        assert len(name) >= SHORTEST_ALT, name
        assert not PLACEHOLDER.search(name), name
        assert re.search(r"\d", name), f"no number in: {name}"
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_figures_say_what_they_found_in_which_unit_and_from_where(page: BeautifulSoup) -> None:
    for figure in page.select("main section figure"):
        title, caption = figure.select_one(".figure-title"), figure.select_one("figcaption")
        assert title
        assert len(words(title).split()) >= 4, words(title)
        assert caption
        assert "Source" in words(caption), words(caption)


def test_heads_have_a_scope_and_tables_a_caption(page: BeautifulSoup) -> None:
    for table in page.select("table"):
        caption = table.find("caption")
        assert caption, str(table)[:200]
        assert len(words(caption)) > 3
        assert table.select("thead th"), words(caption)
    for head in page.select("th"):
        assert head.get("scope") in ("col", "row", "colgroup", "rowgroup"), str(head)
        assert words(head), str(head.parent)[:200]


def test_no_raw_mathematics_and_no_value_of_a_program_in_the_text(page: BeautifulSoup) -> None:
    text = prose(page)
    assert [found.group() for found in MATHEMATICS.finditer(text)] == []
    found = [text[max(0, m.start() - 40) : m.end() + 20] for m in UNREADABLE.finditer(text)]
    assert not found, "\n".join(found)


def test_links_lead_somewhere_and_say_where(page: BeautifulSoup, path: Path) -> None:
    ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    for link in page.select("a[href]"):
        target = str(link["href"])
        label = words(link) or str(link.get("aria-label", ""))
        assert label, str(link)
        assert label.lower() not in ("here", "click here", "link", "more"), str(link)
        if target.startswith("#"):
            assert target == "#" or target[1:] in ids, target
        elif "://" in target:
            assert target.startswith(("https://", "http://")), target
        elif not target.startswith(("mailto:", "data:")):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_one_title_and_heads_without_a_gap(page: BeautifulSoup) -> None:
    levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert page.title
    assert page.title.get_text(strip=True)
    about = page.find("meta", attrs={"name": "description"})
    assert isinstance(about, Tag)
    assert len(str(about["content"])) > 30


def test_nothing_is_loaded_from_anywhere(page: BeautifulSoup) -> None:
    for tag, attribute in (("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href"),
                           ("source", "src"), ("video", "src"), ("object", "data")):  # fmt: skip
        for found in page.select(f"{tag}[{attribute}]"):
            if found.get("rel") in (["alternate"], ["canonical"], ["license"]):
                continue  # said, and not fetched
            assert str(found[attribute]).startswith("data:"), str(found)[:200]
    for style in page.select("style"):
        assert "@import" not in style.get_text()
        assert not re.search(r"url\((?!['\"]?(data:|#))", style.get_text())
