"""How the runs of one notebook over many parameter sets share their first cells: a tree.

Sets run together until the first cell that can depend on a parameter in which they differ; there
the run is forked, once for each group of sets that agree. A cell that is never shared parts all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradegap.build.share.dependence import Verdict

Sets = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Branch:
    """The code cells from position `first` up to but without `last`, run once for `sets`.

    `branches` go on from its end. `binds` are the parameters that get the values of these sets
    when the branch begins (or, where it holds the cell after which papermill assigns parameters,
    there): those in which all of them agree and which no branch before bound. No cell has read
    them until then. A parameter that a set doesn't have keeps the notebook's own value.
    """

    first: int
    last: int
    sets: tuple[int, ...]
    branches: tuple[Branch, ...] = ()
    binds: tuple[str, ...] = ()

    @property
    def runs(self) -> int:
        """The number of cell runs of this branch and all that follow."""
        return self.last - self.first + sum(branch.runs for branch in self.branches)

    def walk(self) -> Iterator[Branch]:
        """Yield this branch and all that follow it."""
        yield self
        for branch in self.branches:
            yield from branch.walk()


def tree(verdicts: Sequence[Verdict], sets: Sets, *, limit: int | None = None) -> Branch:
    """Return the tree of runs for parameter sets; the result's `sets` are positions in `sets`.

    From the code cell at position `limit` on nothing is shared, whatever the verdicts say. Sets
    that agree in every value share all cells that can be shared. Raises `ValueError` without sets.
    """
    if not sets:
        raise ValueError("A tree of runs needs at least one parameter set.")
    keys = [{name: canonical(value) for name, value in one.items()} for one in sets]
    everything = tuple(range(len(sets)))
    return _grow(verdicts, keys, limit, 0, everything, frozenset())


def _grow(
    verdicts: Sequence[Verdict],
    keys: Sequence[Mapping[str, str]],
    limit: int | None,
    first: int,
    group: tuple[int, ...],
    bound: frozenset[str],
) -> Branch:
    """Return the branch of a group that begins at a cell, with all that follows."""
    binds = tuple(name for name in _agreed(keys, group) if name not in bound)
    for position in range(first, len(verdicts)):
        never = limit is not None and position >= limit
        parts = _parts(verdicts[position], keys, group, never)
        if len(parts) > 1:
            known = bound | set(binds)
            below = (_grow(verdicts, keys, limit, position, part, known) for part in parts)
            return Branch(first, position, group, tuple(below), binds)
    return Branch(first, len(verdicts), group, (), binds)


def _parts(
    verdict: Verdict, keys: Sequence[Mapping[str, str]], group: tuple[int, ...], never: bool
) -> list[tuple[int, ...]]:
    """Part a group into those that can have one run of a cell, in the order of their first sets."""
    if never or not verdict.shareable:
        return [(one,) for one in group]
    names = sorted(verdict.reads)
    parts: dict[tuple[str | None, ...], list[int]] = {}
    for one in group:
        parts.setdefault(tuple(keys[one].get(name) for name in names), []).append(one)
    return [tuple(part) for part in parts.values()]


def _agreed(keys: Sequence[Mapping[str, str]], group: tuple[int, ...]) -> list[str]:
    """Return the parameters that all sets of a group have, with the same value."""
    given = keys[group[0]]
    return [name for name in given if len({keys[one].get(name) for one in group}) == 1]


def canonical(value: Any) -> str:
    """Return a text that two values share only if no cell can tell them apart.

    1, 1.0 and True differ, and so do mappings in another order. A value of a type that no notebook
    parameter has equals only itself.
    """
    kind = type(value).__qualname__
    if type(value) in (list, tuple):
        return f"{kind}[{','.join(map(canonical, value))}]"
    if type(value) is dict:
        pairs = (f"{canonical(key)}:{canonical(one)}" for key, one in value.items())
        return f"{kind}{{{','.join(pairs)}}}"
    if value is None or type(value) in (bool, int, float, str):
        return f"{kind} {value!r}"
    return f"{kind} at {id(value)}"
