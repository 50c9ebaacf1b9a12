"""Tables as accessible HTML, and numbers as people write them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import InputError
from tradegap.model.quantity import Quantity
from tradegap.reporting import numbers
from tradegap.reporting.tables import Column, table_csv, table_html, table_text

SURPLUS = Quantity(-375.2, "USD bn", None, "balance")
FRAME = pd.DataFrame(
    {
        "year": [2016, 2017, 2018],
        "balance": [-346.8, SURPLUS, None],
        "exports_mn": [115602.1, 129893.6, float("nan")],
        "share": [0.35, 1.0, pd.NA],
        "said": ["<b>&", "=1+1", None],
    }
)
COLUMNS = [
    Column("year", "Year"),
    Column("balance", "Balance", "US$ bn", 1, missing="not known"),
    Column("exports_mn", "Exports", "US$ mn", 0),
    Column("share", "Share", format="percent"),
    Column("said", "Said <so>"),
]


def parsed(**changes: object) -> BeautifulSoup:
    words = {"caption": "A & B", "source": "Census <x>", "notes": ["A note."], **changes}
    return BeautifulSoup(table_html(FRAME, COLUMNS, **words), "html.parser")


def test_every_head_has_its_scope_and_the_unit_stands_in_it() -> None:
    soup = parsed()
    assert [th["scope"] for th in soup.thead.find_all("th")] == ["col"] * 5
    assert [row.find("th")["scope"] for row in soup.tbody.find_all("tr")] == ["row"] * 3
    assert soup.thead.find_all("th")[1].find(class_="unit").text == "US$ bn"
    assert len(soup.find_all("table")) == len(soup.find_all("caption")) == 1


def test_numbers_are_aligned_and_years_are_no_thousands() -> None:
    rows = [[c.get_text() for c in tr.children] for tr in parsed().tbody.find_all("tr")]
    assert rows[0] == ["2016", "\u2212346.8", "115,602", "35", "<b>&"]
    assert rows[1] == ["2017", "\u2212375.2", "129,894", "100", "=1+1"]
    first = parsed().tbody.find("tr")
    assert [("num" in c.get("class", [])) for c in first.children] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_missing_is_a_dash_that_says_so_and_never_zero() -> None:
    last = parsed().tbody.find_all("tr")[2]
    for cell, words in zip(
        last.find_all("td"), ["not known", "not stated", "not stated", "not stated"], strict=True
    ):
        assert cell.get_text() == "–"
        assert cell.span["aria-label"] == cell.span["title"] == words
    assert "– means not known or not stated." in parsed().find("p", class_="source").text


def test_a_quantity_links_to_its_node() -> None:
    link = parsed().find("a")
    assert link["href"] == f"#n-{SURPLUS.node_id}"
    assert link.text == "\u2212375.2"


def test_text_is_escaped_where_it_enters() -> None:
    html = table_html(FRAME, COLUMNS, "<i>c</i>", "<script>", ["<u>"])
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find(["i", "b", "u", "script"])
    assert soup.caption.text == "<i>c</i>"


def test_a_row_of_totals_is_set_off() -> None:
    assert parsed(totals=["2017"]).find("tr", class_="total").th.text == "2017"


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="no column exprots"):
        table_html(FRAME, [Column("exprots")], "c", "s")


def test_a_series_is_no_cell() -> None:
    frame = pd.DataFrame(
        {"a": ["x"], "b": [Quantity(np.array([1.0, 2.0]), "share", index=("a", "b"))]}
    )
    with pytest.raises(InputError, match="one value"):
        table_html(frame, [Column("a"), Column("b")], "c", "s")


def test_as_text_the_columns_line_up() -> None:
    lines = table_text(FRAME, COLUMNS[:3], "Caption", "Census").splitlines()
    assert lines[0] == "Caption"
    assert (
        len(
            {
                line.index(end) + len(end)
                for line, end in zip(lines[2:4], ("115,602", "129,894"), strict=True)
            }
        )
        == 1
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "yes"),
        (np.bool_(False), "no"),
        (dt.date(2018, 6, 2), "2 June 2018"),
        (pd.Timestamp("2018-06-02"), "2 June 2018"),
        (np.int64(1234), "1,234"),
        (Decimal("1234.56"), "1,234.6"),
        (np.float32(0.5), "0.5"),
        ("words", "words"),
    ],
)
def test_a_cell_shows_what_it_holds(value: object, shown: str) -> None:
    assert Column("x").text(value) == shown


def test_formats_of_a_column() -> None:
    assert Column("x", format="signed").text(72.6) == "+72.6"
    assert Column("x", format="plain").text(2018) == "2018"
    assert Column("x", format=lambda v: f"{v}!").text(1) == "1!"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234.5, 1, "1,234.5"),
        (-5.4, 1, "\u22125.4"),
        (0.05, 1, "0.1"),  # halves away from zero
        (2.675, 2, "2.68"),  # as it is written, not as binary holds it
        (-0.04, 1, "0.0"),  # no negative zero
        (375167.9, -3, "375,000"),
        (None, 1, "not stated"),
        (float("nan"), 1, "not stated"),
        (10**15, 0, "1,000,000,000,000,000"),
    ],
)
def test_numbers(value: float | None, decimals: int, shown: str) -> None:
    assert numbers.format_number(value, decimals) == shown


def test_infinity_is_not_printed() -> None:
    with pytest.raises(ValueError, match="infinite"):
        numbers.format_number(float("inf"))


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_printed_number_reads_back_within_half_a_digit(value: float, decimals: int) -> None:
    text = numbers.format_number(value, decimals).replace(",", "").replace("\u2212", "-")
    assert abs(float(text) - value) <= 0.5 * 10**-decimals + 2 * math.ulp(value)


def test_money_shares_and_changes() -> None:
    assert numbers.format_usd_bn(375.2) == "US$375.2 bn"
    assert numbers.format_usd_bn(-5.4) == "\u2212US$5.4 bn"
    assert numbers.format_money(495.6, "AUD") == "A$495.6 bn"
    assert numbers.format_money(1.0, "NZD", "mn", 0) == "NZD 1 mn"
    assert numbers.format_usd_bn(None) == "not stated"
    assert numbers.format_share_as_percent(0.35) == "35%"
    assert numbers.format_share_as_percent(0.145, 0) == "15%"  # not 14, as binary would have it
    assert numbers.format_share_as_percent(None, missing="not known") == "not known"
    assert numbers.format_signed(0.0) == "0.0"
    assert numbers.format_signed(-2.0) == "\u22122.0"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2018-06-02", "2 June 2018"),
        ("2018-06", "June 2018"),
        ("2018", "2018"),
        (dt.date(2018, 12, 31), "31 December 2018"),
        (None, "not stated"),
    ],
)
def test_dates(day: dt.date | str | None, shown: str) -> None:
    assert numbers.format_date(day) == shown


@pytest.mark.parametrize("day", ["2018-6-2", "2 June 2018", "2018-13", "2018-02-30"])
def test_what_is_no_date_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        numbers.format_date(day)


def test_a_cell_that_is_an_address_is_a_link_shown_by_its_host() -> None:
    address = "https://www.census.gov/foreign-trade/balance/c5700.html?a=1&b"
    frame = pd.DataFrame({"table": ["goods", "other"], "where": [address, f"see {address}"]})
    html = table_html(frame, [Column("table"), Column("where")], "Sources", "own")
    assert f'<a href="{address.replace("&", "&amp;")}">www.census.gov</a>' in html
    assert html.count("<a ") == 1
    assert address in table_csv(frame)
