"""The Makefile lists its targets and passes parameters through, whatever quotes they have."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = {"help", "report", "reports", "explore", "test", "test-fast", "check", "schedule",
           "unschedule", "bench", "lock", "clean"}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (ROOT / "Makefile").is_file() or not shutil.which("make"), reason="needs a clone and make"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """An empty clone in a path with a space, with an environment that looks installed."""
    place = tmp_path / "a clone"
    (place / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, place)
    (place / ".venv" / ".where").write_text(f"{place}\n")
    for stamp in (".made", ".installed", ".installed-dev"):
        (place / ".venv" / stamp).touch()
    python = place / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\nfor each in "$@"; do printf "%s\\n" "$each"; done\n')
    python.chmod(0o755)
    return place


def make(place: Path, *arguments: str) -> str:
    done = subprocess.run(["make", "-s", *arguments], cwd=place, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_plain_make_lists_the_targets(clone: Path) -> None:
    listed = {line.split()[0] for line in make(clone).splitlines() if line.startswith("  ")}
    assert listed >= TARGETS
    assert make(clone) == make(clone, "help")


def test_a_second_run_installs_nothing(clone: Path) -> None:
    assert "pip" not in make(clone, "report", "test", "check")


def test_a_moved_clone_is_installed_anew(clone: Path) -> None:
    moved = clone.rename(clone.with_name("moved"))
    assert "pip" in make(moved, "report")
    assert "pip" not in make(moved, "report")


def test_parameters_pass_through(clone: Path) -> None:
    given = ["PARAMS=target_usd_bn=150 currency=it's", "OUTPUT=some where", "FORMAT=html"]
    words = make(clone, "report", "SCENARIO=us-japan", *given).splitlines()
    assert words[words.index("build") :] == [
        "build", "us-japan", "-p", "target_usd_bn=150", "-p", "currency=it's",
        "--output", "some where", "--format", "html",
    ]  # fmt: skip


def test_an_old_python_is_refused_in_a_sentence(clone: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (clone / ".venv" / ".made").unlink()
    done = subprocess.run(["make", f"PYTHON={shlex.quote(str(old))}", "report"], cwd=clone,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode
    assert "needs Python 3.11 or later" in done.stderr


def test_a_failed_installation_leaves_no_stamp(clone: Path) -> None:
    (clone / ".venv" / ".where").unlink()
    (clone / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    done = subprocess.run(["make", "report"], cwd=clone, capture_output=True, check=False)
    assert done.returncode
    assert not (clone / ".venv" / ".installed").exists()
