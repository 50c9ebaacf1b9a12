"""Importing this imports seaborn in a tenth of the time, with nothing missing.

seaborn imports scipy's statistics and clusters for density estimates and dendrograms, which takes
longer than all else that a chapter's figures need. Here they are imported when the first of these
is drawn.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_STATISTICS, _CLUSTERS, _TREES = "scipy.stats", "scipy.cluster", "scipy.cluster.hierarchy"


def gaussian_kde(*given: Any, **settings: Any) -> Any:
    """Return scipy's density estimate of this name."""
    return importlib.import_module(_STATISTICS).gaussian_kde(*given, **settings)


class _Hierarchy(ModuleType):
    """scipy's module of this name, imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(_TREES), name)


def _import_seaborn() -> None:
    """Import seaborn while stand-ins have the places of what it seldom needs."""
    if sys.modules.keys() & {"seaborn", _STATISTICS, _CLUSTERS}:
        importlib.import_module("seaborn")
        return
    statistics, clusters = ModuleType(_STATISTICS), ModuleType(_CLUSTERS)
    statistics.gaussian_kde = gaussian_kde  # type: ignore[attr-defined]
    clusters.hierarchy = _Hierarchy(_TREES)  # type: ignore[attr-defined]
    sys.modules |= {_STATISTICS: statistics, _CLUSTERS: clusters}
    try:
        importlib.import_module("seaborn")
    finally:
        del sys.modules[_STATISTICS], sys.modules[_CLUSTERS]


_import_seaborn()
