"""Chapters, their parameters, and the names of reports, before anything runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.build.tiny import write_notebook
from tradegap.build import places
from tradegap.build.chapters import declared_parameters, find_chapters, share_out
from tradegap.build.places import is_alive, remove_dead_runs, reports_dir, run_dir, slug
from tradegap.errors import BuildError, OutputError, ParameterError, UnknownNameError


def test_parameters_are_those_that_the_tagged_cell_assigns(tmp_path: Path) -> None:
    source = "as_of = '2018-06-02'  # a date\nx: float = 1\noverrides = {}\n\n# y = 1\nprint(z)"
    path = write_notebook(tmp_path / "a.ipynb", ["later = 1"], source)
    assert declared_parameters(path) == ("as_of", "x", "overrides")
    assert declared_parameters(write_notebook(tmp_path / "b.ipynb", ["x = 1"], None)) == ()


def test_a_missing_chapter_offers_the_nearest(tmp_path: Path) -> None:
    write_notebook(tmp_path / "01-surplus.ipynb", [])
    with pytest.raises(UnknownNameError, match="did you mean 01-surplus"):
        find_chapters(["01-surplis"], tmp_path)


def test_a_chapter_gets_what_it_declares(tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", [], "as_of = ''\noverrides = {}")
    write_notebook(tmp_path / "b.ipynb", [], "as_of = ''")
    chapters = find_chapters(["a", "b"], tmp_path)
    values = {"as_of": "2018-06-02", "overrides": {"x": 1.0}, "currency": "USD"}
    given = share_out(chapters, values, ["x"])
    assert given == {"a": {"as_of": "2018-06-02", "overrides": {"x": 1.0}},
                     "b": {"as_of": "2018-06-02"}}  # fmt: skip
    with pytest.raises(ParameterError, match="'currency', so it would change nothing"):
        share_out(chapters, values, ["currency"])
    with pytest.raises(ParameterError, match=r"a\.ipynb declares the parameter 'overrides'"):
        share_out(chapters, {"as_of": ""}, [])


@pytest.mark.parametrize("name", ["bad-parameters", "no-notebook"])
def test_broken_notebooks_are_refused_before_anything_runs(name: str) -> None:
    folder = Path(__file__).parents[1] / "notebooks" / "broken"
    with pytest.raises(BuildError, match=rf"{name}\.ipynb"):
        find_chapters([name], folder)


def test_names_of_reports() -> None:
    assert slug("case", {}) == "case"
    assert slug("case", {"as_of": "2018-06-10"}) == "case+as_of-2018-06-10"
    awkward = slug("case", {"x": "a/b c"})
    assert awkward.startswith("case+x-a-b-c-")
    assert awkward != slug("case", {"x": "a/b-c"})
    long = slug("case", {f"name{n}": "1" * 20 for n in range(9)})
    assert len(long) <= 120
    assert long != slug("case", {f"name{n}": "1" * 20 for n in range(8)})


def test_where_reports_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRADEGAP_REPORTS", raising=False)
    monkeypatch.chdir(tmp_path)
    assert reports_dir() == tmp_path / "reports"
    assert reports_dir("x") == tmp_path / "x"
    monkeypatch.setenv("TRADEGAP_REPORTS", "y")
    assert reports_dir() == tmp_path / "y"
    monkeypatch.delenv("TRADEGAP_REPORTS")
    (tmp_path / "notebooks" / "deep").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.yml").touch()
    monkeypatch.chdir(tmp_path / "notebooks" / "deep")
    assert reports_dir() == tmp_path / "reports"


def test_folders_of_dead_runs_are_removed(tmp_path: Path) -> None:
    dead = os.spawnlp(os.P_WAIT, "true", "true") or 2**22 + 1
    for name in (f"{dead}-x", f"{os.getpid()}-y", "locks", "matplotlib"):
        (tmp_path / name).mkdir()
    remove_dead_runs(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{os.getpid()}-y", "locks", "matplotlib",
    }  # fmt: skip
    assert is_alive(os.getpid())


def test_the_scratch_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"tradegap-{os.getuid()}").mkdir(mode=0o777)
    (tmp_path / f"tradegap-{os.getuid()}").chmod(0o777)
    monkeypatch.setattr(places, "Path", lambda *parts: tmp_path)
    with pytest.raises(OutputError, match="only you can write"), run_dir():
        pass
