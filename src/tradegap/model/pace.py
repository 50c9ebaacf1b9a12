"""Pace: an amount for a window prorated over its months, and what was done of it to date.

    year = Window("2020-01", "2020-12")
    path = prorate(commitment, year, seasonal_shares(months_of_2017, year))
    to_date(exports_of_january_to_march, path).reached_share

Even proration gives each month the same part; seasonal proration gives it the part that the same
calendar month had in a base year. Months that aren't out are not counted, and never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.leaves import ParameterLeaf
from tradegap.model.monthly import months_in_words, same_months, take
from tradegap.model.periods import Window, month_in_words
from tradegap.model.quantity import Quantity, opaque, parameter, takes_draws
from tradegap.model.shown import Shown

Proration = Literal["even", "seasonal"]


@dataclass(frozen=True)
class Pace(Shown):
    """What was done of a prorated amount in the months that are out; amounts in its unit.

    `reached_share` is actual over due, `ahead` actual less due, `left` the whole amount less
    actual. Missing where a month has no figure, and the share where nothing was due.
    `actual_by_month` and `due_by_month` are the months that are out, as series.
    """

    covered: Window
    window: Window
    actual: Quantity
    due: Quantity
    whole: Quantity
    reached_share: Quantity
    ahead: Quantity
    left: Quantity
    actual_by_month: Quantity
    due_by_month: Quantity

    @property
    def months_out(self) -> int:
        """How many months of the window are counted."""
        return len(self.covered.months)

    @property
    def months_left(self) -> int:
        """How many months of the window are left."""
        return len(self.window.months) - self.months_out

    @property
    def label(self) -> str:
        """The months that are counted, in words: `January to May 2026`."""
        return months_in_words(self.covered)


@dataclass(frozen=True)
class RunRate(Shown):
    """What is left of an amount, by remaining month and against the same months of a base year.

    `per_month` is in the amount's unit a month, `times_base` how many times the base year's same
    months (`base_same_months`) it is; both are missing where no month is left.
    """

    months_left: int
    left: Quantity
    per_month: Quantity
    base_same_months: Quantity
    times_base: Quantity


def even_shares(window: Window) -> Quantity:
    """Return each month's share of a window's amount if all months weigh the same: 1 / months."""
    count = len(window.months)
    leaf = ParameterLeaf(f"even_shares:{window.first}_{window.last}", "definition")
    label = f"even shares of the months, {window.label}"
    return Quantity(
        np.full(count, 1.0 / count), "share", None, label, leaf=leaf, index=window.months
    )


def seasonal_shares(base_monthly: Quantity, window: Window) -> Quantity:
    """Return each month's share by a base year's seasons.

    share of a month = base of the same calendar month / base of all months of the window

    `base_monthly` is a series in any unit whose rows are months (YYYY-MM), each calendar month of
    the window once. A month without a figure makes all shares missing. Raises `ModelError` where a
    calendar month isn't there or stands twice, a month is negative, or all are nothing. It does not
    smooth: one odd month of the base year stays odd.
    """
    same = same_months(base_monthly, window.months)
    values = np.asarray(same.value, dtype=float)
    if np.any(values < 0):
        month = window.months[int(np.argmax(values < 0))]
        raise ModelError(
            f"'{base_monthly.label}' is negative in {month_in_words(month).split()[0]}: seasonal "
            "shares of it have no meaning; take even ones."
        )
    if not np.isnan(values).any() and not values.sum():
        raise ModelError(
            f"'{base_monthly.label}' is nothing in every month of {window.label}: it has no "
            "seasons; take even shares."
        )
    return (same / same.total()).named(f"seasonal shares of the months, by {base_monthly.label}")


def prorate(amount: Quantity, window: Window, shares: Quantity | None = None) -> Quantity:
    """Return an amount for a whole window by month: amount x share of the month.

    `amount` is one number for the window, such as USD bn (never a yearly rate); `shares` a series
    over the window's months that adds to one, even ones by default. Returned in the amount's unit
    and basis. Raises `ModelError` for a yearly rate, a series, or shares of other months or of
    another sum.
    """
    _check_amount(amount)
    shares = even_shares(window) if shares is None else shares
    if shares.index != window.months:
        raise ModelError(
            f"'{shares.label}' isn't by the months of {window.label}; make it for this window."
        )
    total = np.asarray(shares.value, dtype=float).sum(axis=-1)
    if np.any(np.abs(total - 1.0) > 1e-9):
        raise ModelError(f"'{shares.label}' adds to {np.ravel(total)[0]:g}, not to 1.")
    return (amount * shares).named(f"{amount.label}, by month")


def to_date(actual: Quantity, path: Quantity) -> Pace:
    """Compare the months that are out with what was due of a prorated path by then.

    `actual` is a series of the first months of the path, one row a month that is out; `path` comes
    from `prorate`. Both in one unit on one basis. Raises `ModelError` for other months.
    """
    if path.index is None or actual.index is None:
        raise ModelError(f"'{actual.label}': progress needs months on both sides, not a total.")
    out = actual.index
    if out != path.index[: len(out)]:
        raise ModelError(
            f"'{actual.label}' is by {out[0]} to {out[-1]}, which aren't the first months of "
            f"'{path.label}' ({path.index[0]} to {path.index[-1]})."
        )
    covered, window = Window(out[0], out[-1]), Window(path.index[0], path.index[-1])
    said = months_in_words(covered)
    done = actual.total(f"{actual.label}, {said}")
    due_by_month = take(path, out)
    due = due_by_month.total(f"{path.label}, due for {said}")
    whole = path.total(f"{path.label}, {window.label}")
    return Pace(
        covered,
        window,
        done,
        due,
        whole,
        _share(done, due, f"{actual.label} over what was due, {said}"),
        (done - due).named(f"{actual.label} less what was due, {said}"),
        (whole - done).named(f"left of {path.label} after {said}"),
        actual,
        due_by_month,
    )


def run_rate_needed(pace: Pace, base_monthly: Quantity) -> RunRate:
    """Return what each remaining month has to bring to reach the whole amount.

    per month = left / months left; times the base = left / the base year's same months

    `base_monthly` is by month in the amount's unit and on its basis. Raises `ModelError` where it
    lacks one of the calendar months that are left.
    """
    rest = pace.window.months[pace.months_out :]
    if not rest:
        none = parameter(
            f"none_left:{pace.window.first}_{pace.window.last}",
            None,
            unit=pace.left.unit,
            basis=pace.left.basis,
            label="no month is left",
            chosen_in="definition",
        )
        return RunRate(0, pace.left, _per(none, 1), none, _share(none, none, "no month is left"))
    base = same_months(base_monthly, rest).total(
        f"{base_monthly.label}, in the calendar months that are left"
    )
    times = _share(pace.left, base, "what is left over the base year's same months")
    return RunRate(len(rest), pace.left, _per(pace.left, len(rest)), base, times)


@takes_draws
def share_or_missing(part: float, whole: float) -> float | np.ndarray | None:
    """Return `part / whole`, missing where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(np.asarray(whole) == 0, np.nan, np.asarray(part) / np.asarray(whole))
    return found if found.ndim else (None if np.isnan(found) else float(found))


def _share(part: Quantity, whole: Quantity, label: str) -> Quantity:
    """Return a ratio of like amounts; a missing one where there is no whole to divide by."""
    if whole.value == 0:
        return opaque(share_or_missing, part, whole, unit="share", basis=None, label=label)
    return (part / whole).named(label)


def _per(amount: Quantity, months: int) -> Quantity:
    count = parameter(
        f"months_left:{months}", months, unit="month", label="months left", chosen_in="definition"
    )
    return (amount / count).named(f"{amount.label}, a month")


def _check_amount(amount: Quantity) -> None:
    if not isinstance(amount, Quantity):
        raise ModelError(
            f"amount: {amount!r} is a bare number without an origin; make it a `parameter(...)` or "
            "take it from a table."
        )
    if amount.index is not None:
        raise ModelError(f"'{amount.label}' is a series; prorate one amount for the window.")
    if amount.unit.endswith("/year"):
        raise ModelError(
            f"'{amount.label}' is in {amount.unit}: a rate isn't prorated; multiply it by the "
            "years of the window first."
        )
