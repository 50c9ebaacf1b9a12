"""A case's headline at any setting: its own quantities, with the leaves that a reader may move.

The graph of each crediting case is wired here once, with a leaf for each delivery and for the
tariff; evaluating it with other leaves is `tradegap.model.graph.evaluate`, in Python and the page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from tradegap.data.case import Case
from tradegap.data.mix import ELASTICITY, PASS_THROUGH
from tradegap.model.gap import Gap, counted, gap
from tradegap.model.graph import evaluate, leaves
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity
from tradegap.model.setting import delivered, tariff_of
from tradegap.model.what_if import (
    LeftWithTariff,
    WhatIf,
    left_with_tariff,
    narrowing_by_tariff,
    together,
)


@dataclass(frozen=True)
class Numbers:
    """A headline's numbers at one setting, USD bn/year and shares; `None` for what isn't known.

    `by_category` is how the credited amount is made up.
    """

    target: Value = None
    stated: Value = None
    credited: Value = None
    coverage: Value = None
    tariff: Value = None
    narrowing: Value = None
    gap: Value = None
    upper_bound: Value = None
    by_category: Mapping[str, Value] = field(default_factory=dict)


def categories(case: Case) -> tuple[str, ...]:
    """Return the categories whose delivery moves what any shown case counts, in ledger order."""
    known = list(dict.fromkeys(pledge.category for pledge in case.pledges))
    delivery = {category: delivered(category, 1.0) for category in known}
    moving = {
        q.leaf.key
        for name in case.shown_cases
        for line in case.credit(name, delivery=delivery)
        if line.credited.value is not None
        for q in leaves(line.credited)
        if q.leaf
    }
    return tuple(c for c in known if (leaf := delivery[c].leaf) and leaf.key in moving)


def what_if(case: Case, name: str | None = None, moved: Collection[str] | None = None) -> WhatIf:
    """Return the headline of a crediting case with a leaf for every delivery, and for the tariff.

    At the leaves' own values it is the case's headline. `moved` are the case's `categories`, for
    who has them already.
    """
    stated = case.scenario.headline.delivery
    named = categories(case) if moved is None else moved
    delivery = {c: delivered(c, stated.get(c, 1.0)) for c in named}
    return _wired(case, name, delivery)


def headline_setting(case: Case, name: str | None = None) -> WhatIf:
    """Return the headline as the scenario sets it, from the very quantities of the case's gap.

    With the `name` of another crediting case it is that case's, at the rest of the setting.
    """
    return _wired(case, name, case.delivery)


def _wired(case: Case, name: str | None, delivery: Mapping[str, Quantity]) -> WhatIf:
    lines, rules = case.credit(name, delivery=delivery), case.rules(name)
    if not case.scenario.has_target:
        return WhatIf(counted(lines, rules), together(lines, rules), None)
    found = gap(case.target, lines, rules)
    return WhatIf(found, together(lines, found.rules), _left(case, found))


def _left(case: Case, found: Gap) -> LeftWithTariff:
    required = case.target.narrowing_usd_bn_per_year
    percent = tariff_of(case.scenario.headline.tariff_percent)
    narrowing = narrowing_by_tariff(
        case.reporter_baseline.imports_usd_bn,
        percent,
        case.assumption(ELASTICITY),
        case.assumption(PASS_THROUGH),
        required.basis or "",
    )
    return left_with_tariff(required, found, percent, narrowing)


def numbers(what: WhatIf, changes: Mapping[str, Value] | None = None) -> Numbers:
    """Return a headline's numbers with other leaves, by their keys (`parameter:target_usd_bn`).

    A leaf that a number doesn't depend on doesn't move it.
    """
    moved = changes or {}
    named: dict[str, Any] = {name: at(q, moved) for name, q in outputs(what).items()}
    groups = [
        (at(g.sum_usd_bn_per_year, moved), {c: at(q, moved) for c, q in g.by_category.items()})
        for g in what.groups
    ]
    largest = max(
        groups, key=lambda group: -inf if group[0] is None else group[0], default=(None, {})
    )
    return Numbers(**named, by_category=largest[1])


def outputs(what: WhatIf) -> dict[str, Quantity]:
    """Return the quantities of a headline by the names of `Numbers`; those that there are."""
    found, left = what.found, what.with_tariff
    named = {
        "stated": found.quantified_usd_bn_per_year,
        "credited": found.credited_usd_bn_per_year,
    }
    if isinstance(found, Gap):
        named["coverage"] = found.coverage_share
    if left is not None:
        named |= {
            "target": left.required_usd_bn_per_year,
            "tariff": left.tariff_percent.to("share"),
            "narrowing": left.narrowing_usd_bn_per_year,
            "gap": left.gap_usd_bn_per_year,
            "upper_bound": left.gap_upper_bound_usd_bn_per_year,
        }
    return named


def at(quantity: Quantity, changes: Mapping[str, Value]) -> Value:
    """Return the value of a quantity with other leaves; those that it lacks don't matter."""
    known = {q.leaf.key for q in leaves(quantity) if q.leaf}
    return evaluate(quantity, {key: v for key, v in changes.items() if key in known})
