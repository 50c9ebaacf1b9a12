"""open shows what is built; doctor says what is missing, and how to get it."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, tiny_plan
from tradegap.build import checkup
from tradegap.build.index import write_index
from tradegap.cli import run

CASE = "us-china-2018"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "reports")
    write_index(tmp_path / "reports")
    return tmp_path / "reports"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was asked to show."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not asked.append(address))
    return asked


def test_a_report_its_pdf_and_the_index_are_opened(reports: Path, shown: list[str]) -> None:
    where = ["--reports", str(reports)]
    for arguments in (["tiny"], ["tiny", "--pdf"], ["--index"]):
        assert run(["open", *arguments, *where]) == 0
    folder = reports.as_uri()
    assert shown == [f"{folder}/tiny/report.html", f"{folder}/tiny/report.pdf",
                     f"{folder}/index.html"]  # fmt: skip


def test_without_a_browser_the_path_is_printed(capsys, reports: Path, monkeypatch) -> None:
    def none(address: str) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "open", none)
    assert run(["open", "tiny", "--reports", str(reports)]) == 0
    assert capsys.readouterr().out.strip() == str(reports / "tiny" / "report.html")


def test_print_opens_nothing(capsys, reports: Path, shown: list[str]) -> None:
    assert run(["open", "tiny", "--print", "--reports", str(reports)]) == 0
    assert capsys.readouterr().out.strip().endswith("tiny/report.html")
    assert shown == []


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([CASE], 3, f"build it: tradegap build {CASE}"),
        ([CASE, "-p", "target_usd_bn=150"], 3, f"tradegap build {CASE} -p target_usd_bn=150"),
        (["us-chyna-2018"], 2, "did you mean us-china-2018"),
    ],
)
def test_what_isnt_built_is_told(
    capsys, reports: Path, shown: list[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert run(["open", *arguments, "--reports", str(reports)]) == code
    assert sentence in capsys.readouterr().err
    assert shown == []


def test_the_index_of_nothing_is_told(capsys, tmp_path: Path) -> None:
    assert run(["open", "--index", "--reports", str(tmp_path)]) == 3
    assert "tradegap build writes it" in capsys.readouterr().err


def test_here_a_report_can_be_built(capsys, tmp_path: Path) -> None:
    assert run(["doctor", "--reports", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "A report can be built" in out
    assert run(["doctor", "--json", "--reports", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["can_build"] is True
    names = {check["name"] for check in told["checks"]}
    assert names >= {"Python", "packages", "versions", "plug-ins", "kernels", "fonts", "typst",
                     "tables", "scenarios", "notebooks", "reports folder", "temporary folder",
                     "warm start", "schedule", "chromium", "npm", "java", "JupyterLab"}  # fmt: skip
    assert all(check["remedy"] for check in told["checks"] if check["state"] != "ok")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_table_and_a_lost_notebook_are_missing(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    import shutil

    from tradegap.data.paths import data_dir, notebooks_dir

    data, notebooks = tmp_path / "data", tmp_path / "notebooks"
    shutil.copytree(data_dir(), data)
    shutil.copytree(notebooks_dir(), notebooks)
    with (data / "reference" / "gsim_four_by_four.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    (notebooks / "01-surplus.ipynb").unlink()
    monkeypatch.setenv("TRADEGAP_DATA", str(data))
    monkeypatch.setenv("TRADEGAP_NOTEBOOKS", str(notebooks))
    assert run(["doctor", "--json", "--reports", str(tmp_path)]) == 3
    told = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert told["tables"]["state"] == told["notebooks"]["state"] == "missing"
    assert "gsim_four_by_four" in told["tables"]["found"]
    assert "01-surplus" in told["notebooks"]["found"]
    assert told["scenarios"]["state"] == "ok"


def test_a_folder_that_cant_be_written_and_a_full_disk_are_missing(
    tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    (found,) = [c for c in checkup.checkup(tmp_path / "file") if c.name == "reports folder"]
    assert found.state == "missing"
    assert "another folder" in found.remedy
    monkeypatch.setattr(checkup, "LEAST_BYTES", 10**18)
    (found,) = [c for c in checkup.checkup(tmp_path) if c.name == "reports folder"]
    assert (found.state, "make room" in found.remedy) == ("missing", True)


def test_a_package_that_cant_be_imported_is_told(capsys, tmp_path: Path, monkeypatch) -> None:
    """What looks for missing packages doesn't end at the first of them."""
    import sys

    monkeypatch.setitem(sys.modules, "jupyter_client.kernelspec", None)
    monkeypatch.setitem(sys.modules, "tradegap.build.tables", None)
    assert run(["doctor", "--json", "--reports", str(tmp_path)]) == 3
    told = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert told["kernels"]["state"] == told["tables"]["state"] == "missing"
    assert "jupyter_client" in told["kernels"]["found"]
    assert "pip install" in told["tables"]["remedy"]
    assert told["scenarios"]["state"] == "ok"


def test_a_form_that_wasnt_built_is_told(capsys, reports: Path, shown: list[str]) -> None:
    (reports / "tiny" / "report.pdf").unlink()
    assert run(["open", "tiny", "--pdf", "--reports", str(reports)]) == 3
    assert "tiny was built without its pdf; build it with --format pdf" in capsys.readouterr().err
    assert shown == []


def test_a_lock_is_read_for_this_python() -> None:
    lock = ("one==1.0 ; python_version < '3' \\\n    --hash=sha256:00\n"
            "one==2.0 ; python_version >= '3' \\\n    --hash=sha256:01\n"
            "Two_b==3.1 \\\n    --hash=sha256:02\n")  # fmt: skip
    assert checkup._pins(lock) == {"one": "2.0", "two-b": "3.1"}
