"""Twenty parameter sets of one of our own chapters: `tradegap run` against commands in a row."""

from __future__ import annotations

from benchmarks.commands import ROOT, scratch
from benchmarks.grids import (
    COMMANDS_A_TURN,
    SETS,
    Grid,
    code_cells,
    each_by_commands,
    profile,
    run_commands,
    run_ours,
)
from benchmarks.measure import Row, Way, in_turns

CHAPTER = "02-target-and-pledges"
PARAMETER = "target_usd_bn"
LEAST = 6.0


def rows(repeat: int) -> list[Row]:
    """Return the row: a repetition of theirs is some sets, others each time, scaled to all."""
    values = [100.0 + 10 * number for number in range(SETS)]
    with scratch() as folder:
        grid = Grid(CHAPTER, PARAMETER, values, folder, ROOT / "notebooks", figures=0)
        run_ours(grid)
        each_by_commands(grid, sets := grid.turn(0, 2))
        outputs = grid.check(sets)
        ways = [
            Way("tradegap run", lambda number: run_ours(grid)),
            Way(f"commands, {COMMANDS_A_TURN} sets, scaled", lambda turn: run_commands(grid, turn)),
        ]
        fast, in_a_row = in_turns(ways, repeat)
        row = Row(
            "chapters", f"{SETS} parameter sets of one of our chapters ({CHAPTER}), HTML, "
            f"{PARAMETER} varies",
            "`papermill`, `jupyter nbconvert` commands in a row", fast, in_a_row,
            notes=[
                f"All {outputs} outputs of the first {len(sets)} sets are the same as papermill's, "
                "SVG figures to the byte, and each page shows every table; so are those of every "
                "set that a repetition runs both ways.",
                f"A repetition of theirs takes every {SETS // COMMANDS_A_TURN}th set (others each "
                f"time) and is scaled by {SETS // COMMANDS_A_TURN}.",
                _sharing(grid),
            ],
        ).times_faster(LEAST)  # fmt: skip
        if not row.reached:
            row.profile = profile(grid)
    return [row]


def _sharing(grid: Grid) -> str:
    """Say how many cells were shared, which, and why the first that was not was not."""
    told = grid.explained[:-1]
    shared = [line for line in told if f"shared by all {SETS} sets" in line]
    own = next((line for line in told if line not in shared), "none")
    return (
        f"Ours ran {grid.cell_runs[-1]} cells for all sets together, theirs "
        f"{SETS * code_cells(grid)}. Run once for all sets: {len(shared)} of the {len(told)} code "
        f"cells of the chapter ({'; '.join(shared) or 'none'}). The first that was not: "
        f"{own}. Our chapters open their case in their first step, and all else reads it: a grid "
        "shares little, and what is faster is the warm start and the one command."
    )
