"""The forks of one command: one warm parent, what it imports, and the end of all of them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tradegap import errors
from tradegap.build.kernels import kernel_environment
from tradegap.build.preload import SHELL, modules_for
from tradegap.build.warm import unsupported
from tradegap.build.warm.client import Died, Failed, Fork, Parent, TimedOut
from tradegap.build.warm.late import LATE
from tradegap.errors import BuildError, TradegapError

PAGES = (
    "tradegap.build.quick_jsonschema",
    "tradegap.build.pages",
    "tradegap.build.warm.first_page",
    "tradegap.reporting.pdf",
    "typst",
)

# a chapter that imports what the parent hasn't is one of a kind, several are not
OFTEN = 3


class Forks:
    """Gives out forks of one warm parent; whatever is still open at the end is killed."""

    def __init__(self, run: Path, modules: Iterable[str], later: Iterable[str] = PAGES) -> None:
        environment = kernel_environment(run / "parent")
        if not sys.dont_write_bytecode:  # compiled once, not by every command
            del environment["PYTHONDONTWRITEBYTECODE"]
        empty = run / "parent" / "work"
        empty.mkdir()
        self._parent = Parent(SHELL, environment, folder=empty)
        self._parent.load(modules, shell=True)
        self._later = list(later)
        self._soon = False
        self._asking = 0
        self._used: dict[str, int] = {}
        self._open: set[Fork] = set()
        self._lock = threading.Lock()
        self._ended = False

    def __enter__(self) -> Forks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.end()

    def new(self, spec: Mapping[str, Any], of: Fork | None = None) -> Fork:
        """Return a fork of the parent, or a copy of the fork `of`."""
        fork = of.fork(spec) if of else self._of_parent(spec)
        with self._lock:
            self._open.add(fork)
            ended = self._ended
        if ended:
            self.done(fork, kill=True)
        return fork

    def _of_parent(self, spec: Mapping[str, Any]) -> Fork:
        with self._lock:
            self._asking += 1
        try:
            return self._parent.fork(spec)
        finally:
            with self._lock:
                self._asking -= 1
                now = self._soon and not self._asking
            if now:  # nobody waits for a fork, who would have to wait longer
                self.load_pages()

    def load_pages_soon(self) -> None:
        """Let the parent import what pages take once the forks that are asked for now are made."""
        self._soon = True

    def learn(self, fork: Fork) -> None:
        """Let the parent import what chapters have imported themselves, if several have."""
        with suppress(Died, Failed, TimedOut):
            told = fork.call("tradegap.build.warm.late:loaded", seconds=5.0)
            found = [name for name in LATE if name in told]
            with self._lock:
                self._used |= {name: self._used.get(name, 0) + 1 for name in found}
                often = [name for name in found if self._used[name] == OFTEN]
            if often:
                self._parent.load(often)

    def load_pages(self) -> None:
        """Let the parent import what pages take."""
        with self._lock:
            modules, self._later = self._later, []
        if modules:
            self._parent.load(modules)

    def done(self, fork: Fork, *, kill: bool = False) -> dict[str, Any]:
        """End a fork and return how it ended."""
        with self._lock:
            self._open.discard(fork)
        return fork.kill() if kill else fork.close()

    def stop(self) -> None:
        """Kill every fork that is open and the parent: none is to come, whoever waits for one."""
        with self._lock:
            self._ended = True
            left = list(self._open)
        self._parent.stop()
        for fork in left:
            fork.kill()

    def end(self) -> None:
        """Kill what is open and end the parent."""
        self.stop()
        self._parent.close()


def start(run: Path, notebooks: Iterable[Path], *, for_all: bool = False) -> Forks | None:
    """Start a warm parent for some notebooks; `None` where there is no warm start."""
    return None if unsupported() else Forks(run, modules_for(notebooks, for_all=for_all))


def called(fork: Fork, function: str, what: str, **arguments: Any) -> Any:
    """Call a function of the package in a fork; its errors are raised here as they were there.

    Raises `BuildError` if the process was killed or ran out of time while it did `what`.
    """
    try:
        return fork.call(function, **arguments)
    except Failed as failed:
        raise _as_raised(failed) from failed
    except (Died, TimedOut) as error:
        raise BuildError(
            f"The process that {what} was ended from outside (killed, crashed or out of memory); "
            "build again, with more memory or fewer at once (--jobs 1)."
        ) from error


def _as_raised(failed: Failed) -> Exception:
    kind = getattr(errors, failed.error["name"], None)
    if failed.error["own"] and isinstance(kind, type) and issubclass(kind, TradegapError):
        error: TradegapError = kind.__new__(kind)
        Exception.__init__(error, failed.error["text"])
        return error
    return RuntimeError(failed.error["traceback"])
