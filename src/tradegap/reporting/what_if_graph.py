"""A calculation graph as the page carries it: what moves, as short as it can be said.

A node is a number (or null) where nothing that it is made of can be moved, `["leaf", name]` for a
leaf that a control moves, `["scale", place, exponent]` for another unit, else the operation's name
and the places of its inputs. Inputs always stand before what is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradegap.errors import ModelError
from tradegap.model import units
from tradegap.model.graph import walk
from tradegap.model.operations import OPERATIONS
from tradegap.model.quantity import Quantity

SCALAR = frozenset(OPERATIONS) - {"total", "cumulate", "take", "pick", "series"}
"""The operations that the page evaluates: those of single numbers."""


class CompactGraph:
    """The nodes of several results, each node once; `moving` names the control of a leaf's key."""

    def __init__(self, moving: Mapping[str, str]) -> None:
        self.moving = moving
        self.nodes: list[Any] = []
        self._places: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def place(self, root: Quantity) -> int:
        """Return the place of a quantity, after putting down what it is made of.

        Raises `ModelError` for one that moves through an opaque node or a series.
        """
        for node in walk(root):
            if node.node_id not in self._places and self._moves(node):
                self._places[node.node_id] = self._put(self._told(node))
        return self._of(root)

    def _moves(self, node: Quantity) -> bool:
        if node.leaf is not None:
            return node.leaf.key in self.moving
        return any(q.node_id in self._places for q in node.inputs)

    def _of(self, node: Quantity) -> int:
        """Return the place of a node that moves, or else of its number."""
        moves = node.node_id in self._places
        return self._places[node.node_id] if moves else self._put(_number(node))

    def _told(self, node: Quantity) -> Any:
        if node.leaf is not None:
            return ["leaf", self.moving[node.leaf.key]]
        inputs = [self._of(q) for q in node.inputs]
        if node.op == "convert":
            here, there = units.parse(node.inputs[0].unit), units.parse(node.unit)
            return ["scale", *inputs, here.exponent - there.exponent]
        if node.op not in SCALAR:
            raise ModelError(f"'{node.label}' can't be evaluated in a page: it is {node.op}.")
        return [node.op, *inputs]

    def _put(self, told: Any) -> int:
        """Return the place of a node; one that only repeats its input is that input."""
        if isinstance(told, list) and (told[0] == "rebase" or (told[0], told[-1]) == ("scale", 0)):
            return int(told[1])
        place = self._known.setdefault(repr(told), len(self.nodes))
        if place == len(self.nodes):
            self.nodes.append(told)
        return place


def _number(node: Quantity) -> float | None:
    """Return a number that doesn't move; a series is only ever an input of one."""
    return node.value if isinstance(node.value, float) else None
