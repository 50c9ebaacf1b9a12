"""What is to be built: everything about a report that can be checked before anything runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build import manifest
from tradegap.build.canonical import digest, file_digest
from tradegap.build.chapters import Chapter, find_chapters, share_out
from tradegap.build.export import FORMATS, check_formats
from tradegap.build.places import slug
from tradegap.data.paths import ASSUMPTIONS, CATALOG, data_dir
from tradegap.errors import ScenarioError, TradegapError

if TYPE_CHECKING:
    from tradegap.build.current import Current
    from tradegap.model.scenario import Scenario
    from tradegap.reporting.parameters import Resolved


@dataclass(frozen=True)
class Plan:
    """One report to build: scenario, parameters as resolved, chapters and what each is given."""

    scenario: str
    as_of: date
    scenario_file: Path
    chapters: tuple[Chapter, ...]
    values: Mapping[str, Any]
    given: Mapping[str, Mapping[str, Any]]
    changed: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS
    laid_in: tuple[Path, ...] = ()
    effective: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What the notebooks are given, with the value that counts for each parameter."""
        return {**self.values, **self.effective}

    @property
    def slug(self) -> str:
        """The name of the report's folder."""
        return slug(self.scenario, self.changed)

    def inputs(self, tables: Mapping[str, str], current: Current | None = None) -> dict[str, Any]:
        """Return the hashes of what the report depends on, given those of the tables it reads."""
        package = current.package if current else None
        return manifest.inputs(self.chapters, (self.scenario, self.scenario_file), tables, package)


def make_plan(
    name_or_path: str | Path,
    parameters: Mapping[str, str] | None = None,
    formats: Sequence[str] = FORMATS,
) -> Plan:
    """Check scenario, parameters, formats and chapters, and return the plan.

    Raises `ScenarioError`, `UnknownNameError`, `ParameterError` or `BuildError`; nothing is
    executed and nothing written. A scenario given as a file is laid into each chapter's working
    directory and known there by its bare name, so that no path gets into the report.
    """
    from tradegap.data.paths import notebooks_dir
    from tradegap.data.scenarios import comes_with_data, find_scenario
    from tradegap.reporting.parameters import resolve

    asked = check_formats(formats)
    path = find_scenario(name_or_path)
    scenario = _checked(path)
    resolved: Resolved = resolve(scenario, dict(parameters or {}))
    _check_opened(path, resolved, parameters or {})
    is_listed = comes_with_data(path)
    values = {**resolved.values, "scenario": path.stem if is_listed else path.name}
    chapters = find_chapters(scenario.chapters, notebooks_dir())
    as_of = values.get("as_of", scenario.as_of)
    return Plan(
        scenario=scenario.id,
        as_of=as_of if isinstance(as_of, date) else date.fromisoformat(str(as_of)),
        scenario_file=path,
        chapters=tuple(chapters),
        values=values,
        given=share_out(chapters, values, resolved.changed),
        changed=resolved.changed,
        formats=asked,
        laid_in=() if is_listed else (path,),
        effective=resolved.effective,
        lines=_lines(scenario),
    )


_known: dict[tuple[str, str], Scenario] = {}


def _checked(path: Path) -> Scenario:
    """Return a scenario, read and checked once for what it, the assumptions and the catalog say.

    The catalog holds the hash of every table, so the same texts pass the same checks.
    """
    from tradegap.data.scenarios import load_scenario

    around = [data_dir() / name for name in (ASSUMPTIONS, CATALOG)]
    texts = digest([file_digest(p) if p.is_file() else "" for p in (path, *around)])
    key = (os.path.abspath(path), texts)
    if key not in _known:
        _known[key] = load_scenario(path)
    return _known[key]


def _lines(scenario: Scenario) -> tuple[str, ...]:
    """Return the lines of the ledger that a scenario names: one that goes makes it a wrong one."""
    from tradegap.model.scenario import LedgerLine

    named = [p.ledger for p in scenario.pledges if isinstance(p, LedgerLine)]
    if scenario.target_ is not None and scenario.target_.ledger is not None:
        named.append(scenario.target_.ledger)
    return tuple(dict.fromkeys(named))


def _check_opened(scenario: Path, resolved: Resolved, given: Mapping[str, str]) -> None:
    """Refuse, before a chapter runs, what only figures tell: a rate or a base year that isn't out.

    Raises `InputError` with what there is, or `ParameterError`; of what the scenario itself states
    `ScenarioError`, with its field.
    """
    from tradegap.data.open_case import open_case

    usual = {"currency": "USD", "judged_on": "reporter"}
    for name in usual:
        asked = {**usual, name: resolved.values[name]}
        if asked == usual:
            continue
        try:
            open_case(str(scenario), resolved.values["as_of"], **asked)
        except TradegapError as error:
            if name in given or isinstance(error, ScenarioError):
                raise
            raise ScenarioError(
                str(error), file=str(scenario), field=f"parameters.{name}"
            ) from error
