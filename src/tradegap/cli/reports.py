"""build: reports, one or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradegap.cli.cluster import InDepot, OnCluster, cluster_of
from tradegap.cli.options import AsOf, JobsAtOnce, Json, Parameters, Reports, read_parameters
from tradegap.cli.output import print_json, progress, say
from tradegap.cli.scenarios import Scenarios, print_files
from tradegap.errors import InputError, TradegapError

if TYPE_CHECKING:
    from tradegap.build.cluster.run import Cluster
    from tradegap.build.freshness import Freshness
    from tradegap.build.report import Built, Outcome, Settings
    from tradegap.build.requests import Request

SLOWEST = 5


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
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid", metavar="NAME=V1,V2", help="A report for each value; repeated: each pair."
        ),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", metavar="FILE", help="A CSV or YAML file, one report a line."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing changed.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each report and chapter is built.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Build nothing.")] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Name the cells that took longest.")
    ] = False,
    jobs: JobsAtOnce = None,
    json: Json = False,
    reports: Reports = None,
    cluster: OnCluster = None,
    depot: InDepot = None,
) -> None:
    """Build reports. A report that fails keeps its last edition, and the others are built.

    Of each chapter it says whether it runs, was kept because nothing that it reads has changed, is
    done (with its seconds), or failed.

    Examples:
      tradegap build us-china-2018

      tradegap build us-china-2018 -p target_usd_bn=150 --format html

      tradegap build us-china-2018 --grid target_usd_bn=100,150,200

      tradegap build --all --explain --dry-run

    """
    from tradegap.build.freshness import Freshness
    from tradegap.build.report import Settings
    from tradegap.build.store import open_store

    given = read_parameters(parameter, as_of)
    requests = _requests(names, every, given, grid or [], batch)
    requests = [_to(each, formats, output, reports) for each in requests]
    where = cluster_of(cluster, depot)
    failed: list[Exception] = []
    freshness = Freshness(open_store())
    try:
        if explain or dry_run:
            failed += _explain(requests, freshness, force=force, json=json and dry_run)
        if not dry_run:
            outcomes = _build_all(requests, freshness, Settings(force, jobs), where, json=json)
            failed = [error for outcome in outcomes for error in outcome.errors]
            _list(requests, freshness)
            if profile and not json:
                _print_slowest(outcomes)
    finally:
        freshness.close()
    if failed:
        raise typer.Exit(getattr(failed[0], "exit_code", 1))


def _requests(
    names: Sequence[str] | None,
    every: bool,
    given: dict[str, str],
    grid: Sequence[str],
    batch: Path | None,
) -> list[Request]:
    from tradegap.build.requests import Request, over_grid, read_batch, read_grid

    if batch is None:
        found = over_grid(_chosen(names, every), given, read_grid(grid))
        return [Request(name, values) for name, values in found]
    if names or every or grid:
        raise InputError("Give --batch alone, or scenarios with --grid, not both.")
    return [
        Request(name, {**given, **values}, where=where) for name, values, where in read_batch(batch)
    ]


def _to(request: Request, formats: str, output: Path | None, reports: Path | None) -> Request:
    from tradegap.build.export import check_formats

    asked = check_formats(name.strip() for name in formats.split(",") if name.strip())
    return replace(request, formats=asked, output=output, reports=reports)


def _explain(
    requests: Sequence[Request], freshness: Freshness, *, force: bool, json: bool
) -> list[TradegapError]:
    """Print why each report would be built; return what is wrong with those that can't be."""
    from tradegap.build.why import why

    failed: list[TradegapError] = []
    rows: list[dict[str, Any]] = []
    for request in requests:
        try:
            found = why(request, freshness, force=force)
        except TradegapError as error:
            if len(requests) == 1:
                raise
            failed.append(error)
            say(f"tradegap: {request.told}: {error}")
            continue
        rows.append({"name": found.slug, "causes": found.causes, "chapters": dict(found.chapters)})
        if not json:
            print("\n".join(found.lines()))
    if json:
        print_json(rows)
    return failed


def _build_all(
    requests: Sequence[Request], freshness: Freshness, settings: Settings,
    cluster: Cluster | None, *, json: bool,
) -> list[Outcome]:  # fmt: skip
    """Build what isn't up to date, and print it and what went wrong."""
    from tradegap.build.build import build_requests

    with progress(quiet=json) as step:
        settings = replace(settings, progress=step)
        if cluster:
            from tradegap.build.cluster.run import build_requests_on_cluster

            outcomes = build_requests_on_cluster(requests, freshness, cluster, settings)
        else:
            outcomes = build_requests(requests, freshness, settings)
    done = [outcome.built for outcome in outcomes if outcome.built is not None]
    if json:
        print_json([_built_json(built) for built in done])
    else:
        for built in done:
            _print_built(built)
    for outcome in outcomes:
        for error in outcome.errors:
            if not isinstance(error, TradegapError):
                raise error
            say(
                f"tradegap: {error}" if len(requests) == 1 else f"tradegap: {outcome.name}: {error}"
            )
    return outcomes


def _list(requests: Sequence[Request], freshness: Freshness) -> None:
    """Write the index of the reports anew, if they go to a folder that has one."""
    if any(request.output is None for request in requests):
        from tradegap.build.index import refresh_indexes

        refresh_indexes(requests, freshness)


def _print_slowest(outcomes: Sequence[Outcome]) -> None:
    """Name the five cells that took longest, over all reports."""
    built = [outcome.built for outcome in outcomes if outcome.built is not None]
    cells = [
        (seconds, f"{report.slug}: {where}") for report in built for seconds, where in report.cells
    ]
    print("The slowest cells:" if cells else "No cell was run.")
    for seconds, where in sorted(cells, reverse=True)[:SLOWEST]:
        print(f"  {seconds:6.2f} s  {where}")


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
    print_files(built.folder, built.formats)


def _built_json(built: Built) -> dict[str, Any]:
    return {
        **built.report,
        "name": built.slug,
        "folder": str(built.folder),
        "files": [str(path) for path in built.files()],
        "built": built.built,
        "seconds": built.seconds,
        "slowest_cells": [
            {"seconds": round(seconds, 3), "cell": where}
            for seconds, where in sorted(built.cells, reverse=True)[:SLOWEST]
        ],
        "warnings": built.warnings,
    }
