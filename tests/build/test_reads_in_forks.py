"""What starting a fork's shell looks for is not among what the chapter read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.tiny import write_notebook
from tradegap.build.chapters import find_chapters
from tradegap.build.execute import run_chapters


@pytest.mark.parametrize("warm", ["1", "0"])
def test_a_chapter_that_reads_nothing_has_an_empty_and_certain_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: str
) -> None:
    monkeypatch.setenv("TRADEGAP_WARM", warm)
    write_notebook(tmp_path / "a.ipynb", ["1 + 1"])
    (tmp_path / "run").mkdir()
    (done,) = run_chapters(find_chapters(["a"], tmp_path), {}, tmp_path / "run")
    assert done.reads is not None
    assert not any(done.reads.as_json().values())
