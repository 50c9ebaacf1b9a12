"""Rebuild all reports, as cron does it: on all cores, whatever happens to one of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock, Timeout

from tradegap.build.build import build_requests
from tradegap.build.freshness import Freshness
from tradegap.build.index import refresh_indexes
from tradegap.build.places import LOGS, telling_output_errors
from tradegap.build.report import Outcome as Ended
from tradegap.build.report import Progress, Settings
from tradegap.build.requests import Request
from tradegap.build.status import Outcome, Status, now, write_status
from tradegap.build.store import open_store
from tradegap.errors import TradegapError

LOG_BYTES = 1_000_000
DEFECT = 1
Told = Callable[[Ended], None]
Builder = Callable[[Path, Sequence[str], Told, Progress], Sequence[Ended]]


def build_all(
    reports: Path, names: Sequence[str], told: Told, progress: Progress
) -> Sequence[Ended]:
    """Build the reports of scenarios that aren't up to date, and the index over all of them."""
    requests = [Request(name, reports=reports) for name in names]
    freshness = Freshness(open_store())
    try:
        outcomes = build_requests(requests, freshness, Settings(progress=progress), told)
        refresh_indexes(requests, freshness)
        return outcomes
    finally:
        freshness.close()


def run_all(reports: Path, names: Sequence[str], build: Builder = build_all) -> Status | None:
    """Build each scenario and return the run's status; `None` if another run is going on.

    Writes `.log/schedule.log` and `.log/status.json` in the reports folder, the latter anew with
    each report that ends. A report that fails keeps its last edition, and the others are built
    nevertheless. The exit status is that of the first failure.
    """
    with telling_output_errors(reports):
        (reports / LOGS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_file(reports))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return None
    try:
        with _log(reports) as log, telling_output_errors(reports):
            return _run(reports, names, build, log)
    finally:
        lock.release()


def lock_file(reports: Path) -> Path:
    """Return the file that scheduled runs meet at."""
    return reports / LOGS / "schedule.lock"


def is_running(reports: Path) -> bool:
    """Tell whether a scheduled run is going on."""
    if not lock_file(reports).exists():
        return False
    lock = FileLock(lock_file(reports))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _run(reports: Path, names: Sequence[str], build: Builder, log: logging.Logger) -> Status:
    status = Status(started=now())
    write_status(reports, status)

    def told(ended: Ended) -> None:
        status.reports.append(_outcome(ended, log))
        write_status(reports, status)

    def progress(what: str, state: str) -> None:
        log.info("%s: %s", what, state)

    trouble = 0
    try:
        for ended in build(reports, names, told, progress):
            for text in ended.built.warnings if ended.built else ():
                log.warning("%s: %s", ended.name, text)
    except Exception as error:  # of no report alone: tables that were changed, or a defect
        trouble = getattr(error, "exit_code", DEFECT)
        log.error("failed: %s", error, exc_info=None if trouble != DEFECT else error)
        known = {outcome.report for outcome in status.reports}
        for name in (name for name in names if name not in known):
            told(Ended(name, errors=[error]))
    status.reports.sort(key=lambda outcome: names.index(outcome.report))
    status.exit_status = next((o.exit_status for o in status.reports if o.exit_status), trouble)
    status.finished = now()
    write_status(reports, status)
    log.info("finished with exit status %d", status.exit_status)
    return status


def _outcome(ended: Ended, log: logging.Logger) -> Outcome:
    """Log how it went with one report, and return it as the status has it."""
    name, seconds, done = ended.name, round(ended.seconds, 1), ended.built
    if done is not None and not ended.errors:
        result = "built" if done.built else "unchanged"
        log.info("%s: %s, edition %s", name, result, done.edition)
        return Outcome(name, result, done.edition, seconds)
    for error in ended.errors:
        if isinstance(error, TradegapError):
            log.error("%s: failed: %s", name, error)
        else:  # a defect in one report must not keep the others from readers
            log.error("%s: failed by a defect of tradegap", name, exc_info=error)
    told = [str(e) if isinstance(e, TradegapError) else repr(e) for e in ended.errors]
    status = getattr(ended.errors[0], "exit_code", DEFECT)
    return Outcome(name, "failed", "", seconds, "; ".join(told), status)


@contextmanager
def _log(reports: Path) -> Iterator[logging.Logger]:
    """Give a logger into the run's file, rotated at a megabyte."""
    handler = RotatingFileHandler(
        reports / LOGS / "schedule.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("tradegap.schedule")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    try:
        yield log
    finally:
        log.removeHandler(handler)
        handler.close()
