"""The tables of the chapter on uncertainty, and the results that it publishes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tradegap.data.case import Case
from tradegap.data.uncertainty import Uncertainty, WindowRun
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.quantity import Quantity
from tradegap.model.simulate import CORRELATION, PERCENTILES, assumed, drawn_mean, fixed
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.tables import Column
from tradegap.reporting.uncertainty_words import (
    DRAWN,
    lower,
    name_of_assumption,
    roots_of,
    trimmed,
    unit_in_words,
    written_unit,
)


def spread_table(case: Case, run: Uncertainty) -> LinkedTable | None:
    """Return the quantiles of everything that was drawn, by window; `None` where nothing was."""
    if run.focus is None:
        return None
    words = {"balance": ("surplus", "US$ bn"), "coverage": ("coverage, as delivered", "%"),
             "gap": ("gap that pledges leave, as delivered", "US$ bn")}  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"window": window.outlook.window.label, "what": words[name][0], "unit": words[name][1]}
        | {f"p{percent}": _as_percent(q) for percent, q in simulation.quantiles().items()}
        for window in run.windows
        for name, simulation in window.runs.items()
        if name in words
    ]
    columns = [Column("window", "window"), Column("what", "what"), Column("unit", "unit")]
    columns += [Column(f"p{n}", "median" if n == 50 else f"{n}%", decimals=1, align="right")
                for n in PERCENTILES]  # fmt: skip
    notes = [f"n% of the draws lie below the value under n%. {run.settings.draws:,} draws from "
             f"seed {run.settings.seed}, all assumptions {CORRELATION} of one another"]  # fmt: skip
    return linked_table(
        "spread", f"What was drawn ({lower(run.title)})", rows, columns, DRAWN, notes
    )


def drawn_from_table(case: Case, run: Uncertainty) -> LinkedTable | None:
    """Return every assumption that is drawn or fixed here, with its distribution and ratings.

    `None` where nothing is drawn.
    """
    if run.focus is None:
        return None
    rows = [_input(case, q) for q in assumed(*roots_of(run))]
    columns = [
        Column("what", "assumption"),
        Column("low", "low", format=trimmed, align="right"),
        Column("used", "used", format=trimmed, align="right"),
        Column("high", "high", format=trimmed, align="right"),
        Column("mean", "mean", format=_mean, align="right"),
        Column("unit", "unit", missing="a pure number"),
        Column("drawn", "drawn as"),
        Column("ratings", "quality / impact"),
    ]
    notes = [
        "A triangular distribution is most likely at the value used; the mean of what is drawn "
        "lies away from it where the range leans",
        "A later source was not out on the as-of date",
    ]
    source = "data/assumptions.yml and the scenario"
    caption = "What the draws are taken from"
    return linked_table("drawn-from", caption, rows, columns, source, notes)


def _input(case: Case, node: Quantity) -> dict[str, Any]:
    leaf, unit = node.leaf, written_unit(case, node)
    assert isinstance(leaf, AssumptionLeaf)
    percent = unit == "share"
    said = "%" if percent else unit_in_words(unit)
    published = case.assumptions[leaf.name].published if leaf.name in case.assumptions else None
    changed = leaf.name in case.overrides
    later = published is not None and published > case.as_of
    drawn = "fixed" if leaf.key in fixed(node) else leaf.distribution
    low, high = (_end(node, leaf, side) for side in ("low", "high"))
    mean = drawn_mean(node)
    return {
        "what": node.label,
        "unit": said or None,
        "low": low.to("percent") if percent else low,
        "used": node.to("percent") if percent else node,
        "high": high.to("percent") if percent else high,
        "mean": mean.to("percent") if percent else mean,
        "drawn": ", ".join([drawn, *["changed here"] * changed, *["later source"] * later]),
        "ratings": f"{leaf.quality} / {leaf.impact}",
    }


def _mean(value: float) -> str:
    return trimmed(round(value, 2))


def _end(node: Quantity, leaf: AssumptionLeaf, side: str) -> Quantity:
    """Return an assumption at one end of its range, as a node of its own."""
    return replace(node, value=leaf.low if side == "low" else leaf.high)


def influences_table(case: Case, run: Uncertainty) -> LinkedTable | None:
    """Return how much of the variance each assumption makes, alone and with the others.

    `None` where there are no such shares.
    """
    found = run.influences
    if run.focus is None or found is None or found.why_none:
        return None
    labels = {name_of_assumption(q): q.label for q in assumed(*roots_of(run))}
    rows = [
        {"what": labels[i.leaf.name], "first": i.first_order, "margin": i.margin, "total": i.total,
         "ratings": f"{i.leaf.quality} / {i.leaf.impact}"}
        for i in found.lines
    ]  # fmt: skip
    columns = [
        Column("what", "assumption"),
        Column("first", "alone", format="percent"),
        Column("margin", "give or take", format="percent"),
        Column("total", "with the others", format="percent"),
        Column("ratings", "quality / impact"),
    ]
    notes = [
        f"Sobol indices by SALib from {run.settings.sensitivity_samples:,} samples for each; the "
        "part made alone is what would go if that assumption were known"
    ]
    caption = f"Who makes the spread of the {run.focus.label}"
    return linked_table("influences", caption, rows, columns, DRAWN, notes)


def uncertainty_results(case: Case, run: Uncertainty) -> dict[str, Any]:
    """Return the results of the chapter under `uncertainty.*`.

    `probability_share` is that of the path's last window; what is drawn of a crediting case other
    than the headline's stands under its name in `drawn`, never as the headline.
    """
    end = run.windows[-1] if run.windows else None
    return {
        "uncertainty.draws": run.settings.draws,
        "uncertainty.seed": run.settings.seed,
        "uncertainty.correlation": CORRELATION,
        "uncertainty.drawn": run.crediting if run.focus is not None else None,
        "uncertainty.probability_share": None if end is None else end.probability,
        "uncertainty.why_no_probability": (end.why_none if end else run.why_none) or None,
        "uncertainty.windows": [_window_results(window) for window in run.windows],
        "uncertainty.assumptions": [_input_results(q) for q in assumed(*roots_of(run))],
        "uncertainty.sensitivity_of": None if run.focus is None else run.focus,
        "uncertainty.tornado": [
            {"assumption": bar.leaf.name, "at_low": bar.at_low, "at_high": bar.at_high}
            for bar in run.bars
        ],
        "uncertainty.influences": [
            {"assumption": i.leaf.name, "first_order_share": i.first_order, "total_share": i.total,
             "first_order_margin": i.margin.value}
            for i in (run.influences.lines if run.influences else ())
        ],
    }  # fmt: skip


def _window_results(window: WindowRun) -> dict[str, Any]:
    names = {"balance": "balance_usd_bn", "coverage": "coverage_share", "gap": "gap_usd_bn"}
    told: dict[str, Any] = {
        "from": window.outlook.window.first,
        "to": window.outlook.window.last,
        "required_usd_bn": window.outlook.required_usd_bn,
        "start_year": window.outlook.start.year,
        "months_out": len(window.outlook.start.months_out),
        "probability_share": window.probability,
        "why_no_probability": window.why_none or None,
    }
    for name, simulation in window.runs.items():
        if name in names:
            told[names[name]] = {f"p{n}": q for n, q in simulation.quantiles().items()} | {
                "share_missing": simulation.share_missing
            }
    return told


def _input_results(node: Quantity) -> dict[str, Any]:
    leaf = node.leaf
    assert isinstance(leaf, AssumptionLeaf)
    return {
        "name": leaf.name,
        "used": node,
        "distribution": "fixed" if leaf.key in fixed(node) else leaf.distribution,
        "quality": leaf.quality,
        "impact": leaf.impact,
    }


def _as_percent(quantity: Quantity) -> Quantity:
    return quantity.to("percent") if quantity.unit == "share" else quantity
