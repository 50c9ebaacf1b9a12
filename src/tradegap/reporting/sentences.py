"""Sentences whose form depends on the numbers: what is said when nothing can be counted, and else.

A missing number is never told as zero, and a sentence never says more than its numbers do.
"""

from __future__ import annotations

from tradegap.data.case import Case
from tradegap.data.what_if import headline_setting
from tradegap.model.crediting import Credited, Rules
from tradegap.model.gap import Counted, Gap
from tradegap.model.progress import Narrowing
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.numbers import format_date
from tradegap.reporting.text import Sentence, Voice, joined


def uncovered(gap: Gap, say: Voice) -> list[Sentence]:
    """Say which steps of the path nothing counts for, and whether pledges for them are past."""
    empty = [s for s in gap.steps if s.credited_usd_bn.value is None]
    over = [s for s in empty if s.over_usd_bn.value is not None]
    never = joined([s.window.label for s in empty if s not in over] or [""])
    told = [
        say(
            "The {over:bn} pledged for {window} is past and no longer counts.",
            over=s.over_usd_bn,
            window=s.window.label,
        )
        for s in over
    ]
    return [*told, *([say(f"Nothing that counts is pledged for {never}.")] if never else [])]


def arithmetic(case: Case, say: Voice) -> Sentence:
    """Write out the arithmetic of the headline, a line each, for a reader with a calculator."""
    lines = [_of_pledges(case.gap(), case.target.narrowing_usd_bn_per_year, say)]
    left = headline_setting(case).with_tariff
    if left is None or not case.scenario.headline.tariff_percent:
        return lines[0]
    known = left.gap_usd_bn_per_year.value is not None
    gap = case.gap().gap_usd_bn_per_year if known else case.gap().gap_upper_bound_usd_bn_per_year
    with_tariff = left.gap_usd_bn_per_year if known else left.gap_upper_bound_usd_bn_per_year
    told = say(
        "* gap that pledges and tariff leave = {gap:n1} − {narrowing:n1} = {left:n1}, "
        + ("in US$ bn a year" if known else "at most"),
        gap=gap,
        narrowing=left.narrowing_usd_bn_per_year,
        left=with_tariff,
    )
    return Sentence.joined([*lines, told], "\n")


def _of_pledges(gap: Gap, target: Quantity, say: Voice) -> Sentence:
    if gap.credited_usd_bn_per_year.value is None:
        return say(
            "* coverage = no amount ÷ {target:n1}: not known\n"
            "* gap that pledges leave = {target:n1} − no amount: not known, at most {bound:n1}",
            target=target,
            bound=gap.gap_upper_bound_usd_bn_per_year,
        )
    return say(
        "* coverage = {credited:n1} ÷ {target:n1} = {share:pct1}\n"
        "* gap that pledges leave = {target:n1} − {credited:n1} = {gap:n1}, in US$ bn a year",
        credited=gap.credited_usd_bn_per_year,
        target=target,
        share=gap.coverage_share,
        gap=gap.gap_usd_bn_per_year,
    )


def why_nothing(gap: Gap | Counted) -> str:
    """Say why no pledge counts, from the reasons of the pledges themselves."""
    pledges = [line for line in gap.lines if line.pledge.direction == "pledge"]
    if not pledges:
        return "no pledge had been made"
    alike: dict[tuple[str, str], list[str]] = {}
    for line in pledges:
        unnamed = line.pledge.amount is None
        key = (format_date(line.pledge.announced), "" if unnamed else line.reason)
        alike.setdefault(key, []).append(line.pledge.category)
    return joined([_not_counted(day, what, why) for (day, why), what in alike.items()])


def _not_counted(day: str, categories: list[str], reason: str) -> str:
    """Say of the pledges of one day why none of them counts."""
    about = joined(list(dict.fromkeys(categories)))
    one = len(categories) == 1
    began = f"the pledge of {day} ({about}) " if one else f"the pledges of {day} ({about}) "
    if not reason:
        return began + ("names no amount" if one else "name no amount")
    told = reason if one else reason.replace("its ", "their ", 1)
    return began + ("does" if one else "do") + f" not count: {told}"


def on_the_path(case: Case, say: Voice) -> Sentence:
    """Return a list with a line for each step of the path: required, credited, coverage, gap."""
    lines = []
    for step in case.gap().steps:
        if step.credited_usd_bn.value is not None:
            told = "{credited:bn} is credited, {share:pct}; "
            told += "{gap:bn} is left" if value_of(step.gap_usd_bn) > 0 else "no gap is left"
        elif step.over_usd_bn.value is not None:
            told = "the {over:bn} pledged for it is past and no longer counts"
        else:
            told = "nothing that counts is pledged for it"
        lines.append(
            say(
                "* {window}: {required:bn} below the base; " + told + ".",
                window=step.window.label,
                required=step.required_usd_bn,
                credited=step.credited_usd_bn,
                share=step.coverage_share,
                gap=step.gap_usd_bn,
                over=step.over_usd_bn,
            )
        )
    percent = headline_setting(case).with_tariff
    if percent is not None and case.scenario.headline.tariff_percent:
        lines.append(
            say(
                "\nThe steps count pledges alone: the tariff of {tariff:set} in the answer is in "
                "none of them.",
                tariff=percent.tariff_percent.to("share"),
            )
        )
    return Sentence.joined(lines, "\n")


