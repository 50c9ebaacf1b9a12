"""What the chapter on the mix works out: the case's figures and assumptions, wired to the solver.

Every function takes a `Case`; the arithmetic is that of `tradegap.model.solve`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tradegap.data.case import Case
from tradegap.model.assumptions import Point
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.quantity import Quantity, parameter, value_of
from tradegap.model.sections import MixSection
from tradegap.model.solve import (
    left_to_tariff,
    linear_tariff_for,
    purchases_with_retaliation,
    tariff_for,
    why_not,
)
from tradegap.model.yearly import one_year

ELASTICITY, PASS_THROUGH = "import_demand_elasticity", "pass_through_share"
FOREIGN = "foreign_demand_elasticity"
PUBLISHED = "published_elasticities"
POINTS: tuple[Point, ...] = ("low", "central", "high")
FORMS = {"response": "constant elasticity", "linear": "linear (April 2025)"}
_FINE = 201


@dataclass(frozen=True)
class Alternative:
    """A tariff (share) that would do it alone, under one form, elasticity and pass-through."""

    form: str
    elasticity: Quantity
    pass_through: Quantity
    tariff: Quantity


@dataclass(frozen=True)
class MixPoint:
    """Purchases (USD bn in a year), the tariff that closes the rest, purchases if retaliated."""

    share: Quantity
    purchases: Quantity
    tariffs: dict[Point, Quantity]
    with_retaliation: Quantity | None


@dataclass(frozen=True)
class AfterCredited:
    """Pledges credited and what they leave (USD bn in a year), and the tariffs that close that."""

    credited: Quantity
    rest: Quantity
    tariffs: dict[Point, Quantity]


def narrowing_by_imports(case: Case) -> Quantity:
    """Return a year of the target, read as fewer imports, on the basis of the imports (USD bn)."""
    imports = case.reporter_baseline.imports_usd_bn
    label = "narrowing of the target, through imports alone"
    return case.target.year_usd_bn.read_as(imports.basis or "", label)


def tariff_alone(
    case: Case, elasticity: Point = "central", pass_through: Point = "central"
) -> Quantity:
    """Return the uniform additional tariff that reaches the target alone; missing if none does."""
    return _solved(case, narrowing_by_imports(case), elasticity, pass_through)


def no_tariff_reaches(case: Case) -> str | None:
    """Say why no tariff reaches the target alone, `None` where one does."""
    return why_not(case.reporter_baseline.imports_usd_bn, narrowing_by_imports(case))


def alternatives(case: Case) -> list[Alternative]:
    """Return the tariff that does it alone under every elasticity and pass-through.

    The linear form stands at the central elasticity alone: it is that of April 2025, which took 4.
    """
    imports, narrowing = case.reporter_baseline.imports_usd_bn, narrowing_by_imports(case)
    found = []
    for form, elasticity, pass_through in _combinations():
        e, f = case.assumption(ELASTICITY, elasticity), case.assumption(PASS_THROUGH, pass_through)
        solve = tariff_for if form == "response" else linear_tariff_for
        found.append(Alternative(form, e, f, solve(imports, narrowing, e, f)))
    return found


def is_set(case: Case, name: str) -> bool:
    """Tell whether an assumption's central value was set for this report."""
    return name in case.overrides


def published_ends(case: Case, name: str) -> tuple[float, float]:
    """Return the lowest and the highest value of an assumption, as they stand on the record."""
    low, high = (value_of(case.assumption(name, point)) for point in ("low", "high"))
    return low, high


def source_of(case: Case, value: Quantity, *parameters: str) -> str | None:
    """Return who published an elasticity or pass-through, `None` if no readable row has it."""
    rows = case.figures.table(PUBLISHED)
    known = rows[rows["parameter"].isin(parameters) & ~rows["later_vintage"]].to_dict("records")
    of = value_of(value)
    found = [str(r["source"]) for r in known if abs(abs(float(r["value"])) - of) < 1e-9]
    return "; ".join(found) if found else None


