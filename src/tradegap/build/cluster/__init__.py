"""Many machines: the same reports, built by the workers of a Dask cluster.

One task is one whole report. Inputs go to the workers, and reports come back, through a depot (a
folder that all machines see, or any store that fsspec knows); the client alone publishes.
"""

from __future__ import annotations

from importlib.util import find_spec

from tradegap.errors import InputError


def check_installed() -> None:
    """Raise `InputError` if what a cluster needs isn't installed."""
    for name in ("distributed", "fsspec"):
        if find_spec(name) is None:
            raise InputError(
                f"Building on a cluster needs the package {name}, which isn't installed; install "
                "tradegap with its extra: pip install 'tradegap[cluster]'."
            )
