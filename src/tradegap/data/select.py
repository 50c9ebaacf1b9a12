"""Choose rows by what they are about, and say in one sentence why none or several were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tradegap.data.catalog import Table
from tradegap.data.vintages import period_available_from
from tradegap.errors import DataError
from tradegap.model.names import cell_in_words

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 10
_NAMED = {"hs2": "HS"}  # codes that would read as numbers


def is_list(value: Any) -> bool:
    """Tell whether a condition asks for several rows."""
    return isinstance(value, list | tuple | set | frozenset | range)


def matching(rows: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows that fit every condition; a list fits any of its members."""
    for column, wanted in where.items():
        texts = {_text(w) for w in (wanted if is_list(wanted) else [wanted])}
        rows = rows.loc[[_text(cell) in texts for cell in rows[column]]]
    return rows


def first_hole(rows: pd.DataFrame, where: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first member of a list that no row has, as a condition; empty if all are there."""
    for column, wanted in where.items():
        if is_list(wanted):
            there = {_text(cell) for cell in rows[column]}
            for member in wanted:
                if _text(member) not in there:
                    return {column: member}
    return {}


def one_of(
    rows: pd.DataFrame, column: str | None, default: str | None, name: str, of: str
) -> str | None:
    """Return the one unit or basis of the rows, from the column that states it or the catalog's.

    Raises `DataError` if the rows differ: two units or bases are no one series.
    """
    if column is None:
        return default
    stated = sorted({str(cell) for cell in rows[column].dropna()})
    if len(stated) > 1:
        raise DataError(
            f"{name}.{of}: the rows have more than one {column} ({', '.join(stated)}); "
            f"choose one with `{column}=`."
        )
    return stated[0] if stated else default


def span(names: Sequence[str], others: Sequence[str]) -> str:
    """Name the rows of a series by runs of which none in between is left out: `1 to 4 6 8 to 9`."""
    runs: list[list[str]] = []
    for name in names:
        follows = runs and others.index(runs[-1][-1]) + 1 == others.index(name)
        runs = [*runs[:-1], [*runs[-1], name]] if follows else [*runs, [name]]
    return " ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def words(where: Mapping[str, Any]) -> str:
    """Return the conditions as words for a label: `China, 2017`."""
    said = {k: cell_in_words(_text(v)) for k, v in where.items() if not is_list(v)}
    return ", ".join(f"{_NAMED[k]} {v}" if k in _NAMED else v for k, v in said.items())


def too_many(rows: pd.DataFrame, table: Table, name: str, where: Mapping[str, Any]) -> str:
    """Say that several rows match, which ones, and what would tell them apart."""
    free = [k for k in table.key if k not in where]
    return (
        f"{table.file}: {len(rows)} rows of {name} fit {_conditions(where)}, and a figure is one: "
        f"{_keys(rows, table)}; choose by {', '.join(free) or 'the key'}."
    )


def not_unique(rows: pd.DataFrame, table: Table, name: str, index: str) -> str:
    """Say that a series has two rows of one name."""
    twice = rows.loc[rows[index].duplicated(keep=False)]
    free = [k for k in table.key if k != index]
    return (
        f"{table.file}: rows of {name} share one {index} ({_keys(twice, table)}); "
        f"choose by {', '.join(free) or 'another index'}."
    )


def not_found(
    everything: pd.DataFrame, where: Mapping[str, Any], table: Table, name: str, as_of: date,
    published_only: bool,
) -> str:  # fmt: skip
    """Say why no row fits: there is none, or it was not yet known on the as-of date."""
    rows = matching(everything, where)
    if rows.empty:
        there = [f"{c} {_range(everything[c])}" for c in where]
        return (
            f"{table.file}: no row of {name} fits {_conditions(where)}; "
            f"the table has {', '.join(there) or 'no rows'}."
        )
    first: date = min(rows["published"].tolist())
    known = first
    if table.period and not published_only:
        periods = [str(cell) for cell in rows[table.period.column]]
        out = min(period_available_from(text, table.period.frequency) for text in periods)
        known = min(first, out)
    return (
        f"{table.file}: {_conditions(where) or name} was first published on {first}, after the "
        f"as-of date {as_of}; choose a later as_of, {known} or after."
    )


def _conditions(where: Mapping[str, Any]) -> str:
    shown = {c: "..." if is_list(v) else _text(v) for c, v in where.items()}
    return ", ".join(f"{column}={value}" for column, value in shown.items())


def _keys(rows: pd.DataFrame, table: Table) -> str:
    shown = [
        ", ".join(f"{k}={_text(row[k])}" for k in table.key)
        for row in rows.head(_SHOWN).to_dict("records")
    ]
    more = f"; and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return "; ".join(f"[{key}]" for key in shown) + more


def _range(column: pd.Series) -> str:
    texts = sorted({_text(cell) for cell in column.dropna()})
    if len(texts) <= _SHOWN:
        return ", ".join(texts)
    return f"{texts[0]} to {texts[-1]} ({len(texts)} in all)"


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
