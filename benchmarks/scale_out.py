"""Two Dask workers against the local pool with two; see `benchmarks/cluster.py`."""

from __future__ import annotations

from importlib.util import find_spec
from statistics import median

from benchmarks.measure import Different, Row, Timing, Unavailable

LEAST = 0.9
REPORTS = 4


def rows(repeat: int) -> list[Row]:
    """Return the row: both ways build the same reports, and their files are compared each time."""
    for needed in ("distributed", "benchmarks.cluster"):
        if find_spec(needed) is None:
            raise Unavailable(f"{needed} is not there (the extra `cluster` installs Dask)")
    from benchmarks import cluster

    try:
        times = cluster.cluster_against_pool(REPORTS, repeat)
    except cluster.Different as error:
        raise Different(str(error)) from error
    row = Row(
        "dask", f"Dask, two workers, {REPORTS} default reports, HTML and PDF",
        "the local pool with two", Timing(times.cluster), Timing(times.pool),
        ratio=median(times.pool) / median(times.cluster),
        to_reach=f"at least {LEAST:g} of its speed",
        notes=["The files of all reports are the same to the byte both ways."],
    )  # fmt: skip
    row.reached = row.ratio is not None and row.ratio >= LEAST
    return [row]
