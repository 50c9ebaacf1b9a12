"""What the chapter on progress shows of the path, month by month, and of what is left of it."""

from __future__ import annotations

from typing import Any

from tradegap.data import progress as data
from tradegap.data.case import Case
from tradegap.data.progress import StepProgress
from tradegap.model.monthly import at, months_in_words
from tradegap.model.names import name_of
from tradegap.model.on_path import OnPath
from tradegap.model.periods import calendar_year, month_in_words
from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.dated import dated
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.measured import measured
from tradegap.reporting.sentences import vintage
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Voice

NO_BALANCE = "This case is about several partners and has no one balance to follow by month."
NO_PATH = "This case sets no path for the balance by date, so there is none to be on."
NOTHING = Sentence("")
NO_SEASONS = "no seasons"
NOT_IN_TABLES = "not in the tables"


def progress_now(case: Case, say: Voice) -> Sentence:
    """Say for each step of the path how much of it is out and how far the narrowing has come."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    steps = data.path_progress(case)
    if not steps:
        return _without_a_path(case, say)
    told = [_vintages(case, say)]
    if case.scenario.target.path_set_by == "scenario":
        told.append(say("Nobody asked for it by these dates: they are this case's own reading."))
    if case.judged_on != "reporter":
        told.append(
            say(
                "The target is judged on other figures here, which have no months: by month this "
                "chapter takes US figures.",
            )
        )
    lists = Sentence.joined([_step_now(case, step, say) for step in steps], "\n")
    return Sentence.joined([Sentence.joined(told), lists], "\n\n")


def progress_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the step that has months out, by month: asked for and reached by each proration."""
    step = _followed(case)
    if step is None or step.even is None:
        return NOTHING  # `progress_now` has said why
    even, seasonal = step.even, step.seasonal
    rows = [
        {
            "month": month_in_words(month),
            "due_even": at(even.due_by_month, month),
            "reached_even": at(even.reached_by_month, month),
            "due_seasonal": None if seasonal is None else at(seasonal.due_by_month, month),
            "reached_seasonal": None if seasonal is None else at(seasonal.reached_by_month, month),
        }
        for month in even.pace.covered.months
    ]
    columns = [
        Column("month", "to the end of"),
        Column("due_even", "asked for, even", "US$ bn", decimals=1),
        Column("reached_even", "narrowing, even", "US$ bn", decimals=1, format="signed"),
        Column("due_seasonal", "asked for, seasonal", "US$ bn", decimals=1, missing=NO_SEASONS),
        Column("reached_seasonal", "narrowing, seasonal", "US$ bn", decimals=1, format="signed",
               missing=NO_SEASONS),
    ]  # fmt: skip
    year = case.scenario.baseline.year
    note = (
        f"Narrowing: {year} prorated to the months that are out, less their surplus. Seasonal: "
        f"compared with the same months of {year}. A minus is a wider surplus"
    )
    title = f"{step.step.window.label}: narrowing asked for and reached"
    source = dated(CENSUS, even.change.narrowing_usd_bn)
    return linked_table("progress-by-month", title, rows, columns, source, [note])


