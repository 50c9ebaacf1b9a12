"""A cell that doesn't fit is printed with its row, its column and its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradegap.data.catalog import read_catalog
from tradegap.data.tables import read_table
from tradegap.errors import DataError

from .conftest import BY_YEAR, FACTS, write

HEAD = "year,hs2,usd_mn,as_published\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2017,01,ten,2018", "row 2, usd_mn: 'ten', expected a number"),
        ("2017,01,-1,2018", "row 2, usd_mn: '-1', expected at least 0"),
        ("2017,01,nan,2018", "row 2, usd_mn: 'nan', expected a number"),
        ("17,01,1,2018", "row 2, year: '17', expected a year"),
        ("2017,01,1,2018-02-31", "row 2, as_published: '2018-02-31', expected a day that exists"),
        ("2017,01,1,June 2018", "row 2, as_published: 'June 2018', expected a date"),
        ("2017,,1,2018", "row 2, hs2: empty, expected a value"),
        ("2017,01,1,2018\n2017,02,2,2018", "row 3, key year=2017, as_published=2018: stands twice"),
    ],
)
def test_offending_rows_are_printed(small: Path, row: str, told: str) -> None:
    write(small, HEAD + row + "\n", FACTS)
    with pytest.raises(DataError) as caught:
        read_table(read_catalog(small), "by_year", small)
    message = str(caught.value)
    assert told in message
    assert "reference/by_year.csv" in message
    assert "restore" in message


def test_at_most_ten_rows_are_printed(small: Path) -> None:
    write(small, BY_YEAR, "id,kind\n" + "".join(f"r{n},odd\n" for n in range(25)))
    with pytest.raises(DataError, match="25 cell") as caught:
        read_table(read_catalog(small), "facts", small)
    message = str(caught.value)
    assert message.count("'odd', expected one of good, bad") == 10
    assert "and 15 more" in message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("id,kind,extra\na,good,1\n", "extra"),
        ("id\na\n", "kind"),
        ("kind,id\ngood,a\n", "order of its columns"),
        ("", "is no CSV table"),
        ('id,kind\na,"good\n', "is no CSV table"),
    ],
)
def test_columns_are_those_of_the_catalog(small: Path, content: str, told: str) -> None:
    write(small, BY_YEAR, content)
    with pytest.raises(DataError, match=told):
        read_table(read_catalog(small), "facts", small)


def test_codes_keep_leading_zeros_and_missing_stays_missing(small: Path) -> None:
    frame = read_table(read_catalog(small), "by_year", small)
    assert frame["hs2"].tolist() == ["01", "01", "01"]
    assert frame["usd_mn"].tolist()[:2] == [10.5, 11.0]
    assert frame["usd_mn"].isna().tolist() == [False, False, True]
    assert frame["year"].dtype == "int64"
