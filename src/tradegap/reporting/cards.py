"""What a notebook shows of a case, a quantity, a pledge, a result: a small card of HTML.

Reports are made of `tradegap.reporting.display` instead. All text is escaped where it enters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import singledispatch
from typing import Any

from tradegap.data.case import Case
from tradegap.data.load import Figures
from tradegap.errors import TradegapError
from tradegap.model.gap import Counted, Gap
from tradegap.model.periods import FIRST_YEAR, LAST_YEAR
from tradegap.model.pledges import Ledger, Record
from tradegap.model.quantity import Quantity
from tradegap.reporting.card_lineage import escape, lineage_html, series_html, value_text
from tradegap.reporting.numbers import NOT_STATED, format_date, format_number
from tradegap.reporting.pledges import ledger_table, stated_words
from tradegap.reporting.results import Results
from tradegap.reporting.source_words import without_addresses
from tradegap.reporting.text import voice

_LINK = re.compile(r'<a href="#n-\w+">([^<]*)</a>')  # it leads to a place in a report
LEFT = "text-align: left; vertical-align: top"
LONGEST = 600


@singledispatch
def card(thing: object) -> str:
    """Return an object as a card; one of no known kind by its fields."""
    if is_dataclass(thing) and not isinstance(thing, type):
        named = {field.name: getattr(thing, field.name) for field in fields(thing)}
        return rows_html(_title(thing), named)
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
    rows = [(name, _told(value)) for name, value in results.entries.items()]
    return grid_html(f"{len(rows)} results published", ("name", "value"), rows)


@card.register
def _figures(figures: Figures) -> str:
    read = {
        "as of": figures.as_of,
        "tables to read": len(figures.catalog.tables),
        "read so far": ", ".join(sorted(figures.reads)) or "none",
    }
    return rows_html("Figures that could be read on that day", read)


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
    named = {name: getattr(record, name) for name in type(record).model_fields}
    return rows_html(
        _title(record), {n: v for n, v in named.items() if v not in (None, (), {}, "")}
    )


def rows_html(caption: str, rows: Mapping[str, Any]) -> str:
    """Return a table of names and values, with a caption."""
    lines = "".join(
        f'<tr><th scope="row" style="{LEFT}">{escape(name.strip("_").replace("_", " "))}</th>'
        f'<td style="{LEFT}">{_cell(value)}</td></tr>'
        for name, value in rows.items()
    )
    return f"<table>{_caption(caption)}<tbody>{lines}</tbody></table>"


def grid_html(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of texts under heads, with a caption."""
    head = "".join(f'<th scope="col" style="{LEFT}">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="{LEFT}">{escape(text)}</td>' for text in row) + "</tr>"
        for row in rows
    )
    return f"<table>{_caption(caption)}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _caption(text: str) -> str:
    return f'<caption style="text-align: left"><strong>{escape(text)}</strong></caption>'


def _cell(value: Any) -> str:
    """Return a value as the HTML of a cell; what has cards of its own is told in a line."""
    return escape(_told(value))


def _told(value: Any) -> str:
    if value is None:
        return NOT_STATED
    if isinstance(value, Quantity):
        named = f" ({value.label})" if value.label else ""
        return value_text(value) + named
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float):
        if isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR:
            return str(value)
        return format_number(value, 0 if value == round(value) else 4)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return _shortened("; ".join(f"{key}: {_told(inner)}" for key, inner in value.items()))
    if isinstance(value, tuple | list | frozenset):
        return _shortened("; ".join(_told(inner) for inner in value))
    if isinstance(value, Record):
        if isinstance(known_as := getattr(value, "id", None), str):
            return known_as
        given = [name for name in type(value).model_fields if name in value.model_fields_set]
        return ", ".join(f"{name} {_told(getattr(value, name))}" for name in given)
    if isinstance(label := getattr(value, "label", None), str):
        return label
    if is_dataclass(value) and not isinstance(value, type):
        return ", ".join(_fields_told(value))
    return _shortened(str(value))


def _fields_told(thing: Any) -> Iterable[str]:
    """Tell what an object's fields hold: numbers by their own names, all else by the field's."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, Quantity):
            yield _told(value)
        elif value is not None and not (isinstance(value, tuple | list | Mapping) and not value):
            yield f"{field.name.replace('_', ' ')} {_told(value)}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} ..."


def _title(thing: object) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(thing).__name__)
    named = (getattr(thing, name, None) for name in ("id", "name", "label"))
    found = next((text for text in named if text), None)
    return f"{name} {found}" if isinstance(found, str) else name
