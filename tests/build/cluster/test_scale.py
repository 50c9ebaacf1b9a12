"""The page on scale holds what its script works out from the measurements that are kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CHECK = [sys.executable, str(ROOT / "benchmarks" / "scale.py"), "--check"]


def test_the_page_is_what_was_measured() -> None:
    done = subprocess.run(CHECK, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_hours_are_reports_times_core_seconds_by_cores() -> None:
    measured = json.loads((ROOT / "benchmarks" / "CLUSTER.json").read_text())
    page = (ROOT / "docs" / "scale.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith("| HTML and PDF | 16 |"))
    building = float(row.split("|")[3])
    worked = 40_000 * measured["html,pdf"]["core_seconds_a_report"] / 16 / 3600
    assert abs(building - worked) <= 0.05
