"""The uncertainty of a case: its windows to come, drawn over the ranges of the assumptions.

Which crediting counts, which tariffs are in force, and whether a probability may be printed at all
(definition 9 of the method) are decided here; the arithmetic is the model's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tradegap.data.case import Case
from tradegap.data.start_year import base_exports, last_full_year, start_exports, start_of
from tradegap.data.tariffs import elasticities, tariff_actions
from tradegap.errors import InputError
from tradegap.model.crediting import Credited
from tradegap.model.gap import gap
from tradegap.model.in_force import InForce, Measures, in_force
from tradegap.model.outlook import (
    Growth,
    Outlook,
    Start,
    delivered,
    growth_factor,
    outlook,
    years_from,
)
from tradegap.model.periods import Window, month_number
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.response import one
from tradegap.model.sections import UncertaintySection
from tradegap.model.sensitivity import Bar, Influences, influences, tornado
from tradegap.model.setting import HeadlineSection
from tradegap.model.shown import Shown
from tradegap.model.simulate import Simulation, simulate
from tradegap.model.target import PathStep
from tradegap.model.tariffs import TariffAction

ANALYSTS = "analysts_central"
NOTHING_TO_REACH = (
    "nothing quantified is pledged for this window, and no tariff is in force whose coverage and "
    "rate are both stated"
)
NOTHING_COUNTS = (
    "nothing that this crediting counts is quantified for this window, and no tariff is in force "
    "whose coverage and rate are both stated"
)
PARTLY_ASSUMED = "part of what counts is an amount that nobody stated"
HORIZON_YEARS = 2.5
"""How far ahead the ranges of growth hold: they are of runs of two years."""

ITS_FIGURES_ARE_OUT = "its figures are out: what it came to is known, and no matter of chance"


@dataclass(frozen=True, eq=False)
class WindowRun:
    """One window of the path: its outlook, the draws, and the probability or why there is none.

    `runs` has `coverage` and `gap` where a pledge counts, and `balance` where there is a
    probability too. `probability` is missing where `why_none` is not empty.
    """

    outlook: Outlook
    runs: Mapping[str, Simulation]
    probability: Quantity
    why_none: str

    @property
    def to_come(self) -> bool:
        """Whether any month of it isn't out."""
        return self.why_none != ITS_FIGURES_ARE_OUT

    @property
    def lost(self) -> bool:
        """Whether it can't be reached any more: its months that are out exceed what is allowed."""
        return not self.why_none and self.outlook.exceeded and self.probability.value == 0


@dataclass(frozen=True, eq=False)
class Uncertainty(Shown):
    """What the draws say of a case, and which crediting it is that they say it of.

    `focus` is the quantity that the tornado and the influences are told of, `None` where nothing
    can be drawn; `why_none` then says why. `assumed`: an amount that nobody stated is in it.
    """

    crediting: str
    title: str
    settings: UncertaintySection
    windows: tuple[WindowRun, ...]
    focus: Quantity | None
    bars: tuple[Bar, ...]
    influences: Influences | None
    in_force: tuple[TariffAction, ...]
    not_counted: tuple[TariffAction, ...]
    why_none: str = ""
    assumed: bool = False

    @property
    def last(self) -> WindowRun | None:
        """The last window in which something can be drawn, else the last of the path."""
        drawn = [run for run in self.windows if run.runs]
        return (drawn or list(self.windows) or [None])[-1]  # type: ignore[list-item]


