"""Pledges followed by month through US exports of HS chapters, in dollars or in assumed tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradegap.data.case import Case
from tradegap.data.ledger import scenario_amount
from tradegap.errors import InputError
from tradegap.model.assumptions import Point
from tradegap.model.monthly import by_month, months_in_words, same_months
from tradegap.model.on_path import months_out
from tradegap.model.pace import (
    Pace,
    RunRate,
    even_shares,
    prorate,
    run_rate_needed,
    seasonal_shares,
    to_date,
)
from tradegap.model.periods import Window, calendar_year
from tradegap.model.physical import checked_price, checked_share
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.scenario import LedgerLine
from tradegap.model.sections import FollowedPledge
from tradegap.model.shown import Shown

EXPORTS_BY_CHAPTER = "exports_hs2_monthly_usa_chn"


@dataclass(frozen=True)
class PledgePace(Shown):
    """A pledge under one reading: US exports of its chapters against its prorated amount.

    In USD bn or mn t. `even`, `seasonal` and `needed` are `None` where `reason` says why nothing
    can be compared. `least` and `most` are what was done to date by the ends of the assumptions'
    ranges, `None` for dollars, which take no assumption; `later` marks a later deadline.
    """

    pledge: Pledge
    followed: FollowedPledge
    reading: str
    window: Window | None
    even: Pace | None = None
    seasonal: Pace | None = None
    needed: RunRate | None = None
    least: Quantity | None = None
    most: Quantity | None = None
    later: bool = False
    reason: str | None = None


def pledge_paces(case: Case) -> list[PledgePace]:
    """Return each pledge of the section that was published by the as-of date, by reading.

    Raises `InputError` for a pledge that the scenario doesn't have.
    """
    section = case.scenario.progress
    known = {p.id: p for p in case.pledges}
    found = []
    for followed in section.pledges if section else ():
        _check_known(case, followed)
        pledge = known.get(followed.pledge)
        if pledge is not None:
            ends = [None] if followed.until is None else [None, followed.until]
            found += [_pace(case, pledge, followed, r, e) for r in followed.readings for e in ends]
    return found


def chapter_exports(case: Case, months: Sequence[str], chapters: Sequence[str]) -> Quantity:
    """Return US exports of HS chapters to the partner by month, USD f.a.s.

    A chapter without a row in a month exported nothing in it, because other chapters have it.
    Raises `DataError` where none of the months has a row of any of the chapters.
    """
    with_rows = _with_rows(case, months, chapters) or months
    rows = case.figures.series(
        EXPORTS_BY_CHAPTER, "exports_fas_usd", ["month", "hs2"], month=list(with_rows),
        hs2=list(chapters),
    )  # fmt: skip
    return by_month(rows, tuple(months)).named(f"US exports of {_chapters(chapters)}")


def chapter_months(case: Case) -> set[str]:
    """Return the months that the table of chapters has on the as-of date."""
    return set(case.figures.table(EXPORTS_BY_CHAPTER)["month"].astype(str))


def _with_rows(case: Case, months: Sequence[str], chapters: Sequence[str]) -> list[str]:
    """Return the months in which one of the chapters has a row, in their order."""
    table = case.figures.table(EXPORTS_BY_CHAPTER)
    there = set(table.loc[table["hs2"].isin(list(chapters)), "month"].astype(str))
    return [month for month in months if month in there]


def _pace(
    case: Case, pledge: Pledge, followed: FollowedPledge, reading: str, until: str | None
) -> PledgePace:
    there = chapter_months(case)
    window, reason = _window(pledge, there)
    if window is not None and until is not None:
        if until < window.first:
            raise InputError(
                f"progress.pledges: until {until} of {pledge.id} lies before its window begins "
                f"({window.first}); write a later month, or leave it out."
            )
        window = Window(window.first, until)
    if window is None:
        return PledgePace(pledge, followed, reading, None, reason=reason)
    out = months_out(window, there)
    reason = reason or _why_not(case, pledge, followed, window, out)
    if reason is not None:
        return PledgePace(pledge, followed, reading, window, reason=reason)
    base_months = calendar_year(case.scenario.baseline.year).months
    base, actual = (_read(case, followed, reading, m, "central") for m in (base_months, out))
    amount = _amount(case, pledge, window, actual)
    ends = _ends(case, followed, reading, out)
    even, seasonal = (
        to_date(actual, prorate(amount, window, shares))
        for shares in (even_shares(window), seasonal_shares(base, window))
    )
    needed = run_rate_needed(even, base)
    return PledgePace(
        pledge, followed, reading, window, even, seasonal, needed, *ends, later=until is not None
    )


def _read(
    case: Case, followed: FollowedPledge, reading: str, months: Sequence[str], point: Point
) -> Quantity:
    """Return what counts by month: all exports, or their rise on the base year's same months."""
    actual = _measured(case, months, followed, point)
    base_months = calendar_year(case.scenario.baseline.year).months
    if reading == "level" or tuple(months) == base_months:
        return actual
    before = same_months(_measured(case, base_months, followed, point), months)
    return (actual - before).named(f"rise of {actual.label} on the base year's same months")


