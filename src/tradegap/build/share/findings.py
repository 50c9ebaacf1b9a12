"""What one code cell tells by itself: the parameters that it names, and what forbids sharing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tradegap.build.share import chance, unclear
from tradegap.build.share.cell import Cell, Dotted, dotted, imported, whole_modules, words
from tradegap.build.share.flow import BUILTINS
from tradegap.build.share.names import bound_in


@dataclass(frozen=True)
class Findings:
    """`names` has the parameters that a cell names, each with how ("reads {} (line 3)").

    `later` has those that it may read after its end: in functions, in generators, by texts.
    `unclear` and `random` are parts of a sentence, or None.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    unclear: str | None = None
    random: str | None = None


class Surroundings:
    """What only the whole notebook tells about a cell: imports, names that exist, constants."""

    def __init__(self, cells: Sequence[Cell | str], parameters: frozenset[str]) -> None:
        read = [cell for cell in cells if isinstance(cell, Cell)]
        self.parameters = parameters
        self.imports, self.modules = imported(read), whole_modules(read)
        bound = [use.name for cell in read for use in cell.uses if use.binds]
        self.known = (
            frozenset(bound).union(*map(_in_classes, read)) | parameters | BUILTINS | {"__name__"}
        )
        self.constants = {
            name: value
            for cell in read
            for name, value in _literals(cell)
            if bound.count(name) == 1 and name not in parameters
        }

    def findings(self, cell: Cell | str, declares: bool) -> Findings:
        """Look at one cell; `declares` tells that it is the one tagged `parameters`."""
        if isinstance(cell, str):
            return Findings(unclear=cell)
        used = list(dotted(cell, self.imports, self.modules))
        texts = dict(reversed([*words(cell, self.parameters, literals=not declares)]))
        later = {use.name for use in cell.uses if use.later and not use.binds}
        return Findings(
            {**{name: f"has {{}} in a text (line {n})" for name, n in texts.items()},
             **_named(cell, self.parameters)},
            frozenset(later & self.parameters | texts.keys()),
            self._unclear(cell, used),
            _first(chance.reasons(cell, used, self.constants)),
        )  # fmt: skip

    def _unclear(self, cell: Cell, used: list[Dotted]) -> str | None:
        unknown = (
            (use.line, f"uses `{use.name}`, which no cell binds")
            for use in cell.uses
            if use.name not in self.known
        )
        return _first([*unclear.reasons(cell, used), *unknown])


def _named(cell: Cell, parameters: frozenset[str]) -> dict[str, str]:
    """Return the parameters that the code of a cell names, each with where it does so first."""
    found: dict[str, str] = {}
    for use in sorted(cell.uses, key=lambda use: (use.binds, use.line)):
        if use.name in parameters:
            verb = "assigns" if use.binds else "reads"
            found.setdefault(use.name, f"{verb} {{}} (line {use.line})")
    return found


def _first(reasons: Iterable[tuple[int, str]]) -> str | None:
    """Return the reason that comes first in the text, with its line."""
    line, reason = min(reasons, key=lambda one: one[0], default=(0, None))
    return reason and f"{reason} (line {line})"


def _in_classes(cell: Cell) -> set[str]:
    """Return the names that classes of a cell bind in their bodies, which these may read."""
    bodies = (node.body for node in ast.walk(cell.tree) if isinstance(node, ast.ClassDef))
    return set[str]().union(*map(bound_in, bodies))


def _literals(cell: Cell) -> list[tuple[str, ast.expr]]:
    """Return the names that statements of a cell bind to a literal."""
    return [
        (statement.targets[0].id, statement.value)
        for statement in cell.tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.targets[0], ast.Name)
        and len(statement.targets) == 1
    ]
