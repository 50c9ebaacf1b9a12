"""A process that watches over one fork: limits its memory, ends all that it leaves, tells how.

    builder ── ward's socket ── ward (subreaper) ── fork ── whatever the notebook starts

The ward adopts every process that the fork leaves behind, in whatever session, so that none
outlives the run. It ends the fork when the builder lets go of the socket, however that came.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tradegap.build.warm import wire
from tradegap.build.warm.memory import WARD_NAME, Memory, children, descendants
from tradegap.build.warm.spill import Spill

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_SET_NAME = 15  # PR_SET_NAME
_LOOK_SECONDS = 0.1


def forked(
    main: Callable[[], None],
    talk: socket.socket,
    ward: socket.socket,
    memory_bytes: int | None = None,
    stdio: tuple[int, int] | None = None,
    *,
    as_child: bool = False,
) -> int:
    """Fork a ward, and in it a fork that calls `main` and ends; return in the caller at once.

    The caller's copies of both sockets are closed. The ward is nobody's child, so that the caller
    never has to wait for it, unless `as_child` saves a fork: then its number is returned.
    """
    gc.collect(0)
    child = os.fork()
    if child == 0:
        if as_child:
            _never_returns(lambda: _watch(main, talk, ward, memory_bytes, stdio))
        _never_returns(lambda: _fork_ward(main, talk, ward, memory_bytes, stdio))
    if not as_child:
        os.waitpid(child, 0)
    talk.close()
    ward.close()
    for fd in stdio or ():
        os.close(fd)
    return child


def _fork_ward(main: Callable[[], None], *arguments: Any) -> None:
    if os.fork() == 0:
        _watch(main, *arguments)


def _never_returns(action: Callable[[], Any]) -> None:
    status = 1
    try:
        action()
        status = 0
    finally:
        os._exit(status)


def _watch(
    main: Callable[[], None],
    talk: socket.socket,
    ward: socket.socket,
    memory_bytes: int | None,
    stdio: tuple[int, int] | None,
) -> None:
    """Be the ward: fork, watch, clear up, tell."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _prctl(_SUBREAPER, 1)
    _prctl(_SET_NAME, WARD_NAME.encode())
    os.setsid()
    pid = os.fork()
    if pid == 0:
        ward.close()
        _never_returns(lambda: _be_fork(main, stdio))
    talk.close()
    for fd in stdio or ():
        os.close(fd)
    with suppress(wire.Gone):
        wire.send(ward, {"pid": pid})
    memory = Memory(pid, memory_bytes)
    status = _until_end(pid, ward, memory)
    end_descendants()
    ended = {"status": os.waitstatus_to_exitcode(status), "peak_bytes": memory.peak,
             "over_memory": memory.exceeded, "limit_bytes": memory.limit}  # fmt: skip
    with suppress(wire.Gone):
        wire.send(ward, ended)


def _prctl(what: int, value: Any) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(what, value, 0, 0, 0)


def _be_fork(main: Callable[[], None], stdio: tuple[int, int] | None) -> None:
    _prctl(_SET_NAME, b"tradegap-run")
    _prctl(_DEATH_SIGNAL, signal.SIGKILL)  # should the ward be killed, nobody would watch
    os.setsid()
    gc.enable()
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if stdio:
        for number, fd in enumerate(stdio, start=1):
            os.dup2(fd, number)
            os.close(fd)
    main()
    _leave()


def _leave() -> None:
    """Do what an interpreter does before it ends: wait for threads, call what asked to be."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()


def _until_end(pid: int, ward: socket.socket, memory: Memory) -> int:
    """Wait for the fork's end and return its wait status; reap what it leaves on the way."""
    ending = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(ending, select.POLLIN)
    watched = [ward.fileno(), *_of_builder(ward)]
    for descriptor in watched:
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
    spill = Spill(pid)
    told = False
    while True:
        events = dict(poll.poll(_LOOK_SECONDS * 1000 if spill.calm else 5))
        if ending in events:
            os.close(ending)
            _, status, usage = os.wait4(pid, 0)
            memory.at_end(usage.ru_maxrss * 1024)
            return status
        if not told and events.keys() & set(watched):  # the builder wants an end, or is gone
            told = True
            for descriptor in watched:
                poll.unregister(descriptor)
            kill_group(pid)
        spill.bound()
        memory.look()
        if memory.exceeded:
            kill_group(pid)
        _reap_others(pid)


def _of_builder(ward: socket.socket) -> list[int]:
    """Return a descriptor that is readable when the builder has ended.

    The socket alone doesn't tell: a process that the builder forked may hold a copy of its end.
    """
    pid = struct.unpack("3i", ward.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    with suppress(OSError):
        return [os.pidfd_open(pid)]
    return []


def _reap_others(pid: int) -> None:
    """Take the end of adopted processes, but leave that of the fork itself."""
    for child in children(os.getpid()) - {pid}:
        with suppress(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def kill_group(pid: int) -> None:
    """Kill a process and its group; one that is gone already is no fault."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def end_descendants() -> None:
    """Kill and reap every process below this one until there is none."""
    while left := descendants(os.getpid()):
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        select.select([], [], [], 0.002)
