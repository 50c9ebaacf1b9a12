"""Digests of a table's rows by the text of one column, from the file's bytes, without pandas.

They tell whether the rows that a report has used are still the same where the file is not.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from functools import lru_cache

_LABEL = re.compile(r"(\w+)\[(\w+)=([\w:. -]+)\]")
_VALUE = re.compile(r"[0-9A-Za-z][\w:.\-]*( [\w:.\-]+)*")


def is_plain(value: object) -> bool:
    """Tell whether a value can name rows: a code, as the catalog writes codes."""
    return isinstance(value, str) and _VALUE.fullmatch(value) is not None


def label(table: str, column: str, value: str) -> str:
    """Return the name of the rows of a table that have a value in a column."""
    return f"{table}[{column}={value}]"


def parse_label(text: str) -> tuple[str, str, str] | None:
    """Return table, column and value of a name of rows, `None` if it is none."""
    found = _LABEL.fullmatch(text)
    return (found[1], found[2], found[3]) if found else None


def rows_digest(content: bytes, column: str, value: str) -> str:
    """Return the digest of all rows with a value in a column, whatever their vintage.

    Rows that aren't there have a digest too, so that their coming is seen.
    """
    header, rows = _grouped(content, column)
    found = json.dumps([header, rows.get(value, [])], ensure_ascii=False)
    return hashlib.sha256(found.encode()).hexdigest()


@lru_cache(maxsize=8)
def _grouped(content: bytes, column: str) -> tuple[list[str], dict[str, list[list[str]]]]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    header = next(lines, [])
    place = header.index(column)
    rows: dict[str, list[list[str]]] = {}
    for row in lines:
        if row:
            rows.setdefault(row[place].strip(), []).append(row)
    return header, rows
