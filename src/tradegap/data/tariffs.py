"""What the chapter on the response works out: a case's tariffs, figures and assumptions, wired up.

Every function takes a `Case` and reads through its one door; the arithmetic is that of
`tradegap.model.tariffs`, `welfare` and `diversion`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.load import Figures
from tradegap.errors import DataError, InputError, ModelError, UnknownNameError
from tradegap.model.assumptions import Point
from tradegap.model.quantity import Quantity, parameter, value_of
from tradegap.model.response import imports_after, linear_imports_after
from tradegap.model.sections import ResponseSection, TariffPackage, UniformTariff
from tradegap.model.shown import Shown
from tradegap.model.tariffs import (
    Cost,
    Elasticities,
    FlowChange,
    Outcome,
    TariffAction,
    cost,
    covered,
    on_exports,
    on_imports,
    outcome,
)

ACTIONS, HOUSEHOLDS = "tariff_actions", "us_households"
OWN_FORM, LINEAR = "constant elasticity", "linear (April 2025)"
POINTS: tuple[Point, ...] = ("low", "central", "high")


@dataclass(frozen=True)
class Worked(Shown):
    """A package or a uniform rate: its outcome with the demand for imports low, central, high."""

    name: str
    title: str
    known: tuple[TariffAction, ...]
    by_point: dict[Point, Outcome]
    cost: Cost | None

    @property
    def central(self) -> Outcome:
        """The outcome at the central assumptions."""
        return self.by_point["central"]

    @property
    def left_out(self) -> tuple[TariffAction, ...]:
        """The known actions that no one value and rate can be worked out from."""
        return tuple(a for a in self.known if a.why_not)


@dataclass(frozen=True)
class Waiting:
    """A package of which some actions were known by the as-of date, and others (ids) were not."""

    name: str
    known: tuple[TariffAction, ...]
    not_yet: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """One form with one pair of assumptions: imports fall and balance narrows by this, USD bn.

    `narrowing_usd_bn` is `None` where the rate is past what the form holds for.
    """

    form: str
    elasticity: Quantity
    pass_through: Quantity
    narrowing_usd_bn: Quantity | None


def section(case: Case) -> ResponseSection:
    """Return what the scenario says of its tariffs, or the defaults: uniform rates alone."""
    return case.scenario.response or ResponseSection()


def tariff_actions(case: Case) -> list[TariffAction]:
    """Return every tariff action that was known by the as-of date, in the order of being known.

    The table has those of the United States and China; a case between others has none of them
    unless it names a table.
    """
    if case.scenario.tariff_actions is None and not us_and_china(case):
        return []
    table = case.figures.table(case.scenario.tariff_actions or ACTIONS)
    if table.empty:
        return []
    rows = table.sort_values(["known_from", "effective_date", "id"]).to_dict("records")
    return [_action(case, row) for row in rows]


def _action(case: Case, row: dict[Any, Any]) -> TariffAction:
    table = case.scenario.tariff_actions or ACTIONS
    goods, rate = (
        case.figures.figure(table, column, id=row["id"])
        for column in ("coverage_usd_bn", "rate_percent")
    )
    action = TariffAction(
        str(row["id"]), str(row["actor"]), str(row["stage"]), str(row["effective_date"])[:10],
        str(row["known_from"])[:10], str(row["instrument"]), _text(row["scope"]) or "",
        _text(row["coverage"]), _text(row["rate"]), goods, rate,
    )  # fmt: skip
    covered_by = f"goods covered by {action.said}{_printed(action.goods, goods)}"
    rate_of = f"rate of {action.said}{_printed(action.rate_text, rate)}"
    return replace(action, covered_usd_bn=goods.named(covered_by), rate_percent=rate.named(rate_of))


def _printed(text: str | None, number: Quantity) -> str:
    """Say how a number was printed that is no single one: `, printed as 25/10`."""
    return f", printed as {text}" if text is not None and number.value is None else ""


def elasticities(case: Case, imports: Point = "central") -> Elasticities:
    """Return the closed form's assumptions, the demand for imports at one of its points."""
    return Elasticities(
        case.assumption("import_demand_elasticity", imports),
        case.assumption("foreign_demand_elasticity"),
        case.assumption("pass_through_share"),
    )


