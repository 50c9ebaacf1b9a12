"""What a report needs, what else is of use, and how to get what is missing."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Literal

from tradegap.errors import TradegapError

State = Literal["ok", "missing", "note"]
LEAST_PYTHON = (3, 11)
LEAST_BYTES = 300_000_000
FONTS = ("Inter-Regular", "Inter-Bold", "Inter-Italic", "Inter-SemiBold")
ENTRY_POINTS = (
    ("papermill.engine", "tradegap-warm"),
    ("jupyter_client.kernel_provisioners", "tradegap-warm"),
    ("nbconvert.exporters", "tradegap-html"),
    ("nbconvert.exporters", "tradegap-pdf"),
)
INSTALL = "`make report` in a clone, or `pip install .`"


@dataclass(frozen=True)
class Check:
    """One thing looked at: there, missing for a report, or noted, as reports do without it."""

    name: str
    state: State
    found: str
    remedy: str = ""


def checkup(reports: Path) -> Iterator[Check]:
    """Look at everything, one after another; `reports` is the folder that reports would go to."""
    yield _python()
    yield from _packages()
    yield from _entry_points()
    yield _whole("kernels", _kernel)
    yield _whole("fonts", _fonts)
    yield _typst()
    for name, look, remedy in (
        ("tables", _tables, "restore the data folder with git"),
        ("scenarios", _scenarios, "mend the file, or restore it with git"),
        ("notebooks", _notebooks, "restore the notebooks with git"),
    ):
        yield _whole(name, partial(_told, name, look, remedy))
    yield _writable("reports folder", reports, "give --reports another folder")
    yield _writable("temporary folder", Path(tempfile.gettempdir()), "set TMPDIR to another folder")
    yield _whole("store of chapters", _store)
    yield _whole("warm start", _warm)
    yield _whole("schedule", _schedule)
    yield from _programs()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        return Check("Python", "ok", version)
    return Check("Python", "missing", version, "install Python 3.11 or later")


def _packages() -> Iterator[Check]:
    """Compare what is installed with what the package asks for, and with a lock if there is one."""
    from packaging.requirements import Requirement

    asked = [Requirement(text) for text in metadata.requires("tradegap") or ()]
    asked = [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
    bad = []
    for each in asked:
        version = _version(each.name)
        if version is None:
            bad.append(f"{each.name} is missing")
        elif not each.specifier.contains(version, prereleases=True):
            bad.append(f"{each.name} {version} isn't {each.specifier}")
    if bad:
        yield Check("packages", "missing", "; ".join(bad), INSTALL)
    else:
        yield Check("packages", "ok", f"all {len(asked)} that a report needs")
    yield _lock({each.name.lower().replace("_", "-") for each in asked})


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _lock(names: set[str]) -> Check:
    """Tell which packages are of another version than the lock's: the bytes may differ then."""
    lock = Path(__file__).resolve().parents[3] / "requirements.lock"
    if not lock.is_file():
        return Check("versions", "ok", "no lock here: tradegap is installed without its clone")
    pinned = _pins(lock.read_text(encoding="utf-8"))
    other = [
        f"{name} {_version(name)} (lock: {pinned[name]})"
        for name in sorted(names & set(pinned))
        if _version(name) not in (None, pinned[name])
    ]
    if other:
        told = "; ".join(other)
        return Check("versions", "note", told, "`make report` installs the lock's versions")
    return Check("versions", "ok", "those of the lock")


def _pins(lock: str) -> dict[str, str]:
    """Return the version that a lock has for each package on a machine like this one."""
    from packaging.requirements import Requirement

    pins = {}
    for text in re.findall(r"^([A-Za-z0-9_.-]+==[^\\\n]+)", lock, re.M):
        each = Requirement(text.strip())
        if each.marker is None or each.marker.evaluate():
            pins[each.name.lower().replace("_", "-")] = str(each.specifier).removeprefix("==")
    return pins


def _entry_points() -> Iterator[Check]:
    missing = [
        f"{group}: {name}"
        for group, name in ENTRY_POINTS
        if name not in metadata.entry_points(group=group).names
    ]
    if missing:
        yield Check("plug-ins", "missing", "; ".join(missing), f"install tradegap anew: {INSTALL}")
    else:
        yield Check("plug-ins", "ok", "papermill's engine, the provisioner, both exporters")


def _kernel() -> Check:
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    names = ", ".join(sorted(known))
    if "python3" not in known:
        return Check("kernels", "missing", names or "none", "`pip install ipykernel`")
    if "tradegap-warm" not in known:
        return Check("kernels", "note", f"{names}; tradegap-warm isn't registered",
                     "`pip install .` registers it; `tradegap build` doesn't need it")  # fmt: skip
    return Check("kernels", "ok", names)


