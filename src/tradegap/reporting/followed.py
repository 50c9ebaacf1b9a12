"""What the hindsight chapter shows: later offers, surplus against path, what it was made of.

Everything here reads as of the scenario's hindsight date and says so.
"""

from __future__ import annotations

import pandas as pd

from tradegap.data.case import Case
from tradegap.model.crediting import Credited
from tradegap.model.frames import frame
from tradegap.model.monthly import after
from tradegap.model.periods import Window, month_number
from tradegap.model.progress import Narrowing
from tradegap.model.quantity import Quantity, value_of
from tradegap.model.target import PathStep
from tradegap.reporting import figures
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.headline import (
    LaterOffer,
    alternatives_in_hindsight,
    offers_in_hindsight,
    path_in_hindsight,
)
from tradegap.reporting.judged import aside, source, whose
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Told, Voice

_YEARS_BEFORE = 2
NOT_KNOWN = "not known on these figures"


def beyond(case: Case, say: Voice) -> Sentence:
    """Say what sets this chapter apart: it reads what was published after the as-of date."""
    until = case.hindsight().as_of
    if until <= case.as_of:
        return say(
            "This report is as of {day:date}, so nothing in this chapter is hindsight.",
            day=case.as_of,
        )
    return say(
        "This chapter reads what was published after {day:date}, up to {until:date}. None of it "
        "was known on the as-of date, and none of it enters the other chapters.",
        day=case.as_of,
        until=until,
    )


def later_offers(case: Case, say: Voice) -> Sentence:
    """Say what became of the pledges credited, and what later ones would have covered."""
    later = case.hindsight()
    lines = [_fate(line, later, say) for line in case.credit() if line.counts]
    lines += [_offer(case, offer, say) for offer in offers_in_hindsight(case, later)]
    return (
        Sentence.joined(lines, "\n")
        if lines
        else say("No later pledge is in the ledger of this case.")
    )


def _fate(line: Credited, later: Case, say: Voice) -> Sentence:
    """Say how a pledge that the report credits stood on the hindsight date."""
    pledge = next(p for p in later.pledges if p.id == line.pledge.id)
    last = [e for e in pledge.events if e.date <= later.as_of][-1]
    return say(
        "* The pledge of {day:date} ({what}), credited in this report with {credited:bn} a year: "
        "its last status is {status}, since {since:date}.",
        day=pledge.announced,
        what=pledge.category,
        credited=line.credited,
        status=last.status.replace("_", " "),
        since=last.date,
    )


def _offer(case: Case, offer: LaterOffer, say: Voice) -> Sentence:
    """Say what one later pledge would have covered when it was published, and its last status."""
    gap, pledge, later = offer.gaps["as_stated"], offer.pledge, case.hindsight()
    began = "* Pledged on {day:date}, reported on {reported:date} ({what}): "
    about = {
        "day": pledge.announced,
        "reported": pledge.published,
        "what": pledge.category,
        "status": str(pledge.status(later.as_of)).replace("_", " "),
    }
    if gap.credited_usd_bn_per_year.value is None:
        return say(began + "nothing of it could be counted. Its last status: {status}.", **about)
    step = next((s for s in gap.steps if s.credited_usd_bn.value is not None), None)
    of_step = "" if step is None else " and {step:pct} of the {required:bn} of {window}"
    return say(
        began + "{credited:bn} a year. At face value that would have been {share:pct} of the "
        "{target:bn}"
        + of_step
        + ". Its last status: {status}. "
        + _like_phase_one(offer, later.delivered_increment(aircraft=True)),
        **about,
        credited=gap.credited_usd_bn_per_year,
        share=gap.coverage_share,
        target=case.target.narrowing_usd_bn_per_year,
        step=None if step is None else step.coverage_share,
        required=None if step is None else step.required_usd_bn,
        window="" if step is None else step.window.label,
        like=offer.gaps["delivered_like_phase_one"].credited_usd_bn_per_year,
        without=later.delivered_increment(),
        aircraft=later.delivered_increment(aircraft=True),
    )


