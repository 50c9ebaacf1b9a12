"""Where a build reads, works and writes: report folders, scratch folder, names of reports.

Nothing here is ever written into a report: a report doesn't know where it was built.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tradegap.data.paths import DATA_VARIABLE, NOTEBOOKS_VARIABLE, project_dir
from tradegap.errors import OutputError

REPORTS_VARIABLE = "TRADEGAP_REPORTS"
EDITIONS = ".editions"
LOGS = ".log"
DATA_PACKAGE, PICTURE = "data.zip", "picture.svg"
INDEX_PAGES = ("index.html", "compare.html", "feed.xml")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_SLUG = 120


def reports_dir(folder: str | Path | None = None) -> Path:
    """Return the folder that reports go to by default, as an absolute path.

    `folder`, else the variable TRADEGAP_REPORTS, else `reports` beside the notebooks and data of
    the clone that the working directory lies in, else `reports` in the working directory.
    """
    given = folder or os.environ.get(REPORTS_VARIABLE)
    if given:
        return Path(given).expanduser().absolute()
    return project_dir() / "reports"


def own_settings() -> dict[str, str]:
    """Return the variables of tradegap itself, with folders made absolute for other places."""
    found = {name: value for name, value in os.environ.items() if name.startswith("TRADEGAP_")}
    for name in {DATA_VARIABLE, NOTEBOOKS_VARIABLE, REPORTS_VARIABLE} & set(found):
        found[name] = str(Path(found[name]).expanduser().absolute())
    return found


def slug(scenario_id: str, changed: Mapping[str, str]) -> str:
    """Return the name of a report's folder: the scenario's id and what differs from its defaults.

    A value that a file name can't hold is simplified and a short hash keeps two of them apart.
    """
    whole = "".join([scenario_id, *(f"+{name}-{value}" for name, value in changed.items())])
    safe = "+".join(_UNSAFE.sub("-", part) for part in whole.split("+"))
    if safe == whole and len(safe) <= _LONGEST_SLUG:
        return safe
    mark = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return f"{safe[: _LONGEST_SLUG - 9].rstrip('-+')}-{mark}"


@contextmanager
def telling_output_errors(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing into one sentence with the folder and a remedy."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{folder} can't be written: {reason}; free the space, mend the permission or choose "
            "another folder (the report published before is untouched)."
        ) from error


def scratch_dir() -> Path:
    """Return this user's folder for locks, caches and runs; it holds nothing worth keeping.

    Its place doesn't hang on TMPDIR, so that a build from cron and one from a terminal meet at
    the same locks, and it is short, since a socket's path may have about 100 characters.
    """
    base = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    folder = base / f"tradegap-{os.getuid()}"
    with telling_output_errors(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    if state.st_uid != os.getuid() or folder.is_symlink() or state.st_mode & 0o022:
        raise OutputError(
            f"{folder} isn't a folder of yours that only you can write; remove it and build again."
        )
    return folder


@contextmanager
def run_dir() -> Iterator[Path]:
    """Give an empty folder for one run, removed afterwards; first removes those of dead runs."""
    base = scratch_dir()
    remove_dead_runs(base)
    with telling_output_errors(base):
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_dead_runs(base: Path) -> None:
    """Remove the folders of runs whose process is gone (killed, or the machine went down)."""
    for folder in base.glob("[0-9]*-*"):
        number = folder.name.partition("-")[0]
        if number.isdigit() and not is_alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    """Tell whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
