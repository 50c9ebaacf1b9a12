"""Exports, imports and the partner's surplus of a period, on one statistic."""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, balance
from tradegap.model.shown import Shown


@dataclass(frozen=True)
class Flows(Shown):
    """Exports to the partner, imports from it and the partner's surplus, USD bn.

    Each is one number for one period, or a series over several.
    """

    exports_usd_bn: Quantity
    imports_usd_bn: Quantity
    surplus_usd_bn: Quantity


@dataclass(frozen=True)
class Services(Shown):
    """US trade in services with the partner, USD bn, on the balance-of-payments basis.

    `us_surplus_usd_bn` is exports less imports as published; a flow that isn't published is
    missing.
    """

    exports_usd_bn: Quantity
    imports_usd_bn: Quantity
    us_surplus_usd_bn: Quantity


def flows(exports: Quantity, imports: Quantity, period: str) -> Flows:
    """Return the flows of a period; the surplus is imports less exports of the same statistic.

    `exports` and `imports` are in any power of ten of USD. Raises `ModelError` where a figure is
    missing: a sum over a hole is no sum.
    """
    for quantity in (exports, imports):
        if quantity.value is None:
            raise ModelError(f"'{quantity.label}' has a missing figure: {period} has no balance.")
    surplus = balance(imports, exports, f"the partner's goods surplus, {period}").to("USD bn")
    sold = exports.named(f"US exports to the partner, {period}").to("USD bn")
    bought = imports.named(f"US imports from the partner, {period}").to("USD bn")
    return Flows(sold, bought, surplus)


def flows_as_published(
    exports: Quantity, imports: Quantity, surplus: Quantity, period: str, whose: str
) -> Flows:
    """Return flows of a statistic that publishes its balance, and not always the two flows.

    `exports`, `imports` and `surplus` are in any power of ten of USD; the surplus is the one that
    was published, and imports less exports where none was. A flow that wasn't published stays
    missing. Raises `ModelError` where the surplus can't be had either way.
    """
    found = surplus
    if surplus.value is None:
        found = balance(imports, exports, f"the partner's surplus, {period}")
    if found.value is None:
        raise ModelError(f"'{surplus.label}' has no published figure: {period} has no balance.")
    return Flows(
        exports.to("USD bn").named(f"US exports to the partner, {period}, on {whose}"),
        imports.to("USD bn").named(f"US imports from the partner, {period}, on {whose}"),
        found.to("USD bn").named(f"the partner's surplus, {period}, on {whose}"),
    )


def with_services(goods: Flows, services: Services, period: str) -> Flows:
    """Return flows of goods and services together, on bases of their own (USD bn).

    surplus = the partner's goods surplus - US surplus in services. The two halves are measured
    differently, goods on the Census basis and services by the balance of payments, so that this is
    no official balance of both.
    """
    both = {
        name: read(a, name) + read(b, name)
        for name, a, b in (
            ("exports_goods_and_services", goods.exports_usd_bn, services.exports_usd_bn),
            ("imports_goods_and_services", goods.imports_usd_bn, services.imports_usd_bn),
        )
    }
    basis = "goods_and_services_balance"
    surplus = read(goods.surplus_usd_bn, basis) - read(services.us_surplus_usd_bn, basis)
    return Flows(
        both["exports_goods_and_services"].named(f"US exports of goods and services, {period}"),
        both["imports_goods_and_services"].named(f"US imports of goods and services, {period}"),
        surplus.named(f"the partner's surplus in goods and services, {period}"),
    )


def read(amount: Quantity, basis: str) -> Quantity:
    """Return an amount in USD bn, read on a basis on which it is one of the parts."""
    return amount.to("USD bn").read_as(basis, amount.label)
