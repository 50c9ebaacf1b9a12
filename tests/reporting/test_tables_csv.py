"""Tables as CSV: full precision, missing empty, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.model.quantity import Quantity
from tradegap.reporting.tables import table_csv


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    cell = f"{start}HYPERLINK(1)"
    harmless = f"'{cell}".replace("\r", "\n")
    assert read(table_csv(pd.DataFrame({"a": [cell]})))[1] == [harmless]
    assert read(table_csv(pd.DataFrame({cell: [1]})))[0] == [harmless]


def test_typed_numbers_are_never_touched() -> None:
    frame = pd.DataFrame(
        {"a": [-1.5, -2.0], "b": [-3, 4], "c": [Quantity(-0.1, "share"), np.float64(-1e-9)]}
    )
    assert table_csv(frame) == "a,b,c\n-1.5,-3,-0.1\n-2.0,4,-1e-09\n"


def test_missing_is_empty() -> None:
    frame = pd.DataFrame(
        {
            "a": [None, "x"],
            "b": [float("nan"), 1.0],
            "c": [pd.NaT, pd.Timestamp("2018-06-02")],
            "d": [Quantity(None, "USD bn"), Quantity(0.0, "USD bn")],
        }
    )
    assert table_csv(frame) == "a,b,c,d\n,,,\nx,1.0,2018-06-02,0.0\n"


def test_lines_end_in_a_line_feed_and_quotes_are_doubled() -> None:
    text = table_csv(
        pd.DataFrame({"a": ['say "so", then'], "b": [dt.date(2018, 6, 2)], "c": [True]})
    )
    assert text == 'a,b,c\n"say ""so"", then",2018-06-02,true\n'


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_come_back_exactly(values: list[float]) -> None:
    assert [float(row[0]) for row in read(table_csv(pd.DataFrame({"a": values})))[1:]] == values


@given(st.lists(st.text(), min_size=1))
def test_no_text_begins_like_a_formula(values: list[str]) -> None:
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object), "b": 1})
    for line in read(table_csv(frame)):
        assert not line[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