def uncertainty(case: Case) -> Uncertainty:
    """Draw every window of the case's path over the ranges of its assumptions.

    The headline's crediting is drawn where it counts something or a tariff is in force; where it
    doesn't, and nothing stated is there to count, the analysts' case is. An amount that nobody
    stated gets no probability. Raises `ModelError` for an assumption out of reach.
    """
    settings = case.scenario.uncertainty or UncertaintySection()
    why = _why_no_draws(case)
    if why:
        return Uncertainty(
            case.headline_case, case.rules().title, settings, (), None, (), None, (), (), why
        )
    counted, not_counted = tariffs_in_force(case)
    name = case.headline_case
    windows = outlooks(case, name, counted)
    stated, assumed = _amounts(case, name)
    if not counted and all(w.pledged_usd_bn.value is None for w in windows):
        analysts = outlooks(case, ANALYSTS, counted)
        none_stated = _amounts(case, ANALYSTS) == (False, True)
        if none_stated and any(w.pledged_usd_bn.value is not None for w in analysts):
            name, windows, stated, assumed = ANALYSTS, analysts, False, True
    why = _why_unlikely(name, stated=stated, assumed=assumed)
    runs = tuple(_run(window, assumed, why, settings) for window in windows)
    focus = _focus(runs)
    return Uncertainty(
        name,
        case.rules(name).title,
        settings,
        runs,
        focus,
        () if focus is None else tornado(focus),
        None if focus is None else influences(focus, settings.sensitivity_samples, settings.seed),
        _listed(runs),
        not_counted if any(run.to_come for run in runs) else (),
        "" if focus is not None else runs[-1].why_none,
        assumed,
    )


def outlooks(case: Case, crediting: str, tariffs: Sequence[TariffAction]) -> list[Outlook]:
    """Return the outlook of every window of the path, with what a crediting case counts.

    Exports without the pledge grow at the rate that is drawn, whatever `without_pledge` says.
    """
    plain = replace(case, without_pledge="base_year")
    # what is delivered is drawn: a share that the headline takes would come on top of that
    lines, year = plain.credit(crediting, delivery={}), last_full_year(plain)
    return [_outlook(plain, step, crediting, lines, year, tariffs) for step in case.target.steps]


def _outlook(
    case: Case,
    step: PathStep,
    crediting: str,
    lines: list[Credited],
    year: int,
    tariffs: Sequence[TariffAction],
) -> Outlook:
    start = start_of(case, step.window, year)
    growth = _growth(case, step.window, start)
    share = case.assumption("delivered_share_of_increment")
    base, there = base_exports(case), start_exports(case, start)
    came = gap(
        case.target, delivered(lines, base, there, share, growth.exports), case.rules(crediting)
    )
    pledged = next(s for s in came.steps if s.window == step.window).credited_usd_bn
    found = in_force(tariffs, start.months_left(step.window), start.same_months(step.window))
    moving = [t for t in found if t.added.value]
    made = outlook(
        case.baseline, start, step.window, step.narrowing_usd_bn, growth, pledged,
        _measures(case, moving),
    )  # fmt: skip
    return replace(made, in_force=tuple(t for t in found if t.part.value))


def _growth(case: Case, window: Window, start: Start) -> Growth:
    """Return the growth from the start year to the window's months that aren't out."""
    months = start.months_left(window)
    if not months:
        return Growth(one(), one())
    years = years_from(start.year, months)
    exports, imports = (
        growth_factor(
            case.assumption(f"{flow}_growth_per_year"), years, f"growth of {flow} without "
            f"measures, {start.year} to {window.label}",
        )
        for flow in ("exports", "imports")
    )  # fmt: skip
    return Growth(exports, imports)


def years_ahead(window: Outlook) -> Quantity | None:
    """Return how many years a window's months that aren't out lie after the start year's."""
    months = window.start.months_left(window.window)
    return years_from(window.start.year, months) if months else None


def _measures(case: Case, tariffs: Sequence[InForce]) -> Measures:
    """Set the tariffs of the two sides apart, with the assumptions on how trade answers them."""
    if not tariffs:
        return Measures()
    ours, theirs = (
        [t for t in tariffs if t.action.actor == side]
        for side in (case.scenario.reporter, case.scenario.partner)
    )
    return Measures(ours, theirs, elasticities(case))


def tariffs_in_force(case: Case) -> tuple[tuple[TariffAction, ...], tuple[TariffAction, ...]]:
    """Return the tariffs that took effect by the as-of date, and those that can't be counted.

    An action counts if one number is printed for the value that it covers and one for its rate;
    with those that count come the ones that end them. What took effect by the end of the base year
    is in that year's figures and is no measure; what took effect later is, but its part of a later
    start year is in the figures that trade starts from. All are taken to stay as they are.
    """
    sides = (case.scenario.reporter, case.scenario.partner)
    began = [
        a
        for a in tariff_actions(case)
        if f"{_base_year(case)}-12-31" < a.effective <= case.as_of.isoformat() and a.actor in sides
    ]
    counts = [a for a in began if a.stage == "in_force" and not a.why_not]
    of = {(a.actor, a.instrument) for a in counts}
    last = {(a.actor, a.instrument): a for a in sorted(began, key=lambda a: a.effective)}
    return (
        tuple(a for a in began if (a.actor, a.instrument) in of),
        tuple(a for a in last.values() if a.stage == "in_force" and a.why_not),
    )


