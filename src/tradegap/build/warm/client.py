"""The builder's side: start a warm parent, get forks of it, talk to them, end them."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tradegap.build.warm import wire
from tradegap.build.warm.endings import said

Message = dict[str, Any]


class Died(RuntimeError):
    """A fork ended before it had answered; `ended` tells how."""

    def __init__(self, ended: Mapping[str, Any]) -> None:
        super().__init__(f"the process {said(ended)}")
        self.ended = dict(ended)


class TimedOut(RuntimeError):
    """A fork didn't answer in time, and was ended."""


class Failed(RuntimeError):
    """A function that a fork was asked to call raised; `error` describes it."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error['name']}: {error['text']}\n{error['traceback']}")
        self.error = dict(error)


class Parent:
    """A warm parent of this process's own; usable from several threads."""

    def __init__(
        self, modules: Iterable[str], environment: Mapping[str, str], *,
        folder: str | Path | None = None,
    ) -> None:  # fmt: skip
        """Start it in a folder, an empty one if it is to make a shell (`load`)."""
        ours, theirs = socket.socketpair()
        self._control = ours
        self._lock = threading.Lock()
        self._owner = os.getpid()
        command = [sys.executable, "-P", "-m", "tradegap.build.warm.parent", str(theirs.fileno())]
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            env={**environment, "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
            stdout=subprocess.DEVNULL, start_new_session=True, cwd=folder,
        )  # fmt: skip
        theirs.close()
        self._answers_due = 0
        self.load(modules)

    def load(self, modules: Iterable[str], *, shell: bool = False) -> None:
        """Let the parent import modules; returns at once, and a later fork has them.

        With `shell` it then makes a shell for forks to take, whose environment is its own but for
        the names of their folders.
        """
        with self._lock, suppress(wire.Gone):
            wire.send(self._control, {"modules": list(modules), "shell": shell})
            self._answers_due += 1

    def fork(self, spec: Mapping[str, Any], stdio: tuple[int, int] | None = None) -> Fork:
        """Return a new fork; waits for the imports the first time.

        `spec` may have `environment` (the whole), `folder`, `memory_bytes` and, for a kernel,
        `kind` and `arguments`; `stdio` are descriptors for its output and its errors. Raises
        `Died` if the parent is gone.
        """
        return _new_fork(lambda fds: self._ask({"spec": dict(spec)}, fds), stdio)

    def _ask(self, request: Message, fds: Iterable[int]) -> Any:
        with self._lock:
            try:
                while self._answers_due:
                    _result(wire.receive(self._control)[0])
                    self._answers_due -= 1
                wire.send(self._control, request, list(fds))
                return _result(wire.receive(self._control)[0])
            except wire.Gone:
                status = self._process.wait()
                raise Died({"status": status}) from None

    def stop(self) -> None:
        """End the parent's process, so that whoever waits for a fork gets an error at once."""
        if os.getpid() == self._owner:
            self._process.kill()

    def close(self) -> None:
        """End the parent; its forks go on until their own ends. In a copied process: let it be."""
        self._control.close()
        if os.getpid() != self._owner:
            return
        self._process.kill()  # it holds nothing that would have to be put away
        self._process.wait()


