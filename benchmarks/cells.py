"""A chapter's cells in a warm fork, against the same cells in a plain forked process.

The plain way is the least that can be done: a process that has imported everything forks, runs the
sources one after another and asks for each last value's displays as Jupyter would; no kernel, no
shell, no supervisor, no limits, no rewriting of magics.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.commands import ROOT, scratch
from benchmarks.measure import Different, Row, Way, in_turns, timed
from benchmarks.same import read
from tradegap.build.chapters import Chapter, declared_parameters
from tradegap.build.execute import Limits, Site, fork_spec, lay_in, run_chapter
from tradegap.build.forks import Forks
from tradegap.build.kernels import kernel_environment
from tradegap.build.places import run_dir
from tradegap.build.preload import OF_TRADEGAP, SHELL

MOST = 1.15
CHAPTER = "02-target-and-pledges"
Bundles = list[list[dict[str, Any]]]


def sources(chapter: str) -> list[str]:
    """Return the code of a chapter's cells, with its own defaults for parameters."""
    cells = read(ROOT / "notebooks" / f"{chapter}.ipynb")["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def rows(repeat: int) -> list[Row]:
    """Return the row, with what the whole way of a chapter through papermill's engine takes."""
    code = sources(CHAPTER)
    with (
        run_dir() as place, scratch() as folder, Forks(place, [*SHELL, *OF_TRADEGAP]) as forks,
        _plain_parent(folder) as plain,
    ):  # fmt: skip
        count = _check(_in_fork(forks, _spec(place), code), plain(code))

        def ours(number: int) -> float:
            spec = _spec(place)
            with timed() as clock:
                _in_fork(forks, spec, code)
            return clock.seconds

        def theirs(number: int) -> float:
            with timed() as clock:
                plain(code)
            return clock.seconds

        ways = [Way("warm fork", ours), Way("plain fork", theirs),
                Way("run_chapter", lambda number: _whole(forks, place))]  # fmt: skip
        fork, other, engine = in_turns(ways, max(repeat, 5))
        row = Row(
            "warm", f"cells of one warm chapter ({CHAPTER})",
            "the same cells in a forked, imported process", fork, other,
            notes=[
                f"All {count} displays are the same both ways, drawings included. Timed from the "
                "request of a fork to its end with all outputs received. Neither way runs what "
                "asked to be run at the end of an interpreter: a build ends its forks so too.",
                f"The whole way of the chapter through papermill's engine: {engine.told()}.",
            ],
        ).times_the_time(MOST)  # fmt: skip
        row.profile = _steps(forks, _spec(place), code)
    return [row]


def _steps(forks: Forks, spec: Mapping[str, Any], code: list[str]) -> list[str]:
    """Return how long a warm fork takes before, while and after it runs cells."""
    seconds = {}
    with timed() as clock:
        fork = forks.new(spec)
    seconds["to have the fork"] = clock.seconds
    with timed() as clock:
        fork.cell("", lambda message: None)
    seconds["to have its shell"] = clock.seconds
    for number, source in enumerate(code, start=1):
        with timed() as clock:
            fork.cell(source, lambda message: None)
        seconds[f"code cell {number}"] = clock.seconds
    with timed() as clock:
        forks.done(fork, kill=True)
    seconds["to end it"] = clock.seconds
    return [f"{took:7.3f} s  {name}" for name, took in seconds.items()]


def _spec(place: Path) -> dict[str, Any]:
    """Return what a build's fork is like, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(dir=place))
    lay_in(folder, ())
    return fork_spec(folder, Limits())


def _in_fork(forks: Forks, spec: Mapping[str, Any], code: list[str]) -> Bundles:
    """Run cells in a warm fork and return each cell's display data."""
    fork = forks.new(spec)
    try:
        found: Bundles = []
        for source in code:
            messages: list[dict[str, Any]] = []
            reply = fork.cell(source, messages.append)
            if reply["status"] != "ok":
                raise Different(f"{CHAPTER}: a cell failed in the warm fork: {reply['evalue']}")
            found.append([m["content"]["data"] for m in messages if "data" in m["content"]])
        return found
    finally:
        forks.done(fork, kill=True)


def _whole(forks: Forks, place: Path) -> float:
    """Run the chapter as a build does and return the seconds."""
    path = ROOT / "notebooks" / f"{CHAPTER}.ipynb"
    site = Site(Path(tempfile.mkdtemp(dir=place)), forks)
    chapter = Chapter(CHAPTER, path, declared_parameters(path))
    with timed() as clock:
        run_chapter(chapter, {}, site)
    return clock.seconds


@contextmanager
def _plain_parent(folder: Path) -> Iterator[Any]:
    """Start the plain parent and give a function that runs cells in a fork of it."""
    environment = {**kernel_environment(folder / "home"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        (sys.executable, "-P", "-m", "benchmarks.plain_forks", *SHELL, *OF_TRADEGAP), cwd=folder,
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    to, back = process.stdin, process.stdout
    assert to is not None
    assert back is not None

    def ask(code: list[str]) -> Bundles:
        to.write(json.dumps(code) + "\n")
        to.flush()
        answer = json.loads(back.readline())
        if "failed" in answer:
            raise Different(f"{CHAPTER}: a cell failed in the plain fork: {answer['failed']}")
        return list(answer["bundles"])

    try:
        yield ask
    finally:
        to.close()
        process.wait()
        back.close()


def _check(ours: Bundles, theirs: Bundles) -> int:
    """Return how many displays there are; raises `Different` unless both have the same."""
    count = 0
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        if one != other:
            raise Different(f"{CHAPTER}, code cell {number}: the displays are not the same")
        count += len(one)
    if not count:
        raise Different(f"{CHAPTER}: no cell displays anything, so nothing was compared")
    return count