def packages(case: Case) -> list[Worked]:
    """Return the scenario's packages of which every action was known by the as-of date.

    A tariff without its answer, or a list without the next, is another package than the one that
    the scenario names (`waiting_packages`). Raises `UnknownNameError` for an action that the table
    doesn't have at any date.
    """
    return [
        _package(case, found.name, section(case).packages[found.name], found.known)
        for found in _read(case)
        if not found.not_yet
    ]


def waiting_packages(case: Case) -> list[Waiting]:
    """Return the packages of which some actions were known by the as-of date, but not all."""
    return [found for found in _read(case) if found.known and found.not_yet]


def _read(case: Case) -> list[Waiting]:
    """Return what of each package was known by the as-of date, and what was not."""
    known = {action.id: action for action in tariff_actions(case)}
    found = []
    for name, package in section(case).packages.items():
        _check_ids(case, package)
        ids = (*package.tariffs, *package.retaliation)
        mine = tuple(known[i] for i in ids if i in known)
        found.append(Waiting(name, mine, tuple(i for i in ids if i not in known)))
    return found


def worked_tariffs(case: Case) -> list[Worked]:
    """Return packages and made-up rates together; none where the case has no one balance."""
    return [*packages(case), *uniform(case)] if case.scenario.has_baseline else []


def later_packages(case: Case) -> list[Worked]:
    """Return the packages that weren't known in whole by the as-of date, read in hindsight."""
    known = {worked.name for worked in packages(case)}
    return [worked for worked in packages(case.hindsight()) if worked.name not in known]


def _check_ids(case: Case, package: TariffPackage) -> None:
    table = case.scenario.tariff_actions or ACTIONS
    all_ids = set(Figures(date.max, case.figures.data_dir).table(table)["id"])
    for wanted in (*package.tariffs, *package.retaliation):
        if wanted not in all_ids:
            raise UnknownNameError("tariff action", wanted, all_ids)


def _package(
    case: Case, name: str, package: TariffPackage, known: Sequence[TariffAction]
) -> Worked:
    base, able = case.reporter_baseline, [a for a in known if not a.why_not]
    by_point = {}
    for point in POINTS:
        e = elasticities(case, point)
        bought = [
            on_imports(a.scope, covered(a, base.imports_usd_bn.basis), a.rate_percent, e)
            for a in able
            if a.id in package.tariffs
        ]
        sold = [
            on_exports(a.scope, covered(a, base.exports_usd_bn.basis), a.rate_percent, e)
            for a in able
            if a.id in package.retaliation
        ]
        by_point[point] = outcome(package.title, _balance(case), bought, sold)
    _check_covered(case, name, by_point["central"])
    return Worked(name, package.title, tuple(known), by_point, _cost(case, by_point["central"]))


def _check_covered(case: Case, name: str, found: Outcome) -> None:
    """Refuse actions that cover more than there is of a flow: they name the same goods twice."""
    base = case.reporter_baseline
    for flow, changes, whole in (
        ("imports", found.imports, base.imports_usd_bn),
        ("exports", found.exports, base.exports_usd_bn),
    ):
        known = [c.before_usd_bn for c in changes if c.before_usd_bn.value is not None]
        taxed = sum(value_of(covered) for covered in known)  # those that are known are the least
        there = whole.value
        if isinstance(there, float) and taxed > there:
            raise InputError(
                f"response.packages.{name}: its actions cover US${taxed:g} bn of {flow}, and there "
                f"are {there:g} bn in {case.scenario.baseline.year}; leave out those that name the "
                "same goods."
            )


def uniform(case: Case) -> list[Worked]:
    """Return what each made-up rate on all imports (and all exports) would do."""
    return [_uniform(case, rates) for rates in section(case).uniform]


def rates(case: Case) -> list[float]:
    """Return the made-up rates on all imports, each once, percent."""
    return sorted({rates.imports_percent for rates in section(case).uniform})


