"""Run commands as a user would, each in surroundings that are the same for all ways."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import timed
from tradegap.build.kernels import FIXED

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
TRADEGAP = (sys.executable, "-P", "-m", "tradegap.cli")
PAPERMILL = (str(BIN / "papermill"), "--no-progress-bar", "--log-level", "ERROR")
NBCONVERT = (str(BIN / "jupyter"), "nbconvert", "--log-level", "ERROR")
STORE = "TRADEGAP_STORE"


class CommandFailed(RuntimeError):
    """A command that is to be timed ended with an error."""


def environment(**more: str) -> dict[str, str]:
    """Return the surroundings of a command: language, time zone, threads and hashing are fixed.

    They are those of tradegap's own kernels, so that outputs can be compared to the byte; the
    store is off unless `more` names one.
    """
    own = {n: v for n, v in os.environ.items() if not n.startswith(("TRADEGAP_", "PYTHON"))}
    fixed = {name: value for name, value in FIXED.items() if value}
    fixed.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled once stays, as with any user
    return {**own, **fixed, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", STORE: "off", **more}


def run(command: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None) -> float:
    """Run a command in a folder and return its seconds; raises `CommandFailed` with its words."""
    with timed() as clock:
        done = subprocess.run(
            list(command), cwd=folder, env=dict(settings or environment()), text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[-2000:]
        told = " ".join(Path(part).name if os.sep in part else part for part in command[:6])
        raise CommandFailed(f"{told} ... ended with {done.returncode}: {words}")
    return clock.seconds


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="tradegap-bench-") as name:
        yield Path(name)


def options(parameters: Mapping[str, object]) -> list[str]:
    """Return papermill's option for parameters: one piece of YAML, which keeps types and order."""
    import yaml

    told = yaml.safe_dump(dict(parameters), sort_keys=False, default_flow_style=True, width=10**6)
    return ["-y", str(told).strip()] if parameters else []
