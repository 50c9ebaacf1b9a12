"""Markdown to blocks of Typst, by mistune's syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import mistune

from tradegap.reporting.typst.document import Document
from tradegap.reporting.typst.html_blocks import HtmlBlocks
from tradegap.reporting.typst.images import picture_markup
from tradegap.reporting.typst.inline import Inline, ids, plain_text
from tradegap.reporting.typst.markup import (
    EMPTY,
    Markup,
    call,
    code_seams,
    longest_line,
    number,
    sequence,
    string,
)
from tradegap.reporting.typst.tables import Cell, Row, table_block

Token = Mapping[str, Any]
DEEPEST = 6
# Like the HTML page: dollars are mathematics only where no word touches them, so US$5 is money.
_MATH = (
    r"\$\$(?P<math_block>[\s\S]+?)\$\$"
    r"|(?<![\w$\\])\$(?=[^\s$])(?P<math_line>[^$]*?[^\s$\\])\$(?![\w$])"
    r"|\\begin\{(?P<math_name>[a-zA-Z]+\*?)\}[\s\S]*?\\end\{(?P=math_name)\}"
)


@cache
def _parser() -> mistune.Markdown:
    markdown = mistune.create_markdown(
        renderer=None,
        plugins=["table", "strikethrough", "footnotes", "task_lists", "def_list", "url"],
    )
    markdown.inline.register("inline_math", _MATH, _parse_math, before="escape")
    return markdown


def _parse_math(inline: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "inline_math", "raw": match.group(0)})
    return match.end()


class MarkdownBlocks:
    """Writes the Markdown of one cell as blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.inline = Inline(document)

    def blocks(self, text: str) -> list[Markup]:
        """Return the blocks of a text; headings at its top level count for the contents."""
        parsed, _ = _parser().parse(text)
        tokens = [token for token in parsed if isinstance(token, dict)]
        for token in tokens:
            if token["type"] == "footnotes":
                self._collect_notes(token)
        return [block for block in self._blocks(tokens, 0) if block != EMPTY]

    def line(self, text: str) -> Markup:
        """Return the first paragraph of a text as content: a headline, a caption."""
        parsed, _ = _parser().parse(text)
        first = next((t for t in parsed if isinstance(t, dict) and "children" in t), None)
        return EMPTY if first is None else self.inline.content(first["children"])

    def _collect_notes(self, token: Token) -> None:
        for item in token["children"]:
            body = sequence(self._blocks(item.get("children") or [], 1, loose=False))
            self.inline.notes[item["attrs"]["key"]] = body

    def _blocks(
        self, tokens: Sequence[Token], depth: int, *, loose: bool = True
    ) -> Iterator[Markup]:
        if depth > DEEPEST:
            yield from (call("para", string(text)) for t in tokens if (text := _all_text(t)))
            return
        for token in tokens:
            yield self._block(token, depth, loose)

    def _block(self, token: Token, depth: int, loose: bool) -> Markup:
        children = token.get("children") or []
        match token["type"]:
            case "heading":
                return self._heading(token, depth)
            case "paragraph" | "block_text":
                return self._paragraph(children, loose and token["type"] == "paragraph")
            case "block_code":
                code = str(token["raw"]).rstrip("\n")
                return call("code-cell", string(code_seams(code)), longest_line(code))
            case "block_quote":
                return _quoted(sequence(self._blocks(children, depth + 1)))
            case "list":
                return self._list(token, depth)
            case "table":
                return table_block(self._rows(children))
            case "block_html":
                return sequence(HtmlBlocks(self.document).blocks(str(token["raw"]), depth))
            case "thematic_break":
                return Markup("divider()")
            case "def_list":
                return self._definitions(children, depth)
            case "footnotes" | "blank_line":
                return EMPTY
            case _:
                return sequence(self._blocks(children, depth + 1))

    def _heading(self, token: Token, depth: int) -> Markup:
        children = token.get("children")
        if depth:
            body = self.inline.content(children, plain=True)
            return EMPTY if body == EMPTY else call("small-heading", body)
        return self.document.heading(
            token["attrs"]["level"],
            self.inline.content(children, plain=True),
            plain_text(children),
            ids(children),
        )

    def _paragraph(self, children: Sequence[Token], loose: bool) -> Markup:
        if len(children) == 1 and children[0]["type"] == "image":
            image = children[0]
            alt = plain_text(image.get("children"))
            return picture_markup(self.document, str(image["attrs"]["url"]), alt)
        body = self.inline.content(children)
        return call("para", body) if loose and body != EMPTY else body

    def _list(self, token: Token, depth: int) -> Markup:
        items = [self._item(item, depth) for item in token["children"]]
        if token["attrs"]["ordered"]:
            start = min(max(int(token["attrs"].get("start", 1)), 0), 10**6)
            return call("enum", *items, start=number(start))
        return call("list", *items)

    def _item(self, item: Token, depth: int) -> Markup:
        box = EMPTY
        if item["type"] == "task_list_item":
            box = string("\u2611 " if item["attrs"].get("checked") else "\u2610 ")
        return sequence([box, *self._blocks(item.get("children") or [], depth + 1)])

    def _definitions(self, children: Sequence[Token], depth: int) -> Markup:
        parts: list[Markup] = []
        for child in children:
            inner = child.get("children") or []
            if child["type"] == "def_list_head":
                parts.append(call("small-heading", self.inline.content(inner)))
            else:
                body = sequence(self._blocks(inner, depth + 1))
                parts.append(EMPTY if body == EMPTY else call("pad", body, left=number(1, "em")))
        return sequence(parts)

    def _rows(self, children: Sequence[Token]) -> Iterator[Row]:
        for part in children:
            if part["type"] == "table_head":
                yield self._row(part["children"], head=True)
            else:
                yield from (self._row(row["children"], head=False) for row in part["children"])

    def _row(self, cells: Sequence[Token], head: bool) -> Row:
        return Row(
            tuple(
                Cell(
                    self.inline.content(cell.get("children"), plain=head),
                    plain_text(cell.get("children")),
                    head=head,
                    end={"right": True, "left": False}.get(cell["attrs"].get("align") or ""),
                )
                for cell in cells
            ),
            head=head,
        )


def _quoted(body: Markup) -> Markup:
    return EMPTY if body == EMPTY else call("quotation", body)


def _all_text(token: Token) -> str:
    """Return all words of a block, however deep."""
    raw = str(token.get("raw", ""))
    inner = " ".join(_all_text(child) for child in token.get("children") or [])
    return " ".join(part for part in (raw, inner) if part.strip())
