"""Run one notebook for many parameter sets, the cells that can't differ once.

    from tradegap.build.share.run import Grid

The tree (`tradegap.build.share.tree`) says which cells which sets share; here each branch of it is
a job: it runs in a copy of the process that ran the branch before. What a cell did beyond its own
variables (`tradegap.build.warm.traces`) can end sharing earlier than the tree thought: then the
tree is grown again with that limit, and what is done stays done.
"""

from __future__ import annotations

import copy
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tradegap.build.chapters import Chapter, read_notebook, with_ids
from tradegap.build.execute import Site, fork_spec, lay_in, run_chapter, run_with
from tradegap.build.executed import Executed
from tradegap.build.pool import Job
from tradegap.build.share.dependence import verdicts
from tradegap.build.share.explain import explain
from tradegap.build.share.tree import Branch, canonical, tree
from tradegap.build.warm.client import Died, Fork, Message, TimedOut
from tradegap.errors import TradegapError

Record = tuple[list[Message], Message]
Set = Mapping[str, Any]


@dataclass
class Replayed:
    """A runner that gives the cells that others have run, then those of a fork of its own."""

    records: Sequence[Record]
    fork: Fork | None
    language: Message
    place: int = 0

    def cell(
        self, source: str, tell: Callable[[Message], None], *, seconds: float | None = None
    ) -> Message:
        """Give the next cell's messages and reply."""
        if self.place < len(self.records):
            messages, reply = self.records[self.place]
            self.place += 1
            for message in messages:
                tell(copy.deepcopy(message))
            return copy.deepcopy(reply)
        assert self.fork
        return self.fork.cell(source, tell, seconds=seconds)

    def language_info(self) -> Message:
        """Return what a notebook's metadata say of the language."""
        return self.language


@dataclass
class Trunk:
    """A process in which cells were run, what they gave, and how many copies of it are at work."""

    fork: Fork
    folder: Path
    records: list[Record]
    above: Trunk | None = None
    uses: int = 1


