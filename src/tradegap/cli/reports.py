"""list, show, parameters, check, build."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradegap.cli.options import AsOf, Json, Parameters, Reports, read_parameters
from tradegap.cli.output import print_json, print_table, progress, say, shown_path
from tradegap.errors import InputError, TradegapError

if TYPE_CHECKING:
    from tradegap.build.build import Built
    from tradegap.build.editions import Report

Scenario = Annotated[str, typer.Argument(help="A scenario's name, or the path of its file.")]
Scenarios = Annotated[
    list[str] | None, typer.Argument(metavar="[SCENARIO|FILE]...", help="Names or files.")
]


def list_(json: Json = False, reports: Reports = None) -> None:
    """List the scenarios and the reports that have been built."""
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
    """Show the headline of a built report, or what a scenario asks."""
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
        _print_files(report.folder, report.manifest["formats"])
        return
    if json:
        print_json({"name": case.id, "title": case.told(case.title),
                    "question": case.told(case.question),
                    "as_of": str(case.as_of), "built": False})  # fmt: skip
        return
    print(f"{case.told(case.title)}\n{case.told(case.question)}")
    print(f"As of {case.as_of}. Not built yet: tradegap build {scenario}")


def parameters(scenario: Scenario, json: Json = False) -> None:
    """List the parameters that a scenario takes, with defaults and meanings."""
    from tradegap.data.scenarios import load_scenario
    from tradegap.reporting.parameters import resolve

    rows = resolve(load_scenario(scenario), {}).describe()
    if json:
        print_json(rows)
        return
    cells = [[row["name"], row["default"], row["meaning"]] for row in rows]
    print_table(["Parameter", "Default", "Meaning"], cells)


def check(names: Scenarios = None, json: Json = False) -> None:
    """Check scenarios, their chapters and the tables without building anything."""
    from tradegap.build.plan import make_plan
    from tradegap.build.tables import check_tables
    from tradegap.data.scenarios import list_scenarios

    check_tables()
    rows: list[dict[str, Any]] = []
    first: TradegapError | None = None
    for name in names or [path.stem for path in list_scenarios()]:
        try:
            plan = make_plan(name)
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


def build(
    names: Scenarios = None,
    parameter: Parameters = None,
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Build all scenarios.")] = False,
    formats: Annotated[
        str, typer.Option("--format", metavar="html,pdf", help="The pages to write.")
    ] = "html,pdf",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FOLDER", help="Where the report's folder goes."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing changed.")] = False,
    json: Json = False,
    reports: Reports = None,
) -> None:
    """Build reports. A report that fails keeps its last edition, and the others are built."""
    from tradegap.build.build import build_scenario

    given = read_parameters(parameter, as_of)
    asked = [name.strip() for name in formats.split(",") if name.strip()]
    done: list[Built] = []
    failed: list[TradegapError] = []
    chosen = _chosen(names, every)
    for name in chosen:
        try:
            with progress(quiet=json) as step:
                built = build_scenario(
                    name, given, formats=asked, output=output, reports=reports, force=force,
                    progress=step,
                )  # fmt: skip
        except TradegapError as error:
            if len(chosen) == 1:
                raise
            failed.append(error)
            say(f"tradegap: {name}: {error}")
        else:
            done.append(built)
            if not json:
                _print_built(built)
    if json:
        print_json([_built_json(built) for built in done])
    if failed:
        raise typer.Exit(failed[0].exit_code)


def _chosen(names: Sequence[str] | None, every: bool) -> list[str]:
    from tradegap.data.scenarios import list_scenarios

    known = [path.stem for path in list_scenarios()]
    if every:
        if names:
            raise InputError("Name scenarios or give --all, not both.")
        return known
    if not names:
        raise InputError(f"Name a scenario ({', '.join(known)}) or its file, or give --all.")
    return list(names)


def _print_built(built: Built) -> None:
    for text in built.warnings:
        say(f"warning: {text}")
    print(built.report.get("title", built.slug))
    print(built.report.get("headline", ""))
    if built.built:
        total = sum(built.seconds.values())
        parts = ", ".join(f"{stage} {took:.1f}" for stage, took in built.seconds.items())
        print(f"Edition {built.edition}, built in {total:.1f} s ({parts})")
    else:
        print(f"Edition {built.edition} is up to date; --force builds it again")
    _print_files(built.folder, built.formats)


def _print_files(folder: Path, formats: Sequence[str]) -> None:
    for name in formats:
        print(f"  {shown_path(folder / f'report.{name}')}")
    print(f"  {shown_path(folder / 'results.json')}")
    sys.stdout.flush()


def _report_json(report: Report) -> dict[str, Any]:
    said = report.manifest["report"]
    return {"name": report.slug, "folder": str(report.folder), "files": report.files(), **said}


def _built_json(built: Built) -> dict[str, Any]:
    return {
        **built.report,
        "name": built.slug,
        "folder": str(built.folder),
        "files": [str(path) for path in built.files()],
        "built": built.built,
        "seconds": built.seconds,
        "warnings": built.warnings,
    }
