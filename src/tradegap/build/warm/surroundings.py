"""What surrounds a fork: its environment, folder, generators; and what of it counts at import.

A parent has imported everything under one environment. What a library reads while it is imported
(threads, fonts, language) can't be changed afterwards, so another such environment needs another
parent; all the rest is given to each fork.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from typing import Any

# read by Python, the C library, the linear algebra libraries, matplotlib or Jupyter when they load
_AT_IMPORT = re.compile(
    r"PYTHON|LD_|LC_|LANG|MPL|MATPLOTLIB|OMP_|KMP_|GOMP_|MKL_|OPENBLAS|BLIS_|NUMEXPR|NPY_|NUMBA_|"
    r"MALLOC_|GLIBC_|XDG_|JUPYTER_|IPY|HOME$|.*_NUM_THREADS$"
)
# what a client sets for one kernel alone
_OF_ONE_KERNEL = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "JPY_INTERRUPT_EVENT")


def at_import(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the part of an environment that has to be the parent's own."""
    return tuple(sorted(item for item in environment.items() if _AT_IMPORT.match(item[0])))


def of_parent(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what belongs to a single kernel."""
    return {name: value for name, value in environment.items() if name not in _OF_ONE_KERNEL}


def take_on(spec: Mapping[str, Any]) -> None:
    """Give this process the environment and folder of `spec`, and random generators of its own."""
    if "environment" in spec:
        os.environ.clear()
        os.environ.update(spec["environment"])
        time.tzset()
        tempfile.tempdir = None  # found out anew: TMPDIR may be another
        sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
    if "moved" in spec:
        _move(*spec["moved"])
    if "folder" in spec:
        os.chdir(spec["folder"])
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # Python's own generator does this by itself after a fork


def _move(old: str, new: str) -> None:
    """Let the environment name a folder where it named another, and what is in it."""
    for name, value in os.environ.items():
        if value == old or value.startswith(old + os.sep):
            os.environ[name] = new + value[len(old) :]
    tempfile.tempdir = None