def plot_progress(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the narrowing to date against what was asked for, for the step that has months out."""
    from tradegap.reporting.figures_progress import narrowing_to_date

    step = _followed(case)
    if step is None or step.even is None or step.even.change.narrowing_usd_bn.value is None:
        return NOTHING  # `progress_now` has said why
    by = {p.proration: p for p in (step.even, step.seasonal) if p is not None}
    shown = step.seasonal or step.even
    words = {
        "covered": step.even.pace.label,
        "due": shown.due,
        "got": shown.change.narrowing_usd_bn,
        "share": shown.reached_share,
    }
    ahead = value_of(shown.change.narrowing_usd_bn) > 0
    title = (
        "{covered}: {share:pct} of the narrowing asked for was reached"
        if ahead
        else "{covered}: the surplus widened while {due:usd} of narrowing was asked for"
    )
    return narrowing_to_date(
        {name: p.due_by_month for name, p in by.items()},
        {name: p.reached_by_month for name, p in by.items()},
        title=say.plain(title, **words),
        subtitle=measured(
            f"Narrowing to date below {case.scenario.baseline.year}, US$ bn, running sums",
            [shown.change.narrowing_usd_bn],
            case.as_of,
        ),
        source=CENSUS,
        alt=say.plain(
            "Lines of running sums for {covered}: what was asked for rises to {due:usd}, what was "
            "reached ends at {got:signed} US$ bn.",
            **words,
        ),
    )


def progress_run_rate(case: Case, say: Voice) -> Sentence:
    """Say what surplus the remaining months may have, if the step is still to be met."""
    if not case.scenario.has_baseline:
        return NOTHING
    running = [s for s in data.path_progress(case) if s.state == "running"]
    if not running:
        return NOTHING
    step = running[-1]
    assert step.even is not None
    needed, year = step.even.needed, case.scenario.baseline.year
    several = needed.months_left > 1
    rest = "the {months} months that are left" if several else "the month that is left"
    words = {
        "window": step.step.window.label,
        "left": needed.left,
        "per_month": needed.per_month,
        "months": needed.months_left,
        "times": needed.times_base,
        "year": year,
        "partner": name_of(case.scenario.partner),
    }
    if needed.left.value is None:
        return say(
            "How much surplus the step {window} leaves to "
            + rest
            + " can't be told: a figure that it takes is missing.",
            **words,
        )  # fmt: skip
    if value_of(needed.left) <= 0:
        return say(
            "To meet the step {window}, "
            + rest
            + " would "
            + ("together " if several else "")
            + "have to bring {partner} a deficit of {over:bn}: the surplus that the path allows is "
            "used up.",
            over=(-needed.left).named("what the surplus is over the path already"),
            **words,
        )
    return say(
        "To meet the step {window}, the surplus of "
        + rest
        + " may come to {left:bn}"
        + (" together, which is {per_month:n1} bn a month and " if several else ", which is ")
        + "{times:pct} of the same "
        + ("months" if several else "month")
        + " of {year}.",
        **words,
    )


def _followed(case: Case) -> StepProgress | None:
    """Return the last step that has months out: the one under way, or the last that is over."""
    if not case.scenario.has_baseline:
        return None
    begun = [s for s in data.path_progress(case) if s.even is not None]
    return begun[-1] if begun else None


def _step_now(case: Case, step: StepProgress, say: Voice) -> Sentence:
    words: dict[str, Any] = {
        "window": step.step.window.label,
        "required": step.step.narrowing_usd_bn,
        "year": case.scenario.baseline.year,
    }
    if step.even is None:
        return say(
            "* **{window}** ({required:bn} below {year}): no month of it is out yet.", **words
        )
    if step.state == "over":
        return say(
            "* **{window}** is over. Of {required:bn} below {year}, " + _reached(step.even)
            + " Through exports {rise:sbn}, through imports {fall:sbn}.",
            **words,
            **_on(step.even),
            rise=step.even.change.exports_rise_usd_bn,
            fall=step.even.change.imports_fall_usd_bn,
        )  # fmt: skip
    began = say(
        "* **{window}** ({required:bn} below {year}): {covered} are out, {out} of {all} months. If "
        "every month counts alike, {due:bn} was asked for by then, and " + _reached(step.even),
        **words,
        covered=step.even.pace.label,
        out=step.even.pace.months_out,
        all=len(step.step.window.months),
        **_on(step.even),
    )
    if step.seasonal is None:
        return Sentence.joined([began, say(f"By seasons it can't be told: {step.no_seasons}")])
    after = say(
        "By the seasons of {year}, {due:bn} was asked for, and " + _reached(step.seasonal)
        + " Of that, exports made {rise:sbn} and imports {fall:sbn}.",
        **words,
        **_on(step.seasonal),
        rise=step.seasonal.change.exports_rise_usd_bn,
        fall=step.seasonal.change.imports_fall_usd_bn,
    )  # fmt: skip
    return Sentence.joined([began, after])


def _without_a_path(case: Case, say: Voice) -> Sentence:
    """Say how the year so far compares with the same months of the base year."""
    found, year = data.year_to_date(case), case.scenario.baseline.year
    if found is None:
        return say(NO_PATH)
    window, change = found
    moved = change.narrowing_usd_bn
    if moved.value is None:
        return say(
            NO_PATH + " How the surplus of {months} compares with the same months of {year} can't "
            "be told: a figure of theirs is missing.",
            months=months_in_words(window),
            year=year,
        )
    narrowed, several = value_of(moved) > 0, len(window.months) > 1
    return say(
        NO_PATH + " On US figures the surplus of {months} was {size:bn} "
        + ("lower" if narrowed else "higher")
        + f" than in the same {'months' if several else 'month'} of "
        "{year}: exports made {rise:sbn} of it and imports "
        "{fall:sbn} (a minus widens the surplus).",
        months=months_in_words(window),
        size=moved if narrowed else (-moved).named(f"{moved.label}, the other way"),
        year=year,
        rise=change.exports_rise_usd_bn,
        fall=change.imports_fall_usd_bn,
    )  # fmt: skip


def _reached(found: OnPath) -> str:
    """Say how the surplus moved: narrowed by some share of what was asked for, or widened."""
    if found.change.narrowing_usd_bn.value is None:
        return "how far the surplus narrowed can't be told: a figure that it takes is missing."
    if value_of(found.change.narrowing_usd_bn) <= 0:
        return "the surplus had widened by {size:bn}."
    return "{size:bn} was reached ({share:pct})."


def _on(found: OnPath) -> dict[str, Quantity]:
    moved = found.change.narrowing_usd_bn
    narrowed = moved.value is None or value_of(moved) > 0
    size = moved if narrowed else (-moved).named(f"{moved.label}, the other way")
    return {"due": found.due, "size": size, "share": found.reached_share}


def _vintages(case: Case, say: Voice) -> Sentence:
    """Say where the months of the base year don't add to the base as published."""
    us, year = case.judged("reporter"), case.scenario.baseline.year
    base = us.year(year).surplus_usd_bn
    began = say(
        "The path is measured on US figures by month, against {year} at {base:bn}.",
        year=year,
        base=base,
    )
    if not set(calendar_year(year).months) <= data.months_there(case):
        return began
    months = us.by_month(calendar_year(year)).surplus_usd_bn.total(f"months of {year} together")
    apart = (base - months).named("base as published less its months")
    if abs(value_of(apart)) < 0.05:
        return began
    return Sentence.joined(
        [
            began,
            say(
                "The base is {before}; the months are {after}, and {year} adds to {months:bn} in "
                "them: that difference stands in every narrowing here.",
                year=year,
                months=months,
                before=vintage(base),
                after=vintage(months),
            ),
        ]
    )
