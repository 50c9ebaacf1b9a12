"""All reports, built once for all tests that read what readers get."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

CASE = "us-china-2018"
SHORT_CASE = "us-partners-2025"
CASES = (CASE, "us-china-2025", "us-china-phase-one", SHORT_CASE)
_ENOUGH_SECONDS = 300


def build_once(tmp_path_factory: pytest.TempPathFactory, currency: str = "USD") -> Path:
    """Build the reports unless another worker of this run has, and return their folder."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent  # that of all workers
    folder = place / f"reports-for-readers-{currency}"
    with FileLock(f"{folder}.lock", timeout=_ENOUGH_SECONDS):
        if not (folder / "index.html").is_file():
            done = subprocess.run(
                [sys.executable, "-P", "-m", "tradegap.cli", "build", *CASES,
                 "-p", f"currency={currency}", "--reports", str(folder)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
    return folder
