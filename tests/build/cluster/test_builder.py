"""What builds on a worker takes chapters from the store of its machine, as any build does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.build.cluster.reports import notebooks, plans, scenario
from tests.build.tiny import node, quantity, results_cell
from tradegap.build.cluster.depot import Depot
from tradegap.build.cluster.inputs import input_bundle
from tradegap.build.cluster.order import order_of
from tradegap.build.cluster.worker import Builder, Stock
from tradegap.build.plan import Plan

pytestmark = pytest.mark.slow
SLEEPS = 3.0
SLOW = [
    "# Slow",
    results_cell({"slow.gap_usd_bn": quantity(1.0, "aaa")}, {"aaa": node("gap")}, tables={}),
    f"import time\ntime.sleep({SLEEPS})\nprint(f'built for {{scenario}}')",
]


def performed(plan: Plan, depot: Depot, *, force: bool = False) -> dict[str, Any]:
    inputs = depot.put(input_bundle([plan]))
    builder = Builder(Stock(depot.url, inputs))
    try:
        return builder.ask(order_of(plan, inputs).as_json(), force=force)
    finally:
        builder.close()


def test_a_chapter_that_ran_on_this_machine_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEGAP_NOTEBOOKS", str(notebooks(tmp_path / "books", slow=SLOW)))
    monkeypatch.setenv("TRADEGAP_STORE", str(tmp_path / "store"))
    (plan,) = plans(scenario(tmp_path, "slow", "01-slow"), 1)
    first = performed(plan, Depot(tmp_path / "depot"))
    kept = performed(plan, Depot(tmp_path / "another"))
    again = performed(plan, Depot(tmp_path / "third"), force=True)
    assert first["bundle"] == kept["bundle"] == again["bundle"]
    assert [one["computed"] for one in (first, kept, again)] == [True, True, True]
    took = [one["seconds"]["execute"] for one in (first, kept, again)]
    assert min(took[0], took[2]) >= SLEEPS > took[1]
