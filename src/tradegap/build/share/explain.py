"""Tell people how the runs of a notebook are shared, and why: a line per code cell."""

from __future__ import annotations

from collections.abc import Sequence

from tradegap.build.share.dependence import Verdict
from tradegap.build.share.tree import Branch, Sets, canonical, tree


def explain(verdicts: Sequence[Verdict], sets: Sets, *, limit: int | None = None) -> list[str]:
    """Return one line for each code cell, counted from 1, and a last one with the sum."""
    root = tree(verdicts, sets, limit=limit)
    lines = [
        f"code cell {position + 1}: {_line(root, position, verdict, sets, limit)}"
        for position, verdict in enumerate(verdicts)
    ]
    plain = len(sets) * len(verdicts)
    return [*lines, f"{root.runs} runs of cells instead of {plain}"]


def _line(root: Branch, position: int, verdict: Verdict, sets: Sets, limit: int | None) -> str:
    runs = sum(branch.first <= position < branch.last for branch in root.walk())
    varying = [name for name in sorted(verdict.reads) if len(_values(sets, [name])) > 1]
    if runs == 1:
        if len(sets) == 1:
            return f"run once: {verdict.why}"
        same = ", the same in all of them" if verdict.reads else ""
        return f"shared by all {len(sets)} sets: {verdict.why}{same}"
    why = verdict.told(varying)
    if limit is not None and position >= limit and verdict.shareable:
        why = f"nothing is shared from code cell {limit + 1} on, as was found while it ran"
    elif runs > len(_values(sets, varying)) and verdict.shareable:
        why = "runs after a code cell that is run for each set"
    if runs == len(sets):
        return f"run for each set: {why}"
    names = " and ".join(f"`{name}`" for name in varying)
    return f"run {runs} times, once per value of {names}: {why}"


def _values(sets: Sets, names: Sequence[str]) -> set[tuple[str | None, ...]]:
    """Return the different values that sets have for some parameters."""
    return {tuple(canonical(one[name]) if name in one else None for name in names) for one in sets}
