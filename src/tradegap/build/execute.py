"""Run chapters with papermill: in forks of a warm parent, or each in a kernel of its own.

Either way the surroundings are clean, each cell has a time limit, and nothing is left behind.
"""

from __future__ import annotations

import importlib
import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradegap.build import failures
from tradegap.build.chapters import Chapter, read_notebook, with_ids
from tradegap.build.executed import Executed
from tradegap.build.forks import Forks, start
from tradegap.build.kernels import READS, kernel_environment, kill, make_manager
from tradegap.build.pool import Job, Pool
from tradegap.build.warm.limits import cut
from tradegap.data.recording import LOG_VARIABLE, read_log
from tradegap.errors import BuildError

if TYPE_CHECKING:
    from tradegap.build.warm.notebooks import Runner

CELL_SECONDS = 300
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True)
class Limits:
    """What a chapter may take: seconds for each cell, bytes of memory beyond the warm parent's."""

    cell_seconds: float = CELL_SECONDS
    memory_bytes: int = MEMORY_BYTES


class Site:
    """Where the chapters of a command run: a folder, its forks or else kernels, their limits."""

    def __init__(self, run: Path, forks: Forks | None, limits: Limits | None = None) -> None:
        self.run, self.forks, self.limits = run, forks, limits or Limits()
        self.stopped = threading.Event()
        self._pids: list[int] = []
        self._number = 0
        self._lock = threading.Lock()

    def folder(self) -> Path:
        """Return a new empty folder for one run."""
        with self._lock:
            self._number += 1
            place = self.run / str(self._number)
        place.mkdir()
        return place

    def stop(self) -> None:
        """End everything that runs, at once, and let nothing start any more."""
        self.stopped.set()
        if self.forks:
            self.forks.stop()
        for pid in list(self._pids):
            kill(pid)

    def kernel_started(self, pid: int) -> None:
        """Take note of a kernel's process."""
        self._pids.append(pid)
        if self.stopped.is_set():
            kill(pid)

    def kernel_ended(self, pid: int | None) -> None:
        """Forget a kernel that is gone: its number may soon be another process's."""
        if pid is not None:
            self._pids.remove(pid)


@contextmanager
def site(
    run: Path, notebooks: Iterable[Path], limits: Limits | None = None, *, for_all: bool = False
) -> Iterator[Site]:
    """Give a site for some notebooks in an empty folder; nothing that it started outlives it.

    `for_all` says that whatever one fork imports all of them do.
    """
    forks = start(run, notebooks, for_all=for_all)
    place = Site(run, forks, limits)
    try:
        yield place
    finally:
        place.stop()
        if forks:
            forks.end()


