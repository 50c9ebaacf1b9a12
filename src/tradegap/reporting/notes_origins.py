"""The notes of what nobody calculated: assumptions, parameters, decisions, published figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from tradegap.data.catalog import Catalog, Table
from tradegap.model.names import cell_in_words, dates_in_words
from tradegap.model.units import BASES
from tradegap.reporting.notes_calculations import LONGEST_SERIES, Calculations, length
from tradegap.reporting.provenance import (
    CHOSEN,
    published_words,
    range_words,
    reasons,
)
from tradegap.reporting.source_words import NONE, link, source_words, where_read
from tradegap.reporting.text import escaped

Leaf = Mapping[str, Any]
OWN_NAMES = ("id",)  # of rows, whose figures have names of their own
_LATER = (
    "By table, then by column. A *later vintage* was published after the report's as-of date, for "
    "a period that was out by then."
)
_IN_FULL = (
    f". Series of more than {LONGEST_SERIES} values stand in full in `results.json`, in the zip "
    "of data beside this report and attached to its PDF"
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
    """Return the values of one name, each once, with the marks of all that have it."""
    alike = _grouped(ids, lambda i: (calculations.values(i), _also(calculations, i)))
    return "; ".join(
        f"{''.join(calculations.anchors(i) for i in same)}<b>{value}</b>{also}"
        for (value, also), same in alike.items()
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
            f"{range_words(leaf)}; quality {leaf['quality']}, impact {leaf['impact']}. "
            f"{reasons(leaf)}"
        )
    return "\n".join(items)


def _parameters(calculations: Calculations, ids: Sequence[str]) -> str:
    nodes = calculations.nodes
    parts = []
    for chosen_in, words in CHOSEN.items():
        chosen = [i for i in ids if nodes[i]["leaf"]["chosen_in"] == chosen_in]
        items = [
            f"- <b>{escaped(label)}</b> = {_told(calculations, same)}"
            + (f". Source: {source_words(source)}" if source else "")
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
        verdict = f"<b>{'counts' if value else 'does not count'}</b>"
        pledges = "; ".join(
            f"{calculations.anchors(i)}{escaped(pledge_words(nodes[i]))}" for i in same
        )
        items.append(f"- {case_words(case)}, {verdict}, {escaped(reason)}: {pledges}")
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
        long = any(length(nodes[i]) > LONGEST_SERIES for i in of_table)
        heading = _heading(name, catalog.table(name)) + (_IN_FULL if long else "")
        parts.append(f"{heading}\n\n" + "\n".join(items))
    return "\n\n".join([_LATER, *parts]) if parts else ""


def _heading(name: str, table: Table) -> str:
    by_row = "addresses stand by the figures" if "source" in table.columns else NONE
    where = "" if table.origin.link else f" ({by_row})"
    return (
        f'<a id="t-{name}"></a>'
        f"<b>{escaped(table.title)}</b>, table `{name}`: {publisher(table)}{where}; "
        f"licence: {escaped(table.origin.licence)}"
    )


def publisher(table: Table) -> str:
    """Return who published a table, as what, and at which address, where one is known."""
    origin = table.origin
    where = f", {link(origin.link, whole=True)}" if origin.link else ""
    title = escaped(dates_in_words(origin.title))
    return f"{escaped(origin.producer)}, {title}{where}"


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
        f"<b>{calculations.values(i)}</b>{calculations.series(i)}"
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
    row = row_words(
        {
            name: value
            for name, value in leaf["row"].items()
            if cell_in_words(str(value)) not in str(node["label"])
            and name not in (*table.vintage.by_row, *OWN_NAMES)
        }
    )
    return [
        part
        for part in (
            f"row {row}" if row else "",
            _vintage(leaf),
            where_read(leaf, table),
            _also(calculations, node_id).removeprefix(", "),
        )
        if part
    ]


def _vintage(leaf: Leaf) -> str:
    later = ", *later vintage*" if leaf["later_vintage"] else ""
    return f"published {published_words(leaf['published'])}{later}"


def pledge_words(node: Mapping[str, Any]) -> str:
    """Return the pledge that a decision is about: what, by whom, how much, when."""
    return str(node["label"]).removesuffix(" counts")


def case_words(name: str) -> str:
    """Return a case of crediting as its title in a note: `Case as stated`."""
    return f"Case {name.replace('_', ' ')}" if name != "any" else "Any case"


def row_words(row: Mapping[str, Any]) -> str:
    """Return in Markdown which row of its table a figure is: `partner China, year 2024`."""
    told = (f"{k.replace('_', ' ')} {cell_in_words(str(v))}" for k, v in row.items())
    return escaped(", ".join(told))
