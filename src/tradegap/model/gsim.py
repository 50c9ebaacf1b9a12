"""GSIM: what tariffs do to the trade of several regions in one industry, world prices included.

After Francois and Hall, *Global Simulation Analysis of Industry-Level Trade Policy*. Goods differ
by origin; each region buys a composite of all origins, and the price of each origin clears the
world's market for it. The model is linear in the changes, so that it is one system of equations for
the world prices, and everything else follows from them.

Exporters stand in rows (i), importers in columns (v). Elasticities are written as in GSIM: of
composite demand negative, of substitution and of supply positive. Tariffs enter as factors, one
plus the rate, or as rates. Inputs are arrays, or frames and series with the regions' names; arrays
may have leading dimensions (draws, groups of goods), which broadcast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from tradegap.errors import ModelError
from tradegap.model.gsim_labels import Given, Tariffs, as_factors, in_order
from tradegap.model.gsim_market import Array, Market
from tradegap.model.gsim_market import market as checked_market
from tradegap.model.shown import Shown

_LARGEST_CONDITION = 1e12


@dataclass(frozen=True, eq=False)
class Gsim(Shown):
    """The outcome, by exporter (i), importer (v) or flow (i, v); changes are shares of one.

    Values are in the unit of the trade that was given, at world prices. A price is missing (NaN)
    where there is nothing to have one: a region that sells nothing, or buys nothing.
    """

    price_change: Array
    """p, of the world price of each exporter's good."""
    output_change: Array
    """Supply x p, of the quantity that each exporter sells."""
    quantity_change: Array
    """m, of the quantity of each flow."""
    trade_before: Array
    """Value of each flow, as it was given."""
    trade_after: Array
    """Value of each flow at the new world prices, M (1 + m) (1 + p)."""
    trade_change: Array
    """The same less the value before."""
    internal_price_change: Array
    """Of the price with duty in the importing region, (1 + p) T1 / T0 - 1."""
    composite_price_change: Array
    """Of the importer's composite good, its internal prices weighted by expenditure."""
    revenue_before: Array
    """Tariff revenue by importer."""
    revenue_after: Array
    revenue_change: Array
    producer_surplus_change: Array
    consumer_surplus_change: Array
    """As Francois and Hall have it; see `consumer_surplus_trapezoid_change`."""
    consumer_surplus_trapezoid_change: Array
    """The area left of the composite demand curve: it differs only where the price rises."""
    net_welfare_change: Array
    """Producer and consumer surplus (as published) and revenue, by region."""
    regions: tuple[str, ...] = ()
    """The regions' names, in the order of all rows and columns; none where none were given."""

    @property
    def below_zero(self) -> Array:
        """Flag the flows that the linear model takes below zero, by quantity or price.

        There it doesn't hold.
        """
        there = ~np.isnan(self.quantity_change)
        unpaid = there & (self.price_change[..., :, None] < -1)
        return np.asarray((self.quantity_change < -1) | unpaid, dtype=np.float64)

    def by_region(self) -> pd.DataFrame:
        """Return what is by exporter or importer, and net welfare, a row for each region.

        Raises `ModelError` for more than one solution (draws, groups).
        """
        names = self._named(self.price_change)
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "regions"}
        columns = {name: values for name, values in held.items() if np.ndim(values) == 1}
        return pd.DataFrame(columns, index=pd.Index(names, name="region"))

    def by_flow(self) -> pd.DataFrame:
        """Return trade before and after, and what else is by flow, a row for each flow.

        Raises `ModelError` for more than one solution (draws, groups).
        """
        names = self._named(self.price_change)
        pairs = pd.MultiIndex.from_product([names, names], names=["exporter", "importer"])
        columns = {
            "trade_before": self.trade_before,
            "trade_after": self.trade_after,
            "trade_change": self.trade_change,
            "quantity_change": self.quantity_change,
            "internal_price_change": self.internal_price_change,
            "below_zero": self.below_zero.astype(bool),
        }
        return pd.DataFrame({n: v.ravel() for n, v in columns.items()}, index=pairs)

    def _named(self, one: Array) -> tuple[str, ...]:
        if one.ndim != 1:
            raise ModelError(
                f"These are {' by '.join(map(str, one.shape[:-1]))} solutions (draws or groups), "
                "and a table shows one; take the arrays."
            )
        return self.regions or tuple(str(n) for n in range(1, one.size + 1))


