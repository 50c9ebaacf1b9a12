"""Progress by chapter: plain lines for a log, moving ones on a terminal; a failure is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.build.tiny import FIRST, build_one, stand_ins, tiny_plan
from tradegap.build.shelves import EditionShelf
from tradegap.cli.output import progress
from tradegap.errors import NotebookError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


STATES = [("01-first", "kept"), ("02-second", "running"), ("03-third", "running"),
          ("02-second", "done"), ("03-third", "failed")]  # fmt: skip


def test_plain_lines_say_what_runs_is_kept_done_and_failed(capsys) -> None:
    with progress() as step:
        for what, state in STATES:
            step(what, state)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["01-first: kept", "02-second: running", "03-third: running"]
    assert lines[3].startswith("02-second: done (0.")
    assert lines[4].startswith("03-third: failed (0.")


def test_on_a_terminal_each_chapter_has_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with progress() as step:
        for what, state in STATES:
            step(what, state)
    last = terminal.getvalue().rpartition("01-first")[2]
    assert "kept" in last
    last = " ".join(last.split())
    assert "✓ 02-second done (0." in last
    assert "✗ 03-third failed (0." in last


def test_quiet_says_nothing(capsys) -> None:
    with progress(quiet=True) as step:
        step("01-first", "running")
    assert capsys.readouterr().err == ""


def test_a_chapter_that_raises_is_told_as_failed(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    plan = tiny_plan(tmp_path / "n", {"01-first": FIRST, "02-bad": ["# Bad", "1 / 0"]})
    with stand_ins(), pytest.raises(NotebookError):
        build_one(plan, EditionShelf(tmp_path / "r", plan.slug),
                     progress=lambda what, state: told.append((what, state)))  # fmt: skip
    assert ("02-bad", "failed") in told
    assert ("01-first", "done") in told
