"""explain lists what can be explained and reads a built report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.build.tiny import build_tiny, plan_over, stand_ins, tiny_plan
from tradegap.build import build, plan
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


def test_a_mistyped_name_is_refused_before_any_chapter_runs(
    capsys, reports: Path, tmp_path: Path, monkeypatch
) -> None:
    small = plan_over(tmp_path / "n", ["01-first", "02-second"])
    monkeypatch.setattr(plan, "make_plan", lambda *_: small)
    ran: list[object] = []
    monkeypatch.setattr(build, "compute", lambda *_, **__: (ran.append(1) or {}, {}, []))

    def refused(name: str, where: Path) -> str:
        assert run(["explain", name, "-s", "x", "--reports", str(where)]) == 2
        return str(capsys.readouterr().err)

    with stand_ins():
        nowhere = tmp_path / "nothing-built"
        assert "did you mean coverage_share" in refused("coverage_shar", nowhere)
        assert ran == []
        refused("baseline.mistyped", nowhere)  # nothing built tells what follows the first dot
        assert ran == [1]
    with stand_ins({"goods": "another"}):  # other figures, the same names
        assert "did you mean baseline.surplus_usd_bn" in refused("baseline.surplus_usd", reports)
        assert ran == [1]
