"""Completion offers the names that there are, and help has examples."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tradegap.cli.app import app


def offered(words: str, **settings: str) -> list[str]:
    """Return what the shell would offer after `words`, as bash asks for it."""
    parts = words.split(" ")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tradegap.cli"],
        env={**os.environ, "_TRADEGAP_COMPLETE": "complete_bash", "COMP_WORDS": words,
             "COMP_CWORD": str(len(parts) - 1), **settings},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("tradegap b", "build"),
        ("tradegap build us-china-20", "us-china-2018"),
        ("tradegap open us-p", "us-partners-2025"),
        ("tradegap explain --scenario us-china-p", "us-china-phase-one"),
        ("tradegap build us-china-2018 -p target", "target_usd_bn="),
        ("tradegap run notebooks/01", "notebooks/01-surplus.ipynb"),
        ("tradegap data accept goods_m", "goods_monthly_usa_chn"),
    ],
)
def test_names_are_offered(words: str, wanted: str) -> None:
    assert wanted in offered(words)


def test_where_the_data_are_broken_nothing_is_offered_and_nothing_said() -> None:
    assert offered("tradegap build us-", TRADEGAP_DATA="/nowhere") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_shown(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tradegap.cli"],
        env={**os.environ, "_TRADEGAP_COMPLETE": f"source_{shell}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "TRADEGAP_COMPLETE" in done.stdout


def test_each_command_has_an_example() -> None:
    from typer.main import get_command

    waiting = [("tradegap", get_command(app))]
    found = 0
    while waiting:
        name, command = waiting.pop()
        if hasattr(command, "commands"):
            waiting += [(f"{name} {part}", inner) for part, inner in command.commands.items()]
        else:
            assert name in (command.help or ""), name
            found += 1
    assert found > 15


@pytest.mark.skipif(shutil.which("bash") is None, reason="NOT TESTED: completion in bash; no bash")
def test_bash_itself_completes(tmp_path: Path) -> None:
    """The script that is installed, sourced by a real bash, which calls the command."""
    script = """
        eval "$(_TRADEGAP_COMPLETE=source_bash tradegap)"
        COMP_WORDS=(tradegap build us-china-20); COMP_CWORD=2
        _tradegap_completion tradegap
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    tools = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": tools, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.split() == ["us-china-2018", "us-china-2025"]
