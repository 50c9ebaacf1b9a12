"""What the chapter on uncertainty says: how likely, how wide, and what enters.

A probability never stands alone: the assumptions that make it follow it, with their ratings.
"""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.uncertainty import (
    HORIZON_YEARS,
    PARTLY_ASSUMED,
    Uncertainty,
    WindowRun,
    window_of,
    years_ahead,
)
from tradegap.model.gap import days_of
from tradegap.model.in_force import InForce
from tradegap.model.instruments import instrument
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.names import name_of
from tradegap.model.simulate import Simulation, assumed
from tradegap.model.tariffs import TariffAction
from tradegap.reporting.numbers import format_date
from tradegap.reporting.text import Sentence, Voice, joined
from tradegap.reporting.uncertainty_words import (
    DELIVERED_IN_PART,
    DRAWN_ALONE,
    SENSITIVITIES,
    in_words,
    likely_style,
    lower,
    name_of_assumption,
    number,
    plain,
    roots_of,
    upper,
    written_unit,
)


def say_how_likely(case: Case, run: Uncertainty, say: Voice) -> Sentence:
    """Say, window by window, in how many draws the target is reached, or why that isn't told."""
    if not run.windows:
        return say("Nothing is drawn for this case: {why}.", why=run.why_none)
    lines = [_likely(window, say) for window in run.windows]
    if all(window.why_none for window in run.windows):
        lines.insert(0, say("**No probability of reaching the target is printed.**\n"))
    else:
        told = [_starts_from(run, say), rests_on(run, say)]
        lines.append(Sentence.joined([say("\n"), Sentence.joined(told)], ""))
    return Sentence.joined(lines, "\n")


def _likely(window: WindowRun, say: Voice) -> Sentence:
    asked = "* {window}, {required:bn} below the base: "
    about: dict[str, Any] = {
        "window": window.outlook.window.label,
        "required": window.outlook.required_usd_bn,
    }
    if window.why_none:
        return say(asked + "no probability. {why}.", why=upper(window.why_none), **about)
    if window.lost:
        return Sentence.joined(
            [say(asked + "this can no longer be reached.", **about), say_what_is_out(window, say)]
        )
    room = window.runs["room"]
    hits = round(number(window.probability) * len(room.stated))
    told = "in each of the {draws} draws" if hits else "in none of the {draws} draws"
    if 0 < hits < len(room.stated):
        told = (
            f"in {{hits}} of the {{draws}} draws, {{p:{likely_style(window.probability)}}} of them"
        )
    said = say(
        asked + "the surplus is at or below the {level:bn} that this allows " + told
        + ", given the assumptions.",
        hits=f"{hits:,}",
        draws=f"{len(room.stated):,}",
        p=window.probability,
        level=window.outlook.level_usd_bn,
        **about,
    )  # fmt: skip
    return Sentence.joined([said, *([say_what_is_out(window, say)] if _months(window) else [])])


def _months(window: WindowRun) -> int:
    return len(window.outlook.start.months_out)


def say_what_is_out(window: WindowRun, say: Voice) -> Sentence:
    """Say how many months of a window are out, and what they come to of what is allowed."""
    out = window.outlook.start.out
    assert out is not None
    one = _months(window) == 1
    return say(
        f"{{count}} of its {{all}} months {'is' if one else 'are'} out and "
        f"{'comes' if one else 'come'} to a surplus of {{out:bn}}"
        + (" already, where {level:bn} is allowed for all of them." if window.lost else
           "; what is drawn is the rest."),
        count=upper(in_words(_months(window))),
        all=in_words(len(window.outlook.window.months)),
        out=out.surplus_usd_bn,
        level=window.outlook.level_usd_bn,
    )  # fmt: skip


def _starts_from(run: Uncertainty, say: Voice) -> Sentence:
    """Say which year trade starts from, and where that is further back than the ranges are for."""
    windows = [w for w in run.windows if not w.why_none]
    parts = [
        say(
            "Trade starts from {year}, the last full year that was out.",
            year=windows[0].outlook.start.year,
        )
    ]
    for window in windows:
        years = years_ahead(window.outlook)
        if years is not None and number(years) > HORIZON_YEARS:
            parts.append(
                say(
                    "{window} lies {years:n1} years ahead of it. The ranges of growth are of runs "
                    "of two years and too wide to be held for longer, so the share of draws that "
                    "reach the target is too large.",
                    window=window.outlook.window.label,
                    years=years,
                )
            )
    return Sentence.joined(parts)


def rests_on(run: Uncertainty, say: Voice) -> Sentence:
    """Name the assumptions behind the probabilities, with their ratings."""
    roots = [w.outlook.room_usd_bn for w in run.windows if not w.why_none]
    named = [
        f"{q.label} (quality {q.leaf.quality}, impact {q.leaf.impact})"
        for q in assumed(*roots)
        if isinstance(q.leaf, AssumptionLeaf)
    ]
    return say("This rests on {n}: {names}.", n=_counted(len(named)), names=joined(named))


def _counted(number: int) -> str:
    return "one assumption" if number == 1 else f"{number} assumptions"


