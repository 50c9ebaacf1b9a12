"""Progress: what the surplus did, against a base, and what the narrowing was made of."""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.model.baseline import Flows
from tradegap.model.quantity import Quantity
from tradegap.model.shown import Shown


@dataclass(frozen=True)
class Narrowing(Shown):
    """How much lower the surplus of a period is than the base's, USD bn, and through what.

    `exports_rise_usd_bn` and `imports_fall_usd_bn` add up to `narrowing_usd_bn`; negative where a
    flow moved the other way.
    """

    narrowing_usd_bn: Quantity
    exports_rise_usd_bn: Quantity
    imports_fall_usd_bn: Quantity


def narrowing(base: Flows, now: Flows, period: str) -> Narrowing:
    """Return the narrowing from `base` to `now`, two periods of equal length, USD bn."""
    less = (base.surplus_usd_bn - now.surplus_usd_bn).named(f"narrowing by {period}")
    rise = (now.exports_usd_bn - base.exports_usd_bn).named(f"rise of exports by {period}")
    fall = (base.imports_usd_bn - now.imports_usd_bn).named(f"fall of imports by {period}")
    return Narrowing(less, rise, fall)


def of_target(narrowed: Narrowing, required_usd_bn: Quantity) -> Quantity:
    """Return the share of a required narrowing (USD bn) that was reached, both of one balance."""
    return (narrowed.narrowing_usd_bn / required_usd_bn).named("share of the step that was reached")
