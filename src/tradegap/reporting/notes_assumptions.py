"""Assumptions in the notes of a chapter in print: told in full once, then by their note.

Their names are long, and notes of one analysis mostly rest on the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tradegap.reporting.notes_calculations import value_in_words
from tradegap.reporting.provenance import range_words
from tradegap.reporting.text import escaped, joined

Nodes = Sequence[Mapping[str, Any]]
FEWEST = 2  # assumptions that are worth a reference to all those of another note


class ToldAssumptions:
    """What the notes of one chapter have told so far; `stem` names the chapter."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._first: dict[str, int] = {}
        self._whole: dict[int, frozenset[str]] = {}

    def by(self, number: int) -> Callable[[Nodes], list[str]]:
        """Return what writes the assumptions of the note of that number."""
        return partial(self._told, number)

    def _told(self, number: int, nodes: Nodes) -> list[str]:
        """Return each assumption with its values, or the note that has told them all."""
        values = _by_name(nodes)
        names = {name: f"{escaped(name)} = {joined([*values[name]])}" for name in values}
        texts = frozenset(names.values())
        known = self._best(texts)
        covered = self._whole.get(known, frozenset())
        parts = [f"the assumptions of {self._link(known)}"] if covered else []
        ranges = {str(node["label"]): rated_range(node["leaf"]) for node in nodes}
        for name, text in names.items():
            if text in covered:
                continue
            first = self._first.setdefault(name, number)
            more = ranges[name] if first == number else f"range as in {self._link(first)}"
            parts.append(f"the assumption {text} ({more})")
        self._whole[number] = texts
        return parts

    def _best(self, texts: frozenset[str]) -> int:
        """Return the first note with most of these assumptions and no others, 0 for none."""
        fitting = {n: len(t) for n, t in self._whole.items() if t <= texts and len(t) >= FEWEST}
        return max(fitting, key=lambda n: fitting[n], default=0)

    def _link(self, number: int) -> str:
        return f"[note {number}](#note-{self._stem}-{number})"


def _by_name(nodes: Nodes) -> dict[str, dict[str, None]]:
    """Return the values of each assumption, in their order, by its name."""
    values: dict[str, dict[str, None]] = {}
    for node in nodes:
        values.setdefault(str(node["label"]), {})[value_in_words(node)] = None
    return values


def rated_range(leaf: Mapping[str, Any]) -> str:
    """Return an assumption's range and its ratings."""
    return f"{range_words(leaf)}; quality {leaf['quality']}, impact {leaf['impact']}"