def _base_year(case: Case) -> int:
    return case.scenario.baseline.year


def _why_no_draws(case: Case) -> str:
    """Say why nothing can be drawn of a case at all, empty where something can."""
    if not case.scenario.has_target or case.scenario.baseline_ is None:
        return "this case has no target that a balance could reach"
    if case.judged_on != "reporter":
        return "it is worked out on US figures for goods alone, not on those that this report " \
            "judges the target on"  # fmt: skip
    steps = case.scenario.target.path
    if not steps:
        return "the target has no date: there is no window to look at"
    first = min(month_number(step.first) for step in steps)
    if first < month_number(f"{_base_year(case)}-01"):
        return "the path begins before the base year"
    return ""


def _listed(runs: Sequence[WindowRun]) -> tuple[TariffAction, ...]:
    """Return the tariffs in force in a window that isn't over, each once."""
    found = {t.action.id: t.action for r in runs if r.to_come for t in r.outlook.in_force}
    return tuple(found.values())


def _amounts(case: Case, crediting: str) -> tuple[bool, bool]:
    """Tell whether a crediting counts amounts that were stated, and whether one that wasn't."""
    counting = [c.pledge for c in case.credit(crediting, delivery={}) if c.counts]
    return (
        any(p.amount is not None for p in counting),
        any(p.amount is None for p in counting),
    )


def _why_unlikely(crediting: str, *, stated: bool, assumed: bool) -> str:
    """Say why no probability is given where an amount is assumed, or where nothing counts."""
    if assumed:
        return PARTLY_ASSUMED if stated else NOTHING_TO_REACH
    return NOTHING_TO_REACH if crediting == HeadlineSection().crediting else NOTHING_COUNTS


def _run(window: Outlook, assumed: bool, unlikely: str, settings: UncertaintySection) -> WindowRun:
    why = _why_no_probability(window, assumed, unlikely)
    roots = {}
    if window.pledged_usd_bn.value is not None and why != ITS_FIGURES_ARE_OUT:
        roots = {"coverage": window.coverage_share, "gap": window.gap_usd_bn}
    if not why:
        roots |= {"balance": window.balance_usd_bn, "room": window.room_usd_bn}
    runs = simulate(roots, settings.draws, settings.seed) if roots else {}
    likely = _no_probability(window) if why else runs["room"].share_not_negative()
    words = f"probability that the surplus of {window.window.label} is at or below what is allowed"
    return WindowRun(window, runs, likely.named(words), why)


def _why_no_probability(window: Outlook, assumed: bool, unlikely: str) -> str:
    if not window.start.months_left(window.window):
        return ITS_FIGURES_ARE_OUT
    if assumed or (window.pledged_usd_bn.value is None and not window.in_force):
        return unlikely
    return ""


def _no_probability(window: Outlook) -> Quantity:
    return parameter(
        f"no_probability:{window.window.first}", None, unit="share",
        label="no probability is given", chosen_in="definition",
    )  # fmt: skip


def _focus(runs: tuple[WindowRun, ...]) -> Quantity | None:
    """Return what the sensitivities are told of: a balance, else a coverage, of the last window.

    The balance is that of the last window with a probability, the coverage that of the last one in
    which a pledge counts.
    """
    likely = [run.outlook.balance_usd_bn for run in runs if not run.why_none]
    covered = [run.outlook.coverage_share for run in runs if "coverage" in run.runs]
    return (likely or covered or [None])[-1]  # type: ignore[list-item]


def window_of(run: Uncertainty) -> WindowRun:
    """Return the window that the pictures show; raises `InputError` where nothing was drawn."""
    if run.last is None or not run.last.runs:
        raise InputError(f"Nothing was drawn: {run.why_none}.")
    return run.last
