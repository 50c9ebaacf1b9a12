"""What pandas decides when it is imported is in a fork what it is in a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.tiny import write_notebook
from tradegap.build.chapters import find_chapters
from tradegap.build.execute import run_chapters

WIDE = "import pandas as pd\npd.DataFrame([range(40)])"
OPTION = "pd.get_option('display.max_columns')"


def shown(folder: Path) -> list[str]:
    write_notebook(folder / "wide.ipynb", [WIDE, OPTION])
    run = folder / "run"
    run.mkdir()
    (done,) = run_chapters(find_chapters(["wide"], folder), {}, run)
    return [output["data"]["text/plain"] for cell in done.notebook.cells[1:]
            for output in cell.outputs]  # fmt: skip


def test_a_wide_table_reads_the_same_in_a_fork_and_in_a_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fork").mkdir()
    (tmp_path / "kernel").mkdir()
    in_fork = shown(tmp_path / "fork")
    monkeypatch.setenv("TRADEGAP_WARM", "0")
    assert in_fork == shown(tmp_path / "kernel")
    assert in_fork[1] == "20"
