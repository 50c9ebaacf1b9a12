"""Chapters run in clean surroundings, and nothing is left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.tiny import emit, tiny_plan, write_notebook
from tradegap.build.chapters import find_chapters, with_ids
from tradegap.build.execute import run_chapters
from tradegap.build.kernels import kernel_environment
from tradegap.build.places import run_dir
from tradegap.build.sets import run_sets

PROBE = """
import json, os, sys
print(json.dumps({"environment": dict(os.environ), "folder": os.listdir("."), "path": sys.path,
                  "python": sys.executable}))
"""


def run_one(folder: Path, cells: list[str], given: dict | None = None, **settings: object):
    write_notebook(folder / "one.ipynb", cells)
    with run_dir() as run:
        (done,) = run_chapters(
            find_chapters(["one"], folder), {"one": given or {}}, run, **settings
        )
    return done


def printed(done) -> str:
    return "".join(
        output.text
        for cell in done.notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stdout"
    )


def test_surroundings_are_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "none.py"))
    monkeypatch.setenv("TRADEGAP_DATA", "here")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input.yml").write_text("id: x")
    done = run_one(tmp_path, [PROBE], inputs=[tmp_path / "input.yml"])
    seen = json.loads(printed(done))
    assert seen["folder"] == ["input.yml"]
    assert seen["python"] == sys.executable
    environment = seen["environment"]
    assert not {"SECRET_TOKEN", "PYTHONSTARTUP", "USER"} & set(environment)
    assert environment["TRADEGAP_DATA"] == str(tmp_path / "here")
    assert (environment["TZ"], environment["PYTHONHASHSEED"]) == ("UTC", "0")
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment["HOME"] != os.environ.get("HOME")
    assert environment["MATPLOTLIBRC"].endswith("matplotlibrc")


def test_configuration_of_the_user_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "home" / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("print('from the profile')")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home" / ".ipython"))
    assert "profile" not in printed(run_one(tmp_path, ["print('ran')"]))


def test_parameters_arrive(tmp_path: Path) -> None:
    done = run_one(tmp_path, ["print(target_usd_bn * 2)"], {"target_usd_bn": 150.0})
    assert printed(done) == "300.0\n"


def test_order_is_that_of_the_chapters(tmp_path: Path) -> None:
    stems = {"01-slow": ["import time; time.sleep(0.5)"], "02-quick": ["1"], "03-last": ["2"]}
    plan = tiny_plan(tmp_path, stems)
    steps: list[tuple[str, str]] = []
    with run_dir() as run:
        done = run_chapters(
            plan.chapters, plan.given, run, progress=lambda what, state: steps.append((what, state))
        )
    assert [executed.chapter.stem for executed in done] == list(stems)
    assert sorted(steps) == sorted((stem, state) for stem in stems for state in ("running", "done"))


def test_nothing_is_left(tmp_path: Path) -> None:
    seen: list[Path] = []
    with run_dir() as run:
        seen.append(run)
        write_notebook(tmp_path / "one.ipynb", ["import os; print(os.getpid())"])
        (done,) = run_chapters(find_chapters(["one"], tmp_path), {}, run)
    assert not seen[0].exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(printed(done)), 0)


def test_warnings_name_the_cell(tmp_path: Path) -> None:
    done = run_one(tmp_path, ["1", "import warnings; warnings.warn('odd figures')"])
    (warning,) = done.warnings()
    assert warning.startswith("one.ipynb, code cell 3:")
    assert "odd figures" in warning


def test_a_notebook_without_ids_and_metadata_runs(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": ["print(1)"], "outputs": [],
            "execution_count": None}  # fmt: skip
    old = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
    (tmp_path / "one.ipynb").write_text(json.dumps(old))
    assert with_ids(old)["cells"][0]["id"] == "cell-1"
    with run_dir() as run:
        (done,) = run_chapters(find_chapters(["one"], tmp_path), {}, run)
    assert printed(done) == "1\n"


def test_types_of_the_contract_come_through(tmp_path: Path) -> None:
    done = run_one(tmp_path, [emit(**{"application/vnd.tradegap.results+json": {"a": [1, None]}})])
    (output,) = done.notebook.cells[-1].outputs
    assert output.data["application/vnd.tradegap.results+json"] == {"a": [1, None]}


def test_settings_of_the_kernel_hold_no_place_of_the_user(tmp_path: Path) -> None:
    environment = kernel_environment(tmp_path)
    assert environment["IPYTHONDIR"].startswith(str(tmp_path))
    assert environment["JUPYTER_CONFIG_DIR"].startswith(str(tmp_path))


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0 or not shutil.which("unshare"),
    reason="needs root on Linux to cut the network off",
)
def test_runs_without_any_network(tmp_path: Path) -> None:
    tiny_plan(tmp_path / "notebooks")
    script = Path(__file__).with_name("tiny.py")
    done = subprocess.run(
        ["unshare", "-n", sys.executable, script, tmp_path / "notebooks", tmp_path / "reports"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports" / "tiny" / "report.html").is_file()


def test_kernels_serve_where_there_is_no_warm_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = ["import sys; print(target_usd_bn); 'x'", "1 / 0"]
    monkeypatch.setenv("TRADEGAP_WARM", "0")
    plain = run_one(tmp_path, cells[:1], {"target_usd_bn": 1.5})
    monkeypatch.delenv("TRADEGAP_WARM")
    warm = run_one(tmp_path, cells[:1], {"target_usd_bn": 1.5})
    assert [cell.get("outputs") for cell in plain.notebook.cells] == [
        cell.get("outputs") for cell in warm.notebook.cells
    ]


def test_a_word_says_that_there_is_no_warm_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_notebook(tmp_path / "one.ipynb", ["print(1)"])
    monkeypatch.setenv("TRADEGAP_WARM", "0")
    told: list[tuple[str, str]] = []
    ran = run_sets(path, [{}], tmp_path / "out", progress=lambda *step: told.append(step))
    assert ran.sets[0].files == [tmp_path / "out" / "one.ipynb"]
    assert told[0][0] == "no warm start"
    assert "ordinary kernels are used" in told[0][1]
