"""Labels within a drawing: words that a voice said, whose numbers lead to their nodes.

The text that is drawn is the sentence that the voice makes of the quantities, so that a label can
say nothing but the values of its nodes. Each number in the drawing has in the attribute `data-n`
the place of its link among those by the drawing, in title and list, which the page's script opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary
from xml.etree import ElementTree as ET

import pandas as pd

from tradegap.errors import ModelError
from tradegap.reporting.text import Sentence, Voice

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

PLACE = "data-n"
TELL = Voice()
"""The voice of labels: a drawing's axis is in US dollars, whatever the report's currency."""

Parts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Label:
    """What a label says, and of what: the name of its bar or line, for who hears it alone."""

    said: Sentence
    of: str = ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The label in one line, after what it is of, in pieces that lead to a node or to none."""
        name = [(f"{' '.join(self.of.split())} ", "")] if self.of else []
        return name + [(text.replace("\n", " "), node) for text, node in self.said.parts]


def values_of(quantities: pd.Series) -> pd.Series:
    """Return the numbers of a column of quantities, `NaN` for those that are missing or `None`."""
    known = (None if q is None else q.value for q in quantities)
    return pd.Series([*known], index=quantities.index, dtype=float)


_LABELS: WeakKeyDictionary[Text, Label] = WeakKeyDictionary()


def leads(text: Text, said: Sentence, of: str = "") -> None:
    """Let the numbers of a text in a drawing lead to their nodes.

    Raises `ModelError` where the text says anything but the sentence.
    """
    if text.get_text() != said.plain:
        raise ModelError(f"a label says '{text.get_text()}', and its numbers '{said.plain}'")
    _LABELS[text] = Label(said, of)


def labels_of(figure: Figure) -> dict[str, Label]:
    """Return the labels of a figure by the id that each has in its drawing, top of it first."""
    from matplotlib.text import Text

    texts = [t for t in figure.findobj(Text) if isinstance(t, Text) and t in _LABELS]
    found = {f"label-{n}": text for n, text in enumerate(texts)}
    for name, text in found.items():
        text.set_gid(name)
    return {name: _LABELS[text] for name, text in found.items()}


def mark_numbers(root: ET.Element, labels: Mapping[str, Parts]) -> None:
    """Mark each number of the labels in a drawing with the place that it leads to.

    `labels` has by id the pieces of each label, with a place or an empty text.
    """
    for group in root.iter("g"):
        if parts := labels.get(group.get("id", "")):
            lines = (child for child in group if child.tag == "text")
            for line, pieces in zip(lines, _by_line(parts), strict=True):
                _mark_in(line, [piece for piece in pieces if piece[0]])


def _by_line(parts: Parts) -> Iterator[Parts]:
    """Yield the pieces of each line of a text."""
    line: list[tuple[str, str]] = []
    for text, place in parts:
        first, *others = text.split("\n")
        line.append((first, place))
        for other in others:
            yield line
            line = [(other, place)]
    yield line


def _mark_in(line: ET.Element, pieces: Parts) -> None:
    if len(pieces) == 1 and pieces[0][1]:
        line.set(PLACE, pieces[0][1])
    elif any(place for _, place in pieces):
        line.text = ""
        for text, place in pieces:
            if place:
                ET.SubElement(line, "tspan", {PLACE: place}).text = text
            elif len(line):
                line[-1].tail = text
            else:
                line.text = text
