"""The assumptions of the project, `data/assumptions.yml`, and how a scenario takes them.

A scenario has the assumptions that its chapters use (of prices, shares and lags those that its
sections name), those that it names under `assumes` or `unstated_pledge`, and its own. Under
`assumptions` it may change fields of a known one (`central` alone, for example) or state a new one
in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tradegap.data import recording
from tradegap.data.paths import ASSUMPTIONS, data_dir
from tradegap.errors import DataError
from tradegap.model.assumptions import Assumption


def load_assumptions(folder: str | Path | None = None) -> dict[str, Assumption]:
    """Return the project's assumptions by name, in the file's order.

    Raises `DataError` that names file, assumption and field.
    """
    path = data_dir(folder) / ASSUMPTIONS
    if not path.is_file():
        recording.note("files", recording.name_of(path, data_dir()), recording.ABSENT)
        return {}
    try:
        with recording.aside():
            content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror}; mend its permission.") from None
    recording.note_content(data_dir(), path, content)
    return dict(_read(path, content))


@lru_cache(maxsize=8)
def _read(path: Path, written: bytes) -> dict[str, Assumption]:
    try:
        content = yaml.safe_load(written.decode("utf-8")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise DataError(f"{path} can't be read as YAML: {said}; mend it.") from None
    if not isinstance(content, dict) or not all(isinstance(v, dict) for v in content.values()):
        raise DataError(f"{path} is no mapping of assumptions by name; write one entry a name.")
    return {str(name): _entry(path, str(name), fields) for name, fields in content.items()}


def _entry(path: Path, name: str, fields: Mapping[str, Any]) -> Assumption:
    try:
        return Assumption.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        place = f"{name}.{field}" if field else name
        said = first["msg"].removeprefix("Value error, ")
        raise DataError(f"{path}: {place}: {said}; mend this entry.") from None


def with_assumptions(written: Any, known: Mapping[str, Assumption]) -> Any:
    """Return a scenario as written with its assumptions filled in from the known ones.

    What isn't a mapping is returned as it is: the scenario's own check tells what is wrong.
    """
    if not isinstance(written, dict):
        return written
    own = written.get("assumptions")
    own = {} if own is None else own
    if not isinstance(own, dict):
        return written
    merged: dict[str, Any] = {
        name: entry.model_dump() for name, entry in known.items() if _taken(name, entry, written)
    }
    for name, fields in own.items():
        start = known[name].model_dump() if name in known else {}
        merged[name] = start | fields if isinstance(fields, dict) else fields
    return written | {"assumptions": merged}


def _taken(name: str, entry: Assumption, written: Mapping[str, Any]) -> bool:
    """Tell whether a scenario as written uses an assumption.

    Prices, shares and lags are named by the scenario's own sections: a case without soybeans has no
    price of soybeans, and one that was set for it would change nothing.
    """
    chapters, assumes = (_texts(written.get(field)) for field in ("chapters", "assumes"))
    if name == written.get("unstated_pledge") or name in assumes:
        return True
    return any(
        chapter not in _NAMED_BY or _names(written.get(_NAMED_BY[chapter]), name)
        for chapter in set(entry.chapters) & set(chapters)
    )


_NAMED_BY = {"08-progress": "progress", "10-physical": "physical"}
"""Chapters whose assumptions are those that a section of the scenario names."""


def _names(section: Any, name: str) -> bool:
    """Tell whether a section as written names an assumption for one of its pledges."""
    pledges = section.get("pledges") if isinstance(section, Mapping) else None
    return any(
        name in followed.values()
        for followed in (pledges if isinstance(pledges, list) else [])
        if isinstance(followed, Mapping)
    )


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
