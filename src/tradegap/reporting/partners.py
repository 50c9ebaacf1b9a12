"""What the chapter on several partners shows: yearly amounts, all exports, and what is left out.

Levels, totals over a window and amounts of no stated kind stand apart: no sentence and no table
adds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.partners import PartnerLedger, partner_ledger
from tradegap.data.what_if_partners import partner_outputs
from tradegap.model.names import name_of
from tradegap.model.partners import PLACES, PartnerLine, kind_of
from tradegap.model.pledges import Kind, Pledge
from tradegap.model.quantity import Quantity, value_of
from tradegap.model.setting import HeadlineSection
from tradegap.reporting import figures_partners
from tradegap.reporting.base_year import in_which_money
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.measured import measured
from tradegap.reporting.partners_forms import above, by_kind, capital, none_above, row_name
from tradegap.reporting.text import Sentence, Voice, joined

KINDS: dict[Kind, str] = {
    "level": "level",
    "cumulative": "total over a window",
    "increment": "increment",
    "not_stated": "not stated",
    "physical": "quantity at a price",
}
"""What an amount is, in words."""
CENSUS = "U.S. Census Bureau, international trade time series, exports by partner"


def partners_answer(case: Case, say: Voice) -> Sentence:
    """Say the largest amount, whose are above all exports to them, and how many lines have one."""
    ledger = partner_ledger(case)
    if not ledger.lines:
        return say(
            "No pledge of the partners of this case was on the record by {day:date}, so there is "
            "nothing to put on a yearly basis.",
            day=case.as_of,
        )
    if case.scenario.headline != HeadlineSection():
        from tradegap.reporting.what_if_partners import told_at_its_setting

        told = [told_at_its_setting(case, ledger, say)]
    else:
        told = [*_largest(ledger, say), *_above_exports(ledger, say)]
    return Sentence.joined([*told, _on_the_record(case, ledger, say)])


def _largest(ledger: PartnerLedger, say: Voice) -> list[Sentence]:
    """Say which line is the largest a year, where it isn't told as above all exports anyway."""
    lines = ledger.placed("yearly")
    if not lines:
        return []
    line = max(lines, key=lambda x: value_of(x.usd_bn_per_year))
    share = line.over_exports_share
    if share is not None and value_of(share) > 1.0:
        return []
    told = "The largest amount is {what}, {amount:bn} a year"
    if line.times_base is not None:
        told += ": a level, {times:n1} times the {base:bn} a year bought before"
    elif line.pledge.is_level:
        told += ": a level, and what was bought before isn't known"
    if share is not None:
        told += ", and {share:pct} of all US exports of goods to it in {year}"
    return [
        say(
            told + ".",
            what=_owner(line.pledge),
            amount=line.usd_bn_per_year,
            times=line.times_base,
            base=line.base_usd_bn_per_year,
            share=share,
            year=ledger.base_year,
        )
    ]


def _above_exports(ledger: PartnerLedger, say: Voice) -> list[Sentence]:
    """Say which yearly amounts are more than all US exports to the partner in the base year."""
    found = partner_outputs(ledger)
    told = [say(text, **found) for name, text in above(ledger).items() if value_of(found[name]) > 1]
    none = none_above(ledger)
    return told or ([say(none)] if none else [])


def _on_the_record(case: Case, ledger: PartnerLedger, say: Voice) -> Sentence:
    """Say how many lines the ledger has, and where they stand."""
    words = {
        "yearly": ("has a yearly amount in dollars", "have a yearly amount in dollars"),
        "not_yearly": ("is a purchase without one", "are purchases without one"),
        "investment": ("is investment", "are investment"),
        "listed": ("is no standing pledge of goods", "are no standing pledges of goods"),
    }
    if ledger.crediting != "as_stated":
        words["listed"] = ("isn't counted by these rules", "aren't counted by these rules")
    numbers = {place: len(ledger.placed(place)) for place in PLACES}
    none = [] if numbers["yearly"] else ["none has a yearly amount in dollars"]
    parts = none + [counted(n, *words[place]) for place, n in numbers.items() if n]
    who = len({line.pledge.partner for line in ledger.lines})
    return say(
        f"Of {counted(len(ledger.lines), 'line', 'lines')} of "
        f"{counted(who, 'partner', 'partners')} on the ledger by {{day:date}}, {joined(parts)}.",
        day=case.as_of,
    )


