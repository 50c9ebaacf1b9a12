"""What may be read on a date, and which of several prints counts then."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.data.vintages import last_day, period_available_from, pick, published_on, readable
from tradegap.errors import DataError

DATES = st.dates(min_value=date(1985, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-06-06", date(2018, 6, 6)),
        ("2018-06", date(2018, 6, 30)),
        ("2016-02", date(2016, 2, 29)),
        ("2018", date(2018, 12, 31)),
    ],
)
def test_a_coarse_date_counts_from_its_last_day(text: str, day: date) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize("text", ["", "18", "2018-13", "2018-02-30", "June 2018", "2018-6", "0000"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="is no date"):
        last_day(text)


@pytest.mark.parametrize(
    ("period", "frequency", "day"),
    [
        ("2017", "A", date(2018, 2, 10)),
        ("2018-03", "M", date(2018, 5, 10)),
        ("2018-11", "M", date(2019, 1, 10)),
        ("2018-12", "M", date(2019, 2, 10)),
        ("2018-05-31", "D", date(2018, 6, 1)),
    ],
)
def test_when_a_period_is_out(period: str, frequency: str, day: date) -> None:
    assert period_available_from(period, frequency) == day  # type: ignore[arg-type]


@given(DATES, DATES)
def test_a_later_month_is_never_out_earlier(a: date, b: date) -> None:
    first, second = sorted([f"{a:%Y-%m}", f"{b:%Y-%m}"])
    assert period_available_from(first, "M") <= period_available_from(second, "M")
    assert period_available_from(first, "M") > last_day(first) + timedelta(days=31)


def test_two_vintage_columns_count_from_the_later() -> None:
    frame = pd.DataFrame({"a": ["2017-01", "2026-07-07"], "b": ["2026-02-28", None]})
    assert published_on(frame, ["a", "b"]) == [date(2026, 2, 28), date(2026, 7, 7)]


@given(st.lists(st.tuples(st.sampled_from([2015, 2016, 2017]), DATES), max_size=12), DATES)
def test_readable_and_pick_follow_the_definition(rows: list[tuple[int, date]], as_of: date) -> None:
    """Worked anew: the last print by the date, else the earliest later one if its period is out."""
    frame = pd.DataFrame({"year": [y for y, _ in rows], "place": range(len(rows))})
    published = [day for _, day in rows]
    out = [date(year + 1, 2, 10) for year, _ in rows]
    picked = pick(readable(frame, published, out, as_of), ["year"])
    for year in (2015, 2016, 2017):
        days = [day for y, day in rows if y == year]
        by_then, after = [d for d in days if d <= as_of], [d for d in days if d > as_of]
        found = picked.loc[picked["year"] == year]
        if by_then:
            assert found["published"].tolist() == [max(by_then)]
            assert found["later_vintage"].tolist() == [False]
        elif after and date(year + 1, 2, 10) <= as_of:
            assert found["published"].tolist() == [min(after)]
            assert found["later_vintage"].tolist() == [True]
        else:
            assert found.empty


def test_without_a_period_nothing_later_is_readable() -> None:
    frame = pd.DataFrame({"id": ["a", "b"]})
    rows = readable(frame, [date(2018, 6, 1), date(2018, 6, 5)], None, date(2018, 6, 2))
    assert rows["id"].tolist() == ["a"]
    assert not rows["later_vintage"].any()
