"""What the chapter on the two countries' figures says.

Figures are patchy by year, so each sentence is one of several: what the tables have by the as-of
date decides which, and a hole is told as one.
"""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.mirror import (
    ESTIMATES,
    Sides,
    adjusted_estimates,
    all_sides,
    base_sides,
    mirror_splits,
    split_years,
    target_shares,
    why_no_split,
)
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.mirror import LAST_SPLIT_YEAR, Split
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.judged import CENSUS, judged
from tradegap.reporting.numbers import format_date
from tradegap.reporting.sentences import vintage
from tradegap.reporting.text import Sentence, Voice, joined

SOURCE = f"{CENSUS}; General Administration of Customs of China, through CRS and the press"
_FED: dict[str, Any] = {"measure": "revenue_lost", "first_year": 2020}
_DIRECT: dict[str, Any] = {"measure": "eastbound_from_direct_shipments", "first_year": 2010}


def say_two_countries(case: Case, say: Voice) -> Sentence:
    """Say what each side's statistics report for the base year, and what they differ by."""
    both = base_sides(case)
    if both is None:
        return _no_figures(case, say)
    more = value_of(both.difference_usd_bn) >= 0
    return say(
        "For {year} the United States reports a deficit in goods of {ours:bn} ({our_vintage}), and "
        "China's customs a surplus of {theirs:bn} ({their_vintage}): the US figure is the "
        + ("larger" if more else "smaller")
        + " one by {size:bn}.",
        year=both.year,
        ours=both.reporter.surplus_usd_bn,
        theirs=both.partner.surplus_usd_bn,
        our_vintage=vintage(both.reporter.surplus_usd_bn),
        their_vintage=vintage(both.partner.surplus_usd_bn),
        size=_size(both.difference_usd_bn),
    )


def _no_figures(case: Case, say: Voice) -> Sentence:
    if not case.scenario.has_baseline:
        return say("This case has no one balance, so there are no two figures of it to compare.")
    return say(
        "The tables have no figure of the partner's customs for {year} that was out by {day:date}, "
        "so the difference of that year isn't known.",
        year=case.scenario.baseline.year,
        day=case.as_of,
    )


def say_target_shares(case: Case, say: Voice) -> Sentence:
    """Say what share of each surplus the target is, and on which of them this report judges it."""
    shares = target_shares(case)
    if not shares:
        return say("This case has no target to judge on either side's figures.")
    told = ["{reporter:pct} of the surplus on US figures"]
    if "partner" in shares:
        told.append("{partner:pct} of it on China's customs' figures")
    if "reporter_with_services" in shares:
        late = _later_word(shares["reporter_with_services"])
        told.append(f"{{reporter_with_services:pct}} of it with services counted in{late}")
    return Sentence.joined(
        [
            say(
                "The {target:bn} asked for is " + joined(told) + ".",
                target=case.target.year_usd_bn,
                **shares,
            ),
            judged(case, say),
        ]
    )


def say_which_parts(say: Voice) -> Sentence:
    """Say which statistical causes apply in which direction, and what sign each has."""
    return say(
        "* **Freight and insurance** count westbound alone. China's imports are c.i.f. and include "
        "them, US exports f.a.s. leave them out, so that China's imports come out higher and its "
        "surplus lower. Eastbound there is nothing of the kind: US imports are taken at customs "
        "value, which leaves freight and insurance out, as China's exports f.o.b. do. On imports "
        "c.i.f. it would be otherwise, and this report never uses those.\n"
        "* **Hong Kong** counts both ways. Each side counts its imports by origin, even by way of "
        "Hong Kong, and its exports by the destination known when they leave: goods that change "
        "hands there are in one side's figures and not in the other's, and are dearer by what the "
        "middleman adds.\n"
        "* **Timing** can go either way. Each side counts goods at its own border, so that those "
        "at sea at the end of December fall into two years: it lowers the difference in a year in "
        "which trade grows and raises it in one in which trade falls."
    )


def say_mirror_split(case: Case, say: Voice) -> Sentence:
    """Say for each split year how much is explained, the residual, and what may be in it."""
    splits = mirror_splits(case)
    told = [_split(one, say) for one in splits]
    told += [
        say("* {year}: no split, for {why}.", year=year, why=why)
        for year in split_years(case)
        if year < case.as_of.year  # a year that isn't over yet is not told
        and year not in [one.year for one in splits]
        and (why := _why(case, year)) is not None
    ]
    if told:
        return Sentence.joined(told, "\n")
    if not _turned_years(case):
        return say("No difference is split here: there is no year to split.")
    return say(
        "No difference is split here: there is no year up to {last} to split, and from {next} on "
        "the sign has turned.",
        last=LAST_SPLIT_YEAR,
        next=LAST_SPLIT_YEAR + 1,
    )


