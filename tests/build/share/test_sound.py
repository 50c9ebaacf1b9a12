"""Programs run over a tree print what they print when each set runs all of it.

Small programs are drawn at random, with what makes sharing hard: aliases, mutation, functions that
read names later, defaults, closures, classes, names that shadow the parameters.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tradegap.build.share.dependence import verdicts
from tradegap.build.share.tree import Branch, tree

Step = str | Mapping[str, Any]  # a cell that is run, or names that are bound


class Session:
    """A namespace as a kernel has it; an error is told, and the next cell goes on."""

    def __init__(self, history: Sequence[Step] = ()) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        for step in history:
            self.run(step)

    def run(self, step: Step) -> str:
        """Run a step and return what it printed."""
        if isinstance(step, str):
            return self._cell(step)
        self.names.update({name: eval(repr(value)) for name, value in step.items()})
        return ""

    def _cell(self, source: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as told:
            try:
                exec(compile(source, "cell", "exec"), self.names)
            except Exception as error:
                print(type(error).__name__, error)
        return re.sub(r"0x[0-9a-f]+", "0x", told.getvalue())


def one_by_one(cells: Sequence[str], sets: Sequence[Mapping[str, Any]], at: int) -> list[list[str]]:
    """Return what each cell prints, set by set, as papermill would have it."""
    printed = []
    for one in sets:
        session = Session()
        printed.append([session.run(cell) for cell in cells[: at + 1]])
        session.run(one)
        printed[-1] += [session.run(cell) for cell in cells[at + 1 :]]
    return printed


def by_tree(
    cells: Sequence[str], sets: Sequence[Mapping[str, Any]], at: int
) -> tuple[list[list[str]], Branch]:
    """Return the same by the tree: a fork begins with the state that its trunk ended in."""
    root = tree(verdicts(cells, {name for one in sets for name in one}, at), sets)
    printed: list[list[str]] = [[""] * len(cells) for _ in sets]

    def grow(branch: Branch, history: list[Step], waiting: dict[str, Any]) -> None:
        session = Session(history)  # the state is made anew from the trunk's own steps
        waiting = waiting | {name: sets[branch.sets[0]][name] for name in branch.binds}

        def run(step: Step) -> str:
            history.append(step)
            return session.run(step)

        if branch.first > at:
            run(waiting)
            waiting = {}
        for position in range(branch.first, branch.last):
            told = run(cells[position])
            for one in branch.sets:
                printed[one][position] = told
            if position == at:
                run(waiting)
                waiting = {}
        for below in branch.branches:
            grow(below, list(history), waiting)

    grow(root, [], {})
    return printed, root


VARIABLES, PARAMETERS = ["a", "b", "c"], ["p", "q"]
EXPRESSIONS = ["[{e}, {e}]", "{{'k': {e}}}", "({e} + {e})",
               "{v}({e})", "{v}()", "{v}[0]", "{v}['k']",
               "[{g} for {g} in [{e}]]", "[{e} for {n} in [{e}]]", "(lambda {g}=0: {g})",
               "(lambda {v}=({e}): {e})", "len({n})", "({v} := {e})", "{v}.x",
               "getattr({v}, 'x', {e})"]  # fmt: skip
STATEMENTS = ["{v} = {e}", "{v} = {v}", "{v} += [{e}]", "{v}.append({e})", "{v}['k'] = {e}",
              "{v}.x = {e}", "print({e})", "print({v})", "print({v}())", "{p} = {e}", "del {v}",
              "def {v}({n}=0): return {e}", "def {v}(z=0): return {p}",
              "def {v}(z=0):\n    global {g}\n    {g} = {e}",
              "def {v}(z=None):\n    {v}.append(z)\n    return {e}",
              "class {v}:\n    x = {e}\n    def __call__(self, z=0): return {e}",
              "class {v}:\n    {g} = {g}\n    x = {n}", "for {v} in [{e}]: print({v})",
              "{v} = ({e} for z in [1, 2])", "print(list({v}))",
              "try:\n    {e}\nexcept Exception as {v}:\n    print(type({v}))"]  # fmt: skip
RARE = ["print(globals()['{p}'])", "print(eval('{p}'))"]


def filled(pattern: str, pick: Random, depth: int = 0) -> str:
    """Fill a pattern: {v} a variable, {p} a parameter, {n} and {g} either, {e} an expression."""
    while found := re.search(r"(?<!\{)\{([vpnge])\}", pattern):
        if found[1] != "e" or depth > 2 or pick.random() < 0.4:
            names = {"v": VARIABLES, "p": PARAMETERS}.get(found[1], VARIABLES + PARAMETERS)
            new = pick.choice([*names, "1", "2"] if found[1] == "e" else names)
        else:
            new = filled(pick.choice(EXPRESSIONS), pick, depth + 1)
        if found[1] == "g":
            pattern = pattern.replace("{g}", new)
        pattern = pattern.replace(found[0], new, 1)
    return pattern.replace("{{", "{").replace("}}", "}") if depth == 0 else pattern


def program(pick: Random, cells: int) -> list[str]:
    """Return cells of random statements."""
    return [
        "\n".join(
            filled(pick.choice(STATEMENTS if pick.random() < 0.98 else RARE), pick)
            for _ in range(pick.randint(1, 2))
        )
        for _ in range(cells)
    ]


VALUES = {"p": st.sampled_from([0, 1, "x", [7]]), "q": st.sampled_from([0, 1, {"k": 2}])}
SETS = st.lists(
    st.fixed_dictionaries(VALUES) | st.fixed_dictionaries({}, optional=VALUES),
    min_size=2, max_size=4,
)  # fmt: skip
START = "a = []\nb = {}\ndef c(z=0): return z\np = 5\nq = [6]"


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=True), st.integers(0, 2), st.integers(2, 6), SETS)
def test_a_tree_of_runs_prints_what_single_runs_print(
    pick: Random, early: int, late: int, sets: list[Mapping[str, Any]]
) -> None:
    before, after = program(pick, early), program(pick, late)
    cells = [START, *before, "p = 5\nq = [6]", *after, "print(a)\nprint(b)", "print(c(1))"]
    at = len(before) + 1
    shared, root = by_tree(cells, sets, at)
    alone = one_by_one(cells, sets, at)
    assume("RecursionError" not in str(alone))  # how deep it gets depends on who calls
    assert shared == alone
    assert root.runs <= len(cells) * len(sets)


TRAPS = {
    "alias": ["a = []\nb = a", "c = 1", "b.append(p)", "print(a)"],
    "function before the parameters": ["def f(): return p", "p = 1", "print(1)", "print(f())"],
    "generator before the parameters": ["g = (p for _ in 'ab')", "p = 1", "print(list(g))"],
    "default before the parameters": ["p = 0", "def f(x=p): return x", "p = 1", "print(f())"],
    "closure": ["def f():\n    return lambda: p\ng = f()", "x = 1", "print(g())"],
    "class body": ["x = 2", "class A:\n    p = p", "print(A.p)"],
    "written through a function": ["r = []\ndef f(x): r.append(x)", "print(r)", "f(p)", "print(r)"],
    "override": ["x = 1", "p = 9", "print(p)"],
    "global statement": ["x = 1", "def f():\n    global p\n    p = 8", "f()", "print(p)"],
    "module as a place": [
        "import math",
        "x = 1",
        "math.kept = p",
        "import math as m\nprint(m.kept)",
    ],
    "by name": ["x = 1", "print(globals()['p'])"],
    "worked out": ["x = 1", "print(eval('p' * 1))"],
    "through a frame": ["import sys", "x = 1", "print(sys._getframe(0).f_globals['p'])"],
    "shadow": ["x = [p for p in 'ab']", "print(x)", "f = lambda p: p\nprint(f(3))", "print(p)"],
}


SAME = {"override", "global statement", "default before the parameters"}  # p's value is lost


@pytest.mark.parametrize("trap", TRAPS)
def test_traps(trap: str) -> None:
    cells = TRAPS[trap] if "p = 1" in TRAPS[trap] else ["p = 1", *TRAPS[trap]]
    at = cells.index("p = 1")
    sets = [{"p": "one"}, {"p": "two"}, {}]
    shared, root = by_tree(cells, sets, at)
    alone = one_by_one(cells, sets, at)
    assert shared == alone
    assert len({tuple(one) for one in alone}) == (1 if trap in SAME else 3)
    assert root.last > 0  # the trap is not evaded by sharing nothing
