"""The last chapter: how each number on the page was made, down to figures and assumptions.

Written from the calculation graph in the results, never by hand. Each number that the report links
has its entry here, and so has everything it was made from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import nbformat

from tradegap.data.catalog import Catalog, read_catalog
from tradegap.errors import UnknownNameError
from tradegap.model.graph import to_json
from tradegap.model.operations import in_words
from tradegap.model.quantity import Quantity
from tradegap.model.units import BASES
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.text import joined

Nodes = Mapping[str, Mapping[str, Any]]
TITLE = "How each number was made"
_INTRODUCTION = (
    "Every linked number of this report, and everything that it was made from. A *published "
    "figure* is a row of a table in the catalog, an *assumption* is a number that nobody "
    "publishes; a *parameter* was chosen in the scenario or when the report was built; a "
    "*decision* is a rule of crediting applied to a pledge."
)


def nodes_chapter(results: Mapping[str, Any], linked_ids: Collection[str]) -> list[Any]:
    """Return the cells of the chapter, one entry for each node behind the linked ones."""
    nodes: Nodes = results["graph"]["nodes"]
    entries = _with_conversions(nodes, closure(nodes, [i for i in linked_ids if i in nodes]))
    catalog = read_catalog()
    entries_text = "\n".join(_entry(ids, nodes, catalog) for ids in entries)
    text = f"# {TITLE}\n\n{_INTRODUCTION}\n\n{entries_text}"
    return [nbformat.v4.new_markdown_cell(text)]


def closure(nodes: Nodes, roots: Iterable[str]) -> list[str]:
    """Return the roots and everything behind them, each before what it was made from.

    Raises `UnknownNameError` for a root that the graph doesn't have.
    """
    order: dict[str, None] = {}
    waiting = list(reversed(list(roots)))
    while waiting:
        node_id = waiting.pop()
        if node_id not in nodes:
            raise UnknownNameError("node", node_id, nodes)
        if node_id not in order:
            order[node_id] = None
            waiting.extend(reversed(nodes[node_id].get("inputs", [])))
    return list(order)


def lineage(nodes: Nodes, root: str) -> Iterator[tuple[int, str]]:
    """Yield depth and text for a node and all behind it, as `tradegap explain` prints them."""
    seen: set[str] = set()
    waiting = [(0, root)]
    while waiting:
        depth, node_id = waiting.pop()
        node = nodes[node_id]
        again = node_id in seen and bool(node.get("inputs"))
        told = "(as above)" if again else _plain(_made_of(node, nodes, linked=False))
        yield depth, f"{node['label']} = {shown_value(node)}  {told}"
        if not again:
            waiting.extend((depth + 1, i) for i in reversed(node.get("inputs", [])))
        seen.add(node_id)


def shown_value(node: Mapping[str, Any]) -> str:
    """Return a node's value with its unit, to the digits that its unit is printed in."""
    value, unit = node["value"], node["unit"]
    if isinstance(value, list):
        return f"{len(value)} values in {unit}"
    if value is None:
        return "missing"
    if unit == "flag":
        return "yes" if value else "no"
    if unit == "share":
        return f"{format_number(value, 4)} ({format_number(100 * value, 1)}%)"
    return f"{format_number(value, _decimals(value))} {unit}"


def _decimals(value: float) -> int:
    """Show a whole number as one; else as many digits as a published figure has, four at most."""
    return next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)


def _with_conversions(nodes: Nodes, order: Iterable[str]) -> list[list[str]]:
    """Put a number and the same number in other units together: one entry, several anchors."""
    together: dict[str, list[str]] = {}
    for node_id in order:
        source = node_id
        while nodes[source]["op"] == "convert":
            source = nodes[source]["inputs"][0]
        together.setdefault(source, [source])
        if node_id != source:
            together[source].append(node_id)
    return list(together.values())


def _entry(ids: Sequence[str], nodes: Nodes, catalog: Catalog) -> str:
    node = nodes[ids[0]]
    anchors = "".join(f'<a id="n-{i}"></a>' for i in ids)
    values = " = ".join(shown_value(nodes[i]) for i in ids)
    published = node.get("leaf", {}).get("kind") == "figure" and node["basis"]
    basis = f" Basis: {BASES[node['basis']]}." if published else ""
    made = _made_of(node, nodes, linked=True, catalog=catalog)
    return f"- {anchors}**{_escaped(node['label'])}** = {values}. {made}{basis}"


def _made_of(
    node: Mapping[str, Any], nodes: Nodes, *, linked: bool, catalog: Catalog | None = None
) -> str:
    if "leaf" in node:
        return _leaf(node["leaf"], catalog or read_catalog())
    names = [
        f"[{_escaped(nodes[i]['label'])}](#n-{i})" if linked else nodes[i]["label"]
        for i in node["inputs"]
    ]
    if node["op"].startswith("opaque:"):
        return f"Computed by `{node['op'].removeprefix('opaque:')}` from {joined(names)}."
    return f"Made as {in_words(node['op'], names)}."


def _leaf(leaf: Mapping[str, Any], catalog: Catalog) -> str:
    match leaf["kind"]:
        case "figure":
            return _figure(leaf, catalog)
        case "assumption":
            return (
                f"Assumption `{leaf['name']}`: low {leaf['low']:g}, central {leaf['central']:g}, "
                f"high {leaf['high']:g}; quality {leaf['quality']}, impact {leaf['impact']}. "
                f"Source: {_escaped(leaf['source'])}. {_escaped(leaf['rationale'])}"
            )
        case "decision":
            return f"Decision, case `{leaf['case']}`: {_escaped(leaf['reason'])}."
        case _:
            chosen = {
                "scenario": "chosen in the scenario",
                "parameter": "given when the report was built",
                "definition": "true by definition",
            }[leaf["chosen_in"]]
            source = f" Source: {_escaped(leaf['source'])}." if leaf["source"] else ""
            return f"Parameter `{leaf['name']}`, {chosen}.{source}"


def _figure(leaf: Mapping[str, Any], catalog: Catalog) -> str:
    table = catalog.table(leaf["table"])
    row = ", ".join(f"{name} {value}" for name, value in leaf["row"].items())
    later = ", a later vintage than the as-of date" if leaf["later_vintage"] else ""
    origin = table.origin
    where = (
        f"[{_escaped(origin.title)}]({origin.address})"
        if origin.address.startswith("http")
        else f"{_escaped(origin.title)} ({origin.address})"
    )
    own = f" Read in: {_escaped(leaf['source'])}." if leaf["source"] else ""
    return (
        f"Published figure: {_escaped(origin.producer)}, {where}; table `{leaf['table']}`, row "
        f"{_escaped(row)}, column `{leaf['column']}`, published "
        f"{_published(leaf['published'])}{later}.{own}"
    )


def _published(text: str) -> str:
    try:
        return format_date(text)
    except ValueError:
        return text


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, f"\\{mark}")
    return text


def _plain(markdown: str) -> str:
    """Return a leaf's Markdown as plain text for a terminal."""
    return markdown.replace("\\", "").replace("`", "")


def explain(quantity: Quantity) -> str:
    """Return how a quantity was made, one line a node, indented by depth."""
    nodes = to_json([quantity])
    return "\n".join("  " * depth + text for depth, text in lineage(nodes, quantity.node_id))
