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
from tradegap.model.shown import draw_by

_WHERE = {
    "tradegap.data.case": "Case",
    "tradegap.data.open_case": "open_case",
    "tradegap.data.load": "Figures",
    "tradegap.model.frames": "frame",
    "tradegap.model.graph": "evaluate leaves",
    "tradegap.model.progress": "narrowing",
    "tradegap.model.quantity": "Quantity balance combine parameter series_of",
    "tradegap.model.response": "imports_after linear_imports_after exports_after",
    "tradegap.model.solve": "tariff_for linear_tariff_for ustr_formula charged_percent "
    "applied_percent left_to_tariff purchases_with_retaliation why_not",
    "tradegap.data.tariffs": "worked_tariffs",
    "tradegap.model.gsim": "gsim",
    "tradegap.reporting.response": "tariffs_answer uniform_answer tariff_cost_answer plot_response",
    "tradegap.reporting.response_tables": "tariff_record_table response_table later_tariffs_table "
    "response_forms_table tariff_cost_table",
    "tradegap.reporting.diversion": "diversion_answer diversion_table duty_answer "
    "collected_duty_table later_duty_table",
    "tradegap.reporting.response_results": "response_results response_in_hindsight",
    "tradegap.data.mix": "narrowing_by_imports tariff_alone",
    "tradegap.model.target": "mix demanded_mix",
    "tradegap.model.periods": "Window",
    "tradegap.reporting.headline": "headline hindsight baseline_results target_results gap_results "
    "cases_results share",
    "tradegap.reporting.provenance": "explain",
    "tradegap.reporting.answer": "answer",
    "tradegap.reporting.what_if": "what_if_section partners_what_if",
    "tradegap.reporting.sentences": "arithmetic on_the_path looser_and_stricter "
    "through_what vintage",
    "tradegap.reporting.summary": "publish",
    "tradegap.reporting.findings": "findings",
    "tradegap.reporting.surplus": "plot_surplus plot_flows years_table partner_figures name_of "
    "since_base_year",
    "tradegap.reporting.base_year": "base_year base_year_table vintages_table measured_from",
    "tradegap.reporting.demand": "demand path_table what_it_takes plot_mixes through_one_flow",
    "tradegap.reporting.judged": "how_measured judged slack_usd_bn",
    "tradegap.data.mirror": "mirror_splits",
    "tradegap.reporting.mirror": "say_two_countries say_target_shares say_which_parts "
    "say_mirror_split say_residual",
    "tradegap.reporting.mirror_tables": "mirror_table mirror_split_table services_table "
    "estimates_table mirror_results",
    "tradegap.reporting.mirror_plots": "plot_mirror plot_mirror_split",
    "tradegap.reporting.pledges": "ledger_table cases_table plot_coverage",
    "tradegap.reporting.analysts": "analysts analysts_table",
    "tradegap.reporting.news": "actions_table news_table",
    "tradegap.reporting.followed": "beyond later_offers what_followed plot_against_path "
    "path_in_hindsight_table alternatives_table plot_made_of",
    "tradegap.reporting.recency": "say_recency recency_results",
    "tradegap.reporting.sources": "sources_table assumptions_table "
    "assumption_reasons parameters_table versions_table",
    "tradegap.reporting.mix": "mix_alone tariff_alternatives tariff_alternatives_table mix_table "
    "plot_mix_frontier mix_after_credited",
    "tradegap.reporting.formula": "formula_2025 formula_2025_table mix_results",
    "tradegap.model.basket": "basket caps_of",
    "tradegap.model.feasibility": "sales_record ratios net",
    "tradegap.model.welfare": "duty_revenue fall_of_remaining deadweight_loss cost_of_tariffs "
    "cost_per_household",
    "tradegap.data.feasibility": "required_sums judged_pledges",
    "tradegap.reporting.feasibility": "feasibility_answer even_spread pledge_feasibility "
    "basket_answer net_answer estimates_answer",
    "tradegap.reporting.feasibility_tables": "sales_record_table target_ratios_table "
    "pledge_ratios_table basket_table",
    "tradegap.reporting.feasibility_beside": "net_table feasibility_estimates_table "
    "other_bases_table",
    "tradegap.reporting.feasibility_plots": "plot_basket plot_required",
    "tradegap.reporting.feasibility_results": "feasibility_results",
    "tradegap.data.partners": "partner_ledger",
    "tradegap.reporting.partners": "partners_answer say_by_kind say_levels say_readings "
    "say_ledger_notes plot_partners partners_results",
    "tradegap.reporting.partners_tables": "yearly_table by_partner_table left_out_table "
    "investment_table",
    "tradegap.reporting.compare": "compare",
    "tradegap.data.uncertainty": "uncertainty",
    "tradegap.reporting.uncertainty": "say_how_likely say_what_is_drawn say_what_counts "
    "say_what_it_is_drawn_from say_what_decides",
    "tradegap.reporting.uncertainty_tables": "spread_table drawn_from_table influences_table "
    "uncertainty_results",
    "tradegap.reporting.uncertainty_plots": "plot_spread plot_tornado",
    "tradegap.model.pace": "prorate even_shares seasonal_shares to_date run_rate_needed",
    "tradegap.model.forecast": "forecast",
    "tradegap.data.phase_one": "phase_one",
    "tradegap.data.progress": "path_progress forecast_to",
    "tradegap.data.pledge_pace": "pledge_paces",
    "tradegap.reporting.phase_one": "phase_one_now phase_one_increment phase_one_two_years "
    "phase_one_services phase_one_chinese phase_one_in_hindsight",
    "tradegap.reporting.phase_one_tables": "phase_one_scopes_table phase_one_categories_table "
    "phase_one_months_table plot_phase_one phase_one_printed_table phase_one_levels_table "
    "phase_one_results",
    "tradegap.reporting.progress": "progress_now progress_table plot_progress progress_run_rate",
    "tradegap.reporting.progress_years": "years_beside_table rest_of_world_table",
    "tradegap.reporting.progress_results": "progress_results",
    "tradegap.reporting.progress_ahead": "forecast_now forecast_table plot_forecast forecast_did",
    "tradegap.reporting.progress_pledges": "pledges_followed pledge_pace_table plot_pledge_pace",
    "tradegap.data.physical": "physical_lines",
    "tradegap.reporting.physical": "say_physical say_over_what say_prices say_measures "
    "say_deliveries say_in_dollars say_by_case physical_results",
    "tradegap.reporting.physical_tables": "physical_table measures_table plot_measures "
    "dollars_table no_dollars_table",
    "tradegap.reporting.explore": "explore browse",
    "tradegap.reporting.settings": "case_at scenario_text write_scenario",
    "tradegap.reporting.setting_results": "setting_results",
    "tradegap.reporting.setting_views": "plot_setting plot_gap_by_tariff",
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


def _card(thing: object) -> str:
    """Draw what a notebook shows, by the module that it is then time to load."""
    return str(import_module("tradegap.reporting.cards").card(thing))


def _line(thing: object) -> str:
    """Tell in a line what a list in a notebook shows."""
    return str(import_module("tradegap.reporting.cards").line(thing))


draw_by(_card, _line)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
