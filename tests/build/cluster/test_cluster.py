"""Reports by a real scheduler and real workers: the bytes of the local build, each once."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.build.cluster.reports import Mark, notebooks, plans, scenario, waits
from tradegap.build.build import build_reports
from tradegap.build.canonical import files_below
from tradegap.build.cluster.depot import Depot
from tradegap.build.cluster.inputs import input_bundle
from tradegap.build.cluster.order import order_of
from tradegap.build.cluster.run import Cluster, build_on_cluster
from tradegap.build.plan import Plan
from tradegap.build.report import Outcome, Settings
from tradegap.build.shelves import EditionShelf
from tradegap.errors import NotebookError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]


@dataclass
class Place:
    """A running cluster, the reports that it may be asked for, and where all that stands."""

    address: str
    folder: Path
    mark: Mark
    start_worker: Callable[[], subprocess.Popen[bytes]]

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.address, str(self.folder / "depot"))

    def light(self, days: int, *more: str) -> list[Plan]:
        """Plans over a chapter of ours and a tiny one at several dates, as HTML and more."""
        file = scenario(self.folder, "light", "90-sources", "01-tiny")
        return plans(file, days, ("html", *more))


def dask(mark: Mark, *arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    return subprocess.Popen(command, env=mark.environment(), cwd=cwd, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, mark = tmp_path_factory.mktemp("cluster"), Mark()
    told = folder / "scheduler.json"
    running = [dask(mark, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    "--scheduler-file", str(told), cwd=folder)]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADEGAP_NOTEBOOKS", str(notebooks(folder / "books", waits=waits(folder))))
        patch.setenv("TRADEGAP_STORE", str(folder / "store"))
        try:
            address = address_in(told)

            def start_worker() -> subprocess.Popen[bytes]:
                running.append(dask(mark, "dask_worker", address, "--host", "127.0.0.1",
                                    "--nthreads", "1", "--no-nanny", "--no-dashboard",
                                    "--memory-limit", "0", cwd=folder))  # fmt: skip
                return running[-1]

            for _ in range(2):
                start_worker()
            yield Place(address, folder, mark, start_worker)
        finally:
            for process in reversed(running):  # the scheduler last: workers take leave of it
                process.terminate()
                process.wait(20)
    assert mark.left_after(10) == []


def address_in(told: Path) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return str(json.loads(told.read_text())["address"])
        except (OSError, ValueError, KeyError):
            time.sleep(0.05)
    raise AssertionError("no scheduler came up")


def by_cluster(place: Place, wanted: list[Plan], reports: Path, **settings: Any) -> list[Outcome]:
    pairs = [(plan, EditionShelf(reports, plan.slug)) for plan in wanted]
    return build_on_cluster(pairs, place.cluster, Settings(**settings))


def by_pool(wanted: list[Plan], reports: Path) -> list[Outcome]:
    triples = [(plan, EditionShelf(reports, plan.slug), None) for plan in wanted]
    return build_reports(triples, Settings(jobs=2))


def shown(reports: Path, wanted: list[Plan]) -> dict[str, dict[str, str]]:
    return {plan.slug: files_below(reports / plan.slug) for plan in wanted}


def editions(reports: Path) -> list[str]:
    return sorted(f"{p.parent.name}/{p.name}" for p in (reports / ".editions").glob("*/[!.]*"))


def test_bytes_editions_and_failures_are_those_of_the_local_build(
    place: Place, tmp_path: Path
) -> None:
    bad = plans(scenario(place.folder, "bad", "01-tiny", "01-fails"), 1)
    wanted = [*place.light(2), *bad, *place.light(3, "pdf")[2:]]
    said: list[tuple[str, str]] = []
    there = by_cluster(place, wanted, tmp_path / "there",
                       progress=lambda what, state: said.append((what, state)))  # fmt: skip
    here = by_pool(wanted, tmp_path / "here")
    assert shown(tmp_path / "there", wanted) == shown(tmp_path / "here", wanted)
    assert editions(tmp_path / "there") == editions(tmp_path / "here")
    assert len(editions(tmp_path / "there")) == 3
    assert not list((tmp_path / "there" / ".editions").glob("*/.*"))
    for one, other in zip(there, here, strict=True):
        assert [repr(error) for error in one.errors] == [repr(error) for error in other.errors]
        if one.built and other.built:
            assert one.built.report == other.built.report
            assert one.built.warnings == other.built.warnings != []
            assert set(one.built.seconds) == set(other.built.seconds)
    assert [bool(outcome.built) for outcome in there] == [True, True, False, True]
    (error,) = there[2].errors
    assert isinstance(error, NotebookError)
    assert (error.notebook, error.cell, error.line) == ("01-fails.ipynb", 2, 1)
    good = [plan.slug for plan in wanted if plan.scenario != "bad"]
    assert sorted(said) == sorted(
        [("bad+as_of-2026-07-08", "failed"), *((slug, "done") for slug in good),
         *((plan.slug, "sent") for plan in wanted)]
    )  # fmt: skip


def test_what_was_done_is_found_and_only_what_is_damaged_is_done_again(
    place: Place, tmp_path: Path
) -> None:
    wanted = place.light(2)
    first = by_cluster(place, wanted, tmp_path / "first")
    assert [outcome.built and outcome.built.built for outcome in first] == [True, True]
    assert not place.mark.having("cluster.builder", within=30)
    again = by_cluster(place, wanted, tmp_path / "first")
    assert [outcome.built and outcome.built.built for outcome in again] == [False, False]
    assert len(editions(tmp_path / "first")) == 2
    results, bundles = (place.folder / "depot" / name for name in ("results", "bundles"))
    before = {path: path.stat().st_mtime_ns for path in results.iterdir()}
    inputs = hashlib.sha256(input_bundle(wanted)).hexdigest()
    lost = results / f"{order_of(wanted[0], inputs).key}.json"
    damaged = bundles / f"{json.loads(lost.read_text())['result']['bundle']}.tar"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-100])
    second = by_cluster(place, wanted, tmp_path / "second")
    assert [outcome.errors for outcome in second] == [[], []]
    assert shown(tmp_path / "second", wanted) == shown(tmp_path / "first", wanted)
    assert editions(tmp_path / "second") == editions(tmp_path / "first")
    changed = [path for path in results.iterdir() if path.stat().st_mtime_ns != before.get(path)]
    assert changed == [lost]
    assert damaged.read_bytes() == whole


def test_a_worker_killed_in_the_middle_costs_nothing_but_time(place: Place, tmp_path: Path) -> None:
    (slow,) = plans(scenario(place.folder, "slow", "01-tiny", "01-waits"), 1)
    wanted = [slow, *place.light(2)]
    done: list[list[Outcome]] = []
    said: list[tuple[str, str]] = []
    run = threading.Thread(target=lambda: done.append(
        by_cluster(place, wanted, tmp_path / "there", force=True,
                   progress=lambda what, state: said.append((what, state)))))  # fmt: skip
    run.start()
    notebook = pid_in(place.folder / "begun")
    killed = worker_at(place.address, slow.slug)
    os.kill(killed, signal.SIGKILL)
    place.start_worker()
    gone_within(notebook, 30)
    run.join(120)
    assert not run.is_alive()
    assert [outcome.errors for outcome in done[0]] == [[]] * 3
    by_pool(wanted, tmp_path / "here")
    assert shown(tmp_path / "there", wanted) == shown(tmp_path / "here", wanted)
    assert editions(tmp_path / "there") == editions(tmp_path / "here")
    assert len(editions(tmp_path / "there")) == 3
    assert sorted(what for what, state in said if state == "done") == sorted(
        plan.slug for plan in wanted
    )


def pid_in(path: Path) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("the chapter that waits was never begun")


def worker_at(address: str, slug: str) -> int:
    """Return the process of the worker that is at a report."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        pids = client.run(os.getpid)
        (at,) = [
            worker
            for worker, stacks in client.call_stack(list(client.processing())).items()
            if slug in str(stacks)
        ] or [None]
        busy = [worker for worker, keys in client.processing().items() if keys]
        return pids[at or busy[0]]


