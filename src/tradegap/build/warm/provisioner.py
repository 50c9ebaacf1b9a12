"""The kernel provisioner `tradegap-warm`: forked kernels for any Jupyter client.

A kernel specification that names it (`tradegap-warm`, which comes with the package) gets its
kernels from a warm parent that the client's process shares among them. What a fork can't give
(another interpreter, a kernel that outlives its client, a platform without fork) is started the
ordinary way, and the log says so.
"""

from __future__ import annotations

import asyncio
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Int, List, Unicode

from tradegap.build.warm import parents, unsupported
from tradegap.build.warm.client import Fork

_KNOWN = {"env", "cwd", "stdin", "stdout", "stderr", "independent", "kernel_id", "extra_arguments"}


class ForkedProcess:
    """A forked kernel with the calls of `subprocess.Popen` that a provisioner makes."""

    stdin = None

    def __init__(self, fork: Fork, stdout: IO[bytes] | None, stderr: IO[bytes] | None) -> None:
        self._fork = fork
        self.pid = fork.pid
        self.stdout, self.stderr = stdout, stderr

    def poll(self) -> int | None:
        """Return the exit status (negative: the signal), or `None` while the kernel runs."""
        return None if self._fork.alive() else int(self._fork.ended()["status"])

    def wait(self) -> int:
        """Wait for the end of the kernel and of all that it started; return its status."""
        status = int(self._fork.ended()["status"])
        self._fork.close()
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and its process group, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Starts a kernel by a fork of a warm parent; in all else it is the local provisioner."""

    modules = List(
        Unicode(), help="Modules that the warm parent imports beside numpy, pandas and matplotlib."
    ).tag(config=True)
    memory_bytes = Int(
        None, allow_none=True, help="The most memory that a kernel may take; without one, any."
    ).tag(config=True)

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        """Start the kernel; return its connection information."""
        if reason := why_local(cmd, settings):
            self.log.warning("An ordinary kernel is started: %s", reason)
            return await super().launch_kernel(cmd, **settings)
        self.cwd = str(settings.get("cwd") or pathlib.Path.cwd())
        # a thread of its own: those of the loop are lost in a process that the client forked
        with ThreadPoolExecutor(1) as thread:
            loop = asyncio.get_running_loop()
            self.process = await loop.run_in_executor(thread, self._forked, cmd, settings)
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    def _forked(self, cmd: list[str], settings: Mapping[str, Any]) -> ForkedProcess:
        environment = dict(settings.get("env") or os.environ)
        environment["JPY_PARENT_PID"] = str(os.getpid())
        spec = {
            "kind": "kernel", "arguments": arguments(cmd), "folder": self.cwd,
            "environment": environment, "memory_bytes": self.memory_bytes,
        }  # fmt: skip
        ends = [_given_end(settings.get(name), fd) for name, fd in (("stdout", 1), ("stderr", 2))]
        if settings.get("stderr") == subprocess.STDOUT:
            ends[1] = (os.dup(ends[0][0]), None)
        try:
            fork = parents.fork(spec, self.modules, (ends[0][0], ends[1][0]))
        finally:
            for given, _ in ends:
                os.close(given)
        return ForkedProcess(fork, ends[0][1], ends[1][1])

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's process group; a kernel that is gone is no fault."""
        if self.process:
            self.process.send_signal(signum)


def why_local(cmd: list[str], settings: Mapping[str, Any]) -> str | None:
    """Return why a kernel is started the ordinary way, or `None` if a fork will do."""
    if reason := unsupported():
        return reason
    if not _same_python(cmd[0]):
        return f"{cmd[0]} is not the interpreter of this process ({sys.executable})"
    if arguments(cmd) is None:
        return f"'{' '.join(cmd[1:3])}' is not '-m ipykernel_launcher' or '-m ipykernel'"
    if settings.get("independent"):
        return "it has to outlive its client, and a fork ends with it"
    if unknown := sorted(set(settings) - _KNOWN):
        return f"a fork can't be given {', '.join(unknown)}"
    return None


def arguments(cmd: list[str]) -> list[str] | None:
    """Return what a kernel's command gives to ipykernel; `None` if it starts something else."""
    options = [part for part in cmd[1:] if part != "-Xfrozen_modules=off"]
    known = options[:1] == ["-m"] and options[1:2] in (["ipykernel_launcher"], ["ipykernel"])
    return options[2:] if known else None


def _same_python(program: str) -> bool:
    """Tell whether a program is this interpreter in this virtual environment."""
    if program == sys.executable:
        return True
    folder = pathlib.Path(sys.executable).parent
    here = pathlib.Path(program)
    return here.parent.resolve() == folder.resolve() and os.path.realpath(here) == os.path.realpath(
        sys.executable
    )


def _given_end(wanted: Any, inherited: int) -> tuple[int, IO[bytes] | None]:
    """Return a descriptor for the kernel to write to, and what a caller who asked for it reads."""
    if wanted == subprocess.PIPE:
        read, write = os.pipe()
        return write, os.fdopen(read, "rb")
    if wanted is None or wanted == subprocess.STDOUT:
        with suppress(OSError):
            return os.dup(inherited), None
        return os.open(os.devnull, os.O_WRONLY), None
    if wanted == subprocess.DEVNULL:
        return os.open(os.devnull, os.O_WRONLY), None
    return os.dup(wanted if isinstance(wanted, int) else wanted.fileno()), None
