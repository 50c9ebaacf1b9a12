"""Where a figure was read: addresses as links, dates in words, and an honest word where none is."""

from __future__ import annotations

import pytest

from tradegap.data.catalog import read_catalog
from tradegap.reporting.source_words import source_words, where_read, without_addresses

READ = "Taipei Times 2018-05-19, http://www.taipeitimes.com/News/2018/05/19/2003693318"


def test_an_address_is_a_link_and_a_date_is_in_words() -> None:
    assert source_words(READ) == (
        "Taipei Times 19 May 2018, "
        "[taipeitimes.com](<http://www.taipeitimes.com/News/2018/05/19/2003693318>)"
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("http://a.org/b_c.htm; RFD-TV", "[a.org](<http://a.org/b_c.htm>); RFD-TV"),
        ("https://a.org/files/2019-08-07_I.html (also *c*)",
         r"[a.org](<https://a.org/files/2019-08-07_I.html>) (also \*c\*)"),
        ("(https://a.org/b).", "([a.org](<https://a.org/b>))."),
        ("press copies", "press copies"),
    ],
)  # fmt: skip
def test_what_stands_around_an_address_is_no_part_of_it(text: str, links: str) -> None:
    assert source_words(text) == links


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (READ, "Taipei Times 19 May 2018"),
        ("Reuters, copy at https://a.org/b", "Reuters"),
        ("A, https://a.org/b; also B, https://b.org", "A; also B"),
        ("A, https://a.org/b in press copies", "A in press copies"),
        ("USDA, April 2025; publisher, https://a.org/b", "USDA, April 2025"),
    ],
)
def test_a_table_names_the_publication_alone(text: str, told: str) -> None:
    assert without_addresses(text) == told


def test_a_figure_without_any_address_says_so() -> None:
    tables = read_catalog()
    story, census = tables.table("news_2018_06_02"), tables.table("goods_monthly_usa_chn")
    assert where_read({"source": ""}, story) == "no address on record"
    assert where_read({"source": "a copy"}, story) == "read in a copy; no address on record"
    assert where_read({"source": "https://a.org/b"}, story) == "read in [a.org](<https://a.org/b>)"
    assert where_read({"source": ""}, census) == ""
    assert where_read({"source": "a copy"}, census) == "read in a copy"