def _ends(
    case: Case, followed: FollowedPledge, reading: str, out: Sequence[str]
) -> tuple[Quantity | None, Quantity | None]:
    """Return what was done to date by the ends of the assumptions: fewest tonnes and most."""
    if followed.price is None:
        return None, None
    low = _read(case, followed, reading, out, "low").total("tonnes to date, fewest")
    high = _read(case, followed, reading, out, "high").total("tonnes to date, most")
    return low, high


def _window(pledge: Pledge, there: set[str]) -> tuple[Window | None, str | None]:
    """Return the months that the amount is for: its window, or for a yearly rate one year of it.

    The year is that of the last month out, or the first of the window before it begins.
    """
    if pledge.window_start is None or pledge.window_end is None:
        return None, "no window is stated, so nothing is due by any date"
    whole = Window(f"{pledge.window_start:%Y-%m}", f"{pledge.window_end:%Y-%m}")
    if not (pledge.unit or "").endswith("/year"):
        return whole, None
    last = min(max(there, default=whole.first), whole.last)
    year = calendar_year(int(max(last, whole.first)[:4]))
    return Window(max(year.first, whole.first), min(year.last, whole.last)), None


def _why_not(
    case: Case, pledge: Pledge, followed: FollowedPledge, window: Window, out: Sequence[str]
) -> str | None:
    if pledge.amount is None:
        return "no amount is stated"
    if case.scenario.partner != "CHN":
        return "the table of chapters by month is of exports to China"
    if not out:
        return f"no month of {months_in_words(window)} is out yet"
    year = case.scenario.baseline.year
    for months, said in ((calendar_year(year).months, f"in {year}"), (out, "in these months")):
        if not _with_rows(case, months, followed.chapters):
            return f"the table has no US exports of {_chapters(followed.chapters)} {said}"
    in_tonnes = (pledge.unit or "").startswith("mn t")
    if in_tonnes != (followed.price is not None):
        return "tonnes are followed with a share and a price, dollars without"
    return None


def _measured(
    case: Case, months: Sequence[str], followed: FollowedPledge, point: Point
) -> Quantity:
    """Return exports of the chapters by month in USD bn, or in mn t at the assumed price.

    `low` takes the low share and the high price, which make the fewest tonnes.
    """
    dollars = chapter_exports(case, months, followed.chapters)
    if followed.share is None or followed.price is None:
        return dollars.to("USD bn")
    dear: dict[Point, Point] = {"low": "high", "central": "central", "high": "low"}
    worth = dollars * checked_share(_assumed(case, followed.share, point))
    price = checked_price(_assumed(case, followed.price, dear[point]))
    tonnes = (worth / price).to("mn t")
    return tonnes.named("tonnes shipped, at the assumed share and price")


def _assumed(case: Case, name: str, point: Point) -> Quantity:
    """Return an assumption at a point; who overrides it names one value and no ends."""
    return case.assumption(name, "central" if name in case.overrides else point)


def _amount(case: Case, pledge: Pledge, window: Window, like: Quantity) -> Quantity:
    """Return the amount for the window, in the unit and on the basis of what is compared."""
    stated = scenario_amount(case.figures, case.scenario, pledge)
    if stated.unit.endswith("/year"):
        months = len(window.months)
        years = parameter(
            f"years_of_window:{months}", months / 12, unit="year", chosen_in="definition",
            label=f"{months} months, in years",
        )  # fmt: skip
        stated = stated * years
    label = f"{pledge.category}: amount of {window.label} ({pledge.said})"
    return stated.to(like.unit).read_as(like.basis or "", label)


def _check_known(case: Case, followed: FollowedPledge) -> None:
    ids = [
        entry.ledger if isinstance(entry, LedgerLine) else entry.id
        for entry in case.scenario.pledges
    ]
    if followed.pledge not in ids:
        raise InputError(
            f"progress.pledges: {case.scenario.id} has no pledge {followed.pledge}; it has "
            f"{', '.join(ids) or 'none'}."
        )


def _chapters(chapters: Sequence[str]) -> str:
    if len(chapters) == 1:
        return f"HS chapter {chapters[0]}"
    return f"HS chapters {chapters[0]} to {chapters[-1]} ({len(chapters)} of them)"
