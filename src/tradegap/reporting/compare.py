"""Cases side by side: each case is opened and computed, so that no report need be built.

What is compared is a list of measures, each a function of a case. A cell is the case's own number,
or "not known" (the case asks, and nobody can tell), or "not asked" (the case has no such question):
neither is ever zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.scenarios import list_scenarios
from tradegap.errors import TradegapError
from tradegap.model.quantity import Quantity
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.measures import MEASURES, NotAsked
from tradegap.reporting.published import NOT_ASKED, NOT_KNOWN
from tradegap.reporting.tables import Column, table_csv


@dataclass(frozen=True)
class Compared:
    """One case with its cells by measure, `None` where there is no number."""

    name: str
    cells: Mapping[str, Any]
    not_asked: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The cases that could be computed, and the error of each that couldn't."""

    cases: tuple[Compared, ...]
    failed: Mapping[str, TradegapError]

    def table(self) -> LinkedTable:
        """Return the comparison as a table, one row a case; its CSV names what wasn't asked."""
        rows = [
            {"case": case.name, **case.cells, "not_asked": " ".join(case.not_asked)}
            for case in self.cases
        ]
        notes = [
            f"{case.name} doesn't ask for {', '.join(_head(name) for name in case.not_asked)}"
            for case in self.cases
            if case.not_asked
        ]
        notes += [f"{name} could not be computed: {error}" for name, error in self.failed.items()]
        columns = [
            Column("case", "case"),
            *(m.column for m in MEASURES),
            Column("not_asked", "not asked"),
        ]
        frame = pd.DataFrame(rows, columns=[c.name for c in columns], dtype=object)
        return LinkedTable(
            "compared", "Cases side by side", frame, columns[:-1], "own calculation", notes
        )

    def lines(self) -> list[list[str]]:
        """Return a line of texts for each measure: its head, and what each case has there."""
        return [
            [_head_with_unit(m.column), *(_text(case, m.column) for case in self.cases)]
            for m in MEASURES
        ]

    def csv(self) -> str:
        """Return one row a case at full precision; empty is no number, and `not_asked` says why."""
        return table_csv(self.table().frame)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison for machines: null is no number, and `not_asked` says why."""
        return {
            "cases": [
                {
                    "case": case.name,
                    **{name: _json(cell) for name, cell in case.cells.items()},
                    "not_asked": list(case.not_asked),
                }
                for case in self.cases
            ],
            "failed": [{"case": name, "error": str(e)} for name, e in self.failed.items()],
        }


def compare(scenarios: Sequence[str] | None = None, as_of: str | None = None) -> LinkedTable:
    """Return cases side by side as a table, by default every listed scenario.

    A case that can't be computed is named in the table's notes; if none can be, the first error is
    raised (a `TradegapError` with its remedy).
    """
    found = compare_cases(scenarios, as_of)
    if found.failed and not found.cases:
        raise next(iter(found.failed.values()))
    return found.table()


def compare_cases(scenarios: Sequence[str] | None = None, as_of: str | None = None) -> Comparison:
    """Open and compute each case once; the failure of one doesn't stop the others."""
    if isinstance(scenarios, str):
        scenarios = [scenarios]
    names = list(scenarios) if scenarios else [path.stem for path in list_scenarios()]
    cases: list[Compared] = []
    failed: dict[str, TradegapError] = {}
    for name in dict.fromkeys(names):
        try:
            cases.append(compared(open_case(name, as_of)))
        except TradegapError as error:
            failed[name] = error
    return Comparison(tuple(cases), failed)


def compared(case: Case) -> Compared:
    """Return one case's cells, measure by measure."""
    found = {measure.column.name: measure.of(case) for measure in MEASURES}
    not_asked = tuple(name for name, cell in found.items() if isinstance(cell, NotAsked))
    cells = {name: None if name in not_asked else cell for name, cell in found.items()}
    return Compared(case.scenario.id, cells, not_asked)


def _head(name: str) -> str:
    return next(m.column.head for m in MEASURES if m.column.name == name)


def _head_with_unit(column: Column) -> str:
    return f"{column.head}, {column.unit}" if column.unit else column.head


def _text(case: Compared, column: Column) -> str:
    if column.name in case.not_asked:
        return NOT_ASKED
    cell = case.cells[column.name]
    value = cell.value if isinstance(cell, Quantity) else cell
    return NOT_KNOWN if value is None else column.text(value)


def _json(cell: Any) -> Any:
    if isinstance(cell, Quantity):
        return {"value": cell.value, "unit": cell.unit, "basis": cell.basis}
    return cell if cell is None or isinstance(cell, int | float | str) else str(cell)
