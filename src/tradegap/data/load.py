"""The one door to figures: what could be read on the as-of date, and nothing else.

    figures = Figures(date(2018, 6, 2))
    figures.figure("goods_annual_vintages_usa_chn", "imports_customs_usd_mn", year=2017)

gives 505,600 USD mn; asked on 10 June 2018 it gives 505,470.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.data import recording, select
from tradegap.data.catalog import NO_BASIS, Catalog, Column, read_catalog
from tradegap.data.paths import data_dir as find_data_dir
from tradegap.data.row_digests import is_plain, label, rows_digest
from tradegap.data.tables import read_bytes, read_table
from tradegap.data.vintages import available_from, last_day, pick, published_on, readable
from tradegap.errors import DataError
from tradegap.model.shown import Shown

if TYPE_CHECKING:
    import pandas as pd

    from tradegap.model.quantity import Quantity


class Figures(Shown):
    """The figures that could be read on `as_of`; nothing is read before it is asked for."""

    def __init__(self, as_of: date, data_dir: str | Path | None = None) -> None:
        self.as_of = as_of
        self.data_dir = find_data_dir(data_dir)
        self._catalog: Catalog | None = None
        self._readable: dict[str, pd.DataFrame] = {}
        self._picked: dict[str, pd.DataFrame] = {}
        self._read: dict[str, str] = {}
        self._rows_read: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Figures({self.as_of.isoformat()})"

    @property
    def catalog(self) -> Catalog:
        """The description of every table."""
        if self._catalog is None:
            self._catalog = read_catalog(self.data_dir)
        return self._catalog

    @property
    def tables_read(self) -> dict[str, str]:
        """The sha256 of every table that was read as a whole through this door, by name."""
        return dict(sorted(self._read.items()))

    @property
    def reads(self) -> dict[str, str]:
        """What was read through this door: whole tables, and rows as `pledges[id=...]`."""
        return dict(sorted((self._read | self._rows_read).items()))

    def vintages(self, name: str) -> pd.DataFrame:
        """Return every readable row of a table with `published` and `later_vintage`.

        Raises `DataError` or `UnknownNameError`.
        """
        self._note_whole(name)
        return self._all_readable(name).copy()

    def table(self, name: str) -> pd.DataFrame:
        """Return the readable rows with one row a figure: the last vintage published by `as_of`.

        Where none was published by then, the earliest later one, which `later_vintage` marks.
        Raises `DataError` or `UnknownNameError`.
        """
        self._note_whole(name)
        return self._one_vintage(name).copy()

    def rows(self, name: str, column: str, values: Sequence[str]) -> pd.DataFrame:
        """Return the rows of `table` that have one of these codes in a column of the key.

        Only these rows count as read: what else changes in the table doesn't touch the outcome.
        Raises `DataError` for a column that isn't a code of the key.
        """
        table = self.catalog.table(name)
        if column not in table.identity or table.columns[column].type != "code":
            raise DataError(f"{name}.{column} is no code of the table's key; read the whole table.")
        self._note_rows(name, column, values)
        return select.matching(self._one_vintage(name), {column: list(values)}).copy()

    def figure(
        self, name: str, column: str, published_only: bool = False, **where: Any
    ) -> Quantity:
        """Return one published figure as a leaf, in the unit and on the basis of the catalog.

        `where` names the row (`year=2017`); naming a vintage column chooses among all vintages. A
        missing value is a quantity without value. Raises `DataError` if no row or several match, or
        if `published_only` and the figure was published after `as_of`.
        """
        entry = self._numeric(name, column)
        rows = self._rows(name, where, published_only)
        if len(rows) > 1:
            raise DataError(select.too_many(rows, self.catalog.table(name), name, where))
        row = rows.iloc[0]
        value = None if row.isna()[column] else float(row[column])
        key = {k: row[k] for k in self.catalog.table(name).key}
        return self._leaf(name, column, entry, rows, value, key, select.words(where))

    def series(self, name: str, column: str, index: str | Sequence[str], **where: Any) -> Quantity:
        """Return a column over several rows as one leaf; `index` is what names the rows.

        It is one column, or several that name a row together (a month and a group).

        A list in `where` asks for these rows (`month=window.months`); one that isn't readable is a
        `DataError`, so that a sum over a hole is never smaller. Missing values stay missing.
        """
        entry = self._numeric(name, column)
        by = [index] if isinstance(index, str) else list(index)
        for part in by:
            self.catalog.column(name, part)
        rows = self._rows(name, where, published_only=False)
        names = [" ".join(str(row[part]) for part in by) for row in rows.to_dict("records")]
        if len(set(names)) < len(names):
            raise DataError(select.not_unique(rows, self.catalog.table(name), name, by[0]))
        values = rows[column].to_numpy(dtype="float64", na_value=float("nan"))
        single = {k: v for k, v in where.items() if not select.is_list(v)}
        everything = self._rows(name, single, published_only=False)
        spans = {
            part: select.span(*(list(dict.fromkeys(map(str, r[part]))) for r in (rows, everything)))
            for part in by
            if part == by[0] or select.is_list(where.get(part))
        }
        also = {k: ", ".join(v) for k, v in where.items() if select.is_list(v) and k not in by}
        key = single | spans | also
        return self._leaf(name, column, entry, rows, values, key, select.words(key), names)

    def _leaf(
        self, name: str, column: str, entry: Column, rows: pd.DataFrame, value: Any,
        key: dict[str, object], said: str, index: list[str] | None = None,
    ) -> Quantity:  # fmt: skip
        from tradegap.model.quantity import figure_leaf

        basis = select.one_of(rows, entry.basis_column, entry.basis, name, column)
        return figure_leaf(
            value,
            unit=select.one_of(rows, entry.unit_column, entry.unit, name, column) or "",
            basis=None if basis == NO_BASIS else basis,
            label=f"{entry.title}, {said}" if said else entry.title,
            table=name,
            row=key,
            column=column,
            published=self._published(name, rows),
            later_vintage=bool(rows["later_vintage"].any()),
            source=_row_source(rows),
            index=index,
        )

    def _published(self, name: str, rows: pd.DataFrame) -> str:
        """Return when the latest of the rows was published, as coarsely as the table says it."""
        vintage = self.catalog.table(name).vintage
        latest = rows.loc[rows["published"] == max(rows["published"])].iloc[0]
        said = [str(latest[column])[:10] for column in vintage.by_row] or [str(vintage.published)]
        return next((t for t in said if last_day(t) == latest["published"]), said[0])

    def _numeric(self, name: str, column: str) -> Column:
        entry = self.catalog.column(name, column)
        if not entry.numeric:
            raise DataError(
                f"{name}.{column} is {entry.type}, no number; read it with `table('{name}')`."
            )
        return entry

    def _rows(self, name: str, where: dict[str, Any], published_only: bool) -> pd.DataFrame:
        table = self.catalog.table(name)
        for asked in where:
            self.catalog.column(name, asked)
        column = table.key[0]
        if tuple(where) == table.key == (column,) and table.columns[column].type == "code":
            values = where[column]
            self._note_rows(name, column, values if select.is_list(values) else [values])
        else:
            self._note_whole(name)
        by_vintage = any(asked in table.vintage.by_row for asked in where)
        rows = self._all_readable(name) if by_vintage else self._one_vintage(name)
        found = select.matching(rows, where)
        if published_only:
            found = found.loc[~found["later_vintage"]]
        hole = select.first_hole(found, where)
        if found.empty or hole:
            self._note_whole(name)
            everything = self._dated(name, date.max)
            asked_for = where | hole
            raise DataError(
                select.not_found(everything, asked_for, table, name, self.as_of, published_only)
            )
        return found

    def _one_vintage(self, name: str) -> pd.DataFrame:
        if name not in self._picked:
            rows, identity = self._all_readable(name), self.catalog.table(name).identity
            self._picked[name] = pick(rows, identity) if identity else rows
        return self._picked[name]

    def _all_readable(self, name: str) -> pd.DataFrame:
        if name not in self._readable:
            self._readable[name] = self._dated(name, self.as_of)
        return self._readable[name]

    def _note_whole(self, name: str) -> None:
        """Record that a table was read; at every call, since a record may begin after a read."""
        self._all_readable(name)
        self._read[name] = self.catalog.table(name).sha256
        self._note("tables", name, self._read[name])

    def _note_rows(self, name: str, column: str, values: Sequence[str]) -> None:
        """Record that rows were read; the whole table where one of the values is no code."""
        self._all_readable(name)
        table = self.catalog.table(name)
        content = read_bytes(self.data_dir, table)
        if hashlib.sha256(content).hexdigest() != table.sha256 or not all(map(is_plain, values)):
            self._note_whole(name)
            return
        for value in values:
            rows = label(name, column, value)
            self._rows_read[rows] = rows_digest(content, column, value)
            self._note("rows", rows, self._rows_read[rows])

    def _note(self, kind: str, name: str, digest: str) -> None:
        if self.data_dir == find_data_dir():
            recording.note(kind, name, digest)
        else:
            recording.note("unsure", str(self.data_dir), "is another data folder")

    def _dated(self, name: str, as_of: date) -> pd.DataFrame:
        """Return the rows readable on a date: the one place where `as_of` bounds anything."""
        table = self.catalog.table(name)
        frame = read_table(self.catalog, name, self.data_dir)
        fixed = table.vintage.published
        published: list[date | None] = [last_day(fixed) if fixed else None] * len(frame)
        if table.vintage.by_row:
            published = published_on(frame, table.vintage.by_row)
        period = table.period
        out = available_from(frame, period.column, period.frequency) if period else None
        return readable(frame, published, out, as_of)


def _row_source(rows: pd.DataFrame) -> str:
    """Return where the rows themselves say that they were read, if they all say the same."""
    sources = {str(s) for s in rows["source"].dropna()} if "source" in rows.columns else set()
    return sources.pop() if len(sources) == 1 else ""