def gsim(
    trade: Given,
    factors_before: Given,
    factors_after: Given,
    demand: Given,
    substitution: Given,
    supply: Given,
    regions: Sequence[str] = (),
    tariffs: Tariffs = "factors",
) -> Gsim:
    """Solve GSIM for a change of tariffs.

    supply[i] p[i] = sum over v of share[i,v] m[i,v], with
    m[i,v] = (demand[v] + substitution[v]) x sum over s of theta[s,v] (p[s] + T'[s,v])
             - substitution[v] x (p[i] + T'[i,v]) and T' = T1 / T0 - 1,
    share the exporter's sales by importer at world prices, theta the importer's expenditure by
    origin at internal prices. That is the own-price elasticity theta demand - (1 - theta)
    substitution and the cross-price elasticity theta (demand + substitution) of the original.

    `trade` is n by n, values at world prices, exporters in rows; the factors are one plus the
    tariff rate, n by n, or the rates themselves with `tariffs="rates"` (shares: 0.25); elasticities
    are one number or one for each region. Frames, series and mappings are matched by the regions'
    names, `regions` names those of arrays and sets the order. Surpluses: producers
    R p (1 + supply p / 2) with R the exporter's sales; consumers
    X (demand P^2 sign(P) / 2 - P) with X the expenditure at internal prices and P the change of
    the composite price. With that sign a price rise is charged half the square too much; the
    trapezoid -X P (1 + demand P / 2) stands beside it.

    Raises `ModelError` for a matrix that isn't square, regions that differ, negative or missing
    trade, a factor that isn't positive, an elasticity of the wrong sign and a system without a
    single solution. Changes
    are linear: for large tariffs a flow may fall by more than all of it (`Gsim.below_zero`). It
    tells nothing of incomes, exchange rates or trade in other goods.
    """
    matrices = {"trade": trade, "factors_before": factors_before, "factors_after": factors_after}
    vectors = {"demand": demand, "substitution": substitution, "supply": supply}
    names, given = in_order(matrices, vectors, regions)
    for name in ("factors_before", "factors_after"):
        given[name] = as_factors(name, given[name], tariffs)
    found = checked_market(**given, regions=names)
    return replace(_outcome(found, _world_prices(found, names)), regions=names)


def _world_prices(m: Market, regions: Sequence[str]) -> Array:
    """Return the changes of world prices that clear every exporter's market."""
    tariffs = m.after / m.before - 1
    both = m.demand + m.substitution
    crossed = np.einsum("...iv,...v,...sv->...is", m.export_shares, both, m.expenditure_shares)
    away = np.einsum("...iv,...v->...i", m.export_shares, m.substitution) + m.supply
    system = crossed - away[..., :, None] * np.eye(m.trade.shape[-1])
    composite = np.sum(m.expenditure_shares * tariffs, axis=-2)
    pushed = m.export_shares * (
        (both * composite)[..., None, :] - m.substitution[..., None, :] * tariffs
    )
    return _solved(system, -pushed.sum(axis=-1), regions)


def _solved(system: Array, right: Array, regions: Sequence[str] = ()) -> Array:
    """Solve the linear system, or say in one sentence that it has no single solution."""
    condition = np.linalg.cond(system)
    if not np.all(condition < _LARGEST_CONDITION):
        said = f" of {', '.join(regions)}" if regions else ""
        raise ModelError(
            f"The world prices{said} have no single solution with these elasticities "
            "(the system is singular); change the elasticities of demand, substitution or supply."
        )
    return np.asarray(np.linalg.solve(system, right[..., None])[..., 0], dtype=np.float64)


def _outcome(m: Market, p: Array) -> Gsim:
    tariffs = m.after / m.before - 1
    at_border = p[..., :, None]
    composite_hat = np.sum(m.expenditure_shares * (at_border + tariffs), axis=-2)
    quantity = (m.demand + m.substitution)[..., None, :] * composite_hat[..., None, :] - (
        m.substitution[..., None, :] * (at_border + tariffs)
    )
    value = m.trade * (1 + quantity) * (1 + at_border)
    internal = (1 + at_border) * m.after / m.before - 1
    composite = np.sum(m.expenditure_shares * internal, axis=-2)
    before = np.sum(m.trade * (m.before - 1), axis=-2)
    after = np.sum(value * (m.after - 1), axis=-2)
    sales, spent = m.trade.sum(axis=-1), (m.trade * m.before).sum(axis=-2)
    producers = sales * p * (1 + m.supply * p / 2)
    consumers = spent * (m.demand * composite**2 * np.sign(composite) / 2 - composite)
    missing_price, missing_composite = sales == 0, spent == 0
    return _broadcast(
        Gsim(
            price_change=np.where(missing_price, np.nan, p),
            output_change=np.where(missing_price, np.nan, m.supply * p),
            quantity_change=np.where(m.trade == 0, np.nan, quantity),
            trade_before=m.trade,
            trade_after=value,
            trade_change=value - m.trade,
            internal_price_change=np.where(missing_price[..., None], np.nan, internal),
            composite_price_change=np.where(missing_composite, np.nan, composite),
            revenue_before=before,
            revenue_after=after,
            revenue_change=after - before,
            producer_surplus_change=producers,
            consumer_surplus_change=consumers,
            consumer_surplus_trapezoid_change=-spent * composite * (1 + m.demand * composite / 2),
            net_welfare_change=producers + consumers + after - before,
        ),
        p.shape[:-1],
    )


def _broadcast(result: Gsim, leading: tuple[int, ...]) -> Gsim:
    """Give every array the same leading dimensions, so that a batch reads like a loop."""
    flows = {
        "quantity_change", "trade_before", "trade_after", "trade_change", "internal_price_change"
    }  # fmt: skip
    arrays = {f.name: getattr(result, f.name) for f in fields(result) if f.name != "regions"}
    shaped: dict[str, Any] = {
        name: np.broadcast_to(a, leading + a.shape[-2 if name in flows else -1 :]) + 0.0  # no -0
        for name, a in arrays.items()
    }
    return replace(result, **shaped)
