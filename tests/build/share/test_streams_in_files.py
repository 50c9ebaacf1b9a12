"""A command whose streams go to a file, as from cron, shares cells as any other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.build.tiny import write_notebook

COMMAND = (sys.executable, "-P", "-m", "tradegap.cli", "run")


def test_cells_are_shared_when_the_error_stream_is_a_file(tmp_path: Path) -> None:
    notebook = write_notebook(
        tmp_path / "a.ipynb", ["shared = 1 + 1", "print(shared, late)"], "late = 0"
    )
    with (tmp_path / "log").open("wb") as log:
        done = subprocess.run(
            (*COMMAND, str(notebook), "--grid", "late=1,2,3", "--output", "out", "--json"),
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=log, check=True,
        )  # fmt: skip
    in_common = 3  # the parameters, the values in which all sets agree, the cell that is shared
    assert json.loads(done.stdout)["cell_runs"] == in_common + 3


def test_a_file_that_a_cell_leaves_open_ends_sharing(tmp_path: Path) -> None:
    notebook = write_notebook(
        tmp_path / "a.ipynb", ["kept = open('kept.txt', 'w')", "print(late)"], "late = 0"
    )
    with (tmp_path / "log").open("wb") as log:
        done = subprocess.run(
            (*COMMAND, str(notebook), "--grid", "late=1,2", "--output", "out", "--json"),
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=log, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    assert "kept.txt open for writing" in told["cells"][-1]
