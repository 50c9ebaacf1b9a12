"""An IPython kernel without sockets and threads, whose messages are collected.

It is ipykernel's own application, kernel and shell, so that a cell gives what it gives in an
ordinary kernel: displays, results, tracebacks, magics, `await`, comms. Left out is what needs
threads or the network: sockets, heartbeat, the history's database.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
import sys
import threading
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

from ipykernel import debugger, kernelapp
from ipykernel.displayhook import ZMQDisplayHook
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets.config import Config

from tradegap.build.warm import interactive as interactive
from tradegap.build.warm import plots
from tradegap.build.warm.kernel import launcher
from tradegap.build.warm.limits import shortened
from tradegap.build.warm.outputs import Outputs, Tell, plain
from tradegap.build.warm.streams import CellStream


class _Collecting(Session):  # type: ignore[misc]
    """A session that hands every message to the builder."""

    def __init__(self, outputs: Outputs, **settings: Any) -> None:
        super().__init__(**settings)
        self.outputs = outputs

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None,
             ident: Any = None, buffers: Any = None, track: bool = False, header: Any = None,
             metadata: Any = None) -> Any:  # fmt: skip
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        self.outputs.take(message, buffers)
        return message


class _Nowhere:
    """Stands where a kernel has a socket: nothing is sent this way."""

    def send_multipart(self, *parts: Any, **settings: Any) -> None: ...


class _App(kernelapp.IPKernelApp):  # type: ignore[misc]
    """The kernel's application without connection, heartbeat, threads and signals of its own."""

    def __init__(self, outputs: Outputs, **settings: Any) -> None:
        super().__init__(**settings)
        self.outputs = outputs
        self.session = _Collecting(outputs, parent=self)

    def init_blackhole(self) -> None: ...
    def init_connection_file(self) -> None: ...
    def init_poller(self) -> None: ...
    def init_sockets(self) -> None: ...
    def init_heartbeat(self) -> None: ...
    def write_connection_file(self, **settings: Any) -> None: ...
    def log_connection_info(self) -> None: ...

    def init_io(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout = out = CellStream("stdout", 1, self.outputs.text)
        sys.stderr = err = CellStream("stderr", 2, self.outputs.text)
        out.others, err.others = [err], [out]
        self.outputs.streams = (out, err)
        self.displayhook = ZMQDisplayHook(self.session, _Nowhere())
        sys.displayhook = self.displayhook
        self.patch_io()

    def init_kernel(self) -> None:
        here = SimpleNamespace(parent_thread=threading.current_thread())
        debugger._is_debugpy_available = False  # it would cost 0.2 s and start threads
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, iopub_socket=_Nowhere(), shell_channel_thread=here,
            log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns,
        )  # fmt: skip
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


_App.__name__ = "IPKernelApp"  # as `%config` and logs show it


class Cells:
    """A running shell: cells go in, messages and replies come out."""

    def __init__(self, tell: Tell, *, hook_up: bool = True) -> None:
        self._outputs = Outputs(tell)
        _own_loop()
        config = Config({"HistoryManager": {"enabled": False}, "IPKernelApp": {"log_level": 50}})
        self.app = _App.instance(self._outputs, config=config)
        self.app.initialize([])
        sys.argv = [launcher(), "-f", "none"]
        self.kernel = self.app.kernel
        self.kernel.log.setLevel(logging.CRITICAL)
        if hook_up:
            plots.hook_up()
        # what a cell sets for its context (numpy, decimal) holds for the next
        self._context = contextvars.copy_context()

    def run(self, source: str, store_history: bool = True) -> dict[str, Any]:
        """Run a cell and return its reply, as an ordinary kernel would send it."""
        request = self.app.session.msg("execute_request")
        self._let_tasks_go_on()
        self._outputs.begin_cell(request["msg_id"])
        reply = self._in_loop(self._run(request, source, store_history))
        self._outputs.end_cell()
        return shortened(plain(reply)) if reply["status"] == "error" else plain(reply)

    def _in_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        loop = asyncio.get_event_loop()
        return loop.run_until_complete(loop.create_task(work, context=self._context))

    def _let_tasks_go_on(self) -> None:
        """Let what earlier cells left running go on a little, as it does between two requests."""
        for _ in range(20):
            if not asyncio.all_tasks(asyncio.get_event_loop()):
                break
            self._in_loop(asyncio.sleep(0))

    async def _run(
        self, request: dict[str, Any], source: str, store_history: bool
    ) -> dict[str, Any]:
        self.kernel.io_loop = IOLoop.current()
        self.kernel.set_parent([b""], request)
        begun = {"code": source, "execution_count": self.kernel.execution_count}
        self.app.session.send(None, "execute_input", begun)
        return dict(await self.kernel.do_execute(source, False, store_history, {}, False))

    def put(self, source: str, count: int, shown: str) -> None:
        """Run assignments, leaving no other trace than that cell `count` reads as `shown`."""
        shell = self.kernel.shell
        exec(compile(source, "<parameters>", "exec"), shell.user_global_ns, shell.user_ns)
        history = shell.history_manager
        for lines in (history.input_hist_parsed, history.input_hist_raw):
            lines[count] = shown.rstrip("\n")  # as IPython keeps it

    def language_info(self) -> dict[str, Any]:
        """Return what a notebook's metadata say of the language."""
        return plain(self.kernel.language_info)

    def busy_with(self) -> str | None:
        """Return what in this process can't be copied by a fork, or `None`."""
        if len(os.listdir("/proc/self/task")) > 1:
            return "it left a thread running"
        if asyncio.all_tasks(asyncio.get_event_loop()):
            return "it left a task running"
        return None

    def let_go(self) -> None:
        """Give the process its descriptors back and close the loop, until a fork takes over."""
        for stream in self._outputs.streams:
            stream.end_process()
        asyncio.get_event_loop().close()
        asyncio.set_event_loop(None)

    def after_fork(self, tell: Tell) -> None:
        """Be the copy: tell somebody else, on a loop of its own."""
        self._outputs.tell = tell
        for stream in self._outputs.streams:
            stream.begin_process()
        _own_loop()


def _own_loop() -> None:
    """Begin a loop: that of the process from which this one was forked belongs to both."""
    asyncio.set_event_loop(asyncio.new_event_loop())
