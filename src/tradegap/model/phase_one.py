"""Phase One: a commitment that is a base year plus an increment, followed month by month.

The same months answer two questions that are never mixed: how much of the *level* was reached, and
how much of the *increment*. Each stands under even and under seasonal proration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tradegap.errors import ModelError
from tradegap.model.monthly import same_months, take
from tradegap.model.pace import (
    Pace,
    Proration,
    RunRate,
    even_shares,
    prorate,
    run_rate_needed,
    seasonal_shares,
    share_or_missing,
    to_date,
)
from tradegap.model.periods import Window
from tradegap.model.quantity import Quantity, opaque
from tradegap.model.shown import Shown

Category = Literal["Total goods", "Agriculture", "Energy", "Manufactured goods"]
CATEGORIES: tuple[Category, ...] = ("Agriculture", "Energy", "Manufactured goods")
TOTAL: Category = "Total goods"
WITH_AIRCRAFT: tuple[Category, ...] = (TOTAL, "Manufactured goods")
"""Where heading 8800 belongs: aircraft are manufactured goods."""


@dataclass(frozen=True)
class Commitment:
    """Base, increment and the level that they make, USD bn of US exports f.a.s. in a year."""

    base: Quantity
    increment: Quantity
    level: Quantity


@dataclass(frozen=True)
class Followed(Shown):
    """One category in one scope to one month: shares of level and increment by either proration.

    `even` and `seasonal` compare with the level; `rise` is exports less those of the base year's
    same months, `rise_share_*` that over the prorated increment.
    """

    category: Category
    aircraft: bool
    commitment: Commitment
    even: Pace
    seasonal: Pace
    rise: Quantity
    rise_share_even: Quantity
    rise_share_seasonal: Quantity
    needed: RunRate

    @property
    def reached_even_share(self) -> Quantity:
        """Share of the level reached, each month a twelfth."""
        return self.even.reached_share

    @property
    def reached_seasonal_share(self) -> Quantity:
        """Share of the level reached, months by the base year's seasons."""
        return self.seasonal.reached_share

    def pace(self, proration: Proration) -> Pace:
        """Return the comparison with the level under one proration."""
        return self.even if proration == "even" else self.seasonal


def commitment(base_monthly: Quantity, increment: Quantity, said: str) -> Commitment:
    """Return base + increment: exports of the base year's months (USD bn) and what is promised.

    The increment may be measured on either country's statistics; here it is read on US exports.
    Raises `ModelError` unless the base has twelve months.
    """
    if len(base_monthly.index or ()) != 12:
        raise ModelError(f"'{base_monthly.label}' isn't a year by month: a base has twelve months.")
    base = base_monthly.total(f"{said}, base year")
    more = increment.read_as(base.basis or "", f"{said}, increment, in US exports").to("USD bn")
    return Commitment(base, more, (base + more).named(f"{said}, commitment"))


def follow(
    base_monthly: Quantity,
    actual_monthly: Quantity,
    increment: Quantity,
    window: Window,
    category: Category = TOTAL,
    aircraft: bool = False,
) -> Followed:
    """Compare the months that are out with the commitment of a year, level and increment apart.

    `base_monthly` is the base year by month and `actual_monthly` the first months of `window` that
    are out, both USD bn of US exports f.a.s. of the same goods; `increment` USD bn. Raises
    `ModelError` for months that don't fit.
    """
    said = goods_in_words(category, aircraft)
    promised = commitment(base_monthly, increment, said)
    shares = {"even": even_shares(window), "seasonal": seasonal_shares(base_monthly, window)}
    level, more = (
        {name: prorate(amount, window, share) for name, share in shares.items()}
        for amount in (promised.level, promised.increment)
    )
    paces = {name: to_date(actual_monthly, path) for name, path in level.items()}
    before = same_months(base_monthly, actual_monthly.index or ()).total(
        f"{said} in the base year's same months"
    )
    rise = (paces["even"].actual - before).named(f"{said} less the base year's same months")
    out = actual_monthly.index or ()
    rises = {name: _of_increment(rise, take(path, out), said, name) for name, path in more.items()}
    return Followed(
        category,
        aircraft,
        promised,
        paces["even"],
        paces["seasonal"],
        rise,
        rises["even"],
        rises["seasonal"],
        run_rate_needed(paces["even"], base_monthly),
    )


def goods_in_words(category: Category, aircraft: bool) -> str:
    """Name a category in one scope: `Energy`, `Total goods with aircraft`."""
    return f"{category} with aircraft" if aircraft else str(category)


def _of_increment(rise: Quantity, path: Quantity, said: str, name: str) -> Quantity:
    """Return the rise over the increment that is due for the months of `path`."""
    due = path.total(f"{path.label}, due by then")
    label = f"share of the increment that {said} brought ({name} proration)"
    if due.value == 0:
        return opaque(share_or_missing, rise, due, unit="share", basis=None, label=label)
    return (rise / due).named(label)
