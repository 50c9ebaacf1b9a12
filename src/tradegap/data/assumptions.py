"""The assumptions of the project, `data/assumptions.yml`, and how a scenario takes them.

A scenario has the assumptions that its chapters use, those that it names under `assumes` or
`unstated_pledge`, and its own. Under `assumptions` it may change fields of a known one (`central`
alone, for example) or state a new one in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tradegap.data.paths import data_dir
from tradegap.errors import DataError
from tradegap.model.assumptions import Assumption

ASSUMPTIONS = "assumptions.yml"


def load_assumptions(folder: str | Path | None = None) -> dict[str, Assumption]:
    """Return the project's assumptions by name, in the file's order.

    Raises `DataError` that names file, assumption and field.
    """
    path = data_dir(folder) / ASSUMPTIONS
    if not path.is_file():
        return {}
    return dict(_read(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> dict[str, Assumption]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
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
    """Tell whether a scenario as written uses an assumption."""
    chapters, assumes = (_texts(written.get(field)) for field in ("chapters", "assumes"))
    return (
        name == written.get("unstated_pledge")
        or name in assumes
        or bool(set(entry.chapters) & set(chapters))
    )


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
