"""Light reports for the tests of the cluster: scenarios over few chapters, some of them ours."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from pathlib import Path

import psutil

from tests.build.tiny import node, quantity, results_cell, write_notebook
from tradegap.build.plan import Plan, make_plan

ROOT = Path(__file__).parents[3]
BASE = ROOT / "data" / "scenarios" / "us-partners-2025.yml"
PARAMETERS = """scenario = "us-partners-2025"
as_of = None
target_usd_bn = None
currency = "USD"
without_pledge = "base_year"
judged_on = "reporter"
overrides = {}"""
TINY = [
    "# Tiny\n\nAll is well.",
    results_cell({"tiny.gap_usd_bn": quantity(1.0, "aaa")}, {"aaa": node("gap")},
                 tables={}),
    "import sys\nprint(f'built for {scenario} as of {as_of}')\nprint('a word', file=sys.stderr)",
]  # fmt: skip
FAILS = ["# Fails", "1 / 0"]
OURS = ("90-sources", "11-partners")


def waits(folder: Path) -> list[str]:
    """Return the cells of a chapter that waits the first time that it is ever run."""
    begun = folder / "begun"
    return [
        "# Waits",
        f"""import os, time
from pathlib import Path
begun = Path({str(begun)!r})
if not begun.exists():
    begun.write_text(str(os.getpid()))
    time.sleep(120)
print("it has been waited")""",
    ]


def notebooks(folder: Path, **own: list[str]) -> Path:
    """Write a folder of chapters: two of ours, and those given as `a=cells` under `01-a`."""
    folder.mkdir(parents=True)
    for stem in OURS:
        shutil.copy(ROOT / "notebooks" / f"{stem}.ipynb", folder)
    for name, cells in {"tiny": TINY, "fails": FAILS, **own}.items():
        write_notebook(folder / f"01-{name}.ipynb", cells, PARAMETERS)
    return folder


def scenario(folder: Path, name: str, *chapters: str) -> Path:
    """Write a scenario file over these chapters and return its path."""
    text = BASE.read_text(encoding="utf-8").partition("\n# Quantities")[0]
    text = re.sub(r"^id: .*$", f"id: {name}", text, flags=re.M)
    text = re.sub(r"^chapters: .*$", f"chapters: [{', '.join(chapters)}]", text, flags=re.M)
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def plans(scenario_file: Path, days: int, formats: tuple[str, ...] = ("html",)) -> list[Plan]:
    """Return plans of one scenario at so many dates."""
    dates = [{"as_of": f"2026-07-{8 + day:02}"} for day in range(days)]
    return [make_plan(scenario_file, date, formats) for date in dates]


class Mark:
    """A variable that every process of a test inherits, and by which all of them are found."""

    name = "TRADEGAP_TEST_MARK"

    def __init__(self) -> None:
        self.value = secrets.token_hex(8)

    def environment(self) -> dict[str, str]:
        return {**os.environ, self.name: self.value}

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(self.name) == self.value
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return [process for process in found if process.pid != os.getpid()]

    def having(self, text: str, within: float) -> list[psutil.Process]:
        """Return the processes that have a text in their command after a while, soon if none."""
        deadline = time.monotonic() + within
        while True:
            found = [p for p in self.processes() if text in " ".join(p.cmdline())]
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def left_after(self, seconds: float) -> list[str]:
        """Return the processes that are still there after a while; as soon as none is, none."""
        deadline = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return [" ".join(process.cmdline()[:5]) for process in left]
