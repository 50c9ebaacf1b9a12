"""Signs that no font at hand has: PDF/UA refuses them, so they are replaced, never lost in silence.

Which signs those are, only the compiler knows: it names them when it refuses a document.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

UNKNOWN = "\u25a1"
_WEAK = ("Mn", "Me", "Mc", "Cf", "Sk")


def substitutes(refused: Iterable[str]) -> dict[str, str]:
    """Return what to show for each sign that the compiler refused.

    Marks on a letter and invisible joiners are dropped, and alone in a first step: a letter is
    refused together with a mark that its font lacks. A pictogram is named in brackets, any other
    sign becomes a box. Letters of plain English are never replaced.
    """
    signs = {sign for text in refused for sign in text if not sign.isascii()}
    weak = {sign for sign in signs if unicodedata.category(sign) in _WEAK}
    if weak:
        return dict.fromkeys(sorted(weak), "")
    return {sign: _named(sign) for sign in sorted(signs - {UNKNOWN})}


def translate(text: str, table: Mapping[str, str]) -> str:
    """Return the text with its signs replaced."""
    return text.translate({ord(sign): shown for sign, shown in table.items()})


def has_any(text: str, signs: Iterable[str]) -> bool:
    """Say whether a text has one of the signs."""
    return not set(signs).isdisjoint(text)


def _named(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return f"[{name}]" if name and unicodedata.category(sign) == "So" else UNKNOWN
