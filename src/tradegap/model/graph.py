"""Walk a calculation graph, evaluate it with other leaves, write it down.

Evaluation is vectorised: a leaf may be given an array of draws, and every node that depends on it
is computed once over the whole array.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from tradegap.errors import ModelError, UnknownNameError
from tradegap.model import units
from tradegap.model.leaves import leaf_from_json, leaf_to_json
from tradegap.model.operations import OPERATIONS, Value
from tradegap.model.quantity import Quantity, scaled


def walk(*roots: Quantity) -> Iterator[Quantity]:
    """Yield every node once, inputs before what is made of them."""
    seen: set[str] = set()
    stack = [(q, False) for q in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node.node_id in seen:
            continue
        if ready:
            seen.add(node.node_id)
            yield node
        else:
            stack.append((node, True))
            stack.extend((q, False) for q in reversed(node.inputs))


def leaves(*roots: Quantity) -> list[Quantity]:
    """Return the leaves that the roots walk back to, each once."""
    return [q for q in walk(*roots) if q.leaf is not None]


def evaluate(root: Quantity, changes: Mapping[str, Value]) -> Value:
    """Compute `root` again with other leaves.

    `changes` maps a leaf's key (`assumption:name`, `table[row].column`) to a scalar, an array of
    draws or `None`. Raises `UnknownNameError` for a key that the root doesn't depend on.
    """
    known = {q.leaf.key for q in leaves(root) if q.leaf}
    for key in changes:
        if key not in known:
            raise UnknownNameError("leaf", key, known)
    values: dict[str, Value] = {}
    for node in walk(root):
        values[node.node_id] = _value_of(node, changes, values)
    return values[root.node_id]


def _value_of(node: Quantity, changes: Mapping[str, Value], values: dict[str, Value]) -> Value:
    if node.leaf is not None:
        return _changed(node, changes[node.leaf.key]) if node.leaf.key in changes else node.value
    given = [values[q.node_id] for q in node.inputs]
    if node.op == "convert":
        here, there = units.parse(node.inputs[0].unit), units.parse(node.unit)
        return scaled(given[0], here.exponent - there.exponent)
    if node.op.startswith("opaque:"):
        if node.function is None:
            raise ModelError(
                f"'{node.label}' was built by a solver and can't be computed again here."
            )
        return None if any(v is None for v in given) else _called(node, given)
    return OPERATIONS[node.op](*given)


def _called(node: Quantity, given: list[Value]) -> Value:
    """Call an opaque node's function: draw by draw, unless it says that it takes them at once."""
    assert node.function is not None
    arrays = [np.asarray(v) for v in given]
    drawn = [v.shape != np.asarray(q.value).shape for v, q in zip(arrays, node.inputs, strict=True)]
    if not any(drawn) or getattr(node.function, "takes_draws", False):
        return node.function(*given)
    size = max(len(v) for v, is_drawn in zip(arrays, drawn, strict=True) if is_drawn)
    return np.array(
        [
            np.nan if (found := node.function(*_row(arrays, drawn, n))) is None else found
            for n in range(size)
        ]
    )


def _row(arrays: list[np.ndarray], drawn: list[bool], number: int) -> list[Value]:
    """Return one draw of each input that was drawn, and the others as they are."""
    return [
        float(v[number]) if is_drawn else (v if v.ndim else float(v))
        for v, is_drawn in zip(arrays, drawn, strict=True)
    ]


def _changed(leaf: Quantity, value: Value) -> Value:
    """Return a leaf's other value; a series stays one, or its sum would be that of one number."""
    if leaf.index is not None and value is not None:
        last = np.shape(value)[-1:]
        if last != (len(leaf.index),):
            raise ModelError(
                f"'{leaf.label}' is a series of {len(leaf.index)}; give as many values, in order."
            )
    return value


def to_json(roots: Iterable[Quantity]) -> dict[str, dict[str, Any]]:
    """Return every node of the roots' graphs as JSON objects by node id, inputs by id."""
    return {node.node_id: node_to_json(node) for node in walk(*roots)}


def node_to_json(node: Quantity) -> dict[str, Any]:
    """Return one node as a JSON object; an array becomes a list with null for missing."""
    data: dict[str, Any] = {
        "op": node.op,
        "label": node.label,
        "value": _json_value(node.value),
        "unit": node.unit,
        "basis": node.basis,
    }
    if node.inputs:
        data["inputs"] = [q.node_id for q in node.inputs]
    if node.leaf is not None:
        data["leaf"] = leaf_to_json(node.leaf)
    if node.index is not None:
        data["index"] = list(node.index)
    return data


def from_json(nodes: Mapping[str, Mapping[str, Any]]) -> dict[str, Quantity]:
    """Return the quantities that `to_json` wrote, by node id.

    The graph evaluates again like the original, but for opaque nodes, which keep their value.
    """
    made: dict[str, Quantity] = {}
    waiting = list(nodes)
    while waiting:
        node_id = waiting[-1]
        missing = [i for i in nodes[node_id].get("inputs", ()) if i not in made]
        if missing and node_id not in made:
            waiting.extend(missing)
        else:
            made.setdefault(waiting.pop(), _node_from_json(nodes[node_id], made))
    return made


def _node_from_json(data: Mapping[str, Any], made: Mapping[str, Quantity]) -> Quantity:
    return Quantity(
        _python_value(data["value"]),
        data["unit"],
        data["basis"],
        data["label"],
        data["op"],
        tuple(made[i] for i in data.get("inputs", ())),
        leaf_from_json(data["leaf"]) if "leaf" in data else None,
        tuple(data["index"]) if "index" in data else None,
    )


def _json_value(value: Value) -> float | list[float | None] | None:
    if isinstance(value, np.ndarray):
        return [None if np.isnan(v) else float(v) for v in value.ravel()]
    return value


def _python_value(value: Any) -> Value:
    if isinstance(value, list):
        return np.array([np.nan if v is None else v for v in value], dtype=float)
    return None if value is None else float(value)
