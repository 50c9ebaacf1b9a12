"""Reports by a Dask cluster of two workers on loopback, against the local pool with two.

    python benchmarks/cluster.py            measures, and writes CLUSTER.json for docs/scale.md

The files of all reports are compared first. The cluster's scheduler and workers are up, as they are
on a real one; each run starts its own warm parents, and so does the pool.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tradegap.build.build import build_reports
from tradegap.build.canonical import files_below
from tradegap.build.cluster.order import order_of
from tradegap.build.cluster.run import Cluster, build_on_cluster
from tradegap.build.plan import Plan, make_plan
from tradegap.build.report import Outcome, Settings
from tradegap.build.shelves import EditionShelf
from tradegap.build.store import STORE_VARIABLE as STORE

WORKERS = 2
SCENARIO = "us-china-2018"
HERE = Path(__file__).with_name("CLUSTER.json")


class Different(RuntimeError):
    """The two ways gave different files: there is nothing to time."""


@dataclass
class Times:
    """Seconds of each repetition of both ways, and what the cluster's stages took a report."""

    reports: int
    pool: list[float]
    cluster: list[float]

    @property
    def ratio(self) -> float:
        """The cluster's speed as a part of the pool's: the pool's median time over its own."""
        return median(self.pool) / median(self.cluster)


def cluster_against_pool(reports: int = 8, repeat: int = 5, formats: str = "html,pdf") -> Times:
    """Time both ways in turns; raises `Different` unless all files are the same to the byte."""
    plans = parameter_sets(reports, tuple(formats.split(",")))
    times = Times(reports, [], [])
    with two_workers() as address, _folder() as folder:
        for number in range(repeat):
            pool, cluster = folder / f"pool-{number}", folder / f"cluster-{number}"
            ways = [lambda: _pool(plans, pool, times),  # noqa: B023
                    lambda: _cluster(plans, cluster, address, folder, times)]  # noqa: B023 # fmt: skip
            for way in ways if number % 2 == 0 else reversed(ways):
                way()
            if files_below(pool) != files_below(cluster):
                raise Different(f"{pool.name} and {cluster.name} hold different files")
            shutil.rmtree(pool)
            shutil.rmtree(cluster)
    return times


def parameter_sets(count: int, formats: tuple[str, ...]) -> list[Plan]:
    """Return plans of the default case with so many targets."""
    targets = (f"{100 + 10 * number}" for number in range(count))
    return [make_plan(SCENARIO, {"target_usd_bn": target}, formats) for target in targets]


def _pool(plans: list[Plan], folder: Path, times: Times) -> None:
    begin = time.perf_counter()
    outcomes = build_reports([(*pair, None) for pair in _shelves(plans, folder)],
                             Settings(jobs=WORKERS))  # fmt: skip
    times.pool.append(time.perf_counter() - begin)
    _check(outcomes)


def _cluster(plans: list[Plan], folder: Path, address: str, beside: Path, times: Times) -> None:
    depot = Path(tempfile.mkdtemp(dir=beside))
    begin = time.perf_counter()
    outcomes = build_on_cluster(_shelves(plans, folder), Cluster(address, str(depot)))
    times.cluster.append(time.perf_counter() - begin)
    _check(outcomes)
    shutil.rmtree(depot)


def _shelves(plans: list[Plan], folder: Path) -> list[tuple[Plan, EditionShelf]]:
    return [(plan, EditionShelf(folder, plan.slug)) for plan in plans]


def _check(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.errors:
            raise outcome.errors[0]


@contextmanager
def two_workers() -> Iterator[str]:
    """Give the address of a scheduler on loopback with two worker processes of one thread.

    Neither they nor this process have a store.
    """
    from distributed import LocalCluster

    before = os.environ.get(STORE)
    os.environ[STORE] = "off"
    try:
        with LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, memory_limit=0,
            dashboard_address="127.0.0.1:0", host="127.0.0.1",
        ) as cluster:  # fmt: skip
            yield cluster.scheduler_address
    finally:
        del os.environ[STORE]
        if before is not None:
            os.environ[STORE] = before


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-cluster-") as folder:
        yield Path(folder)


