"""The figures of the chapter on the two countries' figures, with the words under them."""

from __future__ import annotations

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.mirror import all_sides, mirror_splits
from tradegap.model.mirror import Range
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting import figures_mirror
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.measured import measured
from tradegap.reporting.mirror import SOURCE
from tradegap.reporting.text import Sentence, Voice

PARTS = {
    "cif_against_fas": "freight, insurance\n(to China)",
    "hong_kong_eastbound": "Hong Kong, others\n(to the US)",
    "hong_kong_westbound": "Hong Kong\n(to China)",
    "timing": "goods at sea",
}


def plot_mirror(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw both surpluses and their difference by year, or say that there is no pair of figures."""
    found = all_sides(case)
    if not found:
        return say("There is no year with figures of both sides to draw.")
    frame = pd.DataFrame(
        {
            "year": [both.year for both in found],
            "reporter_usd_bn": [both.reporter.surplus_usd_bn for both in found],
            "partner_usd_bn": [both.partner.surplus_usd_bn for both in found],
            "difference_usd_bn": [both.difference_usd_bn for both in found],
        }
    )
    turned = next((both for both in found if value_of(both.difference_usd_bn) < 0), None)
    last, first = found[-1], found[0]
    words = {
        "last": last.difference_usd_bn,
        "year": last.year,
        "since": None if turned is None else turned.year,
        "ours": last.reporter.surplus_usd_bn,
        "theirs": last.partner.surplus_usd_bn,
    }
    title = (
        "The US figure was the larger one in every year that both have"
        if turned is None
        else "In {since} China's figure was the larger one"
        if turned is last
        else "From {since} on, China's figure is the larger one"
    )
    return figures_mirror.both_surpluses(
        frame,
        title=say.plain(title, **words),
        subtitle=measured(
            "China's goods surplus with the US, US$ bn; years without a figure are left empty",
            [flows.surplus_usd_bn for both in found for flows in (both.reporter, both.partner)],
            case.as_of,
        ),
        source=SOURCE,
        alt=say.plain(
            f"Two lines of the surplus by year from {first.year} to {{year}}, on US and on China's "
            "figures, at {ours:usd} and {theirs:usd} in {year}; bars below of the US figure less "
            "China's, {last:signed} in {year}"
            + (
                "."
                if turned is None
                else ", below zero for the first time."
                if turned is last
                else ", below zero from {since} on."
            ),
            **words,
        ),
    )


def plot_mirror_split(case: Case, say: Voice) -> ReportFigure | None:
    """Draw the split of the first year that has one; nothing where no year has."""
    splits = mirror_splits(case)
    if not splits:
        return None  # why there is none is said before
    one = splits[0]
    rows = [("difference", "difference", *[one.difference_usd_bn] * 3)]
    rows += [(PARTS[p.name], "part", *_ends(p.amount_usd_bn)) for p in one.parts]
    rows.append(("residual", "residual", *_ends(one.residual_usd_bn)))
    words = {
        "year": one.year,
        "all": one.difference_usd_bn,
        "central": one.explained_usd_bn.central,
        "low": one.explained_usd_bn.low,
        "high": one.explained_usd_bn.high,
        "rest": one.residual_usd_bn.central,
    }
    return figures_mirror.split_of_year(
        pd.DataFrame(rows, columns=["part", "kind", "low", "central", "high"]),
        name=f"mirror-split-{one.year}",
        title=say.plain("About {central:usd} of the {all:usd} of {year} is explained", **words),
        subtitle=measured(
            "US deficit less China's surplus and its parts, US$ bn; lines: low to high",
            [one.difference_usd_bn],
            case.as_of,
        ),
        source=f"{SOURCE}; assumptions; own calculation",
        alt=say.plain(
            "Bars: the difference of {year}, {all:signed}; its explained parts, together "
            "{central:signed} ({low:signed} to {high:signed}); and the residual, {rest:signed}, "
            "US$ bn.",
            **words,
        ),
    )


def _ends(amounts: Range) -> tuple[Quantity, Quantity, Quantity]:
    return amounts.low, amounts.central, amounts.high
