"""compare: cases side by side, computed and not scraped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradegap.cli.completion import complete_scenario
from tradegap.cli.options import AsOf, Json
from tradegap.cli.output import print_json, print_table, say, shown_path
from tradegap.errors import OutputError


def compare(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO|FILE]...",
            help="Names or files; all if none is given.",
            autocompletion=complete_scenario,
        ),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the comparison as CSV too.")
    ] = None,
) -> None:
    """Set cases side by side. One that fails is told at the end, and the others are shown.

    Computed from the tables and scenarios as they are: nothing has to be built before.

    Example: tradegap compare us-china-2018 us-china-phase-one --csv cases.csv
    """
    from tradegap.reporting.compare import compare_cases

    found = compare_cases(names, as_of)
    if json:
        print_json(found.as_json())
    elif found.cases:
        print_table(["", *(case.name for case in found.cases)], found.lines())
    if csv is not None and found.cases:
        _write(csv, found.csv())
        say(f"written to {shown_path(csv)}")
    for name, error in found.failed.items():
        say(f"tradegap: {name}: {error}")
    if found.failed:
        raise typer.Exit(next(iter(found.failed.values())).exit_code)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(
            f"--csv: {path} can't be written ({error.strerror}); name a file in a folder that is "
            "there."
        ) from None
