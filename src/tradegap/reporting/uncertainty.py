"""What the chapter on uncertainty says: how likely, how wide, and what enters.

A probability never stands alone: the assumptions that make it follow it, with their ratings.
"""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.uncertainty import Uncertainty, WindowRun, window_of
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.simulate import Simulation, assumed
from tradegap.model.tariffs import TariffAction
from tradegap.reporting.numbers import format_date
from tradegap.reporting.surplus import name_of
from tradegap.reporting.text import Sentence, Voice, joined
from tradegap.reporting.uncertainty_words import (
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
        lines.append(Sentence.joined([say("\n"), rests_on(run, say)], ""))
    return Sentence.joined(lines, "\n")


def _likely(window: WindowRun, say: Voice) -> Sentence:
    asked = "* {window}, {required:bn} below the base: "
    about: dict[str, Any] = {
        "window": window.outlook.window.label,
        "required": window.outlook.required_usd_bn,
    }
    if window.why_none:
        return say(asked + "no probability. {why}.", why=upper(window.why_none), **about)
    room = window.runs["room"]
    hits = round(number(window.probability) * len(room.stated))
    told = "in each of the {draws} draws" if hits else "in none of the {draws} draws"
    if 0 < hits < len(room.stated):
        told = (
            f"in {{hits}} of the {{draws}} draws, {{p:{likely_style(window.probability)}}} of them"
        )
    return say(
        asked + "the surplus is at or below the {level:bn} that this allows " + told
        + ", given the assumptions.",
        hits=f"{hits:,}",
        draws=f"{len(room.stated):,}",
        p=window.probability,
        level=window.outlook.level_usd_bn,
        **about,
    )  # fmt: skip


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


def say_what_is_drawn(case: Case, run: Uncertainty, say: Voice) -> Sentence:
    """Say which crediting the spread is of, how wide it is, and that it is no record."""
    if run.focus is None:
        return say("There is no window still to come in which anything could be drawn.")
    window = window_of(run)
    parts = []
    if not window.why_none:
        parts.append(
            _middle(window.runs["balance"], "The surplus of {window}: ", "bn", window, say)
        )
    elif run.crediting != "as_stated":
        parts.append(
            say(
                "What is drawn here is **not the record but the analysts' case** ({title}). No "
                "amount was pledged by {day:date}; one is put in its place, and delivered in part.",
                title=lower(run.title),
                day=case.as_of,
            )
        )
    if "coverage" in window.runs:
        told = "What pledges add in {window}, of the {required:bn} asked for: "
        parts.append(_middle(window.runs["coverage"], told, "pct", window, say))
    return Sentence.joined(parts)


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


def say_what_counts(case: Case, run: Uncertainty, say: Voice) -> Sentence:
    """Say which tariffs in force are in the balance and which can't be, and what was overridden."""
    lines = [
        say("* In the balance: {what}, {goods:usd} of goods at {rate:n1}%.",
            what=_action(tariff), goods=tariff.covered_usd_bn, rate=tariff.rate_percent)
        for tariff in run.in_force
    ]  # fmt: skip
    lines += [
        say("* Not in it: {what}. {why}.", what=_action(tariff), why=upper(tariff.why_not))
        for tariff in run.not_counted
    ]
    if not lines and run.windows:
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
    return Sentence.joined(lines or [say("Nothing is drawn, so nothing enters.")], "\n")


def _action(tariff: TariffAction) -> str:
    """Name a tariff action: whose, which, since when."""
    began = format_date(tariff.effective)
    return f"{tariff.instrument} by {name_of(tariff.actor)}, in force from {began}"
