"""Crediting: what part of a pledge counts toward the target.

This is the contested judgement, so it stands apart from the arithmetic. A case is a set of named
rules; each rule says yes or no to a pledge and gives its reason, and that decision is a leaf of the
graph: a reader sees why a pledge counts or doesn't, and may switch it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tradegap.errors import ModelError
from tradegap.model.assumptions import Point
from tradegap.model.overlaps import is_within, run_together, shared
from tradegap.model.pledges import Pledge, Record, Status
from tradegap.model.quantity import Quantity, combine, decision, keep
from tradegap.model.shown import Shown
from tradegap.model.yearly import (
    Evidence,
    balance_rate,
    nothing,
    why_missing,
    yearly_increment,
)


@dataclass(frozen=True)
class Rules:
    """The switches of one crediting case; the defaults are those of the headline, `as_stated`."""

    name: str = "as_stated"
    title: str = "As stated: pledges for goods with an amount, at face value"
    statuses: frozenset[Status] = frozenset({"announced", "offered", "signed", "in_force"})
    goods_only: bool = True
    kind_not_stated_is_increment: bool = True
    conditional_counts: bool = True
    nothing_twice: bool = True
    unstated_amount: Point | None = None
    delivered_like_phase_one: bool = False


class RuleChange(Record):
    """A scenario's own case: a built-in one, with the rules switched that are named here."""

    based_on: str = "as_stated"
    title: str
    statuses: tuple[Status, ...] = ()
    goods_only: bool = True
    kind_not_stated_is_increment: bool = True
    conditional_counts: bool = True
    nothing_twice: bool = True
    unstated_amount: Point | None = None
    delivered_like_phase_one: bool = False

    def rules(self, name: str) -> Rules:
        """Return the built-in case with this one's changes."""
        switched = self.model_fields_set - {"based_on", "title"}
        changes = {rule: getattr(self, rule) for rule in switched}
        if "statuses" in changes:
            changes["statuses"] = frozenset(changes["statuses"])
        return replace(RULES[self.based_on], name=name, title=self.title, **changes)


_AS_STATED = Rules()
RULES: dict[str, Rules] = {
    "as_stated": _AS_STATED,
    "confirmed_only": replace(
        _AS_STATED,
        name="confirmed_only",
        title="Confirmed only: signed or in force, nothing merely announced or offered",
        statuses=frozenset({"signed", "in_force"}),
    ),
    "analysts_low": replace(
        _AS_STATED,
        name="analysts_low",
        title="Analysts, low: a promise without an amount is taken at the low end of what analysts "
        "thought possible",
        unstated_amount="low",
    ),
    "analysts_central": replace(
        _AS_STATED,
        name="analysts_central",
        title="Analysts, central: a promise without an amount is taken at the value used of what "
        "analysts thought possible",
        unstated_amount="central",
    ),
    "analysts_high": replace(
        _AS_STATED,
        name="analysts_high",
        title="Analysts, ceiling: the same at the most that any of them named",
        unstated_amount="high",
    ),
    "delivered_like_phase_one": replace(
        _AS_STATED,
        name="delivered_like_phase_one",
        title="Delivered like Phase One: stated increments at the share of the increment that "
        "was delivered in 2020",
        delivered_like_phase_one=True,
    ),
}
"""The built-in cases by name. Claims that the other side denies or does not confirm, demands and
investment are listed and never credited, in any case."""


@dataclass(frozen=True)
class Credited(Shown):
    """One pledge in one case: its yearly amount as stated, and what is credited of it.

    Both in USD bn/year on the balance's basis; missing where nothing can be counted.
    """

    pledge: Pledge
    status: Status | None
    stated: Quantity
    credited: Quantity
    counts: bool
    reason: str


def credit(
    pledges: Sequence[Pledge],
    amounts: Mapping[str, Quantity],
    rules: Rules,
    as_of: date,
    evidence: Evidence,
) -> list[Credited]:
    """Credit every pledge that was published by `as_of`, in the ledger's order.

    `amounts` gives the stated amounts by pledge id, as leaves (missing where none was stated).
    """
    known = [p for p in pledges if p.published <= as_of]
    return [_credit_one(p, amounts[p.id], rules, as_of, evidence, known) for p in known]


