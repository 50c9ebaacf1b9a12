"""What stands in a line of Markdown: words, emphasis, links, code, and simple tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from tradegap.reporting.typst.document import Document
from tradegap.reporting.typst.images import picture_markup
from tradegap.reporting.typst.links import linked
from tradegap.reporting.typst.markup import EMPTY, Markup, call, sequence, string, with_seams

Token = Mapping[str, Any]
DEEPEST = 12
BREAK = Markup("linebreak()")
TAGS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "emph"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    **dict.fromkeys(("u", "ins"), "underline"),
    "sub": "sub",
    "sup": "super",
}
_WRAPPED = {"strong": "strong", "emphasis": "emph", "strikethrough": "strike"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def words(text: str) -> Markup:
    """Return text as it stands in a paragraph: runs of white space are one space."""
    spaced = re.sub(r"[ \t\n\r]+", " ", text)
    return string(with_seams(spaced)) if spaced else EMPTY


def plain_text(tokens: Sequence[Token] | None) -> str:
    """Return the words of tokens alone."""
    parts = []
    for token in tokens or ():
        if token["type"] in ("softbreak", "linebreak"):
            parts.append(" ")
        elif token["type"] in ("text", "codespan", "inline_math"):
            parts.append(_raw(token))
        else:
            parts.append(plain_text(token.get("children")))
    return "".join(parts)


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag as it stands in Markdown."""
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): unescape(a or b or c) for name, a, b, c in reversed(found)}


def ids(tokens: Sequence[Token] | None) -> list[str]:
    """Return the ids that tags among the tokens set."""
    tags = [attributes(t["raw"]) for t in tokens or () if t["type"] == "inline_html"]
    return [tag[key] for tag in tags for key in ("id", "name") if key in tag]


class Inline:
    """Writes tokens of one cell as content; `notes` are the cell's footnotes by their key."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes: dict[str, Markup] = {}
        self._noted: dict[str, str] = {}

    def content(
        self, tokens: Sequence[Token] | None, *, plain: bool = False, depth: int = 0
    ) -> Markup:
        """Return tokens as content; `plain` leaves out what a heading can't hold."""
        if depth > DEEPEST:
            return words(plain_text(tokens))
        tokens = list(tokens or ())
        parts: list[Markup] = []
        at = 0
        while at < len(tokens):
            end = self._run_of_text(tokens, at)
            if end > at:
                parts.append(words("".join(_raw(token) for token in tokens[at:end])))
            elif tokens[at]["type"] == "inline_html":
                part, end = self._tag(tokens, at, plain, depth)
                parts.append(part)
            else:
                part, end = self._token(tokens[at], plain, depth), at + 1
                parts.append(part)
            at = end
        return sequence(parts)

    @staticmethod
    def _run_of_text(tokens: Sequence[Token], at: int) -> int:
        while at < len(tokens) and tokens[at]["type"] in ("text", "softbreak"):
            at += 1
        return at

    def _token(self, token: Token, plain: bool, depth: int) -> Markup:
        kind = token["type"]
        if kind in _WRAPPED:
            return _wrapped(_WRAPPED[kind], self._inner(token, plain, depth))
        if kind == "link":
            body = self._inner(token, plain, depth)
            return body if plain else linked(self.document, token["attrs"]["url"], body)
        if kind == "image":
            return self._image(token, plain)
        if kind == "codespan":
            return call("code-words", string(with_seams(_raw(token))))
        if kind == "inline_math":
            self.document.notice("math")
            return call("code-words", string(token["raw"]))
        if kind == "linebreak":
            return string(" ") if plain else BREAK
        if kind == "footnote_ref":
            return EMPTY if plain else self._note(token["raw"])
        if "children" in token:
            return self._inner(token, plain, depth)
        return words(_raw(token))

    def _inner(self, token: Token, plain: bool, depth: int) -> Markup:
        return self.content(token.get("children"), plain=plain, depth=depth + 1)

    def _image(self, token: Token, plain: bool) -> Markup:
        alt = plain_text(token.get("children"))
        if plain:
            return words(alt)
        return picture_markup(self.document, unescape(token["attrs"]["url"]), alt, in_line=True)

    def _note(self, key: str) -> Markup:
        if key in self._noted:
            return call("note-again", string(self._noted[key]))
        body = self.notes.pop(key, EMPTY)
        if body == EMPTY:
            return EMPTY
        self._noted[key] = self.document.new_label()
        return call("note", string(self._noted[key]), body)

    def _tag(self, tokens: Sequence[Token], at: int, plain: bool, depth: int) -> tuple[Markup, int]:
        """Return what a tag makes of the tokens up to its end, and where to go on."""
        match = _TAG.match(tokens[at]["raw"])
        if not match or match[1]:
            return EMPTY, at + 1
        name, found = match[2].lower(), attributes(match[3])
        mark = EMPTY if plain else self.document.anchor(*_names(found))
        if name == "br":
            return (string(" ") if plain else BREAK), at + 1
        if name == "img" and not plain:
            picture = picture_markup(
                self.document, found.get("src", ""), found.get("alt", ""), in_line=True
            )
            return sequence([mark, picture]), at + 1
        end = _closing(tokens, at + 1, name)
        if end is None or not (name in TAGS or name in ("a", "code", "kbd", "script", "style")):
            return mark, at + 1
        inner = tokens[at + 1 : end]
        return sequence([mark, self._paired(name, found, inner, plain, depth)]), end + 1

    def _paired(
        self, name: str, found: dict[str, str], inner: Sequence[Token], plain: bool, depth: int
    ) -> Markup:
        if name in ("script", "style"):
            return EMPTY
        if name in ("code", "kbd"):
            return call("code-words", string(plain_text(inner)))
        body = self.content(inner, plain=plain, depth=depth + 1)
        if name == "a":
            return body if plain else linked(self.document, found.get("href", ""), body)
        return _wrapped(TAGS[name], body)


def _wrapped(function: str, body: Markup) -> Markup:
    return EMPTY if body == EMPTY else call(function, body)


def _names(found: Mapping[str, str]) -> list[str]:
    return [found[key] for key in ("id", "name") if found.get(key)]


def _closing(tokens: Sequence[Token], start: int, name: str) -> int | None:
    """Return where the tag that is open before `start` is closed."""
    depth = 0
    for at in range(start, len(tokens)):
        match = _TAG.match(tokens[at]["raw"]) if tokens[at]["type"] == "inline_html" else None
        if match and match[2].lower() == name:
            if match[1] and depth == 0:
                return at
            depth += -1 if match[1] else 1
    return None


def _raw(token: Token) -> str:
    if token["type"] == "softbreak":
        return " "
    raw = str(token.get("raw", ""))
    return unescape(raw) if token["type"] == "text" else raw
