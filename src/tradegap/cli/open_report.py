"""open: a built report in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradegap.cli.completion import complete_scenario
from tradegap.cli.options import (
    DEFAULT_SCENARIO,
    AsOf,
    Parameters,
    Reports,
    read_parameters,
)
from tradegap.cli.output import shown_path
from tradegap.errors import BuildError

PAGES = {"html": "report.html", "pdf": "report.pdf"}


def open_(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario, its file, or a built report's name.",
            autocompletion=complete_scenario,
        ),
    ] = DEFAULT_SCENARIO,
    parameter: Parameters = None,
    as_of: AsOf = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="The PDF instead of the page.")] = False,
    index: Annotated[bool, typer.Option("--index", help="The list of all reports.")] = False,
    where: Annotated[bool, typer.Option("--print", help="Only print the path.")] = False,
    reports: Reports = None,
) -> None:
    """Open a built report in the browser; where there is no browser its path is printed.

    Examples:
      tradegap open

      tradegap open us-china-2018 --as-of 2018-06-10 --pdf

      tradegap open --index

    """
    from tradegap.build.places import reports_dir

    folder = reports_dir(reports)
    if index:
        page = folder / "index.html"
        if not page.is_file():
            raise BuildError(f"{shown_path(page)} isn't there yet; tradegap build writes it.")
    else:
        given = read_parameters(parameter, as_of)
        page = _page(folder, scenario, given, PAGES["pdf" if pdf else "html"])
    if where or not _shown(page):
        print(page)
    else:
        print(f"Opened {shown_path(page)}")


def _page(folder: Path, scenario: str, given: dict[str, str], name: str) -> Path:
    """Return a report's page; `BuildError` says how to build what isn't there."""
    from tradegap.build.editions import list_reports
    from tradegap.build.plan import make_plan

    built = {report.slug for report in list_reports(folder)}
    if scenario in built and given:
        scenario = scenario.partition("+")[0]
    slug = scenario if scenario in built and not given else make_plan(scenario, given).slug
    page = folder / slug / name
    if page.is_file():
        return page
    if slug in built:
        kind = name.rpartition(".")[2]
        raise BuildError(f"{slug} was built without its {kind}; build it with --format {kind}.")
    options = "".join(f" -p {each}={value}" for each, value in given.items())
    raise BuildError(f"{slug} isn't built yet; build it: tradegap build {scenario}{options}")


def _shown(page: Path) -> bool:
    """Show a file in the browser; tell whether there is one."""
    import webbrowser

    try:
        return webbrowser.open(page.as_uri())
    except (webbrowser.Error, OSError):
        return False
