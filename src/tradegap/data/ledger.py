"""The ledger table as pledges: rows and their events, read through the one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tradegap.data.load import Figures
from tradegap.errors import UnknownNameError
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.scenario import LedgerLine, Scenario

LEDGER, EVENTS = "pledges", "pledge_events"
_FIELDS = (
    "id",
    "partner",
    "announced",
    "published",
    "direction",
    "category",
    "kind",
    "over",
    "measure",
    "amount",
    "unit",
    "window_start",
    "window_end",
    "conditions",
    "note",
    "source",
)


def ledger_pledge(figures: Figures, pledge_id: str) -> Pledge | None:
    """Return a line of the ledger, `None` if it wasn't published by the as-of date.

    Raises `UnknownNameError` for an id that the ledger doesn't have at any date.
    """
    rows = figures.rows(LEDGER, "id", [pledge_id])
    if rows.empty:
        ever = Figures(date.max, figures.data_dir)
        if ever.rows(LEDGER, "id", [pledge_id]).empty:
            raise UnknownNameError("line of the ledger", pledge_id, ever.table(LEDGER)["id"])
        return None
    row = rows.iloc[0]
    mine = figures.rows(EVENTS, "id", [pledge_id]).sort_values("date", kind="stable")
    return Pledge.model_validate(
        {name: _plain(row[name]) for name in _FIELDS if _plain(row[name]) is not None}
        | {
            "codes": tuple(str(_plain(row["codes"]) or "").split()),
            "supersedes": tuple(str(_plain(row["supersedes"]) or "").split()),
            "events": [{"date": str(e.date)[:10], "status": e.status} for e in mine.itertuples()],
        }
    )


def scenario_amount(figures: Figures, scenario: Scenario, pledge: Pledge) -> Quantity:
    """Return a pledge's stated amount as a leaf: a row of the ledger, or the scenario's own."""
    unit = pledge.unit or "USD bn/year"
    label = f"{pledge.category}: amount as stated ({pledge.said})"
    if any(isinstance(p, LedgerLine) and p.ledger == pledge.id for p in scenario.pledges):
        stated = figures.figure(LEDGER, "amount", id=pledge.id)
        return replace(stated, unit=unit, basis="pledge_as_stated", label=label)
    return parameter(
        f"pledge:{pledge.id}",
        pledge.amount,
        unit=unit,
        basis="pledge_as_stated",
        label=label,
        source=pledge.source,
    )


def _plain(value: Any) -> Any:
    """Return a cell as pydantic reads it: missing is `None`, a date is ISO."""
    if value is None or pd.isna(value):
        return None
    return str(value)[:10] if isinstance(value, pd.Timestamp) else value
