"""Read a table's file: its bytes checked against the catalog's hash, its cells against the schema.

A file is parsed once in a process for each content that it has had.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tradegap.data import recording
from tradegap.data.catalog import Catalog, Table
from tradegap.data.schema import parse, validated
from tradegap.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_parsed: dict[tuple[str, str, str], pd.DataFrame] = {}


def read_table(catalog: Catalog, name: str, folder: Path) -> pd.DataFrame:
    """Return all rows of a table with types, whatever the as-of date; not to be changed in place.

    Raises `DataError` if the file is missing, was changed or doesn't fit its schema, and
    `UnknownNameError` for a name that the catalog doesn't have.
    """
    table = catalog.table(name)
    content = read_bytes(folder, table)
    digest = hashlib.sha256(content).hexdigest()
    if digest != table.sha256:
        raise DataError(
            f"{folder / table.file} was changed: its sha256 is {digest[:12]}..., the catalog has "
            f"{table.sha256[:12]}...; restore it with git or, if the change was meant, run "
            f"`tradegap data accept {name}`."
        )
    place = (str(folder), digest, table.model_dump_json())
    if place not in _parsed:
        _parsed[place] = validated(parse(content, name, table), name, table)
    return _parsed[place]


def read_bytes(folder: Path, table: Table) -> bytes:
    """Return the content of a table's file; raises `DataError` if it can't be read."""
    path = folder / table.file
    try:
        with recording.aside():  # recorded at the door
            return path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"{path} is missing; restore it with git.") from None
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}; mend its permission.") from None
