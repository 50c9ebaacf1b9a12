"""What the steps of the graph that are no plain arithmetic do, in words for a reader.

A step's operation names its function, `opaque:tradegap.model.solve.tariff_of_fall`; a note says
what that function does to its inputs, and never its name.
"""

from __future__ import annotations

OPAQUE = "opaque:"
_IN_WORDS = {
    "basket.basket_multiplier": (
        "what one dollar more of the total would add to the objective, by quadratic programming"
    ),
    "basket.basket_sales": (
        "the sales under their caps that together divert least, by quadratic programming"
    ),
    "basket.cap_prices": (
        "what one dollar more of each cap would take off the objective, by quadratic programming"
    ),
    "basket.positive_only": "itself, missing where it is nothing",
    "basket_solver.usable_caps": "the caps, nothing where nothing is sold to others",
    "diversion.partner_after": (
        "the partner's sales after the tariff, solved by GSIM (Francois and Hall), over all groups"
    ),
    "diversion.pass_through": (
        "how much of the tariff the price with duty rises by, solved by GSIM (Francois and Hall), "
        "weighted by imports"
    ),
    "diversion.rest_after": (
        "the sales of the rest of the world after the tariff, solved by GSIM (Francois and Hall), "
        "over all groups"
    ),
    "feasibility.added_by_place": "rows added up by year, missing where one of them is",
    "feasibility.how_many_above": "how many values lie above a limit",
    "feasibility.largest": "the largest of the years",
    "feasibility.rise": "the largest rise from one year to the next, nothing if there is none",
    "forecast.running_sums": "a seasonal ARIMA model carried on, added up month by month",
    "forecast.sum_to_deadline": "a seasonal ARIMA model carried on, added up to its end",
    "monthly.added_by_month": "rows added up by month, missing where one of them is",
    "pace.share_or_missing": "one over the other, missing where nothing is below the line",
    "rises.rises_by_place": "the largest rise of each from one year to the next",
    "sensitivity.influences": "Sobol indices of the variance over the assumptions' ranges",
    "sensitivity.tornado": "worked out again with one assumption moved, the others as they are",
    "simulate.Simulation.quantile": "the value below which that part of the random draws lies",
    "simulate.Simulation.share_missing": "the part of the random draws that has no result",
    "simulate.Simulation.share_not_negative": (
        "the part of the random draws in which it is zero or more"
    ),
    "simulate.mean_of": (
        "a third of low, central and high where the distribution is triangular, half of low and "
        "high where it is uniform"
    ),
    "solve._nothing": "no tariff, since none is passed on",
    "solve.half_up_percent": "half of the rate in percent, rounded up, never below the least",
    "solve.tariff_of_fall": "the tariff at which imports fall by that much, solved for",
    "solve.tariffs_of_falls": "the tariffs at which imports fall by that much, each solved for",
    "solve.whole_percent": "the rate in whole percent, never below the least",
    "track_record.judged_origins": "how many forecasts were made again on the record and judged",
    "track_record.mean_error_share": "the mean size of the errors over the mean size of what came",
    "track_record.share_within_80": "how often what came lay within the 80% interval",
    "track_record.share_within_95": "how often what came lay within the 95% interval",
}


def opaque_words(op: str) -> str:
    """Return what a step does, to be followed by `from` and its inputs.

    A function that is none of the package's is a calculation of its own.
    """
    name = op.removeprefix(OPAQUE).removeprefix("tradegap.model.")
    return _IN_WORDS.get(name, "a calculation of its own")
