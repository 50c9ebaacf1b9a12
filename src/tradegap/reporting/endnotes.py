"""The notes at the end of each chapter in print: one for each quantity that its text shows.

Written from the calculation graph, like the last chapter, which has what these rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import nbformat

from tradegap.data.catalog import Catalog, read_catalog
from tradegap.reporting.notes_assumptions import Nodes, ToldAssumptions, rated_range
from tradegap.reporting.notes_calculations import Calculations, value_in_words
from tradegap.reporting.notes_origins import (
    OWN_NAMES,
    case_words,
    pledge_words,
    publisher,
    row_words,
)
from tradegap.reporting.provenance import (
    CHOSEN,
    closure,
    published_words,
    reasons,
)
from tradegap.reporting.source_words import source_words, where_read
from tradegap.reporting.text import escaped, joined
from tradegap.reporting.typst.document import ENDNOTES, PRINT_ONLY

Leaf = Mapping[str, Any]


def endnotes(results: Mapping[str, Any], linked: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return for each chapter that links nodes in its text the cell with their notes.

    The cell's metadata say which number each node has there (`notes`).
    """
    nodes = results["graph"]["nodes"]
    known = {stem: [i for i in ids if i in nodes] for stem, ids in linked.items()}
    calculations = Calculations(nodes, list(dict.fromkeys(i for s in known.values() for i in s)))
    catalog = read_catalog()
    made: dict[str, Any] = {}
    for stem, ids in known.items():
        numbers = _numbered(calculations, ids)
        told = ToldAssumptions(stem)
        lines = [
            f"{number}. {_marks(stem, number, same)}"
            f"{_note(calculations, catalog, same, told.by(number))} "
            f"[cited](#cited-{stem}-{number})"
            for number, same in enumerate(_grouped(calculations, ids), start=1)
        ]
        if lines:
            meta = {"tags": [ENDNOTES, PRINT_ONLY], "notes": numbers}
            made[stem] = nbformat.v4.new_markdown_cell("\n".join(lines), metadata=meta)
    return made


def _grouped(calculations: Calculations, ids: Iterable[str]) -> list[list[str]]:
    """Return the nodes by quantity: the same number told in another unit has the same note."""
    groups: dict[str, list[str]] = {}
    for node_id in ids:
        groups.setdefault(calculations.source(node_id), []).append(node_id)
    return list(groups.values())


def _numbered(calculations: Calculations, ids: Sequence[str]) -> dict[str, int]:
    groups = enumerate(_grouped(calculations, ids), start=1)
    return {node_id: number for number, same in groups for node_id in same}


def _marks(stem: str, number: int, same: Sequence[str]) -> str:
    names = [f"note-{stem}-{number}", *(f"n-{node_id}" for node_id in same)]
    return "".join(f'<a id="{name}"></a>' for name in names)


def _note(
    calculations: Calculations,
    catalog: Catalog,
    same: Sequence[str],
    assumptions: Callable[[Nodes], list[str]],
) -> str:
    """Return formula in words and in numbers, the value, and what it rests on in the end."""
    node_id = calculations.source(same[0])
    node = calculations.nodes[node_id]
    name = f"<b>{escaped(calculations.label(same[0]))}</b>"
    value = f"<b>{calculations.values(node_id)}</b>"
    if "leaf" in node:
        return f"{name} = {value}. {_leaf(node, catalog)}"
    words = escaped(calculations.words(node_id))
    rests = "; ".join(_origins(calculations, node_id, catalog, assumptions))
    return f"{name}: {words} = {calculations.numbers(node_id)} = {value}. From {rests}."


def _leaf(node: Mapping[str, Any], catalog: Catalog) -> str:
    leaf = node["leaf"]
    match leaf["kind"]:
        case "figure":
            row = row_words({k: v for k, v in leaf["row"].items() if k not in OWN_NAMES})
            own = where_read(leaf, catalog.table(leaf["table"]))
            return (
                f"{_table(leaf, catalog)}, column `{leaf['column']}`, "
                + (f"row {row}, " if row else "")
                + f"{_published(leaf)}{f', {own}' if own else ''}."
            )
        case "assumption":
            return f"Assumption, {rated_range(leaf)}. {reasons(leaf)}"
        case "decision":
            what = escaped(pledge_words(node))
            return f"{case_words(leaf['case'])}, {what}: {escaped(leaf['reason'])}."
        case _:
            source = f", {source_words(leaf['source'])}" if leaf["source"] else ""
            return f"Parameter, {CHOSEN[leaf['chosen_in']]}{source}."


def _origins(
    calculations: Calculations,
    node_id: str,
    catalog: Catalog,
    assumptions: Callable[[Nodes], list[str]],
) -> Iterator[str]:
    """Yield what a calculation rests on: tables, assumptions, parameters and decisions."""
    nodes = calculations.nodes
    leaves = [nodes[i] for i in closure(nodes, [node_id]) if "leaf" in nodes[i]]
    tables: dict[str, dict[str, None]] = {}
    for node in leaves:
        if node["leaf"]["kind"] == "figure":
            name = node["leaf"]["table"]
            table = f"[{escaped(catalog.table(name).title)}](#t-{name})"
            tables.setdefault(table, {})[_published(node["leaf"])] = None
    for table, dates in tables.items():
        yield f"{table}, {joined([*dates])}"
    of_kind = {
        kind: [node for node in leaves if node["leaf"]["kind"] == kind]
        for kind in ("assumption", "parameter", "decision")
    }
    yield from assumptions(of_kind["assumption"])
    yield from dict.fromkeys(
        f"{escaped(node['label'])} = {value_in_words(node)} ({CHOSEN[node['leaf']['chosen_in']]})"
        for node in of_kind["parameter"]
        if node["leaf"]["chosen_in"] != "definition"
    )
    if of_kind["decision"]:
        yield f"rules of crediting applied to {len(of_kind['decision'])} lines of the ledger"


def _table(leaf: Leaf, catalog: Catalog) -> str:
    table = catalog.table(leaf["table"])
    return f"*{escaped(table.title)}* ({publisher(table)})"


def _published(leaf: Leaf) -> str:
    later = ", a later vintage" if leaf["later_vintage"] else ""
    return f"published {published_words(leaf['published'])}{later}"
