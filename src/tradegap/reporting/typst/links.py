"""Where a link of a notebook may lead in print: to the world by http or mail, or to a mark here."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tradegap.reporting.typst.document import Document, anchor_key
from tradegap.reporting.typst.markup import EMPTY, Markup, call, number, string

_OUTWARD = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_AMOUNT = re.compile(r'"[^"\\]{0,14}\d[^"\\]{0,8}"')
_LONGEST = 2000
_NODE, _CITED = "#n-", "#cited-"


def linked(document: Document, address: str, body: Markup) -> Markup:
    """Return `body` as a link, or as it is where the address leads nowhere that can be printed.

    An inner link (`#name`) becomes one only if the document has that name: Typst decides, by `go`.
    A node that the chapter has a note of leads there, with the note's number at its first mention.
    """
    address = address.strip()
    if body == EMPTY:
        return EMPTY
    if address.startswith(_CITED):
        return call("cited-on", string(address.removeprefix("#")))
    note = document.notes.get(document.chapter, {}).get(address.removeprefix(_NODE))
    if note is not None and address.startswith(_NODE):
        return _to_note(document, note, body)
    if address.startswith("#") and len(address) > 1:
        return call("go", string(anchor_key(unquote(address[1:]))), body)
    if _OUTWARD.fullmatch(address) and len(address) <= _LONGEST:
        return call("outward", string(address), body)
    return body


def _to_note(document: Document, note: int, body: Markup) -> Markup:
    key = string(anchor_key(f"note-{document.chapter}-{note}"))
    if _AMOUNT.fullmatch(body):
        body = Markup(body.replace(" ", "\u00a0"))  # no line ends between a number and its unit
    if (document.chapter, note) in document.cited:
        return call("go", key, body)
    document.cited.add((document.chapter, note))
    mark = string(f"cited-{document.chapter}-{note}")
    return call("noted", key, mark, number(note), body)
