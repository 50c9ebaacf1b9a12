"""The headline of a case in which nobody asked for a narrowing: purchases, and no target or gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data.case import Case
from tradegap.data.ledger import scenario_amount
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.data.prices import price_of
from tradegap.data.what_if import headline_setting
from tradegap.model.crediting import Credited
from tradegap.model.gap import Counted, counted
from tradegap.model.monthly import months_in_words
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, combine, value_of
from tradegap.model.yearly import yearly_worth
from tradegap.reporting.answer import told_headline
from tradegap.reporting.numbers import format_number
from tradegap.reporting.prices import delivered_words, each, price_style, within_a_year
from tradegap.reporting.progress_pledges import on_track
from tradegap.reporting.sentences import size
from tradegap.reporting.text import Sentence, Told, Voice, joined


def answer_without_target(case: Case, say: Voice) -> Sentence:
    """Return what pledges come to in a year, what of it is over the base, and how it goes."""
    found = counted(case.credit(), case.rules())
    said = [
        _what_counts(case, found, say),
        *_to_date(case, say),
        *_one_sided(case, found.lines, say),
    ]
    return Sentence.joined(said)


def _what_counts(case: Case, found: Counted, say: Voice) -> Sentence:
    """Say what the pledges that count come to in a year, each over the base year, and together."""
    told = told_headline(case, headline_setting(case), say)
    if found.credited_usd_bn_per_year.value is None:
        return told
    counting = [line for line in found.lines if line.counts]
    each = [_one_line(case, line, say) for line in counting] if len(counting) <= _TOLD_APART else []
    return Sentence.joined([*each, told])


_TOLD_APART = 3


def _one_line(case: Case, line: Credited, say: Voice) -> Sentence:
    """Say what one pledge that counts comes to in a year, and how that compares with the base."""
    pledge = line.pledge
    if pledge.amount is None:
        return say("{What}: {credited:bn} a year, assumed.", **_words(case, line))
    told = "{What}: {worth:bn}"
    if not (pledge.unit or "").startswith("USD"):
        told = _priced(pledge, price_of(case, pledge)) + " {are} {worth:bn}"
    told += "" if within_a_year(pledge) else " a year"
    if not pledge.is_level:
        told += ", read as additional"
    elif value_of(line.stated) > 0:
        told += ", {over:bn} more than was bought in {year}"
    else:
        told += ", {less:bn} less than was bought in {year}"
    return say(told + ".", **_words(case, line))


def _priced(pledge: Pledge, price: Quantity | None) -> str:
    """Say a quantity and its price: `12 mn t of soybeans at an assumed US$472 a tonne`."""
    told = "{Quantity} at " + ("" if pledge.price else "an assumed ")
    told += "US${price:" + price_style(price) + "} " + each(price)
    return told + (", {delivered}," if delivered_words(pledge) else "")


def _words(case: Case, line: Credited) -> dict[str, object]:
    what = line.pledge.category
    return {
        "What": what[0].upper() + what[1:],
        "Quantity": _quantity(case, line),
        "worth": worth_of_a_year(case, line),
        "price": price_of(case, line.pledge),
        "delivered": delivered_words(line.pledge),
        "are": "is" if line.pledge.amount == 1 else "are",
        "over": line.stated,
        "less": line.stated if line.stated.value is None else size(line.stated),
        "credited": line.credited,
        "year": case.scenario.baseline.year,
    }


def worth_of_a_year(case: Case, line: Credited) -> Quantity:
    """Return what a pledge comes to in a year with no base taken off, USD bn/year.

    Tonnes at their price; missing where the pledge can't be put in dollars.
    """
    amount = scenario_amount(case.figures, case.scenario, line.pledge)
    return yearly_worth(line.pledge, amount, price_of(case, line.pledge))


def _one_sided(case: Case, lines: Sequence[Credited], say: Voice) -> list[Sentence]:
    """Say what one side alone says was pledged, which no headline counts."""
    claimed = [
        c
        for c in lines
        if c.pledge.direction == "pledge" and c.status == "claimed" and not c.counts
    ]
    if not claimed:
        return []
    amounts = [c.stated for c in claimed if c.stated.value is not None]
    found = [_quantity(case, c) for c in claimed if c.stated.value is None]
    others: dict[str, Any] = {f"other{n}": each for n, each in enumerate(found)}
    told = [joined([f"{{{name}}}" for name in others])] if others else []
    if amounts:
        told.insert(0, "{total:bn} a year")
        others["total"] = combine("sum_stated", *amounts, label="what one side alone says, a year")
    return [say(f"One side alone speaks of {joined(told, 'and of')}: not counted.", **others)]


def _quantity(case: Case, line: Credited) -> Told | str:
    """Return what a line is about with its amount as stated: `200 aircraft`, `energy`."""
    pledge = line.pledge
    if pledge.amount is None or pledge.unit is None:
        return pledge.category
    number = format_number(pledge.amount, 0 if pledge.amount.is_integer() else 1)
    rate = " a year" if pledge.unit.endswith("/year") else ""
    of = f" {pledge.unit.removesuffix('/year')} of" if pledge.unit != pledge.category else ""
    amount = scenario_amount(case.figures, case.scenario, pledge)
    return Told(f"{number}{of} {pledge.category}{rate}", amount)


def _to_date(case: Case, say: Voice) -> list[Sentence]:
    """Say how far the pledges that count were kept by the latest month, where they are followed."""
    counting = {line.pledge.id for line in case.credit() if line.counts}
    year = case.scenario.baseline.year
    return [
        _kept(row, year, say)
        for row in pledge_paces(case)
        if row.pledge.id in counting and row.even
    ]


def _kept(row: PledgePace, base_year: int, say: Voice) -> Sentence:
    """Say what was shipped and what was due, of the whole or of a rise on the base year."""
    assert row.even is not None
    unit = row.even.whole.unit
    dollars = unit.startswith("USD")
    done, due = ("{done:bn}", "{due:bn}") if dollars else ("{done:n1}", "{due:n1} " + unit)
    if not dollars and not _set(row):
        done += " ({least:n1} to {most:n1} by the ends of share and price)"
    told = f"{done} of the {due} of {{what}} due by then were shipped"
    change = row.even.actual
    if row.reading == "increment":
        one = dollars or _set(row)  # of a range the ends keep their signs
        more = "less" if one and value_of(change) < 0 else "more"
        change = size(change) if one else change
        told = (
            f"{done} {more} of {{what}} was shipped than in the same months of {{base_year}}; "
            f"{due} more was due, read as additional"
        )
    assumed = "" if dollars else ", by an assumed share and price"
    return say(
        "Over {months}, " + told + "{assumed}{track}.",
        months=months_in_words(row.even.covered),
        done=change,
        due=row.even.due,
        least=row.least,
        most=row.most,
        what=row.pledge.category,
        base_year=base_year,
        assumed=assumed,
        track="" if dollars or _set(row) else _TRACK[on_track(row)],
    )


_TRACK = {
    "behind": ", which is behind at any of them",
    "ahead": ", which is ahead at any of them",
    "unknown": ": whether that is on track isn't known",
}
"""What the whole range of an assumed number says of a pledge that is followed."""


def _set(row: PledgePace) -> bool:
    """Tell whether share and price are those of this report, so that there is no range."""
    return row.least is None or row.most is None or row.least.value == row.most.value