def _like_phase_one(offer: LaterOffer, aircraft: Quantity | None) -> str:
    """Say what it would have brought at the share of the increment that Phase One delivered."""
    if offer.gaps["delivered_like_phase_one"].credited_usd_bn_per_year.value is None:
        return ""
    none = aircraft is not None and value_of(aircraft) <= 0
    return (
        "Of the increment promised for 2020, Phase One delivered {without:pct1} in goods without "
        "aircraft and {aircraft:pct1} with them: at the first share the offer would have brought "
        "{like:bn}" + (", at the second nothing." if none else ".")
    )


def what_followed(case: Case, say: Voice) -> Sentence:
    """Say what the surplus was in the years that followed, in the latest vintage."""
    later, looked_at = case.hindsight(), case.scenario.hindsight
    base = later.year(case.scenario.baseline.year).surplus_usd_bn
    told = [
        say(
            "In the vintage that was out on {day:date} the surplus of {year} is {base:bn}{aside}.",
            aside=aside(case),
            day=later.as_of,
            year=case.scenario.baseline.year,
            base=base,
        )
    ]
    for year in looked_at.years if looked_at else ():
        surplus = later.year_if_there(year).surplus_usd_bn
        if surplus.value is None:
            told.append(say("For {year} the tables have no such figure.", year=year))
        else:
            told.append(say("In {year} it was {surplus:bn}.", year=year, surplus=surplus))
    return Sentence.joined(told)


