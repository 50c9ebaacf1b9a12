"""The benchmarks' comparisons see a difference, and a difference keeps a row out of the results."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.cells import _check as check_displays
from benchmarks.commands import options
from benchmarks.grids import Grid
from benchmarks.measure import Different, Row, Timing, Unavailable, Way, in_turns

from benchmarks import results, same, speed

PNG = base64.b64encode(b"\x89PNG one").decode()
OTHER_PNG = base64.b64encode(b"\x89PNG two").decode()


def notebook(text: str = "<object at 0x7f01>", png: str = PNG) -> dict[str, Any]:
    data = {"text/plain": [text], "image/png": png, "text/html": "<table></table>"}
    shown = {"output_type": "display_data", "metadata": {}, "data": data}
    cell = {"cell_type": "code", "id": "a", "source": ["1\n", "2"], "execution_count": 1,
            "metadata": {"papermill": {"duration": 1.0}}, "outputs": [shown]}  # fmt: skip
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_times_ids_and_addresses_make_no_difference(tmp_path: Path) -> None:
    other = copy.deepcopy(notebook("<object at 0x9999>"))
    other["cells"][0] |= {"id": "b", "metadata": {}, "source": "1\n2"}
    paths = write(tmp_path / "a", notebook()), write(tmp_path / "b", other)
    assert same.check_notebooks(*paths, "x") == 1
    same.check_figures(*paths, 1, "x")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda nb: nb["cells"][0]["outputs"][0]["data"].update({"image/png": OTHER_PNG}), "png"),
        (lambda nb: nb["cells"][0]["outputs"][0]["data"].update({"text/plain": "3"}), "plain"),
        (lambda nb: nb["cells"][0]["outputs"].clear(), "outputs"),
        (lambda nb: nb["cells"][0].update(execution_count=2), "count"),
        (lambda nb: nb["cells"][0].update(source="1"), "source"),
        (lambda nb: nb["cells"].clear(), "cells"),
    ],
)
def test_every_other_difference_is_told(tmp_path: Path, change: Any, told: str) -> None:
    other = notebook()
    change(other)
    with pytest.raises(Different, match=told):
        same.check_notebooks(write(tmp_path / "a", notebook()), write(tmp_path / "b", other), "x")


def test_notebooks_without_outputs_are_no_comparison(tmp_path: Path) -> None:
    empty = notebook()
    empty["cells"][0]["outputs"] = []
    paths = write(tmp_path / "a", empty), write(tmp_path / "b", empty)
    with pytest.raises(Different, match="nothing was compared"):
        same.check_notebooks(*paths, "x")


def test_figures_that_are_missing_or_others_are_told(tmp_path: Path) -> None:
    one = write(tmp_path / "a", notebook())
    other = write(tmp_path / "b", notebook(png=OTHER_PNG))
    with pytest.raises(Different, match="figure 1 differs"):
        same.check_figures(one, other, 1, "x")
    with pytest.raises(Different, match="instead of 4"):
        same.check_figures(one, one, 4, "x")


def test_a_page_without_a_figure_or_a_table_is_told(tmp_path: Path) -> None:
    source, page = write(tmp_path / "a", notebook()), tmp_path / "a.html"
    page.write_text(f'<img src="data:image/png;base64,{PNG}"><table></table>')
    same.check_page(page, source, "x")
    page.write_text(f'<img src="data:image/png;base64,{PNG}">')
    with pytest.raises(Different, match="0 of 1 tables"):
        same.check_page(page, source, "x")
    page.write_text("<table></table>")
    with pytest.raises(Different, match="figure 1 is not on the page"):
        same.check_page(page, source, "x")


def test_folders_differ_by_a_byte_or_a_name(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "sub" / "file").write_text("x")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    assert same.check_folders(ours, theirs, "x") == 1
    (theirs / "more").write_text("x")
    with pytest.raises(Different, match="more"):
        same.check_folders(ours, theirs, "x")
    (theirs / "more").unlink()
    (theirs / "sub" / "file").write_text("y")
    with pytest.raises(Different, match="sub/file"):
        same.check_folders(ours, theirs, "x")


def test_displays_of_cells_are_compared() -> None:
    assert check_displays([[], [{"text/plain": "1"}]], [[], [{"text/plain": "1"}]]) == 1
    with pytest.raises(Different, match="code cell 2"):
        check_displays([[], [{"text/plain": "1"}]], [[], [{"text/plain": "2"}]])
    with pytest.raises(Different, match="nothing was compared"):
        check_displays([[]], [[]])


def test_ways_take_turns() -> None:
    order: list[str] = []

    def way(name: str) -> Way:
        return Way(name, lambda number: order.append(f"{name}{number}") or 1.0)

    timings = in_turns([way("a"), way("b")], 3)
    assert order == ["a0", "b0", "b1", "a1", "a2", "b2"]
    assert [len(timing.values) for timing in timings] == [3, 3]


def test_five_turns_of_a_grid_take_every_set() -> None:
    grid = Grid("late", "threshold", list(range(20)), Path())
    assert sorted(value for turn in range(5) for value in grid.turn(turn, 4)) == list(range(20))


def test_parameters_reach_papermill_as_they_are() -> None:
    given = {"b": "2018-06-02", "a": None, "c": 1.5, "d": {}, "e": True}
    assert options(given) == ["-y", "{b: '2018-06-02', a: null, c: 1.5, d: {}, e: true}"]
    assert options({}) == []


def one_row(name: str = "warm", seconds: float = 1.0) -> Row:
    return Row(name, "what", "against", Timing([seconds] * 5), Timing([2.0] * 5))


def test_a_difference_keeps_the_row_out_and_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def differs(repeat: int) -> list[Row]:
        raise Different("figure 3 differs")

    def lacks(repeat: int) -> list[Row]:
        raise Unavailable("no xelatex")

    monkeypatch.setattr(speed, "SUBJECTS", {"warm": differs, "dask": lacks, "help": lambda repeat:
                                            [one_row("help").times_faster(2)]})  # fmt: skip
    assert speed._run(["warm", "dask", "help"], 5, tmp_path) == 1
    assert list(results.load(tmp_path)) == ["help"]
    told = capsys.readouterr().err
    assert "ABORTED: warm: figure 3 differs" in told
    assert "NOT MEASURED: dask: no xelatex" in told


def test_rows_of_several_runs_come_together(tmp_path: Path) -> None:
    results.merge([one_row("warm").times_the_time(1.15)], speed.ORDER, tmp_path)
    results.merge([one_row("late-pool").times_faster(4)], speed.ORDER, tmp_path)
    results.merge([one_row("warm", 4.0).times_the_time(1.15)], speed.ORDER, tmp_path)
    known = results.load(tmp_path)
    assert list(known) == ["late-pool", "warm"]
    assert known["warm"]["ratio"] == 2.0
    assert known["warm"]["reached"] is False
    page = (tmp_path / results.MARKDOWN).read_text()
    assert "| 4 s (4 to 4, n=5) | 2 s (2 to 2, n=5) | 2 | at most 1.15" in page
    assert page.count("**no**") == 2


def test_ratios_are_judged_in_their_sense() -> None:
    assert one_row().times_faster(2).reached
    assert not one_row().times_faster(2.1).reached
    assert one_row().times_the_time(0.5).reached
    assert not one_row().times_the_time(0.4).reached
    assert not one_row().less_than(1.0).reached
