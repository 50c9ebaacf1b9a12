"""The pictures of the chapter on uncertainty, with the words that say what they show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.uncertainty import Uncertainty, WindowRun, window_of
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.quantity import Quantity, assumption_leaf
from tradegap.model.sensitivity import Bar
from tradegap.model.simulate import Simulation, assumed, varying
from tradegap.reporting import figures_uncertainty
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.measured import measured
from tradegap.reporting.text import Sentence, Voice, shown
from tradegap.reporting.uncertainty_words import (
    DRAWN,
    likely_style,
    lower,
    name_of_assumption,
    number,
    plain_style,
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
        simulation = window.runs["balance"]
        marks = [("allowed", window.outlook.level_usd_bn)]
        drawn = [window.outlook.level_usd_bn, simulation.root]
        opening = measured("Surplus of {window}, US$ bn", drawn, case.as_of)
        words = _spread_words(simulation, "bn", opening, about, say)
        return figures_uncertainty.spread(
            simulation.stated, simulation.quantiles(), "n0", marks,
            title=_title_of_probability(window, say), source=source, **words,
        )  # fmt: skip
    simulation = window.runs["coverage"]
    opening = "Coverage in {window}, as delivered, %"
    opening += "; the analysts' case, not the record" if run.assumed else ""
    drawn = [window.outlook.level_usd_bn, simulation.root]
    opening = measured(opening, drawn, case.as_of)
    words = _spread_words(simulation, "pct", opening, about, say)
    title = say.plain(
        "Half of the draws cover between {p25:pct} and {p75:pct} of what is asked for",
        **{f"p{n}": q for n, q in simulation.quantiles().items()},
    )
    return figures_uncertainty.spread(
        simulation.stated, simulation.quantiles(), "pct", title=title, source=source, **words,
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
    style = "pct" if share else "n0"
    return figures_uncertainty.tornado_bars(
        table,
        run.focus,
        style,
        title=f"Most depends on the {labels[widest.leaf.name].label}",
        subtitle=measured(
            f"{upper(run.focus.label)}, {'%' if share else 'US$ bn'}: one assumption at a time "
            "from low to high; ratings in brackets",
            [window_of(run).outlook.level_usd_bn, run.focus],
            case.as_of,
        ),
        source=f"{DRAWN}; {lower(run.title)}",
        alt="Bars, widest first: " + "; ".join(_said(bar, labels[bar.leaf.name], style)
                                                for bar in bars) + ".",
    )  # fmt: skip


def _tornado_row(case: Case, bar: Bar, node: Quantity) -> dict[str, Any]:
    unit = written_unit(case, node)
    ends = {"low": bar.leaf.low, "high": bar.leaf.high}
    return {
        "name": node.label,
        "ratings": f"{bar.leaf.quality} / {bar.leaf.impact}",
        "at_low": bar.at_low,
        "at_high": bar.at_high,
        **{side: _at(node, value) for side, value in ends.items()},
        "style": {side: plain_style(value, unit) for side, value in ends.items()},
    }


def _at(node: Quantity, value: float) -> Quantity:
    """Return an assumption at a value of its range."""
    assert isinstance(node.leaf, AssumptionLeaf)
    return assumption_leaf(node.leaf, value, unit=node.unit, label=node.label, basis=node.basis)


def _said(bar: Bar, node: Quantity, style: str) -> str:
    return f"{node.label} from {shown(bar.at_low, style)} to {shown(bar.at_high, style)}"


def _drawable(bar: Bar) -> bool:
    return bar.at_low.value is not None and bar.at_high.value is not None and bar.swing > 0
