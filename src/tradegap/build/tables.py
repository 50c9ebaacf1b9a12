"""The tables that a report reads: unchanged since the catalog was written, or no build."""

from __future__ import annotations

from collections.abc import Iterable

from tradegap.build.current import Current
from tradegap.data.catalog import read_catalog
from tradegap.data.paths import data_dir
from tradegap.errors import DataError


def current_digests(names: Iterable[str]) -> dict[str, str]:
    """Return the digests of tables, and of rows of tables (`pledges[id=...]`), as they are now.

    A table that is gone has an empty one.
    """
    return Current().tables(names)


def check_tables() -> None:
    """Raise `DataError` for the first table that is missing or isn't what the catalog says.

    Only hashes, which takes milliseconds: rows are checked against the schema when they are read.
    """
    tables = read_catalog().tables
    for name, digest in current_digests(tables).items():
        path, wanted = data_dir() / tables[name].file, tables[name].sha256
        if not digest:
            raise DataError(f"{path} is missing; restore it with git.")
        if digest != wanted:
            raise DataError(
                f"{path} was changed: its sha256 is {digest[:12]}..., the catalog has "
                f"{wanted[:12]}...; restore it with git or, if the change was meant, run "
                f"`tradegap data accept {name}`."
            )
