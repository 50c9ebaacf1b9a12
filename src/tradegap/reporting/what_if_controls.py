"""What a reader may set in the page: each control with its range, its leaf and its note."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tradegap.data.case import Case
from tradegap.data.mix import ELASTICITY, PASS_THROUGH
from tradegap.data.what_if import categories
from tradegap.data.what_if_partners import partner_categories
from tradegap.model.demand import LARGEST_TARGET, SMALLEST_TARGET
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.quantity import Quantity
from tradegap.model.setting import HIGHEST_TARIFF_PERCENT, MOST_DELIVERED, delivered, tariff_of
from tradegap.reporting.answer import begun_small
from tradegap.reporting.sanitise import slug

TARGET, TARIFF, DELIVERY = "target_usd_bn", "tariff_percent", "delivery"
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Control:
    """A leaf that a reader moves: `key` of the graph, its range and step, and how it is shown.

    `style` is `bn`, `percent` (already in percent), `share` (shown as a percentage) or `number`.
    `told` is a pledge's category.
    """

    name: str
    key: str
    label: str
    unit: str
    style: str
    low: float
    high: float
    step: float
    value: float
    note: str = ""
    told: str = ""
    category: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the page needs of it; empty texts are left out."""
        return {name: value for name, value in asdict(self).items() if value != ""}


def controls(case: Case) -> list[Control]:
    """Return the controls of a case, as the report was built: target, deliveries, tariff."""
    deliveries = _deliveries(case)
    if not case.scenario.has_target:
        return deliveries
    elasticity = _assumed(case, ELASTICITY, "Elasticity of import demand", "", "number", 0.1)
    pass_through = _assumed(case, PASS_THROUGH, "Pass-through of the tariff", "%", "share", 0.005)
    return [
        _target(case),
        *deliveries,
        _tariff(case, pass_through),
        elasticity,
        pass_through,
    ]


def absent(case: Case) -> str:
    """Say which controls a case doesn't have, and why; empty where it has them all."""
    if case.scenario.has_target:
        return ""
    why = (
        "Several partners have no one balance, and nobody asked for a narrowing"
        if case.scenario.partners
        else "Nobody asked for a narrowing of the balance here"
    )
    return (
        f"{why}: there is no target to set and no gap that a tariff would narrow, so target, "
        "tariff, elasticity and pass-through aren't among the controls."
    )


def moving(found: Sequence[Control]) -> dict[str, str]:
    """Return the name of each control by the key of the leaf that it moves."""
    return {control.key: control.name for control in found}


def _target(case: Case) -> Control:
    leaf = case.target.narrowing_usd_bn_per_year
    source = next(q for q in (leaf, *leaf.inputs) if q.leaf is not None)
    value = _value(leaf)
    step = _rounded(value / 40)
    return Control(
        TARGET,
        _key(source),
        "Target",
        "US$ bn a year",
        "bn",
        max(step, SMALLEST_TARGET),
        min(80 * step, LARGEST_TARGET),
        step,
        value,
        "narrowing of the surplus that is asked for",
    )


def _deliveries(case: Case) -> list[Control]:
    """Return a control for each category, each with a name of its own."""
    names: dict[str, str] = {}
    several = bool(case.scenario.partners)
    for category in partner_categories(case) if several else categories(case):
        name, n = slug(category), 1
        while name in names:
            name, n = f"{slug(category)}-{n + 1}", n + 1
        names[name] = category
    return [_delivery(case, name, category) for name, category in names.items()]


def _delivery(case: Case, name: str, category: str) -> Control:
    value = case.scenario.headline.delivery.get(category, 1.0)
    taken = "stated" if case.scenario.partners else "credited"
    return Control(
        f"{DELIVERY}.{name}",
        _key(delivered(category, value)),
        f"Delivered: {begun_small(category)}",
        f"% of what is {taken}",
        "share",
        0.0,
        MOST_DELIVERED,
        0.05,
        value,
        "100% takes the amount as it was stated"
        if case.scenario.partners
        else "100% takes a pledge as the crediting case does",
        begun_small(category),
        category,
    )


def _tariff(case: Case, pass_through: Control) -> Control:
    percent = case.scenario.headline.tariff_percent
    off = 1 - pass_through.low
    most = HIGHEST_TARIFF_PERCENT if off < 1 else HIGHEST_TARIFF_PERCENT - 1
    return Control(
        TARIFF,
        _key(tariff_of(percent)),
        "Additional tariff",
        "% on all imports",
        "percent",
        0.0,
        most,
        0.5,
        percent,
        "on top of the base year's rates; the other side doesn't answer",
    )


def _assumed(case: Case, name: str, label: str, unit: str, style: str, step: float) -> Control:
    """Return the control of an assumption, over the range that is on record, or to its override."""
    quantity = case.assumption(name)
    leaf = quantity.leaf
    assert isinstance(leaf, AssumptionLeaf)
    value = _value(quantity)
    return Control(
        name,
        leaf.key,
        label,
        unit,
        style,
        min(leaf.low, value),
        max(leaf.high, value),
        step,
        value,
        f"{quantity.label}; {leaf.source}; rated {leaf.quality}",
    )


def _rounded(value: float) -> float:
    """Return the round number nearest above a value: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ROUND if step * power >= value * (1 - 1e-9))


def _key(quantity: Quantity) -> str:
    assert quantity.leaf is not None
    return quantity.leaf.key


def _value(quantity: Quantity) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value
