"""The text of a page while it is written: its cells, headings, ids and links, all made clean."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from bs4 import Comment, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from nbformat import NotebookNode

from tradegap.reporting.markdown import markdown_html
from tradegap.reporting.sanitise import clean, dress_table, parsed, said, slug

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CHAPTER_MARK = "<!--chapter-->"  # comments never survive cleaning, so a notebook can't forge it
HTML5 = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")
# attributes are written by us, with every < and > escaped, so that these find true tags alone
_OUR_ID = re.compile(r"^$|\s|^(?:figure|drawing)-|^s\d+-")
_ID = re.compile(r'<[a-zA-Z][^<>]*? id="([^"]*)"')
_LOCAL_LINK = re.compile(r'(<a\b[^<>]*?) href="#([^"]*)"')


class PageText:
    """Where the page is, the ids and headings it has by now, and what was left out."""

    def __init__(self, cells: list[Any], path: str = "") -> None:
        self.cells = [NotebookNode(cell) for cell in cells]
        self.title = ""
        self.headings: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.taken: set[str] = {"contents", "main", "csv", "cite"}
        self.embed_images, self.path = True, path
        self.cell, self.count = NotebookNode(), 0
        self.has_tables = False
        self.begun = 0  # chapters so far

    def enter(self, cell: NotebookNode) -> str:
        """Note which cell comes now."""
        self.cell, self.count = cell, self.count + (cell.cell_type == "code")
        return ""

    @property
    def stem(self) -> str:
        """Return the name of the chapter that the cell is of, where it has one."""
        return str(mapping(self.cell.get("metadata", {}).get("tradegap")).get("chapter") or "")

    @property
    def number(self) -> str:
        """Return which cell it is, in words."""
        if self.cell.get("cell_type") == "markdown":
            return f"text before cell {self.count + 1}"
        ours = mapping(self.cell.get("metadata", {}).get("tradegap"))
        return f"cell {ours.get('cell') or self.count}"

    @property
    def place(self) -> str:
        """Return the cell's name for a warning: its chapter and number."""
        return f"{self.stem}, {self.number}" if self.stem else self.number

    def prose(self, source: str, chapters: bool = False) -> str:
        """Return Markdown as clean HTML; with `chapters` its top headings begin sections."""
        return self._dressed(self._markdown(source), chapters)

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

    def ids_within(self, html: str) -> set[str]:
        """Return the ids of a fragment that is clean."""
        return set(_ID.findall(html))

    def _markdown(self, source: str) -> str:
        attachments = getattr(self, "cell", {}).get("attachments", {})
        path = self.path if self.embed_images else ""
        return markdown_html(source, attachments, path)

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
            self.has_tables = True
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
            self.begun += 1

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


def mapping(value: Any) -> dict[str, Any]:
    """Return metadata as a mapping; a foreign notebook may hold anything under our names."""
    return value if isinstance(value, dict) else {}
