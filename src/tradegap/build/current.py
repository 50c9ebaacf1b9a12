"""What everything that a report depends on is now; looked at once in a command."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from tradegap.build import causes, manifest
from tradegap.build.places import own_settings
from tradegap.build.signatures import Looks
from tradegap.data.catalog import Catalog, read_catalog
from tradegap.data.paths import ASSUMPTIONS, CATALOG, data_dir
from tradegap.data.recording import ABSENT, Reads, path_of
from tradegap.data.row_digests import parse_label, rows_digest
from tradegap.errors import DataError

_NOT_FELT = ("DATA", "NOTEBOOKS", "REPORTS", "STORE", "STORE_LIMIT", "DEBUG", "RECORD")


class Current:
    """Digests of tables, rows, catalog entries and files as they are in this command."""

    def __init__(self, looks: Looks | None = None) -> None:
        self.looks = looks or Looks()
        self.data_dir = data_dir()
        self._rows: dict[str, str] = {}
        self._entries: dict[str, str] = {}

    @cached_property
    def package(self) -> dict[str, str]:
        """The digests of the package's code and of its templates."""
        return manifest.package_digests()

    @cached_property
    def versions(self) -> dict[str, str]:
        """The versions of what shapes a report, Python's to the last digit."""
        python = ".".join(map(str, sys.version_info[:3]))
        return {**manifest.versions(), "python": python}

    @cached_property
    def settings(self) -> dict[str, str]:
        """The variables that a chapter's process gets and that are no folders of tradegap."""
        hidden = {f"TRADEGAP_{name}" for name in _NOT_FELT}
        return {name: value for name, value in own_settings().items() if name not in hidden}

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog of the data folder."""
        return read_catalog(self.data_dir)

    def catalog_digest(self) -> str:
        """Return the sha256 of the catalog's file."""
        return self.looks.digest(self.data_dir / CATALOG)

    def assumptions(self) -> str:
        """Return the sha256 of the project's assumptions; `none` without the file."""
        return self.looks.digest(self.data_dir / ASSUMPTIONS) or "none"

    def tables(self, names: Iterable[str]) -> dict[str, str]:
        """Return the digests of tables and of rows of tables (`pledges[id=...]`)."""
        return {name: self._rows_or_table(name) for name in names}

    def entries(self, names: Iterable[str]) -> dict[str, str]:
        """Return the digests of catalog entries without their sha256; empty if there is none."""
        for name in names:
            if name not in self._entries:
                known = name in self.catalog.tables
                self._entries[name] = self.catalog.entry_digest(name) if known else ""
        return {name: self._entries[name] for name in names}

    def files(self, names: Iterable[str]) -> dict[str, str]:
        """Return the sha256 of other files, by their names in a record."""
        found = {name: self.looks.digest(path_of(name, self.data_dir)) for name in names}
        return {name: digest or ABSENT for name, digest in found.items()}

    def changed(self, reads: Reads) -> list[str]:
        """Say what of a record isn't as it was; empty means that all is the same."""
        return [
            *causes.tables(reads.tables, self.tables(reads.tables)),
            *causes.tables(reads.rows, self.tables(reads.rows)),
            *causes.entries(reads.entries, self.entries(reads.entries)),
            *causes.files(reads.files, self.files(reads.files)),
            *(f"{name} {why}" for name, why in reads.unsure.items()),
        ]

    def check_tables(self) -> None:
        """Raise `DataError` as `tables.check_tables` does, hashing only what changed."""
        for name, table in self.catalog.tables.items():
            if self.looks.digest(self.data_dir / table.file) != table.sha256:
                from tradegap.build.tables import check_tables

                check_tables()
                raise DataError(f"{name} changed while it was looked at; build again.")

    def _rows_or_table(self, name: str) -> str:
        rows = parse_label(name)
        table = self.catalog.tables.get(rows[0] if rows else name)
        if table is None:
            return ""
        if rows is None:
            return self.looks.digest(self.data_dir / table.file)
        if name not in self._rows:
            self._rows[name] = _rows_now(self.data_dir / table.file, rows[1], rows[2])
        return self._rows[name]


def _rows_now(path: Path, column: str, value: str) -> str:
    try:
        return rows_digest(path.read_bytes(), column, value)
    except (OSError, ValueError, IndexError):
        return ""


def reads_of(inputs: Mapping[str, Any]) -> Reads:
    """Return what a manifest says that its report has read."""
    tables = inputs["tables"]
    return Reads(
        tables={name: digest for name, digest in tables.items() if parse_label(name) is None},
        rows={name: digest for name, digest in tables.items() if parse_label(name)},
        entries=dict(inputs.get("catalog", {})),
        files=dict(inputs.get("files", {})),
        unsure=dict.fromkeys(inputs.get("unsure", []), "reads what can't be checked"),
    )
