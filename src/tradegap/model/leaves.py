"""The leaves of the calculation graph: where a number that nobody calculated comes from.

There are four kinds and no fifth, so that every result walks back to a row of a table in the
catalog, to an assumption, to a parameter, or to a rule of crediting that said yes or no.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from itertools import permutations
from typing import Any


@dataclass(frozen=True)
class FigureLeaf:
    """A published figure: one cell of one row of one table, or one column over several rows.

    `source` is the row's own, where its table records one a row.
    """

    table: str
    row: tuple[tuple[str, str], ...]
    column: str
    published: str
    later_vintage: bool = False
    source: str = ""

    @property
    def key(self) -> str:
        """Name the leaf: `table[year=2017].column`."""
        row = ",".join(f"{name}={value}" for name, value in self.row)
        return f"{self.table}[{row}].{self.column}"


@dataclass(frozen=True)
class AssumptionLeaf:
    """A number that nobody publishes, with its range and its ratings (red, amber, green).

    `distribution` says how it is drawn: triangular, uniform, or fixed at the value used.
    """

    name: str
    low: float
    central: float
    high: float
    quality: str
    impact: str
    source: str
    rationale: str
    distribution: str = "triangular"

    @property
    def key(self) -> str:
        """Name the leaf: `assumption:name`."""
        return f"assumption:{self.name}"


@dataclass(frozen=True)
class ParameterLeaf:
    """A number that the scenario or the person at the keyboard chose.

    `chosen_in` is `scenario`, `parameter` or `definition` (true by what the words mean: a year has
    twelve months).
    """

    name: str
    chosen_in: str
    source: str = ""

    @property
    def key(self) -> str:
        """Name the leaf: `parameter:name`."""
        return f"parameter:{self.name}"


@dataclass(frozen=True)
class DecisionLeaf:
    """A rule of crediting applied to one pledge: 1 if it counts, 0 if not, and why."""

    case: str
    pledge: str
    reason: str

    @property
    def key(self) -> str:
        """Name the leaf: `decision:case/pledge`."""
        return f"decision:{self.case}/{self.pledge}"


Leaf = FigureLeaf | AssumptionLeaf | ParameterLeaf | DecisionLeaf

_KINDS: dict[str, type[Leaf]] = {
    "figure": FigureLeaf,
    "assumption": AssumptionLeaf,
    "parameter": ParameterLeaf,
    "decision": DecisionLeaf,
}


def leaf_to_json(leaf: Leaf) -> dict[str, Any]:
    """Return the leaf as a JSON object with its `kind` and `key`."""
    kind = next(name for name, cls in _KINDS.items() if isinstance(leaf, cls))
    data = asdict(leaf)
    if isinstance(leaf, FigureLeaf):
        data["row"] = dict(leaf.row)
    return {"kind": kind, "key": leaf.key, **data}


def leaf_from_json(data: dict[str, Any]) -> Leaf:
    """Return the leaf that `leaf_to_json` wrote."""
    cls = _KINDS[data["kind"]]
    values = {f.name: data[f.name] for f in fields(cls)}
    if cls is FigureLeaf:  # JSON may have sorted the row's names; the key remembers their order
        orders = permutations(values.pop("row").items())
        return next(
            f for f in (FigureLeaf(row=o, **values) for o in orders) if f.key == data["key"]
        )
    return cls(**values)
