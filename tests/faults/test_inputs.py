"""Broken inputs through the real command line: one sentence, the right exit code, nothing left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.tiny import write_notebook
from tests.faults.test_killed import SLOW, gone, wait_for
from tradegap.data.paths import data_dir

CASE = "us-china-2018"
CHAPTERS = "chapters: [00-only]"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the data, a scenario of one chapter, and the folder of its notebook."""
    shutil.copytree(data_dir(), tmp_path / "data")
    text = (tmp_path / "data" / "scenarios" / f"{CASE}.yml").read_text()
    lines = [CHAPTERS if line.startswith("chapters:") else line for line in text.splitlines()]
    (tmp_path / "case.yml").write_text("\n".join(lines))
    assert CHAPTERS in lines
    write_notebook(tmp_path / "notebooks" / "00-only.ipynb", ["1"])
    return tmp_path


def start(place: Path, *arguments: str) -> subprocess.Popen[str]:
    settings = {"TRADEGAP_DATA": "data", "TRADEGAP_NOTEBOOKS": "notebooks",
                "TRADEGAP_TEST_MARK": str(place / "mark")}  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tradegap.cli", *arguments], cwd=place, text=True,
        env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def sentence(place: Path, *arguments: str) -> tuple[int, str]:
    process = start(place, *arguments)
    _, err = process.communicate(timeout=120)
    told = [line for line in err.splitlines() if line.startswith("tradegap: ")]
    assert len(told) == 1, err
    assert "Traceback" not in err
    return process.returncode, told[0]


def test_a_chapter_that_raises(place: Path) -> None:
    write_notebook(place / "notebooks" / "00-only.ipynb", ["x = 1\n1 / 0"])
    code, told = sentence(place, "build", "case.yml", "--output", "out")
    assert code == 3
    assert "00-only.ipynb, code cell 2, line 2: ZeroDivisionError: division by zero" in told
    assert not (place / "out").exists()


def test_a_missing_chapter(place: Path) -> None:
    (place / "notebooks" / "00-only.ipynb").rename(place / "notebooks" / "00-onyl.ipynb")
    code, told = sentence(place, "build", "case.yml")
    assert code == 2
    assert "did you mean 00-onyl" in told


def test_a_parameter_that_no_chapter_declares(place: Path) -> None:
    code, told = sentence(place, "build", "case.yml", "-p", "currency=AUD")
    assert code == 2
    assert "'currency', so it would change nothing" in told


def test_a_changed_byte_in_a_table(place: Path) -> None:
    table = next((place / "data" / "reference").glob("goods_annual_usa_chn.csv"))
    content = bytearray(table.read_bytes())
    content[-3] ^= 1
    table.write_bytes(content)
    code, told = sentence(place, "build", "case.yml")
    assert code == 4
    assert "goods_annual_usa_chn.csv was changed" in told
    assert "tradegap data accept goods_annual_usa_chn" in told


def test_a_missing_table(place: Path) -> None:
    next((place / "data" / "reference").glob("goods_annual_usa_chn.csv")).unlink()
    code, told = sentence(place, "build", "case.yml")
    assert code == 4
    assert "goods_annual_usa_chn.csv is missing" in told


def test_a_broken_catalog(place: Path) -> None:
    (place / "data" / "catalog.yml").write_text("tables: [")
    assert sentence(place, "build", "case.yml")[0] == 4


def test_an_output_that_is_a_file(place: Path) -> None:
    (place / "out").write_text("mine")
    code, told = sentence(place, "build", "case.yml", "--output", "out")
    assert code == 5
    assert "can't be written" in told


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_build_leaves_no_kernel(place: Path, number: int, code: int) -> None:
    write_notebook(place / "notebooks" / "00-only.ipynb", [SLOW + "time.sleep(600)"])
    process = start(place, "build", "case.yml", "--output", "out")
    kernel = wait_for(place / "mark")
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in err
    assert gone(kernel)
    assert not (place / "out").exists()
