"""The most memory that a build of the default report on two cores takes, all processes together."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.commands import TRADEGAP, CommandFailed, environment, scratch
from benchmarks.measure import Row, Timing, say
from benchmarks.report import SCENARIO

MOST_GIB = 1.0
HERTZ = 20
CORES = 2
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


def rows(repeat: int) -> list[Row]:
    """Return the row: the sum of each process's proportional share (PSS), looked at 20 times a second."""  # noqa: E501
    peaks, most, looks = Timing(unit="GiB"), {}, 0
    for number in range(repeat):
        peak, by_name, count = _build()
        peaks.values.append(peak / (1 << 30))
        looks += count
        if peak >= max(sum(most.values()), 1):
            most = by_name
        say(f"    {number + 1}/{repeat} peak {peak / (1 << 20):,.0f} MiB")
    told = ", ".join(f"{name} {size / (1 << 20):,.0f} MiB" for name, size in
                     sorted(most.items(), key=lambda item: -item[1]))  # fmt: skip
    row = Row("memory", "peak memory of a two-core build of the default report, HTML and PDF", "-",
              peaks).less_than(MOST_GIB)  # fmt: skip
    row.notes = [
        f"Sum over all processes of the build of their proportional set size (PSS), looked at "
        f"{HERTZ} times a second ({looks} looks): what is shared after a fork counts once.",
        f"At the highest peak: {told}.",
    ]
    return [row]


def _build() -> tuple[int, dict[str, int], int]:
    """Build once and return the peak in bytes, its parts by the processes' names, and the looks."""
    peak, parts, looks = 0, {}, 0
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    with scratch() as folder, adopting():
        command = (*TRADEGAP, "build", SCENARIO, "--output", str(folder), "--force")
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )  # fmt: skip
        while process.poll() is None:
            begin = time.perf_counter()
            now = shares(os.getpid())
            looks += 1
            if sum(now.values()) > peak:
                peak, parts = sum(now.values()), now
            time.sleep(max(0.0, 1 / HERTZ - (time.perf_counter() - begin)))
        if process.returncode:
            raise CommandFailed(f"tradegap build ended with {process.returncode}")
    return peak, parts, looks


@contextmanager
def adopting() -> Iterator[None]:
    """Adopt the processes below this one whose parents end, so that none is out of sight."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no subreaper")
    try:
        yield
    finally:
        prctl(_SUBREAPER, 0, 0, 0, 0)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def shares(pid: int) -> dict[str, int]:
    """Return the proportional memory of all processes below one, in bytes, by their names."""
    found: dict[str, int] = {}
    for number in below(pid):
        name, size = _share(number)
        found[name] = found.get(name, 0) + size
    return found


def below(pid: int) -> list[int]:
    """Return the numbers of all processes below one, in whatever session."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                after_name = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(after_name[1]), []).append(int(entry))
    found, fresh = [], parents.get(pid, [])
    while fresh:
        found += fresh
        fresh = [child for one in fresh for child in parents.get(one, [])]
    return found


def _share(pid: int) -> tuple[str, int]:
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return "gone", 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return name, int(line.split()[1]) * 1024
    return name, 0
