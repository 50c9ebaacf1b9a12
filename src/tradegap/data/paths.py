"""Where the data and the notebooks are: a given folder, a source checkout or an installed wheel.

And where what a user writes goes: never into the package.
"""

from __future__ import annotations

import os
from pathlib import Path

from tradegap.errors import DataError

DATA_VARIABLE = "TRADEGAP_DATA"
NOTEBOOKS_VARIABLE = "TRADEGAP_NOTEBOOKS"
CATALOG = "catalog.yml"
SCENARIOS = "scenarios"
ASSUMPTIONS = "assumptions.yml"
REFERENCE = "reference"

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_BUNDLED = _PACKAGE / "_bundled"


def data_dir(folder: str | Path | None = None) -> Path:
    """Return the data folder: `folder`, else TRADEGAP_DATA, else the checkout's, else the wheel's.

    Raises `DataError` if the folder holds no `catalog.yml`.
    """
    place = _first(folder, DATA_VARIABLE, "data", CATALOG)
    if not (place / CATALOG).is_file():
        raise DataError(
            f"{place} holds no {CATALOG}; set {DATA_VARIABLE} to a folder that does, "
            "or unset it to use the data that came with tradegap."
        )
    return place


def notebooks_dir(folder: str | Path | None = None) -> Path:
    """Return the notebooks' folder, found as `data_dir` is, with the variable TRADEGAP_NOTEBOOKS.

    Raises `DataError` if there is no such folder.
    """
    place = _first(folder, NOTEBOOKS_VARIABLE, "notebooks", "")
    if not place.is_dir():
        raise DataError(
            f"{place} is no folder of notebooks; set {NOTEBOOKS_VARIABLE} to one, "
            "or unset it to use the notebooks that came with tradegap."
        )
    return place


def project_dir() -> Path:
    """Return the clone that the working directory lies in, else the working directory itself."""
    here = Path.cwd()
    return next((place for place in (here, *here.parents) if _is_clone(place)), here)


def own_scenarios_dir() -> Path:
    """Return the folder of a user's own scenarios; it need not exist.

    That of TRADEGAP_DATA, else `data/scenarios` of the clone that the working directory lies in,
    else `scenarios` in the working directory.
    """
    if os.environ.get(DATA_VARIABLE):
        return data_dir() / SCENARIOS
    project = project_dir()
    return project / "data" / SCENARIOS if _is_clone(project) else project / SCENARIOS


def _is_clone(place: Path) -> bool:
    return (place / "data" / CATALOG).is_file() and (place / "notebooks").is_dir()


def _first(folder: str | Path | None, variable: str, name: str, inside: str) -> Path:
    given = folder or os.environ.get(variable)
    if given:
        return Path(given).expanduser().absolute()
    checkout = _CHECKOUT / name
    if (_CHECKOUT / "data" / CATALOG).is_file() and (checkout / inside).exists():
        return checkout
    return _BUNDLED / name
