"""Time tradegap beside the ways that there are without it, and write RESULTS.md.

    python benchmarks/speed.py              all rows
    python benchmarks/speed.py start warm   some rows; the others keep what they had
    python benchmarks/speed.py --list

Nothing is asserted of a time. A difference in outputs ends a row with an error, and the exit code
is 1 then; a row that lacks a tool says so and is left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":  # run as a file: this folder's own folder is where modules are
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import (
    cells,
    grids,
    interrupt,
    lighthouse,
    many,
    memory,
    own_grid,
    report,
    scale_out,
    start,
)
from benchmarks.commands import CommandFailed
from benchmarks.measure import ENOUGH, Different, Row, Unavailable, say
from benchmarks.results import HERE, merge

SUBJECTS: dict[str, Callable[[int], list[Row]]] = {
    "start": start.rows,
    "warm": cells.rows,
    "memory": memory.rows,
    "interrupt": interrupt.rows,
    "report": report.rows,
    "late": grids.late_rows,
    "first": grids.first_rows,
    "chapters": own_grid.rows,
    "unchanged": many.unchanged_rows,
    "pledge": many.pledge_rows,
    "dask": scale_out.rows,
    "lighthouse": lighthouse.rows,
}
ORDER = ["report-html", "report-pdf", "report", "late-commands", "late-pool", "first-commands",
         "first-pool", "chapters", "warm", "unchanged", "pledge", "dask", "memory", "interrupt",
         "help", "import", *(f"lighthouse-{page}-{form}" for page in lighthouse.PAGES
                     for form in lighthouse.LEAST)]  # fmt: skip


def main() -> int:
    """Run the subjects that are asked for and return the exit code."""
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("subjects", nargs="*", metavar="ROW", help=", ".join(SUBJECTS))
    told.add_argument("--repeat", type=int, default=ENOUGH, help="repetitions of each way")
    told.add_argument("--list", action="store_true", help="name the rows")
    told.add_argument("--output", type=Path, default=HERE, help="the folder of the results")
    given = told.parse_args()
    if given.list:
        print("\n".join(SUBJECTS))
        return 0
    if unknown := [name for name in given.subjects if name not in SUBJECTS]:
        told.error(f"there is no row '{unknown[0]}'; there are {', '.join(SUBJECTS)}")
    if given.repeat < 1:
        told.error("--repeat takes a number from 1 on")
    return _run(given.subjects or list(SUBJECTS), given.repeat, given.output)


def _run(names: list[str], repeat: int, output: Path) -> int:
    failed = False
    for name in names:
        say(f"{name} ...")
        try:
            rows = SUBJECTS[name](repeat)
        except Unavailable as error:
            say(f"  NOT MEASURED: {name}: {error}")
            continue
        except (Different, CommandFailed) as error:
            say(f"  ABORTED: {name}: {error}")
            failed = True
            continue
        for row in rows:
            _tell(row)
        merge(rows, ORDER, output)
    if repeat < ENOUGH:
        say(f"Fewer than {ENOUGH} repetitions: not for publication.")
    say(f"Written to {output.name}/RESULTS.md.")
    return int(failed)


def _tell(row: Row) -> None:
    if row.skipped:
        say(f"  NOT MEASURED: {row.name}: {row.skipped}")
        return
    ratio = "" if row.ratio is None else f", ratio {row.ratio:.3g}"
    say(f"  {row.name}: {row.ours.told() if row.ours else '-'}, theirs "
        f"{row.theirs.told() if row.theirs else '-'}{ratio}; {row.to_reach}: "
        f"{'reached' if row.reached else 'not reached'}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
