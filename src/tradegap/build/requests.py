"""What is asked for: a scenario with parameters, a grid of them, or a file of reports."""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tradegap.build.canonical import digest
from tradegap.build.export import FORMATS
from tradegap.build.places import reports_dir
from tradegap.data.paths import data_dir, notebooks_dir
from tradegap.errors import InputError, ParameterError

SCENARIO = "scenario"


@dataclass(frozen=True)
class Request:
    """One report that is asked for; `where` is the file and line that ask for it, if one does."""

    scenario: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS
    output: Path | None = None
    reports: Path | None = None
    where: str = ""

    def key(self) -> str:
        """Return what tells this request from every other one on this machine."""
        named = not self.scenario.endswith((".yml", ".yaml"))
        scenario = self.scenario if named else os.path.abspath(self.scenario)
        place = ["output", os.path.abspath(self.output)] if self.output else ["reports"]
        place.append(str(reports_dir(self.reports)) if not self.output else "")
        folders = [str(data_dir()), str(notebooks_dir())]
        return digest([scenario, dict(self.parameters), list(self.formats), place, folders])

    @property
    def told(self) -> str:
        """What errors call the request: where it stands, or its scenario and parameters."""
        given = "".join(f" {name}={value}" for name, value in self.parameters.items())
        return f"{self.where}: {self.scenario}{given}" if self.where else f"{self.scenario}{given}"


def read_grid(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return `name=v1,v2` texts as the values of each parameter.

    Raises `ParameterError` for a text that isn't one, a name or a value given twice.
    """
    grid: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        name, parts = name.strip(), [value.strip() for value in values.split(",")]
        if not equals or not name or not all(parts):
            raise ParameterError(f"--grid '{text}' is no list of values; write it as name=1,2,3.")
        if name in grid:
            raise ParameterError(f"--grid {name} is given twice; write its values in one list.")
        if twice := [value for value in parts if parts.count(value) > 1]:
            raise ParameterError(f"--grid {name} has the value {twice[0]} twice; leave one out.")
        grid[name] = parts
    return grid


def over_grid(
    scenarios: Iterable[str], given: Mapping[str, str], grid: Mapping[str, Sequence[str]]
) -> list[tuple[str, dict[str, str]]]:
    """Return each scenario with each combination of the grid's values, the last varying fastest.

    Raises `ParameterError` for a parameter that is in the grid and given besides.
    """
    if both := [name for name in grid if name in given]:
        raise ParameterError(
            f"Parameter {both[0]} is given as {given[both[0]]} and in --grid; leave one out."
        )
    return [
        (name, {**given, **dict(zip(grid, values, strict=True))})
        for name in scenarios
        for values in itertools.product(*grid.values())
    ]


def read_batch(path: Path) -> list[tuple[str, dict[str, str], str]]:
    """Return the scenario, parameters and place (file:line) of every report that a file asks for.

    A `.csv` has a column `scenario` and a column for each parameter, where an empty cell leaves the
    default; a YAML file is a list of `scenario: ...` with the parameters beside it. All bad lines
    are told together in one `InputError`, with file, line, field and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; give an existing one.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} can't be read ({error}); save it as UTF-8.") from None
    lines = _csv_lines(text, path) if path.suffix.lower() == ".csv" else _yaml_lines(text, path)
    faults = [fault for *_, fault in lines if fault]
    if faults:
        raise InputError("; ".join(faults))
    if not lines:
        raise InputError(f"{path}: asks for no report; write a line with a scenario.")
    return [(scenario, given, where) for scenario, given, where, _ in lines]


Line = tuple[str, dict[str, str], str, str]


def _csv_lines(text: str, path: Path) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    if SCENARIO not in header:
        raise InputError(f"{path}:1: has no column '{SCENARIO}'; name the columns in line 1.")
    if bad := next((n for n in header if not n or header.count(n) > 1), None):
        raise InputError(f"{path}:1: the column '{bad}' stands twice; remove one.")
    if "" in header:
        raise InputError(f"{path}:1: a column has no name; name it or remove it.")
    found: list[Line] = []
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path}:{reader.line_num}"
        if len(row) != len(header):
            told = f"{where}: has {len(row)} cells and the header {len(header)}; mend the line."
            found.append(("", {}, where, told))
            continue
        cells = {n: c.strip() for n, c in zip(header, row, strict=True) if c.strip()}
        found.append(_line(cells, where))
    return found


def _yaml_lines(text: str, path: Path) -> list[Line]:
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            f"{path}:{line}: is no YAML here ({error.problem}); check indentation and quotes."
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(f"{path}: is no YAML ({' '.join(str(error).split())}).") from None
    if not isinstance(tree, yaml.SequenceNode):
        raise InputError(f"{path}:1: is no list; begin each report with `- scenario: ...`.")
    return [_entry(node, f"{path}:{node.start_mark.line + 1}") for node in tree.value]


def _entry(node: yaml.Node, where: str) -> Line:
    if not isinstance(node, yaml.MappingNode):
        return "", {}, where, f"{where}: is no report; write `- scenario: ...` with parameters."
    cells: dict[str, str] = {}
    for key, value in node.value:
        if not isinstance(value, yaml.ScalarNode) or not isinstance(key, yaml.ScalarNode):
            told = f"{where}: {_said(key)}: isn't one value; write one value a parameter."
            return "", {}, where, told
        if key.value in cells:
            return "", {}, where, f"{where}: {key.value}: stands twice; remove one."
        if not value.value.strip():
            return "", {}, where, f"{where}: {key.value}: has no value; write one or remove it."
        cells[key.value] = value.value.strip()
    return _line(cells, where)


def _line(cells: dict[str, str], where: str) -> Line:
    given = {name: value for name, value in cells.items() if name != SCENARIO}
    if SCENARIO not in cells:
        return "", given, where, f"{where}: {SCENARIO}: is missing; name one or its file."
    return cells[SCENARIO], given, where, ""


def _said(node: Any) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "its key"
