"""A case at work: a scenario and the figures that its as-of date allows, wired to the model.

Each method reads what it needs through the one door and calls one function of the model. Nothing is
computed here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from tradegap.data.assumptions import load_assumptions
from tradegap.data.ledger import EVENTS, LEDGER, ledger_pledge, scenario_amount
from tradegap.data.load import Figures
from tradegap.data.scenarios import load_scenario
from tradegap.errors import InputError, ParameterError, UnknownNameError
from tradegap.model.assumptions import Assumption
from tradegap.model.baseline import Flows, flows
from tradegap.model.crediting import RULES, Credited, Rules, credit, rules_named
from tradegap.model.evidence import delivered_share, on_trend
from tradegap.model.gap import Gap, gap
from tradegap.model.periods import Window, calendar_year
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity
from tradegap.model.scenario import LedgerLine, Scenario
from tradegap.model.target import TargetPath, target_path
from tradegap.model.yearly import BASIS, Evidence

EXPORTS, IMPORTS = "exports_fas_usd_mn", "imports_customs_usd_mn"
CHAPTERS = "exports_hs2_annual_usa"
PHASE_ONE = "phase_one_exports_monthly_usa_chn"
PHASE_ONE_GOODS = ("Agriculture", "Energy", "Manufactured goods")
KEY_PRODUCTS = "key_products_monthly_usa_chn"
TREND_YEARS = 4
WITHOUT_PLEDGE = ("base_year", "trend")
JUDGED_ON = ("reporter", "partner", "reporter_with_services")


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario as of one date; `target_usd_bn` and `overrides` replace what it says."""

    scenario: Scenario
    figures: Figures
    target_usd_bn: float | None = None
    currency: str = "USD"
    without_pledge: str = "base_year"
    overrides: Mapping[str, float] = field(default_factory=dict)
    judged_on: str = "reporter"

    @property
    def as_of(self) -> date:
        """The date up to which published figures are read."""
        return self.figures.as_of

    @cached_property
    def baseline(self) -> Flows:
        """Exports, imports and surplus of the base year, as published by the as-of date, USD bn.

        Raises `DataError` where the base year wasn't published by then.
        """
        base = self.scenario.baseline
        return self._year(base.year, published_only=True)

    def year(self, year: int) -> Flows:
        """Return exports, imports and surplus of a calendar year, USD bn, in its best vintage."""
        return self._year(year, published_only=False)

    def window(self, window: Window) -> Flows:
        """Return exports, imports and surplus of a run of months, USD bn.

        Raises `DataError` where a month isn't out by the as-of date.
        """
        table = self.scenario.baseline.monthly
        exports, imports = (
            self.figures.series(table, column, "month", month=list(window.months)).total()
            for column in (EXPORTS, IMPORTS)
        )
        return flows(exports, imports, window.label)

    def by_year(self, first: int, last: int) -> Flows:
        """Return exports, imports and surplus of calendar years as series, USD bn."""
        table, years = self.scenario.baseline.annual, list(range(first, last + 1))
        return self._series(table, "year", years, f"{first} to {last}")

    def by_month(self, window: Window) -> Flows:
        """Return exports, imports and surplus of months as series, USD bn a month."""
        months = list(window.months)
        return self._series(self.scenario.baseline.monthly, "month", months, window.label)

    def _series(self, table: str, index: str, rows: Sequence[int | str], said: str) -> Flows:
        exports, imports = (
            self.figures.series(table, column, index, **{index: list(rows)})
            for column in (EXPORTS, IMPORTS)
        )
        return flows(exports, imports, said)

    @cached_property
    def target(self) -> TargetPath:
        """The narrowing that is asked for, its path, and the surplus that it leaves."""
        return target_path(self.scenario, self.baseline, self.target_usd_bn)

    @cached_property
    def pledges(self) -> tuple[Pledge, ...]:
        """The ledger: every line of the scenario that was published by the as-of date."""
        lines = [
            ledger_pledge(self.figures, entry.ledger) if isinstance(entry, LedgerLine) else entry
            for entry in self.scenario.pledges
        ]
        return tuple(p for p in lines if p is not None and p.published <= self.as_of)

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the crediting cases: the built-in ones and the scenario's own."""
        return (*RULES, *self.scenario.crediting)

    @property
    def shown_cases(self) -> tuple[str, ...]:
        """The cases that a page shows: all but those whose evidence is later than `as_of`."""
        waits = self.delivered_increment() is None
        return tuple(
            name for name in self.cases if not (waits and self.rules(name).delivered_like_phase_one)
        )

    def rules(self, case: str = "as_stated") -> Rules:
        """Return the rules of a crediting case by name."""
        return rules_named(case, self.scenario.crediting)

    def credit(self, case: str = "as_stated", on: date | None = None) -> list[Credited]:
        """Return each pledge with what the case credits of it, and why.

        Pledges are judged as they stood on the as-of date, or on an earlier day `on`.
        """
        rules, day = self.rules(case), on or self.as_of
        amounts = {p.id: scenario_amount(self.figures, self.scenario, p) for p in self.pledges}
        return credit(self.pledges, amounts, rules, day, self._evidence(rules))

    def gap(self, case: str = "as_stated", on: date | None = None) -> Gap:
        """Return the headline of a crediting case, as pledges stood on the as-of date or `on`."""
        return gap(self.target, self.credit(case, on), self.rules(case))

    def hindsight(self) -> Case:
        """Return the same case as of the scenario's hindsight date.

        Raises `InputError` where the scenario has none.
        """
        until = self.scenario.hindsight_as_of
        if until is None:
            raise InputError(f"Scenario {self.scenario.id} has no hindsight_as_of; add one.")
        until = max(until, self.as_of)  # a report of later doesn't look back from before itself
        return replace(self, figures=Figures(until, self.figures.data_dir))

    def rate(self, currency: str) -> Quantity | None:
        """Return US dollars per unit of a currency at the scenario's date, `None` for dollars.

        Raises `InputError` for a currency that the scenario gives no date for.
        """
        if currency == "USD":
            return None
        day = self.scenario.currencies.get(currency)
        if day is None:
            known = ", ".join(["USD", *self.scenario.currencies])
            raise InputError(f"There is no rate for currency '{currency}'; known: {known}.")
        name = f"usd_per_{currency.lower()}"
        return self.figures.figure(f"fx_{name}_daily", name, date=day.isoformat())

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that the scenario reads, each once."""
        scenario, base = self.scenario, self.scenario.baseline_
        currencies = [f"fx_usd_per_{c.lower()}_daily" for c in scenario.currencies]
        named = [scenario.estimates, scenario.tariff_actions, scenario.news and scenario.news.table]
        partner = ["china_reported_balance"] if scenario.partner == "CHN" else []
        balance = [base.vintages, base.annual, base.monthly] if base else []
        always = [*balance, *partner, LEDGER, EVENTS, CHAPTERS]
        phase_one = ["phase_one_commitments", PHASE_ONE, KEY_PRODUCTS]
        return tuple(dict.fromkeys([*always, *phase_one, *(n for n in named if n), *currencies]))

    def assumption(self, name: str, point: Any = "central", basis: str | None = None) -> Quantity:
        """Return an assumption, at one of its points or at its override.

        Raises `UnknownNameError` for a name that neither the scenario nor the project has.
        """
        known = load_assumptions(self.figures.data_dir) | self.scenario.assumptions
        if name not in known:
            raise UnknownNameError("assumption", name, known)
        return known[name].quantity(name, point, self.overrides.get(name), basis)

    @property
    def assumptions(self) -> Mapping[str, Assumption]:
        """The assumptions that the scenario uses, by name."""
        return self.scenario.assumptions

    def _year(self, year: int, *, published_only: bool) -> Flows:
        base = self.scenario.baseline
        vintages = self.figures.vintages(base.vintages)
        table = base.vintages if (vintages["year"] == year).any() else base.annual
        exports, imports = (
            self.figures.figure(table, column, published_only=published_only, year=year)
            for column in (EXPORTS, IMPORTS)
        )
        return flows(exports, imports, str(year))

    def _evidence(self, rules: Rules) -> Evidence:
        base, without = {}, {}
        for pledge in self.pledges:
            before = self._exports_of(pledge, self.scenario.baseline.year)
            if before is not None:
                base[pledge.id] = before
                without[pledge.id] = self._without(pledge, before)
        unstated = None
        name = self.scenario.unstated_pledge
        if rules.unstated_amount is not None and name is not None and self._known(name):
            unstated = self.assumption(name, rules.unstated_amount, BASIS)
        delivered = self.delivered_increment() if rules.delivered_like_phase_one else None
        return Evidence(base, without, unstated, delivered)

    def _known(self, assumption: str) -> bool:
        """Tell whether an assumption is in the scenario and its sources were out."""
        found = self.scenario.assumptions.get(assumption)
        return found is not None and (found.published is None or found.published <= self.as_of)

    def _exports_of(self, pledge: Pledge, year: int) -> Quantity | None:
        """Return the exports of a pledge's chapters to the partner in a year, USD bn.

        `None` where the table can't tell: codes finer than chapters, another partner than China,
        a year that it doesn't have.
        """
        chapters = pledge.chapters()
        if not chapters or pledge.partner != "CHN" or pledge.direction != "pledge":
            return None
        years = set(self.figures.table(CHAPTERS)["year"])
        if year not in years:
            return None
        series = self.figures.series(
            CHAPTERS, "exports_fas_usd_to_chn", "hs2", year=year, hs2=list(chapters)
        )
        return series.total(f"exports of {pledge.category} to {pledge.partner}, {year}").to(
            "USD bn"
        )

    def _without(self, pledge: Pledge, base: Quantity) -> Quantity:
        """Return exports without the pledge: the base year's, or on the trend of four years."""
        base_year = self.scenario.baseline.year
        first = self._exports_of(pledge, base_year - TREND_YEARS)
        if self.without_pledge == "base_year" or first is None:
            return base
        begins = (pledge.window_start or pledge.announced).year
        return on_trend(pledge.id, first, base, TREND_YEARS, begins - base_year)

    def delivered_increment(self, aircraft: bool = False) -> Quantity | None:
        """Return the share of Phase One's goods increment that was delivered in 2020.

        On the groups of Annex 6.1, or with aircraft (heading 8800) added to them. `None` while the
        year isn't out: hindsight never reaches a report of before.
        """
        before, after = (self._phase_one_exports(y, aircraft) for y in (2017, 2020))
        if before is None or after is None:
            return None
        increment = self.figures.figure(
            "phase_one_commitments", "y2020_usd_bn", category="Total goods", measure="increment"
        )
        return delivered_share(before, after, increment, "with" if aircraft else "without")

    def _phase_one_exports(self, year: int, aircraft: bool) -> Quantity | None:
        """Return exports of the goods groups of Annex 6.1 in a year, USD bn.

        A group without a row in a month exported nothing in it, if other groups have that month;
        `None` if the year has a month that no group has.
        """
        months = list(calendar_year(year).months)
        table = self.figures.table(PHASE_ONE)
        covered = table[table["category"].isin(PHASE_ONE_GOODS)]
        if not set(months) <= set(covered["month"].astype(str)):
            return None
        groups = self.figures.series(
            PHASE_ONE, "exports_fas_usd", ["month", "group"], month=months,
            category=list(PHASE_ONE_GOODS),
        )  # fmt: skip
        goods = groups.total(f"Phase One goods, groups of Annex 6.1, {year}")
        if aircraft:
            planes = self.figures.series(KEY_PRODUCTS, "exports_fas_usd", "month", month=months,
                                         hs="8800")  # fmt: skip
            goods = (goods + planes.total(f"aircraft, {year}")).named(
                f"Phase One goods with aircraft, {year}"
            )
        return goods.to("USD bn")