def _why(case: Case, year: int) -> str | None:
    """Say why a year has no split; `None` where nothing is to be said."""
    return why_no_split(case, year) or f"China's figure of {year} isn't in the tables"


def _split(one: Split, say: Voice) -> Sentence:
    residual = value_of(one.residual_usd_bn.central)
    either = value_of(one.residual_usd_bn.low) < 0 < value_of(one.residual_usd_bn.high)
    return say(
        "* {year}: of the difference of {difference:bn}, {central:bn} is explained at the central "
        "values, {low:bn} to {high:bn} if all parts stood at one end. The residual is "
        "{residual:sbn}, {rlow:sbn} to {rhigh:sbn}"
        + (
            "; its sign isn't known."
            if either
            else ": more is explained than there is to explain."
            if residual < 0
            else "."
        ),
        year=one.year,
        difference=one.difference_usd_bn,
        central=one.explained_usd_bn.central,
        low=one.explained_usd_bn.low,
        high=one.explained_usd_bn.high,
        residual=one.residual_usd_bn.central,
        rlow=one.residual_usd_bn.low,
        rhigh=one.residual_usd_bn.high,
    )


def say_residual(case: Case, say: Voice) -> Sentence:
    """Say what may be in the residual; once years from 2020 on are out, what was found of those."""
    late = _turned_years(case)
    began = "Up to {last} the residual holds " if late else "The residual holds "
    told = [
        say(
            began + "what no part covers, and none of it has an amount "
            "here: values that are wrong at either border, errors, and goods that a middleman "
            "sells on while they travel, declared at one price when they leave China and at a "
            "higher one when they enter the United States.",
            last=LAST_SPLIT_YEAR,
        )
    ]
    found = adjusted_estimates(case)
    if (found["measure"] == _DIRECT["measure"]).any():
        told.append(
            say(
                "That these weigh much is known for {year}: a joint study of both governments "
                "found at least {half:n0}% of the eastbound discrepancy in direct shipments, "
                "which pass no third place.",
                year=_DIRECT["first_year"],
                half=case.figures.figure(ESTIMATES, "percent", **_DIRECT),
            )
        )
    if late:
        told.append(_turned(case, late, say))
    return Sentence.joined(told)


def _turned_years(case: Case) -> list[Sides]:
    """Return the years that are never split: those from 2020 on that are out on the as-of date."""
    return [both for both in all_sides(case) if both.year > LAST_SPLIT_YEAR]


def _turned(case: Case, late: list[Sides], say: Voice) -> Sentence:
    found = adjusted_estimates(case)
    known = (found["measure"] == _FED["measure"]) & (found["first_year"] == _FED["first_year"])
    one = len(late) == 1
    turned = say(
        (
            "In {since} the sign turned, to {first:sbn}: freight"
            if one
            else "From {since} on the sign has turned, to {first:sbn} in {since} and "
            "{last:sbn} in {year}: freight"
        )
        + " and Hong Kong, which make the US figure the larger one, can't explain "
        "that, and no part of it is allotted here.",
        since=late[0].year,
        first=late[0].difference_usd_bn,
        last=late[-1].difference_usd_bn,
        year=late[-1].year,
    )
    if not bool(known.any()):
        return turned
    row = found[known].iloc[0]
    lost = case.figures.figure(ESTIMATES, "usd_bn", **_FED)
    return Sentence.joined(
        [
            turned,
            say(
                "The New York Fed (Clark and Wong, {day:date}) named two causes: importers in the "
                "United States reporting less than they bought, to avoid tariffs, and exporters in "
                "China reporting more than before, since rebates of value-added tax were raised. "
                "It put the tariff revenue lost in {year} at about {lost:bn0}; that is revenue, "
                "and no part of the difference.",
                day=str(row["as_published"])[:10],
                year=int(row["first_year"]),
                lost=lost,
            ),
        ]
    )


def _later_word(quantity: Quantity) -> str:
    found = [q.leaf for q in leaves(quantity) if isinstance(q.leaf, FigureLeaf)]
    days = sorted({leaf.published for leaf in found if leaf.later_vintage})
    if not days:
        return ""
    return f" (published {joined([format_date(d) for d in days])}, later than the as-of date)"


def _size(quantity: Quantity) -> Quantity:
    return quantity if value_of(quantity) >= 0 else (-quantity).named(f"{quantity.label}, turned")


def when(quantity: Quantity) -> str:
    """Return when a figure was published, with a star where that is after the as-of date."""
    said = vintage(quantity).removeprefix("published ")
    late = ", later than the as-of date"
    return said.removesuffix(late) + ("*" if said.endswith(late) else "")
