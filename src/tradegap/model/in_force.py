"""Tariffs in force within a window that is to come, and what they leave of a flow.

Only what took effect is in force: an announcement is no tariff, and no step to come is foreseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tradegap.errors import ModelError
from tradegap.model.gap import days_of
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.monthly import months_in_words
from tradegap.model.periods import Window
from tradegap.model.quantity import Quantity, combine, parameter, value_of
from tradegap.model.tariffs import Elasticities, FlowChange, TariffAction, covered


@dataclass(frozen=True)
class InForce:
    """A tariff and the part of some months' days on which it is in force, a share of one.

    `already` is its part of the same calendar months of the year that trade starts from, whose
    figures have that much of it in them. `until` is its last day within the months.
    """

    action: TariffAction
    part: Quantity
    already: Quantity | None = None
    until: date | None = None

    @property
    def added(self) -> Quantity:
        """The part that the figures that trade starts from don't have; negative for one that ended.

        part of the months to come - part of the same months of the start year, both of one.
        """
        if self.already is None:
            return self.part
        label = f"part of {self.action.said} beyond the start year's"
        return (self.part - self.already).named(label)


@dataclass(frozen=True)
class Measures:
    """Tariffs in force on both sides in a window, and how trade answers them, if there are any."""

    on_imports: Sequence[InForce] = ()
    on_exports: Sequence[InForce] = ()
    elasticities: Elasticities | None = None


def in_force(
    actions: Sequence[TariffAction], months: Sequence[str], start: Sequence[str] = ()
) -> list[InForce]:
    """Return the tariffs in force within months (`YYYY-MM`), each with its part of their days.

    An action stays until the next one of the same instrument by the same side, or to the end. One
    that isn't in force any more, or has no single value and rate, ends the one before it and begins
    nothing. What isn't among `actions` isn't foreseen. `start` names the same calendar months of
    the year that trade starts from, if any: a tariff in force in them stands here even where its
    part of `months` is zero, since trade that it took off comes back.
    """
    found = []
    for action in actions:
        if action.stage != "in_force" or action.why_not:
            continue
        (days, until), (before, _) = (_days(action, actions, some) for some in (months, start))
        if days or before:
            part = _part(action, months, days)
            already = _part(action, start, before) if before else None
            found.append(InForce(action, part, already, until))
    return found


def _days(
    action: TariffAction, actions: Sequence[TariffAction], months: Sequence[str]
) -> tuple[int, date | None]:
    """Return on how many days of some months an action is in force, and the last of them."""
    ends = [
        a.effective
        for a in actions
        if (a.actor, a.instrument) == (action.actor, action.instrument)
        and a.effective > action.effective
    ]
    began = date.fromisoformat(action.effective)
    ended = date.fromisoformat(min(ends)) - timedelta(days=1) if ends else date.max
    count, until = 0, None
    for month in months:
        first, last = days_of(Window(month, month))
        days = (min(ended, last) - max(began, first)).days + 1
        if days > 0:
            count, until = count + days, min(ended, last)
    return count, until


def _part(action: TariffAction, months: Sequence[str], days: int) -> Quantity:
    whole = [days_of(Window(month, month)) for month in months]
    label = months_in_words(Window(min(months), max(months)))
    return parameter(
        f"part_of_window:{action.id}:{min(months)}:{max(months)}",
        days / sum((last - first).days + 1 for first, last in whole),
        unit="share",
        label=f"part of {label} with {action.said} in force",
        chosen_in="definition",
    )


def after_tariffs(
    flow: Quantity,
    growth: Quantity,
    tariffs: Sequence[InForce],
    elasticities: Elasticities | None,
    change: Callable[[str, Quantity, Quantity, Elasticities], FlowChange],
) -> Quantity:
    """Return a flow (USD bn) with its growth, less what each tariff takes off what it covers.

    flow x growth - sum of falls, each of covered x part that is added x growth by the closed form
    (`change` is `tariffs.on_imports` or `on_exports`). A tariff is added for its part of the window
    less its part of the start year, which is in the flow. Raises `ModelError` for tariffs that
    cover more than the flow, and for elasticities out of reach.
    """
    grown = (flow * growth).named(f"{flow.label}, grown")
    if not tariffs or elasticities is None:
        return grown
    _fits(flow, tariffs)
    _check_ranges(elasticities)
    falls = []
    for tariff in tariffs:
        before = (_covered(tariff, flow) * growth).named("covered goods in the window, grown")
        rate = tariff.action.rate_percent
        falls.append(change(tariff.action.id, before, rate, elasticities).fall_usd_bn)
    return grown - combine("sum", *falls, label="taken off by tariffs in force")


def _covered(tariff: InForce, flow: Quantity) -> Quantity:
    """Return the trade that a tariff covers, for the part of the window that it is added for."""
    whole = covered(tariff.action, flow.basis).to("USD bn")
    label = f"covered by {tariff.action.said}, for its part of the window"
    return (whole * tariff.added).named(label)


def _fits(flow: Quantity, tariffs: Sequence[InForce]) -> None:
    at_once = [covered(t.action, flow.basis).to("USD bn") * t.part for t in tariffs]
    if flow.value is None:
        return  # what the flow comes to isn't known, and neither is what is left of it
    together = sum(value_of(q) for q in at_once if q.value is not None)
    whole = value_of(flow)
    if together > whole:
        raise ModelError(
            f"Tariffs in force cover US${together:g} bn, more than '{flow.label}' ({whole:g} bn): "
            "some overlap; leave one out."
        )


def _check_ranges(elasticities: Elasticities) -> None:
    for elasticity in (elasticities.imports, elasticities.exports):
        require_range(elasticity, "demand falls as its price rises, and is positive here", above=0)
    passed = elasticities.pass_through
    require_range(passed, "it is a share of the tariff, between 0 and 1", least=0, most=1)


def require_range(
    quantity: Quantity,
    why: str,
    *,
    above: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> None:
    """Refuse an assumption whose value, or an end of its range, lies out of reach (`ModelError`).

    In reach is what is more than `above`, at least `least` and at most `most`.
    """
    leaf = quantity.leaf
    values = [quantity.value]
    if isinstance(leaf, AssumptionLeaf) and leaf.distribution != "fixed":
        values += [leaf.low, leaf.high]
    for value in (float(v) for v in values if v is not None):
        low = (above is not None and value <= above) or (least is not None and value < least)
        if low or (most is not None and value > most):
            raise ModelError(f"'{quantity.label}' has {value:g} in its range: {why}; mend it.")
