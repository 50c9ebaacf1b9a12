"""What the outputs of a cell become on the page: figures, pictures, tables, text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from tradegap.reporting.display import FIGURE_TYPE, TABLE_TYPE, WHAT_IF_TYPE
from tradegap.reporting.page_text import PageText, mapping
from tradegap.reporting.results import RESULTS_TYPE, is_published
from tradegap.reporting.sanitise import SAFE_PICTURE, parsed, slug
from tradegap.reporting.svg import FAMILY, clean_svg

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
WHAT_IF = "what-if-data"
MOST_LISTED = 12  # numbers of a figure that stand below it unfolded
_ROUNDED = re.compile(r"\d\.\d\d")  # decimals that a page would round
_TABLE_FRAME = re.compile(r'<div (?=[^<>]*class="table")')
_NODE = re.compile(r"\w+")
TYPES = ("text/html", "text/markdown", "image/svg+xml", *PICTURES, "text/latex", "text/plain")


def _drawn_first(data: Mapping[str, Any]) -> Iterable[str]:
    """Return the types in their order; a figure's HTML is for notebooks, the page has its own."""
    return TYPES if FIGURE_TYPE not in data else [kind for kind in TYPES if kind != "text/html"]


def _parts(value: Any) -> list[tuple[str, str]]:
    """Return pieces of a text with the nodes that they lead to; a foreign notebook may lie."""
    pieces = value if isinstance(value, list) else []
    pairs = [piece for piece in pieces if isinstance(piece, list) and len(piece) == 2]
    return [(str(text), str(node) if _NODE.fullmatch(str(node)) else "") for text, node in pairs]


class PageOutputs(PageText):
    """A page that shows outputs, each by the first of its types that has something to show."""

    data: dict[str, Any]

    def __init__(self, cells: list[Any], path: str = "") -> None:
        super().__init__(cells, path)
        self.has_figures = False
        self.csvs: dict[str, str] = {}
        self.lead: dict[str, Any] = {}

    def text(self, text: str) -> str:
        """Return terminal text without its colours; the template escapes it."""
        return str(strip_ansi(text)).strip("\n")

    def shown(self, output: NotebookNode) -> dict[str, Any]:
        """Return the first type of an output that has something to show, made fit for the page."""
        if WHAT_IF_TYPE in output.data and WHAT_IF not in self.taken:
            return self._what_if(output)
        if is_published(output.data):
            return {}
        for kind in _drawn_first(output.data):
            if kind == "text/plain" and RESULTS_TYPE in output.data:
                return {}  # a list of names, for the build and for plain Jupyter
            if kind in output.data:
                source = output.data[kind]
                made = self._made(
                    kind, source if isinstance(source, str) else "".join(source), output
                )
                if made:
                    return made
                self.warnings.append(f"{self.place}: its {kind} shows nothing without a script.")
        return {}

    def _made(self, kind: str, source: str, output: NotebookNode) -> dict[str, Any]:
        if kind == "image/svg+xml":
            return self._drawing(source, output)
        if kind in PICTURES:
            return self._picture(kind, source, output)
        if kind in ("text/latex", "text/plain"):
            return {"kind": "text", "text": self.text(source)}
        html = self._dressed(source) if kind == "text/html" else self.prose(source)
        soup = parsed(html)
        if not soup.get_text().strip() and not soup.find(("img", "hr")):
            return {}
        about = mapping(output.data.get(TABLE_TYPE))
        if about.get("name"):
            html = self._named_table(html, about)
        return {"kind": "html", "html": html}

    def _named_table(self, html: str, about: dict[str, Any]) -> str:
        """Name the frame of a table, so that its CSV is found by it."""
        name = self._unique(f"table-{slug(str(about['name']))}")
        if isinstance(csv := about.get("csv"), str) and _ROUNDED.search(csv):
            self.csvs[name] = csv  # else the page says as much
        return _TABLE_FRAME.sub(f'<div id="{name}" ', html, count=1)

    def _what_if(self, output: NotebookNode) -> dict[str, Any]:
        """Carry the graph of a what-if; its table says without a script what could be set."""
        self.data[WHAT_IF] = mapping(output.data[WHAT_IF_TYPE])
        self.taken |= {WHAT_IF, "what-if-setting"}
        html = "".join(output.data.get("text/html", ""))
        return {"kind": "what-if", "html": self._made("text/html", html, output).get("html", "")}

    def _drawing(self, source: str, output: NotebookNode) -> dict[str, Any]:
        about = mapping(output.data.get(FIGURE_TYPE))
        words = {key: str(about.get(key) or "") for key in ("title", "subtitle", "source")}
        alt = str(about.get("alt") or self._alt(output, "image/svg+xml"))
        named = f"figure-{slug(str(about['name']))}" if about.get("name") else ""
        name = self._unique(named or f"drawing-{self.count}")
        dress = ("tg", FAMILY) if about else ("", "")
        try:
            svg = clean_svg(source, self._unique(f"s{self.count}"), alt, *dress)
        except ValueError as error:
            self.warnings.append(f"{self.place}: {error}.")
            return {}
        self.taken |= {*self.ids_within(svg), f"{name}-title"}
        self.has_figures = True
        if isinstance(csv := about.get("csv"), str) and csv:
            self.csvs[name] = csv
        numbers = _parts(about.get("numbers"))
        links = {
            "title_parts": _parts(about.get("title_parts")) or [(words["title"], "")],
            "subtitle_parts": _parts(about.get("subtitle_parts")) or [(words["subtitle"], "")],
            "numbers": numbers,
            "many": sum(1 for _, node in numbers if node) > MOST_LISTED,
        }
        made = {"kind": "figure", "id": name, "svg": svg, **words, **links}
        if not self._leads():
            return made
        self.lead = made
        return {**made, "kind": "moved"}

    def _leads(self) -> bool:
        """Say whether a figure is the report's first, which stands at the head of the page."""
        return bool(self.stem) and self.begun == 1 and not self.lead

    def _picture(self, kind: str, source: str, output: NotebookNode) -> dict[str, Any]:
        address = f"data:{kind};base64,{''.join(source.split())}"
        if not SAFE_PICTURE.fullmatch(address):
            return {}
        size = mapping(output.get("metadata", {}).get(kind))
        sizes = {k: v for k in ("width", "height") if isinstance(v := size.get(k), int)}
        return {"kind": "picture", "src": address, "alt": self._alt(output, kind), **sizes}

    def _alt(self, output: NotebookNode, kind: str) -> str:
        """Return the text alternative from the metadata of output or cell, or say there is none."""
        about = output.get("metadata", {})
        alt = (
            mapping(about.get(kind)).get("alt") or about.get("alt") or self.cell.metadata.get("alt")
        )
        if not alt:
            self.warnings.append(f"{self.place}: its picture has no text alternative.")
        return str(alt or f"Picture without a description, from {self.place}")
