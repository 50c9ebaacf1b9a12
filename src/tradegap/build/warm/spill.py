"""Files in memory that take what programs write to a cell's descriptors, kept from growing.

A process with threads can't be forked safely, so nothing reads such a file while it is written:
the ward gives the memory of what is beyond any limit back to the system. The file's length stays,
it only has a hole.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

NAME = "tradegap-cell"
# kept of what is written between two readings; more than a cell may show, whatever its letters
KEEP_BYTES = 8_000_000
_QUICK_BYTES = 16_000_000
_KEEP_SIZE, _PUNCH_HOLE = 1, 2
_libc = ctypes.CDLL(None, use_errno=True)


def create(stream: str) -> int:
    """Return the descriptor of a new file in memory."""
    return os.memfd_create(f"{NAME}-{stream}", os.MFD_CLOEXEC)


def punch(descriptor: int, start: int, length: int) -> None:
    """Give back the memory of a part of a file."""
    page = os.sysconf("SC_PAGE_SIZE")
    end = (start + length) // page * page
    start = -(-start // page) * page
    if end > start:
        _libc.fallocate(
            descriptor, _PUNCH_HOLE | _KEEP_SIZE, ctypes.c_int64(start), ctypes.c_int64(end - start)
        )


class Spill:
    """The ward's look at the files that descriptors 1 and 2 of a fork write to."""

    def __init__(self, pid: int) -> None:
        self._paths = [f"/proc/{pid}/fd/{number}" for number in (1, 2)]
        self._sizes = dict.fromkeys(self._paths, 0)
        self.calm = True

    def bound(self) -> None:
        """Make holes in what is too long; `calm` tells whether little was written of late."""
        self.calm = sum(self._bound(path) for path in self._paths) < _QUICK_BYTES

    def _bound(self, path: str) -> int:
        """Bound one file; return by how much it grew since the last look."""
        with suppress(OSError):
            if NAME not in os.readlink(path):
                return 0
            status = os.stat(path)
            if status.st_blocks * 512 > 2 * KEEP_BYTES:
                _keep_first_part(path, status.st_size)
            grown = status.st_size - self._sizes[path]
            self._sizes[path] = status.st_size
            return max(0, grown)
        return 0


def _keep_first_part(path: str, size: int) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        begin = os.lseek(descriptor, 0, os.SEEK_DATA)
        punch(descriptor, begin + KEEP_BYTES, size - begin - KEEP_BYTES)
    finally:
        os.close(descriptor)