def planning_seconds() -> float:
    """Return what the client needs to plan and order one report, in processor seconds."""
    make_plan(SCENARIO)
    begin = time.process_time()
    for plan in parameter_sets(10, ("html", "pdf")):
        order_of(plan, "")
    return (time.process_time() - begin) / 10


def publishing_seconds(formats: tuple[str, ...] = ("html", "pdf")) -> tuple[float, int]:
    """Return what the client needs to fetch and publish one report, and a report's bytes."""
    from tradegap.build.cluster.bundle import pack_folder
    from tradegap.build.cluster.depot import Depot
    from tradegap.build.cluster.published import publish

    (plan,) = parameter_sets(1, formats)
    with _folder() as folder:
        _check(build_reports([(*_shelves([plan], folder / "built")[0], None)]))
        content = pack_folder((folder / "built" / plan.slug).resolve())
        depot = Depot(folder / "depot")
        result: dict[str, Any] = {"bundle": depot.put(content), "seconds": {}, "warnings": []}
        taken = []
        for number in range(10):
            begin = time.perf_counter()
            shelf = EditionShelf(folder / f"shown-{number}", plan.slug)
            publish(plan, shelf, depot, result, plan.inputs({}))
            taken.append(time.perf_counter() - begin)
    return median(taken), len(content)


def core_seconds(formats: str, reports: int = 5) -> float:
    """Return the processor seconds that one more report takes, of all processes together.

    Unlike seconds on the clock they hardly depend on what else the machine does. What a run of one
    report takes (starting, importing) is taken off.
    """
    return (_processor_seconds(reports, formats) - _processor_seconds(1, formats)) / (reports - 1)


def _processor_seconds(reports: int, formats: str) -> float:
    """Build on a cluster of this machine's own in a process that adopts and reaps all orphans."""
    code = ("import benchmarks.cluster as c, ctypes, os, resource\n"
            "ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)\n"  # PR_SET_CHILD_SUBREAPER
            f"if os.fork() == 0: c.build_alone({reports}, {formats!r}); os._exit(0)\n"
            "while True:\n"
            "    try: ended = os.wait()\n"
            "    except ChildProcessError: break\n"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(used.ru_utime + used.ru_stime)\n")  # fmt: skip
    here = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=here, check=True, text=True,
                          stdout=subprocess.PIPE, env={**os.environ, STORE: "off"})  # fmt: skip
    return float(done.stdout.splitlines()[-1])


def build_alone(reports: int, formats: str) -> None:
    """Build so many reports by two workers that are started for it."""
    plans = parameter_sets(reports, tuple(formats.split(",")))
    with _folder() as folder:
        _check(build_on_cluster(_shelves(plans, folder), Cluster(f"local:{WORKERS}")))


def main() -> None:
    """Measure and write CLUSTER.json."""
    reports, repeat = (int(given) for given in (*sys.argv[1:], "8", "5")[:2])
    found: dict[str, Any] = {"scenario": SCENARIO, "workers": WORKERS, "reports": reports}
    for name, formats in (("html,pdf", "html,pdf"), ("html", "html")):
        times = cluster_against_pool(reports, repeat, formats)
        found[name] = {
            "pool_seconds": times.pool, "cluster_seconds": times.cluster, "ratio": times.ratio,
            "core_seconds_a_report": core_seconds(formats),
        }  # fmt: skip
    found["publishing_seconds"], found["bytes_a_report"] = publishing_seconds()
    found["planning_seconds"] = planning_seconds()
    found["measured"] = {
        "date": datetime.now(UTC).date().isoformat(), "python": platform.python_version(),
        "distributed": version("distributed"), "tradegap": version("tradegap"),
        "cores": len(os.sched_getaffinity(0)), "load": round(os.getloadavg()[1], 1),
    }  # fmt: skip
    HERE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
