"""What the pages over all reports need of each: few facts, so that no results.json is read there.

They are taken from results and figures as a report is assembled, and stand in its manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradegap.build.export import FIGURE
from tradegap.build.linking import linked_nodes
from tradegap.build.places import PICTURE
from tradegap.reporting.picture import picture
from tradegap.reporting.published import measures_of


def facts_of(results: Mapping[str, Any], notebook: Any) -> dict[str, Any]:
    """Return until when publications were read, and the measures that reports are compared by.

    The measures are those of `results`; the node of one that the page doesn't list is left out.
    """
    listed = {linked.node for linked in linked_nodes(notebook.cells)}
    measures = measures_of(results)
    for found in measures.values():
        if found.get("node") not in listed:
            found.pop("node", None)
    return {"known_until": known_until(results), "measures": measures}


def known_until(results: Mapping[str, Any]) -> str:
    """Return the last day whose publications the report may read: `as_of`, later with hindsight."""
    later = results.get("report", {}).get("hindsight_as_of") if "hindsight" in results else None
    return max(str(results["as_of"]), str(later or ""))


def write_picture(notebook: Any, folder: Path) -> dict[str, str]:
    """Write the first figure as `picture.svg`; return its words, empty without one."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            about = output.get("data", {}).get(FIGURE)
            if about is None:
                continue
            try:
                drawn = picture("".join(output.data["image/svg+xml"]), about.get("alt", ""))
            except ValueError:
                continue  # the page leaves it out too, and says so
            (folder / PICTURE).write_text(drawn + "\n", encoding="utf-8")
            return {name: about.get(name, "") for name in ("name", "title", "subtitle")}
    return {}
