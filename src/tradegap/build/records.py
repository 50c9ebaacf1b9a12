"""Small records by name in one SQLite file, for what has to be found in microseconds.

A record has a hash beside it; a damaged file or record is treated as absent. Whatever goes wrong
with the file, the caller goes on without records.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

_SCHEMA = 1
_PATIENCE = 5.0
_TABLE = "CREATE TABLE IF NOT EXISTS records (kind TEXT, name TEXT, mark BLOB, content TEXT, "
_TABLE += "PRIMARY KEY (kind, name)) WITHOUT ROWID"
_PUT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)"


class Records:
    """JSON records by kind and name; what is put is written together by `flush`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._waiting: dict[tuple[str, str], Any] = {}
        self._connection = self._open(again=True)

    def get(self, kind: str, name: str) -> Any:
        """Return a record, `None` if there is no sound one."""
        if (kind, name) in self._waiting:
            return self._waiting[kind, name]
        found = self._rows("AND name = ?", kind, name)
        return found.get(name)

    def all(self, kind: str) -> dict[str, Any]:
        """Return all sound records of a kind by name."""
        waiting = {n: content for (k, n), content in self._waiting.items() if k == kind}
        return self._rows("", kind) | waiting

    def put(self, kind: str, name: str, content: Any) -> None:
        """Keep a record at the next `flush`."""
        self._waiting[kind, name] = content

    def flush(self) -> None:
        """Write what waits, all or nothing."""
        if self._connection is None or not self._waiting:
            return
        rows = []
        for (kind, name), content in self._waiting.items():
            text = json.dumps(content, separators=(",", ":"))
            rows.append((kind, name, _mark(kind, name, text), text))
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany(_PUT, rows)
        self._waiting.clear()

    def close(self) -> None:
        """Write what waits and close the file."""
        self.flush()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, more: str, *values: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self._connection is None:
            return found
        with suppress(sqlite3.Error, ValueError):
            asked = "SELECT name, mark, content FROM records WHERE kind = ? " + more
            for name, mark, text in self._connection.execute(asked, values):
                if mark == _mark(values[0], name, text):
                    found[name] = json.loads(text)
        return found

    def _open(self, *, again: bool) -> sqlite3.Connection | None:
        if self.path is None or not self.path.parent.is_dir():
            return None
        try:
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False)
            connection.execute("PRAGMA synchronous = OFF")  # a lost record costs a full check
            if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA:
                connection.execute("DROP TABLE IF EXISTS records")
                connection.execute(f"PRAGMA user_version = {_SCHEMA}")
            connection.execute(_TABLE)
            connection.commit()
        except sqlite3.DatabaseError as error:
            if again and not isinstance(error, sqlite3.OperationalError):
                self.path.unlink(missing_ok=True)
                return self._open(again=False)
            return None
        return connection


def _mark(kind: str, name: str, text: str) -> bytes:
    return hashlib.sha256(f"{kind}\0{name}\0{text}".encode()).digest()
