"""What the columns of a table's CSV are: type, title, unit, basis, and what an empty cell means."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradegap.model.quantity import Quantity
from tradegap.reporting.text import Told

if TYPE_CHECKING:
    from tradegap.reporting.tables import Column

_UNIT_IN_NAME = re.compile(r"_usd_(bn|mn)(_per_year)?$")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def table_fields(frame: pd.DataFrame, columns: Collection[Column]) -> list[dict[str, str]]:
    """Return a description of each column of a frame, in the terms of a Frictionless Table Schema.

    Unit and basis are those of the quantities in the column; without any, what the head on the
    page or the column's name says. `unit` and `basis` are the standard's custom properties.
    """
    shown = {column.name: column for column in columns}
    return [_field(str(name), frame[name].tolist(), shown.get(name)) for name in frame.columns]


def _field(name: str, cells: list[Any], column: Column | None) -> dict[str, str]:
    cells = [cell.text if isinstance(cell, Told) else cell for cell in cells]
    quantities = [cell for cell in cells if isinstance(cell, Quantity)]
    said = {
        "name": name,
        "type": _type([cell.value if isinstance(cell, Quantity) else cell for cell in cells]),
        "title": (column.head if column else "") or name.replace("_", " "),
        "unit": _one({q.unit for q in quantities}) or _unit(name, column),
        "basis": _one({q.basis for q in quantities if q.basis}),
    }
    if column is not None and any(_is_missing(cell) for cell in cells):
        said["description"] = f"Empty means {column.missing}."
    return {key: value for key, value in said.items() if value}


def _one(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _unit(name: str, column: Column | None) -> str:
    """Return the unit that is said in words: a percentage is written as a share of one."""
    if column is not None and column.format == "percent":
        return "share"
    if column is not None and column.unit:
        return column.unit.replace("US$", "USD")
    found = _UNIT_IN_NAME.search(name)
    if found:
        return f"USD {found[1]}{'/year' if found[2] else ''}"
    return "share" if name.endswith("_share") else ""


def _is_missing(cell: Any) -> bool:
    value = cell.value if isinstance(cell, Quantity) else cell
    return value is None or bool(pd.isna(value))


def _type(values: list[Any]) -> str:
    """Return the standard's type of a column as its CSV has it; "any" where cells differ."""
    kinds = {_kind(value) for value in values if not (value is None or pd.isna(value))}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "any"


def _kind(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "boolean"
    if isinstance(value, int | np.integer):
        return "integer"
    if isinstance(value, float | np.floating):
        return "number"
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return "date"
    return "string"
