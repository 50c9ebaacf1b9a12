"""A chapter that fails is told by notebook, code cell and line; the others and all kernels end."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, plan_over, stand_ins, tiny_plan, write_notebook
from tradegap.build.build import build_reports
from tradegap.build.chapters import find_chapters
from tradegap.build.execute import run_chapters
from tradegap.build.places import run_dir, scratch_dir
from tradegap.build.report import Settings
from tradegap.build.shelves import EditionShelf
from tradegap.errors import BuildError, NotebookError

BROKEN = Path(__file__).parents[1] / "notebooks" / "broken"


def fail(name: str, seconds: int = 60) -> NotebookError:
    with run_dir() as run, pytest.raises(NotebookError) as told:
        run_chapters(find_chapters([name], BROKEN), {}, run, cell_seconds=seconds)
    return told.value


@pytest.mark.parametrize(
    ("name", "cell", "line", "reason"),
    [
        ("raises", 2, 2, "ZeroDivisionError: division by zero"),
        ("refuses", 1, 3, "x.yml:3: as_of: is no date"),
        ("syntax", 1, 2, "SyntaxError: "),
        ("exits", 1, None, "the cell ended the program (sys.exit, status 3)"),
        ("exits-quietly", 1, None, "the cell ended the program (sys.exit, status 0)"),
        ("quits", 2, None, "the cell ended the kernel (exit or quit)"),
        ("dies", 2, None, "the kernel died while the cell ran"),
    ],
)
def test_failures_name_the_place(name: str, cell: int, line: int | None, reason: str) -> None:
    error = fail(name)
    assert (error.notebook, error.cell, error.line) == (f"{name}.ipynb", cell, line)
    assert reason in str(error)
    assert str(error).count("\n") == 0
    assert "the report published before is untouched" in str(error)
    # what one of our own errors tells to mend is seldom the cell
    assert ("mend the cell" in str(error)) == (name != "refuses")


@pytest.mark.parametrize("name", ["endless", "stubborn"])
def test_a_cell_that_never_ends_is_stopped(name: str) -> None:
    error = fail(name, seconds=1)
    assert error.cell == 1
    assert "longer than 1 seconds" in str(error)


def test_the_injected_cell_is_not_counted(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, {"01-first": ["# Title", "x = 1\n1 / 0"]})
    with run_dir() as run, pytest.raises(NotebookError, match=r"code cell 2, line 2: ZeroDiv"):
        run_chapters(plan.chapters, plan.given, run)


def test_every_failure_is_told(tmp_path: Path) -> None:
    cells = {"01-bad": ["1 / 0"], "02-worse": ["x = 1", "nothing"], "03-good": ["1"]}
    plan = tiny_plan(tmp_path / "n", cells)
    with stand_ins():
        (outcome,) = build_reports([(plan, EditionShelf(tmp_path / "r", "tiny"), None)])
    assert outcome.built is None
    told = [str(error) for error in outcome.errors]
    assert len(told) == 2, told
    assert "01-bad.ipynb, code cell 2, line 1: ZeroDivisionError" in told[0]
    assert "02-worse.ipynb, code cell 3, line 1: NameError" in told[1]
    assert not (tmp_path / "r" / "tiny").exists()


def test_a_report_ends_when_all_its_chapters_have(tmp_path: Path) -> None:
    cells = {
        "01-late": ["import time\ntime.sleep(2)\n1 / 0"],
        "02-soon": ["nothing"],
        "03-ok": ["1"],
    }
    plan = tiny_plan(tmp_path / "n", cells)
    with stand_ins():
        (outcome,) = build_reports(
            [(plan, EditionShelf(tmp_path / "r", "tiny"), None)], Settings(jobs=2)
        )
    told = [str(error) for error in outcome.errors]
    assert ["ZeroDivisionError" in told[0], "NameError" in told[-1], len(told)] == [True, True, 2]


def test_one_report_that_fails_leaves_the_others_alone(tmp_path: Path) -> None:
    good = tiny_plan(tmp_path / "good")
    bad = replace(tiny_plan(tmp_path / "bad", {"01-bad": ["1 / 0"]}), scenario="bad")
    shelves = [
        (bad, EditionShelf(tmp_path / "r", "bad"), None),
        (good, EditionShelf(tmp_path / "r", "t"), None),
    ]
    with stand_ins():
        first, second = build_reports(shelves)
    assert [type(error) for error in first.errors] == [NotebookError]
    assert second.built is not None
    assert (tmp_path / "r" / "t" / "report.html").is_file()


@pytest.mark.parametrize("output", [False, True])
def test_a_failed_build_leaves_the_old_report(output: bool, tmp_path: Path) -> None:
    done = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "r", output=output)
    before = (done.folder / "report.html").read_bytes()
    write_notebook(tmp_path / "n" / "02-second.ipynb", ["1 / 0"])
    broken = plan_over(tmp_path / "n", ["01-first", "02-second"])
    with pytest.raises(NotebookError):
        build_tiny(broken, tmp_path / "r", output=output)
    assert (done.folder / "report.html").read_bytes() == before
    assert not list((tmp_path / "r").rglob("*partial*"))
    assert not list(scratch_dir().glob(f"{os.getpid()}-*"))


def test_conflicting_results_refuse_the_build(tmp_path: Path) -> None:
    from tests.build.tiny import results_cell

    stems = {name: [results_cell({"a": value}, {})] for name, value in (("1", 1), ("2", 2))}
    with pytest.raises(BuildError, match=r"1\.ipynb and 2\.ipynb publish different values"):
        build_tiny(tiny_plan(tmp_path / "n", stems), tmp_path / "r")
    assert not (tmp_path / "r" / "tiny").exists()
