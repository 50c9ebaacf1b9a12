"""Rebuild all reports, as cron does it: one after the other, whatever happens to one of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock, Timeout

from tradegap.build.build import Built
from tradegap.build.places import LOGS, telling_output_errors
from tradegap.build.status import Outcome, Status, now, write_status
from tradegap.errors import TradegapError

LOG_BYTES = 1_000_000
DEFECT = 1
Builder = Callable[[str], Built]


def run_all(reports: Path, names: Sequence[str], build: Builder) -> Status | None:
    """Build each scenario and return the run's status; `None` if another run is going on.

    Writes `.log/schedule.log` and `.log/status.json` in the reports folder. A report that fails
    keeps its last edition, and the others are built nevertheless. The exit status is that of the
    first failure.
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
    for name in names:
        outcome = _build_one(name, build, log)
        status.reports.append(outcome)
        status.exit_status = status.exit_status or outcome.exit_status or None
        write_status(reports, status)
    status.exit_status = status.exit_status or 0
    status.finished = now()
    write_status(reports, status)
    log.info("finished with exit status %d", status.exit_status)
    return status


def _build_one(name: str, build: Builder, log: logging.Logger) -> Outcome:
    begin = time.perf_counter()
    log.info("%s: begins", name)
    try:
        done = build(name)
    except TradegapError as error:
        log.error("%s: failed: %s", name, error)
        outcome = Outcome(name, "failed", error=str(error), exit_status=error.exit_code)
    except Exception as error:  # a defect in one report must not keep the others from readers
        log.exception("%s: failed by a defect of tradegap", name)
        outcome = Outcome(name, "failed", error=repr(error), exit_status=DEFECT)
    else:
        outcome = Outcome(name, "built" if done.built else "unchanged", edition=done.edition)
        for text in done.warnings:
            log.warning("%s: %s", name, text)
        log.info("%s: %s, edition %s", name, outcome.result, outcome.edition)
    outcome.seconds = round(time.perf_counter() - begin, 1)
    return outcome


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
