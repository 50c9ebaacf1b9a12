"""The memory of a fork and of what it started, as the ward measures it; the tree of processes."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WARD_NAME = "tradegap-ward"
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TREE_EVERY = 5


@dataclass
class Memory:
    """What a fork and its descendants have taken beyond what they were born with, in bytes."""

    pid: int
    limit: int | None
    born: int = 0
    born_resident: int = 0
    peak: int = 0
    looks: int = 0
    exceeded: bool = False

    def __post_init__(self) -> None:
        self.born_resident, shared = _resident(self.pid)
        self.born = self.born_resident - shared

    def at_end(self, most_resident: int) -> None:
        """Take in the most that the fork had resident: it may have come and gone between looks."""
        self.peak = max(self.peak, most_resident - self.born_resident)

    def look(self) -> None:
        """Measure; the descendants less often, for it takes longer."""
        taken = _private_bytes(self.pid) - self.born
        if self.looks % _TREE_EVERY == 0:
            taken += sum(_private_bytes(pid) for pid in _unwatched(os.getpid()) - {self.pid})
        self.looks += 1
        self.peak = max(self.peak, taken)
        if self.limit is not None and taken > self.limit:
            self.exceeded = True


def children(pid: int) -> set[int]:
    """Return the numbers of a process's children, zombies among them; empty if it is gone."""
    found: set[int] = set()
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with suppress(OSError):
                found |= set(
                    map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
                )
    return found


def descendants(pid: int) -> set[int]:
    """Return the numbers of all processes below one."""
    found: set[int] = set()
    fresh = children(pid)
    while fresh:
        found |= fresh
        fresh = set().union(*map(children, fresh)) - found
    return found


def _unwatched(pid: int) -> set[int]:
    """Return the descendants of a process that no other ward watches: copies have their own."""
    found: set[int] = set()
    fresh = {child for child in children(pid) if not _is_ward(child)}
    while fresh:
        found |= fresh
        below = set().union(*map(children, fresh)) - found
        fresh = {child for child in below if not _is_ward(child)}
    return found


def _is_ward(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == WARD_NAME
    except OSError:
        return False


def _private_bytes(pid: int) -> int:
    """Return the resident memory of a process less what it shares with files; 0 if it is gone."""
    resident, shared = _resident(pid)
    return resident - shared


def _resident(pid: int) -> tuple[int, int]:
    """Return the resident memory of a process, and the part of it that it shares with files."""
    try:
        resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text().split()[1:3])
    except (OSError, ValueError):
        return 0, 0
    return resident * _PAGE, shared * _PAGE
