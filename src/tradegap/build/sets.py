"""Run any notebook for one or many parameter sets, and write what comes out."""

from __future__ import annotations

import ast
import itertools
import json
import os
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tradegap.build.canonical import plain
from tradegap.build.chapters import Chapter, declared_parameters
from tradegap.build.execute import Limits, Site, site
from tradegap.build.executed import Executed
from tradegap.build.forks import called
from tradegap.build.places import run_dir, slug, telling_output_errors
from tradegap.build.pool import Pool
from tradegap.build.share.run import Grid
from tradegap.build.warm import unsupported
from tradegap.build.warm.client import Fork
from tradegap.errors import InputError, ParameterError, TradegapError, UnknownNameError

FORMATS = ("ipynb", "html", "pdf")
Progress = Callable[[str, str], None]


@dataclass
class Ran:
    """One set's outcome: the files that were written, or what went wrong."""

    name: str
    files: list[Path] = field(default_factory=list)
    error: Exception | None = None
    seconds: float = 0.0


@dataclass
class RanAll:
    """The outcome of every set, how often cells were run, and why, a line a cell."""

    sets: list[Ran]
    cell_runs: int
    explained: list[str]


def read_value(text: str) -> Any:
    """Return a value as a notebook gets it: what reads as Python, else the text itself."""
    try:
        value = ast.literal_eval(text)
        json.dumps(plain(value), allow_nan=False)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return {"true": True, "false": False, "null": None}.get(text, text)
    return value


def product(axes: Sequence[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return a parameter set for each combination of values; one empty set without axes."""
    names = [name for name, _ in axes]
    return [
        dict(zip(names, values, strict=True))
        for values in itertools.product(*(values for _, values in axes))
    ]


def check_sets(path: Path, sets: Sequence[Mapping[str, Any]]) -> Chapter:
    """Return the notebook; raises `InputError` if it isn't there or lacks a parameter."""
    if not path.is_file():
        raise InputError(f"There is no notebook {path}; give the path of an .ipynb file.")
    chapter = Chapter(path.stem, path, declared_parameters(path))
    for name in sorted({name for one in sets for name in one}):
        if name not in chapter.declared:
            remedy = f"{path.name} declares these in its cell tagged 'parameters'."
            raise UnknownNameError("parameter", name, chapter.declared, remedy)
    return chapter


def run_sets(
    path: Path, sets: Sequence[Mapping[str, Any]], output: Path,
    *, formats: Sequence[str] = ("ipynb",), share: bool = True, jobs: int | None = None,
    limits: Limits | None = None, progress: Progress = lambda what, state: None,
) -> RanAll:  # fmt: skip
    """Run a notebook for each set and write its notebook and pages into `output`.

    A set that fails does not stop the others; its file is not touched. Raises a `TradegapError`
    for what is wrong before anything runs.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ParameterError(
            f"There is no format '{unknown[0]}'; choose from {', '.join(FORMATS)}."
        )
    chapter = check_sets(path, sets)
    names = [slug(path.stem, {n: str(v) for n, v in one.items()}) for one in sets]
    ran = [Ran(name) for name in names]
    with telling_output_errors(output):
        output.mkdir(parents=True, exist_ok=True)
    if reason := unsupported():
        progress("no warm start", reason)
    with (
        run_dir() as run,
        site(run, [path], limits, for_all=True) as place,
        _exporting(place) as export,
    ):
        pool = Pool(jobs, on_stop=place.stop)

        def finish(number: int, outcome: Executed | Exception) -> None:
            progress(names[number], "done" if isinstance(outcome, Executed) else "failed")
            if isinstance(outcome, Executed):
                _write(outcome, ran[number], output, formats, place, export)
            else:
                ran[number].error = outcome

        grid = Grid(chapter, sets, place, share=share, on_done=finish)
        pages = [name for name in formats if name != "ipynb"]
        if pages and place.forks:
            place.forks.load_pages_soon()
        pool.run([grid.jobs()])
    return RanAll(ran, grid.cell_runs, grid.explained())


Export = Callable[[Path, Path, str], None]


@contextmanager
def _exporting(place: Site) -> Iterator[Export]:
    """Give a function that makes pages, in processes of their own that are used again."""
    if place.forks is None:
        from tradegap.build.pages import export_notebook

        yield lambda source, target, name: export_notebook(str(source), str(target), name)
        return
    idle: queue.SimpleQueue[Fork] = queue.SimpleQueue()
    forks = place.forks

    def export(source: Path, target: Path, name: str) -> None:
        try:
            fork = idle.get_nowait()
        except queue.Empty:
            forks.load_pages()
            fork = forks.new({})
        called(
            fork, "tradegap.build.pages:export_notebook", f"writes {target.name}",
            source=str(source), target=str(target), name=name,
        )  # fmt: skip
        idle.put(fork)

    yield export


def _write(
    done: Executed, ran: Ran, output: Path, formats: Sequence[str], place: Site, export: Export
) -> None:
    """Write what a set gave, each file in one step."""
    folder = place.folder()
    try:
        with telling_output_errors(output):
            source = done.write(folder)
            for name in formats:
                draft, target = folder / f"page.{name}", output / f"{ran.name}.{name}"
                if name == "ipynb":
                    draft.write_bytes(source.read_bytes())
                else:
                    export(source, draft, name)
                _move(draft, target)
                ran.files.append(target)
    except TradegapError as error:
        ran.error = error
    ran.seconds = done.seconds


def _move(draft: Path, target: Path) -> None:
    """Put a file in its place in one step, also from another file system."""
    beside = target.with_name(f".{target.name}-{os.getpid()}")
    beside.write_bytes(draft.read_bytes())
    os.replace(beside, target)
