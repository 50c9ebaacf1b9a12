"""How a fork ended, in words."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

_MIB = 1 << 20


def said(ended: Mapping[str, Any]) -> str:
    """Say how a process ended, from what its ward told; the words follow 'it'."""
    if ended.get("over_memory"):
        return f"took more than the {ended['limit_bytes'] / _MIB:,.0f} MiB of memory that it may"
    status = int(ended.get("status", 0))
    if status >= 0:
        return f"ended itself with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:  # a real-time signal has no name
        name = f"signal {-status}"
    return f"was ended by {name}"
