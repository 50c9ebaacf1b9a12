"""Assumptions of a test's own, as leaves."""

from __future__ import annotations

from typing import Any

from tradegap.model.assumptions import Assumption
from tradegap.model.quantity import Quantity


def leaf(
    name: str, low: float, central: float, high: float, override: float | None = None, **also: Any
) -> Quantity:
    """Return an assumption (a share, unless `also` says another unit) as a leaf."""
    fields = {"title": name, "low": low, "central": central, "high": high, "unit": "share"}
    ratings = {"source": "a test", "rationale": "a test", "quality": "red", "impact": "amber"}
    return Assumption.model_validate(fields | ratings | also).quantity(name, override=override)
