"""The warm parent: it imports everything, then forks for whoever started it.

    python -P -m tradegap.build.warm.parent DESCRIPTOR

Run by `tradegap.build.warm.client`. It has one thread and reads no notebook; it ends when its
starter lets go of the socket, and its forks end with it.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from tradegap.build.warm import wire
from tradegap.build.warm.looks import like_a_kernel
from tradegap.build.warm.server import Server, described
from tradegap.build.warm.ward import forked

if TYPE_CHECKING:
    from tradegap.build.warm.ready import Ready

_wards: set[int] = set()
_ready: list[Ready] = []


def main(descriptor: int) -> None:
    """Serve `fork` and `import` requests until the other side is gone."""
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_starter(control)
    signal.signal(signal.SIGCHLD, _reap)
    gc.disable()
    while True:
        try:
            request, fds = wire.receive(control)
        except wire.Gone:
            return
        try:
            answer = _import(**request) if "modules" in request else _fork(
                control, request, fds
            )  # fmt: skip
        except Exception as error:
            answer = {"failed": described(error)}
        wire.send(control, answer)


def _reap(_number: int = 0, _frame: object = None) -> None:
    """Take the end of wards that are done."""
    for pid in list(_wards):
        with suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG) == (0, 0):
                continue
        _wards.discard(pid)


def _end_with_starter(control: socket.socket) -> None:
    """End at once when the starter is gone, even in the middle of an import."""
    poll = select.poll()
    poll.register(control, select.POLLHUP)

    def look(_number: int = 0, _frame: object = None) -> None:
        if any(event & select.POLLHUP for _, event in poll.poll(0)):
            os._exit(0)

    signal.signal(signal.SIGIO, look)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)
    look()


def _import(modules: list[str], shell: bool = False) -> object:
    """Import modules, those that are missing left out, and take them out of the collector's way.

    With `shell` a shell is made ready for the forks that run cells.
    """
    missing = []
    with like_a_kernel():
        for name in modules:
            try:
                importlib.import_module(name)
            except ImportError:
                missing.append(name)
    if shell:
        from tradegap.build.warm.ready import Ready

        _ready.append(Ready())
    gc.freeze()  # without collecting: what that gives back would leave holes, to be copied by forks
    tasks = len(os.listdir("/proc/self/task"))
    return {"result": {"missing": missing, "threads": tasks}}


def _fork(control: socket.socket, request: dict[str, object], fds: list[int]) -> object:
    talk, ward = (socket.socket(fileno=fd) for fd in fds[:2])
    spec = request["spec"]
    stdio = (fds[2], fds[3]) if len(fds) > 3 else None
    assert isinstance(spec, dict)

    def main() -> None:
        control.close()
        if spec.get("kind") == "kernel":
            from tradegap.build.warm.kernel import be_kernel

            talk.close()
            be_kernel(spec)
        else:
            Server(talk, spec, *_ready).serve()

    _wards.add(forked(main, talk, ward, spec.get("memory_bytes"), stdio, as_child=True))
    return {"result": None}


if __name__ == "__main__":
    main(int(sys.argv[1]))
