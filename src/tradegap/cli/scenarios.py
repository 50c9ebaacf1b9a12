"""list, show, parameters, check: what there is, and whether it is sound."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradegap.cli.completion import complete_scenario
from tradegap.cli.options import Json, Reports
from tradegap.cli.output import print_json, print_table, say, shown_path
from tradegap.errors import TradegapError

if TYPE_CHECKING:
    from tradegap.build.editions import Report

Scenario = Annotated[
    str,
    typer.Argument(
        help="A scenario's name, or the path of its file.", autocompletion=complete_scenario
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SCENARIO|FILE]...", help="Names or files.", autocompletion=complete_scenario
    ),
]


def list_(json: Json = False, reports: Reports = None) -> None:
    """List the scenarios and the reports that have been built.

    Example: tradegap list --json
    """
    from tradegap.build.editions import list_reports
    from tradegap.build.places import reports_dir
    from tradegap.data.scenarios import list_scenarios, load_scenario

    scenarios = [load_scenario(path) for path in list_scenarios()]
    built = list_reports(reports_dir(reports))
    if json:
        found = [{"name": s.id, "title": s.told(s.title), "as_of": str(s.as_of)} for s in scenarios]
        print_json({"scenarios": found, "reports": [_report_json(report) for report in built]})
        return
    cells = [[s.id, str(s.as_of), s.told(s.title)] for s in scenarios]
    print_table(["Scenario", "As of", "Title"], cells)
    if built:
        cells = [[r.slug, r.said("edition"), shown_path(r.folder)] for r in built]
        print_table(["Built report", "Edition", "Where"], cells)
    else:
        print("No report has been built yet: make report, or tradegap build.")


def show(scenario: Scenario, json: Json = False, reports: Reports = None) -> None:
    """Show the headline of a built report, or what a scenario asks.

    Example: tradegap show us-china-2018
    """
    from tradegap.build.editions import list_reports
    from tradegap.build.places import reports_dir
    from tradegap.data.scenarios import load_scenario

    built = {report.slug: report for report in list_reports(reports_dir(reports))}
    case = None if scenario in built else load_scenario(scenario)
    if case is None or case.id in built:
        report = built[scenario if case is None else case.id]
        if json:
            print_json(_report_json(report))
            return
        for name in ("title", "headline"):
            print(report.said(name))
        print(f"As of {report.said('as_of')}, edition {report.said('edition')}")
        print_files(report.folder, report.manifest["formats"])
        return
    if json:
        print_json({"name": case.id, "title": case.told(case.title),
                    "question": case.told(case.question),
                    "as_of": str(case.as_of), "built": False})  # fmt: skip
        return
    print(f"{case.told(case.title)}\n{case.told(case.question)}")
    print(f"As of {case.as_of}. Not built yet: tradegap build {scenario}")


def parameters(scenario: Scenario, json: Json = False) -> None:
    """List the parameters that a scenario takes, with defaults and meanings.

    Example: tradegap parameters us-china-2018
    """
    from tradegap.data.scenarios import load_scenario
    from tradegap.reporting.parameters import resolve

    rows = resolve(load_scenario(scenario), {}).describe()
    if json:
        print_json(rows)
        return
    cells = [[row["name"], row["default"], row["meaning"]] for row in rows]
    print_table(["Parameter", "Default", "Meaning"], cells)


def check(names: Scenarios = None, json: Json = False) -> None:
    """Check scenarios, their chapters and the tables without building anything.

    Examples:
      tradegap check

      tradegap check my-case.yml

    """
    from tradegap.build.plan import make_plan
    from tradegap.build.tables import check_tables
    from tradegap.data.scenarios import list_scenarios, load_scenario

    check_tables()
    rows: list[dict[str, Any]] = []
    first: TradegapError | None = None
    for name in names or [path.stem for path in list_scenarios()]:
        try:
            plan = make_plan(name)
            for currency in load_scenario(plan.scenario_file).currencies:
                make_plan(name, {"currency": currency})  # is there a rate of its date?
        except TradegapError as error:
            first = first or error
            rows.append({"name": name, "ok": False, "error": str(error)})
            say(f"tradegap: {error}")
        else:
            stems = [chapter.stem for chapter in plan.chapters]
            rows.append({"name": name, "ok": True, "chapters": stems})
            if not json:
                print(f"{name}: sound, {len(stems)} chapters")
    if json:
        print_json(rows)
    if first:
        raise typer.Exit(first.exit_code)


def print_files(folder: Path, formats: Sequence[str]) -> None:
    """Print where a report's pages and its results are."""
    for name in formats:
        print(f"  {shown_path(folder / f'report.{name}')}")
    print(f"  {shown_path(folder / 'results.json')}")
    sys.stdout.flush()


def _report_json(report: Report) -> dict[str, Any]:
    said = report.manifest["report"]
    return {"name": report.slug, "folder": str(report.folder), "files": report.files(), **said}
