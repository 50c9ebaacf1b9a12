"""Tariff actions by their published totals, and what they do to a balance (definition 7).

An action enters by the value that it covers and its rate where both were published as one number. A
range, `all` or a rate that nobody named is listed with the reason and never computed: values by
chapter were published for no action, and a count of tariff lines weighs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradegap.errors import ModelError
from tradegap.model.instruments import instrument
from tradegap.model.names import dates_in_words, name_of
from tradegap.model.quantity import Quantity, combine
from tradegap.model.response import flow_after, one, quantity_left
from tradegap.model.welfare import (
    COST,
    cost_of_tariffs,
    cost_per_household,
    deadweight_loss,
    duty_revenue,
    fall_of_remaining,
)


@dataclass(frozen=True)
class TariffAction:
    """One line of the record: who, what, when, at which stage; `covered` USD bn and `rate`.

    `goods` and `rate_text` are the value and the rate as printed, `None` where not stated.
    """

    id: str
    actor: str
    stage: str
    effective: str
    known_from: str
    instrument: str
    scope: str
    goods: str | None
    rate_text: str | None
    covered_usd_bn: Quantity
    rate_percent: Quantity

    @property
    def said(self) -> str:
        """Who did what and when: `the US tariff, Section 301 List 1, of 6 July 2018`."""
        who = "the US" if self.actor == "USA" else f"{name_of(self.actor)}'s"
        return f"{who} tariff, {instrument(self.instrument)}, of {dates_in_words(self.effective)}"

    @property
    def why_not(self) -> str:
        """Why it isn't worked out; empty where value and rate are one number each."""
        reasons = [
            _why_not("value", self.covered_usd_bn, self.goods),
            _why_not("rate", self.rate_percent, self.rate_text),
        ]
        return "; ".join(r for r in reasons if r)


def _why_not(what: str, number: Quantity, printed: str | None) -> str:
    if number.value is not None:
        return ""
    if printed is None:
        return f"no {what} is stated"
    return f"the {what} is printed as {printed}, no single number"


@dataclass(frozen=True)
class Elasticities:
    """The assumptions of the closed form, shares: both demands positive, pass-through 0 to 1."""

    imports: Quantity
    exports: Quantity
    pass_through: Quantity


@dataclass(frozen=True)
class FlowChange:
    """One flow under one additional tariff: before, after and its fall, USD bn.

    `quantity_left` is the share of the quantity that is still traded: the value falls further, by
    the seller's price.
    """

    title: str
    tariff: Quantity
    before_usd_bn: Quantity
    after_usd_bn: Quantity
    fall_usd_bn: Quantity
    quantity_left: Quantity


@dataclass(frozen=True)
class Outcome:
    """What tariffs and the answer to them do in a year of base-year trade.

    Falls and narrowing are USD bn; a part is `None` where no tariff of the kind is worked out. The
    duty is no part of the narrowing.
    """

    title: str
    imports: tuple[FlowChange, ...]
    exports: tuple[FlowChange, ...]
    imports_fall_usd_bn: Quantity | None
    exports_fall_usd_bn: Quantity | None
    narrowing_usd_bn: Quantity | None


@dataclass(frozen=True)
class Cost:
    """What the tariffs on imports cost at home in a year: USD bn, and US dollars a household."""

    revenue_usd_bn: Quantity
    passed_on_usd_bn: Quantity
    deadweight_loss_usd_bn: Quantity
    cost_usd_bn: Quantity
    per_household_usd: Quantity


def covered(action: TariffAction, basis: str | None) -> Quantity:
    """Return the value that an action covers, read on the basis of the base year's flow, USD bn.

    The action's own statistic and year are not named; reading it so is a judgement, and the label
    says so. Raises `ModelError` for an action that has no single value and rate.
    """
    if action.why_not:
        raise ModelError(f"Tariff action {action.id} can't be worked out: {action.why_not}.")
    label = "covered goods as announced, taken for trade of the base year"
    return action.covered_usd_bn.read_as(basis or "", label)


