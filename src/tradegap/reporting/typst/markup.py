"""Typst expressions, written so that no text of a notebook is ever read as Typst.

A piece of markup is a Typst expression in code mode. Text enters by `string` alone, as a quoted
literal on one line; everything else is a call of a function of `templates/report.typ`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NewType

Markup = NewType("Markup", str)

EMPTY = Markup("[]")
NONE = Markup("none")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
SEAM = "\u200b"
LONGEST_WORD = 20
_LONG_WORD, _LONG_CODE = re.compile(r"[^\s\u200b]{21,}"), re.compile(r"[^\s\u200b]{79,}")
_MARKS = re.compile(r"(?<=[/_.,;:=&?|+)\]}-])(?=\w)")
_TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def string(text: str) -> Markup:
    """Return a Typst string literal that shows `text` and can't end before its end."""
    return Markup(f'"{printable(text).translate(_ESCAPES)}"')


def number(value: float, unit: str = "") -> Markup:
    """Return a Typst number, with its unit if it has one."""
    return Markup(f"{value:.6f}".rstrip("0").rstrip(".") + unit)


def flag(value: bool) -> Markup:
    """Return Typst's `true` or `false`."""
    return Markup("true" if value else "false")


def call(function: str, *arguments: Markup, **named: Markup) -> Markup:
    """Return a call; `_` in the name of an argument stands for `-`."""
    pairs = (f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return Markup(f"{function}({', '.join([*arguments, *pairs])})")


def sequence(parts: Iterable[Markup]) -> Markup:
    """Return the parts one after the other as one piece of content."""
    kept = [part for part in parts if part not in (EMPTY, '""')]
    if not kept:
        return EMPTY
    return kept[0] if len(kept) == 1 else Markup("{" + "; ".join(kept) + "}")


def array(items: Iterable[Markup]) -> Markup:
    """Return a Typst array."""
    return Markup(f"({''.join(f'{item}, ' for item in items)})")


def dictionary(items: Mapping[str, Markup]) -> Markup:
    """Return a Typst dictionary with text as keys."""
    if not items:
        return Markup("(:)")
    return Markup(f"({', '.join(f'{string(key)}: {value}' for key, value in items.items())})")


def optional(text: str) -> Markup:
    """Return a string literal, or `none` for what is empty."""
    return string(text) if text.strip() else NONE


def printable(text: str) -> str:
    """Return text without what no page can show: control signs, turns of direction, lone halves."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", "    "))
    return "".join(_shown(sign) if sign > "~" or sign < " " else sign for sign in text)


def _shown(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cc":
            return "\n" if sign == "\n" else ""
        case "Cs":
            return "\ufffd"
        case "Co" | "Cn":
            return "\u25a1"
        case _:
            return "" if sign in _TURNS or sign == "\ufeff" else sign


def visible(text: str) -> bool:
    """Say whether a text shows anything: marks and invisible signs alone do not."""
    return any(unicodedata.category(sign)[0] not in "MCZ" for sign in printable(text))


def with_seams(text: str) -> str:
    """Return text whose very long words may break: after marks, or every few signs.

    Without that a long address or name would run off the page. The template turns each seam into
    a place to break a line, so that no hidden sign is in the text of the PDF.
    """
    return _LONG_WORD.sub(lambda match: _seamed(match[0], 4), text)


def code_seams(text: str) -> str:
    """Return code that may also break within what is too long for any line."""
    return _LONG_CODE.sub(lambda match: _seamed(match[0], 78), text)


def _seamed(word: str, step: int) -> str:
    """Break after marks, and every few signs in a part that is still too long without one."""
    pieces: list[str] = []
    for part in _MARKS.split(word):
        if len(part) <= max(LONGEST_WORD, step):
            pieces.append(part)
        else:
            pieces += [part[at : at + step] for at in range(0, len(part), step)]
    return SEAM.join(pieces)


def longest_line(text: str) -> Markup:
    """Return the number of signs of the longest line."""
    return number(max(map(len, text.split("\n")), default=0))
