"""Progress of a case, read from the tables: the path by month, the years, the forecast.

By month there are US figures alone; China's customs and the rest of the world are told by year.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.data.base_exports import CHAPTERS
from tradegap.data.case import Case
from tradegap.errors import InputError, ModelError
from tradegap.model.baseline import Flows, flows
from tradegap.model.forecast import END_WORDS, Forecast, forecast
from tradegap.model.monthly import after
from tradegap.model.names import name_of
from tradegap.model.on_path import OnPath, has_seasons, months_out, on_path
from tradegap.model.periods import Window, calendar_year, month_in_words, month_number
from tradegap.model.progress import Narrowing, narrowing
from tradegap.model.quantity import Quantity
from tradegap.model.shown import Shown
from tradegap.model.target import PathStep
from tradegap.model.track_record import TrackRecord, track_record

WORLD_IMPORTS = "imports_naics3_annual_usa"
WORLD = "WLD"
_RECORD_MONTHS = 27 * 12
_ENDS = {
    "point": "point",
    "low80": "high80",
    "high80": "low80",
    "low95": "high95",
    "high95": "low95",
}


@dataclass(frozen=True)
class StepProgress(Shown):
    """One step of the path: how far it is under either proration, `None` before its first month.

    `seasonal` is `None` too where `no_seasons` says why the base year has none.
    """

    step: PathStep
    even: OnPath | None
    seasonal: OnPath | None
    no_seasons: str | None

    @property
    def state(self) -> str:
        """`ahead`, `running` or `over`."""
        if self.even is None:
            return "ahead"
        return "running" if self.even.pace.months_left else "over"


@dataclass(frozen=True)
class WindowForecast(Shown):
    """The surplus of twelve months: the months that are out and the forecast of the others, USD bn.

    `surplus` and `narrowing` hold the point and the ends of the intervals by name; `required` is
    `None` where the path wants nothing of this window.
    """

    window: Window
    to_date: Quantity | None
    forecast: Forecast
    surplus: dict[str, Quantity]
    narrowing: dict[str, Quantity]
    required: Quantity | None


@dataclass(frozen=True)
class YearBeside:
    """The narrowing of a calendar year against the base year, on US and on Chinese figures.

    `theirs` is `None` where China's customs have no balance for the year or for the base year,
    `required` where no step of the path is this calendar year.
    """

    year: int
    ours: Narrowing
    theirs: Quantity | None
    required: Quantity | None = None


@dataclass(frozen=True)
class WorldYear:
    """US deficit in goods with the partner and with all others in a year, USD bn, on one basis."""

    year: int
    partner: Flows
    others: Flows


def months_there(case: Case) -> set[str]:
    """Return the months for which both US flows are out on the as-of date."""
    table = case.figures.table(case.scenario.baseline.monthly)
    both = table["exports_fas_usd_mn"].notna() & table["imports_customs_usd_mn"].notna()
    return set(table.loc[both, "month"].astype(str))


def path_progress(case: Case) -> list[StepProgress]:
    """Return each step of the path on US figures by month; empty for a case without a path."""
    if not case.scenario.has_target:
        return []
    there, us = months_there(case), case.judged("reporter")
    return [_step(us, step, months_out(step.window, there)) for step in us.target.steps]


def year_to_date(case: Case) -> tuple[Window, Narrowing] | None:
    """Return the months of the last year that are out, and the narrowing on the base year's same.

    They run from January to the first month that either year lacks: a hole is never skipped. `None`
    where there is none, or where the last month that is out lies in the base year or before it.
    """
    base_year, there = case.scenario.baseline.year, months_there(case)
    last = max(there, default="")
    if last[:4] <= str(base_year):
        return None
    both = {month for month in there if f"{base_year}{month[4:]}" in there}
    out = months_out(calendar_year(int(last[:4])), both)
    if not out:
        return None
    us, window = case.judged("reporter"), Window(out[0], out[-1])
    base = us.window(Window(f"{base_year}-01", f"{base_year}{out[-1][4:]}"))
    return window, narrowing(base, us.window(window), window.label)


def path_forecasts(case: Case) -> list[WindowForecast]:
    """Return a forecast of every step of the path that isn't over.

    Of a case without a path, the twelve months to the section's `until`; none where that is over.
    """
    steps = path_progress(case)
    if steps:
        left = [s.step for s in steps if s.state != "over"]
        return [_window_forecast(case, s.window, s.narrowing_usd_bn) for s in left]
    until = case.scenario.progress.until if case.scenario.progress else None
    if until is None or not case.scenario.has_baseline or until <= max(months_there(case)):
        return []
    return [_window_forecast(case, _year_to(until), None)]


def forecast_to(case: Case, until: str) -> WindowForecast:
    """Return the surplus of the twelve months to the deadline `until` (YYYY-MM), USD bn.

    Raises `ModelError` for a deadline that lies before the as-of date.
    """
    month_number(until)
    if until < f"{case.as_of:%Y-%m}":
        raise ModelError(
            f"until: the deadline {month_in_words(until)} lies before the as-of date {case.as_of}; "
            "choose a later deadline or an earlier as_of."
        )
    return _window_forecast(case, _year_to(until), None)


def forecast_record(case: Case) -> TrackRecord:
    """Return how the forecast of twelve months did on the months that are out."""
    return track_record(_history(case))


def years_beside(case: Case) -> list[YearBeside]:
    """Return the narrowing of each year after the base year on US and on Chinese figures."""
    base_year, us = case.scenario.baseline.year, case.judged("reporter")
    base, china_base = us.year(base_year), _china(case, base_year)
    steps = us.target.steps if case.scenario.has_target else ()
    asked = {
        int(s.window.first[:4]): s.narrowing_usd_bn
        for s in steps
        if s.window == calendar_year(int(s.window.first[:4]))
    }
    rows = []
    for year in range(base_year + 1, case.as_of.year + 1):
        ours = us_year(us, year)
        if ours is None:
            break
        now = _china(case, year)
        theirs = None
        if china_base is not None and now is not None:
            less = china_base.surplus_usd_bn - now.surplus_usd_bn
            theirs = less.named(f"narrowing by {year}, on China's customs' figures")
        rows.append(YearBeside(year, narrowing(base, ours, str(year)), theirs, asked.get(year)))
    return rows


def us_year(us: Case, year: int) -> Flows | None:
    """Return the flows of a year on US figures, `None` while it isn't out."""
    table = us.figures.table(us.scenario.baseline.annual)
    vintages = us.figures.table(us.scenario.baseline.vintages)
    if year not in set(table["year"]) | set(vintages["year"]):
        return None
    return us.year(year)


