"""explain lists what can be explained and reads a built report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, plan_over, stand_ins, tiny_plan
from tradegap.build import plan
from tradegap.cli import run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "reports")
    return tmp_path / "reports"


def test_without_a_name_every_result_is_listed(
    capsys, reports: Path, tmp_path: Path, monkeypatch
) -> None:
    small = plan_over(tmp_path / "n", ["01-first", "02-second"])
    monkeypatch.setattr(plan, "make_plan", lambda *_: small)
    where = ["-s", "x", "--reports", str(reports)]
    with stand_ins():
        assert run(["explain", *where]) == 0
        out = capsys.readouterr().out
        assert run(["explain", "--json", *where]) == 0
        names = json.loads(capsys.readouterr().out)
    (surplus,) = [line for line in out.splitlines() if "baseline.surplus_usd_bn" in line]
    assert "375.2" in surplus
    assert "USD bn" in surplus
    (coverage,) = [line for line in out.splitlines() if "coverage_share" in line]
    assert "not known" in coverage
    assert set(names) >= {"baseline.surplus_usd_bn", "coverage_share", "pledges.unquantified"}
