"""A code cell as a syntax tree: what it reads, binds, imports, and which dotted names it uses."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tradegap.build.share.names import Use, uses

Imported = Mapping[str, frozenset[str]]  # a name, and the dotted names that it was imported as


@dataclass(frozen=True)
class Cell:
    """A code cell that could be read; `parents` has the node around each node."""

    tree: ast.Module
    uses: tuple[Use, ...]
    parents: Mapping[ast.AST, ast.AST]

    @property
    def binds(self) -> frozenset[str]:
        """The names of the notebook that the cell binds."""
        return frozenset(use.name for use in self.uses if use.binds)

    @property
    def reads(self) -> frozenset[str]:
        """The names of the notebook that the cell reads, in functions that it defines, too."""
        return frozenset(use.name for use in self.uses if not use.binds)


@dataclass(frozen=True)
class Dotted:
    """Something imported, in use.

    `np.random.rand` after `import numpy as np` has the path `numpy.random.rand`; `call` is the
    call of it, if it is called on the spot; `module` tells that a whole module stands by itself.
    """

    path: str
    text: str
    line: int
    call: ast.Call | None
    module: bool


def read_cell(source: str) -> Cell | str:
    """Return the cell, or one plain sentence part that says why its text can't be read."""
    try:
        tree = _parse(source)
    except (RecursionError, MemoryError):
        return "is too deep to be read"
    except (SyntaxError, ValueError):
        return "is no valid Python"
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return Cell(tree, tuple(uses(tree)), parents)


def _parse(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except SyntaxError:
            return ast.parse(_without_magics(source))


def _without_magics(source: str) -> str:
    """Return the Python that IPython makes of a cell: a magic becomes a call of get_ipython()."""
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]


def imported(cells: Sequence[Cell]) -> dict[str, frozenset[str]]:
    """Return every imported name of the notebook, with all that it was ever imported as."""
    found: dict[str, set[str]] = {}
    for name, path in (pair for cell in cells for pair in _imports(cell.tree)):
        found.setdefault(name, set()).add(path)
    return {name: frozenset(paths) for name, paths in found.items()}


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name
                else:
                    yield alias.name.split(".")[0], alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield (
                    alias.asname or alias.name,
                    f"{'.' * node.level}{node.module or ''}.{alias.name}",
                )


def whole_modules(cells: Sequence[Cell]) -> frozenset[str]:
    """Return the names that stand for modules for sure: those of `import name`."""
    return frozenset(
        alias.asname or alias.name.split(".")[0]
        for cell in cells
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def dotted(cell: Cell, names: Imported, modules: frozenset[str]) -> Iterator[Dotted]:
    """Yield each use of an imported name with the attributes that follow it, as far as they go."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            top, attributes = climb(cell, node)
            parent = cell.parents.get(top)
            call = parent if isinstance(parent, ast.Call) and parent.func is top else None
            alone = not attributes and node.id in modules
            text = ".".join([node.id, *attributes])
            for path in sorted(names[node.id]):
                yield Dotted(".".join([path, *attributes]), text, node.lineno, call, alone)


def climb(cell: Cell, node: ast.AST) -> tuple[ast.AST, list[str]]:
    """Return the longest chain of attributes on a node, and their names."""
    attributes: list[str] = []
    parent = cell.parents.get(node)
    while isinstance(parent, ast.Attribute) and parent.value is node:
        attributes.append(parent.attr)
        node, parent = parent, cell.parents.get(parent)
    return node, attributes


def words(cell: Cell, names: frozenset[str], literals: bool = True) -> Iterator[tuple[str, int]]:
    """Yield the given names that stand as words in the cell's texts, with the line.

    A library may look names up in its caller (`DataFrame.query`, formulas, SQL over data frames),
    so a text that names a parameter may read it. Texts that go nowhere (docstrings) and the
    labels of `x["name"]` can't. Without `literals`, the values of plain assignments are left out:
    a parameter's default is read by whoever reads the parameter.
    """
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parent = cell.parents.get(node)
            label = isinstance(parent, ast.Subscript) and parent.slice is node
            plain = isinstance(parent, ast.Assign | ast.AnnAssign) and not literals
            if not label and not plain and not isinstance(parent, ast.Expr):
                for word in re.findall(r"\w+", node.value):
                    if word in names:
                        yield word, node.lineno
