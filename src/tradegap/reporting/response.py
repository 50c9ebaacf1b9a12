"""What the chapter on the response says: announced tariffs, uniform ones, cost, diversion.

Each function says something for any case: what can be worked out, or why nothing can.
"""

from __future__ import annotations

from collections.abc import Sequence

from tradegap.data import tariffs
from tradegap.data.case import Case
from tradegap.data.tariffs import Waiting, Worked
from tradegap.model.instruments import instrument
from tradegap.model.names import name_of
from tradegap.model.quantity import Quantity
from tradegap.model.tariffs import Outcome, TariffAction
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.figures_response import Reach, reaches
from tradegap.reporting.measured import measured
from tradegap.reporting.numbers import format_date
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.text import Sentence, Voice, joined, shown

NO_BALANCE = "This case has no one balance, so there is nothing that a tariff could narrow."
MADE_UP = "what follows takes made-up rates on everything"
OWN = "own calculation with the assumptions of the report"


def tariffs_answer(case: Case, say: Voice) -> Sentence:
    """Say, package by package, what the tariffs on the record would do to the balance."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    if not tariffs.section(case).packages:
        return say(f"This case names no tariffs; {MADE_UP}.")
    found = [
        *(_package(case, one, say) for one in tariffs.packages(case)),
        *(say(f"* {capital(not_yet(case, one))}.") for one in tariffs.waiting_packages(case)),
    ]
    if not found:
        told = "None of the tariffs that this case names was on the record by {day:date}; "
        return say(told + MADE_UP + ".", day=case.as_of)
    return Sentence.joined(found, "\n")


def not_yet(case: Case, waiting: Waiting) -> str:
    """Say which actions of a package were not on the record yet, and of how many."""
    count = len(waiting.known) + len(waiting.not_yet)
    return (
        f"not worked out, for not yet on the record by {format_date(case.as_of)}: "
        f"{joined(waiting.not_yet)}, {len(waiting.not_yet)} of {count} actions that this case "
        "names together"
    )


def _package(case: Case, worked: Worked, say: Voice) -> Sentence:
    """Say what one package does, or why it can't be worked out."""
    out = worked.central
    if out.narrowing_usd_bn is None:
        return say(
            "* **{title}**: not worked out. {why}.",
            title=capital(worked.title),
            why=". ".join(f"{who(a)}: {a.why_not}" for a in worked.left_out),
        )
    partial = (
        f" Left out: {joined([f'{who(a)}: {a.why_not}' for a in worked.left_out])}."
        if worked.left_out
        else ""
    )
    told = "* **{title}**: " + _falls(out) + "; the surplus " + _moves(out) + _of_target(case, out)
    return say(
        told + _range(worked) + partial,
        title=capital(worked.title),
        imports=out.imports_fall_usd_bn,
        exports=out.exports_fall_usd_bn,
        size=_size(out.narrowing_usd_bn),
        share=tariffs.reached_share(case, out),
        low=worked.by_point["low"].narrowing_usd_bn,
        high=worked.by_point["high"].narrowing_usd_bn,
        year=case.scenario.baseline.year,
    )


def _falls(out: Outcome) -> str:
    told = []
    if out.imports_fall_usd_bn is not None:
        told.append("imports fall by {imports:bn}")
    if out.exports_fall_usd_bn is not None:
        told.append("exports by {exports:bn}" if told else "exports fall by {exports:bn}")
    return joined(told)


def _moves(out: Outcome) -> str:
    way = "narrows" if scalar(out.narrowing_usd_bn) >= 0 else "widens"
    return f"{way} by {{size:bn}} in a year of {{year}}'s trade"


def _of_target(case: Case, out: Outcome) -> str:
    if not case.scenario.has_target or scalar(out.narrowing_usd_bn) <= 0:
        return "."
    return ", {share:pct1} of the target."


def _range(worked: Worked) -> str:
    """Say how far the elasticity of imports moves the narrowing, where there are imports."""
    if worked.central.imports_fall_usd_bn is None:
        return ""
    ends = [scalar(worked.by_point[point].narrowing_usd_bn) for point in ("low", "high")]
    minus = " (a minus: the surplus widens)" if min(ends) < 0 else ""
    told = " With the lowest and the highest elasticity of imports it is {low:sbn} and "
    return told + "{high:sbn}" + minus + "."


