"""A chapter that fails is told by notebook, code cell and line; the others and all kernels end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, plan_over, tiny_plan, write_notebook
from tradegap.build.chapters import find_chapters
from tradegap.build.execute import run_chapters
from tradegap.build.places import run_dir, scratch_dir
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


@pytest.mark.parametrize("name", ["endless", "stubborn"])
def test_a_cell_that_never_ends_is_stopped(name: str) -> None:
    begin = time.monotonic()
    error = fail(name, seconds=1)
    assert error.cell == 1
    assert "longer than 1 seconds" in str(error)
    assert time.monotonic() - begin < 20


def test_the_injected_cell_is_not_counted(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, {"01-first": ["# Title", "x = 1\n1 / 0"]})
    with run_dir() as run, pytest.raises(NotebookError, match=r"code cell 2, line 2: ZeroDiv"):
        run_chapters(plan.chapters, plan.given, run)


def test_the_first_failure_ends_the_other_chapters(tmp_path: Path) -> None:
    write_notebook(tmp_path / "01-long.ipynb", ["import os, time\nopen('../../pid', 'w').write("
                   "str(os.getpid()))\ntime.sleep(600)"])  # fmt: skip
    write_notebook(tmp_path / "02-bad.ipynb", ["import time; time.sleep(1)", "1 / 0"])
    write_notebook(tmp_path / "03-never.ipynb", ["open('../../never', 'w')"])
    begin = time.monotonic()
    with run_dir() as run:
        chapters = find_chapters(["01-long", "02-bad", "03-never"], tmp_path)
        with pytest.raises(NotebookError, match=r"02-bad\.ipynb, code cell 3, line 1"):
            run_chapters(chapters, {}, run)
        pid = int((run / "pid").read_text())
        assert not (run / "never").exists()
    assert time.monotonic() - begin < 30
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


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
