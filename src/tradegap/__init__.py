"""tradegap: how far pledges go toward a surplus-narrowing target, and where each number comes from.

    import tradegap as tg

    case = tg.open_case("us-china-2018", as_of="2018-06-10")
    case.gap().coverage_share
    tg.explain(case.gap().coverage_share)

Names are loaded when they are first used, so that the import itself is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tradegap._version import __version__

_WHERE = {
    "tradegap.data.case": "open_case Case",
    "tradegap.data.load": "Figures",
    "tradegap.model.frames": "frame",
    "tradegap.model.graph": "evaluate leaves",
    "tradegap.model.progress": "narrowing",
    "tradegap.model.quantity": "Quantity balance combine parameter",
    "tradegap.model.target": "mix demanded_mix",
    "tradegap.model.periods": "Window",
    "tradegap.reporting.headline": "headline hindsight baseline_results target_results gap_results "
    "cases_results share",
    "tradegap.reporting.provenance": "explain",
    "tradegap.reporting.sentences": "answer arithmetic on_the_path looser_and_stricter "
    "through_what vintage",
    "tradegap.reporting.summary": "publish",
    "tradegap.reporting.surplus": "base_year_table vintages_table plot_surplus plot_flows "
    "years_table partner_figures name_of",
    "tradegap.reporting.demand": "demand path_table what_it_takes plot_mixes",
    "tradegap.reporting.pledges": "ledger_table cases_table plot_coverage analysts analysts_table "
    "actions_table news_table",
    "tradegap.reporting.followed": "beyond later_offers what_followed plot_against_path "
    "path_in_hindsight_table alternatives_table plot_made_of",
    "tradegap.reporting.sources": "sources_table assumptions_table parameters_table versions_table",
    "tradegap.reporting.text": "voice Voice",
    "tradegap.errors": "TradegapError",
}
_NAMES = {name: module for module, names in _WHERE.items() for name in names.split()}

__all__ = ["__version__", *sorted(_NAMES)]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that defines it."""
    if name not in _NAMES:
        raise AttributeError(f"module 'tradegap' has no attribute '{name}'")
    return getattr(import_module(_NAMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