def rest_of_world(case: Case) -> list[WorldYear]:
    """Return the deficit with the partner and with all others, from the base year on.

    US imports for consumption (by NAICS group) less total exports f.a.s. (by HS chapter): another
    basis than the target's, by year only, and no further than both tables go.
    """
    imports, exports = (case.figures.table(name) for name in (WORLD_IMPORTS, CHAPTERS))
    there = set(imports["year"]) & set(exports["year"])
    first = case.scenario.baseline.year
    if case.scenario.partner != "CHN":
        return []
    return [_world(case, int(y)) for y in sorted(there) if y >= first]


def _step(us: Case, step: PathStep, out: tuple[str, ...]) -> StepProgress:
    base_year = us.scenario.baseline.year
    if not out:
        return StepProgress(step, None, None, None)
    base, base_monthly = us.year(base_year), us.by_month(calendar_year(base_year))
    actual = us.by_month(Window(out[0], out[-1]))
    reason = has_seasons(base_monthly, step.window)
    found = [
        on_path(p, base, base_monthly, actual, step.narrowing_usd_bn, step.window)
        if p == "even" or reason is None
        else None
        for p in ("even", "seasonal")
    ]  # fmt: skip
    return StepProgress(step, found[0], found[1], reason)


def _window_forecast(case: Case, window: Window, required: Quantity | None) -> WindowForecast:
    us, history = case.judged("reporter"), _history(case)
    out = months_out(window, months_there(case))
    last = (history.index or ("",))[-1]
    if month_number(window.last) <= month_number(last):
        raise ModelError(
            f"until: {month_in_words(window.last)} is out already and nothing is left to forecast; "
            f"choose a month after {month_in_words(last)}."
        )
    rest = Window(after(out[-1]) if out else window.first, window.last)
    ahead = forecast(history, rest)
    done = us.window(Window(out[0], out[-1])).surplus_usd_bn if out else None
    base = us.year(case.scenario.baseline.year).surplus_usd_bn
    surplus = {name: _with(done, getattr(ahead, name), window, name) for name in _ENDS}
    less = {
        name: (base - surplus[end]).named(
            f"narrowing forecast for {window.label} ({END_WORDS[name]})"
        )
        for name, end in _ENDS.items()
    }
    return WindowForecast(window, done, ahead, surplus, less, required)


def _with(done: Quantity | None, ahead: Quantity, window: Window, name: str) -> Quantity:
    label = f"surplus of {window.label}, forecast ({END_WORDS[name]})"
    return ahead.named(label) if done is None else (done + ahead).named(label)


def _history(case: Case) -> Quantity:
    """Return the surplus by month up to the last month that is out, for 27 years at most."""
    there = months_there(case)
    if not there:
        raise InputError(f"{case.scenario.id}: no month of the balance is out on {case.as_of}.")
    last = max(there)
    first = max(min(there), after(last, 1 - _RECORD_MONTHS))
    return (
        case.judged("reporter")
        .by_month(Window(first, last))
        .surplus_usd_bn.named(f"the partner's goods surplus by month, {Window(first, last).label}")
    )


def _year_to(until: str) -> Window:
    return Window(after(until, -11), until)


def _china(case: Case, year: int) -> Flows | None:
    """Return a year on China's customs' figures, `None` where there is no balance."""
    try:
        return case.judged("partner").year(year)
    except InputError:
        return None


def _world(case: Case, year: int) -> WorldYear:
    bought = {
        who: case.figures.series(
            WORLD_IMPORTS, "imports_customs_usd", "naics3", year=year, partner=who
        ).total(f"US imports for consumption from {name_of(who)}, {year}")
        for who in (case.scenario.partner, WORLD)
    }
    sold = {
        who: case.figures.series(
            CHAPTERS, f"exports_fas_usd_to_{who.lower()}", "hs2", year=year
        ).total(f"US exports to {name_of(who)}, {year}")
        for who in (case.scenario.partner, WORLD)
    }
    mine = case.scenario.partner
    all_sold = (sold[WORLD] - sold[mine]).named(f"US exports to all others, {year}")
    all_bought = (bought[WORLD] - bought[mine]).named(
        f"US imports for consumption from all others, {year}"
    )
    return WorldYear(
        year, flows(sold[mine], bought[mine], str(year)), flows(all_sold, all_bought, str(year))
    )
