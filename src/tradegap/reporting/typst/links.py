"""Where a link of a notebook may lead in print: to the world by http or mail, or to a mark here."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tradegap.reporting.typst.document import anchor_key
from tradegap.reporting.typst.markup import EMPTY, Markup, call, string

_OUTWARD = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_LONGEST = 2000


def linked(address: str, body: Markup) -> Markup:
    """Return `body` as a link, or as it is where the address leads nowhere that can be printed.

    An inner link (`#name`) becomes one only if the document has that name: Typst decides, by `go`.
    """
    address = address.strip()
    if body == EMPTY:
        return EMPTY
    if address.startswith("#") and len(address) > 1:
        return call("go", string(anchor_key(unquote(address[1:]))), body)
    if _OUTWARD.fullmatch(address) and len(address) <= _LONGEST:
        return call("outward", string(address), body)
    return body
