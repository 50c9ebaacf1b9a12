"""What cells do beyond their own variables, noted while they run.

A process that several runs are to share may only do what each of them would have done alone: no
file written outside its own folder, no program started, no network, no draw from a generator that
all share, nothing left open, running or waiting.
"""

from __future__ import annotations

import fcntl
import os
import random
import stat
import sys
from collections.abc import Iterator
from typing import Any

_STARTS = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty",
           "pty.spawn")  # fmt: skip
_NETWORK = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "urllib.Request",
    "http.client.connect",
)
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod",
            "os.chown", "os.truncate", "os.utime", "shutil.rmtree", "sqlite3.connect")  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Traces:
    """Notes what the cells of this process do, from now on."""

    def __init__(self, own: str) -> None:
        self.own = os.path.realpath(own) + os.sep
        self._caches = os.path.realpath(os.environ.get("MPLCONFIGDIR", own))
        self.found: str | None = None
        self.files: dict[str, tuple[int, ...]] = {}
        self._pid = os.getpid()
        self._drawn = _random_states()
        self._inherited = set(_open_for_writing())
        sys.addaudithook(self._note)

    def after_cell(self) -> str | None:
        """Return why the cells so far can't be shared, or `None`."""
        if self.found is None and _random_states() != self._drawn:
            self.found = "it drew from a global random generator"
        if self.found is None and (left := set(_open_for_writing()) - self._inherited):
            self.found = f"it left {min(left).removeprefix(self.own)} open for writing"
        return self.found

    def changed_file(self) -> str | None:
        """Return a file that cells read and that is another one now, or `None`."""
        for path, known in self.files.items():
            if _signature(path) != known:
                return path
        return None

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if os.getpid() != self._pid:
            return
        if event == "open":
            self._opened(*arguments)
        elif self.found is None:
            self._other(event, arguments)

    def _opened(self, path: Any, mode: Any, flags: Any) -> None:
        if not isinstance(path, str | bytes):
            return
        name = os.path.abspath(os.fsdecode(path))
        if isinstance(flags, int) and flags & _WRITING:
            if self.found is None and not self._is_own(name):
                self.found = f"it wrote to {name}"
        elif not name.startswith(("/proc/", "/dev/", sys.prefix, sys.base_prefix)):
            self.files.setdefault(name, _signature(name))

    def _other(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STARTS:
            self.found = "it started a process"
        elif event in _NETWORK:
            self.found = "it used the network"
        elif event in _CHANGES and not self._is_own(arguments[0] if arguments else ""):
            self.found = f"it changed {arguments[0]}"

    def _is_own(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        name = os.path.realpath(os.fsdecode(path))
        return name.startswith((self.own, self._caches, "/dev/null", "/proc/self/fd/", "/memfd:"))


def _signature(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _random_states() -> list[Any]:
    """Return the state of every generator that a process has without asking for one."""
    states: list[Any] = [hash(random.getstate())]
    if numpy := sys.modules.get("numpy"):
        kind, keys, place, *rest = numpy.random.get_state()
        states += [kind, keys.tobytes(), place, *rest]
    if torch := sys.modules.get("torch"):
        states.append(torch.random.get_rng_state().numpy().tobytes())
    return states


def _open_for_writing() -> Iterator[str]:
    """Yield the files that are open for writing; a command's own streams may be among them."""
    for name in os.listdir("/proc/self/fd"):
        try:
            number = int(name)
            found = os.fstat(number)
            flags = fcntl.fcntl(number, fcntl.F_GETFL)
            path = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        writable = flags & os.O_ACCMODE != os.O_RDONLY
        if stat.S_ISREG(found.st_mode) and writable and not path.startswith("/memfd:"):
            yield path
