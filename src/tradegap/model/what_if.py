"""A headline at another setting: what is credited as delivered, and a tariff on top of it.

    gap left = required narrowing - credited narrowing - narrowing by the tariff

Everything is operations of the graph on a case's own quantities, so that the page evaluates the
same graph with other leaves. A tariff acts through the closed form of `tradegap.model.response`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradegap.model.crediting import Credited, Rules
from tradegap.model.gap import Counted, Gap, at_once
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, combine
from tradegap.model.response import imports_after
from tradegap.model.target import judged_on
from tradegap.model.yearly import balance_rate


@dataclass(frozen=True)
class Together:
    """Credited pledges that run at the same time, USD bn/year: their sum, and it by category."""

    sum_usd_bn_per_year: Quantity
    by_category: dict[str, Quantity]


@dataclass(frozen=True)
class LeftWithTariff:
    """The target, what a tariff narrows of it, and what is left with the pledges, USD bn/year.

    `gap` is missing where nothing can be counted; the upper bound never is.
    """

    required_usd_bn_per_year: Quantity
    tariff_percent: Quantity
    narrowing_usd_bn_per_year: Quantity
    gap_usd_bn_per_year: Quantity
    gap_upper_bound_usd_bn_per_year: Quantity


@dataclass(frozen=True)
class WhatIf:
    """A headline that can be set: what counts, how it is put together, and what a tariff leaves.

    `with_tariff` is `None` where no target is asked for.
    """

    found: Gap | Counted
    groups: tuple[Together, ...]
    with_tariff: LeftWithTariff | None


def narrowing_by_tariff(
    imports: Quantity, percent: Quantity, elasticity: Quantity, pass_through: Quantity, basis: str
) -> Quantity:
    """Return what an additional tariff on all imports narrows a balance by, USD bn/year.

    m0 - m0 x (1 + t f)^-e x (1 - (1 - f) t), read on the `basis` that the target is judged on; for
    `imports` m0 of one year (USD bn), the tariff t in percent. Nothing is answered, and duty is no
    part of it. Raises `ModelError` as `response.imports_after` does.
    """
    after = imports_after(imports, percent.to("share"), elasticity, pass_through)
    fall = (imports - after).named("fall of imports by the tariff")
    return judged_on(balance_rate(fall), basis).named("narrowing by the tariff, per year")


def left_with_tariff(
    required: Quantity, gap: Gap, percent: Quantity, narrowing: Quantity
) -> LeftWithTariff:
    """Return what is left of a gap once a tariff narrows the balance too, USD bn/year."""
    return LeftWithTariff(
        required,
        percent,
        narrowing,
        (gap.gap_usd_bn_per_year - narrowing).named("gap that pledges and tariff leave"),
        (gap.gap_upper_bound_usd_bn_per_year - narrowing).named(
            "upper bound of the gap that pledges and tariff leave"
        ),
    )


def together(lines: Sequence[Credited], rules: Rules) -> tuple[Together, ...]:
    """Return the groups of credited pledges that run at the same time, each by category.

    What is credited in a year is the largest of their sums (`gap.counted`).
    """
    groups = []
    for group in at_once(lines, [line.credited for line in lines], rules):
        credited = [(pledge, amount) for pledge, amount in group if amount.value is not None]
        if credited:
            amounts = [amount for _, amount in group]
            whole = combine("sum_stated", *amounts, label="credited narrowing")
            groups.append(Together(whole, _by_category(credited)))
    return tuple(groups)


def _by_category(credited: Sequence[tuple[Pledge, Quantity]]) -> dict[str, Quantity]:
    amounts: dict[str, list[Quantity]] = {}
    for pledge, amount in credited:
        amounts.setdefault(pledge.category, []).append(amount)
    return {
        category: combine("sum_stated", *found, label=f"{category}: credited")
        for category, found in amounts.items()
    }
