"""matplotlib in a fork: it was imported before there was a shell, and has to learn of it."""

from __future__ import annotations

import os
import sys


def hook_up() -> None:
    """Do what importing matplotlib and pyplot does in a kernel: figures show in line."""
    if matplotlib := sys.modules.get("matplotlib"):
        if backend := os.environ.get("MPLBACKEND"):
            matplotlib.rcParams["backend"] = backend
        if inline := sys.modules.get("matplotlib_inline.backend_inline"):
            inline._enable_matplotlib_integration()
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.install_repl_displayhook()
