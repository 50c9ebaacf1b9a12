"""The tree of runs: who runs together, and until where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.build.share.dependence import Verdict, verdicts
from tradegap.build.share.explain import explain
from tradegap.build.share.tree import Branch, canonical, tree

CLEAR = Verdict(frozenset())
A, AB = Verdict(frozenset("a")), Verdict(frozenset("ab"))


def grid(**values: Sequence[Any]) -> list[dict[str, Any]]:
    sets: list[dict[str, Any]] = [{}]
    for name, options in values.items():
        sets = [{**one, name: option} for one in sets for option in options]
    return sets


def paths(branch: Branch) -> dict[int, list[Branch]]:
    """Return the branches that each set goes along."""
    if not branch.branches:
        return {one: [branch] for one in branch.sets}
    below = {one: path for each in branch.branches for one, path in paths(each).items()}
    return {one: [branch, *path] for one, path in below.items()}


def test_a_late_parameter_shares_all_cells_before_it() -> None:
    sets = grid(a=[1], b=range(20))
    root = tree([CLEAR, A, A, A, A, A, A, A, A, AB], sets)
    assert (root.first, root.last, root.binds) == (0, 9, ("a",))
    assert [(one.first, one.last, one.sets) for one in root.branches] == [
        (9, 10, (number,)) for number in range(20)
    ]
    assert {one.binds for one in root.branches} == {("b",)}
    assert root.runs == 9 + 20  # not 200


def test_two_parameters_part_one_after_the_other() -> None:
    root = tree([CLEAR, A, A, AB], grid(a=[1, 2], b=[3, 4, 3]))
    assert [one.sets for one in root.branches] == [(0, 1, 2), (3, 4, 5)]
    assert [one.sets for one in root.branches[0].branches] == [(0, 2), (1,)]
    assert root.runs == 1 + 2 * 2 + 4


def test_a_value_is_given_once_all_of_a_branch_agree_in_it() -> None:
    sets = [{"a": 1, "c": 7}, {"a": 2, "c": 8}, {"a": 2, "c": 8, "b": 0}]
    root = tree([CLEAR, A, Verdict(frozenset("ac")), Verdict(frozenset("abc"))], sets)
    assert root.binds == ()
    assert [one.binds for one in root.branches] == [("a", "c"), ("a", "c")]
    without, given_one = root.branches[1].branches
    assert (without.sets, without.binds) == ((1,), ())  # keeps the notebook's own b
    assert (given_one.sets, given_one.binds) == ((2,), ("b",))


@pytest.mark.parametrize(
    "verdict", [Verdict(frozenset("ab"), unclear="x"), Verdict(frozenset(), random="x")]
)
def test_a_cell_that_is_never_shared_parts_equal_sets_too(verdict: Verdict) -> None:
    root = tree([CLEAR, verdict, CLEAR], [{"a": 1}] * 3)
    assert [(one.first, one.last, one.sets) for one in root.branches] == [
        (1, 3, (0,)), (1, 3, (1,)), (1, 3, (2,))]  # fmt: skip
    assert tree([CLEAR, A], [{"a": 1}] * 3) == Branch(0, 2, (0, 1, 2), (), ("a",))
    assert [one.first for one in tree([verdict], [{}, {}]).branches] == [0, 0]


def test_nothing_is_shared_from_the_limit_on() -> None:
    sets = grid(a=[1, 2])
    assert tree([CLEAR] * 4, sets, limit=2).runs == 2 + 2 * 2
    assert tree([CLEAR] * 4, sets, limit=0).runs == 8
    assert tree([CLEAR] * 4, sets, limit=9) == tree([CLEAR] * 4, sets) == Branch(0, 4, (0, 1))


def test_a_tree_needs_a_set_and_no_cell() -> None:
    with pytest.raises(ValueError, match="at least one parameter set"):
        tree([CLEAR], [])
    assert tree([], [{"a": 1}]) == Branch(0, 0, (0,), (), ("a",))


def test_values_that_a_cell_can_tell_apart_differ() -> None:
    texts = [1, 1.0, True, "1", None, "None", [1], (1,), {"a": 1, "b": 2}, {"b": 2, "a": 1}, [],
             {}, "", 0.0, -0.0, [[1], 2], [1, [2]], "int 1", ["a,b"], ["a", "b"], {1: 2}, {"1": 2},
             ["a',str 'b"], ["a", "b'"]]  # fmt: skip
    assert len({canonical(one) for one in texts}) == len(texts)
    assert canonical({"a": [1, float("nan")]}) == canonical({"a": [1, float("nan")]})
    day = date(2018, 6, 2)
    assert canonical(day) == canonical(day)
    assert canonical(object()) != canonical(day)


def test_sets_that_lack_a_parameter_are_apart_from_those_that_have_it() -> None:
    assert [one.sets for one in tree([A], [{}, {"a": None}, {}]).branches] == [(0, 2), (1,)]


def test_the_explanation_tells_how_often_each_cell_is_run_and_why() -> None:
    cells = ["p = q = 1", "x = 1", "y = p", "z = q"]
    found = verdicts(cells, ["p", "q"], 0)
    assert explain(found, grid(p=[1, 2], q=[1, 2, 3])) == [
        "code cell 1: shared by all 6 sets: depends on no parameter",
        "code cell 2: shared by all 6 sets: depends on no parameter",
        "code cell 3: run 2 times, once per value of `p`: reads `p` (line 1)",
        "code cell 4: run for each set: reads `q` (line 1); "
        "runs after code cell 3, which depends on `p`",
        "10 runs of cells instead of 24",
    ]
    assert explain(found, grid(p=[1], q=[1, 2]))[2] == (
        "code cell 3: shared by all 2 sets: reads `p` (line 1), the same in all of them"
    )
    assert explain(found, grid(p=[1, 2]), limit=1)[1] == (
        "code cell 2: run for each set: nothing is shared from code cell 2 on, as was found while "
        "it ran"
    )
    assert explain(found, [{"p": 1}])[2] == "code cell 3: run once: reads `p` (line 1)"
    drawn = verdicts(["import random", "random.random()", "x = 1"], ["p"])
    assert explain(drawn, grid(p=[1, 2]))[1:3] == [
        "code cell 2: run for each set: uses random.random, a global generator (line 1)",
        "code cell 3: run for each set: runs after a code cell that is run for each set",
    ]


NAMES = "abc"
SETS = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2)), min_size=1, max_size=8
)  # fmt: skip


@st.composite
def cumulative(draw: st.DrawFn) -> list[Verdict]:
    """Draw verdicts as they are: what a cell depends on, all cells after it do."""
    reads: frozenset[str] = frozenset()
    found = []
    for new in draw(st.lists(st.frozensets(st.sampled_from(NAMES), max_size=1), max_size=8)):
        reads |= new
        unclear = draw(st.sampled_from([None] * 8 + ["unclear"]))
        random = draw(st.sampled_from([None] * 8 + ["random"]))
        reads = frozenset(NAMES) if unclear else reads
        found.append(Verdict(reads, unclear, random))
    return found


@given(cumulative(), SETS, st.none() | st.integers(0, 9))
def test_every_set_runs_every_cell_once_in_order_in_right_company(
    found: list[Verdict], sets: list[Mapping[str, int]], limit: int | None
) -> None:
    root = tree(found, sets, limit=limit)
    ways = paths(root)
    assert sorted(ways) == list(range(len(sets)))
    for one, way in ways.items():
        assert all(one in branch.sets for branch in way)
        assert [c for b in way for c in range(b.first, b.last)] == list(range(len(found)))
        bound = [name for branch in way for name in branch.binds]
        assert len(bound) == len(set(bound))  # no value is given twice
        assert set(bound) <= sets[one].keys()
        for number, branch in enumerate(way):
            for position in range(branch.first, branch.last):
                known = {name for each in way[: number + 1] for name in each.binds}
                assert found[position].reads & sets[one].keys() <= known
    for branch in root.walk():
        for position in range(branch.first, branch.last):
            values = [{n: sets[s].get(n) for n in found[position].reads} for s in branch.sets]
            assert all(value == values[0] for value in values)
            alone = not found[position].shareable or (limit is not None and position >= limit)
            assert not alone or len(branch.sets) == 1
    assert root.runs <= len(sets) * len(found)
    assert root.runs == _fewest(found, sets, limit)


def _fewest(found: list[Verdict], sets: Sequence[Mapping[str, int]], limit: int | None) -> int:
    """Count the runs without a tree: at each cell one for each different past."""
    pasts: list[Any] = [()] * len(sets)
    runs = 0
    for position, verdict in enumerate(found):
        never = not verdict.shareable or (limit is not None and position >= limit)
        for one, given_values in enumerate(sets):
            seen = tuple((n, given_values.get(n)) for n in sorted(verdict.reads))
            pasts[one] = (pasts[one], seen, one if never else None)
        runs += len(set(pasts))
    return runs
