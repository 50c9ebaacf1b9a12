"""The notes of what nobody calculated: assumptions, parameters, decisions, published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from tradegap.data.catalog import Catalog, Table
from tradegap.model.units import BASES
from tradegap.reporting.notes_calculations import Calculations
from tradegap.reporting.numbers import format_number
from tradegap.reporting.provenance import CHOSEN, decimals, escaped, published_words

Leaf = Mapping[str, Any]
LONGEST_SERIES = 24  # values that are printed; a longer series stands in its table
_LATER = (
    "By table, then by column. A *later vintage* was published after the report's as-of date, for "
    "a period that was out by then."
)
_T = TypeVar("_T", bound=Hashable)


def origin_sections(
    calculations: Calculations, leaves: Sequence[str], catalog: Catalog
) -> list[str]:
    """Return the sections of the leaves as Markdown, those that have any."""
    kinds = _grouped(leaves, lambda i: calculations.nodes[i]["leaf"]["kind"])
    made = [
        ("Assumptions", _assumptions(calculations, kinds.get("assumption", []))),
        ("Parameters", _parameters(calculations, kinds.get("parameter", []))),
        ("Decisions", _decisions(calculations, kinds.get("decision", []))),
        ("Published figures", _figures(calculations, kinds.get("figure", []), catalog)),
    ]
    return [f"## {title}\n\n{text}" for title, text in made if text]


def _grouped(ids: Iterable[str], key: Callable[[str], _T]) -> dict[_T, list[str]]:
    groups: dict[_T, list[str]] = defaultdict(list)
    for node_id in ids:
        groups[key(node_id)].append(node_id)
    return dict(groups)


def _told(calculations: Calculations, ids: Iterable[str]) -> str:
    """Return the values of one name, each with its mark."""
    return "; ".join(
        f"{calculations.anchors(i)}{calculations.values(i)}{_also(calculations, i)}" for i in ids
    )


def _also(calculations: Calculations, node_id: str) -> str:
    also = calculations.also(node_id)
    return f", taken as: {escaped(also)}" if also else ""


def _assumptions(calculations: Calculations, ids: Sequence[str]) -> str:
    nodes = calculations.nodes
    items = []
    for (name, label), same in _grouped(
        ids, lambda i: (nodes[i]["leaf"]["name"], nodes[i]["label"])
    ).items():
        leaf = nodes[same[0]]["leaf"]
        items.append(
            f"- <b>{escaped(label)}</b> = {_told(calculations, same)}. `{name}`: "
            f"low {leaf['low']:g}, central {leaf['central']:g}, high {leaf['high']:g}; "
            f"quality {leaf['quality']}, impact {leaf['impact']}. "
            f"Source: {escaped(leaf['source'])}. {escaped(leaf['rationale'])}"
        )
    return "\n".join(items)


def _parameters(calculations: Calculations, ids: Sequence[str]) -> str:
    nodes = calculations.nodes
    parts = []
    for chosen_in, words in CHOSEN.items():
        chosen = [i for i in ids if nodes[i]["leaf"]["chosen_in"] == chosen_in]
        items = [
            f"- <b>{escaped(label)}</b> = {_told(calculations, same)}"
            + (f". Source: {escaped(source)}" if source else "")
            for (label, source), same in _grouped(
                chosen, lambda i: (nodes[i]["label"], nodes[i]["leaf"]["source"])
            ).items()
        ]
        if items:
            parts.append(f"{words[0].upper()}{words[1:]}:\n\n" + "\n".join(items))
    return "\n\n".join(parts)


def _decisions(calculations: Calculations, ids: Sequence[str]) -> str:
    nodes = calculations.nodes
    items = []
    for (case, value, reason), same in _grouped(
        ids,
        lambda i: (nodes[i]["leaf"]["case"], nodes[i]["value"], nodes[i]["leaf"]["reason"]),
    ).items():
        verdict = "counts" if value else "does not count"
        pledges = ", ".join(
            f"{calculations.anchors(i)}{escaped(nodes[i]['leaf']['pledge'])}" for i in same
        )
        items.append(f"- Case `{case}`, {verdict}, {escaped(reason)}: {pledges}")
    return "\n".join(items)


def _figures(calculations: Calculations, ids: Sequence[str], catalog: Catalog) -> str:
    nodes = calculations.nodes
    parts = []
    for name, of_table in _grouped(ids, lambda i: str(nodes[i]["leaf"]["table"])).items():
        columns = _grouped(
            of_table,
            lambda i: (str(nodes[i]["leaf"]["column"]), nodes[i]["basis"]),
        )
        items = [
            _column(calculations, catalog.table(name), column, basis, same)
            for (column, basis), same in columns.items()
        ]
        parts.append(f"{_heading(name, catalog.table(name))}\n\n" + "\n".join(items))
    return "\n\n".join([_LATER, *parts]) if parts else ""


def _heading(name: str, table: Table) -> str:
    origin = table.origin
    title = escaped(origin.title)
    where = (
        f"[{title}]({origin.address})"
        if origin.address.startswith("http")
        else f"{title} ({escaped(origin.address)})"
    )
    return (
        f"<b>{escaped(table.title)}</b>, table `{name}`: {escaped(origin.producer)}, {where}; "
        f"licence: {escaped(origin.licence)}"
    )


def _column(
    calculations: Calculations, table: Table, column: str, basis: str | None, ids: Sequence[str]
) -> str:
    """Return the figures of one column; what all of them share is said once, before them."""
    nodes = calculations.nodes
    ids = sorted(ids, key=lambda i: (nodes[i]["label"], nodes[i]["leaf"]["published"]))
    labels = [str(nodes[i]["label"]) for i in ids]
    shared = _shared_beginning(labels)
    details = [_details(calculations, table, i) for i in ids]
    common = [part for part in details[0] if all(part in other for other in details)]
    of = f", {escaped(shared)}" if shared else ""
    told = f"; basis: {escaped(BASES[basis])}" if basis else ""
    rows = [
        f"    - {calculations.anchors(i)}{escaped(label.removeprefix(f'{shared}, '))} = "
        f"<b>{calculations.values(i)}</b>{_series(nodes[i])}"
        + "".join(f"; {part}" for part in parts if part not in common)
        for i, label, parts in zip(ids, labels, details, strict=True)
    ]
    return "\n".join([f"- `{column}`{of}{told}{''.join(f'; {c}' for c in common)}", *rows])


def _shared_beginning(labels: Sequence[str]) -> str:
    """Return the words, up to a comma, with which all of several names begin."""
    first, last = min(labels), max(labels)
    if first == last:
        return ""
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[:same].rpartition(", ")[0]


def _details(calculations: Calculations, table: Table, node_id: str) -> list[str]:
    """Return the rest of what is to be said of a figure: its row, vintage, source, other bases."""
    node = calculations.nodes[node_id]
    leaf = node["leaf"]
    row = ", ".join(
        f"{name} {value}"
        for name, value in leaf["row"].items()
        if str(value) not in str(node["label"]) and name not in table.vintage.by_row
    )
    return [
        part
        for part in (
            f"row {escaped(row)}" if row else "",
            _vintage(leaf),
            f"read in {escaped(leaf['source'])}" if leaf["source"] else "",
            _also(calculations, node_id).removeprefix(", "),
        )
        if part
    ]


def _vintage(leaf: Leaf) -> str:
    later = ", *later vintage*" if leaf["later_vintage"] else ""
    return f"published {published_words(leaf['published'])}{later}"


def _series(node: Mapping[str, Any]) -> str:
    """Return the values of a short series."""
    values = node["value"]
    if not isinstance(values, list) or len(values) > LONGEST_SERIES:
        return ""
    told = (
        format_number(v, decimals(v), "missing") if v is not None else "missing" for v in values
    )
    return f": {'; '.join(told)}"
