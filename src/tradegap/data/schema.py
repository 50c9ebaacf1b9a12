"""The shape of a table, from the catalog: parse a file, check it with pandera, give it types.

Cells are checked as they stand in the file, as text, so that an error prints what a person finds
there; only a table that passed is turned into numbers.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from tradegap.data.catalog import Column, ColumnType, Table
from tradegap.data.vintages import last_day
from tradegap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_SHOWN = 10
_HEADER_LINES = 1

_FORMS: dict[ColumnType, tuple[str, str]] = {
    "number": (r"-?\d+(\.\d+)?", "a number"),
    "integer": (r"-?\d+", "a whole number"),
    "year": (r"\d{4}", "a year, YYYY"),
    "month": (r"\d{4}-(0[1-9]|1[0-2])", "a month, YYYY-MM"),
    "date": (r"\d{4}(-\d{2}(-\d{2})?)?", "a date, YYYY-MM-DD, YYYY-MM or YYYY"),
    "code": (r"[0-9A-Za-z][\w:.\-]*( [\w:.\-]+)*", "a code"),
    "flag": (r"true|false", "true or false"),
    "text": (r"\S(.*\S)?", "text without blanks at its ends"),
}


def parse(content: bytes, name: str, table: Table) -> pd.DataFrame:
    """Return the cells of a CSV file as text, empty ones missing; refuse unknown or absent columns.

    Codes keep their leading zeros. Raises `DataError`.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])
    except (ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{table.file} is no CSV table: {reason}; restore it with git.") from None
    wanted, found = list(table.columns), list(frame.columns)
    if found != wanted:
        differ = [c for c in found if c not in wanted] + [c for c in wanted if c not in found]
        told = f"columns {', '.join(differ)}" if differ else "the order of its columns"
        raise DataError(
            f"{table.file}: {told} of table {name} differ from the catalog; "
            "describe them in data/catalog.yml or restore the file with git."
        )
    return frame


def validated(frame: pd.DataFrame, name: str, table: Table) -> pd.DataFrame:
    """Check every cell against the catalog and return the table with types.

    Numbers become floats, years and whole numbers integers, flags booleans; dates and months stay
    text, since a date may be coarse. Raises `DataError` that prints at most ten offending rows.
    """
    from pandera.errors import SchemaErrors

    try:
        schema_for(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        raise DataError(_sentence(error.failure_cases, frame, name, table)) from None
    return typed(frame, table)


def schema_for(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table's cells as text."""
    import pandera.pandas as pa

    columns = {
        name: pa.Column(
            checks=_checks(column), nullable=column.nullable and name not in table.key, name=name
        )
        for name, column in table.columns.items()
    }
    return pa.DataFrameSchema(columns, strict=True, unique=list(table.key))


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the checked cells as numbers, integers and booleans; missing stays missing."""
    out = frame.copy()
    for name, column in table.columns.items():
        cells = frame[name]
        if column.type == "number":
            out[name] = cells.astype("float64")
        elif column.type in ("integer", "year"):
            out[name] = cells.astype("Int64" if cells.isna().any() else "int64")
        elif column.type == "flag":
            out[name] = (cells == "true").where(cells.notna()).astype("boolean")
    return out


def _checks(column: Column) -> list[pa.Check]:
    import pandera.pandas as pa

    form, words = _FORMS[column.type]
    pattern = re.compile(form)
    checks = [pa.Check(lambda x: bool(pattern.fullmatch(x)), element_wise=True, error=words)]
    if column.type == "date":
        checks.append(pa.Check(_is_date, element_wise=True, error="a day that exists"))
    if column.allowed:
        told = f"one of {', '.join(column.allowed)}"
        checks.append(pa.Check(lambda x: x in column.allowed, element_wise=True, error=told))
    if column.minimum is not None:
        told = f"at least {column.minimum:g}"
        checks.append(
            pa.Check(lambda x: _at_least(x, column.minimum), element_wise=True, error=told)
        )
    return checks


def _is_date(text: str) -> bool:
    try:
        last_day(text)
    except DataError:
        return False
    return True


def _at_least(text: str, minimum: float | None) -> bool:
    try:
        return minimum is None or float(text) >= minimum
    except ValueError:
        return True  # what is no number is told by the check of its form


def _sentence(cases: pd.DataFrame, frame: pd.DataFrame, name: str, table: Table) -> str:
    """Tell the offending rows: line of the file, column, value, and what was expected."""
    rows = [_case(case, frame, table) for case in cases.to_dict("records")]
    told = list(dict.fromkeys(rows))
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return (
        f"{table.file}: {len(told)} cell(s) don't fit the catalog's description of {name}: "
        f"{'; '.join(told[:_SHOWN])}{more}. Mend the rows, or restore the file with git."
    )


def _case(case: dict[Any, Any], frame: pd.DataFrame, table: Table) -> str:
    check, row = str(case["check"]), case["index"]
    line = f"row {int(row) + 1 + _HEADER_LINES}" if row == row and row is not None else "the table"
    if check == "not_nullable":
        return f"{line}, {case['column']}: empty, expected a value"
    if check == "multiple_fields_uniqueness":
        key = ", ".join(f"{k}={frame.loc[row, k]}" for k in table.key)
        return f"{line}, key {key}: stands twice, expected once"
    return f"{line}, {case['column']}: '{case['failure_case']}', expected {check}"
