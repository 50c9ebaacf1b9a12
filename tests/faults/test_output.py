"""Folders that can't be written, files in the way, full disks: one sentence, old report kept."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, tiny_plan
from tradegap.build import export, shelves
from tradegap.build.places import telling_output_errors
from tradegap.errors import OutputError


@pytest.fixture
def plan(tmp_path: Path):
    return tiny_plan(tmp_path / "n")


@pytest.mark.parametrize("output", [False, True])
def test_a_file_where_the_folder_should_be(output: bool, plan, tmp_path: Path) -> None:
    (tmp_path / "r").write_text("mine")
    with pytest.raises(OutputError, match="can't be written"):
        build_tiny(plan, tmp_path / "r", output=output)
    assert (tmp_path / "r").read_text() == "mine"


@pytest.mark.parametrize("output", [False, True])
def test_a_folder_that_cannot_be_made(output: bool, plan) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        build_tiny(plan, Path("/proc/tradegap/reports"), output=output)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("output", [False, True])
def test_a_folder_without_permission(output: bool, plan, tmp_path: Path) -> None:
    (tmp_path / "r").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        build_tiny(plan, tmp_path / "r", output=output)


@pytest.mark.parametrize("output", [False, True])
@pytest.mark.parametrize("where", ["pages", "sync"])
def test_a_full_disk(output: bool, where: str, plan, tmp_path: Path, monkeypatch) -> None:
    done = build_tiny(plan, tmp_path / "r", output=output)
    before = (done.folder / "report.html").read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((export, "write_parts", full) if where == "pages"
                          else (shelves, "sync", full)))  # fmt: skip
    with pytest.raises(OutputError, match="No space left on device; free the space"):
        build_tiny(plan, tmp_path / "r", output=output, force=True)
    assert (done.folder / "report.html").read_bytes() == before
    assert not list((tmp_path / "r").rglob("*partial*"))


def test_the_sentence_names_folder_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as told, telling_output_errors(tmp_path):
        (tmp_path / "none" / "file").write_text("x")
    assert str(told.value).startswith(f"{tmp_path} can't be written: No such file")
    assert told.value.exit_code == 5
