"""From a DataFrame and a list of columns to an accessible HTML table and a CSV of the same table.

A missing cell is an en dash that says what is missing about it, and never zero. All text is escaped
where it enters.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any, Literal

import numpy as np
import pandas as pd

from tradegap.errors import InputError
from tradegap.model.names import dates_in_words
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import (
    NOT_STATED,
    format_date,
    format_number,
    format_share_as_percent,
    format_signed,
    with_minus_signs,
)
from tradegap.reporting.text import Told, Words

DASH = "\u2013"
_ADDRESS = re.compile(r"https?://([^\s/]+)\S*")  # shown by its host alone
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")  # of a table or a parameter
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

NUMBERS = (int, float, Decimal, np.integer, np.floating)

Style = Literal["number", "signed", "percent", "plain"]


@dataclass(frozen=True)
class Column:
    """How one column of a DataFrame is shown: its head, unit, number of decimals, and alignment.

    `format` is `number` (1,234.5), `signed` (+1,234.5), `percent` (a share of one, 35 under a %),
    `plain` (2018: no thousands) or a function from the cell's value to its text. `missing` says
    what an empty cell means: "not stated", "not known", "not published".
    """

    name: str
    head: str = ""
    unit: str = ""
    decimals: int | None = None
    format: Style | Callable[[Any], str] = "number"
    align: Literal["left", "right"] | None = None
    missing: str = NOT_STATED

    @property
    def shown_unit(self) -> str:
        """Return the unit that stands in the head: that of a share shown as percent is %."""
        return self.unit or ("%" if self.format == "percent" else "")

    def text(self, value: Any) -> str:
        """Return the text of one value that is not missing."""
        if callable(self.format):
            return self.format(value)
        if isinstance(value, bool | np.bool_):
            return "yes" if value else "no"
        if isinstance(value, date):
            return format_date(value)
        if not isinstance(value, NUMBERS) or self.format == "plain":
            return dates_in_words(with_minus_signs(str(value)))
        number = int(value) if isinstance(value, int | np.integer) else float(value)
        if self.format == "percent":
            return format_share_as_percent(number, self.decimals or 0).removesuffix("%")
        decimals = self.decimals if self.decimals is not None else int(isinstance(number, float))
        return (format_signed if self.format == "signed" else format_number)(number, decimals)


def table_html(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    source: str,
    notes: Sequence[str] = (),
    totals: Collection[str] = (),
) -> str:
    """Return `<table>` with caption, scopes and units in the heads, and the source after it.

    The first column holds the heads of the rows; a row whose head is in `totals` is set off. The
    index of `frame` is not shown. Raises `InputError` for a column that `frame` doesn't have.
    """
    columns = _prepared(frame, columns)
    numeric = [_is_numeric(frame, column) for column in columns]
    heads = "".join(_head(column, num) for column, num in zip(columns, numeric, strict=True))
    rows = "\n".join(
        _row(values, columns, numeric, totals)
        for values in zip(*(frame[column.name].tolist() for column in columns), strict=True)
    )
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
        f'<p class="source">{_source(frame, columns, source, notes)}</p>'
    )


def table_text(frame: pd.DataFrame, columns: Sequence[Column], caption: str, source: str) -> str:
    """Return the table as lines of plain text, for a terminal."""
    columns = _prepared(frame, columns)
    heads = [_plain_head(column) for column in columns]
    cells = [
        [_cell_text(value, column)[0] for value in frame[column.name].tolist()]
        for column in columns
    ]
    widths = [max(map(len, [head, *column])) for head, column in zip(heads, cells, strict=True)]
    right = [_is_numeric(frame, column) for column in columns]
    lines = [
        "  ".join(
            text.rjust(width) if end else text.ljust(width)
            for text, width, end in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in [heads, *zip(*cells, strict=True)]
    ]
    return "\n".join([caption, *lines, f"Source: {source}"])


def table_csv(frame: pd.DataFrame) -> str:
    """Return all columns at full precision; missing cells are empty, lines end in a line feed.

    A text that a spreadsheet would take for a formula gets a leading apostrophe; a typed number
    never does.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_harmless(str(name)) for name in frame.columns])
    for row in zip(*(frame[name].tolist() for name in frame.columns), strict=True):
        writer.writerow([_csv_cell(value) for value in row])
    return stream.getvalue()


