"""How soon the command says something: `tradegap --help` and `import tradegap`, cold."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.commands import BIN, environment, run, scratch
from benchmarks.measure import Different, Row, Timing, Way, in_turns

HELP = (str(BIN / "tradegap"), "--help")
PASS = (sys.executable, "-c", "pass")
IMPORT = (sys.executable, "-P", "-c", "import tradegap")
MOST = {"help": 0.3, "import": 0.5}
LEAST_RUNS = 15


def rows(repeat: int) -> list[Row]:
    """Return a row for `--help` and one for the import; a start takes little, so there are more."""
    repeat = repeat if repeat < 5 else max(repeat, LEAST_RUNS)
    with scratch() as folder:
        _check()
        ways = [
            Way(" ".join(command[1:])[:30], lambda number, c=command: run(c, folder))  # type: ignore[misc]
            for command in (HELP, IMPORT, PASS)
        ]
        for way in ways:
            way.once(0)
        shown, imported, nothing = in_turns(ways, repeat)
    helped = Row("help", "`tradegap --help`", "`python -c pass`", shown, nothing)
    helped.ratio = shown.median / nothing.median
    helped.less_than(MOST["help"])
    row = Row("import", "`import tradegap`, beyond `python -c pass`", "`python -c pass`",
              _beyond(imported, nothing), nothing)  # fmt: skip
    row.less_than(MOST["import"])
    result = [helped, row]
    for one, command in zip(result, (HELP, IMPORT), strict=True):
        if not one.reached:
            one.profile = slowest_imports(command)
    return result


def _check() -> None:
    """Raise `Different` unless the commands do what they are timed for."""
    done = subprocess.run(HELP, env=environment(), capture_output=True, text=True, check=True)
    if "build" not in done.stdout:
        raise Different("tradegap --help doesn't name its commands")
    code = "import tradegap, sys; sys.exit('tradegap' not in sys.modules)"
    subprocess.run((sys.executable, "-P", "-c", code), env=environment(), check=True)


def _beyond(ours: Timing, nothing: Timing) -> Timing:
    return Timing([max(0.0, value - nothing.median) for value in ours.values])


def slowest_imports(command: tuple[str, ...], count: int = 12) -> list[str]:
    """Return the modules that take longest of a command, as `-X importtime` tells them."""
    settings = {**environment(), "PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    found = []
    for line in done.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            found.append((int(parts[0]), parts[2].strip()))
    found.sort(reverse=True)
    return [f"{micro / 1000:7.1f} ms  {name}" for micro, name in found[:count]] or [os.name]
