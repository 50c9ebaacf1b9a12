"""The commands of `tradegap`, one module per group."""

from __future__ import annotations

from typing import Annotated

import typer

from tradegap._version import __version__
from tradegap.cli import compare, data, explain, reports, schedule

app = typer.Typer(
    help="Reports on bilateral surplus-narrowing targets: how far the pledges go, and where every "
    "number comes from.",
    epilog="Exit codes: 0 well, 1 defect, 2 input, 3 build, 4 data, 5 output, 6 overdue, 130 "
    "interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"tradegap {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Hold what stands before a command."""


app.command("list")(reports.list_)
app.command("show")(reports.show)
app.command("parameters")(reports.parameters)
app.command("check")(reports.check)
app.command("build")(reports.build)
app.command("explain")(explain.explain)
app.command("compare")(compare.compare)
app.add_typer(data.app, name="data")
app.add_typer(schedule.app, name="schedule")