def _credit_one(
    pledge: Pledge,
    amount: Quantity,
    rules: Rules,
    as_of: date,
    evidence: Evidence,
    known: Sequence[Pledge],
) -> Credited:
    never = never_counts(pledge)
    refused = never or refusal(pledge, rules, as_of, known)
    stated = yearly_increment(pledge, amount, evidence)
    used, how = stated, _how(pledge, stated)
    if _grows_anyway(pledge, evidence):
        how = _on_trend(pledge, evidence)
    if refused is None and pledge.amount is None and evidence.unstated is not None:
        refused = _stands_in_already(pledge, rules, as_of, known)
        used, how = evidence.unstated, "it states no amount: an assumption stands in for it"
    elif refused is None and stated.value is None:
        refused = why_missing(pledge, evidence)
    if rules.delivered_like_phase_one and refused is None and not _adds_nothing(pledge, stated):
        used, how, refused = _delivered(pledge, used, evidence)
        how += f"; {_on_trend(pledge, evidence)}" if _grows_anyway(pledge, evidence) else ""
    share = evidence.delivery.get(pledge.category)
    if share is not None and refused is None and not _adds_nothing(pledge, stated):
        used, how = used * share, how + in_part(share)
    if rules.goods_only and pledge.goods and "services" in pledge.codes:
        how += "; it names services too, and no table splits it"
    if refused is None and rules.nothing_twice:
        how += _sharing(pledge, rules, as_of, known)
    case = "any" if never else rules.name
    flag = decision(case, pledge.id, refused is None, refused or how)
    flag = flag.named(f"{pledge.category} ({pledge.said}) counts")
    additional = used if refused else _additional(pledge, used, evidence)
    credited = keep(additional, flag, f"{pledge.category}: credited ({pledge.said})")
    return Credited(pledge, pledge.status(as_of), stated, credited, refused is None, refused or how)


def _sharing(pledge: Pledge, rules: Rules, as_of: date, known: Sequence[Pledge]) -> str:
    """Say which other pledge that counts has goods of this one, and whether it counts beside it."""
    for place, other in enumerate(known):
        if other is pledge or not shared(pledge, other) or refusal(other, rules, as_of, known):
            continue
        here = known.index(pledge)
        if is_within(known, place, here):
            return f"; what {other.said} adds within it is taken off in the sum"
        if not is_within(known, here, place):
            return f"; goods that it shares with {other.said} count in both"
    return ""


def _how(pledge: Pledge, stated: Quantity) -> str:
    """Say how an amount is taken: at face value, or a level for what it is above its base."""
    if not pledge.is_level or not isinstance(stated.value, float):
        return "credited at face value"
    if _adds_nothing(pledge, stated):
        return "a level at or below the exports of the base year: it adds nothing"
    return "a level, credited for what it is above the exports of the base year"


def _adds_nothing(pledge: Pledge, stated: Quantity) -> bool:
    """Tell whether a level is no increment: a share of it that is delivered has no meaning.

    A negative share of what a level lacks of its base would come out as a credit.
    """
    return pledge.is_level and isinstance(stated.value, float) and stated.value <= 0


def never_counts(pledge: Pledge) -> str | None:
    """Return why no case ever credits a line of the ledger, `None` for a pledge to buy."""
    return {
        "demand": "a demand is no pledge",
        "claim": "a claim that the other side denies or does not confirm is listed, never credited",
        "investment": "investment is no purchase and is never credited",
    }.get(pledge.direction)


def refusal(pledge: Pledge, rules: Rules, as_of: date, known: Sequence[Pledge]) -> str | None:
    """Return why the rules of a case refuse a pledge, `None` when they don't."""
    status = pledge.status(as_of)
    if status not in rules.statuses:
        return f"its status is {_words(status)}"
    if rules.goods_only and not pledge.goods:
        return "services are no part of the goods balance"
    if pledge.conditions and not rules.conditional_counts:
        return "it is conditional"
    if not pledge.says_over_what and not rules.kind_not_stated_is_increment:
        return "it doesn't say whether it is an increment"
    later = next((p for p in known if pledge.id in p.supersedes and _alive(p, rules, as_of)), None)
    if later is not None and rules.nothing_twice:
        return f"its amount came later ({later.said}): counted there, not twice"
    return None


