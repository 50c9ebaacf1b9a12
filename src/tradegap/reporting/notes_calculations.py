"""Which calculations have a note of their own in the last chapter, and how each of them reads.

A number that is linked has one, and so has what several calculations share. What is only told in
another unit or on another basis is noted where it comes from, and a small calculation that is used
once is written out, in parentheses, where it is used.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tradegap.model.operations import in_words
from tradegap.reporting.numbers import format_number
from tradegap.reporting.opaque_words import OPAQUE, opaque_words
from tradegap.reporting.provenance import (
    closure,
    decimals,
    is_calendar_year,
    is_seed,
    shown_value,
)
from tradegap.reporting.text import escaped

Nodes = Mapping[str, Mapping[str, Any]]
SAME_NUMBER = ("convert", "rebase")
GUARD = "opaque:tradegap.model.basket.positive_only"  # missing where it is nothing, else the same
DEEPEST = 3  # parentheses within one another
LONGEST = 240  # signs of a formula in words that is written out within another
LONGEST_SERIES = 24  # values that are printed; a longer series stands in its table
SHORT = 70  # signs of one that is written out wherever it is used
_CHAINS = {"add": " + ", "multiply": " × ", "minimum": "", "maximum": ""}
_LISTS = {
    "minimum": "the smallest of",
    "maximum": "the largest of",
    "maximum_of": "the largest of",
    "sum": "sum of",
    "sum_stated": "sum of those stated:",
    "series": "side by side:",
}
_BELOW = ("\u2212", "[\u2212")
_ONE_VALUE = ("1 value", "[1 value")
_SIGNS = re.compile(" [+\u2212×÷] ")


class Calculations:
    """The nodes behind the linked ones, folded into as few notes as read well."""

    def __init__(self, nodes: Nodes, linked: Collection[str]) -> None:
        self.nodes = nodes
        self.noted: set[str] = set()
        self.same: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, str] = {}
        self._depth: dict[str, int] = {}
        self._roots = {self.source(i) for i in linked}
        behind = closure(nodes, linked)
        for node_id in behind:
            if self.source(node_id) != node_id:
                self.same[self.source(node_id)].append(node_id)
        made = [i for i in behind if self.is_made(i)]
        self._led_to = {*linked, *(self._same_unit(j) for i in made for j in self.inputs(i))}
        self._users = Counter(s for i in made for s in {self.source(j) for j in self.inputs(i)})
        for node_id in inputs_first(nodes, linked):
            if self.is_made(node_id):
                self._place(node_id)

    def inputs(self, node_id: str) -> list[str]:
        """Return the nodes that went into one."""
        return list(self.nodes[node_id].get("inputs", ()))

    def source(self, node_id: str) -> str:
        """Return the node whose number this one tells in another unit or on another basis."""
        while self._tells_again(node_id, SAME_NUMBER):
            node_id = self.nodes[node_id]["inputs"][0]
        return node_id

    def _same_unit(self, node_id: str) -> str:
        """Return the node whose number this one tells in the same unit on another basis."""
        while self._tells_again(node_id, ("rebase",)):
            node_id = self.nodes[node_id]["inputs"][0]
        return node_id

    def is_made(self, node_id: str) -> bool:
        """Say whether a node is a calculation: no leaf, and not the same number told again."""
        node = self.nodes[node_id]
        again = self._tells_again(node_id, SAME_NUMBER)
        return "leaf" not in node and not again and not self.is_plain(node_id)

    def _tells_again(self, node_id: str, same: Collection[str]) -> bool:
        """Say whether a node is another's number: read otherwise, or let through by a guard."""
        node = self.nodes[node_id]
        return node["op"] in same or (node["op"] == GUARD and node["value"] is not None)

    def is_plain(self, node_id: str) -> bool:
        """Say whether a node is named where it is used and needs no note: one, the whole, 2017."""
        leaf = self.nodes[node_id].get("leaf", {})
        named = leaf.get("chosen_in") == "definition" or self._is_nothing(node_id)
        return named and node_id not in self._roots

    def _is_nothing(self, node_id: str) -> bool:
        """Say whether a number is nothing in its unit and on its basis: something less itself."""
        node = self.nodes[node_id]
        return node["op"] == "subtract" and len(set(node["inputs"])) == 1

    def anchors(self, node_id: str) -> str:
        """Return the marks that links to a note find: its own and those of the same number."""
        ids = [node_id, *(i for i in self.same[node_id] if i in self._led_to)]
        return "".join(f'<a id="n-{i}"></a>' for i in ids)

    def values(self, node_id: str) -> str:
        """Return a number in each unit that it is used in."""
        ids = [node_id, *self.same[node_id]]
        told = [
            value_in_words(self.nodes[i])
            for i in ids
            if not isinstance(self.nodes[i]["value"], list)
        ]
        told = told or [value_in_words(self.nodes[node_id])]
        return " = ".join(dict.fromkeys(told))

    def also(self, node_id: str) -> str:
        """Return what a number is taken for on another basis, where its name says more."""
        labels = dict.fromkeys(self.label(i) for i in self.same[node_id])
        labels.pop(self.label(node_id), None)
        return "; ".join(labels)

    def label(self, node_id: str) -> str:
        """Return the name of a number."""
        return str(self.nodes[node_id]["label"])

    def series(self, node_id: str) -> str:
        """Return the values of a short series, after a colon."""
        if not 0 < length(self.nodes[node_id]) <= LONGEST_SERIES:
            return ""
        told = (
            format_number(v, decimals(v), "missing") if v is not None else "missing"
            for v in self.nodes[node_id]["value"]
        )
        return f": {'; '.join(told)}"

    def words(self, node_id: str) -> str:
        """Return the formula in words; what has no note of its own stands in parentheses."""
        return self._words[node_id]

    def numbers(self, node_id: str) -> str:
        """Return the formula in numbers, each a link to its note."""
        op = self.nodes[node_id]["op"]
        return _formula(op, [self._number(i) for i in self._operands(node_id)], named=False)

    def _place(self, node_id: str) -> None:
        """Decide whether a calculation has a note; its inputs are decided already."""
        op = self.nodes[node_id]["op"]
        operands = self._operands(node_id)
        text = _formula(op, [self._name(i) for i in operands])
        folded = [self.source(i) for i in operands if self._is_folded(self.source(i))]
        depth = 1 + max((self._depth[i] for i in folded), default=0)
        shared = self._users[node_id] > 1 and (depth > 1 or len(text) > SHORT)
        wide = depth > DEEPEST or len(text) > LONGEST or op.startswith(OPAQUE)
        if node_id in self._roots or shared or wide:
            self.noted.add(node_id)
        self._words[node_id], self._depth[node_id] = text, depth

    def _operands(self, node_id: str) -> list[str]:
        """Return what is put together; of a + (b + c), where b + c has no note: a, b and c."""
        op = self.nodes[node_id]["op"]
        operands: list[str] = []
        for given in self.inputs(node_id):
            chained = op in _CHAINS and self.nodes[given]["op"] == op and self._is_folded(given)
            operands += self._operands(given) if chained else [given]
        return operands

    def _is_folded(self, node_id: str) -> bool:
        return self.is_made(node_id) and node_id not in self.noted

    def _name(self, node_id: str) -> str:
        source = self.source(node_id)
        label = self.label(node_id)
        if not self._is_folded(source):
            return f"({label})" if _SIGNS.search(label) else label
        inner = self._enclosed(self._words[source], node_id)
        return inner if label == self.label(source) else f"{label} {inner}"

    def _number(self, node_id: str) -> str:
        source = self.source(node_id)
        if self._is_folded(source):
            return self._enclosed(self.numbers(source), node_id)
        if self.is_plain(source):
            listed = isinstance(self.nodes[node_id]["value"], list)
            return escaped(self.label(node_id)) if listed else _plain_value(self.nodes[node_id])
        return f"[{_plain_value(self.nodes[node_id])}](#n-{self._same_unit(node_id)})"

    def _enclosed(self, formula: str, node_id: str) -> str:
        unit, own = self.nodes[node_id]["unit"], self.nodes[self.source(node_id)]["unit"]
        return f"({formula})" if unit == own else f"({formula}, in {unit})"


