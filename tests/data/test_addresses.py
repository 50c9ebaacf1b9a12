"""Every address in the project's data can be followed: whole, with a host, none cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tradegap.data.paths import data_dir
from tradegap.reporting.source_words import ADDRESS

FILES = sorted(
    path for kind in ("*.yml", "*.csv") for path in data_dir().rglob(kind) if path.is_file()
)
CUT = ("...", "\u2026")
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")


def addresses(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each address of a file with the few signs that follow it."""
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"https?:", text):
        whole = ADDRESS.match(text, found.start())
        assert whole, f"{path.name}: {text[found.start() : found.start() + 60]}"
        yield whole[0], text[whole.end() : whole.end() + 3]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_address_is_whole(path: Path) -> None:
    for address, after in addresses(path):
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https"), address
        assert HOST.fullmatch(parts.netloc), address
        assert not any(cut in address + after for cut in CUT), f"{path.name}: {address}{after}"
        assert not address.endswith(("-", "_")), address


def test_there_are_addresses() -> None:
    assert sum(1 for path in FILES for _ in addresses(path)) > 150
