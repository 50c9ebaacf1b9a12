"""A fork that is an ordinary kernel: what the kernel provisioner starts."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from typing import Any

from ipykernel import kernelapp

from tradegap.build.warm import plots
from tradegap.build.warm.surroundings import take_on


class IPKernelApp(kernelapp.IPKernelApp):  # type: ignore[misc]
    """ipykernel's application, under its name: its ward ends it with its client, no thread."""

    def init_poller(self) -> None:
        """Start no watch over the client: the process's own parent is the ward."""


def be_kernel(spec: Mapping[str, Any]) -> None:
    """Become the kernel that `spec["arguments"]` describe and serve until it is shut down."""
    take_on(spec)
    sys.argv = [launcher(), *spec["arguments"]]
    parent = spec["environment"].get("JPY_PARENT_PID", "0")
    app = IPKernelApp.instance(parent_handle=int(parent))
    app.initialize(list(spec["arguments"]))
    plots.hook_up()
    app.start()
    sys.stdout.flush()
    sys.stderr.flush()


def launcher() -> str:
    """Return the path that `sys.argv` begins with in an ordinary kernel."""
    found = importlib.util.find_spec("ipykernel_launcher")
    return str(found.origin) if found else "ipykernel_launcher"
