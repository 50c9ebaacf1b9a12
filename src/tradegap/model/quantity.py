"""The calculation graph: a number that remembers what it was made from.

`coverage = credited / target` reads as arithmetic and leaves a small graph behind. The graph
checks units and bases at each node, explains a result, and is evaluated again with other leaves
(`tradegap.model.graph`). A bare number is refused: a number in the arithmetic has an origin or it
is a named parameter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NoReturn

import numpy as np

from tradegap.errors import BasisError, ModelError, UnitError
from tradegap.model import units
from tradegap.model.leaves import (
    AssumptionLeaf,
    DecisionLeaf,
    FigureLeaf,
    Leaf,
    ParameterLeaf,
    leaf_to_json,
)
from tradegap.model.operations import OPERATIONS, Value, in_words
from tradegap.model.shown import Shown


@dataclass(frozen=True, eq=False)
class Quantity(Shown):
    """A value with unit, basis, label, and the operation and quantities that made it.

    `value` is a `float`, an array (a series with its `index`, or draws), or `None` for missing.
    """

    value: Value
    unit: str
    basis: str | None = None
    label: str = ""
    op: str = "leaf"
    inputs: tuple[Quantity, ...] = ()
    leaf: Leaf | None = None
    index: tuple[str, ...] | None = None
    function: Callable[..., Value] | None = None
    node_id: str = field(init=False, default="")

    __array_ufunc__ = None  # an array or a pandas Series never swallows a Quantity

    def __post_init__(self) -> None:
        """Identify what the node is: its leaf, or its operation, unit, basis and inputs."""
        content: list[str | None] = [self.op, self.unit, self.basis]
        if self.leaf is not None:
            content += [json.dumps(leaf_to_json(self.leaf)), self._value_text()]
        content += [q.node_id for q in self.inputs]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        object.__setattr__(self, "node_id", digest[:10])

    def named(self, label: str) -> Quantity:
        """Return the same node under a label that a reader understands."""
        return replace(self, label=label)

    def to(self, unit: str) -> Quantity:
        """Return the quantity in another unit of the same kind (`USD mn` to `USD bn`).

        Raises `UnitError` where the two units measure different things.
        """
        here, there = units.parse(self.unit), units.parse(unit)
        if not here.same_kind(there):
            raise UnitError(f"'{self.label}' is in {self.unit} and can't be told in {unit}.")
        if here == there:
            return self
        value = scaled(self.value, here.exponent - there.exponent)
        return Quantity(
            value, str(there), self.basis, self.label, "convert", (self,), None, self.index
        )

    def read_as(self, basis: str, label: str) -> Quantity:
        """Read an amount on another basis, in the open; the label says why.

        A dollar more of exports f.a.s. is a dollar less of balance. Raises `BasisError` for an
        unknown basis.
        """
        units.check_basis(basis)
        return Quantity(self.value, self.unit, basis, label, "rebase", (self,), None, self.index)

    def total(self, label: str = "") -> Quantity:
        """Return the sum of a series; one missing member makes it missing."""
        if self.index is None:
            raise ModelError(f"'{self.label}' is one number; only a series has a total.")
        value = OPERATIONS["total"](self.value)
        return Quantity(
            value, self.unit, self.basis, label or f"sum of {self.label}", "total", (self,)
        )

    def __add__(self, other: Quantity) -> Quantity:
        return _combine("add", self, other)

    def __sub__(self, other: Quantity) -> Quantity:
        return _combine("subtract", self, other)

    def __mul__(self, other: Quantity) -> Quantity:
        only_quantities("multiply", self, other)
        if self.basis and other.basis:
            raise BasisError(
                f"'{self.label}' times '{other.label}': both have a statistical basis."
            )
        unit = str(units.parse(self.unit).times(units.parse(other.unit)))
        return apply("multiply", (self, other), unit, self.basis or other.basis)

    def __truediv__(self, other: Quantity) -> Quantity:
        only_quantities("divide", self, other)
        if other.basis and self.basis != other.basis:
            raise BasisError(_clash("divided by", self, other))
        unit = units.parse(self.unit).over(units.parse(other.unit))
        if not unit.dimensions and unit.exponent not in (0, -2):
            raise UnitError(_unlike("divided by", self, other))
        return apply("divide", (self, other), str(unit), None if other.basis else self.basis)

    def __neg__(self) -> Quantity:
        return apply("negate", (self,), self.unit, self.basis)

    def __pow__(self, other: Quantity) -> Quantity:
        only_quantities("power", self, other)
        if units.parse(self.unit).dimensions or units.parse(other.unit).dimensions:
            raise UnitError(f"'{self.label}' to the power of '{other.label}': both must be shares.")
        return apply("power", (self, other), "share", None)

    def __radd__(self, other: object) -> NoReturn:
        only_quantities("add", other, self)
        raise AssertionError  # pragma: no cover

    __rsub__ = __rmul__ = __rtruediv__ = __rpow__ = __radd__

    def __bool__(self) -> NoReturn:
        raise ModelError(f"'{self.label}' has no truth value; use `where` or look at `.value`.")

    def _compare(self, other: object) -> NoReturn:
        raise ModelError(f"'{self.label}' is not compared directly; use `at_least` and `where`.")

    __lt__ = __le__ = __gt__ = __ge__ = _compare

    def __repr__(self) -> str:
        """Show label, value, unit and basis."""
        basis = f", {self.basis}" if self.basis else ""
        return f"<{self.label or self.op}: {self._value_text()} {self.unit}{basis}>"

    def _value_text(self) -> str:
        if isinstance(self.value, np.ndarray):
            return "series " + hashlib.sha256(self.value.tobytes()).hexdigest()[:12]
        return repr(self.value)


def value_of(quantity: Quantity) -> float:
    """Return the number of a quantity that has one; raises `ModelError` for any other."""
    if not isinstance(quantity.value, float | int):
        raise ModelError(f"'{quantity.label}' is not one number")
    return float(quantity.value)


def figure_leaf(
    value: Value,
    *,
    unit: str,
    basis: str | None,
    label: str,
    table: str,
    row: dict[str, object],
    column: str,
    published: date | str,
    later_vintage: bool = False,
    source: str = "",
    index: Sequence[str] | None = None,
) -> Quantity:
    """Return a published figure as a leaf: value in `unit` on `basis`, from one row of a table."""
    units.check_basis(basis)
    where = tuple((name, str(v)) for name, v in row.items())
    leaf = FigureLeaf(table, where, column, str(published), later_vintage, source)
    rows = tuple(index) if index is not None else None
    return Quantity(value, units.canonical(unit), basis, label, leaf=leaf, index=rows)


def parameter(
    name: str,
    value: float | None,
    *,
    unit: str,
    label: str,
    basis: str | None = None,
    chosen_in: str = "scenario",
    source: str = "",
) -> Quantity:
    """Return a number that was chosen as a leaf (`chosen_in` scenario, parameter, definition)."""
    units.check_basis(basis)
    if isinstance(value, str):
        raise ModelError(f"parameter {name}: {value!r} is no number; write it like 150 or 0.35.")
    leaf = ParameterLeaf(name, chosen_in, source)
    chosen = None if value is None else float(value)  # 2 and 2.0 are one node
    return Quantity(chosen, units.canonical(unit), basis, label, leaf=leaf)


def assumption_leaf(
    leaf: AssumptionLeaf, value: float, *, unit: str, label: str, basis: str | None = None
) -> Quantity:
    """Return a number that nobody publishes as a leaf, at the value that is used."""
    units.check_basis(basis)
    return Quantity(value, units.canonical(unit), basis, label, leaf=leaf)


def decision(case: str, pledge: str, counts: bool, reason: str) -> Quantity:
    """Return the yes or no of a crediting rule as a leaf of unit `flag`, with its reason."""
    return Quantity(
        float(counts), "flag", None, f"{pledge} counts", leaf=DecisionLeaf(case, pledge, reason)
    )


def balance(sales: Quantity, purchases: Quantity, label: str) -> Quantity:
    """Return a balance, the partner's sales less its purchases, both flows of one statistic.

    Raises `BasisError` for two flows that make no balance (`units.BALANCES`).
    """
    basis = units.BALANCES.get((sales.basis or "", purchases.basis or ""))
    if basis is None:
        raise BasisError(_clash("less", sales, purchases))
    _same_unit("less", sales, purchases)
    return apply("balance", (sales, purchases), sales.unit, basis, label)


def combine(op: str, *inputs: Quantity, label: str = "") -> Quantity:
    """Apply `minimum`, `maximum`, `sum`, `sum_stated`, `at_least` or `clip` to like quantities."""
    return _combine(op, *inputs, label=label)


def where(flag: Quantity, yes: Quantity, no: Quantity, label: str = "") -> Quantity:
    """Return `yes` where the flag is 1 and `no` where it is 0."""
    _alike("where", yes, no)
    return apply("where", (flag, yes, no), yes.unit, yes.basis, label)


def keep(amount: Quantity, flag: Quantity, label: str = "") -> Quantity:
    """Return the amount where the flag is 1, missing where it is 0 (never zero)."""
    return apply("keep", (amount, flag), amount.unit, amount.basis, label or amount.label)


def series_of(parts: Sequence[Quantity], index: Sequence[str], label: str) -> Quantity:
    """Return like quantities, each one number, as a series whose rows `index` names.

    A missing one stays missing in its row. Raises `ModelError` for none at all, or for unlike ones.
    """
    if not parts:
        raise ModelError(f"'{label}' is empty: a series needs at least one value, and its name.")
    if len(parts) != len(index):
        raise ModelError(f"'{label}' has {len(parts)} values for {len(index)} rows.")
    for other in parts[1:]:
        _alike("series", parts[0], other)
    made = apply("series", tuple(parts), parts[0].unit, parts[0].basis, label)
    return replace(made, index=tuple(index))


def opaque(
    function: Callable[..., Value], *inputs: Quantity, unit: str, basis: str | None, label: str
) -> Quantity:
    """Return the result of something that is no arithmetic (a solver, a forecast) as one node."""
    value = None if any(q.value is None for q in inputs) else function(*(q.value for q in inputs))
    op = f"opaque:{function.__module__}.{function.__qualname__}"
    return Quantity(value, units.canonical(unit), basis, label, op, inputs, function=function)


def takes_draws(function: Callable[..., Value]) -> Callable[..., Value]:
    """Mark a function of an opaque node as one that takes arrays of draws and returns as many.

    One that isn't marked is called draw by draw: slower, and right.
    """
    function.takes_draws = True  # type: ignore[attr-defined]
    return function


def scaled(value: Value, exponent: int) -> Value:
    """Return `value` times ten to the `exponent`, dividing for negative ones to keep digits."""
    if value is None or exponent == 0:
        return value
    return value * 10.0**exponent if exponent > 0 else value / 10.0**-exponent


def apply(
    op: str, inputs: tuple[Quantity, ...], unit: str, basis: str | None, label: str = ""
) -> Quantity:
    """Make the node of an operation whose units and bases are already checked."""
    index = next((q.index for q in inputs if q.index is not None), None)
    if any(q.index is not None and q.index != index for q in inputs):
        raise ModelError(f"Two series with different rows met in '{label or op}'.")
    try:
        value = OPERATIONS[op](*(q.value for q in inputs))
    except ModelError as error:
        names = " and ".join(f"'{q.label}'" for q in inputs)
        raise ModelError(f"{error} ({op} of {names})") from None
    words = label or in_words(op, [q.label for q in inputs])
    return Quantity(value, unit, basis, words, op, inputs, None, index)


def _combine(op: str, *inputs: Quantity, label: str = "") -> Quantity:
    only_quantities(op, *inputs)
    for other in inputs[1:]:
        _alike(op, inputs[0], other)
    unit, basis = ("flag", None) if op == "at_least" else (inputs[0].unit, inputs[0].basis)
    return apply(op, inputs, unit, basis, label)


def _alike(op: str, a: Quantity, b: Quantity) -> None:
    _same_unit(op, a, b)
    if a.basis != b.basis:
        raise BasisError(_clash(op, a, b))


def _same_unit(op: str, a: Quantity, b: Quantity) -> None:
    if units.parse(a.unit) != units.parse(b.unit):
        raise UnitError(_unlike(op, a, b))


def only_quantities(op: str, *inputs: object) -> None:
    """Refuse a bare number (`ModelError`): what is worked out has an origin or a name."""
    for bare in inputs:
        if not isinstance(bare, Quantity):
            raise ModelError(
                f"{op}: {str(bare)[:40]} is a bare {type(bare).__name__} without an origin; "
                "make it a `parameter(...)` or take it from a table."
            )


def _clash(op: str, a: Quantity, b: Quantity) -> str:
    return (
        f"'{a.label}' ({a.basis or 'no basis'}) {op} '{b.label}' ({b.basis or 'no basis'}): "
        "two bases are two quantities; read one on the other's basis with `read_as` and say why."
    )


def _unlike(op: str, a: Quantity, b: Quantity) -> str:
    return (
        f"'{a.label}' ({a.unit}) {op} '{b.label}' ({b.unit}): convert one with `.to(unit)` first."
    )
