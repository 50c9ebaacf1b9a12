"""What the shell offers while a command is typed: scenarios, reports, parameters, results, tables.

Files are read as text where that is enough, so that nothing heavy is imported between two keys.
Whatever goes wrong, nothing is offered and nothing said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import typer

Completer = Callable[[str], list[str]]
CaseCompleter = Callable[[typer.Context, str], list[str]]


def _quietly(offer: Callable[..., list[str]]) -> Callable[..., list[str]]:
    @wraps(offer)
    def offered(**given: object) -> list[str]:
        try:
            return offer(**given)
        except Exception:  # a broken file is told by the command, not while it is typed
            return []

    return offered


@_quietly
def complete_scenario(incomplete: str) -> list[str]:
    """Offer scenarios by name, and files that look like one."""
    from pathlib import Path

    from tradegap.data.paths import SCENARIOS, data_dir, own_scenarios_dir

    folders = (data_dir() / SCENARIOS, own_scenarios_dir())
    names = sorted({path.stem for folder in folders for path in folder.glob("*.yml")})
    files = sorted(str(path) for path in Path().glob("*.yml"))
    return [name for name in [*names, *files] if name.startswith(incomplete)]


@_quietly
def complete_parameter(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the parameters that chapters declare, each with its equals sign."""
    from tradegap.build.chapters import declared_parameters
    from tradegap.data.paths import notebooks_dir

    chapter = min(notebooks_dir().glob("[0-9]*.ipynb"))
    names = [name for name in declared_parameters(chapter) if name != "scenario"]
    return [f"{name}=" for name in names if name.startswith(incomplete)]


@_quietly
def complete_notebook(incomplete: str) -> list[str]:
    """Offer the chapters, and notebooks of the working directory."""
    from pathlib import Path

    from tradegap.data.paths import notebooks_dir

    found = [*Path().glob("*.ipynb"), *Path("notebooks").glob("*.ipynb")]
    found = found or list(notebooks_dir().glob("*.ipynb"))
    return sorted(str(path) for path in found if str(path).startswith(incomplete))


@_quietly
def complete_table(incomplete: str) -> list[str]:
    """Offer the tables of the catalog."""
    from tradegap.data.paths import data_dir

    names = sorted(path.stem for path in (data_dir() / "reference").glob("*.csv"))
    return [name for name in names if name.startswith(incomplete)]


@_quietly
def complete_result(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the results of a report that is built: its scenario's if one was named."""
    import json

    from tradegap.build.places import reports_dir
    from tradegap.build.results import flat
    from tradegap.cli.options import DEFAULT_SCENARIO

    folder = reports_dir(ctx.params.get("reports"))
    name = str(ctx.params.get("scenario") or DEFAULT_SCENARIO)
    content = json.loads((folder / name / "results.json").read_text(encoding="utf-8"))
    return [name for name, _ in flat(content) if name.startswith(incomplete)]
