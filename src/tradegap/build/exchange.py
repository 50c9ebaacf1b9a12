"""Exchange two folders in one step, so that readers see the one or the other, whole."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_NOT_SUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def exchange(new: Path, old: Path) -> None:
    """Let `new` and `old`, two folders of one file system, change their names.

    In one step where the system can (Linux renameat2, macOS renamex_np); elsewhere by two
    renames, between which the name `old` is missing for a moment.
    """
    if not _exchange_in_one_step(new, old):
        aside = new.with_name(new.name + "-aside")
        os.rename(old, aside)
        os.rename(new, old)
        os.rename(aside, new)


def _exchange_in_one_step(new: Path, old: Path) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(new), os.fsencode(old)
    if sys.platform == "darwin":
        call = getattr(library, "renamex_np", None)
        failed = call is None or call(*names, _RENAME_SWAP)
    else:
        call = getattr(library, "renameat2", None)
        failed = call is None or call(
            _AT_FDCWD, names[0], _AT_FDCWD, names[1], ctypes.c_uint(_RENAME_EXCHANGE)
        )
    if not failed:
        return True
    code = ctypes.get_errno()
    if call is None or code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(old))


def sync(folder: Path) -> None:
    """Bring a folder's files, its subfolders and itself to the disk."""
    for path in [*sorted(folder.rglob("*")), folder]:
        sync_one(path)


def sync_one(path: Path) -> None:
    """Bring one file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
