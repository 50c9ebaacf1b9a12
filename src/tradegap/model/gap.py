"""The headline: what is credited, how much of the target that covers, and what gap is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tradegap.model.crediting import Credited, Rules
from tradegap.model.overlaps import counted_once
from tradegap.model.periods import Window, month_number
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, combine, parameter
from tradegap.model.shown import Shown
from tradegap.model.target import TargetPath, judged_on
from tradegap.model.yearly import BASIS, nothing, one_year


@dataclass(frozen=True)
class StepCoverage(Shown):
    """One step of the path: required and credited (USD bn in its window), gap and coverage.

    `over_usd_bn` was pledged for the window and counts no longer, because its own window is past;
    missing where nothing was.
    """

    window: Window
    required_usd_bn: Quantity
    credited_usd_bn: Quantity
    gap_usd_bn: Quantity
    coverage_share: Quantity
    over_usd_bn: Quantity


@dataclass(frozen=True)
class Gap(Shown):
    """A case's headline, all per year: quantified, credited and gap in USD bn, and the coverage.

    When nothing can be counted all are missing but the upper bound of the gap, which is the target.
    """

    rules: Rules
    lines: tuple[Credited, ...]
    quantified_usd_bn_per_year: Quantity
    credited_usd_bn_per_year: Quantity
    gap_usd_bn_per_year: Quantity
    gap_upper_bound_usd_bn_per_year: Quantity
    coverage_share: Quantity
    steps: tuple[StepCoverage, ...]


@dataclass(frozen=True)
class Counted(Shown):
    """What pledges come to in a year where no target asks for a narrowing, both USD bn/year.

    Missing when nothing can be counted.
    """

    rules: Rules
    lines: tuple[Credited, ...]
    quantified_usd_bn_per_year: Quantity
    credited_usd_bn_per_year: Quantity


def counted(lines: Sequence[Credited], rules: Rules) -> Counted:
    """Return what live pledges come to in a year, and what is credited of it."""
    alive = [c for c in lines if c.pledge.direction == "pledge" and c.status in rules.statuses]
    return Counted(
        rules,
        tuple(lines),
        _largest_at_once(alive, [c.stated for c in alive], "quantified pledges", rules),
        _largest_at_once(lines, [c.credited for c in lines], "credited narrowing", rules),
    )


def gap(target: TargetPath, lines: Sequence[Credited], rules: Rules) -> Gap:
    """Return the gap that the credited pledges leave of the yearly target.

    Credited amounts are read on the basis that the target is judged on.
    """
    required = target.narrowing_usd_bn_per_year
    basis = required.basis or ""
    found = counted(lines, rules)
    credited = found.credited_usd_bn_per_year
    at_least = combine("sum_stated", credited, nothing(), label="credited, or nothing")
    quantified, credited = (
        judged_on(q, basis) for q in (found.quantified_usd_bn_per_year, credited)
    )
    at_least = judged_on(at_least, basis)
    return Gap(
        rules,
        tuple(lines),
        quantified,
        credited,
        (required - credited).named("gap that pledges leave"),
        (required - at_least).named("upper bound of the gap that pledges leave"),
        (credited / required).named("share of the target that is covered"),
        tuple(_step(s.window, s.narrowing_usd_bn, lines, rules) for s in target.steps),
    )


def _largest_at_once(
    lines: Sequence[Credited], amounts: Sequence[Quantity], label: str, rules: Rules
) -> Quantity:
    """Return the largest yearly sum of pledges whose windows run at the same time."""
    groups = [[amount for _, amount in group] for group in at_once(lines, amounts, rules)]
    stated = [group for group in groups if any(a.value is not None for a in group)]
    if not stated:
        unstated = tuple(amounts) or (_none_at_all(),)
        return combine("sum_stated", *unstated, label=label)
    sums = [combine("sum_stated", *group, label=label) for group in stated]
    return sums[0] if len(sums) == 1 else combine("maximum_of", *sums, label=label)


def at_once(
    lines: Sequence[Credited], amounts: Sequence[Quantity], rules: Rules
) -> list[list[tuple[Pledge, Quantity]]]:
    """Return the pledges that run at the same time, one list for each largest set.

    Each with its amount in USD bn/year; by the rule `nothing_twice` what two of them share is in
    one amount alone.
    """
    groups = []
    for members in _sets_at_once(lines):
        pledges, whole = [lines[n].pledge for n in members], [amounts[n] for n in members]
        once = counted_once(pledges, whole) if rules.nothing_twice else whole
        groups.append(list(zip(pledges, once, strict=True)))
    return groups


def _sets_at_once(lines: Sequence[Credited]) -> list[list[int]]:
    """Return the places of the pledges of each largest set that runs at the same time."""
    # the most pledges run at once on a day on which one of them begins
    days = {line.pledge.window_start or date.min for line in lines}
    sets = {
        frozenset(n for n, line in enumerate(lines) if _runs_on(line.pledge, day)) for day in days
    }
    largest = [found for found in sets if not any(found < more for more in sets)]
    return sorted(sorted(found) for found in largest)


def _none_at_all() -> Quantity:
    return parameter(
        "no_pledge",
        None,
        unit="USD bn/year",
        basis=BASIS,
        label="no pledge on the record",
        chosen_in="definition",
    )


def _runs_on(pledge: Pledge, day: date) -> bool:
    """Tell whether a pledge runs on a day; one without a window runs at all times."""
    return (pledge.window_start or date.min) <= day <= (pledge.window_end or date.max)


def _step(
    window: Window, required: Quantity, lines: Sequence[Credited], rules: Rules
) -> StepCoverage:
    in_time = [c for c in lines if covers_half(c.pledge, window)]
    amounts = [c.credited for c in in_time]
    rate = judged_on(
        _largest_at_once(in_time, amounts, f"credited in {window.label}, per year", rules),
        required.basis or "",
    )
    credited = (rate * one_year()).named(f"credited in {window.label}")
    return StepCoverage(
        window,
        required,
        credited,
        (required - credited).named(f"gap that pledges leave in {window.label}"),
        (credited / required).named(f"coverage in {window.label}"),
        _over(window, required.basis or "", in_time, rules),
    )


def _over(window: Window, basis: str, in_time: Sequence[Credited], rules: Rules) -> Quantity:
    """Return what pledges whose window is past had stated for a step, USD bn in its window."""
    over = [
        c
        for c in in_time
        if c.pledge.direction == "pledge"
        and c.status == "window_over"
        and (c.pledge.goods or not rules.goods_only)
    ]
    label = f"pledged for {window.label}, and past"
    found = _largest_at_once(over, [c.stated for c in over], f"{label}, per year", rules)
    rate = judged_on(found, basis)
    return (rate * one_year()).named(label)


def covers_half(pledge: Pledge, window: Window) -> bool:
    """Tell whether the pledge's window covers at least half of the days of a path's window."""
    first, last = days_of(window)
    start, end = pledge.window_start or first, pledge.window_end or last
    common = (min(end, last) - max(start, first)).days + 1
    return 2 * common >= (last - first).days + 1


def days_of(window: Window) -> tuple[date, date]:
    """Return the first and the last day of a window of months."""
    after = month_number(window.last) + 1
    first = date.fromisoformat(f"{window.first}-01")
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