def uniform_answer(case: Case, say: Voice) -> Sentence:
    """Say what the made-up rates on everything would do, at the central assumptions."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    lines = []
    for worked in tariffs.uniform(case):
        out = worked.central
        told = "* {title}: the surplus " + _moves(out) + _of_target(case, out)
        lines.append(
            say(
                told,
                title=worked.title,
                size=_size(out.narrowing_usd_bn),
                share=tariffs.reached_share(case, out),
                year=case.scenario.baseline.year,
            )
        )
    return Sentence.joined(lines, "\n")


def tariff_cost_answer(case: Case, say: Voice) -> Sentence:
    """Say what the first tariff on imports that is worked out costs at home."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    worked = next((w for w in tariffs.worked_tariffs(case) if w.cost), None)
    if worked is None or worked.cost is None:
        return say("Nothing is worked out that costs anybody at home anything.")
    cost = worked.cost
    return say(
        "{title}: {duty:bn} of duty is collected on the imports that are left, {carried:bn} of it "
        "carried by the buyer's price, and {loss:bn} is lost besides: {each:n0} US dollars for "
        "each household in a year. The duty is paid at home and is no part of the balance.",
        title=capital(worked.title),
        duty=cost.revenue_usd_bn,
        carried=cost.passed_on_usd_bn,
        loss=cost.deadweight_loss_usd_bn,
        each=cost.per_household_usd,
    )


def plot_response(case: Case, say: Voice) -> ReportFigure | Sentence:
    """Draw the narrowing by each tariff, from the lowest to the highest elasticity of imports."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    worked = tariffs.worked_tariffs(case)
    able = [w for w in worked if w.central.narrowing_usd_bn is not None]
    if not able:
        return say("No tariff is worked out, so there is nothing to draw.")
    rows = [_reach(w) for w in able]
    target = case.target.year_usd_bn if case.scenario.has_target else None
    return reaches(
        rows,
        target,
        title=_finding(_told_first(able), target, say),
        subtitle=measured(
            "Narrowing of the surplus in a year, US$ bn: central elasticity of imports (dot), "
            "lowest to highest (bar)",
            [case.baseline.surplus_usd_bn],
            case.as_of,
        ),
        source=f"{CENSUS}; tariff actions as announced; {OWN}",
        alt="Ranges of the narrowing by tariff, US$ bn: "
        + "; ".join(
            f"{r.title}: {shown(r.central, 'signed')} ({shown(r.low, 'signed')} to "
            f"{shown(r.high, 'signed')})"
            for r in rows
        )
        + ("" if target is None else f". The target is {shown(target, 'n1')}."),
    )


def _reach(worked: Worked) -> Reach:
    found = {point: worked.by_point[point].narrowing_usd_bn for point in tariffs.POINTS}
    assert not any(q is None for q in found.values())
    return Reach(worked.title, **{str(point): q for point, q in found.items() if q is not None})


def _finding(worked: Worked, target: Quantity | None, say: Voice) -> str:
    moved = worked.central.narrowing_usd_bn
    way = "narrows" if scalar(moved) >= 0 else "widens"
    of_target = "" if target is None else "; {target:usd} is asked for"
    count = len(worked.left_out)
    partly = f" with {count} action{'s' if count > 1 else ''} left out" if count else ""
    told = f"{{title}}: the surplus {way} by {{moved:usd}}{partly}{of_target}"
    return say.plain(told, title=capital(worked.title), moved=_size(moved), target=target)


def _told_first(able: Sequence[Worked]) -> Worked:
    """Return the first package that is answered, else the first that is worked out."""
    return next((w for w in able if w.known and w.central.exports), able[0])


def who(action: TariffAction) -> str:
    """Return whose action it is, by which instrument and from when."""
    country = capital(name_of(action.actor))
    return f"{country} ({instrument(action.instrument)}, {format_date(action.effective)})"


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _size(amount: Quantity | None) -> Quantity | None:
    if amount is None or scalar(amount) >= 0:
        return amount
    return (-amount).named(f"{amount.label}, the other way")


def scalar(quantity: Quantity | None) -> float:
    """Return the value of a quantity that is known to be one number."""
    assert quantity is not None
    assert isinstance(quantity.value, float)
    return quantity.value
