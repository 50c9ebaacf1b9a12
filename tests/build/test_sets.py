"""A notebook over parameter sets: what is shared changes nothing but the time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.build.tiny import write_notebook
from tradegap.build.sets import product, read_value, run_sets
from tradegap.errors import NotebookError, ParameterError, UnknownNameError

PARAMETERS = "early = 1\nlate = 2"
SHARED = [
    "import random\nrows = [1, 2]\nmarks = {}\nprint('shared')",
    "rows.append(3)\nalias = rows\nlen(rows)",
    "alias.append(early)\nprint(rows, early)",
    "marks[late] = rows\nprint(marks)",
    "rows",
]
SETS = product([("early", [5, 6]), ("late", ["x", "y", "z"])])


def outputs(folder: Path) -> dict[str, Any]:
    """Return the cells of each notebook that was written: sources, counts and outputs."""
    return {
        path.name: [
            [cell["source"], cell.get("execution_count"), cell.get("outputs")]
            for cell in json.loads(path.read_text())["cells"]
        ]
        for path in sorted(folder.glob("*.ipynb"))
    }


def both_ways(path: Path, sets: list[dict[str, Any]], place: Path) -> tuple[Any, Any, Any]:
    """Run a notebook with and without sharing, and return what came out, and the shared run."""
    shared = run_sets(path, sets, place / "shared")
    run_sets(path, sets, place / "alone", share=False)
    return outputs(place / "shared"), outputs(place / "alone"), shared


def test_shared_cells_give_what_single_runs_give(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", SHARED, PARAMETERS)
    shared, alone, ran = both_ways(path, SETS, tmp_path)
    assert len(shared) == 6
    assert shared == alone
    # parameters, values in common, two shared cells; twice the cell of `early`; six times two
    assert ran.cell_runs == 4 + 2 + 6 * 2
    assert "shared by all 6 sets" in ran.explained[1]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import random as r\nnumber = r.random() < 2", "random"),
        ("open('../../elsewhere', 'w').write('x')", "it wrote to"),
        ("import threading as t\nt.Thread(target=t.Event().wait, daemon=True).start()", "thread"),
        ("import subprocess as s\nx = s.run(['true'])", ""),
        ("left = open('left', 'w')", "open for writing"),
        ("import socket as k\nsock = k.socket(); sock.bind(('127.0.0.1', 0))", "socket"),
    ],
)
def test_what_several_runs_must_not_share_parts_them(
    cell: str, reason: str, tmp_path: Path
) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["x = 1", cell, "print(late)"], PARAMETERS)
    shared, alone, ran = both_ways(path, product([("late", [1, 2])]), tmp_path)
    assert shared == alone
    assert reason in "\n".join(ran.explained)
    assert ran.cell_runs >= 3 + 2 * 2, "only what comes before that cell is shared"


def test_each_set_has_a_folder_of_its_own(tmp_path: Path) -> None:
    cells = ["open('note', 'w').write('both')", "open('note', 'a').write(str(late))",
             "print(open('note').read())"]  # fmt: skip
    path = write_notebook(tmp_path / "one.ipynb", cells, PARAMETERS)
    shared, alone, _ = both_ways(path, product([("late", [1, 2])]), tmp_path)
    assert shared == alone
    assert [cells[-1][2][0]["text"] for cells in shared.values()] == ["both1\n", "both2\n"]


def test_equal_sets_and_no_sets(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["print(early, late)"], PARAMETERS)
    (ran,) = run_sets(path, [{}], tmp_path / "none").sets
    assert ran.name == "one"
    assert "1 2" in (tmp_path / "none" / "one.ipynb").read_text()


def test_a_cell_that_fails_in_a_shared_part_fails_each_set(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["1 / 0", "late"], PARAMETERS)
    ran = run_sets(path, product([("late", [1, 2])]), tmp_path / "out")
    assert [type(one.error) for one in ran.sets] == [NotebookError] * 2
    assert "code cell 2, line 1: ZeroDivisionError" in str(ran.sets[0].error)
    assert not list((tmp_path / "out").glob("*"))


def test_one_set_that_fails_leaves_the_others_and_old_files_alone(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["10 / late"], PARAMETERS)
    sets = product([("late", [0, 5])])
    (tmp_path / "out").mkdir()
    old = tmp_path / "out" / "one+late-0.ipynb"
    old.write_text("old")
    failed, good = run_sets(path, sets, tmp_path / "out").sets
    assert isinstance(failed.error, NotebookError)
    assert old.read_text() == "old"
    assert good.files == [tmp_path / "out" / "one+late-5.ipynb"]


def test_a_cell_that_dies_in_a_shared_part_is_told_for_each_set(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["x = 1", "import os; os._exit(3)", "late"],
                          PARAMETERS)  # fmt: skip
    ran = run_sets(path, product([("late", [1, 2])]), tmp_path / "out")
    assert all("code cell 3: the kernel died" in str(one.error) for one in ran.sets)


def test_pages_are_written(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["# A title", "print(late)"], PARAMETERS)
    ran = run_sets(path, product([("late", [7, 8])]), tmp_path / "out", formats=["html"])
    assert [file.suffix for one in ran.sets for file in one.files] == [".html", ".html"]
    assert "7" in (tmp_path / "out" / "one+late-7.html").read_text()


def test_what_is_wrong_is_told_before_anything_runs(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["1"], PARAMETERS)
    with pytest.raises(UnknownNameError, match=r"no parameter 'lat'.*did you mean late"):
        run_sets(path, [{"lat": 1}], tmp_path / "out")
    with pytest.raises(ParameterError, match="no format 'doc'"):
        run_sets(path, [{"late": 1}], tmp_path / "out", formats=["doc"])
    assert not (tmp_path / "out").exists()


def test_values_are_read_as_python_or_text() -> None:
    assert [read_value(text) for text in ("1", "1.5", "true", "None", "[1]", "2018-06-10", "x")] \
        == [1, 1.5, True, None, [1], "2018-06-10", "x"]  # fmt: skip


def test_a_copy_reads_its_own_values_in_the_history(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["x = 1", "print(late, In[2])"], PARAMETERS)
    shared, alone, _ = both_ways(path, product([("late", [1, 2])]), tmp_path)
    assert shared == alone
