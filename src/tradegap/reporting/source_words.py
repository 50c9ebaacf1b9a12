"""Where a figure was read, as a reader is told it: the publication, its date and its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tradegap.data.catalog import Table
from tradegap.model.names import dates_in_words
from tradegap.reporting.text import escaped

ADDRESS = re.compile(r"https?://[^\s;\"<>]*[^\s;\"<>,.)]")
_LED_TO = re.compile(rf"(?:; publisher)?,?(?: copy at)? ?{ADDRESS.pattern}")
NONE = "no address on record"


def source_words(text: str) -> str:
    """Return a text on sources in Markdown: its addresses as links, its dates in words."""
    return "".join(
        link(part) if address else escaped(dates_in_words(part)) for address, part in _parts(text)
    )


def without_addresses(text: str) -> str:
    """Return a text on sources in plain words, its addresses left to the notes."""
    return dates_in_words(_LED_TO.sub("", text).strip())


def link(address: str, *, whole: bool = False) -> str:
    """Return an address as a link in Markdown that shows its host, or the `whole` of it."""
    shown = urlsplit(address).netloc
    if whole:
        shown = address.partition("://")[2].rstrip("/")
    return f"[{escaped(shown.removeprefix('www.'))}](<{address}>)"


def where_read(leaf: Mapping[str, Any], table: Table) -> str:
    """Return in Markdown where a figure's row says that it was read.

    Says so where neither the row nor its table has an address; empty where the table's own address
    is all there is.
    """
    own = str(leaf["source"])
    told = f"read in {source_words(own)}" if own else ""
    if table.origin.link or ADDRESS.search(own):
        return told
    return f"{told}; {NONE}" if told else NONE


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text, each with whether it is an address."""
    start = 0
    for found in ADDRESS.finditer(text):
        yield False, text[start : found.start()]
        yield True, found[0]
        start = found.end()
    yield False, text[start:]
