"""The instruments of tariff actions in words: the table's `ret-232` is an answer to Section 232."""

from __future__ import annotations

import re

_ANSWER = "ret-"
_SECTION = re.compile(r"^(\d{3})\b[- ]?")  # of the US Trade Act or the Trade Expansion Act
_LIST = re.compile(r"\bL(?=\d)")


def instrument(code: str) -> str:
    """Name an action's instrument: `ret-301 L1` as `answer to Section 301 List 1`."""
    name = _SECTION.sub(r"Section \1 ", code.removeprefix(_ANSWER)).strip()
    name = "retaliation" if name == "ret" else _LIST.sub("List ", name)
    return f"answer to {name}" if code.startswith(_ANSWER) else name
