"""What a report's numbers are, for those who take them onward: a Frictionless Data Package.

The descriptor names each table with its columns, units and bases, and each published table that the
report reads with its publisher, address, date and licence. See specs.frictionlessdata.io.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tradegap.data.catalog import Catalog
from tradegap.reporting.numbers import format_date

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def descriptor(
    report: Mapping[str, Any],
    tables: Sequence[Mapping[str, Any]],
    contents: Mapping[str, bytes],
    read: Iterable[str],
    catalog: Catalog,
) -> dict[str, Any]:
    """Return the content of `datapackage.json`.

    `report` is what the report says of itself, `tables` what its tables say (name, title, source,
    notes, fields), `contents` the files of the package by path, `read` the names of the catalog's
    tables that the report reads.
    """
    return {
        "$schema": PROFILE,
        "name": _name(f"{report['scenario']}-{report['edition']}"),
        "id": f"{report['scenario']}/{report['edition']}",
        "title": report["title"],
        "description": report.get("headline", ""),
        "version": report["edition"],
        "asOf": report["as_of"],
        "sources": _sources(read, catalog),
        "resources": [
            _results(contents["results.json"]),
            *(_table(table, contents[f"tables/{table['name']}.csv"]) for table in tables),
        ],
    }


def _name(text: str) -> str:
    """Return a text as the standard wants names: small letters, digits, `.`, `_` and `-`."""
    return "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in text.lower())


def _sources(read: Iterable[str], catalog: Catalog) -> list[dict[str, Any]]:
    """Return the published tables, the licence of each among its custom properties."""
    found = []
    for name in sorted(set(read) & set(catalog.tables)):
        table = catalog.tables[name]
        origin = table.origin
        said = {
            "title": f"{origin.producer}: {origin.title}",
            "path": origin.address if origin.address.startswith("https://") else "",
            "address": origin.address,
            "table": name,
            "published": str(origin.published),
            "licence": origin.licence,
        }
        found.append({key: value for key, value in said.items() if value})
    return found


def _results(content: bytes) -> dict[str, Any]:
    return {
        "name": "results",
        "path": "results.json",
        "title": "All results, and the calculation graph behind them",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        **_size(content),
    }


def _table(table: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    said = {
        "name": f"table-{table['name']}",
        "path": f"tables/{table['name']}.csv",
        "title": table.get("title", ""),
        "description": " ".join(f"{note.rstrip('.')}." for note in table.get("notes", ())),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_size(content),
        "schema": {"fields": table.get("fields", []), "missingValues": [""]},
    }
    if source := table.get("source"):
        said["sources"] = [{"title": source}]
    if not table.get("fields"):
        del said["schema"], said["type"]
    return {key: value for key, value in said.items() if value}


def _size(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def readme(report: Mapping[str, Any], sentence: str) -> str:
    """Return `README.txt`: what lies in the package and how to read it, in plain words."""
    return f"""{report["title"]}
As of {format_date(report["as_of"])}, edition {report["edition"]}

{report.get("headline", "")}

What is in here
  results.json       every result by name, and how it was calculated: the graph of all that
                     went into it, down to published figures, assumptions and parameters
  tables/*.csv       every table of the report, all columns, at full precision
  datapackage.json   what each table and column is: title, unit, statistical basis, source;
                     and the published tables that were read, with address and licence
                     (a Frictionless Data Package, version 2)
  citation.bib       how to cite this edition, for BibTeX
  citation.json      the same as CSL-JSON, for Zotero and others

How to read it
  * An empty cell in a table, and null in results.json, is a number that nobody knows or
    published. It never means zero.
  * Money is in US dollars at current prices, in millions (mn) or billions (bn): see the unit
    of each column. A column in another currency says so in its unit.
  * Two statistical bases are two quantities: don't add them up.
  * A share is a share of one: 0.35 is 35%.
  * A text that a spreadsheet would take for a formula begins with an apostrophe.
  * The files are UTF-8, commas separate columns, a point marks decimals.

How to cite it
  {sentence}
"""