def _stands_in_already(
    pledge: Pledge, rules: Rules, as_of: date, known: Sequence[Pledge]
) -> str | None:
    """Return why the assumption on an unstated amount isn't taken again, `None` where it is new.

    Analysts judged all that might be bought: two silent promises of one time share that amount.
    """
    before = known[: [p.id for p in known].index(pledge.id)]
    for other in before:
        silent = other.amount is None and run_together(other, pledge)
        if silent and not never_counts(other) and refusal(other, rules, as_of, known) is None:
            return (
                f"the assumption stands in for {other.category} ({other.said}) already: "
                "counted there, not twice"
            )
    return None


def _alive(pledge: Pledge, rules: Rules, as_of: date) -> bool:
    return pledge.status(as_of) in rules.statuses


def _words(status: Status | None) -> str:
    return (status or "not known").replace("_", " ")


def _delivered(
    pledge: Pledge, used: Quantity, evidence: Evidence
) -> tuple[Quantity, str, str | None]:
    """Multiply an increment by the delivered share that was measured as its codes are."""
    aircraft = pledge.includes_aircraft
    shares = (evidence.delivered_increment, evidence.delivered_with_aircraft)
    rate, other = reversed(shares) if aircraft else shares
    if rate is None:
        return used, "", "what Phase One delivered was not known by the as-of date"
    words = ("with aircraft, as its codes have them", "without") if aircraft else (
        "without aircraft, as its codes are", "with them"
    )  # fmt: skip
    how = "credited at the share of the increment that Phase One delivered"
    if isinstance(rate.value, float):
        how += f": {_percent(rate.value)} {words[0]}"
    if other is not None and isinstance(other.value, float):
        how += f" ({_percent(other.value)} {words[1]})"
    return used * rate, how + ", of all its goods", None


def in_part(share: Quantity) -> str:
    """Return in words which share of a category is taken as delivered, where it isn't all of it."""
    value = share.value
    if not isinstance(value, float) or value == 1:
        return ""
    return f"; {_percent(value)} of it is taken as delivered"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%".replace("-", "\u2212")


def _grows_anyway(pledge: Pledge, evidence: Evidence) -> bool:
    """Tell whether exports without the pledge are taken to differ from the base year's."""
    base, without = evidence.base_usd_bn.get(pledge.id), evidence.without_usd_bn.get(pledge.id)
    return base is not None and without is not None and base.node_id != without.node_id


def _on_trend(pledge: Pledge, evidence: Evidence) -> str:
    how = "credited for what it adds to exports on their trend"
    base, without = (
        by_id[pledge.id].value for by_id in (evidence.base_usd_bn, evidence.without_usd_bn)
    )
    if isinstance(base, float) and isinstance(without, float) and without < base:
        how += "; that is more than the promise adds to the base, as exports were falling"
    return how


def _additional(pledge: Pledge, used: Quantity, evidence: Evidence) -> Quantity:
    """Return max(0, base + increment - exports without the pledge): nothing is counted twice."""
    if _grows_anyway(pledge, evidence):
        base, without = evidence.base_usd_bn[pledge.id], evidence.without_usd_bn[pledge.id]
        used = balance_rate(base) + used - balance_rate(without)
    label = f"{pledge.category}: additional ({pledge.said})"
    return combine("maximum", used, nothing(), label=label)


def rules_named(name: str, own: Mapping[str, RuleChange]) -> Rules:
    """Return a built-in case or one of the scenario's own; raises `ModelError` for another name."""
    if name in RULES:
        return RULES[name]
    if name in own:
        return own[name].rules(name)
    raise ModelError(f"There is no crediting case '{name}'; known: {', '.join([*RULES, *own])}.")
