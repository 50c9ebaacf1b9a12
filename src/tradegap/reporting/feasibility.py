"""What the chapter on feasibility says: the finding, pledges, the basket, net against gross."""

from __future__ import annotations

from functools import reduce
from typing import Any

from tradegap.data import feasibility as feasible
from tradegap.data import sales_records
from tradegap.data.case import Case
from tradegap.data.feasibility import JudgedPledge, Spread
from tradegap.model.basket import member
from tradegap.model.feasibility import counted_above
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity, combine, series_of, value_of
from tradegap.reporting.text import Sentence, Voice

NO_SUM = "This case asks for no narrowing of a balance, so no target is spread over categories."


def feasibility_answer(case: Case, say: Voice) -> Sentence:
    """Say whether the target can be reached through purchases, or by how much it can't."""
    unknown = feasible.why_not(case)
    if unknown is not None:
        return say(f"Whether such sales could be made isn't known here: {unknown}.")
    sums, years = feasible.required_sums(case), sales_records.years_on_record(case)
    told = [
        say(
            "If each of {count} categories of goods sold to {partner} grew by twice the largest "
            "yearly rise that it has on record ({first} to {last}), they would add {capacity:bn} a "
            "year; with each of the {chapters} chapters as a category of its own, {finer:bn}.",
            count=len(feasible.records(case)),
            partner=name_of(case.scenario.partner),
            first=years[0],
            last=years[-1],
            capacity=feasible.capacity(case),
            chapters=sum(len(record.codes) for record in feasible.records(case)),
            finer=feasible.capacity_by_chapter(case),
        )
    ]
    if "target" not in sums:
        return Sentence.joined([*told, say(NO_SUM)])
    told.append(_reach(say, sums["target"], "The target takes {required:bn} a year"))
    if "demanded_split" in sums:
        told.append(
            _reach(
                say,
                sums["demanded_split"],
                "The demand's own split wants {required:bn} of it from purchases",
            )
        )
    return Sentence.joined([*told, even_spread(case, say)])


def even_spread(case: Case, say: Voice) -> Sentence:
    """Say what the target would take of each category where no basket within the caps does."""
    found = feasible.required_sums(case).get("target")
    if found is None:
        return say("There is nothing to spread." if feasible.why_not(case) else NO_SUM)
    beaten = over_one(found)
    if found.within_caps:
        told = "In the least implausible basket, "
    else:
        told = (
            "Without the caps, the least implausible spread takes the same share everywhere: "
            "{share:pct1} of all that the United States sells to others. "
        )
    return say(
        told
        + f"{{beaten:n0}} of {len(found.lines)} categories would have to sell more than in their "
        "best year on record.",
        share=found.lines[0].diversion_share,
        beaten=beaten,
    )


def pledge_feasibility(case: Case, say: Voice) -> Sentence:
    """Say of each pledge with a yearly amount how it stands to the record of its codes."""
    judged = [p for p in feasible.judged_pledges(case) if p.ratios is not None]
    if not judged:
        return say(
            "No pledge of goods whose sales are on record had a yearly amount in dollars by "
            "{day:date}, so there is none to judge.",
            day=case.as_of,
        )
    if len(judged) > 2:
        return _several(say, judged)
    return Sentence.joined([_one_pledge(say, p) for p in judged])


def basket_answer(case: Case, say: Voice) -> Sentence:
    """Say what basket is shown: the target's, or that of the made-up sum where it has none."""
    found = shown_spread(case)
    if found is None:
        return say("No sum is within reach of the categories, so no basket can be shown.")
    full = at_their_caps(found)
    told = "{what}: {required:bn}, spread over the categories with the least diversion. "
    told += _at_caps(len(full), len(found.lines))
    told += (
        "The multiplier of the sum is {multiplier:n2}: so much does the last dollar add to what is "
        "kept small, the sum of squares over sales to others. A cap's shadow price is what a "
        "dollar more of that cap would take off it."
    )
    return say(
        told,
        what=found.title[:1].upper() + found.title[1:],
        required=found.required,
        multiplier=found.basket.multiplier,
        full=caps_that_bind(found),
    )


def net_answer(case: Case, say: Voice) -> Sentence:
    """Say what the target, or each pledge, would leave for the total balance."""
    sums = feasible.required_sums(case)
    found = sums.get("target")
    told = (
        "Sales that are taken from other buyers narrow the balance with {partner} in full and the "
        "total one not at all. "
    )
    if found is None:
        judged = any(p.ratios is not None for p in feasible.judged_pledges(case))
        told += "There is no sum here to tell it of" + (", only pledges." if judged else ".")
        return say(told, partner=_partner(case))
    return say(
        told + "Nobody publishes which share of the sales that would be. If {share:pct} were, "
        "{gross:bn} a year of narrowing would be {net:bn} for the total balance; if none were, all "
        "of it, and if all were, nothing.",
        partner=_partner(case),
        share=case.assumption(feasible.DIVERTED),
        gross=found.required,
        net=found.net["central"],
    )


def estimates_answer(case: Case, say: Voice) -> Sentence:
    """Say how the highest of the analysts' estimates compares with the categories' capacity."""
    if case.scenario.estimates is None:
        return say("This case names no analysts' estimates.")
    highs = [row["high"] for row in estimates(case) if row["high"].value is not None]
    if not highs:
        return say("No estimate of what could be sold was on record for this case.")
    top = reduce(lambda a, b: combine("maximum", a, b), highs).named("highest estimate")
    if feasible.why_not(case) is not None:
        return say("The highest estimate on record was {top:bn0}.", top=top)
    return say(
        "The highest estimate on record was {top:bn0}, which is {times:n1} times what the "
        "categories add up to at twice their largest rises. Estimates are over several years, the "
        "largest rises are of one.",
        top=top,
        times=_over_capacity(case, top),
    )


