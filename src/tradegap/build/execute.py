"""Run chapters with papermill: clean surroundings, a time limit per cell, no kernel left behind."""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from tradegap.build import failures
from tradegap.build.chapters import Chapter, read_notebook, with_ids
from tradegap.build.kernels import kill, make_manager
from tradegap.errors import BuildError

CELL_SECONDS = 300
AT_ONCE = 2


@dataclass(frozen=True)
class Executed:
    """A chapter after its run."""

    chapter: Chapter
    notebook: Any
    seconds: float

    def warnings(self) -> list[str]:
        """Return what the chapter wrote to its error stream, a text per cell."""
        told = []
        for index, cell in enumerate(self.notebook.cells):
            for output in cell.get("outputs", []):
                if output.get("name") == "stderr":
                    number = failures.code_number(self.notebook.cells, index)
                    told.append(f"{self.chapter.name}, code cell {number}: {output.text.strip()}")
        return told


class _Stop:
    """The first failure of a report, after which nothing starts any more."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked = threading.Event()
        self.pids: list[int] = []

    def failed(self, error: Exception) -> None:
        if not self.asked.is_set():
            self.error = error
        self.now()

    def now(self) -> None:
        """Let nothing start any more and end the kernels that run."""
        self.asked.set()
        for pid in list(self.pids):
            kill(pid)

    def kernel_started(self, pid: int) -> None:
        self.pids.append(pid)
        if self.asked.is_set():
            kill(pid)

    def kernel_ended(self, pid: int | None) -> None:
        """Forget a kernel that is gone: its number may soon be another process's."""
        if pid is not None:
            self.pids.remove(pid)


@dataclass
class _Run:
    """What is known of a chapter while it runs, whatever way it ends."""

    stop: _Stop = field(default_factory=_Stop)
    notebook: Any = None
    index: int | None = None
    left: int | None = None
    pid: int | None = None

    def kernel_started(self, pid: int) -> None:
        self.pid = pid
        self.stop.kernel_started(pid)

    def started(self, notebook: Any) -> None:
        self.notebook = notebook

    def at_cell(self, cell: Any, cell_index: int) -> None:
        self.index = cell_index

    def after_cell(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
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
    cell_seconds: int = CELL_SECONDS,
    at_once: int = AT_ONCE,
    progress: Callable[[str, str], None] = lambda stem, state: None,
) -> list[Executed]:
    """Run chapters, up to `at_once` at a time, and return them in their order.

    `given` has the parameters of each chapter, `run` is an empty folder, `inputs` are files laid
    into each chapter's working directory. The first chapter that fails ends the others, and its
    `NotebookError` is raised; so does an interruption. No kernel outlives the call.
    """
    stop = _Stop()

    def one(number: int, chapter: Chapter) -> Executed | None:
        if stop.asked.is_set():
            return None
        progress(chapter.stem, "running")
        try:
            folder = _working_dir(run / str(number), inputs)
            parameters = given.get(chapter.stem, {})
            done = run_chapter(chapter, parameters, folder, _Run(stop), cell_seconds)
        except Exception as error:
            stop.failed(error)
            return None
        progress(chapter.stem, "done")
        return done

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        try:
            done = list(pool.map(one, range(len(chapters)), chapters))
        except BaseException:  # an interruption: end the kernels, then let it pass
            stop.now()
            raise
    if stop.error:
        raise stop.error
    return [executed for executed in done if executed]


def _working_dir(folder: Path, inputs: Iterable[Path]) -> Path:
    (folder / "work").mkdir(parents=True)
    for path in inputs:
        shutil.copy(path, folder / "work" / path.name)
    return folder


def run_chapter(
    chapter: Chapter,
    parameters: Mapping[str, Any],
    folder: Path,
    state: _Run | None = None,
    cell_seconds: int = CELL_SECONDS,
) -> Executed:
    """Run one chapter in `folder`; a cell that raises or stops raises `NotebookError`."""
    state = state or _Run()
    begin = time.perf_counter()
    try:
        _execute(chapter, parameters, folder, state, cell_seconds)
    except PapermillExecutionError:
        pass  # told below, from the notebook itself
    except CellTimeoutError:
        why = f"the cell ran longer than {cell_seconds} seconds and was stopped"
        raise failures.stopped(chapter.name, state.cells(), state.index, why) from None
    except (DeadKernelError, RuntimeError) as error:
        if state.left is None:  # after `exit()` a kernel may live on for a cell or not
            why = _reason_of_death(folder, error)
            raise failures.stopped(chapter.name, state.cells(), state.index, why) from None
    finally:
        state.stop.kernel_ended(state.pid)
    _check_end(chapter, state)
    return Executed(chapter, state.notebook, time.perf_counter() - begin)


def _execute(
    chapter: Chapter, parameters: Mapping[str, Any], folder: Path, state: _Run, cell_seconds: int
) -> None:
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
        execution_timeout=cell_seconds,
        kernel_manager_class=make_manager(folder, state.kernel_started),
        resources={"metadata": {"path": str(folder / "work")}},
        shutdown_kernel="immediate",
        shell_timeout_interval=1,
        record_timing=False,
        on_notebook_start=state.started,
        on_cell_execute=state.at_cell,
        on_cell_executed=state.after_cell,
    )


def _reason_of_death(folder: Path, error: Exception) -> str:
    """Say why a kernel is gone, with the last line that it wrote."""
    if not isinstance(error, DeadKernelError):
        return f"the kernel didn't start ({error})"
    told = folder / "stderr"
    lines = told.read_text(errors="replace").strip().splitlines() if told.exists() else []
    last = f", its last words: {lines[-1].strip()}" if lines else ""
    return f"the kernel died while the cell ran (killed, crashed or out of memory{last})"


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
