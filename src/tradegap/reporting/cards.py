"""What a notebook shows of a case, a quantity, a pledge, a result: a small card of HTML.

Reports are made of `tradegap.reporting.display` instead. All text is escaped where it enters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import singledispatch
from typing import Any

from tradegap.data.case import Case
from tradegap.data.load import Figures
from tradegap.errors import TradegapError
from tradegap.model.gap import Counted, Gap
from tradegap.model.gsim import Gsim
from tradegap.model.pledges import Ledger, Record
from tradegap.model.quantity import Quantity
from tradegap.model.scenario import Scenario
from tradegap.reporting.card_lineage import escape, lineage_html, series_html, value_text
from tradegap.reporting.card_values import (
    LEFT,
    caption_html,
    known_as,
    parts_of,
    rows_html,
    title_of,
)
from tradegap.reporting.numbers import format_date
from tradegap.reporting.pledges import ledger_table, stated_words
from tradegap.reporting.results import Results
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.text import voice

_LINK = re.compile(r'<a href="#n-\w+">([^<]*)</a>')  # it leads to a place in a report


def line(thing: object) -> str:
    """Return an object in a line, as a list of several shows it."""
    if isinstance(thing, Ledger):
        return f"<Ledger of {len(thing)} lines>"
    if isinstance(thing, Case):
        return f"<Case {thing.scenario.id}, as of {format_date(thing.as_of)}>"
    if isinstance(thing, Quantity):
        return repr(thing)
    title = title_of(thing)
    return f"<{title}>" if title.endswith(known_as(thing)) else f"<{title}: {known_as(thing)}>"


@singledispatch
def card(thing: object) -> str:
    """Return an object as a card; one of no known kind by its fields."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return rows_html(title_of(thing), parts_of(thing))
    return f"<p>{escape(repr(thing))}</p>"


@card.register
def _quantity(quantity: Quantity) -> str:
    basis = f", basis {quantity.basis.replace('_', ' ')}" if quantity.basis else ""
    head = (
        f"<p><strong>{escape(quantity.label or quantity.op)}</strong>: "
        f"{escape(value_text(quantity))}{escape(basis)}</p>"
    )
    return head + series_html(quantity) + lineage_html(quantity)


@card.register
def _case(case: Case) -> str:
    scenario = case.scenario
    facts: dict[str, Any] = {
        "question": scenario.told(scenario.question, case.target_usd_bn),
        "as of": case.as_of,
        "answer": _answered(case),
    }
    try:
        if scenario.has_baseline:
            facts["surplus of the base year"] = case.baseline.surplus_usd_bn
        if scenario.has_target:
            facts["target"] = case.target.narrowing_usd_bn_per_year
        facts["ledger"] = f"{len(case.pledges)} lines by then (pledges)"
    except TradegapError as error:
        facts["not known"] = str(error)
    facts["crediting cases"] = ", ".join(case.cases)
    facts["chapters"] = ", ".join(scenario.chapters)
    title = scenario.told(scenario.title, case.target_usd_bn)
    return rows_html(f"{title} ({scenario.id})", facts)


def _answered(case: Case) -> str:
    from tradegap import answer  # the public face knows where it stands

    try:
        return str(answer(case, voice(case)).plain)
    except TradegapError as error:
        return str(error)


@card.register
def _gap(found: Gap | Counted) -> str:
    named = {
        field.name: getattr(found, field.name)
        for field in fields(found)
        if isinstance(getattr(found, field.name), Quantity)
    }
    table = ledger_table(found.lines, found.rules.name).html() if found.lines else ""
    table = _LINK.sub(r"\1", table)
    return rows_html(found.rules.title, named) + table


@card.register
def _results(results: Results) -> str:
    caption = f"{len(results.entries)} results published"
    return rows_html(caption, results.entries, as_named=True)


@card.register
def _figures(figures: Figures) -> str:
    read = {
        "as of": figures.as_of,
        "tables to read": len(figures.catalog.tables),
        "read so far": ", ".join(sorted(figures.reads)) or "none",
    }
    return rows_html("Figures that could be read on that day", read)


@card.register
def _gsim(solved: Gsim) -> str:
    if solved.price_change.ndim != 1:
        return rows_html(title_of(solved), parts_of(solved))
    table = solved.by_region()
    heads = ("region", *(str(column).replace("_", " ") for column in table.columns))
    rows = (
        (region, *("none" if value != value else f"{value:.4g}" for value in values))
        for region, *values in table.itertuples()
    )
    return grid_html("GSIM, by region; by_flow() has the flows", heads, rows)


@card.register
def _ledger(ledger: Ledger) -> str:
    heads = ("id", "announced", "category", "amount as stated", "last status", "source")
    rows = [
        (
            pledge.id,
            format_date(pledge.announced),
            f"{pledge.category} ({pledge.direction})",
            stated_words(pledge),
            pledge.events[-1].status.replace("_", " "),
            without_addresses(pledge.source),
        )
        for pledge in ledger
    ]
    return grid_html(f"{len(ledger)} lines of the ledger", heads, rows)


@card.register
def _record(record: Record) -> str:
    return rows_html(title_of(record), parts_of(record))


@card.register
def _scenario(scenario: Scenario) -> str:
    named = parts_of(scenario)
    named |= {n: scenario.told(named[n]) for n in ("title", "question") if n in named}
    return rows_html(title_of(scenario), named)


def grid_html(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of texts under heads, with a caption."""
    head = "".join(f'<th scope="col" style="{LEFT}">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="{LEFT}">{escape(text)}</td>' for text in row) + "</tr>"
        for row in rows
    )
    return (
        f"<table>{caption_html(caption)}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
