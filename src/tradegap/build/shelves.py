"""The two places that a report can stand in, and how a new one takes the place of the old.

`EditionShelf` is the default: each build is a folder of its own in `reports/.editions/<slug>/`,
and `reports/<slug>` is a symbolic link that is swapped by rename. `FolderShelf` serves
`--output FOLDER`: `FOLDER/<slug>` is an ordinary folder, exchanged in one step, and nothing else
stays in FOLDER.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Protocol

from tradegap.build.canonical import digest, files_below
from tradegap.build.exchange import exchange, sync, sync_one
from tradegap.build.places import EDITIONS, scratch_dir
from tradegap.errors import OutputError

KEEP = 12
PARTIAL = ".partial-"


class Shelf(Protocol):
    """A place that one report is published to."""

    folder: Path
    slug: str

    @property
    def shown(self) -> Path:
        """Where readers find the report."""

    def lock_file(self) -> Path:
        """Return the file that two builds of this report meet at."""

    def stage(self) -> Path:
        """Remove what killed builds left, and return a new empty folder on this file system."""

    def publish(self, staged: Path, edition: str) -> Path:
        """Show the staged report to readers and return where it stands."""


class EditionShelf:
    """`folder/<slug>` is a link into `folder/.editions/<slug>/`; the last editions are kept."""

    def __init__(self, folder: Path, slug: str, keep: int = KEEP) -> None:
        self.folder, self.slug, self.keep = folder, slug, keep
        self.editions = folder / EDITIONS / slug

    @property
    def shown(self) -> Path:
        """Where readers find the report."""
        return self.folder / self.slug

    def lock_file(self) -> Path:
        """Return the file that two builds of this report meet at."""
        return self.folder / EDITIONS / f"{self.slug}.lock"

    def stage(self) -> Path:
        """Remove what killed builds left, and return a new empty folder on this file system."""
        _check_free(self.shown, is_ours=self.shown.is_symlink())
        self.editions.mkdir(parents=True, exist_ok=True)
        for left in self.editions.glob(".*"):
            remove(left)
        return _new_folder(self.editions / PARTIAL)

    def publish(self, staged: Path, edition: str) -> Path:
        """Show the staged report to readers and return where it stands."""
        home = self.editions / f"{edition}-{digest(files_below(staged))[:8]}"
        sync(staged)
        if home.is_dir():
            if files_below(home) == files_below(staged):
                os.utime(home)
                remove(staged)
            else:  # somebody has edited a published edition: put it right
                exchange(staged, home)
                remove(staged)
        else:
            os.rename(staged, home)
        self._link(home)
        self._forget_old(home)
        return self.shown

    def _link(self, home: Path) -> None:
        link = self.editions / f".link-{secrets.token_hex(4)}"
        link.symlink_to(Path(EDITIONS) / self.slug / home.name, target_is_directory=True)
        os.replace(link, self.shown)
        sync_one(self.editions)
        sync_one(self.folder)

    def _forget_old(self, current: Path) -> None:
        """Remove all but the last editions; the one that is shown stays whatever its age."""
        others = [p for p in self.editions.iterdir() if p.is_dir() and p != current]
        others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in others[self.keep - 1 :]:
            remove(old)


class FolderShelf:
    """`folder/<slug>` is an ordinary folder and the only thing that stays in `folder`."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.folder, self.slug = folder, slug

    @property
    def shown(self) -> Path:
        """Where readers find the report."""
        return self.folder / self.slug

    def lock_file(self) -> Path:
        """Return the file that two builds of this report meet at."""
        locks = scratch_dir() / "locks"
        locks.mkdir(exist_ok=True)
        name = hashlib.sha256(os.fsencode(self.shown.resolve())).hexdigest()[:16]
        return locks / f"{name}.lock"

    def stage(self) -> Path:
        """Remove what killed builds left, and return a new empty folder on this file system."""
        ours = self.shown.is_dir() and not self.shown.is_symlink()
        empty = ours and not any(self.shown.iterdir())
        _check_free(
            self.shown, is_ours=ours and (empty or (self.shown / "manifest.json").is_file())
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f".{self.slug}{PARTIAL}*"):
            remove(left)
        return _new_folder(self.folder / f".{self.slug}{PARTIAL}")

    def publish(self, staged: Path, edition: str) -> Path:
        """Show the staged report to readers and return where it stands."""
        sync(staged)
        if self.shown.is_dir():
            exchange(staged, self.shown)
            sync_one(self.folder)
            remove(staged)
        else:
            os.rename(staged, self.shown)
            sync_one(self.folder)
        return self.shown


def _check_free(place: Path, *, is_ours: bool) -> None:
    """Refuse to replace what tradegap didn't make."""
    if os.path.lexists(place) and not is_ours:
        raise OutputError(
            f"{place} is in the way and wasn't made by a build; move it elsewhere or choose "
            "another folder with --output."
        )


def _new_folder(prefix: Path) -> Path:
    folder = prefix.with_name(f"{prefix.name}{os.getpid()}-{secrets.token_hex(4)}")
    folder.mkdir()
    return folder


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder; what is gone already is no fault."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
