"""The commands of `tradegap`, one module per group."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from typing import Annotated

import typer

from tradegap._version import __version__
from tradegap.cli import (
    compare,
    data,
    doctor,
    explain,
    new,
    notebooks,
    open_report,
    reports,
    scenarios,
    schedule,
    store,
)
from tradegap.cli.plain_help import PlainCommand, PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    help="Reports on bilateral surplus-narrowing targets: how far the pledges go, and where every "
    "number comes from.",
    epilog="Exit codes: 0 well, 1 defect, 2 input, 3 build, 4 data, 5 output, 6 overdue, 130 "
    "interrupted. Begin with `tradegap build us-china-2018`, then `tradegap open`. The --help of "
    "each command has examples; --install-completion completes names in your shell.",
    no_args_is_help=True,
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


def _help(command: Callable[..., None]) -> str:
    """Return a command's docstring with a line a paragraph, for the terminal to break."""
    # what is indented is an example and keeps its line
    return re.sub(r"(?<!\n)\n(?![\n ])", " ", cleandoc(command.__doc__ or ""))


COMMANDS: dict[str, Callable[..., None]] = {
    "new": new.new,
    "list": scenarios.list_,
    "show": scenarios.show,
    "parameters": scenarios.parameters,
    "check": scenarios.check,
    "build": reports.build,
    "open": open_report.open_,
    "run": notebooks.run,
    "explain": explain.explain,
    "doctor": doctor.doctor,
    "compare": compare.compare,
}

for _name, _command in COMMANDS.items():
    app.command(_name, cls=PlainCommand, help=_help(_command))(_command)
app.add_typer(data.app, name="data")
app.add_typer(schedule.app, name="schedule")
app.add_typer(store.app, name="store")
