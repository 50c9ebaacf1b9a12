"""HTML of outputs and of Markdown to blocks of Typst: text, lists, tables, pictures; no styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from tradegap.reporting.typst.document import Document, named
from tradegap.reporting.typst.html_table import classes, html_table, is_short_unit
from tradegap.reporting.typst.images import picture_markup
from tradegap.reporting.typst.inline import BREAK, DEEPEST, TAGS, words
from tradegap.reporting.typst.links import linked
from tradegap.reporting.typst.markup import (
    EMPTY,
    Markup,
    call,
    code_seams,
    flag,
    longest_line,
    sequence,
    string,
    with_seams,
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNPRINTED = named(
    "script style head template iframe object embed button input select textarea canvas video "
    "audio svg math noscript"
)
MOST_PARENTS = 60
BLOCKS = named(
    "p div section article main header footer aside nav figure figcaption ul ol dl dt dd "
    "blockquote pre table hr details summary center address fieldset form html body tr td th "
    "tbody thead caption h1 h2 h3 h4 h5 h6"
)


class HtmlBlocks:
    """Writes HTML of one cell as blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def blocks(self, html: str, depth: int = 0) -> list[Markup]:
        """Return the blocks of a piece of HTML; at depth 0 its headings count for the contents."""
        soup = BeautifulSoup(html, "html.parser")
        return [block for block in self._children(soup, depth) if block != EMPTY]

    def _children(self, parent: Tag, depth: int) -> Iterator[Markup]:
        """Yield blocks; what stands between blocks makes paragraphs of its own."""
        line: list[PageElement] = []
        for child in parent.children:
            if isinstance(child, Tag) and self._is_block(child):
                yield self._paragraph(line)
                line = []
                yield from self._block(child, depth)
            else:
                line.append(child)
        yield self._paragraph(line)

    @staticmethod
    def _is_block(tag: Tag) -> bool:
        return tag.name in BLOCKS or tag.find(list(BLOCKS)) is not None

    def _paragraph(self, nodes: list[PageElement]) -> Markup:
        pictures = [node for node in nodes if isinstance(node, Tag)]
        if len(pictures) == 1 and pictures[0].name == "img" and not _text(nodes).strip():
            return self._picture(pictures[0])
        body = sequence(_trimmed(self._inline(node, 0) for node in nodes))
        return EMPTY if body == EMPTY else call("para", body)

    def _block(self, tag: Tag, depth: int) -> Iterator[Markup]:
        name = tag.name
        if name in UNPRINTED or depth > DEEPEST or len([*tag.parents]) > MOST_PARENTS:
            yield self._unprinted(tag)
            return
        if name not in HEADINGS:
            yield self._mark(tag)
        if name in HEADINGS:
            yield self._heading(tag, depth)
        elif name == "table":
            if self.document.ours:  # its numbers are traced by its source, not by notes
                for link in tag.select('a[href^="#n-"]'):
                    link.unwrap()
            yield html_table(tag, self.content, _source_of(tag))
        elif name in ("ul", "ol"):
            yield self._list(tag, depth)
        elif name == "pre":
            code = tag.get_text().strip("\n")
            yield call("code-cell", string(code_seams(code)), longest_line(code))
        elif name == "blockquote":
            body = sequence(self._children(tag, depth + 1))
            yield EMPTY if body == EMPTY else call("quotation", body)
        elif name == "hr":
            yield Markup("divider()")
        elif name == "p" and "source" in classes(tag):
            yield from self._source(tag)
        else:
            yield from self._children(tag, depth + (name not in ("div", "section", "body", "html")))

    def _unprinted(self, tag: Tag) -> Markup:
        if tag.name in UNPRINTED:
            return EMPTY
        return call("para", words(tag.get_text(" ")))

    def _source(self, tag: Tag) -> Iterator[Markup]:
        """Yield a source line, unless the table before it has taken it as its own."""
        before = tag.find_previous_sibling()
        if not (isinstance(before, Tag) and before.name == "table"):
            yield call("sourced", self.content(tag))

    def _heading(self, tag: Tag, depth: int) -> Markup:
        text = " ".join(tag.get_text(" ").split())
        if not text:
            return EMPTY
        if depth:
            return call("small-heading", words(text))
        names = [str(found["id"]) for found in (tag, *tag.find_all(id=True)) if found.get("id")]
        return self.document.heading(int(tag.name[1]), words(text), text, names)

    def _list(self, tag: Tag, depth: int) -> Markup:
        items = [
            sequence(self._children(li, depth + 1)) for li in tag.find_all("li", recursive=False)
        ]
        return call("enum" if tag.name == "ol" else "list", *items) if items else EMPTY

    def _picture(self, tag: Tag, *, in_line: bool = False) -> Markup:
        width = str(tag.get("width", ""))
        return picture_markup(
            self.document,
            str(tag.get("src", "")),
            str(tag.get("alt", "")),
            in_line=in_line,
            width=float(width) if width.isascii() and width.isdigit() else 0,
        )

    def content(self, tag: Tag, marks: bool = True) -> Markup:
        """Return what stands in an element as content of one paragraph: a cell, a caption.

        Heads of tables are repeated on each page; `marks` is false there, for a mark must not be.
        """
        inner = _trimmed(self._inline(child, 0, marks) for child in tag.children)
        return sequence([self._mark(tag) if marks else EMPTY, *inner])

    def _inline(self, node: PageElement, depth: int, marks: bool = True) -> Markup:
        if isinstance(node, NavigableString):
            return EMPTY if isinstance(node, PreformattedString) else words(str(node))
        if not isinstance(node, Tag) or node.name in UNPRINTED:
            return EMPTY
        if depth > DEEPEST:
            return words(node.get_text(" "))
        if node.name == "br":
            return BREAK
        if node.name == "img":
            return self._picture(node, in_line=True)
        if node.name in ("code", "kbd", "samp", "tt"):
            return call("code-words", string(with_seams(node.get_text())))
        body = sequence(self._inline(child, depth + 1, marks) for child in node.children)
        return sequence([self._mark(node) if marks else EMPTY, self._dressed(node, body)])

    def _dressed(self, tag: Tag, body: Markup) -> Markup:
        if body == EMPTY:
            return EMPTY
        if tag.name == "a":
            return linked(self.document, str(tag.get("href", "")), body)
        if tag.name in TAGS:
            return call(TAGS[tag.name], body)
        if "unit" in classes(tag):
            return call("unit", body, whole=flag(is_short_unit(tag)))
        return sequence([body, string(" ")]) if tag.name in BLOCKS else body

    def _mark(self, tag: Tag) -> Markup:
        return self.document.anchor(*(str(tag[key]) for key in ("id", "name") if tag.get(key)))


def _source_of(table: Tag) -> Tag | None:
    after = table.find_next_sibling()
    is_source = isinstance(after, Tag) and after.name == "p" and "source" in classes(after)
    return after if is_source else None


def _text(nodes: list[PageElement]) -> str:
    return "".join(node.get_text() for node in nodes)


def _trimmed(parts: Iterable[Markup]) -> list[Markup]:
    """Return content without spaces at its ends."""
    kept = [part for part in parts if part != EMPTY]
    while kept and kept[0] == '" "':
        kept.pop(0)
    while kept and kept[-1] == '" "':
        kept.pop()
    return kept