def estimates(case: Case) -> list[dict[str, Any]]:
    """Return the analysts' estimates that were on record, with what they are of the capacity."""
    name = case.scenario.estimates
    if name is None:
        return []
    known = feasible.why_not(case) is None
    rows = []
    for row in case.figures.table(name).to_dict("records"):
        low, high = (
            case.figures.figure(
                name, f"{end}_usd_bn", who=row["who"], as_published=row["as_published"]
            )
            for end in ("low", "high")
        )
        of = _over_capacity(case, high) if known else None
        told = {str(name): value for name, value in row.items()}
        rows.append(told | {"low": low, "high": high, "over_capacity": of})
    return rows


def shown_spread(case: Case) -> Spread | None:
    """Return the sum whose basket is shown: the target's, else the made-up one, if within reach."""
    sums = feasible.required_sums(case)
    return next((s for s in sums.values() if s.within_caps), None)


def at_their_caps(found: Spread) -> list[str]:
    """Return the names of the categories whose cap has a price."""
    names = found.basket.caps.index or ()
    return [name for name in names if _is_positive(price_of(found, name))]


def _is_positive(price: Quantity) -> bool:
    """Tell whether a price is known and above nothing; it is missing where nothing is diverted."""
    return price.value is not None and value_of(price) > 0


def caps_that_bind(found: Spread) -> Quantity:
    """Return how many categories are at their caps, as a number that leads to their prices."""
    return counted_above(found.basket.cap_prices, 0.0, "categories whose cap has a price")


def _at_caps(full: int, count: int) -> str:
    if not full:
        return "No category is at its cap. "
    are = "is at its cap" if full == 1 else "are at their caps"
    return f"{{full:n0}} of {count} categories {are}. "


def _reach(say: Voice, found: Spread, told: str) -> Sentence:
    if found.within_caps:
        more = f"{told}, which is within reach. "
        more += _at_caps(len(at_their_caps(found)), len(found.lines)).strip()
    else:
        more = f"{told} and is out of reach by {{beyond:bn}}."
    words = {"required": found.required, "beyond": found.basket.out_of_reach}
    return say(more, full=caps_that_bind(found), **words)


def _one_pledge(say: Voice, judged: JudgedPledge) -> Sentence:
    found, pledge = judged.ratios, judged.line.pledge
    assert found is not None
    status = str(judged.line.status).replace("_", " ")
    goods = pledge.category[:1].upper() + pledge.category[1:]
    told = (
        f"**{goods}** ({status}) takes {{more:bn}} a year on {{base:bn}} in "
        f"{found.record.base_year}: "
    )
    told += (
        "{diversion:pct} of what others buy of it, "
        if found.diversion_share.value is not None
        else "what others buy of it isn't known, "
    )
    if found.over_best_share.value is not None:
        told += f"{{best:n1}} times the best year on record ({found.record.best_year})"
    else:
        told += "the best year isn't known"
    if found.over_growth_share.value is not None:
        told += ", and {growth:n1} times the base year with the largest rise on record"
    told += "."
    if judged.spread is not None and not judged.spread.within_caps:
        told += (
            " At twice their largest rises its categories would add {capacity:bn}, and {beyond:bn} "
            "of it is out of reach."
        )
    spread = judged.spread.basket if judged.spread is not None else None
    return say(
        told,
        more=found.increment_usd_bn,
        base=found.record.base_usd_bn,
        diversion=found.diversion_share,
        best=found.over_best_share,
        growth=found.over_growth_share,
        **({} if spread is None else {"capacity": spread.capacity, "beyond": spread.out_of_reach}),
    )


def _several(say: Voice, judged: list[JudgedPledge]) -> Sentence:
    shares = [p.ratios.over_best_share for p in judged if p.ratios is not None]
    known = [share for share in shares if share.value is not None]
    if not known:
        return say(
            f"{len(judged)} pledges have a yearly amount, and none has a best year on record."
        )
    low = reduce(lambda a, b: combine("minimum", a, b), known).named("lowest of the pledges")
    high = reduce(lambda a, b: combine("maximum", a, b), known).named("highest of the pledges")
    return say(
        f"{len(judged)} pledges have a yearly amount in dollars and sales on record. Base and "
        "increment come to {low:n1} to {high:n1} times the best year on record of their goods.",
        low=low,
        high=high,
    )


def title_of(judged: JudgedPledge) -> str:
    """Return a pledge's goods, the year from which they are to be bought, if stated, its status."""
    window, status = judged.line.pledge.window_start, str(judged.line.status).replace("_", " ")
    since = "" if window is None else f"from {window.year}, "
    return f"{judged.line.pledge.category} ({since}{status})"


def over_one(found: Spread) -> Quantity:
    """Return how many categories would have to sell more than in their best year on record."""
    known = [line for line in found.lines if line.over_best_share.value is not None]
    names = [line.record.name for line in known]
    shares = series_of(
        [line.over_best_share for line in known], names, "required over the best year, by category"
    )
    return counted_above(shares, 1.0, "categories that would have to beat their best year")


def _over_capacity(case: Case, amount: Quantity) -> Quantity:
    capacity = feasible.capacity(case)
    read = amount.read_as(capacity.basis or "", "the estimate, as exports")
    return (read / capacity).named(f"{amount.label}, over the capacity")


def _partner(case: Case) -> str:
    return name_of(case.scenario.partner)


def price_of(found: Spread, name: str) -> Quantity:
    """Return the shadow price of a category's cap, a share."""
    return member(found.basket.cap_prices, name, f"{name}: shadow price of the cap")
