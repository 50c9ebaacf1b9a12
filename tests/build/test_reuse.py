"""Chapters kept and found again: each cause by its name, and no stale answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build.case_folder import (
    LINE,
    OTHER_LINE,
    READS_RATES,
    READS_TABLE,
    CaseFolder,
    make_case_folder,
    reads_line,
)
from tradegap.build.chapters import Chapter, declared_parameters
from tradegap.build.current import Current
from tradegap.build.execute import run_chapters
from tradegap.build.reuse import Context, Kept, Missing, keep, recall
from tradegap.build.store import Store
from tradegap.data import recording
from tradegap.data.recording import Reads

STEM = "01-line"
GIVEN: dict[str, Any] = {"target_usd_bn": 200.0, "overrides": {}}


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseFolder]:
    folder = make_case_folder(tmp_path)
    monkeypatch.setenv("TRADEGAP_DATA", str(folder.data))
    yield folder
    recording.stop()


def run(code: str, own: Path | None = None) -> Reads:
    """Run a cell in this process and return what it has read."""
    recording.start(own)
    try:
        exec(compile(code, "cell", "exec"), {"__name__": "cell"})
        return recording.recorded()
    finally:
        recording.stop()


def context(case: CaseFolder, **changes: Any) -> Context:
    """Look at everything anew, as a new command does."""
    current = Current()
    for name, value in changes.items():
        current.__dict__[name] = value
    return Context(Store(case.home / "store"), current, "tiny", "tiny", "scenario-1")


def chapter(case: CaseFolder, code: str) -> Chapter:
    path = case.chapter(STEM, code)
    return Chapter(STEM, path, declared_parameters(path))


def kept(case: CaseFolder, code: str) -> Chapter:
    """Run a chapter's cell and keep it."""
    one = chapter(case, code)
    assert keep(one, GIVEN, context(case), b'{"cells": []}', run(code), 1.5, 10**8)
    assert isinstance(recall(one, GIVEN, context(case)), Kept)
    return one


def reason(one: Chapter, found_in: Context, given: Any = GIVEN) -> str:
    found = recall(one, given, found_in)
    assert isinstance(found, Missing)
    return found.reason


def test_a_chapter_is_kept_and_found(case: CaseFolder) -> None:
    one = chapter(case, reads_line(LINE))
    assert reason(one, context(case)) == "first build"
    kept(case, reads_line(LINE))
    found = recall(one, GIVEN, context(case))
    assert isinstance(found, Kept)
    assert (found.notebook, found.seconds, found.peak_bytes) == ({"cells": []}, 1.5, 10**8)
    assert list(found.reads.rows) == [f"pledges[id={LINE}]"]
    assert list(found.reads.entries) == ["pledges"]


def test_each_cause_has_its_name(case: CaseFolder) -> None:
    one = kept(case, reads_line(LINE))
    other = {**GIVEN, "target_usd_bn": 150.0}
    assert reason(one, context(case), other) == "parameter target_usd_bn changed (200 -> 150)"
    more = {**GIVEN, "overrides": {"pass_through": 0.5}}
    told = reason(one, context(case), more)
    assert told == "parameter pass_through changed (default -> 0.5)"
    code = {**context(case).current.package, "code": "another"}
    assert reason(one, context(case, package=code)) == "package source changed"
    templates = {**context(case).current.package, "templates": "another"}
    assert isinstance(recall(one, GIVEN, context(case, package=templates)), Kept)
    versions = context(case).current.versions
    told = reason(one, context(case, versions={**versions, "pandas": "9.9.9"}))
    assert told == f"version of pandas changed ({versions['pandas']} -> 9.9.9)"
    missing = recall(one, other, context(case))
    assert isinstance(missing, Missing)
    assert (missing.seconds, missing.peak_bytes) == (1.5, 10**8)
    changed = chapter(case, reads_line(LINE) + "\nprint(1)")
    assert reason(changed, context(case)) == "cells of 01-line changed"


def test_a_scenario_and_assumptions_count_by_content(case: CaseFolder) -> None:
    one = kept(case, reads_line(LINE))
    now = context(case)
    other = Context(now.store, now.current, "tiny", "tiny", "scenario-2")
    assert reason(one, other) == "scenario file changed"
    path = case.data / "assumptions.yml"
    path.write_text(path.read_text() + "\n# one more line\n")
    assert reason(one, context(case)) == "assumptions.yml changed"


def test_other_rows_of_a_table_dont_count_and_its_own_do(case: CaseFolder) -> None:
    one = kept(case, reads_line(LINE))
    case.edit_table("pledges", f"\n{OTHER_LINE},CHN", f"\n{OTHER_LINE}x,CHN")
    assert isinstance(recall(one, GIVEN, context(case)), Kept)
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    assert reason(one, context(case)) == f"rows {LINE} of table pledges changed"
    case.edit_table("pledges", "71,USD bn,2018-06-03", "70,USD bn,2018-06-03")
    assert isinstance(recall(one, GIVEN, context(case)), Kept)


def test_a_row_that_comes_later_is_seen(case: CaseFolder) -> None:
    one = kept(case, f"{reads_line(LINE)}\nfigures.rows('pledges', 'id', ['chn-2030-new'])")
    case.edit_table("pledges", f"\n{OTHER_LINE},CHN", "\nchn-2030-new,CHN")
    assert reason(one, context(case)) == "rows chn-2030-new of table pledges changed"


