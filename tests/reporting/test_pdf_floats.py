"""Figures and low tables of a report move to the next page where they would leave one empty."""

from __future__ import annotations

import os
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tests.reporting.test_pdf import FIGURE, SVG, exported, report, shown, texts
from tradegap.reporting.typst import child
from tradegap.reporting.typst.floats import with_floats
from tradegap.reporting.typst.markup import Markup

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="NOT TESTED: this platform has no forks")
LINE = "A paragraph that takes about one line of the page."
HIGH = FIGURE | {"image/svg+xml": SVG.replace('"150"', '"320"').replace(" 150", " 320")}
TITLE = "The deficit grew by a third"
LOW_TABLE = (
    "<table><caption>Ten rows</caption><thead><tr><th>number</th></tr></thead><tbody>"
    + "".join(f"<tr><td>{n}</td></tr>" for n in range(10))
    + "</tbody></table>"
)


def pages(*cells: NotebookNode, ours: bool = True) -> list[str]:
    notebook = report()
    notebook.cells = list(cells)
    for n, cell in enumerate(cells):
        cell.id = f"chapter-{n}"
    if not ours:
        del notebook.metadata["tradegap"]
    return texts(exported(notebook, show_code="never"))[-2:]


def lines(count: int, head: str = "", end: str = "") -> NotebookNode:
    return new_markdown_cell("\n\n".join([head, *[LINE] * count, end]).strip())


@pytest.mark.parametrize("data", [HIGH, {"text/html": LOW_TABLE}], ids=["figure", "table"])
def test_text_fills_the_page_that_a_block_would_have_left(data: dict[str, Any]) -> None:
    low = "text/html" in data
    before, after = pages(
        lines(22 if low else 16, "# One", "Here it is told of."), shown(data), lines(8, "After it.")
    )
    name = "Ten rows" if low else TITLE
    assert "Here it is told of. After it." in before
    assert name not in before
    assert name in after


def test_a_heading_stays_with_its_text_when_its_figures_move() -> None:
    cells = [shown(HIGH), shown(HIGH), lines(8, "After them.")]
    before, after = pages(lines(16, "# One", "## Two figures"), *cells)
    assert "Two figures After them." in before
    assert after.count(TITLE) == 2


def test_a_figure_that_fits_stays_where_it_is_told_of() -> None:
    _, page = pages(lines(3, "# One", "Before it."), shown(HIGH), lines(3, "After it."))
    assert "Before it. " + TITLE in page
    assert page.index(TITLE) < page.index("After it.")


def test_a_figure_stays_where_one_that_moved_made_room_for_it() -> None:
    """With the first one in its place the second would have no room, and would have to move too."""
    cells = [
        lines(19, "# One"),
        shown(HIGH),
        lines(12, "Between."),
        shown(FIGURE),
        lines(4, "End."),
    ]
    _, after = pages(*cells)
    assert after.index(TITLE) < after.index(LINE) < after.rindex(TITLE) < after.index("End.")


def test_a_figure_of_a_foreign_notebook_stays() -> None:
    cells = [lines(19, "# One"), shown(HIGH), lines(8, "After it.")]
    before, after = pages(*cells, ours=False)
    assert "After it." not in before
    assert after.index(TITLE) < after.index("After it.")


def test_what_opens_a_chapter_or_belongs_to_code_does_not_move() -> None:
    picture, text = Markup('picture-block("a.svg", "b")'), Markup('para("c")')
    chapter = Markup('chapter-heading(1, "d", "at-1", fresh: true)')
    for above in (chapter, Markup('code-cell("e", 3, lang: "python")')):
        lines = with_floats([("cell", above), ("cell", picture)])
        assert lines == [("cell", above), ("cell", picture)]
    told = [line for _, line in with_floats([("cell", chapter), ("cell", text), ("cell", picture)])]
    assert told[:2] == [chapter, text]
    assert [line.partition("(")[0] for line in told[2:]] == ["here-is", "here-is", "movable"]


def test_what_is_all_that_a_section_has_stays_below_its_heading() -> None:
    heading = Markup('chapter-heading(2, "a", "at-1", fresh: false)')
    picture, text = Markup('picture-block("a.svg", "b")'), Markup('para("c")')

    def moved(*blocks: Markup) -> int:
        lines = with_floats([("cell", block) for block in (text, *blocks)])
        return sum(line.startswith("movable(") for _, line in lines)

    assert moved(heading, picture, heading, text) == 0
    assert moved(heading, picture) == 0
    assert moved(heading, picture, picture, heading) == 1  # the second; the first stays with it
    assert moved(heading, picture, picture, text) == 2
    assert moved(heading, text, picture, heading, text) == 1


def test_a_low_table_that_can_not_move_may_break() -> None:
    heading = Markup('chapter-heading(2, "a", "at-1", fresh: false)')
    lines = with_floats([("", Markup('para("c")')), ("", heading), ("", Markup("low-table(1)"))])
    assert lines[-1] == ("", "table-block(1)")


@forks
def test_a_layout_in_a_fork_gives_its_answer_and_is_told_when_it_breaks_down() -> None:
    assert child._apart(lambda: '[{"number": 1}]') == '[{"number": 1}]'
    with pytest.raises(SystemExit, match="a layout to find what moves ended with"):
        child._apart(lambda: str(1 / 0))


@forks
def test_a_layout_in_a_fork_leaves_nothing_in_this_process() -> None:
    kept: list[int] = []
    child._apart(lambda: str(kept.append(1)))
    assert kept == []
