"""The objects that a chapter's cell ends in: prose, a table, a figure.

Each shows itself in plain Jupyter by ordinary types, and carries what the build needs in a type of
its own (`docs/architecture.md`, "What a cell gives to the build").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tradegap.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from tradegap.reporting.labels import Label
    from tradegap.reporting.tables import Column
    from tradegap.reporting.text import Sentence, Words

TABLE_TYPE = "application/vnd.tradegap.table+json"
FIGURE_TYPE = "application/vnd.tradegap.figure+json"
WHAT_IF_TYPE = "application/vnd.tradegap.what-if+json"
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
        from tradegap.reporting.table_fields import table_fields
        from tradegap.reporting.tables import table_text

        return {
            "text/html": self.html(),
            "text/plain": table_text(self.frame, [*self.columns], self.caption, self.source),
            TABLE_TYPE: {
                "name": self.name,
                "csv": self.csv(),
                "title": self.caption,
                "source": self.source,
                "notes": [*self.notes],
                "fields": table_fields(self.frame, self.columns),
            },
        }


@dataclass(frozen=True)
class ReportFigure:
    """A figure with a title that states the finding, and a text that carries the same message.

    `subtitle` names unit, basis and vintage; `csv` has the numbers that are drawn. Make it by
    `ReportFigure.of(figure, ...)`: the numbers of a title, a text or a label that a voice said
    lead to their nodes.
    """

    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    svg: str = field(repr=False)
    csv: str = field(default="", repr=False)
    said: Collection[Sentence] = field(default=(), repr=False)
    labels: Collection[Label] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuse a figure without a name, a title, a source or a text alternative."""
        _check_name("figure", self.name)
        _check_texts("figure", self.name, title=self.title, source=self.source, alt=self.alt)

    @classmethod
    def of(
        cls,
        figure: Figure,
        *,
        name: str,
        title: str,
        subtitle: str,
        source: str,
        alt: str,
        data: pd.DataFrame | None = None,
    ) -> ReportFigure:
        """Draw a matplotlib figure once, as SVG with literal colours; `data` is what it draws.

        The columns of `data` name their units, as those of all tables do.
        """
        from tradegap.model.names import dates_in_words
        from tradegap.reporting.labels import labels_of
        from tradegap.reporting.svg import figure_svg
        from tradegap.reporting.tables import table_csv
        from tradegap.reporting.ticks import number_ticks

        csv = "" if data is None else table_csv(data.map(_ten_digits))
        said = [w.sentence for text in (title, subtitle, alt) if (w := _as_words(text))]
        number_ticks(figure)
        labels = labels_of(figure)
        told = dates_in_words(source)
        made = cls(
            name, str(title), str(subtitle), told, str(alt), "", csv, said, [*labels.values()]
        )
        svg = figure_svg(figure, name, alt, made.placed(labels))
        return replace(made, svg=svg)

    def placed(self, labels: Mapping[str, Label]) -> dict[str, list[tuple[str, str]]]:
        """Return labels in pieces, each number with the place of its link by the drawing."""
        linked = self._linked()
        nodes = [node for part in linked.values() for _, node in part if node]
        places = {node: str(n) for n, node in reversed([*enumerate(nodes)])}
        return {
            name: [(text, places[node] if node else "") for text, node in label.said.parts]
            for name, label in labels.items()
        }

    def html(self) -> str:
        """Return the figure as a notebook shows it: title, unit and source around the drawing."""
        from tradegap.reporting.figure_card import figure_html

        return figure_html(self.title, self.subtitle, self.svg, self.source)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        from tradegap.reporting.in_notebook import explained
        from tradegap.reporting.results import RESULTS_TYPE, Results

        texts = ("name", "title", "subtitle", "source", "alt", "csv")
        sentences = [*self.said, *(label.said for label in self.labels)]
        quantities = [q for sentence in sentences for q in sentence.quantities]
        nodes = {RESULTS_TYPE: Results({}, quantities=quantities).payload()} if quantities else {}
        return {
            # for whoever runs the notebook; reports dress the drawing
            "text/html": explained(self.html(), quantities),
            "image/svg+xml": self.svg,
            "text/plain": self.alt,
            FIGURE_TYPE: {key: getattr(self, key) for key in texts} | self._linked(),
            **nodes,
        }

    def _linked(self) -> Bundle:
        """Return title, subtitle and the other numbers that are told or drawn in linked pieces."""
        if not self.said and not self.labels:
            return {}
        title = next((s.parts for s in self.said if s.plain == self.title), [(self.title, "")])
        subtitle = next((s.parts for s in self.said if s.plain == self.subtitle), [])
        listed = {node for _, node in [*title, *subtitle] if node}
        items: list[list[tuple[str, str]]] = []
        told = [item for s in self.said for item in _amounts(s.parts)]
        for item in [*(label.parts for label in self.labels), *told]:
            nodes = {node for _, node in item if node}
            items += [item] if nodes - listed else []
            listed |= nodes
        between = [[("; ", ""), *item] for item in items[1:]]
        numbers = [part for item in [*items[:1], *between] for part in item]
        return {
            "title_parts": [[*part] for part in title],
            **({"subtitle_parts": [[*part] for part in subtitle]} if subtitle else {}),
            "numbers": [[*part] for part in numbers],
        }


def _amounts(parts: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield each linked number of a sentence; one in two currencies as A$4.0 bn (US$3.0 bn)."""
    linked = [n for n, (_, node) in enumerate(parts) if node]
    paired = {n + 2 for n in linked if n + 2 in linked and parts[n + 1][0] == " ("}
    for n in linked:
        if n + 2 in paired:
            yield [*parts[n : n + 3], (")", "")]
        elif n not in paired:
            yield [parts[n]]


def _as_words(text: str) -> Words | None:
    """Return a text as the words that a voice said, if it is that."""
    from tradegap.reporting.text import Words

    return text if isinstance(text, Words) and text.sentence.quantities else None


def _ten_digits(cell: Any) -> Any:
    """Return a number as exact as a drawing could ever need it."""
    return float(f"{cell:.10g}") if isinstance(cell, float) else cell


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
