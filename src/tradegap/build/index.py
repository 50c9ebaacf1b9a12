"""The pages over all reports of a folder: `index.html`, `compare.html` and `feed.xml`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from tradegap.build.editions import Report, kept_editions, list_reports, read_manifest
from tradegap.build.freshness import Freshness
from tradegap.build.places import (
    DATA_PACKAGE,
    EDITIONS,
    INDEX_PAGES,
    PICTURE,
    reports_dir,
    telling_output_errors,
)
from tradegap.build.requests import Request
from tradegap.build.shelves import remove
from tradegap.reporting.compare_page import compare_page
from tradegap.reporting.feed import feed
from tradegap.reporting.index_page import in_full, index_page
from tradegap.reporting.listed import Earlier, Edition, Listed

ENTRIES = 100
"""So many editions the feed has at most: those of the reports that know most recent news."""


def refresh_indexes(requests: Iterable[Request], freshness: Freshness) -> None:
    """Write anew the index of each folder of reports in which something changed."""
    folders = {reports_dir(r.reports) for r in requests if r.output is None}
    for folder in sorted(folder for folder in folders if folder.is_dir()):
        if not freshness.index_is_fresh(folder):
            write_index(folder)
            freshness.remember_index(folder)


def write_index(folder: Path) -> Path:
    """Write the pages over a reports folder anew, each in one step; return the index's path."""
    with telling_output_errors(folder):
        (folder / EDITIONS).mkdir(parents=True, exist_ok=True)
        with FileLock(folder / EDITIONS / "index.lock"):
            reports = list_reports(folder)
            listed = _listed(reports)
            texts = (index_page(listed), compare_page(listed), feed(entries(folder, reports)))
            for name, text in zip(INDEX_PAGES, texts, strict=True):
                _write(folder, name, text)
    return folder / INDEX_PAGES[0]


def _write(folder: Path, name: str, text: str) -> None:
    draft = folder / EDITIONS / f".index-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        os.replace(draft, folder / name)
    finally:
        remove(draft)


def _listed(reports: Sequence[Report]) -> list[Listed]:
    """Return reports as the index lists them; a picture is read for those that it shows one of."""
    listed = [listing(report) for report in reports]
    full = in_full(listed)
    return [
        replace(told, picture=_picture(report)) if told.slug in full else told
        for report, told in zip(reports, listed, strict=True)
    ]


def listing(report: Report) -> Listed:
    """Return a report as the index lists it, but its picture: earlier editions by name alone."""
    earlier = tuple(_earlier(report, home) for home in before(report))
    return Listed(report.slug, edition(report, report.slug), earlier=earlier)


def edition(report: Report, address: str) -> Edition:
    """Return what a report's manifest says, with its folder's address."""
    manifest = report.manifest
    return Edition(
        report.said("edition"),
        manifest["report"],
        address,
        tuple(manifest["formats"]),
        DATA_PACKAGE in manifest["files"],
        str(manifest.get("versions", {}).get("tradegap", "")),
    )


def _picture(report: Report) -> str:
    if PICTURE not in report.manifest["files"]:
        return ""
    try:
        return (report.folder / PICTURE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""  # damaged: the next build puts it right


def before(report: Report) -> list[Path]:
    """Return the folders of the editions that were kept from before the shown one, newest first.

    What was only printed again, with the same results, is one edition.
    """
    homes = kept_editions(report.folder.parent, report.slug)
    printed = {_name(home): home for home in reversed(homes)}
    return [home for home in homes if printed[_name(home)] == home
            and _name(home) != report.said("edition")]  # fmt: skip


def _name(home: Path) -> str:
    """Return an edition's name; its folder is `<as-of date>-<hash of results>-<hash of files>`."""
    return home.name.rpartition("-")[0]


def _earlier(report: Report, home: Path) -> Earlier:
    name = _name(home)
    address = f"{EDITIONS}/{report.slug}/{home.name}"
    formats = [f for f in ("html", "pdf") if (home / f"report.{f}").is_file()]
    page = Edition(name, {}, address, tuple(formats)).page
    return Earlier(name, name[:10], address, page)


def entries(folder: Path, reports: Sequence[Report]) -> list[tuple[str, Edition, Edition | None]]:
    """Return the editions of the feed, the newest first, each with the one before it."""
    found: list[tuple[str, Edition, Edition | None]] = []
    newest = {report.slug: edition(report, report.slug).known_until for report in reports}
    for report in sorted(reports, key=lambda report: newest[report.slug], reverse=True):
        if len(found) >= ENTRIES:
            break
        told = list(_told(folder, report))
        later = [*told[1:], None]
        found += [(report.slug, now, then) for now, then in zip(told, later, strict=True)]
    found.sort(key=lambda entry: entry[1].known_until, reverse=True)
    return found[:ENTRIES]


def _told(folder: Path, report: Report) -> Iterator[Edition]:
    """Yield the shown edition, and those before it that can be read, under lasting addresses."""
    home = report.folder.resolve()
    kept = home.parent == (folder / EDITIONS / report.slug).resolve()
    yield edition(report, f"{EDITIONS}/{report.slug}/{home.name}" if kept else report.slug)
    for older in before(report):
        if (manifest := read_manifest(older)) is not None:
            address = f"{EDITIONS}/{report.slug}/{older.name}"
            yield edition(Report(report.slug, older, manifest), address)
