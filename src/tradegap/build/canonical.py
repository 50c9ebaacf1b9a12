"""Canonical JSON and hashes: the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def plain(value: Any) -> Any:
    """Return `value` with NaN as null and keys as text; an infinite number raises `ValueError`."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        if math.isnan(value):
            return None
        raise ValueError("an infinite number")
    return value


def dumps(value: Any) -> str:
    """Return canonical JSON: sorted keys, null for NaN, two spaces, UTF-8, a final newline."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False)
    return text + "\n"


def digest(value: Any) -> str:
    """Return the sha256 of a value's canonical JSON."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_digest(root: Path, names: list[Path]) -> str:
    """Return one sha256 over several files: their names below `root` and their bytes."""
    return digest({path.relative_to(root).as_posix(): file_digest(path) for path in names})


def files_below(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder by its relative name."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_digest(path) for path in found}