def test_a_whole_table_counts_whole(case: CaseFolder) -> None:
    one = kept(case, READS_TABLE)
    case.edit_table("pledges", f"\n{OTHER_LINE},CHN", f"\n{OTHER_LINE}x,CHN")
    assert reason(one, context(case)) == "table pledges changed"


def test_a_table_that_isnt_read_doesnt_count(case: CaseFolder) -> None:
    one = kept(case, READS_RATES)
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    case.edit_entry("title: The status of each pledge by date", "title: Another title")
    assert isinstance(recall(one, GIVEN, context(case)), Kept)


def test_a_catalog_entry_counts_without_its_hash(case: CaseFolder) -> None:
    one = kept(case, reads_line(LINE))
    case.edit_entry("The ledger: demands", "Our ledger: demands")
    assert reason(one, context(case)) == "catalog entry of pledges changed"


def test_a_table_of_the_same_size_and_time_is_seen(case: CaseFolder) -> None:
    one = kept(case, READS_TABLE)
    path = case.data / "reference" / "pledges.csv"
    state = path.stat()
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert reason(one, context(case)) == "table pledges changed"


def test_another_file_counts_by_content_and_by_its_coming(case: CaseFolder) -> None:
    given = case.home / "given.txt"
    given.write_text("one")
    absent = case.home / "absent.txt"
    code = f"open({str(given)!r}).read()\ntry: open({str(absent)!r})\nexcept OSError: pass"
    one = kept(case, code)
    given.write_text("two")
    assert reason(one, context(case)) == f"file {given} changed"
    given.write_text("one")
    absent.write_text("here")
    assert reason(one, context(case)) == f"file {absent} changed"


def test_the_runs_own_files_and_written_ones_dont_count(case: CaseFolder, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    code = f"open({str(own / 'x')!r}, 'w').write('1')\nopen({str(own / 'x')!r}).read()"
    assert run(code, own).files == {}
    assert run(f"open({str(tmp_path / 'y')!r}, 'w').write('1')").files == {}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", "subprocess"),
        ("import os; os.system('true')", "subprocess"),
        ("import os; os.listdir('/')", "listed"),
        ("import tradegap.data.scenarios as s; s.list_scenarios()", "another may come"),
        ("import socket; s = socket.socket(); s.connect_ex(('127.0.0.1', 9)); s.close()", "conn"),
    ],
)
def test_what_cant_be_hashed_is_not_kept(case: CaseFolder, code: str, why: str) -> None:
    assert socket.AF_INET
    assert subprocess.PIPE
    reads = run(code)
    assert why in " ".join(reads.unsure.values())
    assert not keep(chapter(case, code), GIVEN, context(case), b"{}", reads, 1.0)
    assert not keep(chapter(case, code), GIVEN, context(case), b"{}", None, 1.0)


def test_a_table_that_was_parsed_before_the_fork_is_recorded_in_the_child(
    case: CaseFolder,
) -> None:
    script = (
        "import datetime, json, os, tradegap as tg\n"
        "from tradegap.data import recording\n"
        "figures = tg.Figures(datetime.date(2026, 1, 1))\n"
        "figures.table('pledges')\n"
        "if os.fork() == 0:\n"
        "    recording.start()\n"
        "    figures.table('pledges')\n"
        "    tg.Figures(datetime.date(2026, 1, 1)).figure('pledges', 'amount', id='" + LINE + "')\n"
        "    print(json.dumps(recording.recorded().as_json()), flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()\n"
        "print(json.dumps(recording.recorded().as_json()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    child, parent = (Reads.from_json(json.loads(line)) for line in done.stdout.splitlines())
    assert list(child.tables) == ["pledges"]
    assert list(child.rows) == [f"pledges[id={LINE}]"]
    assert list(child.entries) == ["pledges"]
    assert not child.unsure
    assert parent.unsure == {"record": "was not begun"}


def test_a_kernel_records_what_its_chapter_reads(case: CaseFolder, tmp_path: Path) -> None:
    one = chapter(case, reads_line(LINE))
    (tmp_path / "run").mkdir()
    (done,) = run_chapters([one], {STEM: {"target_usd_bn": 1.0}}, tmp_path / "run")
    assert done.reads == Reads(
        rows=run(reads_line(LINE)).rows, entries=run(reads_line(LINE)).entries
    )


def test_a_damaged_store_is_no_answer(case: CaseFolder) -> None:
    one = kept(case, reads_line(LINE))
    for path in (case.home / "store" / "objects").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-3])
    assert reason(one, context(case)) == "its outcome is no longer in the store"
    kept(case, reads_line(LINE))
    for path in (case.home / "store" / "notes").rglob("*"):
        if path.is_file():
            path.write_bytes(b"rubbish")
    assert reason(one, context(case)) == "first build"


def test_two_versions_of_a_table_are_both_kept(case: CaseFolder) -> None:
    code = READS_TABLE
    one = kept(case, code)
    case.edit_table("pledges", "70,USD bn,2018-06-03", "71,USD bn,2018-06-03")
    assert keep(one, GIVEN, context(case), b'{"cells": [1]}', run(code), 1.0)
    found = recall(one, GIVEN, context(case))
    assert isinstance(found, Kept)
    assert found.notebook == {"cells": [1]}
    case.edit_table("pledges", "71,USD bn,2018-06-03", "70,USD bn,2018-06-03")
    found = recall(one, GIVEN, context(case))
    assert isinstance(found, Kept)
    assert found.notebook == {"cells": []}
