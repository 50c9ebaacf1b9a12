"""A Dask worker's side: a plugin that gets builders ready, and the task that gives them orders.

Nothing here forks or changes the worker's environment: builders are processes started anew, one
for each task that runs at a time, and they end when the worker does, however that comes.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from distributed.diagnostics.plugin import WorkerPlugin

END_SECONDS = 3.0

Message = dict[str, Any]


class Lost(RuntimeError):
    """A builder ended before it had answered: killed, or out of memory. Dask tries again."""


@dataclass(frozen=True)
class Stock:
    """What builders are made for: the bundle of inputs of this hash, in the depot of this URL."""

    depot: str
    inputs: str


class Builder:
    """A process that builds reports from one stock, one at a time; starting it returns at once."""

    def __init__(self, stock: Stock) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tradegap.build.cluster.builder"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self._refused: Message | None = None
        self._opened = False
        with suppress(Lost):
            self._send({"depot": stock.depot, "inputs": stock.inputs})

    def ask(self, order: Mapping[str, Any], *, force: bool) -> Message:
        """Return what came of an order; raises `Lost` if the process ends meanwhile."""
        if not self._opened:
            first = self._receive()
            self._opened = True
            self._refused = first if "errors" in first else None
        if self._refused:
            return self._refused
        self._send({"order": dict(order), "force": force})
        return self._receive()

    def is_useful(self) -> bool:
        """Tell whether the process runs and has what it needs."""
        return self._refused is None and self._process.poll() is None

    def let_go(self) -> None:
        """Let the process end, and all that it started."""
        self._process.terminate()

    def close(self) -> None:
        """End the process and all that it started, and wait for that."""
        self.let_go()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()

    def _send(self, message: Message) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Lost("the process that builds is gone") from error

    def _receive(self) -> Message:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise Lost(f"the process that builds ended with status {self._process.wait()}")
        return dict(json.loads(line))


class Crew:
    """The builders of one stock on one worker, kept as long as a client's plugin holds them."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.holders = 0
        self._idle: list[Builder] = []
        self._busy: set[Builder] = set()
        self._lock = threading.Lock()

    def make_ready(self) -> None:
        """Start a builder, so that it is warm when the first order comes."""
        with self._lock:
            if not self._idle and not self._busy:
                self._idle.append(Builder(self.stock))

    def perform(self, order: Mapping[str, Any], *, force: bool) -> Message:
        """Let a builder that is free do an order."""
        builder = self._take()
        try:
            return builder.ask(order, force=force)
        finally:
            with self._lock:
                self._busy.discard(builder)
                kept = builder.is_useful() and self.holders > 0
                if kept:
                    self._idle.append(builder)
            if not kept:
                builder.close()

    def _take(self) -> Builder:
        with self._lock:
            while self._idle:
                builder = self._idle.pop()
                if builder.is_useful():
                    break
                builder.close()
            else:
                builder = Builder(self.stock)
            self._busy.add(builder)
            return builder

    def end(self) -> None:
        """End all builders, those that are at work too."""
        with self._lock:
            left = [*self._idle, *self._busy]
            self._idle = []
        for builder in left:
            builder.let_go()
        for builder in left:
            builder.close()


_crews: dict[Stock, Crew] = {}
_lock = threading.Lock()


def _crew(stock: Stock, held: int = 0) -> Crew:
    """Return the crew of a stock, with so many holders more or fewer."""
    with _lock:
        crew = _crews.setdefault(stock, Crew(stock))
        crew.holders += held
        if not crew.holders:
            del _crews[stock]
        return crew


class Builders(WorkerPlugin):  # type: ignore[misc]
    """Has builders ready on every worker, those that join later too, until it is taken away.

    Workers of one command (`local`) leave Ctrl-C, which a terminal sends them too, to that.
    """

    def __init__(self, stock: Stock, name: str, local: bool) -> None:
        self.stock, self.name, self.local = stock, name, local

    def setup(self, worker: Any) -> None:
        """Start the first builder."""
        if self.local and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        _crew(self.stock, +1).make_ready()

    def teardown(self, worker: Any) -> None:
        """End the builders if no other client needs them."""
        crew = _crew(self.stock, -1)
        if not crew.holders:
            crew.end()


def perform(order: Mapping[str, Any], stock: Stock, force: bool) -> Message:
    """Build one report: the task. Returns where its bundle is in the depot, or errors.

    Doing it twice gives the same bytes under the same name, and what was done before is found in
    the depot and not done again, unless `force`.
    """
    return _crew(stock).perform(order, force=force)
