"""What a report was made of: inputs with their hashes, parameters, versions. No clock, no path."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from tradegap.build.canonical import digest, file_digest, files_digest
from tradegap.build.chapters import Chapter
from tradegap.data.paths import ASSUMPTIONS, data_dir
from tradegap.data.recording import Reads

SCHEMA = 1
PACKAGES = (
    "Jinja2", "SALib", "clarabel", "ipykernel", "ipython", "matplotlib", "mistune", "nbclient",
    "nbconvert", "nbformat", "numpy", "pandas", "pandera", "papermill", "pydantic", "scipy",
    "seaborn", "statsmodels", "tradegap", "typst",
)  # fmt: skip


def package_dir() -> Path:
    """Return the folder of the installed package."""
    return Path(str(files("tradegap")))


def versions() -> dict[str, str]:
    """Return the versions of Python (minor) and of the packages that shape a report."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def package_digests() -> dict[str, str]:
    """Return one hash over the package's code and one over its templates, fonts and other files."""
    root = package_dir()
    paths = sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not {"__pycache__", "_bundled"} & set(path.relative_to(root).parts)
    )
    code = [path for path in paths if path.suffix == ".py"]
    return {
        "code": files_digest(root, code),
        "templates": files_digest(root, [path for path in paths if path.suffix != ".py"]),
    }


def inputs(
    chapters: Iterable[Chapter],
    scenario: tuple[str, Path],
    tables: Mapping[str, str],
    package: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the hashes of scenario, assumptions, notebooks, package and the tables read.

    Rows that were read of a table stand among the tables as `pledges[id=...]`; `package` has the
    package's digests if they are known.
    """
    name, path = scenario
    assumptions = data_dir() / ASSUMPTIONS
    return {
        "assumptions": file_digest(assumptions) if assumptions.is_file() else "none",
        "scenario": {name: file_digest(path)},
        "notebooks": {chapter.stem: chapter.source_digest() for chapter in chapters},
        "package": dict(package or package_digests()),
        "tables": dict(tables),
        "catalog": {},
        "files": {},
    }


def reads_found(
    reads: Mapping[str, Reads | None], tables: Mapping[str, str]
) -> dict[str, dict[str, str] | list[str]]:
    """Return what chapters have read, as a manifest has it, and the tables that they told.

    `unsure` names the chapters whose reads nobody knows, or which can't be checked: files outside
    the data folder among them, since no path gets into a report.
    """
    whole = Reads()
    for each in reads.values():
        whole.take_in(each or Reads())
    files = {name: sha for name, sha in whole.files.items() if name.startswith("data:")}
    found: dict[str, dict[str, str] | list[str]] = {
        "tables": {**whole.rows, **whole.tables, **tables},
        "catalog": whole.entries,
        "files": files,
    }
    unsure = [stem for stem, r in reads.items() if not r or r.unsure or _elsewhere(r)]
    if unsure:
        found["unsure"] = sorted(unsure)
    return found


def _elsewhere(reads: Reads) -> bool:
    return any(not name.startswith("data:") for name in reads.files)


def fingerprint(
    found: Mapping[str, Any], parameters: Mapping[str, Any], formats: Iterable[str]
) -> str:
    """Return one hash over all that a report depends on: equal means nothing to do."""
    return digest([found, parameters, versions(), list(formats)])


def manifest(
    found: Mapping[str, Any],
    parameters: Mapping[str, Any],
    formats: Iterable[str],
    report: Mapping[str, Any],
    written: Mapping[str, str],
) -> dict[str, Any]:
    """Return the content of manifest.json.

    `found` comes from `inputs`, `report` is what the report says of itself, `written` has the
    hash of each of its files.
    """
    formats = list(formats)
    return {
        "schema": SCHEMA,
        "report": dict(report),
        "formats": formats,
        "inputs": dict(found),
        "parameters": dict(parameters),
        "versions": versions(),
        "fingerprint": fingerprint(found, parameters, formats),
        "files": dict(written),
    }
