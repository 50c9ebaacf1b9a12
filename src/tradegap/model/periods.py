"""Months and windows: the calendar arithmetic of targets and pledges."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from tradegap.errors import ModelError
from tradegap.model.shown import Shown

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that a date of a scenario or a parameter can have."""


@dataclass(frozen=True, order=True)
class Window(Shown):
    """A run of whole months, both ends included, `2018-06` to `2019-05`."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if month_number(self.last) < month_number(self.first):
            raise ModelError(f"The window {self.first} to {self.last} ends before it begins.")

    @property
    def months(self) -> tuple[str, ...]:
        """Name every month of the window, in order."""
        first, last = month_number(self.first), month_number(self.last)
        return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1))

    @property
    def label(self) -> str:
        """Say the window in words: `June 2018 to May 2019`, or `2020` for a calendar year."""
        if self.first[:4] == self.last[:4] and self.first[5:] == "01" and self.last[5:] == "12":
            return self.first[:4]
        return f"{month_in_words(self.first)} to {month_in_words(self.last)}"


def calendar_year(year: int) -> Window:
    """Return January to December of a year."""
    return Window(f"{year}-01", f"{year}-12")


def month_number(month: str) -> int:
    """Return months since year 0 for `YYYY-MM`; raises `ModelError` for anything else."""
    match = _MONTH.fullmatch(month) if isinstance(month, str) else None
    if not match or not 1 <= int(match[2]) <= 12:
        raise ModelError(f"'{month}' is no month; write it as YYYY-MM, for example 2018-06.")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_in_words(month: str) -> str:
    """Return `June 2018` for `2018-06`."""
    number = month_number(month)
    return f"{calendar.month_name[number % 12 + 1]} {number // 12}"


def read_day(text: str) -> date:
    """Return the day of `YYYY-MM-DD`; raises `ValueError`, which says how to write it."""
    try:
        day = date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise ValueError("is no date; write it as YYYY-MM-DD, such as 2018-06-02") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}; write another date")
    return day


def years_between(first: date, last: date) -> float:
    """Return the length in years of the days `first` to `last`, both included.

    A span that ends the day before an anniversary is a whole number of years; any other one is its
    days over 365.25. Raises `ModelError` if it ends before it begins.
    """
    end = last + timedelta(days=1)
    if end <= first:
        raise ModelError(f"The window {first} to {last} ends before it begins.")
    whole = end.year - first.year
    if whole and (end.month, end.day) == (first.month, first.day):
        return float(whole)
    return (end - first).days / 365.25
