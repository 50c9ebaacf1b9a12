"""Publish a report in one atomic step: readers see the old one or the new one, never a mixture.

Where to is a shelf (`tradegap.build.shelves`); here are the lock that two builds of one report
meet at and the folder that a build works in until all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tradegap.build.places import telling_output_errors
from tradegap.build.shelves import Shelf, remove


@contextmanager
def locked(shelf: Shelf, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock of one report; `waiting` is called once if another build has it."""
    with telling_output_errors(shelf.folder):
        path = shelf.lock_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, thread_local=False)  # a report passes through several threads
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging(shelf: Shelf) -> Iterator[Path]:
    """Give a folder to build in; it is gone afterwards unless it was published.

    Folders that had to be made on the way go again if the build leaves them empty.
    """
    missing = [p for p in (shelf.folder, *shelf.folder.parents) if not p.exists()]
    with telling_output_errors(shelf.folder):
        staged = shelf.stage()
    try:
        yield staged
    finally:
        remove(staged)
        for folder in missing:
            try:
                folder.rmdir()
            except OSError:
                break
