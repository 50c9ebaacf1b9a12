"""What the figures of the chapter on feasibility show, and in which words."""

from __future__ import annotations

import pandas as pd

from tradegap.data import feasibility as feasible
from tradegap.data.case import Case
from tradegap.model.basket import member
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.feasibility import (
    NO_SUM,
    at_their_caps,
    caps_that_bind,
    over_one,
    shown_spread,
)
from tradegap.reporting.feasibility_tables import EXPORTS, OWN
from tradegap.reporting.figures_feasibility import basket_and_caps, required_and_best
from tradegap.reporting.labels import values_of
from tradegap.reporting.measured import measured
from tradegap.reporting.text import Sentence, Voice

_SOURCE = f"{EXPORTS}; {OWN}"


def plot_basket(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the basket that is shown as bars within the caps; the caps alone where there is none."""
    sums = feasible.required_sums(case)
    found = shown_spread(case) or next(iter(sums.values()), None)
    if found is None:
        return say(NO_SUM if feasible.why_not(case) is None else "There is no basket to draw.")
    full = at_their_caps(found) if found.within_caps else []
    caps, usable = feasible.caps_by_category(case), found.basket.caps
    frame = pd.DataFrame(
        [
            {
                "category": line.record.name,
                "cap_usd_bn": caps[line.record.name],
                "basket_usd_bn": line.increment_usd_bn if found.within_caps else None,
                "room": line.record.name not in full,
            }
            for line in found.lines
            if member(usable, line.record.name).value is not None
        ]
    )
    frame = _largest_first(frame, "cap_usd_bn")
    words = {"capacity": found.basket.capacity, "required": found.required}
    if full:
        words["full"] = caps_that_bind(found)
    title = "At most {capacity:usd} a year more, with every category at twice its largest rise"
    if found.within_caps:
        caps_said = "its cap" if len(full) == 1 else "their caps"
        many = "{full:n0}" if full else "none"
        title = f"{{required:usd}} puts {many} of {len(found.lines)} categories at {caps_said}"
    return basket_and_caps(
        frame,
        title=say.plain(title, **words),
        subtitle=measured(
            f"{_first_up(found.title)}: more sales within the caps, by category, US$ bn a year",
            [found.basket.capacity],
            case.as_of,
        ),
        source=_SOURCE,
        alt=say.plain(
            "Bars for each category: the cap, twice the largest yearly rise on record, and within "
            f"it the part of the basket. The largest cap is that of {frame['category'].iloc[0]}. "
            "All caps together are {capacity:usd}.",
            **words,
        ),
    )


def plot_required(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw what the target takes of each category in all against its best year on record."""
    found = feasible.required_sums(case).get("target")
    if found is None:
        return say(NO_SUM if feasible.why_not(case) is None else "There is no target to draw.")
    rows = [
        {
            "category": line.record.name,
            "best_usd_bn": line.record.best_usd_bn,
            "required_usd_bn": line.level_usd_bn,
        }
        for line in found.lines
        if line.record.best_usd_bn.value is not None and line.level_usd_bn.value is not None
    ]
    if not rows:
        return say("What the target takes of each category isn't known.")
    frame = _largest_first(pd.DataFrame(rows), "required_usd_bn")
    beaten, count = over_one(found), len(found.lines)
    how = "in the least implausible basket" if found.within_caps else "spread without the caps"
    return required_and_best(
        frame,
        title=say.plain(
            f"{{beaten:n0}} of {count} categories would have to beat their best year", beaten=beaten
        ),
        subtitle=measured(
            f"Sales that the target takes, {how}, and the best year on record, US$ bn a year",
            [line.record.best_usd_bn for line in found.lines],
            case.as_of,
        ),
        source=_SOURCE,
        alt=say.plain(
            "A pair of points for each category: its best year on record and what it would have to "
            f"sell in a year for a target of {{required:usd}}. In {beaten} of {count} what is "
            f"required is more. The largest is {frame['category'].iloc[0]}.",
            required=found.required,
        ),
    )


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _largest_first(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows by a column of quantities, the largest first."""
    return frame.sort_values(name, ascending=False, kind="stable", key=values_of, ignore_index=True)
