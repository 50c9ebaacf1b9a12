"""Jobs on all cores: the longest way first, only as many as fit into memory, each failure kept.

A job is a function that waits for another process most of its time, so a thread carries it. What
a job needs is named by `after`; a job whose needs failed is skipped, unless it is to run whatever
happened (`always`), as what lets go of a lock does.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

DEFAULT_BYTES = 200 << 20
"""What a chapter takes beyond the warm parent, where nothing is known of it."""

_LOOK_SECONDS = 0.2


@dataclass(eq=False)
class Job:
    """One piece of work; `action` may return further jobs, which are added."""

    name: str
    action: Callable[[], Sequence[Job] | None]
    after: tuple[Job, ...] = ()
    seconds: float = 1.0
    memory_bytes: int = DEFAULT_BYTES
    always: bool = False
    state: str = "waiting"
    error: BaseException | None = None
    then: list[Job] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "skipped")

    def way(self) -> float:
        """Return how long it takes from here to the end of all that waits for this, in seconds."""
        return self.seconds + max((job.way() for job in self.then), default=0.0)


def cores() -> int:
    """Return on how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_bytes() -> int:
    """Return the memory that can be taken without swapping."""
    import psutil

    return int(psutil.virtual_memory().available)


class Pool:
    """Runs jobs, at most `workers` at a time; `more` yields further jobs when there is room.

    Without `workers` there is one for each core, and one more at the end, where the last jobs
    would else leave a core without work: sharing the cores, they end together.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        free: Callable[[], int] = free_bytes,
        on_stop: Callable[[], None] = lambda: None,
    ) -> None:
        self.workers = workers or cores()
        self._at_end = self.workers + (workers is None)
        self._free, self._on_stop = free, on_stop
        self._jobs: list[Job] = []
        self._running: set[Job] = set()
        self._changed = threading.Condition()
        self.stopped = False

    def run(self, more: Iterable[Sequence[Job]]) -> None:
        """Run all jobs of `more` and all that these add, then return.

        An exception in the calling thread (an interruption) calls `on_stop`, which has to end
        what jobs wait for; jobs that must run whatever happened still do, and it is raised again.
        """
        source = iter(more)
        with ThreadPoolExecutor(self._at_end) as threads:
            try:
                self._loop(threads, source)
            except BaseException:
                self.stopped = True
                self._on_stop()
                self._loop(threads, iter(()))
                raise

    def _loop(self, threads: ThreadPoolExecutor, source: Iterator[Sequence[Job]]) -> None:
        open_ = True
        while True:
            with self._changed:
                self._skip_lost()
                ready = sorted((j for j in self._jobs if _is_ready(j)), key=Job.way, reverse=True)
                at_end = not open_ and len(ready) + len(self._running) <= self._at_end
                most = self._at_end if at_end else self.workers
                started = [job for job in ready if self._has_room(job, most) and self._start(job)]
                if not started and not (open_ and len(ready) < self.workers):
                    if not self._jobs:
                        return
                    self._changed.wait(_LOOK_SECONDS)
            for job in started:
                threads.submit(self._work, job)
            if open_ and len(ready) < self.workers:
                jobs = next(source, None)
                open_ = jobs is not None
                self._add(jobs or ())

    def _add(self, jobs: Iterable[Job]) -> None:
        with self._changed:
            for job in jobs:
                self._jobs.append(job)
                for need in job.after:
                    need.then.append(job)
            self._changed.notify()

    def _has_room(self, job: Job, most: int) -> bool:
        """Tell whether a job may start: a worker is free, and memory, unless it runs alone."""
        if len(self._running) >= most:
            return False
        return not self._running or job.memory_bytes < self._free()

    def _start(self, job: Job) -> bool:
        job.state = "running"
        self._running.add(job)
        return True

    def _skip_lost(self) -> None:
        """Skip what can't run any more: a need of it failed, or all is to stop."""
        for job in self._jobs:
            lost = any(need.state in ("failed", "skipped") for need in job.after)
            if job.state == "waiting" and not job.always and (lost or self.stopped):
                job.state = "skipped"
        self._jobs = [job for job in self._jobs if not job.is_over]

    def _work(self, job: Job) -> None:
        added: Sequence[Job] = ()
        try:
            added = job.action() or ()
        except BaseException as error:
            job.error = error
        self._add(added)
        with self._changed:
            job.state = "failed" if job.error is not None else "done"
            self._running.discard(job)
            self._changed.notify()


def _is_ready(job: Job) -> bool:
    return job.state == "waiting" and all(
        need.state == "done" or (job.always and need.is_over) for need in job.after
    )
