"""Which names of the notebook a piece of code reads and binds, by Python's rules of scope.

A name that is local to a function, a lambda or a comprehension is none of the notebook's. Where the
rules leave it open (a name in a class body may be the class's or the notebook's), it counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_DEFS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Use:
    """One place where a name of the notebook is read, or bound (assigned, imported, deleted).

    `later` tells that it stands in code that may run after its cell: a function's, a generator's.
    """

    name: str
    line: int
    binds: bool
    later: bool


@dataclass
class _Scope:
    kind: str  # "module", "class" or "function", which lambdas and comprehensions are, too
    bound: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)


def uses(tree: ast.AST) -> list[Use]:
    """Return every use of a name of the notebook in a syntax tree, in the order of the text."""
    found = _Names()
    found.visit(tree)
    return sorted(found.uses, key=lambda use: use.line)


class _Names(ast.NodeVisitor):
    """Walks a tree with the scopes that are open; what is no local name is the notebook's."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.scopes = [_Scope("module")]
        self.later = 0

    def _use(self, name: str, line: int, binds: bool) -> None:
        if self._is_notebooks(name, binds):
            self.uses.append(Use(name, line, binds, self.later > 0))

    def _is_notebooks(self, name: str, binds: bool) -> bool:
        for depth, scope in enumerate(reversed(self.scopes)):
            if name in scope.globals:
                return True
            if scope.kind == "function" and name in scope.bound:
                return False
            if scope.kind == "class" and depth == 0 and name in scope.bound:
                return not binds  # read before the class binds it, it is the notebook's
        return True

    def _inside(self, scope: _Scope, nodes: Iterable[ast.AST], later: bool) -> None:
        self.scopes.append(scope)
        self.later += later
        for node in nodes:
            self.visit(node)
        self.later -= later
        self.scopes.pop()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._use(node.id, node.lineno, True)
        if not isinstance(node.ctx, ast.Store):
            self._use(node.id, node.lineno, False)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._use(node.target.id, node.lineno, False)
        self.generic_visit(node)

    def _annotation(self, node: ast.AST | None) -> None:
        """Visit what newer versions of Python work out only when somebody asks."""
        if node:
            self._inside(_Scope("function"), [node], later=True)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        for part in (node.value, node.target):
            if part:
                self.visit(part)

    def visit_arg(self, node: ast.arg) -> None:
        self._annotation(node.annotation)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        self.later += 1
        self.generic_visit(node)
        self.later -= 1

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        body = node.body if isinstance(node.body, list) else [node.body]
        scope = _scope("function", body)
        scope.bound |= _arguments(node.args)
        scope.globals -= _arguments(node.args)
        self._inside(scope, body, later=True)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._use(node.name, node.lineno, True)
        for decorator in node.decorator_list:
            self.visit(decorator)
        types = _type_parameters(node)
        self.scopes.append(_Scope("function", types))
        self.visit(node.args)
        self._annotation(node.returns)
        self._function(node)
        self.scopes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._definition(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._use(node.name, node.lineno, True)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.scopes.append(_Scope("function", _type_parameters(node)))
        for outside in [*node.bases, *node.keywords]:
            self.visit(outside)
        self._inside(_scope("class", node.body), node.body, later=False)
        self.scopes.pop()

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        first, *others = node.generators
        self.visit(first.iter)  # it is worked out outside, at once
        names = {
            name.id
            for one in node.generators
            for name in ast.walk(one.target)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        nodes: list[ast.AST] = [first.target, *first.ifs, *others, *results]
        self._inside(_Scope("function", names), nodes, later=isinstance(node, ast.GeneratorExp))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def generic_visit(self, node: ast.AST) -> None:
        for name in bound_here(node):
            self._use(name, getattr(node, "lineno", 1), True)
        super().generic_visit(node)


def bound_here(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds by itself, other than `ast.Name` and definitions."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.Global):
        yield from node.names
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _arguments(arguments: ast.arguments) -> set[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return {one.arg for one in [*named, arguments.vararg, arguments.kwarg] if one}


def _type_parameters(node: ast.AST) -> set[str]:
    return {one.name for one in getattr(node, "type_params", [])}  # from Python 3.12 on


def bound_in(body: Iterable[ast.AST]) -> set[str]:
    """Return the names that a function's or class's body binds in its own scope."""
    return _scope("function", body).bound


def _scope(kind: str, body: Iterable[ast.AST]) -> _Scope:
    """Return the scope that a body opens: what it binds, and what it declares to be elsewhere."""
    scope, outer = _Scope(kind), set[str]()
    for node in body:
        _collect(node, scope, outer, comprehended=False)
    scope.bound -= scope.globals | outer
    return scope


def _collect(node: ast.AST, scope: _Scope, outer: set[str], comprehended: bool) -> None:
    """Gather what a node binds in its own scope; bodies of other scopes are left out."""
    if isinstance(node, ast.Global):
        scope.globals.update(node.names)
    elif isinstance(node, ast.Nonlocal):
        outer.update(node.names)
    elif isinstance(node, _DEFS):
        scope.bound.add(node.name)
    elif isinstance(node, ast.NamedExpr):
        scope.bound.add(node.target.id)
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and not comprehended:
        scope.bound.add(node.id)
    else:
        scope.bound.update(bound_here(node))
    inside = comprehended or isinstance(node, _COMPREHENSIONS)
    for child in _same_scope(node):
        _collect(child, scope, outer, inside)


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of a node that run in its own scope: of definitions, all but the body."""
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, _DEFS):
        children = [child for child in children if child not in node.body]
    elif isinstance(node, ast.Lambda):
        children = [node.args]
    yield from children
