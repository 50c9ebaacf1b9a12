"""explain: how a number was made, down to published figures and assumptions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradegap.cli.completion import complete_result, complete_scenario
from tradegap.cli.options import (
    DEFAULT_SCENARIO,
    AsOf,
    Json,
    Parameters,
    Reports,
    read_parameters,
)
from tradegap.cli.output import print_json, print_table, progress
from tradegap.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.tree import Tree

_WHOLE_LINES = 10_000
"""How wide a line may be where it goes to a file or another program."""


def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A result, such as gap_usd_bn_per_year; without one all are listed.",
            autocompletion=complete_result,
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", "-s", help="The scenario.", autocompletion=complete_scenario),
    ] = None,
    parameter: Parameters = None,
    as_of: AsOf = None,
    json: Json = False,
    reports: Reports = None,
) -> None:
    """Explain a result: its formula in words, its inputs, and where each comes from.

    Reads the built report of the scenario and parameters if it is up to date; otherwise the
    chapters are run, and nothing is written.

    Examples:
      tradegap explain coverage_share

      tradegap explain coverage_share --as-of 2018-06-10

      tradegap explain hindsight.surplus_usd_bn.2018 --json

    """
    from tradegap.reporting.provenance import closure

    results = _results(scenario, read_parameters(parameter, as_of), reports, name, quiet=json)
    if name is None:
        _list(results, json=json)
        return
    found = _find(results, name)
    nodes = results["graph"]["nodes"]
    if json:
        behind = (
            {node: nodes[node] for node in closure(nodes, [found["node"]])}
            if _has_node(found)
            else {}
        )
        print_json({"name": name, "result": found, "nodes": behind})
    elif _has_node(found):
        from rich.console import Console

        width = None if sys.stdout.isatty() else _WHOLE_LINES
        Console(width=width).print(_tree(name, nodes, found["node"]))
    else:
        _print_plain(name, found)


def _results(
    scenario: str | None,
    given: Mapping[str, str],
    reports: Path | None,
    name: str | None,
    *,
    quiet: bool,
) -> dict[str, Any]:
    """Return the results of a report; a name that no chapter will publish is refused at once."""
    from tradegap.build.build import compute
    from tradegap.build.editions import find_report, read_results
    from tradegap.build.known_names import refuse_unknown
    from tradegap.build.places import reports_dir
    from tradegap.build.plan import make_plan
    from tradegap.build.shelves import EditionShelf
    from tradegap.build.up_to_date import up_to_date

    folder = reports_dir(reports)
    plan = make_plan(scenario or _default_scenario(), given)
    shelf = EditionShelf(folder, plan.slug)
    if up_to_date(plan, shelf):
        return read_results(find_report(folder, plan.slug))
    if name is not None:
        refuse_unknown(name, plan, shelf)
    with progress(quiet=quiet) as step:
        results, _, _ = compute(plan, progress=step)
    return results


def _default_scenario() -> str:
    """Return the case of the default report, or the one that there is."""
    from tradegap.data.scenarios import list_scenarios

    known = [path.stem for path in list_scenarios()]
    if DEFAULT_SCENARIO in known:
        return DEFAULT_SCENARIO
    if len(known) != 1:
        raise InputError(f"Name a scenario with --scenario: {', '.join(known)}.")
    return known[0]


def _find(results: Mapping[str, Any], name: str) -> Any:
    """Return the result of a dotted name; raises `UnknownNameError` with the nearest names."""
    from tradegap.build.results import flat

    known = dict(flat(results))
    if name not in known:
        raise UnknownNameError("result", name, known)
    return known[name]


def _list(results: Mapping[str, Any], *, json: bool) -> None:
    """Print every result that can be explained, with its value and unit."""
    from tradegap.build.results import flat

    known = dict(flat(results))
    if json:
        print_json(known)
        return
    rows = [[name, _short(value), value["unit"]] for name, value in known.items()
            if _has_node(value)]  # fmt: skip
    print_table(["Result", "Value", "Unit"], rows)


def _short(quantity: Mapping[str, Any]) -> str:
    value = quantity["value"]
    return f"{value:,.6g}" if isinstance(value, int | float) else "not known"


def _has_node(value: Any) -> bool:
    return isinstance(value, dict) and "node" in value


def _print_plain(name: str, value: Any) -> None:
    if isinstance(value, list):
        print(f"{name}: {len(value)} entries")
        for entry in value:
            print(f"  {entry}")
    else:
        print(f"{name} = {value}")


def _tree(name: str, nodes: Mapping[str, Any], root: str) -> Tree:
    from rich.text import Text
    from rich.tree import Tree as RichTree

    from tradegap.reporting.provenance import lineage

    tree = RichTree(Text(name, style="bold"))
    branches: list[RichTree] = [tree]
    for depth, text in lineage(nodes, root):
        del branches[depth + 1 :]
        branches.append(branches[depth].add(Text(text)))
    return tree
