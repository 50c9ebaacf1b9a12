"""What is asked for: grids and batch files, and what is told of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tradegap.build.requests import Request, over_grid, read_batch, read_grid
from tradegap.errors import InputError, ParameterError


def test_a_grid_is_a_product_with_the_last_varying_fastest() -> None:
    grid = read_grid(["target_usd_bn=100, 150", "currency=USD,AUD"])
    found = over_grid(["a", "b"], {"as_of": "2018-06-02"}, grid)
    assert len(found) == 8
    assert found[1] == (
        "a", {"as_of": "2018-06-02", "target_usd_bn": "100", "currency": "AUD"},
    )  # fmt: skip
    assert over_grid(["a"], {}, {}) == [("a", {})]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["x"], r"--grid 'x' is no list of values; write it as name=1,2,3"),
        (["x=1,,2"], r"is no list of values"),
        (["=1"], r"is no list of values"),
        (["x=1", "x=2"], r"x is given twice"),
        (["x=1,2,1"], r"x has the value 1 twice"),
    ],
)
def test_a_bad_grid_is_refused(texts: list[str], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        read_grid(texts)


def test_a_parameter_is_given_once() -> None:
    with pytest.raises(ParameterError, match="given as 3 and in --grid"):
        over_grid(["a"], {"x": "3"}, {"x": ["1"]})


def test_a_batch_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("scenario,target_usd_bn,as_of\nus-china-2018,150,\n\nown.yml,,2018-06-10\n")
    assert read_batch(path) == [
        ("us-china-2018", {"target_usd_bn": "150"}, f"{path}:2"),
        ("own.yml", {"as_of": "2018-06-10"}, f"{path}:4"),
    ]


def test_a_batch_of_yaml_keeps_values_as_written(tmp_path: Path) -> None:
    path = tmp_path / "b.yml"
    path.write_text("- scenario: us-china-2018\n  as_of: 2018-06-10\n  target_usd_bn: 1e2\n")
    given = {"as_of": "2018-06-10", "target_usd_bn": "1e2"}
    assert read_batch(path) == [("us-china-2018", given, f"{path}:1")]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("b.csv", "name\nx\n", r"b.csv:1: has no column 'scenario'"),
        ("b.csv", "scenario,x,x\na,1,2\n", r"b.csv:1: the column 'x' stands twice"),
        ("b.csv", "scenario,\na,1\n", r"b.csv:1: a column has no name"),
        ("b.csv", "scenario,x\na,1,2\n", r"b.csv:2: has 3 cells and the header 2"),
        ("b.csv", "scenario,x\na,1\n,2\n", r"b.csv:3: scenario: is missing"),
        ("b.csv", "scenario\n", r"asks for no report"),
        ("b.csv", "", r"has no column 'scenario'"),
        ("b.yml", "scenario: a\n", r"b.yml:1: is no list"),
        ("b.yml", "", r"b.yml:1: is no list"),
        ("b.yml", "- scenario: a\n- b\n", r"b.yml:2: is no report"),
        ("b.yml", "- scenario: a\n- x: 1\n", r"b.yml:2: scenario: is missing"),
        ("b.yml", "- scenario: a\n  x: [1, 2]\n", r"b.yml:1: x: isn't one value"),
        ("b.yml", "- scenario: a\n  x: 1\n  x: 2\n", r"b.yml:1: x: stands twice"),
        ("b.yml", "- scenario: a\n  x:\n", r"b.yml:1: x: has no value"),
        ("b.yml", "- scenario: 'a\n", r"b.yml:\d: is no YAML here"),
        ("b.yml", "- scenario: a\x00\n", r"is no YAML"),
    ],
)
def test_a_bad_batch_is_told_with_its_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=told):
        read_batch(tmp_path / name)


def test_all_bad_lines_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("scenario,x\n,1\na,1,2\nb,2\n")
    with pytest.raises(InputError) as caught:
        read_batch(tmp_path / "b.csv")
    assert "b.csv:2" in str(caught.value)
    assert "b.csv:3" in str(caught.value)


def test_a_batch_that_cant_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_batch(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"scenario\n\xff\n")
    with pytest.raises(InputError, match="save it as UTF-8"):
        read_batch(tmp_path / "b.csv")


def test_requests_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Request("us-china-2018")
    others = [
        Request("us-china-2025"),
        Request("us-china-2018", {"target_usd_bn": "150"}),
        Request("us-china-2018", formats=("html",)),
        Request("us-china-2018", output=tmp_path),
        Request("us-china-2018", reports=tmp_path),
        Request("us-china-2018.yml"),
    ]
    keys = {request.key() for request in (one, *others)}
    assert len(keys) == 7
    assert Request("us-china-2018", where="b.csv:2").key() == one.key()
    relative = Request("own.yml").key()
    monkeypatch.chdir(tmp_path)
    assert Request("own.yml", reports=tmp_path / "r").key() != relative
