"""What has been built: the reports in a folder and their editions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradegap.build.places import EDITIONS
from tradegap.errors import BuildError, UnknownNameError


@dataclass(frozen=True)
class Report:
    """A published report."""

    slug: str
    folder: Path
    manifest: dict[str, Any]

    def said(self, name: str) -> str:
        """Return one of the things that the report says of itself: title, headline, edition ..."""
        return str(self.manifest["report"].get(name, ""))

    def files(self) -> list[str]:
        """Return the names of its pages."""
        return [f"report.{name}" for name in self.manifest["formats"]]


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return a report's manifest; `None` if there is none that this version understands."""
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        known = content["schema"] == 1 and content["files"] and content["fingerprint"]
        return content if known and content["inputs"] and content["report"]["edition"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def list_reports(folder: Path) -> list[Report]:
    """Return the reports published in a folder, by name."""
    found = []
    for place in sorted(folder.glob("[!.]*")) if folder.is_dir() else []:
        if (content := read_manifest(place)) is not None:
            found.append(Report(place.name, place, content))
    return found


def find_report(folder: Path, slug: str) -> Report:
    """Return one report; `UnknownNameError` offers the nearest names."""
    reports = {report.slug: report for report in list_reports(folder)}
    if slug not in reports:
        remedy = "Build it with `tradegap build`."
        raise UnknownNameError("built report", slug, reports, remedy)
    return reports[slug]


def read_results(report: Report) -> dict[str, Any]:
    """Return a report's results; a broken file raises `BuildError`."""
    try:
        return dict(json.loads((report.folder / "results.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BuildError(
            f"{report.folder / 'results.json'} can't be read; build the report again with --force."
        ) from error


def kept_editions(folder: Path, slug: str) -> list[Path]:
    """Return the kept editions of a report, the newest first."""
    home = folder / EDITIONS / slug
    found = [path for path in home.glob("[!.]*") if path.is_dir()] if home.is_dir() else []
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
