"""Whether a report is as it was, found fast: thousands of reports in a second or two.

For each request a record says which scenario file, notebooks and parameters it led to, and for each
report what it has read and the signatures of its files. Only what looks changed is hashed. A record
that is missing, damaged or in any doubt sends the report to the full check, `up_to_date`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build.canonical import digest
from tradegap.build.current import Current
from tradegap.build.places import INDEX_PAGES
from tradegap.build.records import Records
from tradegap.build.requests import Request
from tradegap.build.signatures import Looks, Seen, content_digest, signature, trusted
from tradegap.build.store import Store
from tradegap.data.paths import REFERENCE
from tradegap.data.recording import Reads
from tradegap.data.row_digests import label

if TYPE_CHECKING:
    from tradegap.build.plan import Plan

RECORDS = "reports.sqlite"
SETTLED_AFTER = 0.06


@dataclass(frozen=True)
class Fresh:
    """A published report that is up to date: its name, its place and what it says of itself."""

    slug: str
    shown: Path
    report: Mapping[str, Any]
    formats: tuple[str, ...]


class Freshness:
    """The records of one command; `close` writes what was learnt."""

    def __init__(self, store: Store | None) -> None:
        self.store = store
        there = store is not None and store.ready()
        self.records = Records(store.folder / RECORDS if store is not None and there else None)
        self._files = self.records.all("file")
        self.current = Current(Looks(self._known, self._learn))
        self._judged: dict[str, bool] = {}
        self._checked: bool | None = None
        self._settling: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
        self._published = 0.0
        self._indexes: set[Path] = set()

    def fresh(self, request: Request) -> Fresh | None:
        """Return the report of a request if it surely is as a build would leave it, else `None`."""
        asked = self.records.get("request", request.key())
        if asked is None or not self._inputs_same(asked):
            return None
        report = self.records.get("report", asked["shown"])
        if report is None or report["fingerprint"] != asked["fingerprint"]:
            return None
        if not self._reads_same(report["reads"]) or not self._outputs_same(asked["shown"], report):
            return None
        return Fresh(report["slug"], Path(asked["shown"]), report["report"],
                     tuple(report["formats"]))  # fmt: skip

    def figures_look_changed(self) -> bool:
        """Tell at a glance whether a table isn't as the last command has seen it."""
        tables = os.path.abspath(self.current.data_dir / REFERENCE) + os.sep
        for path, (known, _) in self._files.items():
            if (
                path.startswith(tables)
                and not trusted(tuple(known), now := signature(path))
                and now
            ):
                return True
        return False

    def remember(
        self, request: Request, plan: Plan, shown: Path, manifest: Mapping[str, Any], reads: Reads
    ) -> None:
        """Record a report that was built or fully checked just now; not one in doubt.

        Its files are looked at when the command ends, once their signatures can be trusted.
        """
        files = {os.path.abspath(p): content_digest(p) for p in _sources(plan)}
        before = manifest["inputs"]  # as they were before anything ran
        now = plan.inputs({}, current=self.current)
        same = all(before[n] == now[n] for n in ("scenario", "notebooks", "assumptions", "package"))
        if reads.unsure or not same:
            return
        reads = self._with_lines(reads, plan)
        name = digest(reads.as_json())
        self.records.put("reads", name, reads.as_json())
        report = {"slug": plan.slug, "fingerprint": manifest["fingerprint"], "reads": name,
                  "report": manifest["report"], "formats": manifest["formats"],
                  "files": manifest["files"]}  # fmt: skip
        asked = {"shown": str(shown), "fingerprint": manifest["fingerprint"],
                 "common": self._common(), "files": files}  # fmt: skip
        self._settling.append((request.key(), asked, report))
        self._published = time.monotonic()

    def known_reads(self, shown: Path, fingerprint: str) -> Reads | None:
        """Return what a report has read, as recorded when it was built."""
        report = self.records.get("report", str(shown))
        if report is None or report["fingerprint"] != fingerprint:
            return None
        content = self.records.get("reads", report["reads"])
        return Reads.from_json(content) if content is not None else None

    def index_is_fresh(self, folder: Path) -> bool:
        """Tell whether the pages over a folder of reports were written after its last change."""
        known = self.records.get("index", str(folder))
        now = _index_signatures(folder)
        return (
            known is not None
            and len(known) == len(now)
            and all(trusted(tuple(a), b) for a, b in zip(known, now, strict=True))
        )

    def remember_index(self, folder: Path) -> None:
        """Record that the page over a folder of reports is as it should be."""
        self._indexes.add(folder)
        self._published = time.monotonic()

    def close(self) -> None:
        """Write what was learnt."""
        self.settle()
        self.records.close()

    def settle(self) -> None:
        """Look at what was built, once its signatures can be trusted, and record it."""
        indexes = {folder: _index_signatures(folder) for folder in self._indexes}
        if self._settling or self._indexes:
            time.sleep(max(0.0, self._published + SETTLED_AFTER - time.monotonic()))
        for key, asked, report in self._settling:
            shown = asked["shown"]
            report["target"] = os.path.realpath(shown)
            if self._again(shown, report, report.pop("files")):
                self.records.put("request", key, asked)
        for folder, before in indexes.items():
            now = _index_signatures(folder)
            if [s[:-1] for s in now] == [s[:-1] for s in before]:
                self.records.put("index", str(folder), now)
        self._settling, self._indexes = [], set()
        self.records.flush()

    def _with_lines(self, reads: Reads, plan: Plan) -> Reads:
        """Add the lines of the ledger that the scenario names, which its check has looked up."""
        whole = Reads.from_json(reads.as_json())
        rows = self.current.tables(label("pledges", "id", line) for line in plan.lines)
        whole.rows = {**rows, **whole.rows}
        return whole

    def _common(self) -> str:
        """Return a digest over what all reports depend on; scenarios name tables."""
        now = self.current
        names = sorted(now.catalog.tables)
        return digest([now.package, now.versions, now.settings, now.assumptions(), names])

    def _inputs_same(self, asked: Mapping[str, Any]) -> bool:
        if self._checked is None:
            self.current.check_tables()
            self._checked, self._now = True, self._common()
        looks = self.current.looks
        return bool(asked["common"] == self._now) and all(
            looks.digest(path) == sha for path, sha in asked["files"].items()
        )

    def _reads_same(self, name: str) -> bool:
        """Tell whether all that was read is as it was; the same reads are looked at once."""
        if name not in self._judged:
            content = self.records.get("reads", name)
            self._judged[name] = content is not None and not self.current.changed(
                Reads.from_json(content)
            )
        return self._judged[name]

    def _outputs_same(self, shown: str, report: dict[str, Any]) -> bool:
        if os.path.realpath(shown) != report["target"]:
            return False
        for name, known in report["folders"].items():
            now = signature(os.path.join(shown, name))
            if now[:-1] != tuple(known[:-1]) or not known[-1]:
                wanted = {name: sha for name, (_, sha) in report["outputs"].items()}
                return self._again(shown, report, wanted)
        for name, (known, sha) in report["outputs"].items():
            path = f"{shown}/{name}"
            now = signature(path)
            if not trusted(tuple(known), now):
                if not now or content_digest(path) != sha:
                    return False
                report["outputs"][name] = (now, sha)
                self.records.put("report", shown, report)
        return True

    def _again(self, shown: str, report: dict[str, Any], wanted: Mapping[str, str]) -> bool:
        """Look at all files of a report, and record them if all are what they should be."""
        outputs, folders = _outputs(Path(shown), wanted)
        if outputs is None or any(content_digest(f"{shown}/{n}") != s for n, s in wanted.items()):
            return False
        report |= {"outputs": outputs, "folders": folders}
        self.records.put("report", shown, report)
        return True

    def _known(self, path: str) -> Seen | None:
        found = self._files.get(path)
        return Seen(tuple(found[0]), found[1]) if found else None

    def _learn(self, path: str, seen: Seen) -> None:
        self.records.put("file", path, [seen.signature, seen.sha256])


def _outputs(shown: Path, files: Mapping[str, str]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the signatures of a report's files and folders; no files if others are there."""
    folders = {".": signature(shown)}
    there: dict[str, Any] = {}
    for place in sorted(shown.rglob("*")):
        name = place.relative_to(shown).as_posix()
        if place.is_dir():
            folders[name] = signature(place)
        else:
            there[name] = signature(place)
    wanted = {*files, "manifest.json"}
    if set(there) != wanted:
        return None, folders
    shas: dict[str, str] = {**files}
    shas.setdefault("manifest.json", content_digest(shown / "manifest.json"))
    return {name: (there[name], shas[name]) for name in wanted}, folders


def _sources(plan: Plan) -> list[Path]:
    return [plan.scenario_file, *(chapter.path for chapter in plan.chapters)]


def _index_signatures(folder: Path) -> list[Any]:
    return [signature(folder / name) for name in ("", ".editions", *INDEX_PAGES)]
