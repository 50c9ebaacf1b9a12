"""Warm start: a parent that has imported everything forks for each notebook.

A fork is ready in milliseconds where an ordinary kernel takes a second and a half, and it is as
clean: nothing that a notebook does reaches the parent or the next fork. Only on Linux, where a
process can fork safely after such imports and can end all that a notebook left running; elsewhere
the ordinary kernel serves.
"""

from __future__ import annotations

import os
import sys


def unsupported() -> str | None:
    """Return why there is no warm start on this machine, or `None` if there is."""
    if sys.platform != "linux" or not hasattr(os, "fork"):
        return f"a warm start needs Linux, and this is {sys.platform}: ordinary kernels are used"
    if os.environ.get("TRADEGAP_WARM") == "0":
        return "the warm start is switched off (TRADEGAP_WARM=0): ordinary kernels are used"
    return None
