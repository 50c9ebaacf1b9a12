"""Twenty parameter sets of one notebook: `tradegap run`, commands in a row, papermill's API."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.commands import (
    NBCONVERT,
    PAPERMILL,
    TRADEGAP,
    CommandFailed,
    environment,
    options,
    run,
    scratch,
)
from benchmarks.measure import Row, Way, in_turns, timed
from benchmarks.pool_of_papermill import pooled
from benchmarks.profiles import profiled
from benchmarks.same import check_figures, check_notebooks, check_page, read
from tradegap.build.places import slug

NOTEBOOKS = Path(__file__).parent / "notebooks"
FIGURES = 4
SETS = 20
COMMANDS_A_TURN = 4
POOL_A_TURN = 8


@dataclass
class Grid:
    """A notebook, the parameter that varies, its values, and the folder that all work in."""

    name: str
    parameter: str
    values: Sequence[float]
    folder: Path
    where: Path = NOTEBOOKS
    figures: int = FIGURES
    cell_runs: list[int] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)

    @property
    def notebook(self) -> Path:
        """The notebook as committed."""
        return self.where / f"{self.name}.ipynb"

    def ours_of(self, value: float) -> Path:
        """Return where `tradegap run` leaves a set's notebook."""
        return self.folder / "ours" / f"{slug(self.name, {self.parameter: str(value)})}.ipynb"

    def theirs_of(self, value: float) -> Path:
        """Return where the other ways leave a set's notebook."""
        return self.folder / "theirs" / f"{self.parameter}-{value}.ipynb"

    def turn(self, number: int, count: int) -> list[float]:
        """Return the sets of one repetition: every so many, others the next time."""
        apart = len(self.values) // count
        return [self.values[(number + n * apart) % len(self.values)] for n in range(count)]

    def check(self, sets: Sequence[float]) -> int:
        """Compare the sets that were run both ways and count outputs; raises `Different`."""
        count = 0
        for value in sets:
            ours, theirs = self.ours_of(value), self.theirs_of(value)
            what = f"{self.name}, {self.parameter} {value}"
            count += check_notebooks(ours, theirs, what)
            check_figures(ours, theirs, self.figures, what)
            check_page(ours.with_suffix(".html"), ours, what)
            check_page(theirs.with_suffix(".html"), theirs, what)
        return count


def late_rows(repeat: int) -> list[Row]:
    """Return the rows of the notebook whose last cell alone depends on what varies."""
    values = [round(20.0 + 2.5 * n, 1) for n in range(SETS)]
    return _rows("late", "threshold", values, repeat, commands=15.0, pool=4.0,
                 what="one late parameter varies")  # fmt: skip


def first_rows(repeat: int) -> list[Row]:
    """Return the rows of the notebook in which everything depends on what varies."""
    values = [round(0.002 + 0.0002 * n, 4) for n in range(SETS)]
    return _rows("first", "growth_a_month", values, repeat, commands=6.0, pool=1.8,
                 what="the first cell depends on it")  # fmt: skip


def _rows(
    name: str, parameter: str, values: Sequence[float], repeat: int, *, commands: float,
    pool: float, what: str,
) -> list[Row]:  # fmt: skip
    with scratch() as folder:
        grid = Grid(name, parameter, values, folder)
        outputs = _compared(grid)
        ways = [
            Way("tradegap run", lambda number: run_ours(grid)),
            Way(f"commands, {COMMANDS_A_TURN} sets, scaled", lambda turn: run_commands(grid, turn)),
            Way(f"pool, {POOL_A_TURN} sets, scaled", lambda number: _pool(grid, number)),
        ]  # fmt: skip
        ours, in_a_row, by_pool = in_turns(ways, repeat)
        title = f"{SETS} parameter sets, HTML, {what}"
        shared = [
            f"Foreign notebook `benchmarks/notebooks/{name}.ipynb`; {outputs}",
            f"Ours ran {grid.cell_runs[-1]} cells for all sets together, theirs "
            f"{SETS * code_cells(grid)}.",
        ]
        against = [
            ("commands", "`papermill`, `jupyter nbconvert` commands in a row", in_a_row, commands,
             f"A repetition of theirs takes every {SETS // COMMANDS_A_TURN}th set (others each "
             f"time) and is scaled by {SETS // COMMANDS_A_TURN}."),
            ("pool", "papermill's API and `HTMLExporter` in a process pool of two", by_pool, pool,
             f"A repetition of theirs takes {POOL_A_TURN} sets; the time after the pool's start is "
             f"scaled by {SETS / POOL_A_TURN:g}, the start is counted once."),
        ]  # fmt: skip
        rows = []
        for key, other, theirs, least, scaled in against:
            row = Row(f"{name}-{key}", title, other, ours, theirs, notes=[*shared, scaled])
            rows.append(row.times_faster(least))
        if not all(row.reached for row in rows):
            rows[-1].profile = profile(grid)
    return rows


