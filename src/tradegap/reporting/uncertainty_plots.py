"""The pictures of the chapter on uncertainty, with the words that say what they show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.uncertainty import Uncertainty, WindowRun, window_of
from tradegap.model.quantity import Quantity
from tradegap.model.sensitivity import Bar
from tradegap.model.simulate import Simulation, assumed, varying
from tradegap.reporting import figures_uncertainty
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number, format_share_as_percent
from tradegap.reporting.text import Sentence, Voice
from tradegap.reporting.uncertainty_words import (
    DRAWN,
    likely_style,
    lower,
    name_of_assumption,
    number,
    plain,
    upper,
    written_unit,
)


def plot_spread(case: Case, run: Uncertainty, say: Voice) -> ReportFigure | Sentence | None:
    """Draw the distribution of the surplus of a window, or of the coverage in it.

    `None` where nothing is drawn, a sentence where every draw is the same.
    """
    if run.focus is None:
        return None
    window, source = window_of(run), f"{DRAWN}; {run.settings.draws:,} draws"
    if not varying(*(simulation.root for simulation in window.runs.values())):
        return say("Every assumption is fixed, so every draw is the same and there is no spread.")
    about = {"window": window.outlook.window.label, "level": window.outlook.level_usd_bn}
    if not window.why_none:
        simulation, allowed = window.runs["balance"], number(window.outlook.level_usd_bn)
        marks = [(allowed, f"allowed: {format_number(allowed)}")]
        words = _spread_words(simulation, "bn", "Surplus of {window}, US$ bn", about, say)
        return figures_uncertainty.spread(
            simulation.stated, _plain_quantiles(simulation), lambda v: format_number(v, 0), marks,
            title=_title_of_probability(window, say), source=source, **words,
        )  # fmt: skip
    simulation = window.runs["coverage"]
    opening = "Coverage in {window}, as delivered"
    opening += "; the analysts' case, not the record" if run.crediting != "as_stated" else ""
    words = _spread_words(simulation, "pct", opening, about, say)
    title = say.plain(
        "Half of the draws cover between {p25:pct} and {p75:pct} of what is asked for",
        **{f"p{n}": q for n, q in simulation.quantiles().items()},
    )
    return figures_uncertainty.spread(
        simulation.stated, _plain_quantiles(simulation), lambda v: format_share_as_percent(v),
        title=title, source=source, **words,
    )  # fmt: skip


def _spread_words(
    run: Simulation, style: str, subtitle: str, about: dict[str, Any], say: Voice
) -> dict[str, Any]:
    """Return subtitle and text alternative of a figure of a spread."""
    marks = {f"p{n}": q for n, q in run.quantiles().items()}
    return {
        "subtitle": say.plain(subtitle, **about),
        "alt": say.plain(
            f"A distribution of draws. Five in a hundred lie below {{p5:{style}}}, half below "
            f"{{p50:{style}}}, ninety-five below {{p95:{style}}}.",
            **marks,
        ),
    }


def _title_of_probability(window: WindowRun, say: Voice) -> str:
    if number(window.probability) in (0.0, 1.0):
        which = "each" if number(window.probability) else "none"
        return f"In {which} of the draws is the surplus as low as the target allows"
    return say.plain(
        "In {p:" + likely_style(window.probability) + "} of the draws the surplus is as low as the "
        "target allows", p=window.probability,
    )  # fmt: skip


def plot_tornado(case: Case, run: Uncertainty, say: Voice) -> ReportFigure | Sentence | None:
    """Draw what one assumption at a time does to the result, the others at the value used.

    `None` where nothing is drawn, a sentence where no assumption moves it.
    """
    if run.focus is None:
        return None
    bars = [bar for bar in run.bars if _drawable(bar)]
    if run.focus.value is None or not bars:
        return say("No assumption moves the result, so there is nothing to set side by side.")
    labels = {name_of_assumption(q): q for q in assumed(run.focus)}
    table = pd.DataFrame([_tornado_row(case, bar, labels[bar.leaf.name]) for bar in bars])
    widest = bars[0]
    share = run.focus.unit == "share"
    return figures_uncertainty.tornado_bars(
        table,
        number(run.focus),
        format_share_as_percent if share else lambda v: format_number(v, 0),
        title=f"Most depends on the {labels[widest.leaf.name].label}",
        subtitle=f"{upper(run.focus.label)}{'' if share else ', US$ bn'}: one assumption at a time "
        "from low (ochre) to high (blue); ratings in brackets",
        source=f"{DRAWN}; {lower(run.title)}",
        alt="Bars, widest first: " + "; ".join(_said(bar, labels[bar.leaf.name], share)
                                                for bar in bars) + ".",
    )  # fmt: skip


def _tornado_row(case: Case, bar: Bar, node: Quantity) -> dict[str, Any]:
    return {
        "name": node.label,
        "ratings": f"{bar.leaf.quality} / {bar.leaf.impact}",
        "at_low": number(bar.at_low),
        "at_high": number(bar.at_high),
        "low": plain(bar.leaf.low, written_unit(case, node)),
        "high": plain(bar.leaf.high, written_unit(case, node)),
    }


def _said(bar: Bar, node: Quantity, share: bool) -> str:
    ends = [format_share_as_percent(v) if share else format_number(v, 0)
            for v in (number(bar.at_low), number(bar.at_high))]  # fmt: skip
    return f"{node.label} from {ends[0]} to {ends[1]}"


def _drawable(bar: Bar) -> bool:
    return bar.at_low.value is not None and bar.at_high.value is not None and bar.swing > 0


def _plain_quantiles(run: Simulation) -> dict[int, float]:
    return {percent: number(q) for percent, q in run.quantiles().items()}
