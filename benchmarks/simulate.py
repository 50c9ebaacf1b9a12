"""How long 100,000 draws take: the default case, and the one with a probability, on one core.

    OMP_NUM_THREADS=1 python benchmarks/simulate.py [DRAWS]

Prints the best and the median of seven runs. What is timed is `tradegap.model.simulate.simulate` of
everything that the chapter on uncertainty draws of a window; opening the case and reading its
tables are not. Time depends on the machine and is asserted nowhere.
"""

from __future__ import annotations

import os
import sys
from statistics import median
from time import perf_counter

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

from tradegap.data.open_case import open_case
from tradegap.data.uncertainty import uncertainty
from tradegap.model.simulate import simulate, varying

RUNS = 7
DAYS = {"2018-06-02": "default: coverage and gap", "2018-06-10": "balance, room, coverage, gap",
        "2018-08-30": "balance and room under tariffs"}  # fmt: skip


def main(draws: int) -> None:
    """Time the draws of one window as of each day and print a line for it."""
    print(f"{draws:,} draws, one core, best and median of {RUNS} runs")
    for day, what in DAYS.items():
        window = uncertainty(open_case("us-china-2018", as_of=day)).last
        assert window is not None
        roots = {name: run.root for name, run in window.runs.items()}
        seconds = []
        for _ in range(RUNS):
            began = perf_counter()
            simulate(roots, draws, 0)
            seconds.append(perf_counter() - began)
        drawn = len(varying(*roots.values()))
        print(f"{day}  {min(seconds):.3f} s  {median(seconds):.3f} s  "
              f"{len(roots)} results, {drawn} assumptions drawn ({what})")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
