"""How a number was made, down to figures and assumptions, from the calculation graph.

The last chapter of a report is written in `tradegap.reporting.notes`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from tradegap.data.catalog import Catalog, read_catalog
from tradegap.errors import InputError, UnknownNameError
from tradegap.model.graph import to_json
from tradegap.model.names import dates_in_words
from tradegap.model.operations import in_words
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import format_date, format_number, with_minus_signs
from tradegap.reporting.opaque_words import opaque_words
from tradegap.reporting.source_words import source_words, where_read
from tradegap.reporting.text import escaped, joined

Nodes = Mapping[str, Mapping[str, Any]]
_LINK = re.compile(r"\[[^\]]*\]\(<([^>]*)>\)")
_FIRST_YEAR = 1000
_STATED_DIGITS = 2  # the most of a number that was stated, not calculated
_SMALL = 1e-3
CHOSEN = {
    "scenario": "chosen in the scenario",
    "parameter": "given when the report was built",
    "definition": "true by definition",
}


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
        told = "(as above)" if again else _plain(made_of(node, nodes))
        yield depth, f"{node['label']} = {shown_value(node)}  {told}"
        if not again:
            waiting.extend((depth + 1, i) for i in reversed(node.get("inputs", [])))
        seen.add(node_id)


def shown_value(node: Mapping[str, Any]) -> str:
    """Return a node's value with its unit, to the digits that its unit is printed in."""
    value, unit = node["value"], node["unit"]
    if isinstance(value, list):
        return f"{len(value)} {'value' if len(value) == 1 else 'values'} in {unit}"
    if value is None:
        return "missing"
    if unit == "flag":
        return "yes" if value else "no"
    if is_seed(node) or is_calendar_year(node):
        return str(int(value))
    if unit == "share":
        return _share(value) if _is_percentage(node) else format_number(value, decimals(value))
    return f"{format_number(value, decimals(value))} {unit}"


def _share(value: float) -> str:
    """Return a share as it is and in percent: to four digits, one below a thousandth to two."""
    leading = -math.floor(math.log10(abs(value))) if 0 < abs(value) < _SMALL else 0
    digits, of_percent = (leading + 1, leading - 1) if leading else (4, 1)
    return f"{format_number(value, digits)} ({format_number(100 * value, of_percent)}%)"


def _is_percentage(node: Mapping[str, Any]) -> bool:
    """Say whether a pure number is a share of something.

    A round one from 1 on (an elasticity), and one that a definition sets (years, draws), isn't.
    """
    value = node["value"]
    if abs(value) < 1:
        return bool(value)
    defined = node.get("leaf", {}).get("chosen_in") == "definition"
    return not defined and decimals(value) > _STATED_DIGITS


def is_seed(node: Mapping[str, Any]) -> bool:
    """Say whether a node is the seed of the draws: a name in digits, which has no thousands."""
    return str(node.get("leaf", {}).get("name")) == "seed"


def is_calendar_year(node: Mapping[str, Any]) -> bool:
    """Say whether a node is a calendar year, 2030 and not 2,030; five years are none."""
    value = node["value"]
    if node["unit"] != "year" or not isinstance(value, int | float):
        return False
    return value >= _FIRST_YEAR and value == int(value)


def range_words(leaf: Mapping[str, Any]) -> str:
    """Return an assumption's low, central and high value."""
    told = f"low {leaf['low']:g}, central {leaf['central']:g}, high {leaf['high']:g}"
    return with_minus_signs(told)


def reasons(leaf: Mapping[str, Any]) -> str:
    """Return in Markdown from whom an assumption is, and why it is what it is."""
    source = source_words(with_minus_signs(leaf["source"])).rstrip(".")
    return f"Source: {source}. {escaped(dates_in_words(with_minus_signs(leaf['rationale'])))}"


def decimals(value: float) -> int:
    """Show a whole number as one; else as many digits as a published figure has, four at most."""
    return next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)


def made_of(node: Mapping[str, Any], nodes: Nodes) -> str:
    """Return in Markdown what a node was made of: its operation, or where its leaf comes from."""
    if "leaf" in node:
        return _leaf(node["leaf"], read_catalog())
    names = [nodes[i]["label"] for i in node["inputs"]]
    if node["op"].startswith("opaque:"):
        words = opaque_words(node["op"])
        return f"{words[0].upper()}{words[1:]}; from {joined(names)}."
    return f"Made as {in_words(node['op'], names)}."


def _leaf(leaf: Mapping[str, Any], catalog: Catalog) -> str:
    match leaf["kind"]:
        case "figure":
            return _figure(leaf, catalog)
        case "assumption":
            return (
                f"Assumption `{leaf['name']}`: {range_words(leaf)}; quality {leaf['quality']}, "
                f"impact {leaf['impact']}. {reasons(leaf)}"
            )
        case "decision":
            return f"Decision, case `{leaf['case']}`: {escaped(leaf['reason'])}."
        case _:
            chosen = CHOSEN[leaf["chosen_in"]]
            source = f" Source: {escaped(leaf['source'])}." if leaf["source"] else ""
            return f"Parameter `{leaf['name']}`, {chosen}.{source}"


def _figure(leaf: Mapping[str, Any], catalog: Catalog) -> str:
    table = catalog.table(leaf["table"])
    row = ", ".join(f"{name} {value}" for name, value in leaf["row"].items())
    later = ", a later vintage than the as-of date" if leaf["later_vintage"] else ""
    origin = table.origin
    where = escaped(origin.title) + (f" ({origin.link})" if origin.link else "")
    own = where_read(leaf, table)
    own = f" {own[0].upper()}{own[1:]}." if own else ""
    return (
        f"Published figure: {escaped(origin.producer)}, {where}; table `{leaf['table']}`, row "
        f"{escaped(row)}, column `{leaf['column']}`, published "
        f"{published_words(leaf['published'])}{later}.{own}"
    )


def published_words(text: str) -> str:
    """Return a date of publication in words, or as it stands where it is no full date."""
    try:
        return format_date(text)
    except ValueError:
        return text


def _plain(markdown: str) -> str:
    """Return a leaf's Markdown as plain text for a terminal."""
    addresses = _LINK.sub(r"\1", markdown)
    return addresses.replace("\\", "").replace("`", "")


class Lines(str):
    """A text of several lines, which a notebook shows as lines."""

    __slots__ = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(self)}</pre>'


def explain(quantity: Quantity) -> Lines:
    """Return how a quantity was made, one line a node, indented by depth."""
    if not isinstance(quantity, Quantity):
        raise InputError(
            f"explain: {quantity!r} is no quantity; give a result of a case, such as "
            "case.gap().coverage_share."
        )
    nodes = to_json([quantity])
    told = ("  " * depth + text for depth, text in lineage(nodes, quantity.node_id))
    return Lines("\n".join(told))
