"""On the path: the narrowing to date against what the path wants by then, and through what.

Narrowing to date = base surplus due for the months that are out - their surplus. The base year and
the required narrowing are both prorated, evenly or by the base year's seasons.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.baseline import Flows, flows
from tradegap.model.monthly import cumulative, take
from tradegap.model.pace import (
    Pace,
    Proration,
    RunRate,
    even_shares,
    prorate,
    run_rate_needed,
    seasonal_shares,
    to_date,
)
from tradegap.model.periods import Window
from tradegap.model.progress import Narrowing, narrowing
from tradegap.model.quantity import Quantity, balance


@dataclass(frozen=True)
class OnPath:
    """One step of the path under one proration, USD bn.

    `pace` compares the surplus with the level that the path allows; `due` is the narrowing wanted
    by then, `change` what there was of it, `reached_share` their ratio; `needed` is the surplus
    that the remaining months may have. `due_by_month` and `reached_by_month` are running sums.
    """

    proration: Proration
    pace: Pace
    required: Quantity
    due: Quantity
    change: Narrowing
    reached_share: Quantity
    needed: RunRate
    due_by_month: Quantity
    reached_by_month: Quantity


def on_path(
    proration: Proration, base: Flows, base_monthly: Flows, actual: Flows, required: Quantity,
    window: Window,
) -> OnPath:  # fmt: skip
    """Compare the months that are out with one step of the path.

    `base` is the base year (USD bn), `base_monthly` the same by month, `actual` the first months of
    `window` that are out, `required` the narrowing of the whole window (USD bn of the balance).
    Each flow of the base year is prorated by its own months, the narrowing by the surplus's. Raises
    `ModelError` where the base year's surplus has no seasons to go by, or months don't fit.
    """
    of = {
        name: _shares(proration, getattr(base_monthly, name), window)
        for name in ("exports_usd_bn", "imports_usd_bn", "surplus_usd_bn")
    }
    exports, imports = (
        prorate(getattr(base, name), window, of[name])
        for name in ("exports_usd_bn", "imports_usd_bn")
    )
    out = actual.surplus_usd_bn.index or ()
    allowed = (base.surplus_usd_bn - required).named("surplus that the path allows")
    pace = to_date(actual.surplus_usd_bn, prorate(allowed, window, of["surplus_usd_bn"]))
    before = flows(
        take(exports, out).total(), take(imports, out).total(), f"base year, for {pace.label}"
    )
    now = flows(actual.exports_usd_bn.total(), actual.imports_usd_bn.total(), pace.label)
    wanted = prorate(required, window, of["surplus_usd_bn"])
    due = take(wanted, out).total(f"narrowing due by {pace.label}")
    change = narrowing(before, now, pace.label)
    base_to_date = balance(take(imports, out), take(exports, out), "the base year's surplus")
    return OnPath(
        proration,
        pace,
        required,
        due,
        change,
        (change.narrowing_usd_bn / due).named("share of the narrowing due that was reached"),
        run_rate_needed(pace, base_monthly.surplus_usd_bn),
        cumulative(take(wanted, out)),
        cumulative((base_to_date - actual.surplus_usd_bn).named("narrowing")),
    )


def has_seasons(base_monthly: Flows, window: Window) -> str | None:
    """Say why a base year has no seasons to prorate by, `None` where it has."""
    try:
        for flow in (base_monthly.surplus_usd_bn, base_monthly.exports_usd_bn):
            seasonal_shares(flow, window)
    except ModelError as error:
        return str(error)
    return None


def months_out(window: Window, there: set[str]) -> tuple[str, ...]:
    """Return the months of a window that are out, from its first on, up to the first that isn't."""
    months = window.months
    lost = next((n for n, month in enumerate(months) if month not in there), len(months))
    return months[:lost]


def _shares(proration: Proration, base_monthly: Quantity, window: Window) -> Quantity:
    return even_shares(window) if proration == "even" else seasonal_shares(base_monthly, window)
