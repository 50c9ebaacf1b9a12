"""A content-addressed store on disk: what was worked out once is found again by its hash.

An object's name is the sha256 of its bytes, so a cut-off or damaged one is seen, dropped and
treated as absent. A key leads to notes, which are objects too. Files come into place by rename;
what was used least recently goes first when the limit is passed. A store that can't be written is
done without: `trouble` then says why, once.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from tradegap.errors import InputError, OutputError

STORE_VARIABLE = "TRADEGAP_STORE"
LIMIT_VARIABLE = "TRADEGAP_STORE_LIMIT"
DEFAULT_LIMIT = 2 * 10**9
OFF = "off"
_LOOK_AGAIN = 64 * 10**6
_LEFT_OVER = 3600
_TOUCH = 60
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?B)?", re.IGNORECASE)


def store_dir() -> Path | None:
    """Return the store's folder: TRADEGAP_STORE, else the user's caches; `None` if it says off."""
    given = os.environ.get(STORE_VARIABLE, "")
    if given.lower() == OFF:
        return None
    if given:
        return Path(given).expanduser().absolute()
    caches = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(caches) if os.path.isabs(caches) else Path("~/.cache").expanduser()
    return base / "tradegap" / "store"


def store_limit() -> int:
    """Return the size in bytes that the store may have, from TRADEGAP_STORE_LIMIT.

    Raises `InputError` for what is no size.
    """
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        return DEFAULT_LIMIT
    found = _SIZE.fullmatch(text)
    if found is None:
        raise InputError(f"{LIMIT_VARIABLE}: '{text}' is no size; write it like 500 MB or 2 GB.")
    return int(float(found[1]) * _UNITS[(found[2] or "").upper()])


def open_store() -> Store | None:
    """Return the user's store; `None` if it is switched off. Nothing is written yet."""
    folder = store_dir()
    return Store(folder, store_limit()) if folder is not None else None


@dataclass(frozen=True)
class Held:
    """What a store holds: objects and notes, and their bytes on disk."""

    entries: int
    size: int


class Store:
    """Objects by hash and notes by key, in a folder that only its owner can write."""

    def __init__(self, folder: Path, limit: int = DEFAULT_LIMIT) -> None:
        self.folder, self.limit = folder, limit
        self.trouble: str | None = None
        self._size: int | None = None
        self._added = 0
        self._checked = self._said = False

    def told(self) -> str | None:
        """Return what is wrong with the store, once."""
        trouble = None if self._said else self.trouble
        self._said = self._said or trouble is not None
        return trouble

    def ready(self) -> bool:
        """Tell whether the folder is there, made if it has to be, and can be used."""
        return self.trouble is None and self._is_mine(make=True)

    def put(self, content: bytes) -> str | None:
        """Keep bytes and return their name; `None` if they can't be written."""
        name = hashlib.sha256(content).hexdigest()
        return name if self._write(self._object(name), content) else None

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes; `None` if it isn't there or isn't what it was."""
        return self._read(self._object(name), name)

    def add_note(self, key: str, content: bytes, *, alone: bool = False) -> bool:
        """Keep a note under a key and tell whether it is written.

        Those that are there stay beside it, or go if it is to be `alone`.
        """
        name = hashlib.sha256(content).hexdigest()
        if not self._write(self._notes(key) / name, content):
            return False
        with suppress(OSError):
            for other in self._notes(key).iterdir() if alone else ():
                if other.name != name and not other.name.startswith("."):
                    other.unlink()
        return True

    def notes(self, key: str) -> list[bytes]:
        """Return the sound notes of a key, the last used first."""
        with suppress(OSError):
            paths = [p for p in self._notes(key).iterdir() if not p.name.startswith(".")]
            dated = sorted(((_mtime(p), p) for p in paths), reverse=True)
            found = [self._read(path, path.name) for _, path in dated]
            return [content for content in found if content is not None]
        return []

    def held(self) -> Held:
        """Return how much is in the store."""
        sizes = [size for _, size, _ in self._files()]
        return Held(len(sizes), sum(sizes))

    def clear(self) -> Held:
        """Remove all entries and return what was there; builds that run go on without them."""
        held = self.held()
        for part in ("objects", "notes", "reports.sqlite"):
            place = self.folder / part
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                place.unlink(missing_ok=True)
        self._size = 0
        if (left := self.held()).entries:
            raise OutputError(
                f"{self.folder}: {left.entries} entries can't be removed; mend its permission."
            )
        return held

    def _object(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / name

    def _notes(self, key: str) -> Path:
        return self.folder / "notes" / key[:2] / key

    def _read(self, path: Path, name: str) -> bytes | None:
        if not self._is_mine():
            return None
        try:
            raw = path.read_bytes()
            if time.time() - _mtime(path) > _TOUCH:
                os.utime(path)  # recently used
        except OSError:
            return None
        try:
            content = zlib.decompress(raw)
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() == name:
            return content
        with suppress(OSError):
            path.unlink()
        return None

    def _write(self, path: Path, content: bytes) -> bool:
        """Write a file in one step; another writer of the same name writes the same bytes."""
        if self.trouble is not None or not self._is_mine(make=True):
            return False
        if self._read(path, path.name) is not None:
            return True
        raw = zlib.compress(content, 1)
        draft = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(raw)
            os.replace(draft, path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            self._in_trouble(error.strerror or str(error))
            return False
        self._count(len(raw))
        return True

    def _in_trouble(self, reason: str) -> None:
        self.trouble = (
            f"the store {self.folder} can't be used: {reason}; the build goes on without it "
            f"(mend it, or set {STORE_VARIABLE} to another folder or to {OFF})."
        )

    def _is_mine(self, make: bool = False) -> bool:
        """Tell whether the folder belongs to this user alone: a page is made of what it holds."""
        if self._checked:
            return True
        try:
            if make:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            state = self.folder.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            self._in_trouble(error.strerror or str(error))
            return False
        if state.st_uid != os.getuid() or state.st_mode & 0o022:
            self._in_trouble("others may write it")
            return False
        self._checked = True
        return True

    def _count(self, added: int) -> None:
        """Keep the size in mind and look at the disk now and then: others write, too."""
        self._added += added
        if self._size is None or self._added > _LOOK_AGAIN:
            self._size, self._added = self.held().size, 0
        if self._size + self._added > self.limit:
            self.evict()

    def evict(self) -> None:
        """Remove what was used least recently until nine tenths of the limit are left."""
        try:
            with FileLock(self.folder / "eviction.lock", timeout=0):
                found = sorted(self._files())
                size = sum(each for _, each, _ in found)
                for _, each, path in found:
                    if size <= self.limit * 0.9:
                        break
                    with suppress(OSError):
                        path.unlink()
                    size -= each
                self._size, self._added = size, 0
        except Timeout:
            self._size, self._added = None, 0  # another build is at it
        except OSError as error:
            self._in_trouble(error.strerror or str(error))

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield last use, size and path of every entry; remove what killed writers have left."""
        for part in ("objects", "notes"):
            for folder, _, names in os.walk(self.folder / part):
                for name in names:
                    path = Path(folder, name)
                    with suppress(OSError):
                        state = path.stat()
                        if not name.startswith("."):
                            yield state.st_mtime, state.st_size, path
                        elif time.time() - state.st_mtime > _LEFT_OVER:
                            path.unlink()


def _mtime(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
