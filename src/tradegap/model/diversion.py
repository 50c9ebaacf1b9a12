"""Where imports go when one origin is taxed: GSIM on one country's import market.

Two origins, the partner and the rest of the world as one region, and one market. Nothing else is
in the tables: no sales of the origins elsewhere, none of the buyer's own industry. So buyers can
change to the other origin or buy less, never to a home-made good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradegap.errors import ModelError
from tradegap.model.gsim import Gsim, gsim
from tradegap.model.operations import Value
from tradegap.model.quantity import Quantity, opaque, takes_draws

_REGIONS = ("the partner", "the rest of the world", "the market")
_HOME = 2


@dataclass(frozen=True)
class OriginTrade:
    """Imports and the duty collected on them from one origin, a series over groups of goods."""

    imports: Quantity
    duty: Quantity


@dataclass(frozen=True)
class GsimElasticities:
    """Elasticities with the signs of GSIM: demand negative, the others positive; shares."""

    demand: Quantity
    substitution: Quantity
    supply: Quantity


@dataclass(frozen=True)
class Diversion:
    """What an additional tariff on one origin does in the market, summed over groups.

    Amounts in the unit and basis of the imports; missing where GSIM takes a flow below zero.
    """

    partner_fall: Quantity
    rest_rise: Quantity
    all_imports_fall: Quantity
    diverted_share: Quantity
    pass_through: Quantity


def diversion(
    partner: OriginTrade, rest: OriginTrade, tariff: Quantity, elasticities: GsimElasticities
) -> Diversion:
    """Return how much of what the partner no longer sells the rest of the world sells instead.

    GSIM group by group with the duty rate that was collected (duty / imports) as initial tariff and
    `tariff`, a share, on top for the partner; then summed. `partner` and `rest` are series over the
    same groups on one unit and basis. Raises `ModelError` for unlike series and elasticities of the
    wrong sign.
    """
    if len({q.index for q in (partner.imports, partner.duty, rest.imports, rest.duty)}) != 1:
        raise ModelError("Imports and duties of both origins need the same groups, in one order.")
    inputs = (
        partner.imports, partner.duty, rest.imports, rest.duty, tariff.to("share"),
        *(e.to("share") for e in (elasticities.demand, elasticities.substitution,
                                  elasticities.supply)),
    )  # fmt: skip
    before = {"partner": partner.imports.total(), "rest": rest.imports.total()}
    unit, basis = partner.imports.unit, partner.imports.basis
    after = {
        "partner": opaque(
            partner_after, *inputs, unit=unit, basis=basis,
            label="imports from the partner after the tariff (GSIM)",
        ),
        "rest": opaque(
            rest_after, *inputs, unit=unit, basis=basis,
            label="imports from the rest of the world after the tariff (GSIM)",
        ),
    }  # fmt: skip
    fall = (before["partner"] - after["partner"]).named("fall of imports from the partner")
    rise = (after["rest"] - before["rest"]).named("rise of imports from the rest of the world")
    return Diversion(
        fall,
        rise,
        (fall - rise).named("fall of all imports"),
        (rise / fall).named("share of the fall that the rest of the world takes over"),
        opaque(
            pass_through, *inputs, unit="share", basis=None,
            label="share of the tariff by which the price with duty rises (GSIM)",
        ),
    )  # fmt: skip


@takes_draws
def partner_after(*inputs: Value) -> Value:
    """Return the partner's sales after the tariff, summed over groups; see `diversion`."""
    return _summed(_solved(*inputs), 0)


@takes_draws
def rest_after(*inputs: Value) -> Value:
    """Return the sales of the rest of the world after the tariff, summed; see `diversion`."""
    return _summed(_solved(*inputs), 1)


@takes_draws
def pass_through(*inputs: Value) -> Value:
    """Return the share of the tariff that the price with duty rises by, weighted by imports.

    ((1 + p) T1 / T0 - 1) / (T1 / T0 - 1) in each group: the change of the internal price over that
    of the tariff factor. Missing where any flow has passed zero.
    """
    solved = _solved(*inputs)
    price = solved.internal_price_change[..., 0, _HOME]
    imports, duty = (np.asarray(v, dtype=float) for v in inputs[:2])
    collected = np.divide(duty, imports, out=np.zeros_like(imports), where=imports > 0)
    added = np.asarray(inputs[4], dtype=float)[..., None] / (1 + collected)
    passed = np.where(imports > 0, price / added, 0.0)
    return _plain(_holding(solved, (passed * imports).sum(axis=-1) / imports.sum(axis=-1)))


def _solved(
    partner: Value, partner_duty: Value, rest: Value, rest_duty: Value, tariff: Value,
    demand: Value, substitution: Value, supply: Value,
) -> Gsim:  # fmt: skip
    sold = [np.asarray(v, dtype=float) for v in (partner, rest)]
    paid = [np.asarray(v, dtype=float) for v in (partner_duty, rest_duty)]
    shape = np.broadcast_shapes(*(a.shape for a in (*sold, *paid)))
    trade, before = np.zeros((*shape, 3, 3)), np.ones((*shape, 3, 3))
    for origin in (0, 1):
        trade[..., origin, _HOME] = sold[origin]
        rate = np.divide(
            paid[origin], sold[origin], out=np.zeros(shape), where=np.asarray(sold[origin] > 0)
        )
        before[..., origin, _HOME] += rate
    added = np.zeros((3, 3))
    added[0, _HOME] = 1.0
    after = before + np.asarray(tariff, dtype=float)[..., None, None, None] * added
    e = [np.asarray(v, dtype=float)[..., None, None] for v in (demand, substitution, supply)]
    return gsim(trade, before, after, e[0], e[1], e[2], _REGIONS)


def _summed(solved: Gsim, origin: int) -> Value:
    """Return an origin's sales over all groups, missing where any flow has passed zero."""
    return _plain(_holding(solved, solved.trade_after[..., origin, _HOME].sum(axis=-1)))


def _holding(solved: Gsim, values: np.ndarray) -> np.ndarray:
    """Return values over all groups, missing where any group's flow has passed zero."""
    return np.where(solved.below_zero.any(axis=(-3, -2, -1)), np.nan, values)


def _plain(value: np.ndarray) -> Value:
    """Return a float or `None` for one number, an array for draws."""
    array = np.asarray(value, dtype=float)
    if array.ndim:
        return array
    return None if np.isnan(array) else float(array)
