"""The HTML exporter: any notebook becomes one page that loads nothing and runs nothing.

Ours or foreign, `jupyter nbconvert --to tradegap-html any.ipynb` works. All that a notebook brings
along is reduced to an allow-list of elements and attributes, and the page forbids every request by
its Content-Security-Policy, so that a fault in the one is caught by the other.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from bs4 import Comment, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound
from traitlets import default
from traitlets.config import Config

from tradegap.reporting import style
from tradegap.reporting.display import FIGURE_TYPE
from tradegap.reporting.markdown import markdown_html
from tradegap.reporting.numbers import format_date
from tradegap.reporting.results import RESULTS_TYPE
from tradegap.reporting.sanitise import (
    SAFE_PICTURE,
    TEMPLATES,
    clean,
    dress_table,
    parsed,
    said,
    slug,
)
from tradegap.reporting.svg import FAMILY, clean_svg

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
TYPES = ("text/html", "text/markdown", "image/svg+xml", *PICTURES, "text/latex", "text/plain")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CHAPTER_MARK = "<!--chapter-->"  # comments never survive cleaning, so a notebook can't forge it
HTML5 = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")
_PLAIN_TOKENS = re.compile(r'<span class="(?:n|p|w|nn|nb|bp|fm|vm)">([^<]*)</span>')
_TOP_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)")
# attributes are written by us, with every < and > escaped, so that these find true tags alone
_OUR_ID = re.compile(r"^$|\s|^(?:figure|drawing)-")
_ID = re.compile(r'<[a-zA-Z][^<>]*? id="([^"]*)"')
_LOCAL_LINK = re.compile(r'(<a\b[^<>]*?) href="#([^"]*)"')


class TradegapHTMLExporter(HTMLExporter):  # type: ignore[misc]
    """Exports a notebook as one HTML file that needs neither network nor script."""

    export_from_notebook = "Report as one HTML file (tradegap)"

    @default("template_name")  # type: ignore[untyped-decorator]
    def _template_name_default(self) -> str:
        return "tradegap"

    @default("extra_template_basedirs")  # type: ignore[untyped-decorator]
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]  # nbconvert's own default would search the working directory

    @default("embed_images")  # type: ignore[untyped-decorator]
    def _embed_images_default(self) -> bool:
        return True

    @property
    def default_config(self) -> Config:
        """Return nbconvert's settings with ours: tags that take code or outputs off the page."""
        ours = {
            "enabled": True,
            "remove_input_tags": {"remove-input"},
            "remove_all_outputs_tags": {"remove-output"},
            "remove_cell_tags": {"remove-cell"},
        }
        config = super().default_config.copy()
        config.merge(Config({"TagRemovePreprocessor": ours}))
        return config

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and its resources; what was left out of it is logged as warnings."""
        resources = self._init_resources(resources)
        nb, page = NotebookNode(nb), Page(nb, resources.get("metadata") or {}, self.language_code)
        page.embed_images = self.embed_images
        nb.cells = page.cells
        self.environment.globals["page"] = page
        for name in ("highlight_code", "filter_data_type"):  # the base template names them
            self.register_filter(name, page.code)
        # not HTMLExporter's own method: it reads the whole page again with a parser that spoils
        # the names of SVG attributes, and takes 0.1 s for it
        html, resources = super(HTMLExporter, self).from_notebook_node(nb, resources, **kw)
        html = page.with_ends(html)
        for warning in page.warnings:
            self.log.warning(warning)
        return html, resources


class Page:
    """One page while it is written: its head, headings and ids, and what was left out."""

    def __init__(self, nb: NotebookNode, about: dict[str, Any], language: str) -> None:
        meta = _mapping(nb.metadata.get("tradegap"))
        self.language = str(meta.get("language") or language)
        self.subtitle, self.question = str(meta.get("subtitle", "")), str(meta.get("question", ""))
        self.scenario, self.edition = str(meta.get("scenario", "")), str(meta.get("edition", ""))
        self.as_of = str(meta.get("as_of") or "")
        self.as_of_in_words = _date_in_words(self.as_of)
        self.headings: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.taken: set[str] = {"contents", "main"}
        self.embed_images, self.path = True, str(about.get("path") or "")
        self.cells = [NotebookNode(cell) for cell in nb.cells]
        self.title = str(meta.get("title") or nb.metadata.get("title") or self._lift_title())
        self.title = self.title or str(about.get("name") or "Notebook")
        self.lexer = _lexer(nb.metadata.get("language_info", {}))
        self.cell, self.count = NotebookNode(), 0
        self.headline = self._inline(str(meta.get("headline") or ""))
        self.description = parsed(self.headline).get_text() or self.question

    def _lift_title(self) -> str:
        """Take the first heading of a foreign notebook as the title of its page."""
        first = next((cell for cell in self.cells if cell.cell_type == "markdown"), None)
        found = _TOP_HEADING.match(first.source) if first else None
        if first is None or found is None:
            return ""
        first.source = first.source[found.end() :]
        return parsed(self._markdown(found[1])).get_text().strip()

    @cached_property
    def css(self) -> str:
        """Return the one style sheet: light colours, dark ones, and the figures recoloured."""
        sheet = (TEMPLATES / "tradegap" / "page.css").read_text(encoding="utf-8")
        dark = f":root{{{style.variables_css(style.DARK_PALETTE)}}}\n{style.recolouring_css()}"
        return (
            f":root{{{style.variables_css()}}}\n{sheet.strip()}\n"
            f"@media screen and (prefers-color-scheme:dark){{\n{dark}\n}}"
        )

    @property
    def policy(self) -> str:
        """Return the Content-Security-Policy: nothing but the style sheet above, by its hash."""
        digest = b64encode(sha256(self.css.encode()).digest()).decode()
        return (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )

    @property
    def contents(self) -> list[dict[str, Any]]:
        """Return the chapters with their sections."""
        chapters: list[dict[str, Any]] = []
        for heading in self.headings:
            if heading["level"] == 2:
                chapters.append({**heading, "sections": []})
            elif heading["level"] == 3 and chapters:
                chapters[-1]["sections"].append(heading)
        return chapters

    def enter(self, cell: NotebookNode) -> str:
        """Note which cell comes now."""
        self.cell, self.count = cell, self.count + (cell.cell_type == "code")
        return ""

    @property
    def stem(self) -> str:
        """Return the name of the chapter that the cell is of, where it has one."""
        return str(_mapping(self.cell.get("metadata", {}).get("tradegap")).get("chapter") or "")

    @property
    def number(self) -> str:
        """Return which cell it is, in words."""
        if self.cell.get("cell_type") == "markdown":
            return f"text before cell {self.count + 1}"
        ours = _mapping(self.cell.get("metadata", {}).get("tradegap"))
        return f"cell {ours.get('cell') or self.count}"

    @property
    def place(self) -> str:
        """Return the cell's name for a warning: its chapter and number."""
        return f"{self.stem}, {self.number}" if self.stem else self.number

    def code(self, source: str) -> str:
        """Return code with the classes of those tokens that have a colour of their own."""
        return _PLAIN_TOKENS.sub(r"\1", highlight(source, self.lexer, HtmlFormatter(nowrap=True)))

    def prose(self, source: str, chapters: bool = False) -> str:
        """Return Markdown as clean HTML; with `chapters` its top headings begin sections."""
        return self._dressed(self._markdown(source), chapters)

    def sections(self, html: str) -> list[str]:
        """Return what stands before the first chapter, and the chapters."""
        return [part.strip() for part in html.split(CHAPTER_MARK)]

    def text(self, text: str) -> str:
        """Return terminal text without its colours; the template escapes it."""
        return str(strip_ansi(text)).strip("\n")

    def shown(self, output: NotebookNode) -> dict[str, Any]:
        """Return the first type of an output that has something to show, made fit for the page."""
        for kind in TYPES:
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
        return {"kind": "html", "html": html}

    def _drawing(self, source: str, output: NotebookNode) -> dict[str, Any]:
        about = _mapping(output.data.get(FIGURE_TYPE))
        words = {key: str(about.get(key) or "") for key in ("title", "subtitle", "source")}
        alt = str(about.get("alt") or self._alt(output, "image/svg+xml"))
        named = f"figure-{slug(str(about['name']))}" if about.get("name") else ""
        name = self._unique(named or f"drawing-{self.count}")
        dress = ("tg", FAMILY) if about else ("", "")
        try:
            svg = clean_svg(source, f"{name}-part", alt, *dress)
        except ValueError as error:
            self.warnings.append(f"{self.place}: {error}.")
            return {}
        self.taken |= {*_ID.findall(svg), f"{name}-title"}
        return {"kind": "figure", "id": name, "svg": svg, **words}

    def _picture(self, kind: str, source: str, output: NotebookNode) -> dict[str, Any]:
        address = f"data:{kind};base64,{''.join(source.split())}"
        if not SAFE_PICTURE.fullmatch(address):
            return {}
        size = _mapping(output.get("metadata", {}).get(kind))
        sizes = {k: v for k in ("width", "height") if isinstance(v := size.get(k), int)}
        return {"kind": "picture", "src": address, "alt": self._alt(output, kind), **sizes}

    def _alt(self, output: NotebookNode, kind: str) -> str:
        """Return the text alternative from the metadata of output or cell, or say there is none."""
        about = output.get("metadata", {})
        alt = (
            _mapping(about.get(kind)).get("alt")
            or about.get("alt")
            or self.cell.metadata.get("alt")
        )
        if not alt:
            self.warnings.append(f"{self.place}: its picture has no text alternative.")
        return str(alt or f"Picture without a description, from {self.place}")

    def _markdown(self, source: str) -> str:
        attachments = getattr(self, "cell", {}).get("attachments", {})
        path = self.path if self.embed_images else ""
        return markdown_html(source, attachments, path)

    def _inline(self, source: str) -> str:
        """Return one sentence of Markdown without the paragraph around it."""
        soup = parsed(self._dressed(self._markdown(source)))
        self.headings.clear()  # written before the first chapter; a heading there is not kept
        return "".join(p.decode_contents() for p in soup.find_all("p"))

    def _dressed(self, html: str, chapters: bool = False) -> str:
        soup = parsed(html)
        dropped = clean(soup)
        if dropped:
            self.warnings.append(f"{self.place}: left out {', '.join(dropped)}.")
        for item in soup.find_all("li", id=False):
            _name_item(item)
        for tag in soup.find_all(id=True):
            ours = tag.name in HEADINGS or _OUR_ID.search(said(tag, "id"))
            if ours or said(tag, "id") in self.taken:
                del tag["id"]
            else:
                self.taken.add(said(tag, "id"))
        for heading in soup.find_all(HEADINGS):
            self._place_heading(heading, chapters)
        for block in soup.find_all("pre"):
            block["tabindex"] = "0"
        for table in soup.find_all("table"):
            dress_table(soup, table, self.headings[-1]["text"] if self.headings else self.title)
        return soup.decode(formatter=HTML5)

    def _place_heading(self, heading: Tag, chapters: bool) -> None:
        """Give a heading its id and its level: below the page's own, and never skipping one."""
        last = self.headings[-1]["level"] if self.headings else 1
        level = max(2, min(int(heading.name[1]) + 1, last + 1))
        text = heading.get_text(" ", strip=True)
        heading.name, heading["id"] = f"h{level}", self._unique(slug(text))
        self.headings.append({"level": level, "id": heading["id"], "text": text})
        if chapters and level == 2 and heading.parent and heading.parent.parent is None:
            heading.insert_before(Comment("chapter"))

    def _unique(self, wanted: str) -> str:
        """Return an id that nothing on the page has yet."""
        name, n = wanted, 1
        while name in self.taken:
            name, n = f"{wanted}-{n}", n + 1
        self.taken.add(name)
        return name

    def with_ends(self, html: str) -> str:
        """Return the page with every link within it leading somewhere, or being no link."""
        ends = set(_ID.findall(html))
        lost: dict[str, None] = {}

        def end(link: re.Match[str]) -> str:
            for target in (unquote(link[2]), slug(unquote(link[2]))):
                if target in ends:
                    return f'{link[1]} href="#{target}"'
            lost[link[2]] = None
            return link[1]

        html = _LOCAL_LINK.sub(end, html)
        if lost:
            names = ", ".join(f"#{name}" for name in lost)
            self.warnings.append(f"links that lead to no place on the page: {names}.")
        return html


def _name_item(item: Tag) -> None:
    """Give an item of a list the id of the bare anchor that it begins with."""
    first = next(iter(item.contents), None)
    if (
        isinstance(first, Tag)
        and first.name == "a"
        and list(first.attrs) == ["id"]
        and not first.contents
    ):
        item["id"] = said(first, "id")
        first.decompose()


def _mapping(value: Any) -> dict[str, Any]:
    """Return metadata as a mapping; a foreign notebook may hold anything under our names."""
    return value if isinstance(value, dict) else {}


def _date_in_words(text: str) -> str:
    try:
        return format_date(text, missing="")
    except ValueError:
        return ""


def _lexer(language: dict[str, Any]) -> Any:
    try:
        return get_lexer_by_name(language.get("pygments_lexer") or language.get("name") or "python")
    except ClassNotFound:
        return TextLexer()
