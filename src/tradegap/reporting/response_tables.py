"""The tables of the chapter on the response: the record, outcomes, forms, cost, diversion, duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tradegap.data import tariffs
from tradegap.data.case import Case
from tradegap.data.formula import formula_inputs
from tradegap.data.tariffs import Worked
from tradegap.model.names import dates_in_words, name_of
from tradegap.model.quantity import Quantity
from tradegap.model.tariffs import FlowChange, TariffAction
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date, format_number
from tradegap.reporting.response import NO_BALANCE, OWN, capital, not_yet, scalar
from tradegap.reporting.surplus import CENSUS
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Pieces, Sentence, Voice, Words, joined, listed, pieced

NOT_WORKED_OUT = "no such tariff in this line, or none that can be worked out"
RECORD = "press and official notices, cited in the table of the catalog"
YEAR = "US$ bn in a year"


def tariff_record_table(case: Case) -> LinkedTable:
    """Return every action known by the as-of date, and whether it can be worked out."""
    rows = [
        {
            "known": format_date(action.known_from),
            "who": _by(action),
            "what": dates_in_words(action.scope),
            "goods": action.covered_usd_bn,
            "rate": action.rate_percent,
        }
        for action in tariffs.tariff_actions(case)
    ]
    columns = [
        Column("known", "known from"),
        Column("who", "by, stage"),
        Column("what", "on what"),
        Column("goods", "goods", "US$ bn", decimals=0, missing="no single number"),
        Column("rate", "rate", "%", format=plain_number, align="right", missing="no single number"),
    ]
    notes = [
        "A later line may have ended an earlier one; the case names those that belong together",
        "Values by chapter were published for none of them; lines of a list are no weights",
    ]
    title = "Tariff actions on the record, by their published totals"
    return linked_table("tariff-record", title, rows, columns, RECORD, notes)


def _by(action: TariffAction) -> str:
    """Return who acts and how far the action had got: `US, in force`."""
    who = {"USA": "US"}.get(action.actor, name_of(action.actor))
    return f"{who}, {action.stage.replace('_', ' ')}"


def response_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return what each package and each made-up rate does to both flows and the balance."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    worked = tariffs.worked_tariffs(case)
    year = case.scenario.baseline.year
    return _outcomes(case, worked, "response", f"What tariffs would do to the balance of {year}")


def later_tariffs_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the same for the tariffs that became known after the as-of date."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    worked = tariffs.later_packages(case)
    if not worked:
        return say("No later tariff is named in this case.")
    title = "What the tariffs that followed would do, worked as before"
    return _outcomes(case.hindsight(), worked, "later-tariffs", title)


def _outcomes(case: Case, worked: Sequence[Worked], name: str, title: str) -> LinkedTable:
    rows = [
        {
            "what": _taxed(one),
            "imports": one.central.imports_fall_usd_bn,
            "exports": one.central.exports_fall_usd_bn,
            "low": one.by_point["low"].narrowing_usd_bn,
            "central": one.central.narrowing_usd_bn,
            "high": one.by_point["high"].narrowing_usd_bn,
        }
        for one in worked
    ]
    amount: dict[str, Any] = {"unit": "US$ bn", "decimals": 1, "missing": NOT_WORKED_OUT}
    columns = [
        Column("what", "tariff, on goods of US$ bn"),
        Column("imports", "imports fall", **amount),
        Column("exports", "exports fall", **amount),
        Column("low", "narrowing, low", format="signed", **amount),
        Column("central", "central", format="signed", **amount),
        Column("high", "high", format="signed", **amount),
    ]
    notes = [
        "All in a year; a minus: the surplus widens",
        pieced(
            "Low, central, high: the elasticity of demand for imports ",
            *listed([_number(tariffs.elasticities(case, p).imports) for p in ORDER]),
            "; everything else central",
        ),
        "Values covered are taken for trade of the base year, for their own year is not named",
        "An answer that is left out would lower the narrowing",
        *(capital(not_yet(case, one)) for one in tariffs.waiting_packages(case)),
    ]
    return linked_table(name, title, rows, columns, f"{CENSUS}; {OWN}", notes)


ORDER = tariffs.POINTS


def _taxed(worked: Worked) -> Words:
    """Return a tariff, what is taxed, and what is left out: `List 1: 34 at 25%; in return ...`."""
    told: list[Pieces] = []
    if worked.central.imports:
        told.append(_lines(worked.central.imports))
    if worked.central.exports:
        told.append(["in return ", *_lines(worked.central.exports)])
    if worked.left_out:
        told.append(["left out: " + joined([_as_printed(a) for a in worked.left_out])])
    after = [piece for one in told for piece in ("; ", *one)]
    return pieced(capital(worked.title), *([": ", *after[1:]] if after else []))


def _as_printed(action: TariffAction) -> str:
    goods = action.goods or "no value"
    return f"{goods} at {action.rate_text}%" if action.rate_text else f"{goods}, no rate"


def _lines(changes: Sequence[FlowChange]) -> Pieces:
    return listed(
        [
            [
                (plain_number(scalar(c.before_usd_bn)), c.before_usd_bn),
                " at ",
                (f"{plain_number(100 * scalar(c.tariff))}%", c.tariff),
            ]
            for c in changes
        ]
    )


def _number(quantity: Quantity) -> Pieces:
    return [(format_number(scalar(quantity)), quantity)]


def response_forms_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return the narrowing by form, elasticity and pass-through, a column for each made-up rate."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    rates = tariffs.rates(case)
    by_rate = {f"{r:g}": tariffs.alternatives(case, r) for r in rates}
    rows = [
        {"form": a.form, "e": a.elasticity, "f": a.pass_through}
        | {rate: found[n].narrowing_usd_bn for rate, found in by_rate.items()}
        for n, a in enumerate(next(iter(by_rate.values())))
    ]
    columns = [
        Column("form", "form"),
        Column("e", "elasticity", decimals=1),
        Column("f", "pass-through", format="percent", decimals=1),
        *(
            Column(rate, f"narrowing at {rate}%", "US$ bn", decimals=1,
                   missing="a rate at which this form no longer holds")
            for rate in by_rate
        ),
    ]  # fmt: skip
    elasticity, passed = formula_inputs(case)
    notes = [
        pieced(
            "The formula of April 2025 took an elasticity of ",
            (plain_number(scalar(elasticity)), elasticity),
            " and a pass-through of ",
            (f"{plain_number(100 * scalar(passed))}%", passed),
        ),
        "Rates on all imports, on top of the duties of the base year, unanswered",
    ]
    title = "The same tariff by other forms and assumptions"
    return linked_table("response-forms", title, rows, columns, f"{CENSUS}; {OWN}", notes)


def tariff_cost_table(case: Case, say: Voice) -> LinkedTable | Sentence:
    """Return duty, deadweight loss and cost for a household, tariff by tariff."""
    if not case.scenario.has_baseline:
        return say(NO_BALANCE)
    worked = [w for w in tariffs.worked_tariffs(case) if w.cost is not None]
    rows = [
        {
            "what": capital(w.title),
            "duty": w.cost.revenue_usd_bn,
            "carried": w.cost.passed_on_usd_bn,
            "loss": w.cost.deadweight_loss_usd_bn,
            "each": w.cost.per_household_usd,
        }
        for w in worked
        if w.cost is not None
    ]
    columns = [
        Column("what", ""),
        Column("duty", "duty collected", "US$ bn", decimals=1),
        Column("carried", "of it in the buyer's price", "US$ bn", decimals=1),
        Column("loss", "deadweight loss", "US$ bn", decimals=1),
        Column("each", "price and loss, a household", "US$", decimals=0),
    ]
    notes = [
        f"All {YEAR}, at the central assumptions",
        "Deadweight loss: half the duty times the fall of the quantity over what remains of it, a "
        "triangle for small changes (Amiti, Redding and Weinstein 2019); households: Census",
        "Retaliation and what it costs exporters is not in it",
    ]
    title = "What the tariffs would cost at home"
    return linked_table("tariff-cost", title, rows, columns, OWN, notes)


def plain_number(value: float) -> str:
    """Return a number with the decimals that it needs: 50, but 7.5."""
    return format_number(value, 0 if abs(value - round(value)) < 1e-9 else 1)
