"""Files that a PDF carries along, for those who calculate: results and tables of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tradegap.reporting.display import TABLE_TYPE
from tradegap.reporting.typst.markup import call, string

RESULTS = "results.json"
_KINDS = {".json": "application/json", ".csv": "text/csv"}
_RESULTS = "All results of the report, with the calculation graph that each was made by"


def attachments(names: Mapping[str, bytes], notebook: Any) -> list[str]:
    """Return the lines of Typst that attach files, each with its type and what it is."""
    titles = dict(_titles(notebook))
    return [
        "#"
        + call(
            "pdf.attach",
            string(name),
            relationship=string("data"),
            mime_type=string(_KINDS[name[name.rindex(".") :]]),
            description=string(_RESULTS if name == RESULTS else titles.get(name, name)),
        )
        for name in sorted(names)
    ]


def told(names: Mapping[str, bytes]) -> str:
    """Say on the title page what is attached, empty where nothing is."""
    tables = sum(name.endswith(".csv") for name in names)
    parts = [RESULTS] if RESULTS in names else []
    parts += [f"{tables} tables as CSV" if tables > 1 else "one table as CSV"] if tables else []
    return " and ".join(parts)


def _titles(notebook: Any) -> Iterator[tuple[str, str]]:
    for cell in notebook.cells:
        for output in cell.get("outputs") or ():
            about = output.get("data", {}).get(TABLE_TYPE, {})
            if about.get("name") and about.get("title"):
                yield f"{about['name']}.csv", str(about["title"])
