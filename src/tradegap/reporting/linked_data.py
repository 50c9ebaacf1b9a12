"""A report as linked data (schema.org, JSON-LD): what it says, and the tables it is based on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tradegap.data.catalog import Table, read_catalog

_PERIODS = ("year", "month", "date")


def linked_data(
    report: Mapping[str, Any], results: Mapping[str, Any], tables: Iterable[str]
) -> dict[str, Any]:
    """Return a `Report` with a `Dataset` for each table that was read, and one of its own.

    The tables stand in the order of their names; that of its own is what lies beside the page.

    A table's coverage in time is that of the figures that the report uses of it, from the leaves
    of its calculations; a table that gave none has no coverage. Nobody is named as the report's
    author: it doesn't know who built it. `tables` may name single rows, as `table[id=...]`;
    one that the catalog doesn't have is left out.
    """
    catalog, used = read_catalog(), _used(results)
    read = sorted({name.partition("[")[0] for name in tables} & {*catalog.tables})
    parts = [_dataset(catalog.table(name), used.get(name, set()), name) for name in read]
    parts.append(_own(report))
    words = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": report.get("title"),
        "abstract": report.get("headline"),
        "description": report.get("subtitle"),
        "inLanguage": report.get("language"),
        "identifier": report.get("scenario"),
        "version": report.get("edition"),
        "contentReferenceTime": report.get("as_of"),
        "temporalCoverage": _span({p for periods in used.values() for p in periods}),
        "isAccessibleForFree": True,
        "hasPart": parts,
    }
    return {key: value for key, value in words.items() if value not in (None, "", [])}


def _used(results: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the years, months or days of the figures that are used of each table."""
    found: dict[str, set[str]] = {}
    for node in results["graph"]["nodes"].values():
        leaf = node.get("leaf") or {}
        row = leaf.get("row") or leaf.get("key") or {}
        for name in _PERIODS:
            if leaf.get("table") and name in row:
                ends = re.split(r" to |[ ,]+", str(row[name]))
                found.setdefault(leaf["table"], set()).update(ends)
    return found


def _dataset(table: Table, periods: set[str], name: str) -> dict[str, Any]:
    origin = table.origin
    based: dict[str, Any] = {"@type": "CreativeWork", "name": origin.title}
    if origin.link:
        based["url"] = origin.link
    words = {
        "@type": "Dataset",
        "name": table.title,
        "identifier": name,
        "description": f"{origin.title}; published: {origin.published}.",
        "temporalCoverage": _span(periods),
        "license": {"@type": "CreativeWork", "name": origin.licence},
        "creator": {"@type": "Organization", "name": origin.producer},
        "isBasedOn": based,
    }
    return {key: value for key, value in words.items() if value}


def _own(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report's own tables and results as a dataset, with the files beside the page."""
    forms = {"data.zip": "application/zip", "results.json": "application/json"}
    return {
        "@type": "Dataset",
        "name": f"{report.get('title')}: tables and results",
        "description": "Every table and result of this report, with the calculation behind each "
        "number and where its figures come from, as CSV and JSON.",
        "identifier": report.get("edition"),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": name}
            for name, kind in forms.items()
        ],
    }


def _span(periods: set[str]) -> str:
    """Return `first/last` of periods as ISO 8601 has them."""
    dated = sorted(p for p in periods if p[:4].isdigit())
    if not dated:
        return ""
    return dated[0] if dated[0] == dated[-1] else f"{dated[0]}/{dated[-1]}"
