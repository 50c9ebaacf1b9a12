"""Debian's cron really fires the line that `schedule install` writes. Only under .ci/run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.cron,
    pytest.mark.slow,
    pytest.mark.skipif(os.environ.get("TRADEGAP_CI") != "1", reason="fires cron: .ci/run only"),
    pytest.mark.skipif(
        os.getuid() != 0 or not shutil.which("crontab") or not Path("/usr/sbin/cron").exists(),
        reason="needs root and Debian's cron",
    ),
]


def crontab(*arguments: str, given: str | None = None) -> str:
    done = subprocess.run(["crontab", *arguments], input=given, text=True, capture_output=True,
                          check=False)  # fmt: skip
    return done.stdout if done.returncode == 0 else ""


@pytest.fixture
def cron() -> Iterator[None]:
    """Run the daemon if it doesn't run, and give the crontab back as it was."""
    before = crontab("-l")
    daemon = None
    if subprocess.run(["pgrep", "-x", "cron"], capture_output=True, check=False).returncode:
        daemon = subprocess.Popen(["/usr/sbin/cron", "-f"])
        # cron knows a changed table by its time in whole seconds: one that is written in the
        # second in which the daemon read it is never read again
        time.sleep(2.1)
    try:
        yield
    finally:
        crontab("-", given=before) if before else crontab("-r")
        if daemon:
            daemon.terminate()
            daemon.wait()


def tradegap(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tradegap.cli", *arguments], text=True,
                          capture_output=True, check=False)  # fmt: skip


@pytest.mark.usefixtures("cron")
def test_cron_rebuilds_the_reports(tmp_path: Path) -> None:
    mine = "# mine, with an escaped percent sign\n0 0 1 1 * true \\% %\n"
    crontab("-", given=mine)
    reports = tmp_path / "reports 100%"
    done = tradegap("schedule", "install", "--at", "* * * * *", "--with", "cron",
                    "--reports", str(reports))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert crontab("-l").startswith(mine)
    status = reports / ".log" / "status.json"
    end = time.monotonic() + 240
    while not (status.exists() and json.loads(status.read_text())["finished"]):
        assert time.monotonic() < end, "cron didn't rebuild the reports within four minutes"
        time.sleep(1)
    told = tradegap("schedule", "status", "--reports", str(reports))
    assert told.returncode == 0, told.stdout
    assert (reports / "us-china-2018" / "report.html").is_file()
    assert (reports / "us-china-2018" / "report.pdf").is_file()
    assert tradegap("schedule", "remove", "--reports", str(reports)).stdout == "Removed.\n"
    assert crontab("-l") == mine
