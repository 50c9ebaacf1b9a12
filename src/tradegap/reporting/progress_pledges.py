"""What the chapter on progress shows of single pledges: shipped to date against the amount."""

from __future__ import annotations

from typing import Any

from tradegap.data.case import Case
from tradegap.data.pledge_pace import PledgePace, pledge_paces
from tradegap.model.monthly import cumulative, months_in_words
from tradegap.model.quantity import Quantity
from tradegap.reporting.dated import dated
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.progress import NOTHING
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

SHIPPED = "U.S. Census Bureau, exports to China by HS chapter and month"
ASSUMED = "tonnes from dollars by the assumed share and price of this report"
_READING = {
    "level": "all that was shipped counts",
    "increment": "only the rise on the base year counts",
}
_NONE = "This case follows no single pledge by month in this chapter."


def pledges_followed(case: Case, say: Voice) -> Sentence:
    """Say for each pledge and reading what was shipped by the latest month, and what was due."""
    rows = pledge_paces(case)
    if not rows:
        return say(
            _NONE if _asked(case) == 0 else "No pledge to follow was made by the as-of date."
        )
    lines = [_line(row, case, say) for row in rows]
    assumed = [a for row in rows for a in (row.followed.share, row.followed.price) if a is not None]
    if not assumed or all(row.even is None for row in rows):
        return Sentence.joined(lines, "\n")
    said = say(
        "Tonnes are no published figure here: they are dollars of a whole chapter, times the "
        "share of "
        "the good in it ({share:pct}), over a price ({price:n0} dollars a tonne). Both are "
        "assumptions of red quality.",
        share=case.assumption(assumed[0]),
        price=case.assumption(assumed[1]),
    )
    return Sentence.joined([Sentence.joined(lines, "\n"), said], "\n\n")


def pledge_pace_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return each pledge and reading: amount, shipped, due, reached, and what is left a month."""
    rows = pledge_paces(case)
    if not rows:
        return NOTHING
    columns = [
        Column("what", "pledge"),
        Column("months", "months out"),
        Column("unit", "unit", missing="not compared"),
        Column("amount", "amount", decimals=1, missing="not compared"),
        Column("done", "to date", decimals=1, missing="not compared"),
        Column("even", "reached, even", format="percent", missing="not compared"),
        Column("seasonal", "reached, seasonal", format="percent", missing="nothing due yet"),
    ]
    notes = [
        "Shipments in US statistics. Orders, shipments and arrivals are three measures: what was "
        "ordered and not shipped isn't here",
    ]
    if any(row.followed.price for row in rows):
        notes.append(ASSUMED[0].upper() + ASSUMED[1:])
    return linked_table(
        "progress-pledges", "Pledges followed by month", [_row(r) for r in rows], columns,
        dated(SHIPPED, *(r.even.actual for r in rows if r.even)), notes,
    )  # fmt: skip


def plot_pledge_pace(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the pledge with the most months out: to date against what was due."""
    from tradegap.reporting.figures_progress import amount_to_date

    rows = [row for row in pledge_paces(case) if row.even is not None]
    if not rows:
        return NOTHING
    row = max(rows, key=lambda r: r.even.months_out if r.even else 0)
    assert row.even is not None
    assert row.seasonal is not None
    series = {
        "bought": cumulative(row.even.actual_by_month),
        "even": cumulative(row.even.due_by_month),
        "seasonal": cumulative(row.seasonal.due_by_month),
    }
    words: dict[str, Any] = {
        "what": row.pledge.category,
        "share": row.even.reached_share,
        "seasonal": row.seasonal.reached_share,
        "months": row.even.label,
        "done": row.even.actual,
        "due": row.even.due,
        "least": row.least,
        "most": row.most,
    }
    unit = _unit(row.even.whole)
    tonnes = f"; {ASSUMED}" if row.followed.price else ""
    return amount_to_date(
        series,
        "pledge-to-date",
        "shipped",
        title=say.plain(_title_of(row), **words),
        subtitle=measured(
            f"{row.pledge.category[0].upper()}{row.pledge.category[1:]}, running sums, {unit}",
            [row.even.actual],
            case.as_of,
        ),
        source=SHIPPED + tonnes,
        alt=say.plain(
            "Rising lines for {months}: {done:n1} shipped, {due:n1} due if every month counts "
            "alike.",
            **words,
        ),
    )


def _title_of(row: PledgePace) -> str:
    """Return the title's template: a share alone only where the whole range is on one side."""
    if row.least is None or on_track(row) != "unknown":
        return "{months}: {share:pct} of what was due evenly was shipped"
    return "{months}: {done:n1} ({least:n1} to {most:n1}) shipped of {due:n1} due evenly"


