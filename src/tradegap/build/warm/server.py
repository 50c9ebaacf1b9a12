"""A fork at work: it serves the commands that a builder sends over its socket.

`cell` runs a cell, `call` a function of an importable module, `fork` makes a copy of the process
as it is, `check` says whether it could be copied, `end` ends it.

A process that a notebook forks itself comes to this code as well, with a copy of everything: it
says nothing on the socket, and ends with the command during which it was forked.
"""

from __future__ import annotations

import importlib
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tradegap.build.warm import wire
from tradegap.build.warm.surroundings import take_on
from tradegap.build.warm.ward import forked

if TYPE_CHECKING:
    from tradegap.build.warm.ready import Ready
    from tradegap.build.warm.shell import Cells
    from tradegap.build.warm.traces import Traces


class Server:
    """Serves one socket until its other side is gone or says `end`."""

    def __init__(
        self, talk: socket.socket, preparing: Mapping[str, Any], ready: Ready | None = None
    ) -> None:
        self.talk = talk
        self.ready = ready
        self.cells: Cells | None = None
        self.traces: Traces | None = None
        self.pid = os.getpid()
        self._speaking = threading.Lock()
        take_on(preparing)
        if "traces" in preparing:
            from tradegap.build.warm.traces import Traces

            self.traces = Traces(preparing["traces"])

    def serve(self) -> None:
        """Answer commands one after the other."""
        commands: dict[str, Callable[[Any, list[int]], Any]] = {
            "cell": self._cell, "call": self._call, "fork": self._fork, "check": self._check,
            "put": self._put, "language": self._language,
        }  # fmt: skip
        leaving = False
        while True:
            try:
                request, fds = wire.receive(self.talk)
            except wire.Gone:
                return
            if request["do"] == "end" or (leaving and request["do"] == "cell"):
                return
            try:
                answer = commands[request["do"]](request, fds)
            except Exception as error:
                answer = {"failed": described(error)}
            if os.getpid() != self.pid:
                os._exit(0)
            with self._speaking:
                wire.send(self.talk, answer)
            leaving = leaving or _asks_to_exit(answer)

    def tell(self, message: dict[str, Any]) -> None:
        """Send what a cell displays."""
        if os.getpid() == self.pid:
            with self._speaking:
                wire.send(self.talk, {"message": message})

    def shell(self) -> Cells:
        """Return the shell, taken or made when it is first needed."""
        if self.cells is None and self.ready is not None:
            self.cells = self.ready.taken(self.tell)
        if self.cells is None:
            from tradegap.build.warm.shell import Cells

            self.cells = Cells(self.tell)
        return self.cells

    def _cell(self, request: Any, _fds: list[int]) -> Any:
        cells = self.shell()
        begin = time.perf_counter()
        reply = cells.run(request["source"], request.get("store_history", True))
        return {"reply": reply, "seconds": time.perf_counter() - begin}

    def _call(self, request: Any, _fds: list[int]) -> Any:
        module, _, name = request["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        return {"result": function(**request["arguments"])}

    def _check(self, request: Any, _fds: list[int]) -> Any:
        found = self.shell().busy_with() or (self.traces and self.traces.after_cell())
        if not found and self.traces and (path := self.traces.changed_file()):
            found = f"{path}, which it read, has changed since"
        return {"result": found or None}

    def _put(self, request: Any, _fds: list[int]) -> Any:
        self.shell().put(request["source"], request["count"], request["shown"])
        return {"result": None}

    def _language(self, request: Any, _fds: list[int]) -> Any:
        return {"result": self.shell().language_info()}

    def _fork(self, request: Any, fds: list[int]) -> Any:
        talk, ward = (socket.socket(fileno=fd) for fd in fds[:2])

        def be_the_copy() -> None:
            self.talk.close()
            copy = Server(talk, request["spec"], self.ready)
            if self.cells is not None:
                copy.cells = self.cells
                copy.cells.after_fork(copy.tell)
            copy.serve()

        forked(be_the_copy, talk, ward, request["spec"].get("memory_bytes"))
        return {"result": None}


def described(error: BaseException) -> dict[str, Any]:
    """Return an exception as JSON: its class, where that is, what it says, and the traceback."""
    from tradegap.errors import TradegapError

    fields = {"name": type(error).__name__, "text": str(error)}
    own = isinstance(error, TradegapError)
    return {**fields, "own": own, "traceback": "".join(traceback.format_exception(error))}


def _asks_to_exit(answer: Mapping[str, Any]) -> bool:
    """Tell whether a cell called `exit()` or `quit()`: a kernel runs no cell after that, or few."""
    payload = answer.get("reply", {}).get("payload", [])
    return any(item.get("source") == "ask_exit" for item in payload)
