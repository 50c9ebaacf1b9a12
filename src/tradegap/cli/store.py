"""store: what is kept of earlier builds."""

from __future__ import annotations

from typing import Annotated

import typer

from tradegap.cli.options import Json
from tradegap.cli.output import print_json
from tradegap.cli.plain_help import PlainCommand, PlainGroup

app = typer.Typer(
    cls=PlainGroup, help="What is kept of earlier builds, to be found again.", no_args_is_help=True
)
_UNITS = ("B", "kB", "MB", "GB", "TB")


@app.command("show", cls=PlainCommand)
def show(json: Json = False) -> None:
    """Show the folder, the size, the limit and the number of entries.

    Example: tradegap store show
    """
    from tradegap.build.store import open_store

    store = open_store()
    held = store.held() if store else None
    if json:
        print_json({
            "folder": str(store.folder) if store else None,
            "size": held.size if held else 0,
            "limit": store.limit if store else 0,
            "entries": held.entries if held else 0,
        })  # fmt: skip
    elif store is None or held is None:
        print("The store is switched off (TRADEGAP_STORE=off).")
    else:
        print(f"{store.folder}\n{held.entries} entries, {_size(held.size)} of {_size(store.limit)}")


@app.command("clear", cls=PlainCommand)
def clear(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing.")] = False,
) -> None:
    """Remove everything that is kept; reports stay.

    Example: tradegap store clear
    """
    from tradegap.build.store import open_store

    store = open_store()
    held = store.clear() if store else None
    if not quiet:
        print(f"Removed {held.entries} entries, {_size(held.size)}." if held else "No store.")


def _size(number: float) -> str:
    for unit in _UNITS:
        if number < 1000 or unit == _UNITS[-1]:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return ""