def on_imports(title: str, before: Quantity, rate: Quantity, e: Elasticities) -> FlowChange:
    """Return what an additional tariff leaves of imports, by `response.flow_after`.

    `before` USD bn at customs value, `rate` a share or percent. Raises `ModelError` for bad rates
    and elasticities.
    """
    t = rate.to("share")
    after = flow_after(before, t, e.imports, e.pass_through, "imports")
    left = quantity_left(t, e.imports, e.pass_through)
    return FlowChange(title, t, before, after, _fall(before, after, "imports"), left)


def on_exports(title: str, before: Quantity, rate: Quantity, e: Elasticities) -> FlowChange:
    """Return what the partner's additional tariff leaves of exports, as `on_imports` does."""
    t = rate.to("share")
    after = flow_after(before, t, e.exports, e.pass_through, "exports")
    left = quantity_left(t, e.exports, e.pass_through)
    return FlowChange(title, t, before, after, _fall(before, after, "exports"), left)


def _fall(before: Quantity, after: Quantity, flow: str) -> Quantity:
    return (before - after).named(f"fall of {flow} by the tariff")


def outcome(
    title: str, basis: str, imports: Sequence[FlowChange], exports: Sequence[FlowChange]
) -> Outcome:
    """Return what the falls of both flows do to the balance that is measured on `basis`, USD bn.

    narrowing = fall of imports - fall of exports: a dollar less of imports narrows the surplus by a
    dollar, a dollar less of exports widens it by one. `None` where nothing could be worked out.
    """
    bought, sold = (_sum([c.fall_usd_bn for c in changes]) for changes in (imports, exports))
    less, lost = (
        None if fall is None else fall.read_as(basis, f"fall of {flow}, dollar for dollar")
        for fall, flow in ((bought, "imports"), (sold, "exports"))
    )
    return Outcome(title, tuple(imports), tuple(exports), bought, sold, _net(less, lost))


def _net(less: Quantity | None, lost: Quantity | None) -> Quantity | None:
    label = "narrowing by the tariffs"
    if less is not None and lost is not None:
        return (less - lost).named(label)
    if less is not None:
        return less.named(label)
    return None if lost is None else (-lost).named(label)


def _sum(falls: Sequence[Quantity]) -> Quantity | None:
    if len(falls) < 2:
        return falls[0] if falls else None
    return combine("sum", *falls, label=f"{falls[0].label}s, together")


def cost(imports: Sequence[FlowChange], pass_through: Quantity, households: Quantity) -> Cost:
    """Return what the tariffs on imports cost those at home, in a year of base-year trade.

    revenue = what is left of imports x rate; passed on = revenue x pass-through; loss as of
    `welfare.deadweight_loss` by the fall of the quantity alone, for a lower price of the seller is
    no loss; cost = passed on + loss, over the households of the base year. Raises `ModelError`
    without a tariff. It leaves out what sellers abroad lose, and retaliation.
    """
    if not imports:
        raise ModelError("There is no tariff on imports here, so nothing to work a cost out from.")
    duties = [duty_revenue(c.after_usd_bn, c.tariff) for c in imports]
    losses = [
        deadweight_loss(
            duty.read_as(COST, "duty on the imports that are left"),
            fall_of_remaining(one(), c.quantity_left),
        )
        for c, duty in zip(imports, duties, strict=True)
    ]
    revenue = _together(duties, "duty on the imports that are left")
    loss = _together(losses, "deadweight loss")
    carried = (revenue * pass_through).read_as(COST, "duty carried by the buyer's price")
    whole = cost_of_tariffs(carried, loss)
    return Cost(revenue, carried, loss, whole, cost_per_household(whole, households))


def _together(parts: Sequence[Quantity], label: str) -> Quantity:
    return parts[0] if len(parts) == 1 else combine("sum", *parts, label=label)
