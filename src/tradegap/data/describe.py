"""docs/data.md as it follows from the catalog; written by `tradegap data docs`."""

from __future__ import annotations

from tradegap.data.catalog import Catalog, Column, Table

_FREQUENCY = {"A": "by year", "M": "by month", "D": "by day"}

_HEAD = """\
# The data

Generated from `data/catalog.yml` by `tradegap data docs`; change it there.

Every figure in a report comes from one of these tables in `data/reference/`. A column of numbers
has a unit and a statistical basis; an empty cell is missing, never zero. A date may be coarse
(`2018-06`, `2018`) and then counts from its last day. An address that was not recorded when a
figure was gathered is not supplied from memory; the publisher's page was looked up afterwards and
may show a later vintage than ours.

What may be read on a given date: rows published by then; and rows published later if the period
that they are about was out by then (a year from 10 February of the next, month m from the 10th of
month m+2, a day from the day after), marked as a later vintage.
"""


def describe(catalog: Catalog) -> str:
    """Return docs/data.md: bases, the list of tables, and every table with its columns."""
    parts = [_HEAD, _bases(catalog), _contents(catalog)]
    parts += [_table(name, catalog.tables[name]) for name in sorted(catalog.tables)]
    return "\n".join(parts)


def _bases(catalog: Catalog) -> str:
    rows = [f"| `{name}` | {_cell(text)} |" for name, text in catalog.bases.items()]
    head = ["## Bases", "", "Two bases are two quantities: never added, never spliced.", ""]
    return "\n".join([*head, "| basis | meaning |", "|---|---|", *rows, ""])


def _contents(catalog: Catalog) -> str:
    rows = [
        f"| [{name}](#{name}) | {_cell(catalog.tables[name].title)} |"
        for name in sorted(catalog.tables)
    ]
    return "\n".join(["## Tables", "", "| table | what |", "|---|---|", *rows, ""])


def _table(name: str, table: Table) -> str:
    origin = table.origin
    facts = [
        f"* File: `data/{table.file}`",
        f"* From: {origin.producer}: {origin.title}",
        f"* Address: {origin.address}",
        *([f"* Publisher's page: <{origin.page}>"] if origin.page else []),
        f"* Published: {origin.published}",
        f"* Licence: {origin.licence}",
        f"* One row for each: {_names(table.key)}",
        f"* Counts from: {_vintage(table)}",
    ]
    if table.period:
        frequency = _FREQUENCY[table.period.frequency]
        facts.append(f"* Period: `{table.period.column}`, {frequency}")
    rows = [_column(column, entry) for column, entry in table.columns.items()]
    lines = [f"## {name}", "", f"{table.title}.", "", *facts, ""]
    lines += ["| column | type | unit | basis | what |", "|---|---|---|---|---|", *rows, ""]
    if table.watch_out:
        lines += ["Watch out:", "", *(f"* {text}" for text in table.watch_out), ""]
    return "\n".join(lines)


def _column(name: str, column: Column) -> str:
    unit = f"per row, `{column.unit_column}`" if column.unit_column else column.unit or ""
    basis = f"per row, `{column.basis_column}`" if column.basis_column else column.basis or ""
    what = column.title + (f"; one of {_names(column.allowed)}" if column.allowed else "")
    kind = f"{column.type}, may be empty" if column.nullable else column.type
    return f"| `{name}` | {kind} | {unit} | {basis} | {_cell(what)} |"


def _vintage(table: Table) -> str:
    vintage = table.vintage
    if vintage.undated:
        return "always; it holds no figures"
    if vintage.published:
        return f"{vintage.published}, the whole table"
    later = "the later of " if len(vintage.by_row) > 1 else ""
    return f"each row from {later}{_names(vintage.by_row)}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
