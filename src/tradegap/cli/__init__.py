"""The command line: parses and prints. Heavy imports stand inside the commands.

`tradegap --help` has to come at once, so nothing here imports pandas, papermill or pydantic.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from tradegap.errors import BuildError, TradegapError

DEBUG_VARIABLE = "TRADEGAP_DEBUG"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    gc.set_threshold(100_000, 20, 20)  # imports make much and drop little
    code = run(arguments)
    gc.freeze()  # all is about to go: the interpreter needn't look for what it could free first
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    A `TradegapError` becomes one sentence on the error stream; TRADEGAP_DEBUG=1 shows where it
    was raised. A package that isn't installed is told too. Any other exception is a defect and
    keeps its traceback.
    """
    _end_cleanly_on_signals()
    try:
        from tradegap.cli.app import app

        app(args=list(sys.argv[1:] if arguments is None else arguments), prog_name="tradegap")
    except TradegapError as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        print(f"tradegap: {error}", file=sys.stderr)
        return error.exit_code
    except ModuleNotFoundError as error:
        missing = (error.name or "tradegap").partition(".")[0]
        if missing == "tradegap" or os.environ.get(DEBUG_VARIABLE):
            raise
        print(
            f"tradegap: The package {missing} isn't installed; `make report` in a clone, or "
            "`pip install .`, gets it, and `tradegap doctor` says what else is missing.",
            file=sys.stderr,
        )
        return BuildError.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0


def _end_cleanly_on_signals() -> None:
    """Let a signal unwind the stack, so that kernels end and half-built folders go."""

    def unwind(number: int, frame: FrameType | None) -> NoReturn:
        # what libraries complain of while they are torn down is no news to whoever interrupts
        sys.unraisablehook = lambda unraisable: None
        raise SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, unwind)