def plot_against_path(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the surplus over the last twelve months against the levels of the path.

    Where the target is judged on figures without months, say so instead.
    """
    if case.judged_on != "reporter":
        return say(
            "The path is set in months, and {whose} are out by calendar year only: whether its "
            "steps were reached can't be told on them.",
            whose=whose(case),
        )
    later = case.hindsight()
    first = case.scenario.baseline.year - _YEARS_BEFORE
    months = _months_until(case, first)
    series = later.by_month(months)
    table = frame("period", surplus_usd_bn=series.surplus_usd_bn)
    table["surplus_12m_usd_bn"] = table["surplus_usd_bn"].rolling(12).sum()
    base = later.year(case.scenario.baseline.year).surplus_usd_bn
    steps = [(s.window.first, s.window.last, _level(base, s)) for s in case.target.steps]
    reached = path_in_hindsight(case, later)
    last = reached[-1] if reached else None
    drawn = table.dropna()
    end = str(drawn["period"].iloc[-1])
    year = Window(after(end, -11), end)
    ended = later.window(year).surplus_usd_bn.named(f"surplus of {year.label}")
    told = (
        "The surplus of the twelve months to {end} was {ended:usd}"
        if last is None
        else "By {m} {share:pct} of the narrowing asked for was reached"
    )
    words = {
        "end": format_date(end),
        "ended": ended,
        "m": "" if last is None else Window(last["to"], last["to"]).label.split(" to ")[0],
        "share": None if last is None else last["reached_share"],
    }
    due = {f"step{n}": level for n, (_, _, level) in enumerate(steps)}
    return figures.against_path(
        drawn,
        base,
        ended,
        steps,
        title=say.plain(told, **words),
        subtitle=measured(
            "Surplus of the twelve months to each month, US$ bn; diamonds: the level due",
            [series.surplus_usd_bn],
            later.as_of,
        ),
        source=source(case),
        alt=say.plain(
            "A line of the surplus over twelve months from "
            f"{format_date(months.months[11])} to {format_date(months.last)}, "
            f"against steps of the path at {', '.join(f'{{{name}:n1}}' for name in due)} US$ bn. "
            "It ends at {ended:n1}.",
            **words,
            **due,
        ),
    )


def _level(base: Quantity, step: PathStep) -> Quantity:
    """Return the surplus that a step of the path would leave."""
    return (base - step.narrowing_usd_bn).named(f"level of the path for {step.window.label}")


def _months_until(case: Case, first_year: int) -> Window:
    ends = [s.window.last for s in case.target.steps]
    last = max(ends, key=month_number, default=f"{case.scenario.baseline.year}-12")
    return Window(f"{first_year}-01", f"{int(last[:4])}-12")


def path_in_hindsight_table(case: Case) -> LinkedTable:
    """Return each step of the path: what was asked for, what happened, and through what."""
    rows = [
        row | {"window": Window(row["from"], row["to"]).label}
        for row in path_in_hindsight(case, case.hindsight())
    ]
    columns = [
        Column("window", "window"),
        Column("required_usd_bn", "asked for", "US$ bn", decimals=1),
        *(
            Column(name, head, "US$ bn", decimals=1, format="signed", missing=NOT_KNOWN)
            for name, head in (
                ("narrowing_usd_bn", "narrowing"),
                ("exports_rise_usd_bn", "by exports"),
                ("imports_fall_usd_bn", "by imports"),
            )
        ),
        Column("reached_share", "reached", format="percent", missing=NOT_KNOWN),
    ]
    note = "A minus is a movement the other way: the surplus widened, exports fell, imports rose."
    return linked_table(
        "path-in-hindsight",
        "The path and what happened",
        rows,
        columns,
        f"{source(case)}, as of {format_date(case.hindsight().as_of)}",
        [note],
    )


def alternatives_table(case: Case) -> LinkedTable:
    """Return the narrowing by every other reading of base and window."""
    columns = [
        Column("title", "window and base"),
        Column(
            "narrowing_usd_bn",
            "narrowing",
            "US$ bn",
            decimals=1,
            format="signed",
            missing=NOT_KNOWN,
        ),
    ]
    rows = alternatives_in_hindsight(case, case.hindsight())
    return linked_table(
        "alternatives",
        "Other bases, other answers",
        rows,
        columns,
        f"{source(case)}, as of {format_date(case.hindsight().as_of)}",
    )


def plot_made_of(case: Case, change: Narrowing, say: Voice) -> ReportFigure | Sentence:
    """Draw what the narrowing was made of, or say that the figures don't tell it."""
    if change.exports_rise_usd_bn.value is None or change.imports_fall_usd_bn.value is None:
        return say("There is nothing to draw: the flows aren't in the tables{a}.", a=aside(case))
    looked_at = case.scenario.hindsight
    years = "" if looked_at is None else f"{looked_at.from_year} to {looked_at.to_year}"
    table = pd.DataFrame(
        {
            "part": ["narrowing", "more exports", "fewer imports"],
            "usd_bn": [
                change.narrowing_usd_bn,
                change.exports_rise_usd_bn,
                change.imports_fall_usd_bn,
            ],
        }
    )
    words = {
        "all": change.narrowing_usd_bn,
        "rise": change.exports_rise_usd_bn,
        "fall": change.imports_fall_usd_bn,
    }
    return figures.made_of(
        table,
        title=say.plain(
            "Imports {fell}, exports {rose}",
            fell=_moved(change.imports_fall_usd_bn, "fell", "rose"),
            rose=_moved(change.exports_rise_usd_bn, "rose", "fell"),
        ),
        subtitle=measured(
            f"What the narrowing from {years} was made of, US$ bn",
            [change.narrowing_usd_bn],
            case.hindsight().as_of,
        ),
        source=source(case),
        alt=say.plain(
            "Bars: narrowing {all:signed}, of which more exports {rise:signed} and fewer "
            "imports {fall:signed}, US$ bn.",
            **words,
        ),
    )


def _moved(movement: Quantity, up: str, down: str) -> Told:
    """Say a movement by its direction and size: `rose by 21.4`."""
    value = value_of(movement)
    return Told(f"{up if value >= 0 else down} by {format_number(abs(value), 1)}", movement)
