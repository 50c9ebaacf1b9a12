"""The small parts of the way to Typst: literals, places in a table, safe drawings, titles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from tradegap.reporting import style
from tradegap.reporting.typst.breaks import breaks
from tradegap.reporting.typst.compile import FONTS, TEMPLATE
from tradegap.reporting.typst.document import Document, slugs
from tradegap.reporting.typst.drawings import safe_drawing
from tradegap.reporting.typst.front import Front, front_of
from tradegap.reporting.typst.glyphs import substitutes
from tradegap.reporting.typst.html_table import html_rows
from tradegap.reporting.typst.links import linked
from tradegap.reporting.typst.markdown import MarkdownBlocks
from tradegap.reporting.typst.markup import EMPTY, Markup, string, with_seams
from tradegap.reporting.typst.tables import Cell, Row, is_numeric, placed
from tradegap.reporting.typst.widths import COMFORTABLE, WIDEST, Column, laid_out, width_of


@given(st.text())
def test_a_literal_is_one_line_and_ends_where_it_should(text: str) -> None:
    literal = string(text)
    assert re.fullmatch(r'"(?:[^"\\\n]|\\["\\n])*"', literal)


@given(st.text())
def test_seams_change_nothing_but_where_a_line_may_break(text: str) -> None:
    assert with_seams(text).replace("\u200b", "") == text.replace("\u200b", "")


def row(*spans: tuple[int, int], head: bool = False) -> Row:
    return Row(tuple(Cell(EMPTY, across=a, down=d) for a, d in spans), head=head)


SPANS = st.tuples(st.integers(1, 5), st.integers(1, 5))


@given(st.lists(st.lists(SPANS, max_size=5), max_size=6), st.integers(0, 3))
def test_cells_never_overlap_and_stay_in_their_part(
    rows: list[list[tuple[int, int]]], heads: int
) -> None:
    grid = placed([row(*spans, head=n < heads) for n, spans in enumerate(rows)])
    covered = [(p.x + i, p.y + j) for p in grid for i in range(p.across) for j in range(p.down)]
    assert len(covered) == len(set(covered))
    for place in grid:
        end = min(heads, len(rows)) if place.y < heads else len(rows)
        assert place.y + place.down <= end


HEADS = ("the low of all US$ bn", "the high of all US$ bn", "the high, of the target %")
TEXTS = st.lists(st.text(alphabet="ab 1.mW", max_size=90), min_size=1, max_size=4)
COLUMNS = st.lists(st.builds(Column, TEXTS, TEXTS, st.booleans()), min_size=1, max_size=12)


@given(COLUMNS)
def test_no_column_is_narrower_than_what_can_not_break(columns: list[Column]) -> None:
    layout = laid_out(columns)
    for share, column in zip(layout.shares, columns, strict=False):
        assert share >= round(column.floor, 2)
    room = WIDEST if layout.wide else COMFORTABLE
    assert layout.size == 5.0 or sum(layout.shares) * layout.size <= room * 9.1


@pytest.mark.parametrize("text", ["1,234.5", "−3", "35%", "US$200 bn", "NaN", "–", "1e-05", "(12)"])
def test_numbers_are_known_as_such(text: str) -> None:
    assert is_numeric(text)


@pytest.mark.parametrize("text", ["goods", "2018-06-02 by noon", "1 of 2", "", "HS 1201"])
def test_words_are_not_numbers(text: str) -> None:
    assert not is_numeric(text)


def test_a_drawing_loses_what_acts_or_loads_and_keeps_what_draws() -> None:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'onload="x()" width="9" height="9"><script>x()</script><style>@import url(http://x);'
        '.a{fill:var(--b, #00f)}</style><rect id="r" style="fill: var(--no)"/>'
        '<use xlink:href="#r"/><image href="http://x/y.png"/>'
        '<image xlink:href="data:image/png;base64,AAAA"/>'
        '<a href="javascript:x"><text>kept</text></a><foreignObject>gone</foreignObject></svg>'
    )
    drawing = (safe_drawing(source) or b"").decode()
    for gone in ("script", "onload", "http://x", "var(", "foreign", "@import"):
        assert gone not in drawing
    for kept in ("kept", 'href="#r"', "data:image/png", "fill:#00f", "currentColor"):
        assert kept in drawing


@pytest.mark.parametrize("source", ["", "<svg", "<p/>", '<svg width="0" height="9"/>',
                                    '<!DOCTYPE s [<!ENTITY a "b">]><svg>&a;</svg>'])  # fmt: skip
def test_what_is_no_drawing_is_refused(source: str) -> None:
    assert safe_drawing(source) is None


def test_marks_go_before_letters_do() -> None:
    assert substitutes(["q", "\u0363", "\u4e2d"]) == {"\u0363": ""}
    assert substitutes(["a", "\u4e2d", "\u2705"]) == {
        "\u4e2d": "□",
        "\u2705": "[white heavy check mark]",
    }
    assert substitutes(["a"]) == {}


def test_money_is_no_mathematics() -> None:
    document = Document()
    MarkdownBlocks(document).blocks("US$5 and US$6; $200 bn, then $100 bn; between $3 and $4.")
    assert "math" not in document.notices
    MarkdownBlocks(document).blocks("$a_1$")
    assert "math" in document.notices


def test_headings_follow_one_another_without_a_gap() -> None:
    document = Document()
    blocks = MarkdownBlocks(document).blocks("### a\n\n# b\n\n###### c\n\n###### d\n\n## e")
    assert [block.split("(")[1][0] for block in blocks] == ["1", "1", "2", "2", "2"]


def test_names_by_which_a_heading_is_linked() -> None:
    assert slugs("The US's  surplus") == ("The-US's-surplus", "the-uss-surplus")


def test_a_foreign_notebook_takes_its_title_from_its_first_heading() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# A *b* [c](d)\n\ntext")])
    assert front_of(notebook, "stem").title == "A b c"
    assert notebook.cells[0].source.strip() == "text"
    assert front_of(new_notebook(), "stem").title == "stem"


def test_the_template_uses_the_palette_alone() -> None:
    used = set(re.findall(r'rgb\("(#\w+)"\)', TEMPLATE.read_text(encoding="utf-8")))
    assert used <= {*style.PALETTE.values(), "#f4f5f7"}


def test_fonts_are_small_and_come_with_their_licence() -> None:
    fonts = sorted(FONTS.glob("*.ttf"))
    assert [font.stem for font in fonts] == ["Inter-Bold", "Inter-Italic", "Inter-Regular",
                                             "Inter-SemiBold"]  # fmt: skip
    assert max(font.stat().st_size for font in fonts) < 400_000
    assert "SIL OPEN FONT LICENSE" in Path(FONTS, "OFL.txt").read_text(encoding="utf-8")


WORDS = "a long explanation that takes many more words than one line of a table has room for " * 3


def test_the_column_with_most_to_say_gets_the_room_that_others_do_not_need() -> None:
    slim = Column(["US$5 bn", "0%"], ["from"], numeric=True)
    name = Column(["Target", "Tariff"], ["what"], numeric=False)
    layout = laid_out([name, slim, slim, Column([WORDS, WORDS], ["how"], numeric=False)])
    assert layout.shares[3] > 0.5 * sum(layout.shares)
    assert max(layout.lines) <= 6


def test_numbers_under_long_heads_leave_room_to_a_column_with_more_to_say() -> None:
    """Heads take three lines where that spares a text more than it costs them."""
    dates = Column(["23 May 2018", "May 2018", ""], ["published"], numeric=False)
    numbers = [Column(["60", "100"], [head], numeric=True) for head in HEADS]
    said = Column(["some words that go on " * 8, "hard to get", ""], ["what"], numeric=False)
    layout = laid_out([dates, *numbers, said])
    assert layout.shares[0] >= dates.natural  # a date isn't broken for it
    assert all(
        share < column.natural for share, column in zip(layout.shares[1:], numbers, strict=False)
    )
    assert max(layout.lines) <= 4
    long = Column(["24 September 2018", "", ""], ["published"], numeric=False)
    assert laid_out([long, *numbers, said]).shares[0] >= long.natural


def test_a_low_table_stays_whole_and_a_long_one_keeps_three_rows_and_its_source_together() -> None:
    low = breaks([1] * 10, 9.0, "Source: a bureau.")
    assert low.whole
    assert set(low.rooms) == {0, 7}  # for the case that it can't stay whole
    assert breaks([1] * 5, 9.0, "Source: a bureau.").rooms == {}
    long = breaks([1] * 40, 9.0, "Source: a bureau.")
    row = 8.4 + 0.75 * 9
    assert not long.whole
    assert set(long.rooms) == {0, 37}
    assert long.rooms[0] == pytest.approx(3 * row)
    assert long.rooms[37] > 3 * row + 11
    assert set(breaks([4] * 9, 9.0, "Source: a bureau.").rooms) == {0, 7}  # two tall rows do
    tall = breaks([30] * 9, 9.0, "")
    assert set(tall.rooms) == {0, 8}  # one row, for three would be more than a page may give


def test_a_running_head_has_a_title_or_a_part_of_it_that_stands_alone() -> None:
    def short(title: str) -> str:
        front = str(Front(title).markup(headline=EMPTY, entries=1, ours=True))
        return front.partition('"short": ')[2]

    assert short("Short").startswith('"Short"')
    assert short("The part of a title before its colon: what comes behind it").startswith(
        '"The part of a title before its colon"'
    )
    assert short("A title of many words that has no colon, or has none in time: none").startswith(
        '"A title of many words that has no colon …"'
    )


def test_a_short_unit_is_one_word() -> None:
    html = '<table><tr><th>high <span class="unit">US$ bn</span></th></tr></table>'
    table = BeautifulSoup(html, "html.parser").table
    assert table is not None
    (row,) = html_rows(table, string_of)
    assert row.cells[0].text == "high US$\u00a0bn"
    assert Column([], [row.cells[0].text], numeric=True).floor >= 1.06 * width_of("US$\u00a0bn")


def string_of(tag: object, _: bool) -> Markup:
    return string(str(tag))


def test_no_line_ends_within_an_amount_that_has_a_note() -> None:
    document = Document(notes={"one": {"abc": 1}}, chapter="one")
    amount = linked(document, "#n-abc", string("US$8.9 bn"))
    assert string("US$8.9\u00a0bn") in amount
    sentence = string("with exports of the year before at 21.4 bn")
    assert sentence in linked(document, "#n-abc", sentence)
