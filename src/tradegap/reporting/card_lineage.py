"""The lineage of a quantity as HTML that folds: what it was made of, down to its leaves."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import mistune
import numpy as np

from tradegap.model.graph import to_json
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import format_number
from tradegap.reporting.provenance import Nodes, made_of, shown_value

MOST_ROWS = 12
MOST_NODES = 400
_DOLLAR = re.compile(r"\$(?![^<>]*>)")  # not one within a tag, in an address


def escape(text: str) -> str:
    """Return text as HTML; Jupyter would take what stands between two dollar signs for formulas."""
    return html.escape(text).replace("$", "<span>$</span>")


def value_text(quantity: Quantity) -> str:
    """Return a quantity's value with its unit, or that it is missing."""
    if isinstance(quantity.value, np.ndarray):
        return shown_value({"value": quantity.value.tolist(), "unit": quantity.unit})
    return shown_value({"value": quantity.value, "unit": quantity.unit})


def series_html(quantity: Quantity) -> str:
    """Return the rows of a series as a table, the middle of a long one left out; else nothing."""
    if quantity.index is None or not isinstance(quantity.value, np.ndarray):
        return ""
    rows = list(zip(quantity.index, quantity.value.tolist(), strict=True))
    half = MOST_ROWS // 2
    cut = [*rows[:half], ("...", None), *rows[-half:]] if len(rows) > MOST_ROWS else rows
    lines = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(str(name))}</th>'
        f"<td>{'...' if name == '...' else escape(_number(value))}</td></tr>"
        for name, value in cut
    )
    caption = f'<caption style="text-align: left">{escape(quantity.unit)}</caption>'
    return f"<table>{caption}<tbody>{lines}</tbody></table>"


def _number(value: float | None) -> str:
    return "missing" if value is None or np.isnan(value) else format_number(value, 1)


def lineage_html(quantity: Quantity) -> str:
    """Return how the quantity was made, each step folded into the one above it.

    What was told once is not told again; past 400 steps it says that there are more.
    """
    nodes = to_json([quantity])
    return _step(nodes, quantity.node_id, set(), is_open=True)


def lineages_html(quantities: Sequence[Quantity]) -> str:
    """Return how several quantities were made, one below the other, where `#n-...` leads.

    As `lineage_html`, all folded, and the 400 steps are for them together.
    """
    nodes, told = to_json(quantities), set[str]()
    names = dict.fromkeys(quantity.node_id for quantity in quantities)
    return "".join(f'<div id="n-{name}">{_step(nodes, name, told)}</div>' for name in names)


def _step(nodes: Nodes, node_id: str, told: set[str], *, is_open: bool = False) -> str:
    node = nodes[node_id]
    inputs = node.get("inputs", [])
    again = node_id in told and bool(inputs)
    told.add(node_id)
    line = f"{escape(node['label'] or node['op'])} = {escape(shown_value(node))}"
    words = "As above." if again else _sentence(made_of(node, nodes))
    if again or not inputs:
        return f"<div><strong>{line}</strong>. {words}</div>"
    if len(told) > MOST_NODES:
        return f"<div><strong>{line}</strong>. {words} More stands behind it.</div>"
    inner = "".join(_step(nodes, name, told) for name in inputs)
    return (
        f"<details{' open' if is_open else ''}><summary><strong>{line}</strong>. {words}</summary>"
        f'<div style="margin-left: 1.5em">{inner}</div></details>'
    )


def read_html(markdown: str) -> str:
    """Return Markdown as HTML; HTML in it is shown, not obeyed."""
    return _DOLLAR.sub("<span>$</span>", str(_reader()(markdown)).strip())


def _sentence(markdown: str) -> str:
    """Return a sentence of Markdown as HTML in a line."""
    return read_html(markdown).removeprefix("<p>").removesuffix("</p>")


@cache
def _reader() -> Any:
    return mistune.create_markdown(escape=True, plugins=["url"])