def looser_and_stricter(case: Case, say: Voice) -> Sentence:
    """Return a list with a line for each crediting case, what it counts and the coverage."""
    lines = []
    for name in telling_cases(case):
        gap = case.gap(name)
        told = (
            "nothing can be counted."
            if gap.credited_usd_bn_per_year.value is None
            else "{credited:bn} a year, {share:pct} of the target."
        )
        lines.append(
            say(
                "* **{title}**: " + told,
                title=gap.rules.title,
                credited=gap.credited_usd_bn_per_year,
                share=gap.coverage_share,
            )
        )
    idle = analysts_change_nothing(case)
    return Sentence.joined([*lines, *([say(f"\n{idle}")] if idle else [])], "\n")


def telling_cases(case: Case) -> tuple[str, ...]:
    """Return the crediting cases that a page tells: no analysts' case where they change nothing."""
    if not analysts_change_nothing(case):
        return case.shown_cases
    return tuple(n for n in case.shown_cases if case.rules(n).unstated_amount is None)


def analysts_change_nothing(case: Case) -> str:
    """Say that the analysts' cases credit what the headline does, and why; empty where they don't.

    A case of the scenario's own is an analysts' case too where it takes an unstated amount.
    """
    names = [n for n in case.shown_cases if case.rules(n).unstated_amount is not None]
    stated = case.credit()
    worth = [line.credited.value for line in stated]
    if not names or any([c.credited.value for c in case.credit(n)] != worth for n in names):
        return ""
    if any(c.counts for c in stated):
        why = "every promise that counts states its amount"
    elif any(_silent(c, case.rules()) for c in stated):
        why = "no estimate of what could be bought was out yet"
    else:
        why = "no promise counts"
    return f"The analysts' cases change nothing: {why}."


def _silent(line: Credited, rules: Rules) -> bool:
    """Tell whether a line is a live pledge of goods without an amount."""
    live = line.pledge.direction == "pledge" and line.status in rules.statuses
    return live and line.pledge.amount is None and line.pledge.goods


def through_what(change: Narrowing, period: str, say: Voice) -> Sentence:
    """Say what a narrowing was made of, whichever way each flow went; or that it isn't known."""
    if None in (q.value for q in (change.narrowing_usd_bn, change.exports_rise_usd_bn)):
        return say(
            "What the change to {period} was made of isn't known: the figures that the target is "
            "judged on lack a year or its flows.",
            period=period,
        )
    narrowed = value_of(change.narrowing_usd_bn) > 0
    rise, fall = value_of(change.exports_rise_usd_bn), value_of(change.imports_fall_usd_bn)
    if narrowed and rise <= 0 < fall:
        told = (
            "All of it came from imports, which were {imports:bn} lower; exports fell by "
            "{exports:bn}, which worked against it."
        )
    elif narrowed and fall <= 0 < rise:
        told = "All of it came from exports, which were {exports:bn} higher."
    elif narrowed:
        told = "Exports added {exports:bn} to it and imports {imports:bn}."
    else:
        ways = ("higher" if rise > 0 else "lower", "lower" if fall > 0 else "higher")
        told = f"Exports were {{exports:bn}} {ways[0]}, imports {{imports:bn}} {ways[1]}."
    way = "narrowed" if narrowed else "widened"
    return say(
        "By {period} the surplus had " + way + " by {size:bn}. " + told,
        period=period,
        size=size(change.narrowing_usd_bn),
        exports=size(change.exports_rise_usd_bn),
        imports=size(change.imports_fall_usd_bn),
    )


def vintage(quantity: Quantity) -> str:
    """Say when a figure was published, and whether that is later than the as-of date."""
    from tradegap.model.graph import leaves
    from tradegap.model.leaves import FigureLeaf

    found = [q.leaf for q in leaves(quantity) if isinstance(q.leaf, FigureLeaf)]
    days = joined([format_date(day) for day in sorted({leaf.published for leaf in found})])
    later = any(leaf.later_vintage for leaf in found)
    return f"published {days}" + (", later than the as-of date" if later else "")


def size(quantity: Quantity) -> Quantity:
    """Return a change without its sign, the other way round where it is negative."""
    if value_of(quantity) >= 0:
        return quantity
    return (-quantity).named(f"{quantity.label}, the other way")
