"""Tables whose numbers lead to their nodes, and the money columns of a case's currency."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from tradegap.model.quantity import Quantity
from tradegap.reporting.display import ReportTable
from tradegap.reporting.in_notebook import explained
from tradegap.reporting.results import RESULTS_TYPE, Results
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Told, Words


class LinkedTable(ReportTable):
    """A table that brings along the nodes of the quantities in its cells."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        shown = [c.name for c in self.columns]
        cells = [cell for name in shown for cell in self.frame[name]]
        told = [cell.quantity if isinstance(cell, Told) else cell for cell in cells]
        quantities = [cell for cell in told if isinstance(cell, Quantity)]
        words = [text for text in (*cells, *self.notes) if isinstance(text, Words)]
        quantities += [q for text in words for q in text.sentence.quantities]
        nodes = Results({}, quantities=quantities).payload()
        bundle = super()._repr_mimebundle_(include, exclude)
        html = explained(bundle["text/html"], quantities)
        return {**bundle, "text/html": html, RESULTS_TYPE: nodes}


def linked_table(
    name: str,
    caption: str,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    source: str,
    notes: Collection[str] = (),
    totals: Collection[str] = (),
) -> LinkedTable:
    """Return a table of rows whose cells are texts, numbers or quantities.

    A table without rows keeps its heads, so that an empty ledger is shown as an empty one.
    """
    frame = pd.DataFrame(rows, columns=[c.name for c in columns], dtype=object)
    return LinkedTable(name, caption, frame, list(columns), source, tuple(notes), tuple(totals))
