"""The generated pages of docs/: what they should hold, and writing them."""

from __future__ import annotations

from pathlib import Path

from tradegap.data.catalog import read_catalog
from tradegap.data.describe import describe
from tradegap.data.describe_assumptions import describe_assumptions
from tradegap.data.paths import data_dir


def pages() -> dict[Path, str]:
    """Return every generated page by its path, with the text that it should hold."""
    docs = data_dir().parent / "docs"
    return {
        docs / "data.md": describe(read_catalog()),
        docs / "assumptions.md": describe_assumptions(),
    }


def write() -> list[Path]:
    """Write the generated pages and return their paths."""
    found = pages()
    for path, text in found.items():
        path.write_text(text, encoding="utf-8")
    return list(found)


def stale() -> list[Path]:
    """Return the generated pages that aren't what catalog and assumptions say."""
    return [
        path
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
