r"""Put one marked line into the user's crontab, and take it out again; every other line stays.

The table is edited as text: python-crontab, which reads the time here, writes a whole table anew
and changes lines that aren't its own (an escaped `\%` loses its backslash, variables move up).
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from crontab import CronSlices

from tradegap.errors import InputError, OutputError

MARK = "tradegap"


@dataclass(frozen=True)
class Times:
    """When to run: the five fields of a crontab line."""

    fields: str

    @property
    def daily(self) -> str | None:
        """The time of day as HH:MM if it runs once on every day, else `None`."""
        minute, hour, *rest = self.fields.split()
        once = minute.isdigit() and hour.isdigit() and rest == ["*", "*", "*"]
        return f"{int(hour):02d}:{int(minute):02d}" if once else None

    def longest_gap(self) -> float:
        """Return the longest time in seconds between two runs, over two years."""
        minutes, hours, days, months, weekdays = (set(part) for part in CronSlices(self.fields))
        raw = self.fields.split()
        either = not raw[2].startswith("*") and not raw[4].startswith("*")
        runs = []
        for number in range(731):
            day = date(2023, 1, 1) + timedelta(days=number)
            of_month, of_week = day.day in days, day.isoweekday() % 7 in {d % 7 for d in weekdays}
            hit = (of_month or of_week) if either else (of_month and of_week)
            if hit and day.month in months:
                runs += [number * 1440 + hour * 60 + minute for hour in hours for minute in minutes]
        gaps = [later - sooner for sooner, later in pairwise(sorted(runs))]
        return max(gaps, default=1440 * 366) * 60.0


def read_times(text: str) -> Times:
    """Read `HH:MM` or the five fields of a crontab line; anything else raises `InputError`."""
    text = " ".join(text.split())
    hour, colon, minute = text.partition(":")
    if colon and hour.isdigit() and minute.isdigit() and len(minute) == 2:
        text = f"{int(minute)} {int(hour)} * * *"
    if len(text.split()) != 5 or not CronSlices.is_valid(text):
        raise InputError(
            f"'{text}' is no time to run at; write HH:MM like 06:00, or the five fields of a "
            "crontab line like '30 6 * * 1-5'."
        )
    return Times(text)


def crontab_line(
    times: Times, command: Sequence[str], folder: Path, variables: Mapping[str, str], mark: str
) -> str:
    """Return the line: it works from cron's bare environment and in a path with spaces or `%`."""
    settings = [f"{name}={shlex.quote(value)}" for name, value in sorted(variables.items())]
    whole = f"cd {shlex.quote(str(folder))} && {' '.join([*settings, shlex.join(command)])}"
    if "\n" in whole:
        raise InputError("A path with a line break can't go into a crontab; move the folder.")
    return f"{times.fields} {whole} # {mark}".replace("%", r"\%")


def with_line(table: str, line: str | None, mark: str) -> str:
    """Return a crontab with this marked line instead of an older one; `None` takes it out."""
    ending = f" # {mark}".replace("%", r"\%")
    kept = [old for old in table.removesuffix("\n").split("\n") if not old.endswith(ending)]
    kept = [] if kept == [""] else kept
    lines = kept if line is None else [*kept, line]
    return "".join(f"{text}\n" for text in lines)


class UserCrontab:
    """The crontab of the user, through the program `crontab`."""

    @staticmethod
    def is_there() -> bool:
        """Tell whether the machine has the program."""
        return shutil.which("crontab") is not None

    def read(self) -> str:
        """Return the table; that there is none yet is an empty one."""
        done = self._run(["crontab", "-l"])
        if done.returncode and "no crontab" not in done.stderr.lower():
            raise OutputError(f"Your crontab can't be read: {done.stderr.strip()}.")
        return "" if done.returncode else done.stdout

    def write(self, table: str) -> None:
        """Put a table in place of the old one."""
        done = self._run(["crontab", "-"], table)
        if done.returncode:
            raise OutputError(
                f"Your crontab can't be written: {done.stderr.strip()}; ask whoever runs the "
                "machine to allow it, or use --with systemd."
            )

    def _run(self, command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command, input=given, capture_output=True, text=True, check=False, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(
                f"The program crontab can't be run ({error}); install cron or use --with systemd."
            ) from error


class FileCrontab(UserCrontab):
    """A crontab in a file, for tests."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> str:
        """Return the file's text."""
        return self.path.read_text() if self.path.exists() else ""

    def write(self, table: str) -> None:
        """Write the file."""
        self.path.write_text(table)


def install(crontab: UserCrontab, line: str, mark: str) -> bool:
    """Put the line in and return whether anything changed."""
    return _replace(crontab, line, mark)


def remove(crontab: UserCrontab, mark: str) -> bool:
    """Take the line out and return whether there was one."""
    return _replace(crontab, None, mark)


def _replace(crontab: UserCrontab, line: str | None, mark: str) -> bool:
    before = crontab.read()
    after = with_line(before, line, mark)
    if after == before:
        return False
    crontab.write(after)
    return True
