"""The tables as they are on disk, read by csv alone: never through the code under test."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.paths import data_dir
from tradegap.model.quantity import Quantity

NAME = "us-china-2018"
DEFAULT, OFFERED, LAPSED, TODAY = "2018-06-02", "2018-06-10", "2018-08-01", "2026-11-23"


@cache
def rows(table: str) -> list[dict[str, str]]:
    """Return every row of a table's file as texts."""
    path = data_dir() / "reference" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(table: str, column: str, **where: str) -> float:
    """Return the number in the one row that fits."""
    found = [r for r in rows(table) if all(r[k] == v for k, v in where.items())]
    assert len(found) == 1, (table, where, len(found))
    return float(found[0][column])


@cache
def case(as_of: str = DEFAULT, target_usd_bn: float | None = None, **settings: Any) -> Case:
    """Open the scenario of 2018, once for each setting."""
    return open_case(NAME, as_of=as_of, target_usd_bn=target_usd_bn, **settings)


def quantities(value: Any, name: str = "") -> Iterator[tuple[str, Quantity]]:
    """Yield every quantity in results, with the name under which it stands."""
    if isinstance(value, Quantity):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from quantities(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from quantities(inner, f"{name}.{number}")


def day(text: str) -> date:
    return date.fromisoformat(text)
