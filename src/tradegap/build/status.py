"""How the last scheduled run went: a file that monitoring can read, written in one step."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tradegap.build.places import LOGS

FAILED = 3
STALE = 6
DAY = 86_400.0


@dataclass
class Outcome:
    """What became of one report."""

    report: str
    result: str
    edition: str = ""
    seconds: float = 0.0
    error: str = ""
    exit_status: int = 0


@dataclass
class Status:
    """A scheduled run; `finished` is empty while it goes on, or if it was killed."""

    started: str
    finished: str = ""
    exit_status: int | None = None
    reports: list[Outcome] = field(default_factory=list)
    schema: int = 1


def now() -> str:
    """Return the time in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that its readers see the old text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def write_status(reports: Path, status: Status) -> None:
    """Write `status.json` into the log folder of a reports folder."""
    text = json.dumps(asdict(status), indent=2, ensure_ascii=False) + "\n"
    write_atomically(reports / LOGS / "status.json", text)


def read_status(reports: Path) -> Status | None:
    """Return the last run's status; `None` if there was none."""
    try:
        content = json.loads((reports / LOGS / "status.json").read_text(encoding="utf-8"))
        outcomes = [Outcome(**each) for each in content.pop("reports")]
        return Status(**content, reports=outcomes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def judge(
    status: Status | None, interval: float | None, running: bool, at: datetime | None = None
) -> tuple[int, str]:
    """Return exit code and sentence for monitoring: 0 well, 3 failed, 6 overdue or never run.

    A run is overdue when the last one that finished is older than twice the interval (a day where
    none is installed).
    """
    if status is None:
        return STALE, "The reports were never rebuilt by schedule."
    at = at or datetime.now(UTC)
    age = (at - datetime.fromisoformat(status.finished or status.started)).total_seconds()
    if age > 2 * (interval or DAY):
        return STALE, f"The last scheduled run is {age / 3600:.0f} hours old: it is overdue."
    if not status.finished:
        return (0, "A run is going on.") if running else (FAILED, "The last run was killed.")
    failed = [outcome.report for outcome in status.reports if outcome.exit_status]
    if failed or status.exit_status:
        return FAILED, f"In the last run {', '.join(failed) or 'something'} failed."
    return 0, "The last run went well."


def as_json(status: Status | None, code: int, sentence: str) -> dict[str, Any]:
    """Return what `schedule status --json` prints."""
    return {"exit_status": code, "says": sentence, "last_run": asdict(status) if status else None}
