"""The objects that a chapter's cell ends in: prose, a table, a figure.

Each shows itself in plain Jupyter by ordinary types, and carries what the build needs in a type of
its own (`docs/architecture.md`, "What a cell gives to the build").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tradegap.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from tradegap.reporting.tables import Column

TABLE_TYPE = "application/vnd.tradegap.table+json"
FIGURE_TYPE = "application/vnd.tradegap.figure+json"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Prose:
    """A paragraph or more of Markdown with numbers filled in."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/markdown": self.markdown}


@dataclass(frozen=True, eq=False)
class ReportTable:
    """A table with caption and source; `name` is the name of its CSV.

    All columns of `frame` go into the CSV, those in `columns` onto the page. `totals` holds the row
    heads that are set off.
    """

    name: str
    caption: str
    frame: pd.DataFrame
    columns: Collection[Column]
    source: str
    notes: Collection[str] = ()
    totals: Collection[str] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be published: a name that is no file name, an empty text."""
        _check_name("table", self.name)
        _check_texts("table", self.name, caption=self.caption, source=self.source)

    def html(self) -> str:
        """Return the table as HTML, with its source after it."""
        from tradegap.reporting.tables import table_html

        return table_html(
            self.frame, [*self.columns], self.caption, self.source, [*self.notes], self.totals
        )

    def csv(self) -> str:
        """Return the table as CSV: all columns, full precision."""
        from tradegap.reporting.tables import table_csv

        return table_csv(self.frame)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        from tradegap.reporting.tables import table_text

        return {
            "text/html": self.html(),
            "text/plain": table_text(self.frame, [*self.columns], self.caption, self.source),
            TABLE_TYPE: {"name": self.name, "csv": self.csv()},
        }


@dataclass(frozen=True)
class ReportFigure:
    """A figure with a title that states the finding, and a text that carries the same message.

    `subtitle` names unit, basis and vintage. Make it by `ReportFigure.of(figure, ...)`.
    """

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    svg: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a figure without a name, a title, a source or a text alternative."""
        _check_name("figure", self.name)
        _check_texts("figure", self.name, title=self.title, source=self.source, alt=self.alt)

    @classmethod
    def of(
        cls, figure: Figure, *, name: str, title: str, subtitle: str, source: str, alt: str
    ) -> ReportFigure:
        """Draw a matplotlib figure once, as SVG with literal colours."""
        from tradegap.reporting.svg import figure_svg

        return cls(name, title, subtitle, source, alt, figure_svg(figure, name, alt))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        texts = ("name", "title", "subtitle", "source", "alt")
        return {
            "image/svg+xml": self.svg,
            "text/plain": self.alt,
            FIGURE_TYPE: {key: getattr(self, key) for key in texts},
        }


def _check_name(kind: str, name: str) -> None:
    """Refuse a name that would not do as a file name and as the beginning of an id."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"'{name}' can't be the name of a {kind}: use small letters, digits, '-' and '_', "
            "beginning with a letter."
        )


def _check_texts(kind: str, name: str, **texts: str) -> None:
    for what, text in texts.items():
        if not text.strip():
            raise InputError(f"The {kind} '{name}' has no {what}: say it in words.")
