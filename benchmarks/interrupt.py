"""How soon Ctrl-C ends a build of the default report, with all that it started and wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from benchmarks.commands import TRADEGAP, environment, scratch
from benchmarks.measure import Different, Row, Timing
from benchmarks.memory import adopting, below
from benchmarks.report import SCENARIO

MOST_SECONDS = 2.0
MOMENTS_SECONDS = (0.3, 1.0, 2.0, 3.0, 4.0)
"""When Ctrl-C is pressed: at the start, while chapters run, while pages are made."""
INTERRUPTED = 130


def rows(repeat: int) -> list[Row]:
    """Return the row: from Ctrl-C to the end of the last process of a build on all cores."""
    moments = [MOMENTS_SECONDS[n % len(MOMENTS_SECONDS)] for n in range(repeat)]
    found = Timing([_until_all_is_over(moment) for moment in moments])
    row = Row("interrupt", "from Ctrl-C to the end of all processes of a build", "-", found)
    row.less_than(MOST_SECONDS)
    row.notes = [
        f"Pressed {', '.join(f'{moment:g}' for moment in sorted(set(moments)))} s after the start, "
        "to the whole group, as a terminal does. No process and no file was left, by comparison."
    ]
    return [row]


def _until_all_is_over(moment: float) -> float:
    """Interrupt a build and return the seconds until nothing of it runs.

    Raises:
        Different: it ended otherwise than interrupted, or left a file.

    """
    with scratch() as folder, adopting():
        command = (*TRADEGAP, "build", SCENARIO, "--reports", str(folder / "reports"), "--force")
        process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(moment)
        begin = time.perf_counter()
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait()
        while _running(os.getpid()):
            time.sleep(0.005)
        took = time.perf_counter() - begin
        files = [path for path in (folder / "reports").rglob("*") if path.is_file()]
        left = [path.name for path in files if path.suffix != ".lock"]  # held, and empty
    if code != INTERRUPTED or left:
        raise Different(f"a build interrupted after {moment} s ended with {code} and left {left}")
    return took


def _running(pid: int) -> bool:
    """Tell whether a process below one runs; what has ended and waits to be asked doesn't."""
    for number in below(pid):
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            return True
    return False
