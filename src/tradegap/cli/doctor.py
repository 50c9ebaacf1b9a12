"""doctor: what a report needs and whether it is here."""

from __future__ import annotations

import sys
from dataclasses import asdict

import typer

from tradegap.cli.options import Json, Reports
from tradegap.cli.output import print_json
from tradegap.errors import BuildError

_MARKS = {"ok": "ok", "missing": "MISSING", "note": "note"}
_COLOURS = {"ok": "green", "missing": "red", "note": "yellow"}


def doctor(json: Json = False, reports: Reports = None) -> None:
    """Say what a report needs, what of it is missing here, and how to get it.

    "MISSING" stops a report from being built, and then the exit code is 3; "note" is something
    that a report does without. Nothing is installed or changed.

    Examples:
      tradegap doctor

      tradegap doctor --json

    """
    from tradegap.build.checkup import checkup
    from tradegap.build.places import reports_dir

    rows = []
    for check in checkup(reports_dir(reports)):
        rows.append(check)
        if json:
            continue
        typer.secho(f"{_MARKS[check.state]:<8}", fg=_COLOURS[check.state], nl=False)
        print(f"{check.name}: {check.found}")
        if check.state != "ok" and check.remedy:
            print(f"{'':<8}  -> {check.remedy}")
        sys.stdout.flush()
    missing = [check.name for check in rows if check.state == "missing"]
    if json:
        print_json({"can_build": not missing, "checks": [asdict(check) for check in rows]})
    elif missing:
        print(f"A report can't be built: {', '.join(missing)}.")
    else:
        print("A report can be built: make report, or tradegap build.")
    if missing:
        raise typer.Exit(BuildError.exit_code)
