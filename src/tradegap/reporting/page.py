"""One page while it is written: its head, its code, and what of ours it carries."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

from tradegap.reporting import page_assets
from tradegap.reporting.numbers import MONTHS
from tradegap.reporting.page_facts import PageFacts
from tradegap.reporting.page_outputs import PageOutputs
from tradegap.reporting.page_text import CHAPTER_MARK, mapping
from tradegap.reporting.sanitise import parsed

# tokens but keywords, texts, numbers, names that are defined, and comments: these have no colour
_NEEDLESS_ENDS = re.compile(
    r"</li>\s*(?=<li[ >]|</[uo]l>)|</t[dh]>(?=<t[dh][ >]|</tr>)|</tr>\s*(?=<tr[ >]|</tbody>)"
)
_PLAIN_TOKENS = re.compile(
    r'<span class="(?!(?:k[cdnrt]?|ow|s[12adei]?|m[fhi]?|n[cdf]|c[1hm]?)">)'
    r'[a-z0-9]+">([^<]*)</span>'
)
_DATA_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9%)”>]\.) (?=[A-Z0-9<“])")
_UNITS = re.compile(rf"(\d(?:</a>)?) (bn|mn|billion|million|{'|'.join(MONTHS)})\b")
_TOP_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)")


class Page(PageOutputs):
    """One page while it is written: what its metadata say, its code, and its assets."""

    def __init__(self, nb: NotebookNode, about: dict[str, Any], language: str) -> None:
        super().__init__(nb.cells, str(about.get("path") or ""))
        meta = mapping(nb.metadata.get("tradegap"))
        self.language = str(meta.get("language") or language)
        self.subtitle, self.question = str(meta.get("subtitle", "")), str(meta.get("question", ""))
        self.scenario, self.edition = str(meta.get("scenario", "")), str(meta.get("edition", ""))
        self.data = {k: v for k, v in mapping(meta.get("data")).items() if _DATA_ID.fullmatch(k)}
        self.taken |= {*self.data}
        self.kept: dict[int, list[dict[str, str]]] = {}
        self.stems: dict[int, str] = {}
        self.title = str(meta.get("title") or nb.metadata.get("title") or self._lift_title())
        self.title = self.title or str(about.get("name") or "Notebook")
        self.lexer = _lexer(nb.metadata.get("language_info", {}))
        headline = _unbroken(
            self._inline(str(meta.get("headline_linked") or meta.get("headline") or ""))
        )
        self.answer, self.more = first_sentence(headline)
        self.description = parsed(headline).get_text().replace("\u00a0", " ") or self.question
        self.about = PageFacts.of({**meta, "headline": self.description})

    def _lift_title(self) -> str:
        """Take the first heading of a foreign notebook as the title of its page."""
        first = next((cell for cell in self.cells if cell.cell_type == "markdown"), None)
        found = _TOP_HEADING.match(first.source) if first else None
        if first is None or found is None:
            return ""
        first.source = first.source[found.end() :]
        return parsed(self._markdown(found[1])).get_text().strip()

    def code(self, source: str) -> str:
        """Return code with the classes of those tokens that have a colour of their own."""
        return _PLAIN_TOKENS.sub(r"\1", highlight(source, self.lexer, HtmlFormatter(nowrap=True)))

    def keep(self, source: str) -> str:
        """Keep a cell's code for the end of its chapter; nothing stands in its place.

        The parameters that the chapter was run with stand in place of its defaults.
        """
        tags = self.cell.metadata.get("tags") or []
        name, kept = self.number.removeprefix("cell "), self.kept.setdefault(self.begun, [])
        if "injected-parameters" in tags and kept and kept[-1]["name"] == name:
            kept.pop()
        kept.append({"name": name, "code": self.code(source)})
        self.stems[self.begun] = self.stem
        return ""

    def sections(self, html: str) -> list[str]:
        """Return what stands before the first chapter, and the chapters."""
        return [_without_needless_ends(part.strip()) for part in html.split(CHAPTER_MARK)]

    def _inline(self, source: str) -> str:
        """Return one sentence of Markdown without the paragraph around it."""
        soup = parsed(self._dressed(self._markdown(source)))
        self.headings.clear()  # written before the first chapter; a heading there is not kept
        return "".join(p.decode_contents() for p in soup.find_all("p"))

    @property
    def css(self) -> str:
        """Return the style sheet."""
        return page_assets.style_sheet()

    @property
    def script(self) -> str:
        """Return the script, empty on a page where it would have nothing to do."""
        useful = self.has_tables or self.has_figures or self.data or len(self.contents) > 1
        return page_assets.script() if useful else ""

    @property
    def policy(self) -> str:
        """Return the Content-Security-Policy of style sheet, script and data."""
        data = (self.about.linked_data or "", *self.data_blocks.values())
        return page_assets.policy(self.css, self.script, data)

    @property
    def data_blocks(self) -> dict[str, str]:
        """Return the data that scripts read: the id of each block, and its JSON."""
        data = {**self.data, **({"csv": self.csvs} if self.csvs else {})}
        return {name: page_assets.data_block(value) for name, value in data.items()}


def first_sentence(html: str) -> tuple[str, str]:
    """Return the first sentence of a line of HTML, and what follows it; never parts an element."""
    for end in _SENTENCE_END.finditer(html):
        first = html[: end.start()]
        if len(re.findall("<[a-z]", first)) == first.count("</"):
            return first, html[end.end() :]
    return html, ""


def _without_needless_ends(html: str) -> str:
    """Leave out the end tags of items, rows and cells that HTML implies; that is 2% of a page."""
    return _NEEDLESS_ENDS.sub("", html)


def _unbroken(html: str) -> str:
    """Keep a number and its unit, and a day and its month, in one line."""
    return _UNITS.sub("\\1\u00a0\\2", html)


def _lexer(language: dict[str, Any]) -> Any:
    try:
        return get_lexer_by_name(language.get("pygments_lexer") or language.get("name") or "python")
    except ClassNotFound:
        return TextLexer()
