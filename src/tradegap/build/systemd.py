"""Put a timer and its service among the user's systemd units, and take them away again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tradegap.build.cron import Times
from tradegap.build.places import telling_output_errors
from tradegap.errors import InputError, OutputError

_SERVICE = """[Unit]
Description=Rebuild the tradegap reports

[Service]
Type=oneshot
WorkingDirectory={folder}
{variables}ExecStart={command}
"""
_TIMER = """[Unit]
Description=Rebuild the tradegap reports every day at {time}

[Timer]
OnCalendar=*-*-* {time}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def units_dir() -> Path:
    """Return the folder of the user's own units."""
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuration) / "systemd" / "user"


def is_there() -> bool:
    """Tell whether the machine has a systemd that runs the user's units."""
    if shutil.which("systemctl") is None:
        return False
    return _systemctl("show-environment").returncode == 0


def unit_texts(
    times: Times, command: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> dict[str, str]:
    """Return the text of service and timer by ending; only a daily time can be a timer here."""
    if times.daily is None:
        raise InputError(
            f"'{times.fields}' can't become a systemd timer here; write HH:MM, or use --with cron."
        )
    settings = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in sorted(variables.items())
    )
    run = " ".join(_quoted(part).replace("$", "$$") for part in command)
    where = str(folder).replace("%", "%%")
    return {
        "service": _SERVICE.format(folder=where, variables=settings, command=run),
        "timer": _TIMER.format(time=times.daily),
    }


def _quoted(text: str) -> str:
    """Quote for a unit file, in which `%` is special and C escapes are read."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def install(name: str, texts: Mapping[str, str]) -> bool:
    """Write the units, start the timer, and return whether anything changed."""
    folder = units_dir()
    paths = {ending: folder / f"{name}.{ending}" for ending in texts}
    if all(paths[e].exists() and paths[e].read_text() == texts[e] for e in texts):
        return False
    with telling_output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for ending, text in texts.items():
            paths[ending].write_text(text)
    try:
        _told("daemon-reload")
        _told("enable", "--now", f"{name}.timer")
    except OutputError:
        for path in paths.values():  # or the next call would find them and call it installed
            path.unlink(missing_ok=True)
        raise
    return True


def remove(name: str) -> bool:
    """Stop the timer, remove the units, and return whether there were any."""
    paths = [units_dir() / f"{name}.{ending}" for ending in ("timer", "service")]
    if not any(path.exists() for path in paths):
        return False
    _systemctl("disable", "--now", f"{name}.timer")
    for path in paths:
        path.unlink(missing_ok=True)
    _systemctl("daemon-reload")
    return True


def _told(*command: str) -> None:
    done = _systemctl(*command)
    if done.returncode:
        raise OutputError(
            f"systemctl --user {' '.join(command)} failed: {done.stderr.strip()}; log in as the "
            "user that the timer is for, or use --with cron."
        )


def _systemctl(*command: str) -> subprocess.CompletedProcess[str]:
    called = ["systemctl", "--user", *command]
    try:
        return subprocess.run(called, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(called, 127, "", str(error))
