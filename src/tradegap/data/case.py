"""A case at work: a scenario and the figures that its as-of date allows, wired to the model.

Each method reads what it needs through the one door and calls one function of the model. Nothing is
computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from tradegap.data.assumptions import load_assumptions
from tradegap.data.base_exports import CHAPTERS, SINGLE, base_exports
from tradegap.data.judged import (
    EXPORTS,
    IMPORTS,
    PARTNER,
    SERVICES,
    no_flows,
    no_months,
    series_on,
    year_on,
    years_on,
)
from tradegap.data.ledger import EVENTS, LEDGER, ledger_pledge, scenario_amount
from tradegap.data.load import Figures
from tradegap.data.phase_one import COMMITMENTS, GROUPS, PRODUCTS, RESULTS, exports_of_year
from tradegap.data.prices import assumed_prices
from tradegap.data.rates import is_month, rate_table
from tradegap.errors import InputError, UnknownNameError
from tradegap.model.assumptions import Assumption
from tradegap.model.baseline import Flows, flows
from tradegap.model.crediting import RULES, Credited, Rules, credit, rules_named
from tradegap.model.evidence import delivered_share, on_trend
from tradegap.model.gap import Gap, gap
from tradegap.model.periods import Window, calendar_year
from tradegap.model.pledges import Ledger, Pledge
from tradegap.model.quantity import Quantity
from tradegap.model.scenario import LedgerLine, Scenario
from tradegap.model.setting import delivered
from tradegap.model.shown import Shown
from tradegap.model.target import TargetPath, target_path
from tradegap.model.yearly import BASIS, Evidence

PARTNER_TABLES = ("exports_by_partner_annual_usa", "level_bases")
TREND_YEARS = 4


@dataclass(frozen=True, eq=False)
class Case(Shown):
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

        On the figures that the target is judged on. A flow that these don't have is missing. A base
        that no target is measured from may be of a later vintage, which is marked. Raises
        `DataError` or `InputError` where the base year wasn't published, or wasn't out, by then.
        """
        asked = self.scenario.has_target
        return self._year(self.scenario.baseline.year, published_only=asked)

    def judged(self, on: str) -> Case:
        """Return the same case judged on other figures: `reporter`, `partner` ..."""
        return self if on == self.judged_on else replace(self, judged_on=on)

    @cached_property
    def reporter_baseline(self) -> Flows:
        """The base year on the reporter's goods figures, whatever the target is judged on, USD bn.

        Tariffs are levied and sales are counted on these.
        """
        return self.judged("reporter").baseline

    def year(self, year: int) -> Flows:
        """Return exports, imports and surplus of a calendar year, USD bn, in its best vintage."""
        return self._year(year, published_only=False)

    def window(self, window: Window) -> Flows:
        """Return exports, imports and surplus of a run of months, USD bn.

        Raises `DataError` where a month isn't out by the as-of date, and `InputError` for months
        that are no calendar year where the target is judged on figures without months.
        """
        if self.judged_on != "reporter":
            if window != calendar_year(int(window.first[:4])):
                raise no_months(self.judged_on, window.label)
            return self.year(int(window.first[:4]))
        table = self.scenario.baseline.monthly
        exports, imports = (
            self.figures.series(table, column, "month", month=list(window.months)).total()
            for column in (EXPORTS, IMPORTS)
        )
        return flows(exports, imports, window.label)

    def year_if_there(self, year: int) -> Flows:
        """Return the flows of a calendar year, USD bn, missing where the judged figures lack it.

        The reporter's figures are never missing here: a year that isn't out raises `DataError`.
        """
        if self.judged_on != "reporter" and year not in years_on(
            self.judged_on, self.figures, self.scenario
        ):
            return no_flows(self.judged_on, str(year))
        return self.year(year)

    def window_if_there(self, window: Window) -> Flows:
        """Return the flows of a run of months, USD bn, missing where the judged figures lack it."""
        whole = window == calendar_year(int(window.first[:4]))
        if self.judged_on == "reporter":
            return self.window(window)
        if not whole:
            return no_flows(self.judged_on, window.label)
        return self.year_if_there(int(window.first[:4]))

    def by_year(self, first: int, last: int) -> Flows:
        """Return exports, imports and surplus of calendar years as series, USD bn.

        Of the partner's figures, and of services, the years that there are: none is filled in.
        """
        table, years = self.scenario.baseline.annual, list(range(first, last + 1))
        if self.judged_on != "reporter":
            return series_on(self.judged_on, self.figures, self.scenario, years)
        return self._series(table, "year", years, f"{first} to {last}")

    def by_month(self, window: Window) -> Flows:
        """Return exports, imports and surplus of months as series, USD bn a month.

        Raises `InputError` where the target is judged on figures without months.
        """
        if self.judged_on != "reporter":
            raise no_months(self.judged_on, window.label)
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
    def pledges(self) -> Ledger:
        """The ledger: every line of the scenario that was published by the as-of date."""
        lines = [
            ledger_pledge(self.figures, entry.ledger) if isinstance(entry, LedgerLine) else entry
            for entry in self.scenario.pledges
        ]
        return Ledger(p for p in lines if p is not None and p.published <= self.as_of)

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the crediting cases, the headline's first: built-in ones and own ones."""
        return tuple(dict.fromkeys([self.headline_case, *RULES, *self.scenario.crediting]))

    @property
    def headline_case(self) -> str:
        """The name of the crediting case that the headline takes."""
        return self.scenario.headline.crediting

    @property
    def delivery(self) -> dict[str, Quantity]:
        """The share of each category that the headline takes as delivered, where it says so."""
        stated = self.scenario.headline.delivery
        return {category: delivered(category, share) for category, share in stated.items()}

    @property
    def shown_cases(self) -> tuple[str, ...]:
        """The cases that a page shows: all but those for which there is no evidence.

        What Phase One delivered may be later than `as_of`, and a scenario may name no assumption
        for an amount that nobody stated; such a case says what the headline says.
        """
        waits, unnamed = self.delivered_increment() is None, self.scenario.unstated_pledge is None
        every = {name: self.rules(name) for name in self.cases}
        return tuple(
            name
            for name, rules in every.items()
            if name == self.headline_case
            or (
                not (waits and rules.delivered_like_phase_one)
                and not (unnamed and rules.unstated_amount)
            )
        )

    def rules(self, case: str | None = None) -> Rules:
        """Return the rules of a crediting case by name, by default those of the headline's.

        Where the target is judged on goods and services together, services count in every case.
        """
        rules = rules_named(case or self.headline_case, self.scenario.crediting)
        if self.judged_on != "reporter_with_services":
            return rules
        title = rules.title.replace("pledges for goods with", "pledges for goods and services with")
        return replace(rules, goods_only=False, title=title)

    def credit(
        self,
        case: str | None = None,
        on: date | None = None,
        delivery: Mapping[str, Quantity] | None = None,
    ) -> list[Credited]:
        """Return each pledge with what the case credits of it, and why.

        Pledges are judged as they stood on the as-of date, or on an earlier day `on`. `delivery` is
        the share of each category that is delivered, by default what the scenario says of it.
        """
        rules, day = self.rules(case), on or self.as_of
        amounts = {p.id: scenario_amount(self.figures, self.scenario, p) for p in self.pledges}
        taken = self.delivery if delivery is None else delivery
        evidence = replace(self._evidence(rules), delivery=taken)
        return credit(self.pledges, amounts, rules, day, evidence)

    def gap(self, case: str | None = None, on: date | None = None) -> Gap:
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
        """Return US dollars per unit of a currency at the scenario's day or month, else `None`.

        Raises `InputError` for a currency that the scenario gives no date for.
        """
        if currency == "USD":
            return None
        day = self.scenario.currencies.get(currency)
        if day is None:
            known = ", ".join(["USD", *self.scenario.currencies])
            raise InputError(f"There is no rate for currency '{currency}'; known: {known}.")
        key: dict[str, Any] = {"month" if is_month(day) else "date": day}
        return self.figures.figure(rate_table(currency, day), f"usd_per_{currency.lower()}", **key)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that the scenario reads, each once."""
        scenario, base = self.scenario, self.scenario.baseline_
        currencies = [rate_table(c, when) for c, when in scenario.currencies.items()]
        named = [scenario.estimates, scenario.tariff_actions, scenario.news and scenario.news.table]
        mirrored = "07-two-countries" in scenario.chapters
        with_services = mirrored or self.judged_on == "reporter_with_services"
        partner = [PARTNER] if scenario.partner == "CHN" else []
        partner += [SERVICES] if with_services else []
        partner += ["adjusted_balance_estimates", "exports_by_partner_annual_usa"] * mirrored
        balance = [base.vintages, base.annual, base.monthly] if base else []
        physical = ["unit_values"] if "10-physical" in scenario.chapters else []
        if scenario.physical and scenario.physical.measures:
            physical += [scenario.physical.measures, "exports_hs2_monthly_usa_chn"]
        if scenario.partners:
            return (LEDGER, EVENTS, *PARTNER_TABLES, *physical, *currencies)
        always = [*balance, *partner, LEDGER, EVENTS, CHAPTERS, SINGLE, *physical]
        phase_one = [COMMITMENTS, GROUPS, PRODUCTS]
        phase_one += [RESULTS, SERVICES] if "09-phase-one" in scenario.chapters else []
        always += ["capacity_benchmarks"] if "03-feasibility" in scenario.chapters else []
        if "08-progress" in scenario.chapters:
            always += ["imports_naics3_annual_usa"]
        if "08-progress" in scenario.chapters or not scenario.has_target:  # its headline follows
            followed = scenario.progress and scenario.progress.pledges
            always += ["exports_hs2_monthly_usa_chn"] if followed else []
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
        return year_on(self.judged_on, self.figures, self.scenario, year, published_only)

    def _evidence(self, rules: Rules) -> Evidence:
        base, without, no_base = {}, {}, {}
        for pledge in self.pledges:
            before, why = base_exports(self.figures, pledge, self.scenario.baseline.year)
            if before is None:
                no_base[pledge.id] = why
            else:
                base[pledge.id] = before
                without[pledge.id] = self._without(pledge, before)
        unstated = None
        name = self.scenario.unstated_pledge
        if rules.unstated_amount is not None and name is not None and self._known(name):
            unstated = self.assumption(name, rules.unstated_amount, BASIS)
        delivered, with_aircraft = (
            self.delivered_increment(aircraft) if rules.delivered_like_phase_one else None
            for aircraft in (False, True)
        )
        prices = assumed_prices(self)
        return Evidence(base, without, unstated, delivered, prices, no_base, with_aircraft)

    def _known(self, assumption: str) -> bool:
        """Tell whether an assumption is in the scenario and its sources were out."""
        found = self.scenario.assumptions.get(assumption)
        return found is not None and (found.published is None or found.published <= self.as_of)

    def _exports_of(self, pledge: Pledge, year: int) -> Quantity | None:
        """Return the exports of a pledge's codes to the partner in a year, USD bn.

        `None` where the tables can't tell (`tradegap.data.base_exports`).
        """
        return base_exports(self.figures, pledge, year)[0]

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
        before, after = (exports_of_year(self.figures, y, aircraft) for y in (2017, 2020))
        if before is None or after is None:
            return None
        increment = self.figures.figure(
            COMMITMENTS, "y2020_usd_bn", category="Total goods", measure="increment"
        )
        return delivered_share(before, after, increment, "with" if aircraft else "without")
