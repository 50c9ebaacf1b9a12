"""Install or remove the regular rebuild of all reports, by cron or by systemd."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradegap.build import cron, systemd
from tradegap.build.canonical import digest, dumps
from tradegap.build.places import LOGS, REPORTS_VARIABLE, own_settings, telling_output_errors
from tradegap.build.status import write_atomically
from tradegap.errors import InputError

WAYS = ("auto", "cron", "systemd")
DEFAULT_TIME = "06:00"


@dataclass(frozen=True)
class Job:
    """The rebuild of one folder of reports: what runs, where, with which settings."""

    reports: Path
    folder: Path

    @property
    def mark(self) -> str:
        """What marks its line in a crontab: two clones have a line each."""
        return f"{cron.MARK} {self.reports}"

    @property
    def unit(self) -> str:
        """The name of its systemd units."""
        return f"{cron.MARK}-{digest(str(self.reports))[:8]}"

    def command(self) -> list[str]:
        """Return the command, with an absolute interpreter: cron's PATH is nearly empty."""
        run = ["-m", "tradegap.cli", "schedule", "run", "--reports", str(self.reports)]
        return [sys.executable, "-P", *run]

    def variables(self) -> dict[str, str]:
        """Return tradegap's own settings, which cron wouldn't know."""
        found = own_settings()
        for name in (REPORTS_VARIABLE, "TRADEGAP_DEBUG", "TRADEGAP_CI"):
            found.pop(name, None)
        return found


@dataclass(frozen=True)
class Installed:
    """What `install` did."""

    way: str
    at: str
    changed: bool
    entry: str


def install(
    job: Job, at: str = DEFAULT_TIME, way: str = "auto", crontab: cron.UserCrontab | None = None
) -> Installed:
    """Schedule the rebuild; doing it again changes nothing, another time replaces the first.

    Raises `InputError` for a time or a way that can't be, `OutputError` if the system refuses.
    """
    times = cron.read_times(at)
    chosen = choose(way)
    if chosen == "cron":
        line = cron.crontab_line(times, job.command(), job.folder, job.variables(), job.mark)
        changed = cron.install(crontab or cron.UserCrontab(), line, job.mark)
        systemd.remove(job.unit)
        entry = line
    else:
        texts = systemd.unit_texts(times, job.command(), job.folder, job.variables())
        changed = systemd.install(job.unit, texts)
        if crontab is not None or cron.UserCrontab.is_there():
            cron.remove(crontab or cron.UserCrontab(), job.mark)
        entry = f"{job.unit}.timer"
    _note(job, {"at": times.fields, "interval_seconds": times.longest_gap(), "way": chosen})
    return Installed(chosen, times.daily or times.fields, changed, entry)


def remove(job: Job, crontab: cron.UserCrontab | None = None) -> bool:
    """Take the rebuild out of cron and systemd alike, and return whether it was anywhere."""
    in_cron = crontab is not None or cron.UserCrontab.is_there()
    found = cron.remove(crontab or cron.UserCrontab(), job.mark) if in_cron else False
    found = systemd.remove(job.unit) or found
    (job.reports / LOGS / "schedule.json").unlink(missing_ok=True)
    return found


def choose(way: str, probes: dict[str, Callable[[], bool]] | None = None) -> str:
    """Return `cron` or `systemd`; `auto` takes cron where there is one."""
    if way not in WAYS:
        raise InputError(f"There is no way '{way}' to schedule; choose from {', '.join(WAYS)}.")
    if way == "systemd" and probes is None and not systemd.is_there():
        raise InputError(
            "This machine has no systemd that runs timers of yours; log in as the user that the "
            "timer is for, or use --with cron."
        )
    if way != "auto":
        return way
    probes = probes or {"cron": cron.UserCrontab.is_there, "systemd": systemd.is_there}
    for name, is_there in probes.items():
        if is_there():
            return name
    raise InputError("This machine has neither crontab nor a systemd for users; install cron.")


def _note(job: Job, content: dict[str, Any]) -> None:
    """Remember the interval, so that the status can tell when a run is overdue."""
    with telling_output_errors(job.reports):
        write_atomically(job.reports / LOGS / "schedule.json", dumps(content))


def interval_seconds(reports: Path) -> float | None:
    """Return the longest time between two runs as installed; `None` if none is installed."""
    try:
        content = json.loads((reports / LOGS / "schedule.json").read_text(encoding="utf-8"))
        return float(content["interval_seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
