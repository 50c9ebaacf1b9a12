"""What a cell writes: by Python's streams or by descriptor, in the order of an ordinary kernel.

An ordinary kernel reads descriptors 1 and 2 in threads. A process with threads can't be forked
safely, so here a program that writes to the descriptor writes to a file in memory (`spill`), which
is read whenever Python writes, displays or ends.
"""

from __future__ import annotations

import codecs
import contextvars
import io
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from tradegap.build.warm import spill
from tradegap.build.warm.limits import MOST_TEXT, TEXT_NOTE

# an ordinary kernel sends on what was written after so many seconds
_SEND_AFTER = 0.2
# a cell that sends on so often is told in lumps from then on
_MOST_PIECES = 2_000
_LUMP = 1 << 16


class CellStream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook: told on as stream messages, when flushed."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, descriptor: int, tell: Callable[[str, str], None]) -> None:
        self.name = name
        self.others: list[CellStream] = []
        self._tell = tell
        self._descriptor = descriptor
        self._original = os.dup(descriptor)
        self._file = self._write_end = -1
        self._open = True
        self._now = ""
        self._of: contextvars.ContextVar[str] = contextvars.ContextVar(f"cell-{name}")
        self.begin_cell()
        self.begin_process()

    def begin_process(self) -> None:
        """Take a file of this process's own: after a fork the old one is another's as well."""
        if self._file >= 0:
            os.close(self._file)
            os.close(self._write_end)
        self._file = spill.create(self.name)
        self._write_end = os.open(f"/proc/self/fd/{self._file}", os.O_WRONLY | os.O_APPEND)
        os.dup2(self._write_end, self._descriptor)
        self._read = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pid = os.getpid()

    def end_process(self) -> None:
        """Give the descriptor back what it had."""
        os.dup2(self._original, self._descriptor)

    def begin_cell(self) -> None:
        """Give the next cell the whole room."""
        self._buffer: list[str] = []
        self._since: float | None = None
        self._pieces = 0
        self.begin_room()

    def set_parent(self, request: Mapping[str, Any]) -> None:
        """Learn which request runs: what tasks of earlier ones write goes nowhere, as there."""
        self._now = request["header"]["msg_id"]
        self._of.set(self._now)

    def begin_room(self) -> None:
        """Give the whole room again, as after `clear_output`."""
        self._room: int = MOST_TEXT

    def writable(self) -> bool:
        """Say that it takes text."""
        return True

    def isatty(self) -> bool:
        """Say that it is no terminal."""
        return False

    def fileno(self) -> int:
        """Return the descriptor that the stream had before: what writes there is not shown."""
        return self._original

    def close(self) -> None:
        """Take no more text, until the end of the process."""
        self.flush()
        self._open = False

    @property
    def closed(self) -> bool:
        """Tell whether the notebook closed it."""
        return not self._open

    def write(self, text: str) -> int:
        """Take text; raises `TypeError` for anything else, `ValueError` if it was closed."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if not self._open:
            raise ValueError("I/O operation on closed file")
        if os.getpid() != self._pid:  # a process that the notebook forked: its parent reads this
            os.write(self._write_end, text.encode("utf-8", "replace"))
            return len(text)
        if self._of.get(self._now) == self._now:
            self._send_what_is_due()
            self._take_file()
            self._take(text)
        return len(text)

    def flush(self) -> None:
        """Tell what has come since the last flush."""
        if os.getpid() == self._pid:
            self._take_file()
            self._pieces += 1
            if self._pieces < _MOST_PIECES or sum(map(len, self._buffer)) >= _LUMP:
                self.send()

    def send(self) -> None:
        """Tell what is there, however little."""
        text = "".join(self._buffer)
        self._buffer.clear()
        self._since = None
        if text:
            self._tell(self.name, text)

    def end_cell(self) -> None:
        """Tell the rest."""
        self._take_file()
        self.send()

    def _send_what_is_due(self) -> None:
        """Tell what was written some time ago, the oldest first."""
        now = time.monotonic()
        due = [s for s in (self, *self.others) if s._since and now - s._since > _SEND_AFTER]
        for stream in sorted(due, key=lambda stream: stream._since or now):
            stream.flush()

    def _take(self, text: str) -> None:
        """Keep text for the next flush, as far as there is room; say once that there is none."""
        if not text or self._room < 0:
            return
        kept = text[: self._room]
        self._room -= len(kept)
        if len(text) > len(kept):
            self._room = -1
            kept += TEXT_NOTE
        self._since = self._since or time.monotonic()
        self._buffer.append(kept)

    def _take_file(self) -> None:
        """Take what programs wrote to the descriptor, and give its memory back."""
        size = os.fstat(self._file).st_size
        if size == self._read:
            return
        begin = self._read
        while self._read < size and self._room >= 0:
            part = os.pread(self._file, min(size - self._read, 1 << 16), self._read)
            self._read += len(part)
            self._take(self._decoder.decode(part))
        self._read = size
        spill.punch(self._file, begin, size - begin)