def say_by_kind(ledger: PartnerLedger, say: Voice) -> Sentence:
    """Say what the yearly amounts of each kind come to; kinds are never added together."""
    if not ledger.by_kind:
        return say("No line of this ledger can be put on a yearly basis.")
    several = len(ledger.by_kind) > 1
    apart = " These are different things, and are not added." if several else ""
    told = say(f"Together they are {by_kind(ledger)}.{apart}", **partner_outputs(ledger))
    return told if say.rate is None else Sentence.joined([told, in_which_money(say)])


def say_readings(ledger: PartnerLedger, say: Voice) -> Sentence:
    """Say what totals come to a year from the day on which they were said, beside their windows."""
    lines = [x for x in ledger.lines if x.from_statement_usd_bn_per_year is not None]
    if not lines:
        return say("No total here has a window that begins on another day than it was said.")
    began = say(
        "A window may begin on another day than that on which the amount was said. Spread from "
        "that day to the same end instead:"
    )
    told = [
        say(
            "* {what}: {other:bn} a year from {said:date}, beside {amount:bn} from {start:date}.",
            what=capital(_owner(line.pledge)),
            other=line.from_statement_usd_bn_per_year,
            amount=line.usd_bn_per_year,
            said=line.pledge.announced,
            start=line.pledge.window_start,
        )
        for line in lines
    ]
    return Sentence.joined([began, Sentence.joined(told, "\n")], "\n\n")


def say_levels(ledger: PartnerLedger, say: Voice) -> Sentence:
    """Say of each level what was bought before it, where the tables have it.

    A level is no increment: without what was bought before, nobody can say what it adds.
    """
    levels = [line for line in ledger.placed("yearly") if line.pledge.is_level]
    told = [_level(line, say) for line in levels if line.base_usd_bn_per_year is not None]
    bare = [line for line in levels if line.base_usd_bn_per_year is None]
    if bare:
        amounts = {f"q{n}": line.usd_bn_per_year for n, line in enumerate(bare)}
        parts = [f"{_owner(line.pledge)} ({{q{n}:bn}} a year)" for n, line in enumerate(bare)]
        told.append(
            say(
                f"* {capital(joined(parts))}: what was bought before isn't in the tables, so what "
                "it would add is not known.",
                **amounts,
            )
        )
    if not told:
        return say("No level is among the amounts that can be put on a yearly basis.")
    return Sentence.joined(told, "\n")


def _level(line: PartnerLine, say: Voice) -> Sentence:
    base, rise = line.base_usd_bn_per_year, line.rise_usd_bn_per_year
    assert base is not None
    assert rise is not None
    more = value_of(rise) >= 0
    return say(
        "* {what} ({level:bn} a year) is a level: about {base:bn} a year was bought before, so it "
        f"asks for {{rise:bn}} a year {'more' if more else 'less'}.",
        what=capital(_owner(line.pledge)),
        level=line.usd_bn_per_year,
        base=base,
        rise=rise if more else (-rise).named(f"{rise.label}, the other way"),
    )


def say_ledger_notes(ledger: PartnerLedger, say: Voice) -> Sentence:
    """Return a list of what the ledger notes beside its lines, as it was read."""
    noted = [line.pledge for line in ledger.lines if line.pledge.note]
    if not noted:
        return say("The ledger notes nothing besides.")
    told = [
        say("* {what}: {note}.", what=capital(_owner(pledge)), note=pledge.note) for pledge in noted
    ]
    return Sentence.joined(told, "\n")


