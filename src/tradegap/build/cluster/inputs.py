"""What workers need to build a set of reports: one bundle of data, notebooks and scenarios.

data/...           catalog, assumptions, every table of the catalog, the scenarios
notebooks/...      the chapters
given/<hash>/...   scenarios that were given as files of their own
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tradegap.build.canonical import file_digest
from tradegap.build.cluster.bundle import pack
from tradegap.build.plan import Plan
from tradegap.data.catalog import read_catalog
from tradegap.data.paths import (
    ASSUMPTIONS,
    CATALOG,
    DATA_VARIABLE,
    NOTEBOOKS_VARIABLE,
    data_dir,
    notebooks_dir,
)


def input_bundle(plans: Iterable[Plan]) -> bytes:
    """Return the bundle that all of these plans can be built from."""
    data = data_dir()
    names = [CATALOG, ASSUMPTIONS, *(table.file for table in read_catalog().tables.values())]
    paths = {f"data/{name}": data / name for name in names if (data / name).is_file()}
    paths |= {f"data/scenarios/{p.name}": p for p in (data / "scenarios").glob("*.yml")}
    paths |= {f"notebooks/{p.name}": p for p in notebooks_dir().glob("*.ipynb")}
    for plan in plans:
        paths |= {given_name(path): path for path in plan.laid_in}
    return pack({name: path.read_bytes() for name, path in paths.items()})


def given_name(path: Path) -> str:
    """Return the name in the bundle of a scenario that was given as a file."""
    return f"given/{file_digest(path)[:16]}/{path.name}"


def use(folder: Path) -> None:
    """Let this process, and all that it starts, read the inputs that were unpacked to `folder`."""
    os.environ[DATA_VARIABLE] = str(folder / "data")
    os.environ[NOTEBOOKS_VARIABLE] = str(folder / "notebooks")


def notebooks(folder: Path) -> list[Path]:
    """Return the chapters among the inputs that were unpacked to `folder`."""
    return sorted((folder / "notebooks").glob("*.ipynb"))
