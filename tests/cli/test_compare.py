"""`tradegap compare`: what it prints and writes, and how it fails."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tradegap.cli import run

CHINA, PARTNERS = "us-china-2018", "us-partners-2025"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["compare", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_table_of_every_case(capsys) -> None:
    code, out, err = told(capsys)
    assert (code, err) == (0, "")
    assert CHINA in out
    assert PARTNERS in out
    line = next(line for line in out.splitlines() if line.strip().startswith("coverage"))
    assert "not known" in line
    assert "not asked" in line
    assert not re.search(r"(?<![\d.])0(\.0)?%", out)


def test_json_and_csv(capsys, tmp_path: Path) -> None:
    file = tmp_path / "compared.csv"
    code, out, err = told(capsys, CHINA, "--as-of", "2018-06-10", "--json", "--csv", str(file))
    assert code == 0
    found = json.loads(out)
    assert found["failed"] == []
    assert found["cases"][0]["coverage_share"] == {"value": 0.35, "unit": "share", "basis": None}
    assert str(file) in err
    with file.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["case"], row["gap_usd_bn_per_year"]) == (CHINA, "130.0")


def test_a_failure_is_told_at_the_end_and_in_the_exit_code(capsys) -> None:
    code, out, err = told(capsys, "us-chyna-2018", CHINA)
    assert code == 2
    assert CHINA in out
    assert "200.0" in out
    assert err.startswith("tradegap: us-chyna-2018: ")
    assert "did you mean us-china-2018" in err
    assert err.count("\n") == 1
    code, out, _ = told(capsys, "us-chyna-2018", CHINA, "--json")
    assert code == 2
    assert json.loads(out)["failed"][0]["case"] == "us-chyna-2018"


def test_nothing_but_a_failure(capsys, tmp_path: Path) -> None:
    file = tmp_path / "compared.csv"
    code, out, err = told(capsys, "us-chyna-2018", "--csv", str(file))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([CHINA, "--as-of", "yesterday"], 2, "is no date"),
        ([CHINA, "--as-of", "2018-01-01"], 2, "the target wasn't known yet"),
        ([CHINA, "--csv", "no-such-folder/c.csv"], 5, "can't be written"),
        ([CHINA, "--csv", "."], 5, "can't be written"),
    ],
)
def test_bad_input(
    capsys, arguments: list[str], code: int, sentence: str, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = told(capsys, *arguments)
    assert status == code
    assert sentence in err
    assert err.startswith("tradegap: ")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
