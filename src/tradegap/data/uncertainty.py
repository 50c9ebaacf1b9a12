"""The uncertainty of a case: its windows to come, drawn over the ranges of the assumptions.

Which crediting counts, which tariffs are in force, and whether a probability may be printed at all
(definition 9 of the method) are decided here; the arithmetic is the model's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tradegap.data.case import Case
from tradegap.data.judged import EXPORTS, IMPORTS
from tradegap.data.tariffs import elasticities, tariff_actions
from tradegap.errors import InputError
from tradegap.model.crediting import Credited
from tradegap.model.gap import gap
from tradegap.model.in_force import InForce, Measures, in_force
from tradegap.model.outlook import (
    Growth,
    Outlook,
    delivered,
    growth_factor,
    outlook,
    years_from,
)
from tradegap.model.periods import month_number
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.sections import UncertaintySection
from tradegap.model.sensitivity import Bar, Influences, influences, tornado
from tradegap.model.simulate import Simulation, simulate
from tradegap.model.target import PathStep
from tradegap.model.tariffs import TariffAction

HEADLINE, ANALYSTS = "as_stated", "analysts_central"
NOTHING_TO_REACH = (
    "nothing quantified is pledged for this window, and no tariff is in force whose coverage and "
    "rate are both stated"
)
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


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What the draws say of a case, and which crediting it is that they say it of.

    `focus` is the quantity that the tornado and the influences are told of, `None` where nothing
    can be drawn; `why_none` then says why.
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

    @property
    def last(self) -> WindowRun | None:
        """The last window in which something can be drawn, else the last of the path."""
        drawn = [run for run in self.windows if run.runs]
        return (drawn or list(self.windows) or [None])[-1]  # type: ignore[list-item]


def uncertainty(case: Case) -> Uncertainty:
    """Draw every window of the case's path over the ranges of its assumptions.

    The headline's crediting is drawn where it counts something or a tariff is in force; where it
    doesn't, the analysts' case is, without a probability. Raises `ModelError` for an assumption
    out of reach.
    """
    settings = case.scenario.uncertainty or UncertaintySection()
    why = _why_no_draws(case)
    if why:
        return Uncertainty(HEADLINE, case.rules().title, settings, (), None, (), None, (), (), why)
    counted, not_counted = tariffs_in_force(case)
    name, windows = HEADLINE, outlooks(case, HEADLINE, counted)
    if not counted and all(w.pledged_usd_bn.value is None for w in windows):
        analysts = outlooks(case, ANALYSTS, counted)
        if any(w.pledged_usd_bn.value is not None for w in analysts):
            name, windows = ANALYSTS, analysts
    runs = tuple(_run(case, window, name, settings) for window in windows)
    focus = _focus(runs)
    return Uncertainty(
        name,
        case.rules(name).title,
        settings,
        runs,
        focus,
        () if focus is None else tornado(focus),
        None if focus is None else influences(focus, settings.sensitivity_samples, settings.seed),
        tuple(a for a in counted if a.stage == "in_force" and not a.why_not),
        not_counted,
        "" if focus is not None else runs[-1].why_none,
    )


def outlooks(case: Case, crediting: str, tariffs: Sequence[TariffAction]) -> list[Outlook]:
    """Return the outlook of every window of the path, with what a crediting case counts.

    Exports without the pledge grow at the rate that is drawn, whatever `without_pledge` says.
    """
    plain = replace(case, without_pledge="base_year")
    lines, base_usd_bn = plain.credit(crediting), base_exports(plain)
    return [_outlook(plain, step, crediting, lines, base_usd_bn, tariffs)
            for step in case.target.steps]  # fmt: skip


def _outlook(
    case: Case,
    step: PathStep,
    crediting: str,
    lines: list[Credited],
    base_usd_bn: Mapping[str, Quantity],
    tariffs: Sequence[TariffAction],
) -> Outlook:
    years = years_from(_base_year(case), step.window)
    growth = Growth(
        *(
            growth_factor(
                case.assumption(f"{flow}_growth_per_year"), years, f"growth of {flow} without "
                f"measures, {step.window.label}",
            )
            for flow in ("exports", "imports")
        )
    )  # fmt: skip
    share = case.assumption("delivered_share_of_increment")
    came = gap(
        case.target, delivered(lines, base_usd_bn, share, growth.exports), case.rules(crediting)
    )
    pledged = next(s for s in came.steps if s.window == step.window).credited_usd_bn
    measures = _measures(case, in_force(tariffs, step.window))
    return outlook(case.baseline, step.window, step.narrowing_usd_bn, growth, pledged, measures)


def _measures(case: Case, tariffs: Sequence[InForce]) -> Measures:
    """Set the tariffs of the two sides apart, with the assumptions on how trade answers them."""
    if not tariffs:
        return Measures()
    ours, theirs = (
        [t for t in tariffs if t.action.actor == side]
        for side in (case.scenario.reporter, case.scenario.partner)
    )
    return Measures(ours, theirs, elasticities(case))


def base_exports(case: Case) -> dict[str, Quantity]:
    """Return exports of each pledge's codes in the base year (USD bn), where a table tells them."""
    year = _base_year(case)
    found = {p.id: case._exports_of(p, year) for p in case.pledges}
    return {pledge_id: exports for pledge_id, exports in found.items() if exports is not None}


def tariffs_in_force(case: Case) -> tuple[tuple[TariffAction, ...], tuple[TariffAction, ...]]:
    """Return the tariffs that took effect by the as-of date, and those that can't be counted.

    An action counts if one number is printed for the value that it covers and one for its rate;
    with those that count come the ones that end them. What took effect by the end of the base year
    is in that year's figures and is no measure. All are taken to stay as they are.
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


def _run(case: Case, window: Outlook, crediting: str, settings: UncertaintySection) -> WindowRun:
    why = _why_no_probability(case, window, crediting)
    roots = {}
    if window.pledged_usd_bn.value is not None and why != ITS_FIGURES_ARE_OUT:
        roots = {"coverage": window.coverage_share, "gap": window.gap_usd_bn}
    if not why:
        roots |= {"balance": window.balance_usd_bn, "room": window.room_usd_bn}
    runs = simulate(roots, settings.draws, settings.seed) if roots else {}
    likely = _no_probability(window) if why else runs["room"].share_not_negative()
    words = f"probability that the surplus of {window.window.label} is at or below what is allowed"
    return WindowRun(window, runs, likely.named(words), why)


def _why_no_probability(case: Case, window: Outlook, crediting: str) -> str:
    if _is_out(case, window):
        return ITS_FIGURES_ARE_OUT
    if crediting != HEADLINE or (window.pledged_usd_bn.value is None and not window.in_force):
        return NOTHING_TO_REACH
    return ""


def _is_out(case: Case, window: Outlook) -> bool:
    table = case.figures.table(case.scenario.baseline.monthly)
    stated = table.dropna(subset=[EXPORTS, IMPORTS])["month"].astype(str)
    return set(window.window.months) <= set(stated)


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
