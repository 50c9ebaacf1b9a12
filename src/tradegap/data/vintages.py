"""Vintages: what was published by a date, and which of several prints of a figure counts then.

Pure functions on dates and frames. The rule is definition 1 of the method: a row published by the
as-of date is readable; a row published later only if its period was out by then, and it is marked.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from tradegap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Frequency = Literal["A", "M", "D"]

_COARSE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTH_IS_OUT_ON = 10  # of the second month after it
_YEAR_IS_OUT_ON = (2, 10)  # of the year after it


def last_day(text: str) -> date:
    """Return the day from which a date counts: itself, or the last day of `2018-06` or `2018`.

    Raises `DataError` for what is no date.
    """
    match = _COARSE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month = int(match[1]), int(match[2] or 12)
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        raise DataError(f"'{text}' is no date; write it as YYYY-MM-DD, YYYY-MM or YYYY.") from None


def period_available_from(period: str, frequency: Frequency) -> date:
    """Return the day on which the first figures of a period are out.

    A year (`A`) on 10 February of the next, month m (`M`) on the 10th of month m+2, a day (`D`) on
    the day after.
    """
    end = last_day(period)
    if frequency == "A":
        return date(end.year + 1, *_YEAR_IS_OUT_ON)
    if frequency == "M":
        month = end.year * 12 + end.month + 1
        return date(month // 12, month % 12 + 1, _MONTH_IS_OUT_ON)
    return end + timedelta(days=1)


def published_on(frame: pd.DataFrame, columns: Sequence[str]) -> list[date | None]:
    """Return each row's date of publication, the latest of its vintage columns, if it has any."""
    parsed = [_each(frame[column], last_day) for column in columns]
    return [_latest(days) for days in zip(*parsed, strict=True)]


def available_from(frame: pd.DataFrame, column: str, frequency: Frequency) -> list[date | None]:
    """Return for each row the day on which the first figures of its period were out."""
    return _each(frame[column], lambda text: period_available_from(text, frequency))


def readable(
    frame: pd.DataFrame,
    published: Sequence[date | None],
    available: Sequence[date | None] | None,
    as_of: date,
) -> pd.DataFrame:
    """Return the rows that may be read on `as_of`, with `published` and `later_vintage`.

    `available` is `None` for a table whose rows have no period: nothing later is readable then.
    A row without a publication date belongs to an undated table (titles, nomenclature).
    """
    import numpy as np

    out = available if available is not None else [None] * len(published)
    by_then = [day is None or day <= as_of for day in published]
    later = [
        not now and day is not None and day <= as_of for now, day in zip(by_then, out, strict=True)
    ]
    rows = frame.assign(published=np.array(published, dtype=object), later_vintage=later)
    keep = [now or then for now, then in zip(by_then, later, strict=True)]
    return rows.loc[keep].reset_index(drop=True)


def pick(rows: pd.DataFrame, identity: Sequence[str]) -> pd.DataFrame:
    """Return one row per `identity`: the last published in time, else the earliest later vintage.

    `rows` come from `readable`; the order of the file is kept.
    """
    if rows.empty:
        return rows
    age = [day.toordinal() if day is not None else 0 for day in rows["published"]]
    late = rows["later_vintage"].tolist()
    # in time: later is better; out of time: earlier is better, and worse than any in time
    rank = [(0, -n) if not is_late else (1, n) for n, is_late in zip(age, late, strict=True)]
    best: dict[tuple[object, ...], int] = {}
    for place, identity_of_row in enumerate(
        rows[list(identity)].itertuples(index=False, name=None)
    ):
        known = best.get(identity_of_row)
        if known is None or rank[place] < rank[known]:
            best[identity_of_row] = place
    return rows.iloc[sorted(best.values())].reset_index(drop=True)


def _each(column: pd.Series, rule: Callable[[str], date]) -> list[date | None]:
    known = {value: rule(str(value)) for value in column.dropna().unique()}
    return [known.get(value) for value in column]


def _latest(days: Sequence[date | None]) -> date | None:
    stated = [day for day in days if day is not None]
    return max(stated) if stated else None
