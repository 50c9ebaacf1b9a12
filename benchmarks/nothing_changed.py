"""How long one command takes over many reports when nothing has changed.

One report is built in earnest. Then it is put in place for 900 parameter sets and 100 scenario
files (copies of its files, with the manifest and the records that a build of each leaves), and the
command is timed.

    python benchmarks/nothing_changed.py [reports] [repetitions]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tradegap.build.build import build_request, shelf_of
from tradegap.build.canonical import dumps
from tradegap.build.current import reads_of
from tradegap.build.editions import read_manifest
from tradegap.build.freshness import Freshness
from tradegap.build.index import refresh_indexes
from tradegap.build.places import EDITIONS
from tradegap.build.plan import make_plan
from tradegap.build.requests import Request
from tradegap.build.store import open_store
from tradegap.build.up_to_date import would_be
from tradegap.data.scenarios import find_scenario

SCENARIO = "us-china-2018"
FILES = 100


def main(count: int, repetitions: int) -> None:
    """Put the reports in place, time the command, and print the medians."""
    with tempfile.TemporaryDirectory(prefix="nothing-changed-") as name:
        home = Path(name)
        os.environ |= {"TRADEGAP_STORE": str(home / "store"), "TRADEGAP_REPORTS": str(home / "r")}
        requests = _requests(home, count)
        batch = home / "batch.csv"
        lines = [f"{r.scenario},{r.parameters.get('target_usd_bn', '')}" for r in requests]
        batch.write_text("\n".join(["scenario,target_usd_bn", *lines]) + "\n")
        _put_in_place(requests)
        command = [sys.executable, "-m", "tradegap.cli", "build"]
        many = _timed([*command, "--batch", str(batch)], repetitions, count)
        one = _timed([*command, SCENARIO], repetitions, 1)
        print(f"{count} reports: {_said(many)}\n1 report: {_said(one)}")


def _requests(home: Path, count: int) -> list[Request]:
    text = find_scenario(SCENARIO).read_text(encoding="utf-8")
    found = [Request(SCENARIO)]
    for number in range(1, count):
        if number > FILES:
            found.append(Request(SCENARIO, {"target_usd_bn": f"{100 + number / 10:g}"}))
            continue
        path = home / f"case-{number}.yml"
        path.write_text(text.replace(f"id: {SCENARIO}", f"id: case-{number}", 1), encoding="utf-8")
        found.append(Request(str(path)))
    return found


def _put_in_place(requests: list[Request]) -> None:
    freshness = Freshness(open_store())
    built = build_request(requests[0], freshness)
    known = read_manifest(built.folder)
    assert known is not None
    for request in requests[1:]:
        plan = make_plan(request.scenario, request.parameters)
        shelf = shelf_of(request, plan)
        home = shelf.folder / EDITIONS / plan.slug / built.folder.resolve().name
        shutil.copytree(built.folder, home)
        now = would_be(plan, known, freshness.current)
        content = {**now, "files": known["files"], "report": known["report"]}
        (home / "manifest.json").write_text(dumps(content), encoding="utf-8")
        shelf.shown.symlink_to(home.relative_to(shelf.folder), target_is_directory=True)
        freshness.remember(request, plan, shelf.shown, content, reads_of(known["inputs"]))
    refresh_indexes(requests, freshness)
    freshness.close()


def _timed(command: list[str], repetitions: int, count: int) -> list[float]:
    took = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        took.append(time.perf_counter() - begin)
        assert done.stdout.count("is up to date") == count, done.stdout[-2000:] + done.stderr
    return took


def _said(took: list[float]) -> str:
    return json.dumps(
        {"median": round(statistics.median(took), 3), "all": [round(t, 3) for t in took]}
    )


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("1000", "5")[len(sys.argv) - 1 :])))