@dataclass
class _Run:
    """What is known of a chapter while it runs, whatever way it ends."""

    notebook: Any = None
    index: int | None = None
    left: int | None = None
    seconds: dict[int, float] = field(default_factory=dict)
    begun: float = 0.0

    def started(self, notebook: Any) -> None:
        self.notebook = notebook

    def at_cell(self, cell: Any, cell_index: int) -> None:
        self.index, self.begun = cell_index, time.perf_counter()

    def after_cell(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        number = failures.code_number(self.cells(), cell_index)
        took = time.perf_counter() - self.begun
        self.seconds[number] = self.seconds.get(number, 0.0) + took
        payload = execute_reply["content"].get("payload", [])
        if any(item.get("source") == "ask_exit" for item in payload) and self.left is None:
            self.left = cell_index

    def cells(self) -> list[Any]:
        return list(self.notebook.cells) if self.notebook is not None else []


def run_chapters(
    chapters: Sequence[Chapter],
    given: Mapping[str, Mapping[str, Any]],
    run: Path,
    *,
    inputs: Iterable[Path] = (),
    cell_seconds: float = CELL_SECONDS,
    at_once: int | None = None,
    progress: Callable[[str, str], None] = lambda stem, state: None,
) -> list[Executed]:
    """Run chapters, up to `at_once` at a time, and return them in their order.

    `given` has the parameters of each chapter, `run` is an empty folder, `inputs` are files laid
    into each chapter's working directory. All chapters run to their end; the first failure in
    their order is raised then. An interruption ends them at once. No process outlives the call.
    """
    done: dict[str, Executed] = {}
    inputs = list(inputs)

    with site(run, [c.path for c in chapters], Limits(cell_seconds)) as place:

        def one(chapter: Chapter) -> None:
            progress(chapter.stem, "running")
            done[chapter.stem] = run_chapter(chapter, given.get(chapter.stem, {}), place, inputs)
            progress(chapter.stem, "done")

        jobs = [Job(c.stem, lambda c=c: one(c)) for c in chapters]  # type: ignore[misc]
        Pool(at_once, on_stop=place.stop).run([jobs])
    for job in jobs:
        if job.error is not None:
            raise job.error
    return [done[chapter.stem] for chapter in chapters]


def run_chapter(
    chapter: Chapter, parameters: Mapping[str, Any], place: Site, inputs: Iterable[Path] = ()
) -> Executed:
    """Run one chapter; a cell that raises, stops or takes too much raises `NotebookError`."""
    folder = place.folder()
    lay_in(folder, inputs)
    try:
        if place.forks is None:
            return _run(chapter, parameters, folder, place, _in_kernel)
        _load_papermill()
        fork = place.forks.new(fork_spec(folder, place.limits))
        try:
            fork.language_info()  # has a shell made, whose own reads are nobody's business
            fork.call("tradegap.data.recording:start_from_environment")
            done = run_with(fork, chapter, parameters, folder, place)
            place.forks.learn(fork)
        finally:
            ended = place.forks.done(fork, kill=True)
        return replace(done, peak_bytes=ended["peak_bytes"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load_papermill() -> None:
    """Import what drives a fork's cells; the warm parent imports meanwhile."""
    for name in ("tradegap.build.quick_jsonschema", "papermill", "tradegap.build.warm.engine"):
        importlib.import_module(name)


def lay_in(folder: Path, inputs: Iterable[Path]) -> None:
    """Make a run's working directory, with the files that it is given."""
    (folder / "work").mkdir()
    for path in inputs:
        shutil.copy(path, folder / "work" / path.name)


def fork_spec(folder: Path, limits: Limits) -> dict[str, Any]:
    """Return what a fork that runs a notebook in `folder` is to be like."""
    return {
        "environment": kernel_environment(folder / "home") | {LOG_VARIABLE: str(folder / READS)},
        "folder": str(folder / "work"),
        "memory_bytes": limits.memory_bytes,
    }


def run_with(
    runner: Runner, chapter: Chapter, parameters: Mapping[str, Any], folder: Path, place: Site
) -> Executed:
    """Run a chapter's cells in a runner; see `run_chapter`."""
    from papermill.engines import papermill_engines

    from tradegap.build.warm.engine import NAME, WarmEngine

    papermill_engines.register(NAME, WarmEngine)

    def way(*given: Any) -> None:
        _papermill(*given, engine_name=NAME, runner=runner)

    return _run(chapter, parameters, folder, place, way)


def _run(
    chapter: Chapter, parameters: Mapping[str, Any], folder: Path, place: Site,
    way: Callable[..., None],
) -> Executed:  # fmt: skip
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    state = _Run()
    begin = time.perf_counter()
    try:
        way(chapter, parameters, folder, state, place)
    except PapermillExecutionError:
        pass  # told by `_check_end`, from the notebook itself
    except CellTimeoutError:
        why = f"the cell ran longer than {place.limits.cell_seconds:g} seconds and was stopped"
        raise failures.stopped(chapter.name, state.cells(), state.index, why) from None
    except (DeadKernelError, RuntimeError) as error:
        if state.left is None:  # after `exit()` a kernel may live on for a cell or not
            why = _reason_of_death(folder, error)
            raise failures.stopped(chapter.name, state.cells(), state.index, why) from None
    _check_end(chapter, state)
    if place.forks is None:
        cut(state.notebook)
    took = time.perf_counter() - begin
    reads = read_log(folder / READS)
    return Executed(chapter, state.notebook, took, reads, cell_seconds=state.seconds)


def _in_kernel(
    chapter: Chapter, parameters: Mapping[str, Any], folder: Path, state: _Run, place: Site
) -> None:
    pids: list[int] = []

    def started(pid: int) -> None:
        pids.append(pid)
        place.kernel_started(pid)

    try:
        _papermill(
            chapter, parameters, folder, state, place,
            kernel_manager_class=make_manager(folder, started),
            shutdown_kernel="immediate", shell_timeout_interval=1,
        )  # fmt: skip
    finally:
        for pid in pids:
            place.kernel_ended(pid)


def _papermill(
    chapter: Chapter, parameters: Mapping[str, Any], folder: Path, state: _Run, place: Site,
    **way: Any,
) -> None:  # fmt: skip
    import nbformat
    import papermill

    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL + 1)
    notebook = nbformat.reads(json.dumps(with_ids(read_notebook(chapter.path))), as_version=4)
    papermill.execute_notebook(
        notebook,
        None,
        parameters=dict(parameters),
        kernel_name="python3",
        language="python",
        progress_bar=False,
        execution_timeout=place.limits.cell_seconds,
        resources={"metadata": {"path": str(folder / "work")}},
        record_timing=False,
        on_notebook_start=state.started,
        on_cell_execute=state.at_cell,
        on_cell_executed=state.after_cell,
        **way,
    )


def _reason_of_death(folder: Path, error: Exception) -> str:
    """Say why a kernel or fork is gone, with the last line that it wrote."""
    from nbclient.exceptions import DeadKernelError

    from tradegap.build.warm.client import Died

    if isinstance(error.__cause__, Died):
        return _how_it_ended(error.__cause__.ended)
    if not isinstance(error, DeadKernelError):
        return f"the kernel didn't start ({error})"
    told = folder / "stderr"
    lines = told.read_text(errors="replace").strip().splitlines() if told.exists() else []
    last = f", its last words: {lines[-1].strip()}" if lines else ""
    return f"the kernel died while the cell ran (killed, crashed or out of memory{last})"


def _how_it_ended(ended: Mapping[str, Any]) -> str:
    """Say how a fork ended, from what its ward told."""
    import signal

    if ended.get("over_memory"):
        taken = ended["peak_bytes"] / (1 << 20)
        return f"the cell took {taken:,.0f} MiB of memory, more than it may, and was stopped"
    status = ended.get("status", 0)
    if status >= 0:
        return f"the kernel died while the cell ran (it ended itself with status {status})"
    name = signal.Signals(-status).name
    return f"the kernel died while the cell ran (killed, crashed or out of memory: {name})"


def _check_end(chapter: Chapter, state: _Run) -> None:
    """Raise `NotebookError` for a chapter that has an error in an output or left by `exit()`."""
    cells = state.cells()
    if failed := failures.failed_output(cells):
        raise failures.raised(chapter.name, cells, *failed)
    if state.left is not None:
        why = "the cell ended the kernel (exit or quit)"
        raise failures.stopped(chapter.name, cells, state.left, why)
    if state.notebook is None:
        raise BuildError(f"{chapter.name} came to no end and left no notebook; build again.")
