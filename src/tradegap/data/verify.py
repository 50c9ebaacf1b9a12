"""Check the data folder, list what it holds, and accept a table that was changed on purpose."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tradegap.data.catalog import Catalog, Table, read_catalog
from tradegap.data.paths import CATALOG, data_dir
from tradegap.data.schema import parse, validated
from tradegap.data.tables import read_bytes, read_table
from tradegap.errors import DataError

_FOLDER = "reference"


@dataclass(frozen=True)
class TableState:
    """What `verify` found for one table or one file: `rows` is `None` where it can't be read."""

    name: str
    rows: int | None
    state: Literal["ok", "problem"]
    detail: str = ""


@dataclass(frozen=True)
class TableLine:
    """One line of the list of tables."""

    name: str
    title: str
    rows: int
    periods: str
    published: str


def verify(folder: str | Path | None = None) -> list[TableState]:
    """Return the state of every table of the catalog and of every file that it doesn't list.

    A table is `ok` if its file is there, has the catalog's hash and fits its schema. Raises
    `DataError` only if the catalog itself can't be read.
    """
    place = data_dir(folder)
    catalog = read_catalog(place)
    return [
        *(_state(catalog, name, place) for name in sorted(catalog.tables)),
        *_unlisted(catalog, place),
    ]


def listing(folder: str | Path | None = None) -> list[TableLine]:
    """Return every table with its rows, the periods that it covers and when it was published.

    Raises `DataError` for a table that can't be read.
    """
    place = data_dir(folder)
    catalog = read_catalog(place)
    return [_line(catalog, name, place) for name in sorted(catalog.tables)]


def accept(name: str, folder: str | Path | None = None) -> str:
    """Accept a table's file as it now is: check its schema, rewrite its hash in the catalog.

    Nothing else in the catalog changes. Returns the new sha256; raises `DataError` if the file
    doesn't fit the catalog's description, and then changes nothing.
    """
    place = data_dir(folder)
    table = read_catalog(place).table(name)
    content = read_bytes(place, table)
    validated(parse(content, name, table), name, table)
    digest = hashlib.sha256(content).hexdigest()
    path = place / CATALOG
    _write(path, _with_hash(path.read_text(encoding="utf-8"), name, digest))
    return digest


def _state(catalog: Catalog, name: str, place: Path) -> TableState:
    try:
        return TableState(name, len(read_table(catalog, name, place)), "ok")
    except DataError as error:
        return TableState(name, None, "problem", str(error))


def _unlisted(catalog: Catalog, place: Path) -> list[TableState]:
    known = {table.file for table in catalog.tables.values()}
    files = sorted(path for path in (place / _FOLDER).rglob("*") if path.is_file())
    names = [path.relative_to(place).as_posix() for path in files]
    return [
        TableState(
            name, None, "problem",
            f"{place / name} is not in {CATALOG}; describe it there or remove it.",
        )
        for name in names
        if name not in known
    ]  # fmt: skip


def _line(catalog: Catalog, name: str, place: Path) -> TableLine:
    table = catalog.table(name)
    frame = read_table(catalog, name, place)
    periods = ""
    if table.period:
        column = frame[table.period.column].astype(str)
        periods = f"{column.min()} to {column.max()}"
    return TableLine(name, table.title, len(frame), periods, _published(table))


def _published(table: Table) -> str:
    if table.vintage.undated:
        return "undated"
    return table.vintage.published or f"per row, {' and '.join(table.vintage.by_row)}"


def _with_hash(text: str, name: str, digest: str) -> str:
    block = re.compile(rf"(?m)^(  {re.escape(name)}:\n(?:    .*\n|\s*\n)*?    sha256: )\S+$")
    changed, count = block.subn(lambda found: found[1] + digest, text)
    if count != 1:
        raise DataError(
            f"{CATALOG}: table {name} has no line `sha256:` of its own; add one below `file:`."
        )
    return changed


def _write(path: Path, text: str) -> None:
    """Replace a file in one step."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
