"""A document in the making: its blocks, the files it shows, its anchors, and what went amiss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from tradegap.reporting.typst.floats import MOVED, with_floats
from tradegap.reporting.typst.markup import (
    EMPTY,
    Markup,
    call,
    dictionary,
    flag,
    number,
    string,
    visible,
)

DEEPEST_HEADING = 6
REFERENCE = "reference"  # tag of a cell: it and all after it are set small, in two columns
SCREEN_ONLY = "screen-only"  # tag of a cell that isn't printed
PRINT_ONLY = "print-only"  # tag of a cell that isn't on the page
ENDNOTES = "endnotes"  # tag of a cell: the notes of its chapter's text
_TARGET = re.compile(r"#([^\s\"'<>()\[\]]+)")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass
class Document:
    """What the writers of cells write to; `cell` is the name of the cell they are at.

    `wanted` holds the ids that something links to: other ids leave no trace. `ours` says that the
    notebook is a report of tradegap, where level-1 headings are chapters and begin a page. Local
    pictures are read below `folder` alone, and not at all without one. `notes` has the number of
    each node in the notes of each chapter, `cited` those that its text has led to so far.
    """

    ours: bool = False
    wanted: frozenset[str] = frozenset()
    folder: Path | None = None
    cell: str = ""
    attachments: Mapping[str, Any] = field(default_factory=dict)
    blocks: list[tuple[str, Markup]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    file_cells: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    notices: dict[str, dict[str, None]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    chapter: str = ""
    notes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    cited: set[tuple[str, int]] = field(default_factory=set)
    _open_levels: list[int] = field(default_factory=list)
    _labels: int = 0

    def add(self, blocks: Iterable[Markup]) -> None:
        """Add blocks to the cell at hand."""
        self.blocks += [(self.cell, block) for block in blocks if block != EMPTY]

    def notice(self, kind: str) -> None:
        """Remember that the cell at hand had something that has to be told."""
        self.notices.setdefault(kind, {})[self.cell] = None

    def new_label(self) -> str:
        """Return a label that nothing else has."""
        self._labels += 1
        return f"at-{self._labels}"

    def file(self, data: bytes, suffix: str) -> Markup:
        """Keep a picture beside the document and return its name as a literal."""
        name = f"{sha256(data).hexdigest()[:24]}.{suffix}"
        self.files[name] = data
        self.file_cells.setdefault(name, self.cell)
        return string(name)

    def anchor(self, *names: str) -> Markup:
        """Return an invisible mark for those names that are linked to; the first of a name wins."""
        fresh = [name for name in names if name in self.wanted and name not in self.anchors]
        if not fresh:
            return EMPTY
        label = self.new_label()
        self.anchors |= dict.fromkeys(fresh, label)
        return call("mark", string(label))

    def heading(self, level: int, body: Markup, text: str, names: Iterable[str] = ()) -> Markup:
        """Return a heading; levels follow one another without a gap, as PDF/UA asks.

        Links reach it by `names`, by its text with `-` for spaces (as Jupyter does), or by its
        text in small letters (as most sites do).
        """
        if not visible(text):
            return self.anchor(*names)
        label = self.new_label()
        for name in (*names, *slugs(text)):
            if name in self.wanted:
                self.anchors.setdefault(name, label)
        self.headings.append(text)
        return call(
            "chapter-heading",
            number(self._nested(level)),
            body,
            string(label),
            fresh=flag(self.ours and level == 1),
        )

    def _nested(self, level: int) -> int:
        while self._open_levels and self._open_levels[-1] >= level:
            self._open_levels.pop()
        self._open_levels.append(level)
        return min(len(self._open_levels), DEEPEST_HEADING)

    def _keyed_anchors(self) -> dict[str, Markup]:
        return {anchor_key(name): string(label) for name, label in self.anchors.items()}

    def source(self, preamble: Iterable[str]) -> tuple[str, list[str]]:
        """Return the document as Typst, and for each line the cell that it comes from."""
        lines = [
            '#import "report.typ": *',
            f"#let anchors = {dictionary(self._keyed_anchors())}",
            "#let go(id, body) = goto(anchors, id, body)",
            "#let noted = noted.with(anchors)",
            f"#let movable = movable.with(json({string(MOVED)}))",
            *preamble,
        ]
        cells = [""] * len(lines)
        for cell, block in with_floats(self.blocks) if self.ours else self.blocks:
            lines.append(f"#{block}")
            cells.append(cell)
        return "\n".join(lines) + "\n", cells


def slugs(text: str) -> tuple[str, str]:
    """Return the names by which Jupyter and other programs link to a heading."""
    words = " ".join(text.split())
    return words.replace(" ", "-"), _NOT_IN_SLUG.sub("", words.lower()).replace(" ", "-")


def anchor_key(name: str) -> str:
    """Return a name in plain signs, which the replacement of rare ones leaves alone."""
    return quote(name, safe="")


def linked_ids(texts: Iterable[str]) -> frozenset[str]:
    """Return every id that one of the texts may link to."""
    return frozenset(unquote(name) for text in texts for name in _TARGET.findall(text))


def joined(value: Any) -> str:
    """Return a notebook's text, which may be kept as a list of lines."""
    return value if isinstance(value, str) else "".join(map(str, value or ()))


def named(text: str) -> frozenset[str]:
    """Return the names in a text as a set."""
    return frozenset(text.split())
