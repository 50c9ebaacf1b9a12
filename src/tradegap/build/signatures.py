"""Files that are the same as before, seen by their stat signature, and else by their content.

A signature is size, mtime, ctime and inode. As in git, one that was taken too soon after the file's
last change is not trusted: the file may have been changed again within one tick of the clock. An
edit that sets size and mtime back, or a clock that was set back, is seen by ctime.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TICK_NS = 40_000_000
_COARSE_NS = 2_100_000_000
_SECOND_NS = 1_000_000_000
Signature = tuple[int, ...]
GONE: Signature = ()


def signature(path: str | os.PathLike[str]) -> Signature:
    """Return size, mtime_ns, ctime_ns, inode, device and kind of a file; `GONE` if there is none.

    A last number says whether it may be trusted: 1, or 0 for a file that has only just changed.
    """
    try:
        state = os.stat(path)
    except OSError:
        return GONE
    changed = max(state.st_mtime_ns, state.st_ctime_ns)
    coarse = state.st_mtime_ns % _SECOND_NS == 0 and state.st_ctime_ns % _SECOND_NS == 0
    settled = changed < time.time_ns() - (_COARSE_NS if coarse else _TICK_NS)
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev,
            state.st_mode, int(settled))  # fmt: skip


def trusted(then: Signature, now: Signature) -> bool:
    """Tell whether a file is surely the same by its signatures alone."""
    return bool(then) and bool(now) and then[-1] == 1 and then[:-1] == now[:-1]


def content_digest(path: str | os.PathLike[str]) -> str:
    """Return the sha256 of a file; empty if it can't be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


@dataclass
class Seen:
    """A file as it was: signature and sha256."""

    signature: Signature
    sha256: str


class Looks:
    """What one command sees of files: each is looked at once, and hashed only if it has to be.

    `known` gives what an earlier command saw of a path, `learn` keeps what this one has hashed.
    """

    def __init__(
        self,
        known: Callable[[str], Seen | None] = lambda path: None,
        learn: Callable[[str, Seen], None] = lambda path, seen: None,
    ) -> None:
        self._known, self._learn = known, learn
        self._seen: dict[str, Seen] = {}
        self.hashed = 0

    def digest(self, path: str | os.PathLike[str]) -> str:
        """Return the sha256 of a file as it is now; empty if there is none."""
        place = os.path.abspath(path)
        if place not in self._seen:
            self._seen[place] = self._look(place)
        return self._seen[place].sha256

    def _look(self, place: str) -> Seen:
        now = signature(place)
        if not now:
            return Seen(GONE, "")
        before = self._known(place)
        if before is not None and trusted(before.signature, now):
            return before
        seen = Seen(now, content_digest(place))
        self.hashed += 1
        if signature(place)[:-1] != now[:-1]:  # it changed while it was read
            return Seen(GONE, content_digest(place))
        if now[-1]:
            self._learn(place, seen)
        return seen