class Grid:
    """One notebook and its parameter sets; `done` has the outcome of each set by its number."""

    def __init__(
        self, chapter: Chapter, sets: Sequence[Set], place: Site, *, share: bool = True,
        inputs: Sequence[Path] = (),
        on_done: Callable[[int, Executed | Exception], None] = lambda number, outcome: None,
    ) -> None:  # fmt: skip
        self.chapter, self.sets, self.place = chapter, sets, place
        self.inputs, self.on_done = inputs, on_done
        self.done: dict[int, Executed | Exception] = {}
        self.limit: int | None = None
        self.reason = ""
        self.cell_runs = 0
        cells = with_ids(read_notebook(chapter.path))["cells"]
        self.cells = [_Cell.of(cell) for cell in cells if cell["cell_type"] == "code"]
        self.cells = [cell for cell in self.cells if cell.source.strip()]
        tagged = [n for n, cell in enumerate(self.cells) if "parameters" in cell.tags]
        self.at = tagged[0] if tagged else None
        names = sorted({name for one in sets for name in one})
        self.verdicts = verdicts([cell.source for cell in self.cells], names, self.at)
        self.share = share and place.forks is not None and all(bool(one) for one in sets)
        self._lock = threading.Lock()

    def jobs(self) -> list[Job]:
        """Return the jobs to begin with; each adds those that follow it."""
        everything = range(len(self.sets))
        if not self.share:
            return [self._job(number, partial(self._alone, number)) for number in everything]
        return self._grow(everything)

    def explained(self) -> list[str]:
        """Tell of each code cell how often it is run, and why, a line a cell."""
        lines = explain(self.verdicts, self.sets, limit=self.limit)
        return (
            [*lines, f"code cell {self.limit + 1}: {self.reason}"]
            if self.limit is not None
            else lines
        )

    def _grow(self, numbers: Iterable[int]) -> list[Job]:
        """Grow the tree for some sets, with what is known by now, and return its first jobs."""
        numbers = list(numbers)
        grown = tree(self.verdicts, [self.sets[n] for n in numbers], limit=self.limit)
        root = _renumbered(grown, numbers)
        first = root.branches if root.first == root.last and root.branches else (root,)
        return [self._branch(branch, None) for branch in first]

    def _job(self, name: object, action: Callable[[], Sequence[Job] | None]) -> Job:
        return Job(f"{self.chapter.stem} {name}", action)

    def _branch(self, branch: Branch, trunk: Trunk | None) -> Job:
        action = self._leaf if len(branch.sets) == 1 else self._run

        def guarded() -> Sequence[Job] | None:
            try:
                return action(branch, trunk)
            except Exception as error:  # told for each set that it concerns
                for number in branch.sets:
                    self._tell(number, error)
                return None

        return self._job(branch.sets[0], guarded)

    def _run(self, branch: Branch, trunk: Trunk | None) -> list[Job]:
        """Run a branch that several sets share, and return what follows from it."""
        grown = self._process(branch, trunk)
        try:
            failed, reason, at = self._cells(branch, grown)
        except (Died, TimedOut):  # how, is told by each set that comes to this cell by itself
            failed, reason, at = False, "it ended the process", self._position(grown)
        if not reason and not failed and branch.branches:
            grown.uses = len(branch.branches)
            return [self._branch(below, grown) for below in branch.branches]
        if not reason:
            for number in branch.sets:
                self._finish(number, grown, None)
        self._release(grown)
        return self._again(branch, at, reason) if reason else []

    def _position(self, grown: Trunk) -> int:
        """Return the position of the cell that was running when a process ended."""
        injected = self.at is None or len(grown.records) > self.at + 1
        return max(0, len(grown.records) - injected)

    def _cells(self, branch: Branch, grown: Trunk) -> tuple[bool, str, int]:
        """Run a branch's cells; return whether one failed, and why which can't be shared."""
        for position in range(branch.first, branch.last):
            if position == 0 and self.at is None:
                self._assign(branch, grown)
            cell = self.cells[position]
            reply = self._cell(grown, cell.source)
            if why := grown.fork.busy_with():
                return False, why, position
            if reply["status"] == "error" and "raises-exception" not in cell.tags:
                return True, "", position
            if position == self.at:
                self._assign(branch, grown)
        return False, "", branch.last

    def _assign(self, branch: Branch, grown: Trunk) -> None:
        """Stand in for papermill's cell: assign the parameters in which all sets agree."""
        given = [self.sets[number] for number in branch.sets]
        agreed = [
            name for name in given[0]
            if len({canonical(one[name]) if name in one else None for one in given}) == 1
        ]  # fmt: skip
        self._cell(grown, assignments({name: given[0][name] for name in agreed}))

    def _cell(self, grown: Trunk, source: str) -> Message:
        messages: list[Message] = []
        seconds = self.place.limits.cell_seconds
        reply = grown.fork.cell(source, messages.append, seconds=seconds)
        grown.records.append((messages, reply))
        self._count(1)
        return reply

    def _count(self, runs: int) -> None:
        with self._lock:
            self.cell_runs += runs

    def _process(self, branch: Branch, trunk: Trunk | None) -> Trunk:
        """Return a process to run a branch in: a new one, or a copy of the trunk's."""
        assert self.place.forks
        folder = self.place.folder()
        if trunk is None:
            lay_in(folder, self.inputs)
            spec = {**fork_spec(folder, self.place.limits), "traces": str(folder)}
            return Trunk(self.place.forks.new(spec), folder, [])
        shutil.copytree(trunk.folder, folder, dirs_exist_ok=True, symlinks=True)
        spec = {
            "moved": [str(trunk.folder), str(folder)], "folder": str(folder / "work"),
            "memory_bytes": self.place.limits.memory_bytes, "traces": str(folder),
        }  # fmt: skip
        with self._lock:  # a process makes one copy of itself at a time
            fork = self.place.forks.new(spec, of=trunk.fork)
        grown = Trunk(fork, folder, list(trunk.records), above=trunk)
        self._bind(grown, branch)
        return grown

    def _bind(self, grown: Trunk, branch: Branch) -> None:
        """Give a copy the values of its sets; papermill's cell, if it ran, reads as theirs."""
        if branch.first > (-1 if self.at is None else self.at):
            given = self.sets[branch.sets[0]]
            bound = assignments({name: given[name] for name in branch.binds})
            count = 1 if self.at is None else self.at + 2
            grown.fork.put(bound, count, assignments(given))

    def _release(self, grown: Trunk | None) -> None:
        """End a process, and what it is a copy of once no copy is left: copies end with it."""
        assert self.place.forks
        while grown is not None:
            with self._lock:
                grown.uses -= 1
                if grown.uses > 0:
                    return
            self.place.forks.done(grown.fork, kill=True)
            shutil.rmtree(grown.folder, ignore_errors=True)
            grown = grown.above

    def _again(self, branch: Branch, at: int, reason: str) -> list[Job]:
        """Grow the tree of a branch's sets again, with nothing shared from a cell on.

        The cell is one of the branch, so each time there is less to share, and an end.
        """
        at = min(at, branch.last - 1)
        with self._lock:
            if self.limit is None or at < self.limit:
                self.limit, self.reason = at, reason
        return self._grow(branch.sets)

    def _leaf(self, branch: Branch, trunk: Trunk | None) -> None:
        """Run what one set has to itself."""
        (number,) = branch.sets
        if trunk is None:
            self._alone(number)
            return
        grown = self._process(branch, trunk)
        try:
            self._finish(number, grown, grown.fork)
        finally:
            self._release(grown)

    def _alone(self, number: int) -> None:
        self._count(len(self.cells) + bool(self.sets[number]))
        try:
            done = run_chapter(self.chapter, self.sets[number], self.place, self.inputs)
        except TradegapError as error:
            self._tell(number, error)
        else:
            self._tell(number, done)

    def _finish(self, number: int, grown: Trunk, fork: Fork | None) -> None:
        """Make one set's notebook of what was shared and what is its own."""
        if fork:
            self._count(len(self.cells) + 1 - len(grown.records))
        runner = Replayed(grown.records, fork, grown.fork.language_info())
        try:
            done = run_with(runner, self.chapter, self.sets[number], grown.folder, self.place)
        except TradegapError as error:
            self._tell(number, error)
        else:
            self._tell(number, done)

    def _tell(self, number: int, outcome: Executed | Exception) -> None:
        with self._lock:
            self.done[number] = outcome
        self.on_done(number, outcome)


@dataclass(frozen=True)
class _Cell:
    """A code cell: its text and its tags."""

    source: str
    tags: frozenset[str]

    @classmethod
    def of(cls, cell: Mapping[str, Any]) -> _Cell:
        return cls("".join(cell["source"]), frozenset(cell["metadata"].get("tags", [])))


def assignments(values: Set) -> str:
    """Return the cell that papermill puts in for some parameters."""
    from papermill.translators import PythonTranslator

    return str(PythonTranslator.codify(dict(values)))


def _renumbered(branch: Branch, numbers: Sequence[int]) -> Branch:
    """Return a branch over the sets of these numbers instead of the first ones."""
    return replace(
        branch,
        sets=tuple(numbers[n] for n in branch.sets),
        branches=tuple(_renumbered(below, numbers) for below in branch.branches),
    )
