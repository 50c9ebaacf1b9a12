"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tradegap.cli.completion import complete_parameter
from tradegap.errors import ParameterError

DEFAULT_SCENARIO = "us-china-2018"
"""The case of the default report; `make report` builds it."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        "-p",
        metavar="NAME=VALUE",
        help="Set a parameter; repeatable.",
        autocompletion=complete_parameter,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Read only what was published by this date."),
]
Reports = Annotated[
    Path | None,
    typer.Option("--reports", metavar="FOLDER", help="The folder of reports and their editions."),
]


def read_parameters(texts: Sequence[str] | None, as_of: str | None = None) -> dict[str, str]:
    """Return `name=value` texts as a mapping; a name given twice raises `ParameterError`."""
    given: dict[str, str] = {}
    for text in [*(texts or ()), *([f"as_of={as_of}"] if as_of else ())]:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name or not value.strip():
            raise ParameterError(f"'{text}' is no parameter; write it as name=value.")
        if given.get(name, value) != value:
            raise ParameterError(
                f"Parameter {name} is given twice, as {given[name]} and {value}; leave one out."
            )
        given[name] = value
    return given


JobsAtOnce = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, max=256, help="How many run at a time (the cores)."),
]
