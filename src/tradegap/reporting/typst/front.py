"""What stands on the title page, in the running heads and in the properties of the PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from tradegap.reporting.numbers import format_date
from tradegap.reporting.typst.document import joined
from tradegap.reporting.typst.markup import (
    EMPTY,
    NONE,
    Markup,
    array,
    dictionary,
    flag,
    number,
    optional,
    string,
    visible,
    with_seams,
)

UNDATED = date(2000, 1, 1)
SHORT = 44
WORDS = {
    "question": "The question",
    "answer": "In short",
    "scenario": "Scenario",
    "as-of": "As of",
    "edition": "Edition",
    "attached": "Attached",
    "contents": "Contents",
}
_TOP_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_MARKS = re.compile(r"<[^<>]*>|[*_`]|\[([^\]]*)\]\([^)]*\)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Front:
    """The texts of the title page; an empty one is left out."""

    title: str
    subtitle: str = ""
    question: str = ""
    headline: str = ""
    scenario: str = ""
    as_of: str = ""
    edition: str = ""
    language: str = "en"
    authors: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The date of the document: its as-of date, else one fixed day, never the clock's."""
        try:
            return date.fromisoformat(self.as_of)
        except ValueError:
            return UNDATED

    @property
    def timestamp(self) -> int:
        """The seconds that the compiler takes for the date of the PDF."""
        return int(datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC).timestamp())

    def markup(self, *, headline: Markup, entries: int, ours: bool, attached: str = "") -> Markup:
        """Return all of it as the dictionary that the template takes; `headline` has its links.

        `entries` is the number of headings for the contents.
        """
        texts = {
            "subtitle": self.subtitle,
            "question": self.question,
            "scenario": self.scenario,
            "as-of": _in_words(self.as_of),
            "edition": self.edition,
            "attached": attached,
        }
        return dictionary(
            {
                **{name: optional(with_seams(text)) for name, text in texts.items()},
                "headline": NONE if headline == EMPTY else headline,
                "answer-length": number(len(_plain(self.headline))),
                "title": string(" ".join(self.title.split())),
                "shown-title": string(with_seams(" ".join(self.title.split()))),
                "short": string(with_seams(_short(self.title))),
                "edition-line": string(with_seams(self._edition_line())),
                "language": string(self.language),
                "author": array(map(string, self.authors)),
                "keywords": array(map(string, filter(None, [self.scenario, self.edition]))),
                "description": optional(_plain(self.headline or self.subtitle)),
                "date": Markup("auto"),
                "entries": number(entries),
                "fresh": flag(ours),
                "words": dictionary({name: string(word) for name, word in WORDS.items()}),
            }
        )

    def _edition_line(self) -> str:
        told = {"As of": _in_words(self.as_of), "Edition": self.edition}
        return " · ".join(f"{name} {text}" for name, text in told.items() if text)


def front_of(notebook: Any, stem: str) -> Front:
    """Return what a notebook says of itself: ours in `tradegap`, a foreign one by its title.

    A title that had to be taken from the notebook's first heading is no longer there.
    """
    metadata: Mapping[str, Any] = notebook.metadata
    told = metadata.get("tradegap")
    told = told if isinstance(told, Mapping) else {}
    names = ("subtitle", "question", "headline", "scenario", "as_of", "edition")
    texts = {name: str(told.get(name) or "").strip() for name in names}
    texts["headline"] = str(told.get("headline_linked") or "").strip() or texts["headline"]
    return Front(
        title=_first_text(told.get("title") or metadata.get("title") or lift_title(notebook), stem),
        language=_language(told.get("language") or metadata.get("language")),
        authors=_authors(metadata.get("authors")),
        **texts,
    )


def lift_title(notebook: Any) -> str:
    """Take the level-1 heading that a notebook begins with off its first cell, and return it."""
    first = next((cell for cell in notebook.cells if joined(cell.source).strip()), None)
    if first is None or first.cell_type != "markdown":
        return ""
    match = _TOP_HEADING.match(joined(first.source))
    if match is None:
        return ""
    first.source = joined(first.source)[match.end() :]
    return _plain(match[1])


def _plain(markdown: str) -> str:
    """Return the words of a line of Markdown."""
    return " ".join(unescape(_MARKS.sub(r"\1", markdown)).replace("\\$", "$").split())


def _first_text(*texts: Any) -> str:
    return next((str(text).strip() for text in texts if visible(str(text or ""))), "Notebook")


def _authors(value: Any) -> tuple[str, ...]:
    entries = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    names = (entry.get("name") if isinstance(entry, Mapping) else entry for entry in entries)
    return tuple(str(name) for name in names if name)


def _language(value: Any) -> str:
    text = str(value or "en").lower().partition("-")[0]
    return text if _LANGUAGE.fullmatch(text) else "en"


def _in_words(day: str) -> str:
    try:
        return format_date(day, missing="")
    except ValueError:
        return day


def _short(title: str) -> str:
    """Return a title that fits a running head: whole, its first part, or its first words."""
    words = " ".join(title.split())
    if len(words) <= SHORT:
        return words
    first = words.partition(":")[0]
    if SHORT / 3 < len(first) <= SHORT:
        return first
    return f"{words[: SHORT - 1].rsplit(' ', 1)[0].rstrip(',;:')} …"