def code_cells(grid: Grid) -> int:
    """Return how many cells papermill runs for a set: those of the notebook and its own."""
    return sum(cell["cell_type"] == "code" for cell in read(grid.notebook)["cells"]) + 1


def run_ours(grid: Grid, *more: str) -> float:
    """Run all sets by one command."""
    shutil.rmtree(grid.folder / "ours", ignore_errors=True)
    values = ",".join(map(str, grid.values))
    command = (*TRADEGAP, "run", str(grid.notebook), "--grid", f"{grid.parameter}={values}",
               "--format", "ipynb,html", "--output", "ours", "--json", *more)  # fmt: skip
    with timed() as clock:
        done = subprocess.run(command, cwd=grid.folder, env=environment(), capture_output=True,
                              text=True, check=False)  # fmt: skip
    if done.returncode:
        raise CommandFailed(f"tradegap run ended with {done.returncode}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    grid.cell_runs.append(told["cell_runs"])
    grid.explained = told["cells"]
    return clock.seconds


def run_commands(grid: Grid, number: int) -> float:
    """Run some sets by commands, compare them with ours, and return the seconds of all sets."""
    sets = grid.turn(number, COMMANDS_A_TURN)
    total = each_by_commands(grid, sets)
    grid.check(sets)
    return total * SETS / len(sets)


def each_by_commands(grid: Grid, sets: Sequence[float]) -> float:
    """Run sets by commands and return the seconds of all of them."""
    place = grid.folder / "theirs"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    total = 0.0
    for value in sets:
        target = grid.theirs_of(value).name
        total += run([*PAPERMILL, str(grid.notebook), target, *options({grid.parameter: value})],
                     place)  # fmt: skip
        total += run([*NBCONVERT, "--to", "html", target], place)
    return total


def _pool(grid: Grid, number: int) -> float:
    """Run some sets in a pool, compare them with ours, and return the seconds of all sets."""
    sets = grid.turn(number, POOL_A_TURN)
    place = grid.folder / "theirs"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    jobs = [(str(grid.theirs_of(value)), {grid.parameter: value}) for value in sets]
    start, work = pooled(grid.notebook, jobs, grid.folder)
    grid.check(sets)
    return start + work * SETS / len(sets)


def _compared(grid: Grid) -> str:
    """Run some sets every way, untimed, and compare them; say what was compared."""
    run_ours(grid)
    sets = grid.turn(0, 2)
    each_by_commands(grid, sets)
    grid.check(sets)
    shutil.rmtree(grid.folder / "theirs")
    (grid.folder / "theirs").mkdir()
    jobs = [(str(grid.theirs_of(value)), {grid.parameter: value}) for value in sets]
    pooled(grid.notebook, jobs, grid.folder)
    grid.check(sets)
    return (
        "the executed notebooks of every set that was run both ways are the same but for times and "
        "ids, all PNG figures to the byte, and each page shows every figure and table."
    )


def profile(grid: Grid) -> list[str]:
    """Return where the time of the command over all sets goes."""
    values = ",".join(map(str, grid.values))
    return profiled(("run", str(grid.notebook), "--grid", f"{grid.parameter}={values}",
                     "--format", "html", "--output", "profiled"), grid.folder)  # fmt: skip
