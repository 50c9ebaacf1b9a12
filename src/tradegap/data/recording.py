"""What this process has read, with digests: tables, rows, catalog entries and other files.

`start` begins a record and `recorded` gives it; a process forked in between goes on with it. Tables
are recorded at the door, at every call, so it doesn't matter who parsed them; other files through
Python's audit hook. What can't be hashed (a connection, a subprocess, a listing of a folder) is
recorded as a reason why the outcome can't be used again. Files that a compiled library opens by
itself and the clock are not seen.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LOG_VARIABLE = "TRADEGAP_RECORD"
ABSENT = "absent"
_PACKAGE = Path(__file__).resolve().parents[1]
_UNHASHED = {
    "socket.connect": "opened a connection",
    "socket.getaddrinfo": "asked for an address on the network",
    "subprocess.Popen": "started a subprocess",
    "os.system": "started a subprocess",
    "os.exec": "started a subprocess",
    "os.posix_spawn": "started a subprocess",
    "os.fork": "forked",
    "os.forkpty": "forked",
    "sqlite3.connect": "opened a database",
}
_LISTINGS = ("os.listdir", "os.scandir")
_OF_THE_SYSTEM = ("/proc", "/sys", "/dev", "/usr/share/zoneinfo", "/etc/localtime")


@dataclass
class Reads:
    """What was read, each with a digest.

    Whole tables, rows (`pledges[id=...]`), catalog entries without their sha256, and other files
    (`data:` stands for the data folder). `unsure` says what was read that no digest stands for.
    """

    tables: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, dict[str, str]]:
        """Return the record as JSON objects."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Mapping[str, str]]) -> Reads:
        """Return the record that `as_json` wrote."""
        return cls(**{kind: dict(found) for kind, found in content.items()})

    def take_in(self, other: Reads) -> None:
        """Add what another record has; a name with two digests makes the record unsure."""
        for kind, found in other.as_json().items():
            for name, digest in found.items():
                self.add(kind, name, digest)

    def add(self, kind: str, name: str, digest: str) -> bool:
        """Add one thing read and tell whether it is new; another digest than before is a doubt."""
        known: dict[str, str] = getattr(self, kind)
        if name in known:
            if known[name] != digest and kind != "unsure":
                self.unsure[name] = "changed while it was read"
            return False
        known[name] = digest
        return True


class _Record:
    """A record at work: the reads, the run's own folder, and a log for another process."""

    def __init__(self, own: Path | None, log: Path | None) -> None:
        self.reads = Reads()
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if log else None
        roots = [sys.prefix, sys.base_prefix, sys.exec_prefix, str(_PACKAGE), os.__file__]
        roots += [os.environ.get("MPLCONFIGDIR", ""), *([str(own)] if own else [])]
        roots[4] = os.path.dirname(os.__file__)
        self.skipped = tuple({*filter(None, roots), *map(os.path.realpath, filter(None, roots))})

    def add(self, kind: str, name: str, digest: str) -> None:
        if (self.reads.add(kind, name, digest) or self.reads.unsure) and self.log is not None:
            os.write(self.log, (json.dumps([kind, name, digest]) + "\n").encode())

    def skips(self, path: str) -> bool:
        return _below(path, (*self.skipped, *_OF_THE_SYSTEM))


_record: _Record | None = None
_hooked = False
_thread = threading.local()


def start(own: Path | None = None, log: Path | None = None) -> None:
    """Begin a new record; `own` is the folder that belongs to the run, `log` gets each read."""
    global _record, _hooked
    _record = _Record(own, log)
    if not _hooked:
        _hooked = True
        sys.addaudithook(_hook)


def is_on() -> bool:
    """Tell whether a record was begun: a build runs this process, and no person."""
    return _record is not None


def start_from_environment() -> None:
    """Begin a record whose log is named by TRADEGAP_RECORD; the log's folder is the run's own."""
    log = Path(os.environ[LOG_VARIABLE])
    with aside():
        start(log.parent, log)


def recorded() -> Reads:
    """Return what was read since `start`; without it the record is unsure."""
    if _record is None:
        return Reads(unsure={"record": "was not begun"})
    return Reads.from_json(_record.reads.as_json())


def stop() -> None:
    """End the record."""
    global _record
    if _record is not None and _record.log is not None:
        os.close(_record.log)
    _record = None


def read_log(log: Path) -> Reads:
    """Return the record that another process wrote; a missing or broken log is unsure."""
    reads = Reads()
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
        for kind, name, digest in map(json.loads, lines):
            reads.add(kind, name, digest)
    except (OSError, ValueError, AttributeError, TypeError):
        reads.unsure["log"] = "is missing or broken"
    return reads


@contextmanager
def aside() -> Iterator[None]:
    """Do something that is recorded otherwise, or that the outcome doesn't hang on."""
    before = getattr(_thread, "aside", False)
    _thread.aside = True
    try:
        yield
    finally:
        _thread.aside = before


def note(kind: str, name: str, digest: str | Callable[[], str]) -> None:
    """Record one thing read, if there is a record; a digest that is a function may be slow."""
    if _record is not None and not getattr(_thread, "aside", False):
        _record.add(kind, name, digest if isinstance(digest, str) else digest())


def note_content(folder: Path, path: Path, content: bytes) -> None:
    """Record a file below the data folder by the bytes that were read of it."""
    if _record is not None:
        note("files", name_of(path, folder), hashlib.sha256(content).hexdigest())


def name_of(path: str | Path, folder: Path) -> str:
    """Return a file's name in a record: `data:` and its path in the data folder, or its path."""
    whole = Path(os.path.abspath(path))
    return f"data:{whole.relative_to(folder).as_posix()}" if folder in whole.parents else str(whole)


def path_of(name: str, folder: Path) -> Path:
    """Return the path of a file by its name in a record."""
    return folder / name[5:] if name.startswith("data:") else Path(name)


def _below(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    """Take in an audit event; whatever happens here must not be felt by what is read."""
    record = _record
    if record is None or getattr(_thread, "aside", False):
        return
    if event == "open" or event in _LISTINGS or event in _UNHASHED:
        with aside():
            try:
                _seen(record, event, args)
            except Exception as error:
                record.add("unsure", event, f"couldn't be recorded: {error}")


def _seen(record: _Record, event: str, args: tuple[Any, ...]) -> None:
    if event in _UNHASHED:
        record.add("unsure", event, _UNHASHED[event])
        return
    if isinstance(args[0], int):
        return
    path = os.path.abspath(os.fsdecode(args[0] if args[0] is not None else "."))
    if record.skips(path) or record.skips(os.path.realpath(path)):
        return
    if event in _LISTINGS:
        if path not in {os.path.abspath(place) for place in sys.path}:
            record.add("unsure", path, "is a folder that was listed")
    elif _is_reading(*args[1:3]):
        _file(record, path)


def _is_reading(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return "r" in mode or "+" in mode
    return not isinstance(flags, int) or flags & os.O_ACCMODE != os.O_WRONLY


def _file(record: _Record, path: str) -> None:
    from tradegap.data.paths import data_dir

    if path.endswith(".pyc"):
        source = importlib.util.source_from_cache(path) if "__pycache__" in path else path
        path = source if os.path.isfile(source) else path
    if os.path.exists(path) and not os.path.isfile(path):
        record.add("unsure", path, "is no ordinary file")
        return
    try:
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except FileNotFoundError:
        digest = ABSENT
    record.add("files", name_of(path, data_dir()), digest)
