"""The results of a headline that a scenario sets otherwise: the setting, and what gap is left."""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.what_if import headline_setting
from tradegap.model.setting import HeadlineSection


def setting_results(case: Case) -> dict[str, Any]:
    """Return the setting and what is left with its tariff, under `headline.*`.

    Empty where the scenario has the headline of the method.
    """
    setting = case.scenario.headline
    if setting == HeadlineSection():
        return {}
    named: dict[str, Any] = {
        "headline.crediting": setting.crediting,
        "headline.delivery": [
            {"category": category, "delivered_share": share}
            for category, share in case.delivery.items()
        ],
    }
    left = headline_setting(case).with_tariff if case.scenario.has_target else None
    if left is not None:
        named |= {
            "headline.tariff_percent": setting.tariff_percent,
            "headline.narrowing_by_tariff_usd_bn_per_year": left.narrowing_usd_bn_per_year,
            "headline.gap_with_tariff_usd_bn_per_year": left.gap_usd_bn_per_year,
            "headline.gap_with_tariff_upper_bound_usd_bn_per_year": (
                left.gap_upper_bound_usd_bn_per_year
            ),
        }
    return named
