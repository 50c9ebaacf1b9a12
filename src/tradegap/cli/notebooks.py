"""run: any notebook, for one or many parameter sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tradegap.cli.completion import complete_notebook
from tradegap.cli.options import JobsAtOnce, Json
from tradegap.cli.output import print_json, progress, say, shown_path
from tradegap.errors import ParameterError, TradegapError


def run(
    notebook: Annotated[Path, typer.Argument(
        help="The path of a notebook.", autocompletion=complete_notebook)],
    grid: Annotated[
        list[str] | None,
        typer.Option("--grid", "-g", metavar="NAME=V1,V2,...", help="Values of a parameter; "
                     "several make every combination."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")] = Path("out"),
    formats: Annotated[
        str, typer.Option("--format", metavar="ipynb,html,pdf", help="What to write.")
    ] = "ipynb",
    share: Annotated[
        bool, typer.Option(help="Run the cells that can't differ once for all sets.")
    ] = True,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell of each cell how often it ran, and why.")
    ] = False,
    jobs: JobsAtOnce = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Run any notebook, ours or not, for one or many parameter sets.

    Examples:
      tradegap run notebooks/01-surplus.ipynb --format ipynb,html

      tradegap run any.ipynb --grid year=2018,2019,2020 --output out

    """
    from tradegap.build.sets import product, run_sets

    sets = product([_axis(text) for text in grid or ()])
    asked = [name.strip() for name in formats.split(",") if name.strip()]
    with progress(quiet=json) as step:
        done = run_sets(notebook, sets, output, formats=asked, share=share, jobs=jobs,
                        progress=step)  # fmt: skip
    failed = [one for one in done.sets if one.error is not None]
    if json:
        told: list[dict[str, Any]] = [
            {"name": one.name, "files": [str(path) for path in one.files],
             "error": str(one.error) if one.error else None}
            for one in done.sets
        ]  # fmt: skip
        print_json({"sets": told, "cell_runs": done.cell_runs, "cells": done.explained})
    else:
        for one in done.sets:
            for path in one.files:
                print(f"  {shown_path(path)}")
        if explain:
            print("\n".join(done.explained))
    for one in failed:
        say(f"tradegap: {one.name}: {one.error}")
    if failed:
        first = failed[0].error
        raise typer.Exit(first.exit_code if isinstance(first, TradegapError) else 1)


def _axis(text: str) -> tuple[str, list[Any]]:
    """Read `name=1,2,3`."""
    from tradegap.build.sets import read_value

    name, equals, values = text.partition("=")
    if not equals or not name.isidentifier() or not values:
        raise ParameterError(f"--grid '{text}': write NAME=V1,V2,... with a parameter's name.")
    return name, [read_value(value) for value in values.split(",")]
