"""A bundle: several files as one tar, the same bytes for the same files, whoever packs it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tradegap.errors import BuildError


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a tar of files by their relative names: sorted, without times, owners or modes."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(files[name]), 0o644, 0
            tar.addfile(entry, io.BytesIO(files[name]))
    return held.getvalue()


def pack_folder(folder: Path) -> bytes:
    """Return a tar of every file below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return pack({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


def unpack(content: bytes, folder: Path) -> None:
    """Write a bundle's files below a folder; `BuildError` if one is no file or would lie outside.

    Whoever can write to the depot could have made the bundle: nothing but plain files is taken.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar:
            for entry in tar:
                _write(tar, entry, folder)
    except tarfile.TarError as error:
        raise BuildError(f"A bundle from the depot is no tar ({error}); build again.") from error


def _write(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    name = PurePosixPath(entry.name)
    held = tar.extractfile(entry) if entry.isreg() else None
    if held is None or name.is_absolute() or ".." in name.parts:
        raise BuildError(
            f"A bundle from the depot holds '{entry.name}', which is no file below a folder; "
            "somebody else writes there: take another depot with --depot."
        )
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(held.read())