def _prepared(frame: pd.DataFrame, columns: Sequence[Column]) -> list[Column]:
    """Return the columns, the first one as heads of rows: 2018 there is a year, not 2,018."""
    lost = [column.name for column in columns if column.name not in frame.columns]
    if lost or not columns:
        known = ", ".join(map(str, frame.columns))
        raise InputError(f"The table has no column {', '.join(lost) or 'at all'}; it has {known}.")
    first, *others = columns
    if first.format == "number" and first.decimals is None:
        first = replace(first, format="plain")
    return [replace(first, align=first.align or "left"), *others]


def _value(cell: Any) -> Any:
    """Return what a cell holds, `None` for every kind of missing; a series is no cell."""
    if isinstance(cell, Told):
        return cell.text
    value = cell.value if isinstance(cell, Quantity) else cell
    if isinstance(value, np.ndarray | list | tuple):
        raise InputError("A cell of a table holds one value, not a series of them.")
    return None if value is None or pd.isna(value) else value


def _is_numeric(frame: pd.DataFrame, column: Column) -> bool:
    """Say whether a column is set as numbers: aligned right, with figures of one width."""
    if column.align:
        return column.align == "right"
    values = [value for value in map(_value, frame[column.name].tolist()) if value is not None]
    return bool(values) and all(isinstance(v, NUMBERS) and not isinstance(v, bool) for v in values)


def _head(column: Column, numeric: bool) -> str:
    shown = escape(column.shown_unit)
    unit = f' <span class="unit">{shown}</span>' if shown else ""
    return f'<th scope="col"{_class(numeric)}>{escape(column.head or column.name)}{unit}</th>'


def _plain_head(column: Column) -> str:
    unit = column.shown_unit
    return f"{column.head or column.name}{f', {unit}' if unit else ''}"


def _row(
    values: Sequence[Any],
    columns: Sequence[Column],
    numeric: Sequence[bool],
    totals: Collection[str],
) -> str:
    cells = []
    for n, (value, column, num) in enumerate(zip(values, columns, numeric, strict=True)):
        tag, scope = ("td", "") if n else ("th", ' scope="row"')
        cells.append(f"<{tag}{scope}{_class(num)}>{_cell_html(value, column)}</{tag}>")
    total = ' class="total"' if str(_value(values[0])) in totals else ""
    return f"<tr{total}>{''.join(cells)}</tr>"


def _cell_html(cell: Any, column: Column) -> str:
    text, stated = _cell_text(cell, column)
    if not stated:
        why = escape(column.missing)
        return f'<span class="missing" role="img" aria-label="{why}" title="{why}">{DASH}</span>'
    if isinstance(cell, Quantity | Told):
        quantity = cell.quantity if isinstance(cell, Told) else cell
        return f'<a href="#n-{escape(quantity.node_id)}">{escape(text)}</a>'
    if isinstance(cell, Words):
        return _linked_html(cell)
    if address := _ADDRESS.fullmatch(text):
        return f'<a href="{escape(text)}">{escape(address[1])}</a>'
    return f"<code>{text}</code>" if _IDENTIFIER.fullmatch(text) else escape(text)


def _linked_html(words: Words) -> str:
    """Return words with each of their numbers a link to its node."""
    return "".join(
        f'<a href="#n-{escape(node)}">{escape(text)}</a>' if node else escape(text)
        for text, node in words.sentence.parts
    )


def _cell_text(cell: Any, column: Column) -> tuple[str, bool]:
    value = _value(cell)
    return (DASH, False) if value is None else (column.text(value), True)


def _source(
    frame: pd.DataFrame, columns: Sequence[Column], source: str, notes: Sequence[str]
) -> str:
    """Return source, notes, and what a dash means here, as sentences in a row, in HTML."""
    dashes = dict.fromkeys(
        column.missing
        for column in columns
        if any(_value(cell) is None for cell in frame[column.name].tolist())
    )
    legend = [f"{DASH} means {' or '.join(dashes)}"] if dashes else []
    told = [f"Source: {dates_in_words(source)}", *notes, *legend]
    parts = [
        _linked_html(part) if isinstance(part, Words) else escape(part.strip().rstrip("."))
        for part in told
    ]
    return ". ".join(part for part in parts if part) + "."


def _class(numeric: bool) -> str:
    """Mark a number for the page; keep a text at the left, where Jupyter would move it right."""
    return ' class="num"' if numeric else ' style="text-align: left"'


def _csv_cell(cell: Any) -> str:
    value = _value(cell)
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float | np.floating):
        return repr(float(value))
    if isinstance(value, NUMBERS):
        return str(value)
    if isinstance(value, date):
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet runs; a bare carriage return would also cut its row."""
    safe = f"'{text}" if text.startswith(FORMULA_STARTS) else text
    return safe.replace("\r\n", "\n").replace("\r", "\n")