def open_case(
    scenario: str,
    as_of: str | date | None = None,
    target_usd_bn: float | None = None,
    currency: str = "USD",
    without_pledge: str = "base_year",
    overrides: Mapping[str, float] | None = None,
    judged_on: str = "reporter",
) -> Case:
    """Open a scenario by name or path, as of its own date or another one.

    `judged_on` says whose figures the target is judged on: the reporter's, the partner's, or the
    reporter's for goods and services together.

    Raises `ScenarioError`, `UnknownNameError`, `ParameterError` or `InputError`, each with its
    remedy.
    """
    loaded = load_scenario(scenario)
    day = _day(as_of) if isinstance(as_of, str) else as_of or loaded.as_of
    _check(loaded, day, without_pledge, overrides or {})
    if judged_on not in JUDGED_ON:
        raise ParameterError(
            f"judged_on: '{judged_on}' is none of {', '.join(JUDGED_ON)}; take one of them."
        )
    case = Case(
        loaded, Figures(day), target_usd_bn, currency, without_pledge, dict(overrides or {}),
        judged_on,
    )  # fmt: skip
    case.rate(currency)
    return case


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"as_of: '{text}' is no date; write it as 2018-06-02.") from None


def _check(loaded: Scenario, day: date, without: str, overrides: Mapping[str, float]) -> None:
    if loaded.target_ is not None and day < loaded.target_.published:
        raise ParameterError(
            f"as_of: on {day} the target wasn't known yet; take {loaded.target.published} or later."
        )
    if without not in WITHOUT_PLEDGE:
        raise ParameterError(
            f"without_pledge: '{without}' is none of {', '.join(WITHOUT_PLEDGE)}; take one of them."
        )
    for name, value in overrides.items():
        if name not in loaded.assumptions:
            raise UnknownNameError("assumption", name, loaded.assumptions)
        if not math.isfinite(value):
            raise ParameterError(f"overrides: {name} is {value}; write a finite number.")