def gone_within(pid: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(pid):
        assert time.monotonic() < deadline, f"{pid} outlived its worker"
        time.sleep(0.05)


def test_how_long_reports_took_is_known_to_the_next_run(place: Place, tmp_path: Path) -> None:
    wanted = place.light(2)
    by_cluster(place, wanted, tmp_path, force=True)
    known = Depot(place.folder / "depot").seconds()
    assert {plan.slug for plan in wanted} <= set(known)
    assert all(0 < took < 300 for took in known.values())


def command(folder: Path, mark: Mark, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tradegap.cli", "build", *arguments, "--reports", "reports"],
        cwd=folder, env={**mark.environment(), "TRADEGAP_NOTEBOOKS": str(folder / "books")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def test_an_interruption_ends_workers_and_leaves_nothing_half(tmp_path: Path) -> None:
    mark = Mark()
    notebooks(tmp_path / "books", waits=waits(tmp_path))
    file = scenario(tmp_path, "slow", "01-waits")
    running = command(tmp_path, mark, str(file), "--format", "html", "--cluster", "local:2")
    notebook = pid_in(tmp_path / "begun")
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to the workers too
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in told
    gone_within(notebook, 30)
    assert mark.left_after(30) == []
    assert [path.name for path in (tmp_path / "reports").rglob("*")] == []


@pytest.mark.parametrize(
    ("cluster", "depot", "code", "says"),
    [("tcp://127.0.0.1:1", "depot", 3, "The scheduler at tcp://127.0.0.1:1 can't be reached"),
     ("tcp://127.0.0.1:1", "", 2, "A cluster needs a depot"),
     ("somewhere", "depot", 2, "is no address of a scheduler"),
     ("local:0", "", 2, "is no address of a scheduler"),
     ("", "depot", 2, "--depot goes with --cluster")],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(
    cluster: str, depot: str, code: int, says: str, tmp_path: Path
) -> None:
    notebooks(tmp_path / "books")
    file = scenario(tmp_path, "light", "01-tiny")
    options = [*(["--cluster", cluster] if cluster else []), *(["--depot", depot] if depot else [])]
    running = command(tmp_path, Mark(), str(file), *options)
    said, told = running.communicate(timeout=60)
    assert (running.returncode, said) == (code, "")
    assert says in told
    assert told.count("\n") == 1
    assert not (tmp_path / "reports").exists()
