"""Tariffs in force within a window that is to come, and what they leave of a flow.

Only what took effect is in force: an announcement is no tariff, and no step to come is foreseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tradegap.errors import ModelError
from tradegap.model.gap import days_of
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.periods import Window
from tradegap.model.quantity import Quantity, combine, parameter
from tradegap.model.tariffs import Elasticities, FlowChange, TariffAction, covered


@dataclass(frozen=True)
class InForce:
    """A tariff and the part of a window's days on which it is in force, a share of one."""

    action: TariffAction
    part: Quantity


@dataclass(frozen=True)
class Measures:
    """Tariffs in force on both sides in a window, and how trade answers them, if there are any."""

    on_imports: Sequence[InForce] = ()
    on_exports: Sequence[InForce] = ()
    elasticities: Elasticities | None = None


def in_force(actions: Sequence[TariffAction], window: Window) -> list[InForce]:
    """Return the tariffs in force within a window, each with its part of the window's days.

    An action stays until the next one of the same instrument by the same side, or to the window's
    end. One that isn't in force any more, or has no single value and rate, ends the one before it
    and begins nothing. What isn't among `actions` isn't foreseen.
    """
    began, until = days_of(window)
    found = []
    for action in actions:
        later = [
            a.effective
            for a in actions
            if (a.actor, a.instrument) == (action.actor, action.instrument)
            and a.effective > action.effective
        ]
        first = max(date.fromisoformat(action.effective), began)
        last = min(date.fromisoformat(min(later)) - timedelta(days=1), until) if later else until
        days = (last - first).days + 1
        if action.stage == "in_force" and not action.why_not and days > 0:
            found.append(InForce(action, _part(action, window, days / ((until - began).days + 1))))
    return found


def _part(action: TariffAction, window: Window, share: float) -> Quantity:
    return parameter(
        f"part_of_window:{action.id}:{window.first}",
        share,
        unit="share",
        label=f"part of {window.label} with {action.id} in force",
        chosen_in="definition",
    )


def after_tariffs(
    flow: Quantity,
    growth: Quantity,
    tariffs: Sequence[InForce],
    elasticities: Elasticities | None,
    change: Callable[[str, Quantity, Quantity, Elasticities], FlowChange],
) -> Quantity:
    """Return a flow (USD bn) with its growth, less what each tariff takes off what it covers.

    flow x growth - sum of falls, each of covered x part of the window x growth by the closed form
    (`change` is `tariffs.on_imports` or `on_exports`). Raises `ModelError` for tariffs that cover
    more than the flow, and for elasticities out of reach.
    """
    grown = (flow * growth).named(f"{flow.label}, grown")
    if not tariffs or elasticities is None:
        return grown
    _fits(flow, tariffs)
    _check_ranges(elasticities)
    falls = []
    for tariff in tariffs:
        before = (_covered(tariff, flow) * growth).named("covered goods in the window, grown")
        rate = tariff.action.rate_percent
        falls.append(change(tariff.action.id, before, rate, elasticities).fall_usd_bn)
    return grown - combine("sum", *falls, label="taken off by tariffs in force")


def _covered(tariff: InForce, flow: Quantity) -> Quantity:
    """Return the base year's trade that a tariff covers, for its part of the window."""
    whole = covered(tariff.action, flow.basis).to("USD bn")
    return (whole * tariff.part).named(f"covered by {tariff.action.id}, for its part of the window")


def _fits(flow: Quantity, tariffs: Sequence[InForce]) -> None:
    together = sum(float(_covered(t, flow).value or 0.0) for t in tariffs)
    whole = float(flow.value or 0.0)
    if together > whole:
        raise ModelError(
            f"Tariffs in force cover US${together:g} bn, more than '{flow.label}' ({whole:g} bn): "
            "some overlap; leave one out."
        )


def _check_ranges(elasticities: Elasticities) -> None:
    for elasticity in (elasticities.imports, elasticities.exports):
        require_range(elasticity, "demand falls as its price rises, and is positive here", above=0)
    passed = elasticities.pass_through
    require_range(passed, "it is a share of the tariff, between 0 and 1", least=0, most=1)


def require_range(
    quantity: Quantity,
    why: str,
    *,
    above: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> None:
    """Refuse an assumption whose value, or an end of its range, lies out of reach (`ModelError`).

    In reach is what is more than `above`, at least `least` and at most `most`.
    """
    leaf = quantity.leaf
    values = [quantity.value]
    if isinstance(leaf, AssumptionLeaf) and leaf.distribution != "fixed":
        values += [leaf.low, leaf.high]
    for value in (float(v) for v in values if v is not None):
        low = (above is not None and value <= above) or (least is not None and value < least)
        if low or (most is not None and value > most):
            raise ModelError(f"'{quantity.label}' has {value:g} in its range: {why}; mend it.")
