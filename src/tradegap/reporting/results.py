"""What a chapter publishes: named results with the graph behind them, as one cell output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.graph import to_json
from tradegap.model.quantity import Quantity
from tradegap.model.shown import Shown

RESULTS_TYPE = "application/vnd.tradegap.results+json"


@dataclass(frozen=True)
class Results(Shown):
    """Results by dotted name: quantities, texts, and lists or objects of these.

    `tables` names the tables that were read, each with its sha256; `quantities` are shown without
    being published under a name, and bring their nodes along.
    """

    entries: Mapping[str, Any]
    tables: Mapping[str, str] = field(default_factory=dict)
    quantities: Sequence[Quantity] = ()

    def payload(self) -> dict[str, Any]:
        """Return the results, their nodes and the tables read, as JSON."""
        named = [q for value in self.entries.values() for q in _quantities(value)]
        roots = [*named, *self.quantities]
        return {
            "results": {name: _encoded(value) for name, value in self.entries.items()},
            "nodes": to_json(roots),
            "tables": dict(self.tables),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        names = ", ".join(f"`{name}`" for name in self.entries)
        return {
            "text/plain": f"{len(self.entries)} results published: {names}".replace("`", ""),
            RESULTS_TYPE: self.payload(),
        }


def is_published(data: Mapping[str, Any]) -> bool:
    """Tell whether a cell's output publishes results by name: no reader of a report needs it."""
    payload = data.get(RESULTS_TYPE)
    return isinstance(payload, Mapping) and bool(payload.get("results"))


def quantity_to_json(quantity: Quantity) -> dict[str, Any]:
    """Return a quantity as it stands in results.json: value, unit, basis and node."""
    if isinstance(quantity.value, np.ndarray):
        raise ModelError(f"'{quantity.label}' is a series; publish its total or one number of it.")
    return {
        "value": quantity.value,
        "unit": quantity.unit,
        "basis": quantity.basis,
        "node": quantity.node_id,
    }


def _quantities(value: Any) -> Iterator[Quantity]:
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _quantities(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _quantities(inner)


def _encoded(value: Any) -> Any:
    if isinstance(value, Quantity):
        return quantity_to_json(value)
    if isinstance(value, Mapping):
        return {name: _encoded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_encoded(inner) for inner in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
