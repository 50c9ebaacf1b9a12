"""The balance of a window that is still to come: growth, tariffs in force, pledges as delivered.

    balance = imports without measures, after the tariffs in force
              - exports without the pledge, after the partner's tariffs in force
              - what pledges add

Each part is arithmetic on base-year figures and assumptions, so that the same graph is evaluated
with draws. What is diverted from other buyers narrows this balance in full and the world balance
not at all: the diverted share is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tradegap.errors import ModelError
from tradegap.model.baseline import Flows
from tradegap.model.crediting import Credited
from tradegap.model.in_force import InForce, Measures, after_tariffs, require_range
from tradegap.model.periods import Window, month_number
from tradegap.model.quantity import Quantity, balance, combine, parameter
from tradegap.model.response import one
from tradegap.model.tariffs import on_exports, on_imports
from tradegap.model.yearly import balance_rate, nothing


@dataclass(frozen=True)
class Growth:
    """How much exports and imports grow by the window without any measure, as factors."""

    exports: Quantity
    imports: Quantity


@dataclass(frozen=True)
class Outlook:
    """What a window comes to, USD bn in its twelve months; the shares are of one.

    `level_usd_bn` is the surplus that the target allows, `room_usd_bn` that less the balance: the
    target is reached where it isn't negative. `pledged_usd_bn`, `coverage_share` and `gap_usd_bn`
    are missing where no pledge counts in the window.
    """

    window: Window
    required_usd_bn: Quantity
    level_usd_bn: Quantity
    imports_usd_bn: Quantity
    exports_usd_bn: Quantity
    pledged_usd_bn: Quantity
    balance_usd_bn: Quantity
    room_usd_bn: Quantity
    coverage_share: Quantity
    gap_usd_bn: Quantity
    in_force: tuple[InForce, ...] = ()


def outlook(
    base: Flows,
    window: Window,
    required_usd_bn: Quantity,
    growth: Growth,
    pledged_usd_bn: Quantity,
    measures: Measures,
) -> Outlook:
    """Return what the balance of a window comes to, and whether it is at or below the target's.

    `pledged_usd_bn` is what pledges add in the window (on the balance's basis, missing where none
    counts). Raises `ModelError` for tariffs that cover more than the base year's trade. It knows
    no exchange rates, incomes or tariffs to come.
    """
    imports = after_tariffs(
        base.imports_usd_bn, growth.imports, measures.on_imports, measures.elasticities, on_imports
    ).named(f"imports in {window.label}")
    exports = after_tariffs(
        base.exports_usd_bn, growth.exports, measures.on_exports, measures.elasticities, on_exports
    ).named(f"exports in {window.label}, without pledges")
    more = pledged_usd_bn.read_as(
        exports.basis or "", "what pledges add, as exports: a dollar more is a dollar less of it"
    )
    sold = combine("sum_stated", exports, more, label=f"exports with pledges, {window.label}")
    left = balance(imports, sold, f"surplus of {window.label}")
    level = (base.surplus_usd_bn - required_usd_bn).named(f"surplus allowed in {window.label}")
    return Outlook(
        window,
        required_usd_bn,
        level,
        imports,
        exports,
        pledged_usd_bn,
        left,
        (level - left).named(f"room below the surplus allowed in {window.label}"),
        (pledged_usd_bn / required_usd_bn).named(f"coverage in {window.label}, as delivered"),
        (required_usd_bn - pledged_usd_bn).named(f"gap in {window.label}, as delivered"),
        (*measures.on_imports, *measures.on_exports),
    )


def growth_factor(rate: Quantity, years: Quantity, label: str) -> Quantity:
    """Return (1 + yearly growth) ^ years; both are pure numbers.

    Raises `ModelError` for a growth of -100% or less, at any point of its range.
    """
    require_range(rate, "a flow can't lose all of itself in a year, or more", above=-1)
    return ((one() + rate.to("share")).named(f"{rate.label}, plus one") ** years).named(label)


def years_from(base_year: int, window: Window) -> Quantity:
    """Return the years from the middle of the base year to that of a window of twelve months.

    Raises `ModelError` for a window that begins before the base year.
    """
    months = month_number(window.first) - month_number(f"{base_year}-01")
    if months < 0:
        raise ModelError(
            f"The window {window.label} begins before the base year {base_year}; take a later one."
        )
    return parameter(
        f"years_to:{window.first}",
        months / 12,
        unit="share",
        label=f"years from {base_year} to {window.label}",
        chosen_in="definition",
    )


def delivered(
    lines: Sequence[Credited],
    base_usd_bn: Mapping[str, Quantity],
    share: Quantity,
    exports_growth: Quantity,
) -> list[Credited]:
    """Return the lines with what each pledge adds, once it is delivered in part.

    adds = max(0, base + share x increment - base x growth), definition 6: a delivered share is
    measured on the base year's exports, so that growth which would have come anyway isn't counted
    twice. `base_usd_bn` has exports of the pledge's codes by pledge id; where a pledge's isn't
    known, adds = max(0, share x increment). Raises `ModelError` for a share whose range goes
    above one. It is no share of a level: a level pledged comes as the increment that it is worth.
    """
    require_range(share, "no more can be delivered than all that was promised", most=1)
    return [
        line
        if line.credited.value is None
        else replace(line, credited=_adds(line, base_usd_bn, share, exports_growth))
        for line in lines
    ]


def _adds(
    line: Credited, base_usd_bn: Mapping[str, Quantity], share: Quantity, growth: Quantity
) -> Quantity:
    label = f"{line.pledge.category}: adds, as delivered ({line.pledge.id})"
    came = (line.credited * share.to("share")).named(f"delivered of {line.credited.label}")
    base = base_usd_bn.get(line.pledge.id)
    if base is not None:
        rate = balance_rate(base)
        anyway = (rate * growth).named(f"{base.label}, with the growth of all exports")
        came = (rate + came - anyway).named(f"{label}, before the least")
    return combine("maximum", came, nothing(), label=label)
