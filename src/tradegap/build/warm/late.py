"""What takes long to import and few chapters use: a warm parent imports it once several have."""

from __future__ import annotations

import sys

SCIENCE = ("scipy.stats", "scipy.optimize.elementwise", "SALib.analyze.sobol", "clarabel")
LATE = (*SCIENCE, "statsmodels.tsa.statespace.sarimax")


def loaded() -> list[str]:
    """Return which of these modules this process has imported."""
    return [name for name in LATE if name in sys.modules]