def say_what_is_drawn(case: Case, run: Uncertainty, say: Voice) -> Sentence | None:
    """Say which crediting the spread is of, how wide it is, and that it is no record.

    It begins with its heading; `None` where nothing is drawn.
    """
    if run.focus is None:
        return None
    window = window_of(run)
    parts = []
    if not window.why_none:
        parts.append(
            _middle(window.runs["balance"], "The surplus of {window}: ", "bn", window, say)
        )
    elif run.assumed:
        parts.append(
            say(
                "What is drawn here is **not the record but the analysts' case** ({title}). "
                + (
                    "A promise without an amount is taken at one that nobody stated; all are "
                    "delivered in part."
                    if window.why_none == PARTLY_ASSUMED
                    else "No amount was pledged by {day:date}; one is put in its place, and "
                    "delivered in part."
                ),
                title=lower(run.title),
                day=case.as_of,
            )
        )
    if "coverage" in window.runs:
        told = "What pledges add in {window}, of the {required:bn} asked for: "
        parts.append(_middle(window.runs["coverage"], told, "pct", window, say))
        parts.append(say(f"\n\n{DELIVERED_IN_PART}"))
    return _section("How wide the range is", Sentence.joined(parts), say)


def say_what_it_is_drawn_from(run: Uncertainty, say: Voice) -> Sentence | None:
    """Say how assumptions are drawn, under its heading; `None` where nothing is drawn."""
    if run.focus is None:
        return None
    return _section("What it is drawn from", say(DRAWN_ALONE), say)


def say_what_decides(run: Uncertainty, say: Voice) -> Sentence | None:
    """Say how to read the sensitivities, under their heading; `None` where nothing is drawn."""
    if run.focus is None:
        return None
    found = run.influences
    none = found is not None and found.why_none
    text = f"No shares of variance are told: {none}." if none else SENSITIVITIES
    return _section("What decides it", say(text), say)


def _section(title: str, text: Sentence, say: Voice) -> Sentence:
    return Sentence.joined([say(f"## {title}"), text], "\n\n")


def _middle(run: Simulation, opening: str, style: str, window: WindowRun, say: Voice) -> Sentence:
    """Say a spread in words: the median, half of the draws, nine in ten, and the missing."""
    marks = {f"p{percent}": q for percent, q in run.quantiles().items()}
    missing = " {missing:pct1} of the draws have no result." if run.share_missing.value else ""
    return say(
        opening
        + f"{{p50:{style}}} in the middle; half of the draws lie between {{p25:{style}}} and "
        f"{{p75:{style}}}, nine in ten between {{p5:{style}}} and {{p95:{style}}}." + missing,
        window=window.outlook.window.label,
        required=window.outlook.required_usd_bn,
        missing=run.share_missing,
        **marks,
    )


def say_what_counts(case: Case, run: Uncertainty, say: Voice) -> Sentence | None:
    """Say which tariffs in force are in which balance and which can't be, and what was overridden.

    `None` where nothing is drawn.
    """
    if run.focus is None:
        return None
    lines = [
        _counts(window, tariff, say)
        for window in run.windows
        if window.to_come
        for tariff in window.outlook.in_force
    ]
    lines += [
        say("* Not in it: {what}. {why}.", what=_action(tariff), why=upper(tariff.why_not))
        for tariff in run.not_counted
    ]
    if not lines:
        lines = [
            say(
                "* No tariff that took effect after the base year was in force on {day:date}.",
                day=case.as_of,
            )
        ]
    named = [q for q in assumed(*roots_of(run)) if name_of_assumption(q) in case.overrides]
    lines += [
        say("* {what} is fixed at {value}, which was named for this report: it is not drawn.",
            what=q.label, value=plain(number(q), written_unit(case, q)))
        for q in named
    ]  # fmt: skip
    opening = say("The tariffs in force are part of the balance where they can be counted:")
    return Sentence.joined([opening, Sentence.joined(lines, "\n")], "\n\n")


def _counts(window: WindowRun, tariff: InForce, say: Voice) -> Sentence:
    """Say for which part of a window's days a tariff counts, until when, and since when it has."""
    outlook, action = window.outlook, tariff.action
    last = days_of(outlook.window)[1]
    of = "the days that aren't out of " if outlook.start.months_out else "the days of "
    told = "* In the balance: {what}, {goods:usd} of goods at {rate:n1}%, for {part:pct} of "
    told += of + "{window}"
    if tariff.until is not None and tariff.until < last:
        told += ", until {until:date}"
    if tariff.already is not None and not tariff.added.value:
        told += "; the figures of {year} have it in full already"
    elif tariff.already is not None:
        told += "; the same months of {year} had it for {already:pct} of their days"
    return say(
        told + ".", what=_action(action), goods=action.covered_usd_bn, rate=action.rate_percent,
        part=tariff.part, window=outlook.window.label, until=tariff.until,
        already=tariff.already, year=outlook.start.year,
    )  # fmt: skip


def _action(tariff: TariffAction) -> str:
    """Name a tariff action: whose, which, since when."""
    began = format_date(tariff.effective)
    return f"{instrument(tariff.instrument)} by {name_of(tariff.actor)}, in force from {began}"
