"""To when a report's figures go, when these were published, and when the next can be expected.

The one table that a report follows speaks for it: the monthly figures of the balance, or, where a
case has none, the yearly ones. Its rows say when they were published; where a row was first printed
before the vintage that is in the table, the schedule of the method says when it was out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tradegap.data.case import PARTNER_TABLES, Case
from tradegap.data.judged import PARTNER, SERVICES
from tradegap.data.vintages import last_day, period_available_from
from tradegap.model.names import dates_in_words
from tradegap.reporting.numbers import format_date
from tradegap.reporting.text import Sentence

if TYPE_CHECKING:
    import pandas as pd

MONTHS_BETWEEN = {"A": 12, "M": 1, "D": 1}  # of daily figures the files are monthly


@dataclass(frozen=True)
class Recency:
    """A table, the last period that it has whole, its day of publication, and the next such day.

    `by_schedule` says that the day of publication is the schedule's, for the table has a later
    vintage alone. `following` is an assumption: one interval of the table's schedule, a month or
    a year, after the last publication. `further` tells which of its figures go further than the
    last whole period, and to when: `exports to 2026-05`.
    """

    table: str
    title: str
    period: str
    published: date
    by_schedule: bool
    following: date
    further: str = ""


def recency(case: Case) -> Recency | None:
    """Return how recent the figures are that a case follows, by its as-of date; `None` without any.

    Reads the whole table; a month counts only if every figure of it is there.
    """
    name = _followed(case)
    entry = case.figures.catalog.table(name)
    if entry.period is None:
        return None
    period, frequency = entry.period.column, entry.period.frequency
    numbers = [n for n, c in entry.columns.items() if c.numeric and n != period]
    table = case.figures.table(name)
    holes = table[numbers].isna()
    lacks = holes.any(axis=1) if frequency == "M" else holes.all(axis=1)
    rows = table[~lacks]  # of a year one flow may never be published
    if rows.empty:
        return None
    last = rows.sort_values(period, kind="stable").iloc[-1]
    text = str(last[period])
    by_schedule = bool(last["later_vintage"])
    published = period_available_from(text, frequency) if by_schedule else last["published"]
    if published is None:
        return None
    following = _later(published, MONTHS_BETWEEN[frequency])
    further = _further(table.set_index(period)[numbers], text)
    return Recency(name, entry.title, text, published, by_schedule, following, further)


def recency_results(case: Case, under: str = "report") -> dict[str, Any]:
    """Return the same as results: `report.data_to` and, for dates as ISO, the days around it.

    Of a case in hindsight they stand `under` the name `hindsight`.
    """
    known = recency(case)
    return {
        f"{under}.data_table": known and known.table,
        f"{under}.data_to": known and known.period,
        f"{under}.data_published": known and known.published.isoformat(),
        f"{under}.data_next": known and known.following.isoformat(),
        f"{under}.data_further": known and (known.further or None),
    }


def say_recency(case: Case) -> Sentence:
    """Say to when the figures go, when they were published and when the next can be expected."""
    known = recency(case)
    if known is None:
        return Sentence("This report follows no table that is published by a schedule.")
    how = (
        "The table has them in a later vintage; their first figures were out by the schedule of "
        "the method."
        if known.by_schedule
        else ""
    )
    beyond = f" ({dates_in_words(known.further)})" if known.further else ""
    told = (
        f"The figures that this report follows, *{known.title}*, go to {format_date(known.period)}"
        f"{beyond} and were out on {format_date(known.published)}. {how} The next can be expected "
        f"about {format_date(known.following)}: an assumption, one interval of their own schedule "
        "later."
    )
    return Sentence(" ".join(told.split()))


def _followed(case: Case) -> str:
    """Return the table that speaks for a case: that of the figures that it is judged on."""
    if not case.scenario.has_baseline:
        return next(name for name in case.tables if name in PARTNER_TABLES)
    others = {"partner": PARTNER, "reporter_with_services": SERVICES}
    return others.get(case.judged_on) or case.scenario.baseline.monthly


def _further(table: pd.DataFrame, whole: str) -> str:
    """Return which columns have figures after the last whole period, and to when each has them."""
    last = table.apply(lambda column: str(column.dropna().index.max()))
    further = {str(name).partition("_")[0]: to for name, to in last.items() if to > whole}
    return ", ".join(f"{name} to {to}" for name, to in further.items())


def _later(day: date, months: int) -> date:
    """Return the day so many months later, the last of its month where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    end = last_day(f"{year}-{month + 1:02d}")
    return end.replace(day=min(day.day, end.day))
