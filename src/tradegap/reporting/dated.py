"""Source lines that say when figures were published, where that is later than the as-of date."""

from __future__ import annotations

from collections.abc import Iterable

from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import format_date
from tradegap.reporting.text import joined


def later_days(quantities: Iterable[Quantity | None]) -> list[str]:
    """Return the days, oldest first, of the later vintages that quantities were worked from."""
    shown = [quantity for quantity in quantities if quantity is not None]
    found = [q.leaf for q in leaves(*shown) if isinstance(q.leaf, FigureLeaf)] if shown else []
    return sorted({leaf.published for leaf in found if leaf.later_vintage})


def dated(source: str, *quantities: Quantity | None) -> str:
    """Return a source, with the vintage of its figures where that is later than the as-of date."""
    days = later_days(quantities)
    if not days:
        return source
    return (
        f"{source} (published {joined([format_date(d) for d in days])}, later than the as-of date)"
    )