def first_rate(case: Case) -> float:
    """Return the first of the made-up rates, percent: the one that is told in most detail."""
    return section(case).uniform[0].imports_percent


def _uniform(case: Case, rates: UniformTariff) -> Worked:
    base = case.reporter_baseline
    title = f"{rates.imports_percent:g}% on all imports"
    if rates.exports_percent:
        title += f", {rates.exports_percent:g}% on all exports in return"
    by_point = {}
    for point in POINTS:
        e = elasticities(case, point)
        bought = [on_imports(title, base.imports_usd_bn, made_up_rate(rates.imports_percent), e)]
        sold: list[FlowChange] = []
        if rates.exports_percent:
            rate = made_up_rate(rates.exports_percent, "exports")
            sold = [on_exports(title, base.exports_usd_bn, rate, e)]
        by_point[point] = outcome(title, _balance(case), bought, sold)
    name = f"{rates.imports_percent:g}_{rates.exports_percent:g}"
    return Worked(name, title, (), by_point, _cost(case, by_point["central"]))


def made_up_rate(percent: float, flow: str = "imports") -> Quantity:
    """Return a rate on everything that nobody announced, percent."""
    name = f"uniform_tariff_on_{flow}_{percent:g}"
    label = f"additional tariff on all {flow}, made up"
    return parameter(name, percent, unit="percent", label=label)


def _cost(case: Case, found: Outcome) -> Cost | None:
    households = households_of(case)
    if not found.imports or households is None or case.scenario.reporter != "USA":
        return None
    return cost(found.imports, case.assumption("pass_through_share"), households)


def households_of(case: Case) -> Quantity | None:
    """Return US households of the base year, `None` where the table has no such year."""
    try:
        return case.figures.figure(
            HOUSEHOLDS, "households_thousand", year=case.scenario.baseline.year
        )
    except DataError:
        return None


def alternatives(case: Case, percent: float) -> list[Alternative]:
    """Return what one rate on all imports does by each form and pair of assumptions."""
    before, rate = case.reporter_baseline.imports_usd_bn, made_up_rate(percent)
    basis = _balance(case)
    e = {p: case.assumption("import_demand_elasticity", p) for p in POINTS}
    f = {p: case.assumption("pass_through_share", p) for p in POINTS}
    pairs: list[tuple[str, Point, Point]] = [
        (OWN_FORM, "low", "central"),
        (OWN_FORM, "central", "central"),
        (OWN_FORM, "high", "central"),
        (OWN_FORM, "central", "low"),
        (OWN_FORM, "central", "high"),
        (LINEAR, "central", "low"),
        (LINEAR, "central", "central"),
    ]
    return [
        Alternative(form, e[of_e], f[of_f], _narrowed(before, rate, form, e[of_e], f[of_f], basis))
        for form, of_e, of_f in pairs
    ]


def _narrowed(
    before: Quantity, rate: Quantity, form: str, elasticity: Quantity, pass_through: Quantity,
    basis: str,
) -> Quantity | None:  # fmt: skip
    respond = linear_imports_after if form == LINEAR else imports_after
    try:
        after = respond(before, rate.to("share"), elasticity, pass_through)
    except ModelError:  # the rate is past where this form holds; wrong signs were refused before
        return None
    return (before - after).read_as(basis, "fall of imports, dollar for dollar")


def _balance(case: Case) -> str:
    """Return the basis of the balance that the case is judged on."""
    return case.baseline.surplus_usd_bn.basis or ""


def reached_share(case: Case, found: Outcome) -> Quantity | None:
    """Return the narrowing as a share of a year's target, `None` without either."""
    if found.narrowing_usd_bn is None or not case.scenario.has_target:
        return None
    return (found.narrowing_usd_bn / case.target.year_usd_bn).named("share of the target")


def us_and_china(case: Case) -> bool:
    """Tell whether a case is between the two countries whose tariffs are in the tables."""
    return {case.scenario.reporter, case.scenario.partner} == {"USA", "CHN"}


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
