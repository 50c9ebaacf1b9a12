"""papermill's API and nbconvert's exporter in a process pool: what a Python programmer would write.

    python -m benchmarks.pool_of_papermill NOTEBOOK    (jobs as JSON on standard input)

A process of its own, so that nothing which the harness has imported is inherited by a fork. It
prints the seconds until both workers have imported everything, and those of the jobs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

WORKERS = 2
Job = tuple[str, Mapping[str, Any]]


def pooled(notebook: Path, jobs: Sequence[Job], folder: Path) -> tuple[float, float]:
    """Run jobs (a notebook to write, its parameters) and return the seconds of start and work."""
    from benchmarks.commands import ROOT, CommandFailed, environment

    command = (sys.executable, "-P", "-m", "benchmarks.pool_of_papermill", str(notebook))
    begin = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**environment(), "PYTHONPATH": str(ROOT)}, text=True,
        input=json.dumps(list(jobs)), capture_output=True, check=False,
    )  # fmt: skip
    total = time.perf_counter() - begin
    if done.returncode:
        raise CommandFailed(f"the pool ended with {done.returncode}: {done.stderr[-2000:]}")
    work = float(json.loads(done.stdout.splitlines()[-1]))
    return total - work, work


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    return HTMLExporter()  # once a worker: making one takes longer than using it


def _import() -> None:
    import papermill  # noqa: F401

    _exporter()
    time.sleep(0.05)  # so that the other worker takes the other one


def _one(notebook: str, target: str, parameters: Mapping[str, Any]) -> None:
    import papermill

    papermill.execute_notebook(notebook, target, parameters=dict(parameters), progress_bar=False)
    page, _ = _exporter().from_filename(target)
    Path(target).with_suffix(".html").write_text(page, encoding="utf-8")


def main(notebook: str) -> None:
    """Run the jobs and print the seconds that they took."""
    jobs = json.load(sys.stdin)
    with ProcessPoolExecutor(WORKERS) as pool:
        for started in [pool.submit(_import) for _ in range(WORKERS)]:
            started.result()
        begin = time.perf_counter()
        for done in [pool.submit(_one, notebook, *job) for job in jobs]:
            done.result()
        print(time.perf_counter() - begin, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
