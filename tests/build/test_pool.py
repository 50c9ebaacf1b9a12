"""Jobs run on all cores: the longest way first, within memory, whatever happens to one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tradegap.build.pool import Job, Pool, cores


class Order:
    """Actions that note when they run."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.at_once = self.most = 0
        self._lock = threading.Lock()

    def job(self, name: str, *after: Job, **hints: object) -> Job:
        return Job(name, self.action(name), after, **hints)  # type: ignore[arg-type]

    def action(self, name: str, then: Callable[[], object] = lambda: None) -> Callable[[], None]:
        def act() -> None:
            with self._lock:
                self.ran.append(name)
                self.at_once += 1
                self.most = max(self.most, self.at_once)
            threading.Event().wait(0.02)
            then()
            with self._lock:
                self.at_once -= 1

        return act


def plenty() -> int:
    return 1 << 40


def test_the_longest_way_goes_first() -> None:
    order = Order()
    short, long = order.job("short", seconds=2.0), order.job("long", seconds=1.0)
    last = order.job("after long", long, seconds=5.0)
    Pool(1, free=plenty).run([[short, long, last]])
    assert order.ran == ["long", "after long", "short"]  # 6 s of way against 2


def test_no_more_at_once_than_workers() -> None:
    order = Order()
    Pool(3, free=plenty).run([[order.job(str(n)) for n in range(12)]])
    assert len(order.ran) == 12
    assert order.most == 3


def test_the_last_jobs_share_the_cores() -> None:
    order, together = Order(), threading.Barrier(cores() + 1, timeout=60)
    last = [Job(str(n), order.action(str(n), together.wait)) for n in range(cores() + 1)]
    Pool(free=plenty).run([last])
    assert [job.error for job in last] == [None] * len(last)  # a barrier that breaks raises


def test_before_the_end_there_is_one_job_for_each_core() -> None:
    order = Order()
    jobs = [order.job(str(n)) for n in range(4 * cores())]
    last = order.job("last", *jobs)
    Pool(free=plenty).run([[job] for job in [*jobs, last]])
    assert len(order.ran) == len(jobs) + 1
    assert order.most <= cores() + 1


def test_what_does_not_fit_into_memory_waits_until_it_is_alone() -> None:
    order = Order()
    jobs = [order.job(str(n), memory_bytes=2000) for n in range(4)]
    Pool(4, free=lambda: 1000).run([jobs])
    assert len(order.ran) == 4
    assert order.most == 1


def test_a_failure_skips_what_needs_it_and_nothing_else() -> None:
    order = Order()
    bad = Job("bad", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    lost, other = order.job("lost", bad), order.job("other")
    end = order.job("end", lost, always=True)
    Pool(2, free=plenty).run([[bad, lost, other, end]])
    assert isinstance(bad.error, ZeroDivisionError)
    assert (bad.state, lost.state, other.state, end.state) == ("failed", "skipped", "done", "done")
    assert sorted(order.ran) == ["end", "other"]


def test_a_job_may_add_jobs() -> None:
    order = Order()
    added = order.job("added")
    first = Job("first", lambda: [added])
    added.after = (first,)
    Pool(2, free=plenty).run([[first]])
    assert order.ran == ["added"]


def test_more_is_asked_for_only_when_there_is_room() -> None:
    order = Order()
    asked: list[int] = []

    def more():
        for number in range(6):
            asked.append(number)
            assert number <= len(order.ran) + 4, "asked for far ahead"
            yield [order.job(str(number))]

    Pool(2, free=plenty).run(more())
    assert len(order.ran) == 6
    assert asked == list(range(6))


def test_an_interruption_ends_what_runs_and_lets_go_of_everything() -> None:
    order = Order()
    stopped = threading.Event()
    waits = Job("waits", lambda: stopped.wait(30) and None)
    never, end = order.job("never", waits), order.job("end", waits, always=True)

    def interrupted():
        yield [waits, never, end]
        while waits.state != "running":
            threading.Event().wait(0.01)
        raise KeyboardInterrupt

    pool = Pool(4, free=plenty, on_stop=stopped.set)
    with pytest.raises(KeyboardInterrupt):
        pool.run(interrupted())
    assert never.state == "skipped"
    assert order.ran == ["end"]