def inputs_first(nodes: Nodes, roots: Iterable[str]) -> Iterator[str]:
    """Yield every node behind the roots once, inputs before what is made of them."""
    seen: set[str] = set()
    waiting = [(node_id, False) for node_id in reversed(list(roots))]
    while waiting:
        node_id, ready = waiting.pop()
        if node_id in seen:
            continue
        if ready:
            seen.add(node_id)
            yield node_id
        else:
            waiting.append((node_id, True))
            waiting.extend((i, False) for i in reversed(nodes[node_id].get("inputs", ())))


def _formula(op: str, told: list[str], *, named: bool = True) -> str:
    """Return an operation in words or, not `named`, in numbers."""
    if op.startswith(OPAQUE):
        by = f"{opaque_words(op)}; from " if named else "from "
        return by + "; ".join(_counted(told) if named else told)
    if op == "negate":
        return f"\u2212({told[0]})" if told[0].startswith(_BELOW) else f"\u2212{told[0]}"
    if op in ("sum", "sum_stated") and len(told) == 1:
        return told[0]
    if op == "total" and told[0].startswith(_ONE_VALUE):
        return told[0]
    if (op in _LISTS and len(told) > 2) or op in ("sum", "sum_stated", "series"):
        return f"{_LISTS[op]} {'; '.join(_counted(told) if named else told)}"
    if op in _CHAINS and len(told) > 2:
        return _CHAINS[op].join(told)
    return in_words(op, told)


def length(node: Mapping[str, Any]) -> int:
    """Return how many values a series has; a single number has none."""
    return len(node["value"]) if isinstance(node["value"], list) else 0


def _counted(names: Iterable[str]) -> list[str]:
    """Return each of several names once, with how many bear it."""
    times = Counter(names)
    return [name if n == 1 else f"{name} ({n} of these)" for name, n in times.items()]


def _plain_value(node: Mapping[str, Any]) -> str:
    """Return a value as it stands in a formula: without its unit, a share as a share of one."""
    value = node["value"]
    if isinstance(value, list):
        return "1 value" if len(value) == 1 else f"{len(value)} values"
    if value is None or node["unit"] == "flag" or is_seed(node) or is_calendar_year(node):
        return shown_value(node)
    return format_number(value, decimals(value))


def value_in_words(node: Mapping[str, Any]) -> str:
    """Return a value with its unit, as the page and the command line tell it."""
    return shown_value(node)
