"""Names of the notebook, told from local ones as Python's own compiler tells them."""

from __future__ import annotations

import ast
import symtable
import sysconfig
from pathlib import Path

import pytest

from tradegap.build.share.names import uses

STDLIB = Path(sysconfig.get_paths()["stdlib"])
MODULES = ["ast", "dataclasses", "enum", "functools", "typing", "inspect", "json/decoder",
           "calendar",
           "decimal", "collections/__init__", "contextlib", "argparse", "difflib", "statistics",
           "fractions", "test/test_scope", "test/test_named_expressions", "test/test_patma",
           "test/test_generators", "test/test_listcomps", "test/test_lambda"]  # fmt: skip


def read(source: str) -> set[str]:
    return {use.name for use in uses(ast.parse(source)) if not use.binds}


def bound(source: str) -> set[str]:
    return {use.name for use in uses(ast.parse(source)) if use.binds}


def compilers_reads(source: str) -> set[str]:
    """Return the module's names that are read, by the symbol tables of the compiler."""
    found: set[str] = set()
    tables = [symtable.symtable(source, "cell", "exec")]
    for table in tables:
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            outside = table.get_type() == "module" or symbol.is_global()
            if symbol.is_referenced() and (outside or _perhaps(table, symbol)):
                found.add(symbol.get_name())
    return {name for name in found if not name.startswith("_")}  # mangled, or implied as __class__


def _perhaps(table: symtable.SymbolTable, symbol: symtable.Symbol) -> bool:
    return table.get_type() == "class" and symbol.is_local()


@pytest.mark.parametrize("module", [m for m in MODULES if (STDLIB / f"{m}.py").exists()])
def test_reads_are_those_of_the_compiler(module: str) -> None:
    source = (STDLIB / f"{module}.py").read_text(encoding="utf-8")
    ours = {name for name in read(source) if not name.startswith("_")}
    theirs = compilers_reads(source)
    assert theirs <= ours  # none is missed
    assert len(ours - theirs) <= max(1, 0.02 * len(theirs)), sorted(ours - theirs)


@pytest.mark.parametrize(
    "source",
    [
        "p", "x = p", "x = [1, p]", "x[p] = 1", "p[0] = 1", "p.x = 1", "p += 1", "del p", "f(*p)",
        "f(**p)", "f(x=p)", "f'{p}'", "f'{x:{p}}'", "def f(x=p): pass", "def f(x: p): pass",
        "def f() -> p: pass", "def f(): return p", "def f():\n def g():\n  return p", "lambda: p",
        "lambda x=p: 1", "lambda x: x + p", "@p\ndef f(): pass", "class A(p): pass",
        "class A: x = p",
        "class A:\n p = p", "class A:\n def f(self): return p", "class A(metaclass=p): pass",
        "[x for x in p]", "[p for x in y]", "[x for x in y if p]", "[x for x in y for z in p]",
        "[p for p in p]", "{x: p for x in y}", "(p for x in y)", "(y := p)", "x: p", "x: p = 1",
        "global p\np", "def f():\n global p\n p += 1", "for x in p: pass", "with p: pass",
        "with a as p.x: pass", "try: pass\nexcept p: pass", "match p:\n case _: pass",
        "match x:\n case p.y: pass", "match x:\n case p(): pass", "assert p", "raise p", "print(p)",
        "def f():\n p\n return [p for p in x]", "class A:\n p = 1\n def f(self): return p",
        "def f(x):\n class A:\n  y = p\n return A", "async def f(): return await p",
        "def f(p):\n def g():\n  global p\n  return p", "if p: pass", "while p: pass",
        "x if p else y",
    ],
)  # fmt: skip
def test_a_name_that_may_be_the_notebooks_is_read(source: str) -> None:
    assert "p" in read(source)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1", "x.p", "f(p=1)", "def f(p): return p", "def f(*p): return p", "lambda p: p",
        "lambda **p: p", "[p for p in x]", "{p: 1 for p in x}", "def f():\n p = 1\n return p",
        "def f():\n for p in x: print(p)", "def f():\n import p\n p.x", "'p'", "# p",
        "def f():\n with x as p: p", "def f():\n try: pass\n except E as p: p",
        "def f():\n if (p := 1): return p", "def f(p):\n return lambda: p",
        "def f(p):\n return [p for _ in x]", "def f(p):\n def g():\n  nonlocal p\n  p = 2",
        "def f():\n [p := x for x in y]\n return p", "def f():\n match x:\n  case [p]: return p",
        "class A:\n def f(self, p): return p",
    ],
)  # fmt: skip
def test_a_local_name_is_not_the_notebooks(source: str) -> None:
    assert "p" not in read(source) | bound(source)


@pytest.mark.parametrize(
    "source",
    [
        "p = 1", "p, x = 1, 2", "[*p] = x", "p += 1", "p: int = 1", "(p := 1)",
        "[p := x for x in y]",
        "for p in x: pass", "with x as p: pass", "import p", "import p.x", "import x as p",
        "from x import p", "from x import y as p", "def p(): pass", "class p: pass", "del p",
        "async def p(): pass", "try: pass\nexcept E as p: pass", "match x:\n case p: pass",
        "match x:\n case [*p]: pass", "match x:\n case {**p}: pass", "match x:\n case [1, p]: pass",
        "match x:\n case A(y=p): pass", "match x:\n case 1 | 2 as p: pass",
        "def f():\n global p\n p = 1", "class A:\n global p\n p = 1", "global p",
        "def f():\n global p\n import p", "def f():\n global p\n def p(): pass",
    ],
)  # fmt: skip
def test_a_name_that_is_bound_in_the_notebook(source: str) -> None:
    assert "p" in bound(source)


def test_what_is_read_later_and_where() -> None:
    found = uses(
        ast.parse("x = p\n\ndef f(a=q):\n    return r\ng = (s for y in t)\nh = [u for y in v]")
    )
    later = {use.name: use.later for use in found if not use.binds}
    assert later == {
        "p": False,
        "q": False,
        "r": True,
        "s": True,
        "t": False,
        "u": False,
        "v": False,
    }
    assert {use.name: use.line for use in found}["r"] == 4
