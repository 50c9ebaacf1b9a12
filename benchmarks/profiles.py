"""Where the time of a tradegap command goes: its own process's functions, and what it waits for."""

from __future__ import annotations

import pstats
import sys
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from benchmarks.commands import environment, run

MOST = 18


def profiled(
    arguments: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None
) -> list[str]:
    """Run a command under cProfile and return its slowest functions, by their own time.

    The processes that it starts are not profiled: what they take shows as waiting.
    """
    folder = folder.resolve()
    target = folder / "profile"
    code = "import sys; from tradegap.cli import main; main(sys.argv[1:])"
    script = folder / "profiled_command.py"
    script.write_text(code, encoding="utf-8")
    run((sys.executable, "-P", "-m", "cProfile", "-o", str(target), str(script), *arguments),
        folder, settings or environment())  # fmt: skip
    return told(target)


def told(profile: Path) -> list[str]:
    """Return the slowest functions of a profile, without the folders of this machine."""
    text = StringIO()
    pstats.Stats(str(profile), stream=text).strip_dirs().sort_stats("tottime").print_stats(MOST)
    lines = text.getvalue().splitlines()
    start = next((n for n, line in enumerate(lines) if "tottime" in line), 0)
    return [line.rstrip() for line in lines[start:] if line.strip()]