class Fork:
    """A process that runs cells or calls functions, one at a time."""

    def __init__(self, talk: socket.socket, ward: socket.socket) -> None:
        self._talk, self._ward = talk, ward
        self._asking = threading.RLock()
        self._ending = threading.Lock()
        self._busy = False
        self.pid = 0
        self._ended: Message | None = None
        with suppress(wire.Gone):
            self.pid = wire.receive(ward)[0]["pid"]

    def cell(
        self, source: str, tell: Callable[[Message], None], *, store_history: bool = True,
        seconds: float | None = None,
    ) -> Message:  # fmt: skip
        """Run a cell, hand each of its messages to `tell`, and return the reply.

        Raises `TimedOut` after `seconds`, and `Died` if the process ends before the reply.
        """
        request = {"do": "cell", "source": source, "store_history": store_history}
        answer = self._ask(request, seconds=seconds, tell=tell)
        if "failed" in answer:
            raise Failed(answer["failed"])
        return dict(answer["reply"])

    def call(self, function: str, *, seconds: float | None = None, **arguments: Any) -> Any:
        """Call `module:function` with arguments that JSON can carry, and return its result.

        Raises `Failed` if it raises, else as `cell` does.
        """
        request = {"do": "call", "function": function, "arguments": arguments}
        return _result(self._ask(request, seconds=seconds))

    def busy_with(self) -> str | None:
        """Return what keeps the process from being copied, or `None`."""
        said = _result(self._ask({"do": "check"}))
        return None if said is None else str(said)

    def put(self, source: str, count: int, shown: str) -> None:
        """Run assignments, leaving no other trace than that cell `count` reads as `shown`."""
        _result(self._ask({"do": "put", "source": source, "count": count, "shown": shown}))

    def language_info(self) -> Message:
        """Return what a notebook's metadata say of the language."""
        return dict(_result(self._ask({"do": "language"})))

    def fork(self, spec: Mapping[str, Any]) -> Fork:
        """Return a copy of the process as it is now; it ends when this one does."""
        request = {"do": "fork", "spec": dict(spec)}
        return _new_fork(lambda fds: _result(self._ask(request, fds=fds)))

    def _ask(
        self, request: Message, *, seconds: float | None = None, fds: Iterable[int] = (),
        tell: Callable[[Message], None] = lambda message: None,
    ) -> Message:  # fmt: skip
        deadline = None if seconds is None else time.monotonic() + seconds
        with self._asking:
            self._busy = True
            try:
                wire.send(self._talk, request, list(fds))
                while True:
                    self._wait(deadline)
                    answer = dict(wire.receive(self._talk)[0])
                    if "message" not in answer:
                        self._busy = False
                        return answer
                    tell(answer["message"])
            except (wire.Gone, OSError):  # another thread may have ended it
                raise Died(self.ended()) from None

    def _wait(self, deadline: float | None) -> None:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not _readable(self._talk, left):
            self.kill()
            raise TimedOut

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._ended is None and not _readable(self._ward, 0)

    def ended(self) -> Message:
        """Wait for the end and return how it came: `status`, `peak_bytes`, `over_memory`.

        A negative status is the number of the signal that ended the process.
        """
        with self._ending:
            if self._ended is None:
                try:
                    self._ended = dict(wire.receive(self._ward)[0])
                except (wire.Gone, OSError):
                    self._ended = {"status": -9, "peak_bytes": 0, "over_memory": False}
        return self._ended

    def close(self, seconds: float = 5.0) -> Message:
        """Let the process end, within `seconds`, and wait for that; return how it ended.

        One that is at work, as after an interruption, is killed.
        """
        if self._busy:
            return self.kill()
        with suppress(wire.Gone, OSError):
            wire.send(self._talk, {"do": "end"})
        if self._ended is None and not _readable(self._ward, seconds):
            return self.kill()
        return self._finish()

    def kill(self) -> Message:
        """End the process and all it started at once, and wait for that."""
        with suppress(OSError):
            self._ward.shutdown(socket.SHUT_WR)
        return self._finish()

    def _finish(self) -> Message:
        ended = self.ended()
        with self._asking:  # who waits for an answer learns by now that there will be none
            self._talk.close()
            self._ward.close()
        return ended


def _readable(source: socket.socket, seconds: float | None) -> bool:
    """Wait until there is something to read, an end included; tell whether there is."""
    poll = select.poll()
    poll.register(source, select.POLLIN)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def _new_fork(ask: Callable[[list[int]], Any], stdio: tuple[int, int] | None = None) -> Fork:
    talk, their_talk = socket.socketpair()
    ward, their_ward = socket.socketpair()
    with their_talk, their_ward:
        ask([their_talk.fileno(), their_ward.fileno(), *(stdio or ())])
    return Fork(talk, ward)


def _result(answer: Message) -> Any:
    if "failed" in answer:
        raise Failed(answer["failed"])
    return answer["result"]


def default_environment() -> dict[str, str]:
    """Return this process's environment with one thread for each library of linear algebra."""
    one = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
    return {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in one}}