def _fonts() -> Check:
    from tradegap.reporting import style

    folder = Path(style.__file__).parent / "fonts"
    missing = [name for name in FONTS if not (folder / f"{name}.ttf").is_file()]
    if missing:
        return Check("fonts", "missing", ", ".join(missing), "restore them with git")
    return Check("fonts", "ok", f"{len(FONTS)} that came along; no others are used")


def _typst() -> Check:
    try:
        import typst

        page = typst.compile(b"= A page", ignore_system_fonts=True)
    except Exception as error:
        return Check("typst", "missing", f"no PDF can be made ({error})", "`pip install typst`")
    if not page.startswith(b"%PDF"):
        return Check("typst", "missing", "what it makes is no PDF", "`pip install typst`")
    return Check("typst", "ok", f"{_version('typst')}, made a page")


def _whole(name: str, look: Callable[[], Check]) -> Check:
    """Run what imports packages, of which one may be missing."""
    try:
        return look()
    except ImportError as error:
        return Check(name, "missing", f"can't be looked at ({error})", INSTALL)


def _told(name: str, look: Callable[[], str], remedy: str) -> Check:
    """Run what raises a `TradegapError` where something is wrong."""
    try:
        return Check(name, "ok", look())
    except TradegapError as error:
        return Check(name, "missing", str(error), remedy)


def _tables() -> str:
    from tradegap.build.tables import check_tables
    from tradegap.data.catalog import read_catalog

    check_tables()
    return f"{len(read_catalog().tables)}, each as the catalog says"


def _scenarios() -> str:
    from tradegap.data.scenarios import list_scenarios, load_scenario

    found = [load_scenario(path).id for path in list_scenarios()]
    return ", ".join(found) or "none"


def _notebooks() -> str:
    from tradegap.build.chapters import find_chapters
    from tradegap.data.paths import notebooks_dir
    from tradegap.data.scenarios import list_scenarios, load_scenario

    stems = {stem for path in list_scenarios() for stem in load_scenario(path).chapters}
    return f"{len(find_chapters(sorted(stems), notebooks_dir()))}, each readable"


def _writable(name: str, folder: Path, remedy: str) -> Check:
    """Try to write below a folder, or below the nearest one above it that is there."""
    place = next(each for each in (folder, *folder.parents) if each.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".tradegap-", dir=place):
            free = shutil.disk_usage(place).free
    except OSError as error:
        return Check(name, "missing", f"{folder} can't be written ({error.strerror})", remedy)
    told = f"{folder}, {free / 1e9:.1f} GB free"
    if free < LEAST_BYTES:
        return Check(name, "missing", told, f"make room: {LEAST_BYTES / 1e6:.0f} MB are needed")
    return Check(name, "ok", told)


def _store() -> Check:
    from tradegap.build.store import open_store, store_dir

    folder = store_dir()
    if folder is None:
        return Check("store of chapters", "note", "switched off", "unset TRADEGAP_STORE")
    store = open_store()
    if store is None or not store.ready():
        return Check("store of chapters", "note", f"{folder} can't be used",
                     "set TRADEGAP_STORE to a folder that can be written")  # fmt: skip
    return Check("store of chapters", "ok", str(folder))


def _warm() -> Check:
    from tradegap.build.warm import unsupported

    if reason := unsupported():
        return Check("warm start", "note", reason, "builds take longer, and are the same")
    return Check("warm start", "ok", f"forks, {len(os.sched_getaffinity(0))} cores")


def _schedule() -> Check:
    from tradegap.build.schedule import choose

    try:
        return Check("schedule", "ok", choose("auto"))
    except TradegapError as error:
        return Check("schedule", "note", str(error), "`apt install cron`, for `make schedule`")


def _programs() -> Iterator[Check]:
    """Name what only tests, benchmarks and notebooks in a browser need."""
    wanted = (
        ("chromium", "chromium", "tests in a browser, pictures"),
        ("npm", "npm", "axe, Lighthouse and the HTML checker in tests"),
        ("java", "default-jre-headless", "the HTML checker in tests"),
    )
    for command, package, purpose in wanted:
        if place := shutil.which(command):
            yield Check(command, "ok", place)
        else:
            yield Check(command, "note", purpose, f"`apt install {package}`")
    version = _version("jupyterlab")
    lab = "`make explore` installs it"
    yield Check("JupyterLab", "ok" if version else "note", version or "for the notebooks", lab)
