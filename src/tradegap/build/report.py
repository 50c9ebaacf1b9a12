"""One report on its way: a job per chapter, one that joins them, one a page, one that publishes."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tradegap.build import manifest
from tradegap.build.canonical import dumps, files_below
from tradegap.build.chapters import Chapter
from tradegap.build.execute import Limits, Site, run_chapter
from tradegap.build.executed import Executed
from tradegap.build.page_makers import PageMaker
from tradegap.build.places import telling_output_errors
from tradegap.build.plan import Plan
from tradegap.build.pool import DEFAULT_BYTES, Job
from tradegap.build.publish import locked, staging
from tradegap.build.reuse import Context, Kept, keep, recall
from tradegap.build.shelves import Shelf
from tradegap.build.up_to_date import up_to_date
from tradegap.data.recording import Reads

Progress = Callable[[str, str], None]
_BEGIN_SECONDS = 10.0


@dataclass
class Built:
    """What a build has to say: where the report is, its headline, and how long each stage took."""

    slug: str
    folder: Path
    edition: str
    report: Mapping[str, Any]
    built: bool
    formats: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    cells: list[tuple[float, str]] = field(default_factory=list)
    """How long each cell took that was run, in seconds, and where it stands."""
    reads: Reads | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    def files(self) -> list[Path]:
        """Return the pages that people open."""
        return [self.folder / f"report.{name}" for name in self.formats]


@dataclass
class Outcome:
    """How it went with one report: it was built, or there are errors, each with other words."""

    name: str
    built: Built | None = None
    errors: list[Exception] = field(default_factory=list)
    seconds: float = 0.0
    """How long the report was in the making; 0 if it was known to be up to date."""

    def result(self) -> Built:
        """Return what was built; raises the first error."""
        if self.built is None:
            raise self.errors[0]
        return self.built


@dataclass(frozen=True)
class Settings:
    """How reports are built, whatever they say."""

    force: bool = False
    jobs: int | None = None
    limits: Limits | None = None
    progress: Progress = lambda what, state: None


@dataclass(frozen=True)
class Workshop:
    """What the reports of a command share; the site and the page makers are made when needed.

    `deciding` is held while digests are looked up, which one thread may do at a time.
    """

    site: Callable[[Iterable[Path]], Site]
    pages: Callable[[Site], PageMaker]
    settings: Settings
    many: bool = False
    deciding: threading.Lock = field(default_factory=threading.Lock)


class Report:
    """The jobs of one report, and what came of them."""

    def __init__(
        self, plan: Plan, shelf: Shelf, shop: Workshop, context: Context | None = None,
        ended: Callable[[Outcome], None] = lambda outcome: None,
    ) -> None:  # fmt: skip
        self.plan, self.shelf, self.shop, self.context = plan, shelf, shop, context
        self._ended = ended
        self._begun = time.perf_counter()
        self.outcome = Outcome(plan.slug)
        self._stack = ExitStack()
        self._executed: dict[str, Executed] = {}
        self._seconds: dict[str, float] = {}
        self._marks: dict[str, float] = {}
        self._jobs: list[Job] = []

    def jobs(self) -> list[Job]:
        """Return the jobs that begin and end the report; the first adds what is between."""
        # as long as its chapters, which come after it: they are to start before others' pages
        begin = self._job("begin", self._begin, seconds=_BEGIN_SECONDS, memory_bytes=0)
        self._end = Job(f"{self.plan.slug}: end", self._finish, (begin,), 0.0, 0, always=True)
        return [begin, self._end]

    def _job(self, name: str, action: Callable[[], Any], *after: Job, **hints: Any) -> Job:
        job = Job(f"{self.plan.slug}: {name}", action, after, **hints)
        self._jobs.append(job)
        return job

    def _tell(self, what: str, state: str) -> None:
        """Tell what happens to a chapter; of one report among many, only that of the report."""
        if not self.shop.many or what == self.plan.slug:
            self.shop.settings.progress(what, state)

    def _begin(self) -> list[Job]:
        """Wait for other builds of this report, see whether there is anything to do, plan it."""
        plan, shelf, force = self.plan, self.shelf, self.shop.settings.force
        self._stack.enter_context(
            locked(shelf, lambda: self._tell(plan.slug, "waiting for another build of this report"))
        )
        now = self.context.current if self.context else None
        with self.shop.deciding:
            known = None if force else up_to_date(plan, shelf, now)
            if known is not None:
                self.outcome.built = described(plan, shelf, known, built=False)
                return []
            # before anything runs: what is edited meanwhile is built next time
            self._inputs = plan.inputs({}, now)
            hints = {chapter.stem: self._recalled(chapter) for chapter in plan.chapters}
        if self.shop.many:
            self._tell(plan.slug, "running")
        self._staged = self._stack.enter_context(staging(shelf))
        self._site = self.shop.site(chapter.path for chapter in plan.chapters)
        self._pages = self.shop.pages(self._site)
        self._stack.callback(self._pages.close)
        self._marks["execute"] = time.perf_counter()
        return self._between(hints)

    def _recalled(self, chapter: Chapter) -> tuple[float, int]:
        """Take a chapter from the store, or return how long and large its run can be expected."""
        if self.context is None or self.shop.settings.force:
            return 1.0, DEFAULT_BYTES
        found = recall(chapter, self.plan.given[chapter.stem], self.context)
        if isinstance(found, Kept):
            self._executed[chapter.stem] = Executed(
                chapter, found.notebook, found.seconds, found.reads, found.peak_bytes, recalled=True
            )
            self._tell(chapter.stem, "kept")
        return found.seconds or 1.0, found.peak_bytes or DEFAULT_BYTES

    def _between(self, hints: Mapping[str, tuple[float, int]]) -> list[Job]:
        chapters = [
            self._job(chapter.stem, partial(self._chapter, chapter), seconds=hints[chapter.stem][0],
                      memory_bytes=hints[chapter.stem][1])
            for chapter in self.plan.chapters
            if chapter.stem not in self._executed
        ]  # fmt: skip
        join = self._job("pages", self._assemble, *chapters, seconds=0.5)
        pages = [
            self._job(name, partial(self._pages.export, name), join) for name in self.plan.formats
        ]
        publish = self._job("publish", self._publish, *pages, seconds=0.1, memory_bytes=0)
        between = [*chapters, join, *pages, publish]
        self._end.after = (*self._end.after, *between)  # all that runs, whatever else failed
        for job in between:
            job.then.append(self._end)
        return between

    def _chapter(self, chapter: Chapter) -> None:
        self._tell(chapter.stem, "running")
        given = self.plan.given.get(chapter.stem, {})
        if self._site.forks:
            self._site.forks.load_pages_soon()
        try:
            done = run_chapter(chapter, given, self._site, self.plan.laid_in)
        except Exception:
            self._tell(chapter.stem, "failed")
            raise
        self._executed[chapter.stem] = done
        if self.context:
            with self.shop.deciding:
                keep(chapter, given, self.context, json.dumps(done.notebook), done.reads,
                     done.seconds, done.peak_bytes)  # fmt: skip
        self._tell(chapter.stem, "done")

    def _assemble(self) -> None:
        self._stage("execute", then="pages")
        self._tell("pages", "running")
        folder = self._site.folder()
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        order = {
            "scenario": self.plan.scenario,
            "as_of": self.plan.as_of.isoformat(),
            "parameters": self.plan.parameters,
            "chapters": [(e.chapter.stem, str(e.write(folder))) for e in self._in_order()],
            "folder": str(self._staged),
        }
        self._made = self._pages.assemble(order)
        if len(self.plan.formats) > 1:
            self._pages.copy()

    def _in_order(self) -> list[Executed]:
        return [self._executed[chapter.stem] for chapter in self.plan.chapters]

    def _publish(self) -> None:
        self._stage("pages", then="publish")
        plan, shelf, executed = self.plan, self.shelf, self._in_order()
        reads = {each.chapter.stem: each.reads for each in executed}
        found = {**self._inputs, **manifest.reads_found(reads, self._made["tables"])}
        with telling_output_errors(shelf.folder):
            content = manifest.manifest(
                found, plan.parameters, plan.formats, self._made["report"],
                files_below(self._staged),
            )  # fmt: skip
            (self._staged / "manifest.json").write_text(dumps(content), encoding="utf-8")
            shelf.publish(self._staged, self._made["report"]["edition"])
        self._tell("pages", "done")
        self._stage("publish")
        built = described(plan, shelf, content, built=True)
        built.seconds, built.reads = self._seconds, union(reads.values())
        built.cells = [cell for chapter in executed for cell in chapter.cells()]
        built.warnings = [text for chapter in executed for text in chapter.warnings()]
        self.outcome.built = built
        self._executed.clear()  # a thousand reports are not to be held in memory

    def _stage(self, name: str, then: str = "") -> None:
        now = time.perf_counter()
        self._seconds[name] = round(now - self._marks[name], 3)
        if then:
            self._marks[then] = now

    def _finish(self) -> None:
        """Let go of everything, and collect what went wrong, the same words once."""
        self._stack.close()
        for job in self._jobs:
            error = job.error
            if isinstance(error, Exception) and str(error) not in map(str, self.outcome.errors):
                self.outcome.errors.append(error)
        self.outcome.seconds = round(time.perf_counter() - self._begun, 3)
        if self.shop.many:
            self._tell(self.plan.slug, "failed" if self.outcome.errors else "done")
        self._ended(self.outcome)


def described(plan: Plan, shelf: Shelf, content: Mapping[str, Any], *, built: bool) -> Built:
    """Return what a manifest says of a report that was built or found."""
    report = content["report"]
    return Built(
        plan.slug, shelf.shown, report["edition"], report, built, plan.formats, content=content
    )


def union(reads: Iterable[Reads | None]) -> Reads:
    """Return all that chapters have read; unsure if nobody knows of one of them."""
    whole = Reads()
    for each in reads:
        whole.take_in(each or Reads(unsure={"chapter": "has no record of what it read"}))
    return whole
