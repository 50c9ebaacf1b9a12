"""data: the tables of published figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tradegap.cli.completion import complete_table
from tradegap.cli.options import Json
from tradegap.cli.output import print_json, print_table, say, shown_path
from tradegap.cli.plain_help import PlainCommand, PlainGroup
from tradegap.errors import BuildError, DataError

app = typer.Typer(cls=PlainGroup, help="The tables of published figures.", no_args_is_help=True)


@app.command("list", cls=PlainCommand)
def list_(json: Json = False) -> None:
    """List the tables: what they hold, for which periods, published when.

    Example: tradegap data list --json
    """
    from tradegap.data.verify import listing

    lines = listing()
    if json:
        print_json([asdict(line) for line in lines])
        return
    cells = [
        [line.name, str(line.rows), line.periods, line.published, line.title] for line in lines
    ]
    print_table(["Table", "Rows", "Periods", "Published", "What"], cells)


@app.command(cls=PlainCommand)
def verify(json: Json = False) -> None:
    """Check every table against its hash and its schema.

    Example: tradegap data verify
    """
    from tradegap.data.verify import verify as verify_tables

    states = verify_tables()
    bad = [state for state in states if state.state != "ok"]
    if json:
        print_json([asdict(state) for state in states])
    else:
        for state in bad:
            say(f"{state.name}: {state.detail}")
        rows = sum(state.rows or 0 for state in states)
        print(f"{len(states) - len(bad)} of {len(states)} tables are sound, {rows} rows.")
    if bad:
        raise typer.Exit(DataError.exit_code)


@app.command(cls=PlainCommand)
def accept(
    table: Annotated[str, typer.Argument(help="The table's name.", autocompletion=complete_table)],
) -> None:
    """Accept a table that was changed on purpose: check it and note its new hash.

    Example: tradegap data accept pledges
    """
    from tradegap.data.verify import accept as accept_table

    print(f"{table}: {accept_table(table)}")


@app.command(cls=PlainCommand)
def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if it isn't up to date.")
    ] = False,
) -> None:
    """Write docs/data.md and docs/assumptions.md from catalog and assumptions.

    Example: tradegap data docs
    """
    from tradegap.data.pages import pages, stale, write

    if not check:
        for path in write():
            print(shown_path(path))
        return
    old = stale()
    if old:
        names = " and ".join(shown_path(path) for path in old)
        raise BuildError(f"{names}: not what the data say; run `tradegap data docs`.")
    print(f"{', '.join(shown_path(path) for path in pages())}: up to date.")
