"""Builds that are killed, interrupted, or meet each other: readers never see half a report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.build import tiny
from tests.build.tiny import build_tiny, tiny_plan, write_notebook

SLOW = "import os, time\nopen(os.environ['TRADEGAP_TEST_MARK'], 'w').write(str(os.getpid()))\n"


def start(source: Path, target: Path, mark: Path, *rest: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, tiny.__file__, str(source), str(target), *rest],
        env={**os.environ, "TRADEGAP_TEST_MARK": str(mark)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_for(mark: Path, seconds: float = 60) -> int:
    """Wait until the kernel is in the middle of its chapter, and return its number."""
    end = time.monotonic() + seconds
    while not mark.exists() or not mark.read_text():
        assert time.monotonic() < end, "the chapter never began"
        time.sleep(0.05)
    return int(mark.read_text())


def gone(pid: int, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True  # nobody reaps it in a container without an init
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A published report, and notebooks whose next build takes a while."""
    output = getattr(request, "param", False)
    done = build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "r", output=output)
    write_notebook(tmp_path / "n" / "02-second.ipynb", [SLOW + "time.sleep(600)"])
    return done.folder


@pytest.mark.parametrize("old", [False, True], indirect=True)
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, 1)],
)
def test_a_killed_build_leaves_the_old_report(
    old: Path, number: int, status: int, tmp_path: Path
) -> None:
    rest = [] if old.is_symlink() else ["output"]
    before = {path.name: path.read_bytes() for path in old.glob("*.*")}
    process = start(tmp_path / "n", tmp_path / "r", tmp_path / "mark", *rest)
    kernel = wait_for(tmp_path / "mark")
    process.send_signal(number)
    process.communicate(timeout=60)
    if number != signal.SIGINT:
        assert process.returncode == status
    assert {path.name: path.read_bytes() for path in old.glob("*.*")} == before
    assert gone(kernel), "a kernel was left behind"
    tiny_plan(tmp_path / "n")  # mended: the next build removes what was left
    build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "r", output=bool(rest), force=True)
    assert not list((tmp_path / "r").rglob("*partial*"))
    assert {path.name: path.read_bytes() for path in old.glob("*.*")} == before


@pytest.mark.parametrize("output", [False, True])
def test_two_builds_at_a_time_wait(output: bool, tmp_path: Path) -> None:
    tiny_plan(tmp_path / "n")
    slow = SLOW + "time.sleep(1)"
    write_notebook(tmp_path / "n" / "02-second.ipynb", [slow])
    rest = ["output"] if output else []
    first = start(tmp_path / "n", tmp_path / "r", tmp_path / "mark", *rest)
    wait_for(tmp_path / "mark")
    second = start(tmp_path / "n", tmp_path / "r", tmp_path / "mark", *rest)
    told = [process.communicate(timeout=60) for process in (first, second)]
    assert [process.returncode for process in (first, second)] == [0, 0], told
    assert told[0][0].split()[-1] == "True"
    assert told[1][0].split()[-1] == "False", "the second found the first one's report"
    assert (tmp_path / "r" / "tiny" / "report.html").is_file()
