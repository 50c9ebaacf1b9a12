"""How parameters get on through names: what a cell makes from them, or may change by them.

This is for telling *why*; what is shared goes by the order of the cells alone. It errs on the side
of too much: names that met in one statement may share an object, and a cell that depends on a
parameter may change every object that it reads.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable

from tradegap.build.share.cell import Cell
from tradegap.build.share.names import uses

BUILTINS = frozenset(dir(builtins)) | {"display", "get_ipython"}


class Flow:
    """The names that carry parameters so far, each parameter with how it got there."""

    def __init__(self, imports: Iterable[str], parameters: Iterable[str]) -> None:
        self._apart = BUILTINS | frozenset(imports) | frozenset(parameters)
        self._carried: dict[str, dict[str, str]] = {}
        self._groups: dict[str, set[str]] = {}

    def carried_into(self, cell: Cell) -> dict[str, str]:
        """Return the parameters that a cell gets through names, each with how."""
        found: dict[str, str] = {}
        for use in cell.uses:
            if not use.binds:
                for parameter, how in self._carried.get(use.name, {}).items():
                    found.setdefault(parameter, f"uses `{use.name}`, which {how} {{}}")
        return found

    def after(self, cell: Cell, number: int, direct: frozenset[str]) -> None:
        """Take note of a cell that was run, as code cell `number`, and depended on `direct`."""
        for statement in cell.tree.body:
            self._join({use.name for use in uses(statement)} - self._apart)
        if direct:
            made, seen = cell.binds - self._apart, cell.reads - self._apart
            self._carry(made, direct, f"code cell {number} made from")
            self._carry(seen, direct, f"code cell {number} may have changed by")
            met = {other for name in made | seen for other in self._groups.get(name, ())}
            self._carry(met, direct, f"may share what code cell {number} changed by")

    def _join(self, names: set[str]) -> None:
        joined = names.union(*(self._groups.get(name, set()) for name in names))
        for name in joined:
            self._groups[name] = joined

    def _carry(self, names: Iterable[str], parameters: Iterable[str], how: str) -> None:
        for name in names:
            for parameter in parameters:
                self._carried.setdefault(name, {}).setdefault(parameter, how)
