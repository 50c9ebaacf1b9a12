"""What is to be built: everything about a report that can be checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build import manifest
from tradegap.build.chapters import Chapter, find_chapters, share_out
from tradegap.build.export import FORMATS, check_formats
from tradegap.build.places import slug

if TYPE_CHECKING:
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

    @property
    def parameters(self) -> dict[str, Any]:
        """What the notebooks are given, with the value that counts for each parameter."""
        return {**self.values, **self.effective}

    @property
    def slug(self) -> str:
        """The name of the report's folder."""
        return slug(self.scenario, self.changed)

    def inputs(self, tables: Mapping[str, str]) -> dict[str, Any]:
        """Return the hashes of what the report depends on, given those of the tables it reads."""
        return manifest.inputs(self.chapters, (self.scenario, self.scenario_file), tables)

    def fingerprint(self, tables: Mapping[str, str]) -> str:
        """Return one hash over all that the report depends on."""
        return manifest.fingerprint(self.inputs(tables), self.parameters, self.formats)


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
    from tradegap.data.scenarios import find_scenario, list_scenarios, load_scenario
    from tradegap.reporting.parameters import resolve

    asked = check_formats(formats)
    path = find_scenario(name_or_path)
    scenario = load_scenario(name_or_path)
    resolved: Resolved = resolve(scenario, dict(parameters or {}))
    _check_judged(path, resolved)
    is_listed = any(path.samefile(known) for known in list_scenarios())
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
    )


def _check_judged(scenario: Path, resolved: Resolved) -> None:
    """Refuse figures to judge on that don't have the base year, before a chapter runs.

    Raises `InputError` with the years that there are, or `ParameterError`.
    """
    from tradegap.data.case import open_case

    judged_on = resolved.values["judged_on"]
    if judged_on != "reporter":
        open_case(str(scenario), resolved.values["as_of"], judged_on=judged_on)
