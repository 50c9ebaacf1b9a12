"""What the trade of a window starts from: the last full year that is out, and months since.

The target is measured from the base year; growth is assumed for a year or two and not for many.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradegap.data.case import Case
from tradegap.data.judged import EXPORTS, IMPORTS
from tradegap.model.baseline import flows
from tradegap.model.monthly import months_in_words
from tradegap.model.outlook import Start
from tradegap.model.periods import Window, calendar_year
from tradegap.model.quantity import Quantity, parameter


def last_full_year(case: Case) -> int:
    """Return the last calendar year whose flows are out by the as-of date, never before the base.

    That is where trade starts from: growth is assumed for a year or two and not for many.
    """
    base = case.scenario.baseline
    out = [int(y) for t in (base.vintages, base.annual) for y in case.figures.table(t)["year"]]
    return max([case.scenario.baseline.year, *out])


def start_of(case: Case, window: Window, year: int) -> Start:
    """Return what a window's trade starts from: the flows of `year`, and its months that are out.

    The months are read in the last vintage by the as-of date. The others are taken as the part that
    the same calendar months were of the start year, flow by flow; where its months aren't readable,
    as many twelfths of it.
    """
    there = case.baseline if year == case.scenario.baseline.year else case.year(year)
    stated = _months_there(case)
    out = tuple(month for month in window.months if month in stated)
    start = Start(year, there, out)
    if not out:
        return start
    left = len(start.months_left(window)) / len(window.months)
    rest = parameter(
        f"rest_of_window:{window.first}:{len(out)}", left, unit="share",
        label=f"part of the months of {window.label} that isn't out", chosen_in="definition",
    )  # fmt: skip
    seasons = left > 0 and set(calendar_year(year).months) <= stated
    exports, imports = (
        _part_of_year(case, column, start.same_months(window), year) if seasons else rest
        for column in (EXPORTS, IMPORTS)
    )
    sold, bought = (_monthly(case, column, out).total() for column in (EXPORTS, IMPORTS))
    gone = flows(sold, bought, months_in_words(Window(out[0], out[-1])))
    return Start(year, there, out, gone, exports, imports, rest)


def _part_of_year(case: Case, column: str, months: Sequence[str], year: int) -> Quantity:
    whole = _monthly(case, column, calendar_year(year).months).total()
    part = _monthly(case, column, months).total()
    flow = "exports" if column == EXPORTS else "imports"
    return (part / whole).named(f"part of the {flow} of {year} in the months that aren't out")


def _monthly(case: Case, column: str, months: Sequence[str]) -> Quantity:
    table = case.scenario.baseline.monthly
    return case.figures.series(table, column, "month", month=sorted(months))


def _months_there(case: Case) -> set[str]:
    table = case.figures.table(case.scenario.baseline.monthly)
    return set(table.dropna(subset=[EXPORTS, IMPORTS])["month"].astype(str))


def base_exports(case: Case) -> dict[str, Quantity]:
    """Return exports of each pledge's codes in the base year (USD bn), where a table tells them."""
    return _exports_in(case, case.scenario.baseline.year)


def start_exports(case: Case, start: Start) -> dict[str, Quantity]:
    """Return exports of each pledge's codes in the start year (USD bn), by pledge id.

    Where no table tells them, the base year's, moved as all exports moved since; where that isn't
    known either, the pledge isn't here.
    """
    base = base_exports(case)
    if start.year == case.scenario.baseline.year:
        return base
    moved = start.flows.exports_usd_bn / case.baseline.exports_usd_bn
    label = "as all exports moved since"
    return {i: (q * moved).named(f"{q.label}, {label}") for i, q in base.items()} | {
        i: q for i, q in _exports_in(case, start.year).items() if i in base
    }


def _exports_in(case: Case, year: int) -> dict[str, Quantity]:
    found = {p.id: case._exports_of(p, year) for p in case.pledges}
    return {pledge_id: exports for pledge_id, exports in found.items() if exports is not None}