def plot_partners(ledger: PartnerLedger, say: Voice) -> ReportFigure | Sentence:
    """Draw each partner's yearly amounts as a share of all US exports to it, by kind.

    Where no yearly amount can be set against exports, a sentence says so instead.
    """
    bars = _bars(ledger)
    if not bars:
        return say("No yearly amount can be set against US exports to its partner.")
    frame = pd.DataFrame(
        {
            "partner": [bar.partner for bar in bars],
            "kind": [bar.kind for bar in bars],
            "share": [bar.share for bar in bars],
            "usd_bn": [bar.amount for bar in bars],
        }
    )
    told = [
        say.plain("{who} ({kind}) {share:pct}", who=b.partner, kind=b.kind, share=b.share)
        for b in bars
    ]
    year = ledger.base_year
    said = "A year, the part taken as delivered" if ledger.in_part else "Stated a year"
    return figures_partners.over_exports(
        frame,
        title=_title(bars),
        subtitle=measured(
            f"{said}, % of all US exports of goods to the partner in {year}; in brackets "
            "US$ bn a year",
            [sums.exports_usd_bn for sums in ledger.partners if sums.over_exports_share],
            None,  # all exports are published figures
        ),
        source=f"{CENSUS}; the ledger of pledges",
        alt="Bars of what each partner said it would buy in a year, as a share of all US exports "
        f"of goods to it in {year}: {joined(told)}.",
    )


class _Bar(NamedTuple):
    partner: str
    kind: str
    amount: Quantity
    share: Quantity


def _bars(ledger: PartnerLedger) -> list[_Bar]:
    """Return a bar for each partner and kind that can be set against exports, longest first."""
    bars = [
        _Bar(row_name(sums.partner), KINDS[kind], sums.by_kind[kind], share)
        for sums in ledger.partners
        for kind, share in sums.over_exports_share.items()
    ]
    return sorted(bars, key=lambda bar: -value_of(bar.share))


def _title(bars: Sequence[_Bar]) -> str:
    above = list(dict.fromkeys(bar.partner for bar in bars if value_of(bar.share) > 1.0))
    if not above:
        return "No yearly amount is above all US exports to its partner"
    return f"More a year than all US exports to the partner: {joined(above)}"


def partners_results(ledger: PartnerLedger) -> dict[str, Any]:
    """Return the results of the chapter under `partners.*`: lines, sums by partner and by kind."""
    results: dict[str, Any] = {
        "partners.base_year": ledger.base_year,
        "partners.lines": [_line_result(line) for line in ledger.lines],
    }
    for kind, amount in ledger.by_kind.items():
        results[f"partners.by_kind.{kind}_usd_bn_per_year"] = amount
    for sums in ledger.partners:
        name = f"partners.by_partner.{sums.partner.lower()}"
        results[f"{name}.lines"] = dict(sums.counts)
        results[f"{name}.exports_usd_bn"] = sums.exports_usd_bn
        for kind, amount in sums.by_kind.items():
            results[f"{name}.{kind}_usd_bn_per_year"] = amount
            results[f"{name}.{kind}_over_exports_share"] = sums.over_exports_share.get(kind)
    return results


def _line_result(line: PartnerLine) -> dict[str, Any]:
    return {
        "id": line.pledge.id,
        "partner": line.pledge.partner,
        "category": line.pledge.category,
        "kind": kind_of(line.pledge),
        "status": line.status,
        "place": line.place,
        "reason": line.reason,
        "usd_bn_per_year": line.usd_bn_per_year,
        "from_statement_usd_bn_per_year": line.from_statement_usd_bn_per_year,
        "base_usd_bn_per_year": line.base_usd_bn_per_year,
        "times_base": line.times_base,
        "rise_usd_bn_per_year": line.rise_usd_bn_per_year,
        "over_exports_share": line.over_exports_share,
    }


def _owner(pledge: Pledge) -> str:
    return f"{name_of(pledge.partner)}'s {pledge.category}"


def counted(number: int, one: str, many: str) -> str:
    """Return `1 line` or `3 lines`."""
    return f"{number} {one if number == 1 else many}"