def _line(row: PledgePace, case: Case, say: Voice) -> Sentence:
    words: dict[str, Any] = {
        "What": row.pledge.category[:1].upper() + row.pledge.category[1:],
        "reading": _READING[row.reading],
    }
    if row.even is None or row.seasonal is None or row.needed is None:
        return say("* **{What}**: not compared, {reason}.", **words, reason=row.reason)
    whole = row.even.whole

    def of(*names: str) -> str:
        """Return the template of amounts that are told as one of another: `US$2.7 bn of ...`."""
        if whole.unit == "USD bn":
            return " of ".join(f"{{{name}:bn}}" for name in names)
        return " of ".join(f"{{{name}:n1}}" for name in names) + (
            f" {_unit(whole)}" if len(names) > 1 else ""
        )

    window = months_in_words(row.window) if row.window else ""
    told = (
        "* **{What}**, {window}, if {reading}: " + of("done", "amount") + " in {months}. "
        "Due by then were " + of("due") + " evenly ({even:pct}"
    )
    told += (
        ") and " + of("due_seasonal") + " by the seasons of {year} ({seasonal:pct})."
        if row.seasonal.reached_share.value is not None
        else "); by the seasons of {year} nothing was due yet."
    )
    if row.least is not None:
        told += " By the ends of both assumptions it is {least:n1} to {most:n1} " + _unit(whole)
        told += "." if on_track(row) != "unknown" else ": whether that is on track isn't known."
    if row.needed.months_left == 1:
        told += " The month left would have to bring " + of("left") + ", {times:n1} times what "
        told += "it did in {year}."
    elif row.needed.months_left:
        told += (
            " The {left_months} months left would have to bring " + of("left") + " a month, "
            "{times:n1} times what they did in {year}."
        )
    if row.window is not None and f"{row.pledge.announced:%Y-%m}" > row.window.first:
        told += " It was announced on {announced:date}, with a part of these months over."
    if row.later:
        told += (
            " This is by the later deadline that was reported, so its months may count toward "
            "another pledge too."
        )
    if row.pledge.note:
        told += " The ledger notes: {note}."
    return say(
        told,
        **words,
        window=window,
        announced=row.pledge.announced,
        note=row.pledge.note,
        least=row.least,
        most=row.most,
        done=row.even.actual,
        amount=row.even.whole,
        months=row.even.label,
        due=row.even.due,
        even=row.even.reached_share,
        due_seasonal=row.seasonal.due,
        seasonal=row.seasonal.reached_share,
        year=case.scenario.baseline.year,
        left_months=row.needed.months_left,
        left=row.needed.per_month,
        times=row.needed.times_base,
    )


def _row(row: PledgePace) -> dict[str, Any]:
    named: dict[str, Any] = {
        "what": f"{row.pledge.category} ({_kind(row)})",
        "months": row.reason or "",
    }
    empty = dict.fromkeys(("unit", "amount", "done", "even", "seasonal"))
    if row.even is None or row.seasonal is None or row.needed is None:
        return named | empty
    return named | {
        "months": f"{row.even.label}, {row.even.months_out} of {len(row.even.window.months)}",
        "what": f"{row.pledge.category} ({row.reading})",
        "unit": _unit(row.even.whole),
        "amount": row.even.whole,
        "done": row.even.actual,
        "even": row.even.reached_share,
        "seasonal": row.seasonal.reached_share,
    }


def _kind(row: PledgePace) -> str:
    """Return how a row is read; what has no dates is no level a year, be it an order or else."""
    if row.window is not None:
        return row.reading
    return "order, undated" if row.pledge.measure == "orders" else "undated"


def on_track(row: PledgePace) -> str:
    """Return `behind` or `ahead` of what is due evenly, where the whole range is, else `unknown`.

    The range is that of the assumed share and price; dollars take no assumption and have none.
    """
    assert row.even is not None
    due = row.even.due.value
    ends = [q for q in (row.least, row.most) if q is not None] or [row.even.actual]
    done = [q.value for q in ends if isinstance(q.value, float)]
    if not isinstance(due, float) or len(done) < len(ends):
        return "unknown"
    if max(done) < due:
        return "behind"
    return "ahead" if min(done) >= due else "unknown"


def _asked(case: Case) -> int:
    return len(case.scenario.progress.pledges) if case.scenario.progress else 0


def _unit(quantity: Quantity) -> str:
    return {"USD bn": "US$ bn", "mn t": "million tonnes"}.get(quantity.unit, quantity.unit)
