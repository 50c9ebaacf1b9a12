"""Exports, imports and the partner's surplus of a period, on one statistic."""

from __future__ import annotations

from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity, balance


@dataclass(frozen=True)
class Flows:
    """Exports to the partner, imports from it and the partner's surplus, USD bn.

    Each is one number for one period, or a series over several.
    """

    exports_usd_bn: Quantity
    imports_usd_bn: Quantity
    surplus_usd_bn: Quantity


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
