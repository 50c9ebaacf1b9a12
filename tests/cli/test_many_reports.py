"""Many reports by one command, why each is built, and the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import told

CASE = "us-china-2018"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEGAP_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("TRADEGAP_REPORTS", str(tmp_path / "reports"))


def test_a_dry_run_over_a_grid_says_what_would_be_built(capsys, tmp_path: Path) -> None:
    grid = ["--grid", "target_usd_bn=150,200", "--grid", "currency=USD,AUD"]
    code, out, err = told(capsys, "build", CASE, *grid, "--explain", "--dry-run", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert [row["name"] for row in found] == [
        f"{CASE}+target_usd_bn-150", f"{CASE}+target_usd_bn-150+currency-AUD", CASE,
        f"{CASE}+currency-AUD",
    ]  # fmt: skip
    assert all(row["causes"] == ["first build"] for row in found)
    assert found[0]["chapters"]["00-summary"] == "first build"
    assert not (tmp_path / "reports").exists()


def test_a_batch_is_told_by_file_and_line(capsys, tmp_path: Path) -> None:
    batch = tmp_path / "b.csv"
    batch.write_text(f"scenario,target_usd_bn\n{CASE},150\n{CASE},much\nus-chyna-2018,\n")
    code, out, err = told(capsys, "build", "--batch", str(batch), "--dry-run")
    assert code == 2
    assert f"{CASE}+target_usd_bn-150: first build" in out
    assert f"{batch}:3: {CASE} target_usd_bn=much: Parameter target_usd_bn: 'much' is no" in err
    assert f"{batch}:4: us-chyna-2018: There is no scenario" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CASE, "--grid", "target_usd_bn"], "is no list of values"),
        ([CASE, "--grid", "target_usd_bn=1,2", "-p", "target_usd_bn=3"], "leave one out"),
        ([CASE, "--batch", "b.csv"], "Give --batch alone"),
        (["--batch", "nowhere.csv"], "nowhere.csv: there is no such file"),
    ],
)
def test_what_doesnt_fit_together_is_refused(capsys, arguments: list[str], said: str) -> None:
    code, _, err = told(capsys, "build", *arguments, "--dry-run")
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_the_store_is_shown_and_cleared(capsys, tmp_path: Path, monkeypatch) -> None:
    from tradegap.build.store import open_store

    store = open_store()
    assert store is not None
    store.put(b"x" * 1000)
    code, out, _ = told(capsys, "store", "show", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["entries"], found["limit"]) == (1, 2 * 10**9)
    assert found["folder"] == str(tmp_path / "store")
    assert 0 < found["size"] < 1000
    assert "1 entries" in told(capsys, "store", "show")[1]
    assert "Removed 1 entries" in told(capsys, "store", "clear")[1]
    assert "0 entries" in told(capsys, "store", "show")[1]
    monkeypatch.setenv("TRADEGAP_STORE", "off")
    assert "switched off" in told(capsys, "store", "show")[1]
    monkeypatch.setenv("TRADEGAP_STORE", str(tmp_path / "s"))
    monkeypatch.setenv("TRADEGAP_STORE_LIMIT", "much")
    assert told(capsys, "store", "show")[0] == 2
