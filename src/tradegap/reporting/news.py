"""Tariff actions that were known, and the facts of a scenario's news, each with its place."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.tariffs import tariff_actions
from tradegap.errors import InputError
from tradegap.model.names import dates_in_words, name_of
from tradegap.model.quantity import Quantity
from tradegap.reporting.base_year import rate_note
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import format_date, format_number, with_minus_signs
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, Told, Voice


def actions_table(case: Case) -> LinkedTable:
    """Return the tariff actions and threats that were known by the as-of date."""
    rows = [
        {
            "known": format_date(action.known_from),
            "who": {"USA": "US"}.get(action.actor, name_of(action.actor)),
            "what": dates_in_words(action.scope),
            "stage": action.stage.replace("_", " "),
            "from": format_date(action.effective),
            "goods": _number_or_text(action.covered_usd_bn, action.goods),
            "rate": _number_or_text(action.rate_percent, action.rate_text),
        }
        for action in tariff_actions(case)
    ]
    columns = [
        Column("known", "known from"),
        Column("who", "by"),
        Column("what", "on what"),
        Column("stage", "stage when known"),
        Column("goods", "goods", "US$ bn", format=_plain, missing="not stated", align="right"),
        Column("rate", "rate", "%", format=_plain, missing="not stated", align="right"),
    ]
    return linked_table(
        "tariff-actions",
        "Tariffs threatened, announced and in force",
        rows,
        columns,
        "press and official notices, cited in the table of the catalog",
        ["Coverage and rate as printed", "A later line may have ended an earlier one"],
    )


def _number_or_text(number: Quantity, printed: str | None) -> Quantity | Told | None:
    """Return what was printed: as a figure where it is one number, else as text ("25/10")."""
    if number.value is not None:
        return number
    return None if printed is None else Told(printed, number)


def _plain(value: float | str) -> str:
    return with_minus_signs(value if isinstance(value, str) else f"{value:g}")


def news_table(case: Case) -> LinkedTable | Sentence | None:
    """Return every fact of the scenario's news, its amount in the other currency, and its place.

    `None` where the scenario names no news.
    """
    news = case.scenario.news
    if news is None:
        return None
    if (table := case.figures.table(news.table)).empty:
        return Sentence("The news of this case was not out yet.")
    rate = _news_rate(case)
    rows = []
    for row in table.to_dict("records"):
        amount = case.figures.figure(news.table, "value", id=row["id"])
        rows.append(
            {
                "what": row["what"] + (f" ({_text(row['note'])})" if _text(row["note"]) else ""),
                "amount": amount,
                "printed": case.figures.figure(news.table, "value_aud", id=row["id"]),
                "ours": _converted(amount, rate),
                "where": news.places.get(row["id"], "not placed")
                .split("-", 1)[-1]
                .replace("-", " "),
            }
        )
    columns = [
        Column("what", "what the news reported"),
        Column(
            "amount", "amount", "US$ bn", format=_as_printed, align="right", missing="no amount"
        ),
        Column(
            "printed", "as printed", "A$ bn", format=_as_printed, align="right", missing="no amount"
        ),
        Column("ours", "ours", "A$ bn", decimals=1, missing="no amount"),
        Column("where", "more in"),
    ]
    notes = [] if rate is None else [rate_note(Voice("AUD", rate))]
    return linked_table(
        "news", news.title, rows, columns, "an Australian newspaper's story of 2 June 2018", notes
    )


def _news_rate(case: Case) -> Quantity | None:
    try:
        return case.rate("AUD")
    except InputError:
        return None


def _converted(amount: Quantity, rate: Quantity | None) -> Quantity | None:
    if rate is None or amount.value is None or not amount.unit.startswith("USD"):
        return None
    return (amount / rate).named(f"{amount.label}, in Australian dollars")


def _as_printed(value: float) -> str:
    """Return an amount with the digits that it was printed with: 264, but 375.2."""
    return format_number(value, 0 if float(value).is_integer() else 1)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
