"""What is shown of a case at a setting: its answer, its figures, and its ledger as a frame."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradegap.data.case import Case
from tradegap.data.partners import partner_ledger
from tradegap.data.what_if import Numbers, headline_setting, numbers
from tradegap.model.setting import HIGHEST_TARIFF_PERCENT, tariff_of
from tradegap.reporting.answer import answer, begun_small, case_title
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.figures_setting import gap_by_tariff, waterfall
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import (
    format_date,
    format_share_as_percent,
    format_share_as_set,
    format_usd_bn,
)
from tradegap.reporting.partners import plot_partners
from tradegap.reporting.pledges import stated_words
from tradegap.reporting.setting_views_partners import partners_cases_frame, partners_ledger_frame
from tradegap.reporting.text import Sentence, voice

SOURCE = "own calculation from the case's published figures, pledges and assumptions"
RATES = 51
_ENDS = ("part", "first", "last")


def answer_text(case: Case) -> str:
    """Return the answer at the case's setting as plain text."""
    return answer(case, voice(case)).plain


def plot_setting(case: Case) -> ReportFigure | Sentence:
    """Draw how the target is met at the case's setting: credited, narrowed by the tariff, left.

    Without a target it shows what is credited, by category; of several partners what each said
    beside US exports to it, or a sentence where nothing can be set beside these.
    """
    if case.scenario.partners:
        return plot_partners(partner_ledger(case), voice(case))
    what = headline_setting(case)
    found = numbers(what)
    frame = _steps(found)
    return waterfall(
        frame,
        title=_finding(found),
        subtitle=measured(
            f"US$ bn a year, {_rules(case)}",
            [what.found.credited_usd_bn_per_year],
            case.as_of,
            vintage=f"as of {format_date(case.as_of)}",
        ),
        source=SOURCE,
        alt="; ".join(
            f"{part}: {_size(first, last)}"
            for part, first, last in zip(*(frame[c].tolist() for c in _ENDS), strict=True)
        ),
    )


def _rules(case: Case) -> str:
    return begun_small(case_title(case.rules(case.scenario.headline.crediting)))


def _steps(found: Numbers) -> pd.DataFrame:
    """Return the bars: the target, what comes off it part by part, and what is left of it."""
    target = _number(found.target)
    rows = [] if target is None else [("asked for", 0.0, target, "grey")]
    at = 0.0 if target is None else target
    sign = 1.0 if target is None else -1.0
    parts = [(name, _number(v), "blue") for name, v in found.by_category.items()]
    if not parts:
        parts = [("credited", _number(found.credited), "blue")]
    if _number(found.tariff):
        parts.append(("additional tariff", _number(found.narrowing), "teal"))
    for name, size, colour in parts:
        rows.append((name, at, np.nan if size is None else at + sign * size, colour))
        at = at if size is None else at + sign * size
    if target is not None:
        gap = _number(found.gap)
        name = "gap left" if gap is None or gap >= 0 else "beyond the target"
        rows.append((name, 0.0, np.nan if gap is None else gap, "vermilion"))
    return pd.DataFrame(rows, columns=["part", "first", "last", "colour"])


def _finding(found: Numbers) -> str:
    gap, credited, coverage, rate = (
        _number(v) for v in (found.gap, found.credited, found.coverage, found.tariff)
    )
    if credited is None:
        return "Nothing on the record can be counted: the gap isn't known"
    if gap is None:
        return f"{format_usd_bn(credited)} a year is credited"
    share = f"Pledges cover {format_share_as_percent(coverage)}"
    tariff = f"; with a tariff of {format_share_as_set(rate)}" if rate else ";"
    left = f"a gap of {format_usd_bn(gap)} a year" if gap > 0 else "no gap"
    return f"{share}{tariff} {left} is left"


def _size(first: float, last: float) -> str:
    return format_usd_bn(None if np.isnan(last) else abs(last - first), missing="not known")


def plot_gap_by_tariff(case: Case) -> ReportFigure | None:
    """Draw the gap that is left by the rate of an additional tariff; `None` without a target."""
    if not case.scenario.has_target:
        return None
    what, now = headline_setting(case), case.scenario.headline.tariff_percent
    most = HIGHEST_TARIFF_PERCENT / 2 if now <= HIGHEST_TARIFF_PERCENT / 2 else now
    rates = np.linspace(0.0, most, RATES)
    key = leaf.key if (leaf := tariff_of(now).leaf) else ""
    counted = _number(numbers(what).gap) is not None
    moved = numbers(what, {key: rates})
    gaps = np.broadcast_to(np.asarray(moved.gap if counted else moved.upper_bound), rates.shape)
    here = numbers(what)
    point = _number(here.gap if counted else here.upper_bound)
    said = "gap" if counted else "upper bound of the gap"
    return gap_by_tariff(
        pd.DataFrame({"tariff_percent": rates, "gap_usd_bn_per_year": gaps.astype(float)}),
        (now, point),
        title=f"The {said} at an additional tariff of {now:g}%: {format_usd_bn(point)} a year",
        subtitle=measured(
            f"{said} that is left, US$ bn a year, if nothing is answered",
            [what.found.credited_usd_bn_per_year],
            case.as_of,
            vintage=f"as of {format_date(case.as_of)}",
        ),
        source=SOURCE,
        alt=f"Without an additional tariff {format_usd_bn(float(gaps[0]))} a year is left, at "
        f"{most:g}% {format_usd_bn(float(gaps[-1]))}.",
    )


def ledger_frame(case: Case) -> pd.DataFrame:
    """Return the ledger as credited at the case's setting, US$ bn a year; missing stays missing."""
    if case.scenario.partners:
        return partners_ledger_frame(case)
    return pd.DataFrame(
        {
            "date": f"{line.pledge.announced:%Y-%m-%d}",
            "what": f"{line.pledge.category} ({line.pledge.direction})",
            "status": (line.status or "not known").replace("_", " "),
            "stated": stated_words(line.pledge),
            "credited, US$ bn a year": _number(line.credited.value),
            "why": line.reason,
        }
        for line in case.credit(delivery=case.delivery)
    )


def cases_frame(case: Case) -> pd.DataFrame:
    """Return each crediting case at the rest of the setting: credited and gap, US$ bn a year."""
    if case.scenario.partners:
        return partners_cases_frame(case)
    rows = []
    tariff = case.scenario.headline.tariff_percent
    gap = "gap that pledges and tariff leave" if tariff else "gap that pledges leave"
    for name in (known for known in case.cases if known in case.shown_cases):
        found = numbers(headline_setting(case, name))
        rows.append(
            {
                "case": name.replace("_", " "),
                "credited, US$ bn a year": _number(found.credited),
                "coverage, %": None if (share := _number(found.coverage)) is None else 100 * share,
                f"{gap}, US$ bn a year": _number(found.gap),
            }
        )
    return pd.DataFrame(rows)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float | int) else None
