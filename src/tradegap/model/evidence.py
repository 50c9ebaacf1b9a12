"""What crediting is told beside the ledger: exports without a pledge, what was delivered once."""

from __future__ import annotations

from tradegap.model.quantity import Quantity, parameter


def on_trend(
    pledge_id: str, first: Quantity, base: Quantity, trend_years: int, years_ahead: int
) -> Quantity:
    """Return exports without the pledge on their trend: base + years ahead x average yearly change.

    `first` and `base` are exports of the pledge's codes (USD bn) `trend_years` apart.
    """
    steps = parameter(
        f"trend_steps:{pledge_id}",
        years_ahead / trend_years,
        unit="share",
        label=f"{years_ahead} years ahead of the base year, over the {trend_years} of the trend",
        chosen_in="definition",
    )
    change = (base - first).named(f"change over {trend_years} years of {base.label}")
    ahead = (change * steps).named("growth on the trend")
    return (base + ahead).named("exports without the pledge, on their trend")


def delivered_share(
    before: Quantity, after: Quantity, promised: Quantity, aircraft: str
) -> Quantity:
    """Return the share of a promised increment (USD bn) by which exports rose from one year.

    `before` and `after` are exports of the same goods (USD bn); `aircraft` says `with` or
    `without`. It is a share of the increment, and is never applied to a level.
    """
    rise = (after - before).named(f"rise of Phase One goods, {aircraft} aircraft")
    on_same = promised.read_as(rise.basis or "", "promised rise, in the same exports")
    return (rise / on_same).named(
        f"share of the increment that Phase One delivered in 2020, {aircraft} aircraft"
    )