def frontier(case: Case, elasticity: Point) -> tuple[Quantity, Quantity]:
    """Return two series: purchases from nothing to the whole target, and the tariff for the rest.

    Each in one node (USD bn, share). The tariff is missing where none reaches the rest.
    """
    shares = _shares(_FINE)
    purchases = (case.target.year_usd_bn * shares).named("purchases")
    return purchases, _rest_by_tariff(case, purchases, elasticity)


def mix_points(case: Case) -> list[MixPoint]:
    """Return mixes from no purchases to purchases alone, with their tariffs and retaliation."""
    section = _section(case)
    points = []
    for step in range(section.steps + 1):
        share = _share(step / section.steps)
        purchases = (case.target.year_usd_bn * share).named("purchases")
        tariffs = {p: tariff_with(case, step / section.steps, p) for p in POINTS}
        more = _retaliated(case, purchases, tariffs["central"])
        points.append(MixPoint(share, purchases, tariffs, more))
    return points


def tariff_with(case: Case, purchases_share: float, elasticity: Point) -> Quantity:
    """Return the tariff that closes the rest if purchases make this share of the target."""
    purchases = (case.target.year_usd_bn * _share(purchases_share)).named("purchases")
    return _rest_by_tariff(case, purchases, elasticity)


def after_credited(case: Case) -> AfterCredited | None:
    """Return what credited pledges leave of a year of the target, and the tariffs that close it.

    `None` where nothing is credited.
    """
    credited = case.gap().credited_usd_bn_per_year
    if credited.value is None:
        return None
    amount = (credited * one_year()).named("credited pledges, in a year")
    rest = left_to_tariff(case.target.year_usd_bn, amount)
    tariffs = {p: _rest_by_tariff(case, amount, p) for p in POINTS}
    return AfterCredited(amount, rest, tariffs)


def _combinations() -> Iterator[tuple[str, Point, Point]]:
    for elasticity in POINTS:
        yield from (("response", elasticity, pass_through) for pass_through in POINTS)
    yield from (("linear", "central", pass_through) for pass_through in POINTS)


def _solved(case: Case, narrowing: Quantity, elasticity: Point, pass_through: Point) -> Quantity:
    e, f = case.assumption(ELASTICITY, elasticity), case.assumption(PASS_THROUGH, pass_through)
    return tariff_for(case.reporter_baseline.imports_usd_bn, narrowing, e, f)


def _rest_by_tariff(case: Case, purchases: Quantity, elasticity: Point) -> Quantity:
    rest = left_to_tariff(case.target.year_usd_bn, purchases)
    basis = case.reporter_baseline.imports_usd_bn.basis or ""
    return _solved(case, rest.read_as(basis, "rest, through imports"), elasticity, "central")


def _retaliated(case: Case, purchases: Quantity, tariff: Quantity) -> Quantity | None:
    """Return the purchases needed if the partner answers; `None` if the section has no answer."""
    answer = _section(case).retaliation
    if answer is None:
        return None
    share = parameter(
        "retaliation", answer, unit="share", label="the partner's tariff as a share of ours"
    )
    exports = case.reporter_baseline.exports_usd_bn
    wanted = purchases.read_as(exports.basis or "", "purchases, as exports")
    return purchases_with_retaliation(
        wanted,
        exports,
        (tariff * share).named("the partner's additional tariff"),
        case.assumption(FOREIGN),
        case.assumption(PASS_THROUGH),
    )


def _section(case: Case) -> MixSection:
    return case.scenario.mix or MixSection()


def _share(value: float) -> Quantity:
    return parameter(
        f"purchases_share_{value:g}",
        value,
        unit="share",
        chosen_in="definition",
        label="share of the narrowing through purchases",
    )


def _shares(count: int) -> Quantity:
    """Return the shares of purchases that a frontier is drawn through, as one series."""
    values = np.linspace(0.0, 1.0, count)
    leaf = ParameterLeaf("purchases_shares", "definition")
    label = "shares of the narrowing through purchases"
    index = tuple(f"{v:.1%}" for v in values)
    return Quantity(values, "share", None, label, leaf=leaf, index=index)
