"""What goes to the terminal: JSON, tables, paths, and progress while a report is built."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from tradegap.build.report import Progress


def print_json(content: Any) -> None:
    """Print JSON to standard output."""
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print rows as a table, as wide as they need when nobody's terminal is in the way."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, title=title or None, title_justify="left", pad_edge=False)
    for place, head in enumerate(heads):  # a name that is cut off could not be given to a command
        table.add_column(head, overflow="fold", no_wrap=place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)


def shown_path(path: Path) -> str:
    """Return a path, relative to the working directory if it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def say(text: str) -> None:
    """Tell whoever builds, on the error stream, so that standard output stays clean."""
    sys.stderr.write(text + "\n")  # in one piece: two chapters may speak at the same time
    sys.stderr.flush()


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Give a function that is told what happens to which chapter.

    On a terminal each chapter has a line with a spinner and a clock; elsewhere each step is a
    plain line.
    """
    if quiet:
        yield lambda what, state: None
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _Live(bars).step
    else:
        yield _Plain().step


_ENDS = {"done": "✓", "kept": "=", "failed": "✗"}
"""The states in which nothing more happens to a chapter, and their marks."""


class _Clock:
    """When each chapter began, and what is said of it."""

    def __init__(self) -> None:
        self.begun: dict[str, float] = {}

    def told(self, what: str, state: str) -> str:
        """Return a state, with the seconds since the chapter began where it has come to an end."""
        took = ""
        if state in _ENDS and what in self.begun:
            took = f" ({time.perf_counter() - self.begun[what]:.1f} s)"
        self.begun.setdefault(what, time.perf_counter())
        return f"{state}{took}"


class _Plain:
    """Progress as plain lines."""

    def __init__(self) -> None:
        self.clock = _Clock()

    def step(self, what: str, state: str) -> None:
        say(f"{what}: {self.clock.told(what, state)}")


class _Live:
    """Progress as lines that move."""

    def __init__(self, bars: Bars) -> None:
        self.bars, self.clock = bars, _Clock()
        self.tasks: dict[str, TaskID] = {}

    def step(self, what: str, state: str) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.bars.add_task(what, total=1, state="", mark="")
        self.bars.update(
            self.tasks[what], completed=int(state in _ENDS), state=self.clock.told(what, state),
            mark=_ENDS.get(state, ""),
        )  # fmt: skip


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    return Progress(
        SpinnerColumn(finished_text=""),
        TextColumn("{task.fields[mark]}"),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[state]}", markup=False),
        console=Console(stderr=True),
    )
