"""Results that the page can't work out again: those behind a solver, a model or a set of draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tradegap.model.graph import walk
from tradegap.model.quantity import Quantity
from tradegap.reporting.text import Sentence, Voice

_WHY = {
    "tradegap.model.simulate": "counted over draws",
    "tradegap.model.solve": "found by a solver",
    "tradegap.model.basket": "the cheapest basket, found by an optimiser",
    "tradegap.model.forecast": "a forecast",
    "tradegap.model.diversion": "the GSIM model of many countries",
}
_STYLES = {"share": "pct1", "USD bn": "bn", "USD bn/year": "bn"}


@dataclass(frozen=True)
class AsBuilt:
    """A result that a setting doesn't move: its node, what it is, its value in words, and why."""

    node: str
    label: str
    shown: str
    why: str


def as_built(told: Sentence, keys: Iterable[str], say: Voice) -> list[AsBuilt]:
    """Return those results of a text that depend on leaves by their keys through an opaque node."""
    known = frozenset(keys)
    found: dict[str, AsBuilt] = {}
    for quantity in told.quantities:
        why = next(_opaque(quantity, known), None)
        style = _STYLES.get(quantity.unit)
        if why and style and quantity.value is not None:
            shown = say("{q:" + style + "}", q=quantity).plain
            found.setdefault(quantity.label, AsBuilt(quantity.node_id, quantity.label, shown, why))
    return list(found.values())


def _opaque(root: Quantity, keys: frozenset[str]) -> Iterator[str]:
    """Yield in words what each opaque node is that a leaf of these keys goes into."""
    reached: set[str] = set()
    for node in walk(root):
        if (node.leaf and node.leaf.key in keys) or any(q.node_id in reached for q in node.inputs):
            reached.add(node.node_id)
            module = node.op.removeprefix("opaque:").rsplit(".", 1)[0]
            if module != node.op:
                yield next((why for name, why in _WHY.items() if module.startswith(name)),
                           "not worked out by arithmetic alone")  # fmt: skip
