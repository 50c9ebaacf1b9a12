"""Executed chapters kept and found again, as a compiler's cache does it.

What is known beforehand (cells, parameters, scenario, assumptions, code, versions) is a key; it
leads to records of what earlier runs have read, and the first whose reads are all as they were
gives its notebook. A chapter that read something that can't be hashed is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradegap.build import causes
from tradegap.build.canonical import digest
from tradegap.build.chapters import Chapter
from tradegap.build.current import Current
from tradegap.build.store import Store
from tradegap.data.recording import Reads

_SCHEMA = 1
_MOST_RECORDS = 16


@dataclass(frozen=True)
class Context:
    """What the chapters of a report have in common."""

    store: Store | None
    current: Current
    scenario: str
    report: str
    scenario_digest: str

    def common(self) -> dict[str, Any]:
        """Return what every chapter of the report depends on."""
        now = self.current
        return {
            "scenario": self.scenario_digest,
            "assumptions": now.assumptions(),
            "code": now.package["code"],
            "versions": now.versions,
            "settings": now.settings,
        }


@dataclass(frozen=True)
class Kept:
    """A chapter that needn't run: its executed notebook, what it read, and what the run took."""

    notebook: dict[str, Any]
    reads: Reads
    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Missing:
    """A chapter that has to run, why, and what its last run took if there was one."""

    reason: str
    seconds: float | None = None
    peak_bytes: int | None = None


def recall(chapter: Chapter, given: Mapping[str, Any], context: Context) -> Kept | Missing:
    """Return a chapter's outcome from the store, or why it isn't there."""
    store = context.store
    if store is None:
        return Missing("there is no store")
    parts = _parts(chapter, given, context)
    told: list[str] = []
    for note in store.notes(_key(parts))[:_MOST_RECORDS]:
        record = _read(note)
        if record is None:
            continue
        told = told or context.current.changed(record["reads"])
        if not context.current.changed(record["reads"]):
            content = store.get(record["result"])
            if content is not None:
                notebook = json.loads(content)
                return Kept(notebook, record["reads"], record["seconds"], record["peak_bytes"])
    return _missing(chapter, parts, context, told)


def keep(
    chapter: Chapter,
    given: Mapping[str, Any],
    context: Context,
    notebook_json: str | bytes,
    reads: Reads | None,
    seconds: float,
    peak_bytes: int = 0,
) -> bool:
    """Keep a chapter's outcome and tell whether it can be found again.

    `notebook_json` is the executed notebook; `reads` what it has read, `None` if nobody knows.
    """
    store = context.store
    if store is None or reads is None or reads.unsure:
        return False
    content = notebook_json.encode() if isinstance(notebook_json, str) else notebook_json
    name = store.put(content)
    if name is None:
        return False
    parts = _parts(chapter, given, context)
    record = {"schema": _SCHEMA, "reads": reads.as_json(), "result": name,
              "seconds": seconds, "peak_bytes": peak_bytes}  # fmt: skip
    last = json.dumps({**record, "parts": parts}, sort_keys=True, default=str).encode()
    for key in _last_keys(chapter, context):
        store.add_note(key, last, alone=True)
    return store.add_note(_key(parts), json.dumps(record, sort_keys=True).encode())


def context_of(plan: Any, store: Store | None, current: Current) -> Context:
    """Return the context of a plan's chapters."""
    found = current.looks.digest(plan.scenario_file)
    return Context(store, current, plan.scenario, plan.slug, found)


def notebook_digest(path: Path) -> str:
    """Return the digest of all of a notebook but outputs and counts, which a run replaces."""
    from tradegap.build.chapters import read_notebook

    notebook = read_notebook(path)
    cells = [
        {name: part for name, part in cell.items() if name not in ("outputs", "execution_count")}
        for cell in notebook["cells"]
    ]
    return digest([cells, notebook.get("metadata", {})])


def _parts(chapter: Chapter, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
    cells = notebook_digest(chapter.path)
    return {"stem": chapter.stem, "cells": cells, "given": dict(given), **context.common()}


def _key(parts: Mapping[str, Any]) -> str:
    return digest(["chapter", _SCHEMA, json.dumps(parts, sort_keys=True, default=repr)])


def _last_keys(chapter: Chapter, context: Context) -> tuple[str, str]:
    """Return where the last run is noted: of the report, and of any report of the scenario."""
    return (
        digest(["last of report", context.scenario, context.report, chapter.stem]),
        digest(["last of scenario", context.scenario, chapter.stem]),
    )


def _read(note: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(note)
        if record["schema"] != _SCHEMA:
            return None
        return {**record, "reads": Reads.from_json(record["reads"])}
    except (ValueError, KeyError, TypeError):
        return None


def _missing(
    chapter: Chapter, parts: Mapping[str, Any], context: Context, told: list[str]
) -> Missing:
    assert context.store is not None
    notes = [n for key in _last_keys(chapter, context) for n in context.store.notes(key)]
    last = next((record for record in map(_read, notes) if record and "parts" in record), None)
    if last is None:
        return Missing(causes.sentence(told) or causes.FIRST)
    before = last["parts"]
    now = json.loads(json.dumps(parts, default=str))
    found = [
        *([f"cells of {chapter.stem} changed"] if before["cells"] != now["cells"] else []),
        *causes.parameters(before["given"], now["given"]),
        *(["scenario file changed"] if before["scenario"] != now["scenario"] else []),
        *(["assumptions.yml changed"] if before["assumptions"] != now["assumptions"] else []),
        *(["package source changed"] if before["code"] != now["code"] else []),
        *causes.versions(before["versions"], now["versions"]),
        *(f"setting {n} changed" for n in causes.differing(before["settings"], now["settings"])),
    ]
    found += [text for text in context.current.changed(last["reads"]) if not _told(text, found)]
    found = found or told or ["its outcome is no longer in the store"]
    return Missing(causes.sentence(found), last["seconds"], last["peak_bytes"])


def _told(text: str, found: list[str]) -> bool:
    """Tell whether a change of a file was told already: the scenario's or the assumptions'."""
    doubled = {"file scenarios/": "scenario file changed",
               "file assumptions.yml": "assumptions.yml changed"}  # fmt: skip
    return any(text.startswith(start) and said in found for start, said in doubled.items())
