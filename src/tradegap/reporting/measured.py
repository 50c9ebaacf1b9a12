"""What a figure is measured in: basis and vintage in words, told from the quantities it draws."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.quantity import Quantity
from tradegap.reporting.numbers import format_date
from tradegap.reporting.text import joined

LATER = "later than the as-of date"
_CENSUS, _CUSTOMS = "Census basis", "China's customs"
_BOP, _CITED = "balance-of-payments basis", "as the source states it"
_BOTH = "Census basis and balance of payments"

# basis: what is counted at which value, and whose statistics these are
_IN_SHORT = {
    "exports_fas": ("exports f.a.s.", _CENSUS),
    "domestic_exports_fas": ("domestic exports f.a.s.", _CENSUS),
    "imports_customs_general": ("imports at customs value", _CENSUS),
    "imports_customs_consumption": ("imports for consumption at customs value", _CENSUS),
    "census_balance": ("imports at customs value less exports f.a.s.", _CENSUS),
    "consumption_balance": ("imports for consumption less exports f.a.s.", _CENSUS),
    "us_goods_balance": ("exports f.a.s. less imports at customs value", _CENSUS),
    "calculated_duty": ("calculated duty", _CENSUS),
    "exports_fob_china": ("exports f.o.b.", _CUSTOMS),
    "imports_cif_china": ("imports c.i.f.", _CUSTOMS),
    "china_customs_balance": ("exports f.o.b. less imports c.i.f.", _CUSTOMS),
    "services_bop": ("services", _BOP),
    "exports_goods_and_services": ("exports of goods f.a.s. and of services", _BOTH),
    "imports_goods_and_services": ("imports of goods at customs value and of services", _BOTH),
    "goods_and_services_balance": ("balance of goods and services", _BOTH),
    "goods_and_services": ("exports of goods f.a.s. and of services", _BOTH),
    "mirror_difference": ("US deficit, Census basis, less China's surplus", _CUSTOMS),
    "tariff_cost": ("cost of tariffs", "a result of the model"),
    "gdp_current": ("gross domestic product at current prices", "national accounts"),
    "exports_as_cited": ("exports", _CITED),
    "tariff_coverage": ("goods covered", _CITED),
    "as_cited": ("amounts", _CITED),
    "pledge_as_stated": ("amounts", "as the pledge states them"),
}
_TOLD_APART = 2


def measured(
    said: str, quantities: Iterable[Quantity | None], as_of: date | None, *, vintage: str = ""
) -> str:
    """Return a figure's subtitle: what is drawn with its unit, then basis and vintage.

    Both are those of `quantities`; a missing one says nothing. `vintage` replaces the words on
    when they were published. A figure that no published one is behind stands as of `as_of`.
    """
    drawn = [quantity for quantity in quantities if quantity is not None]
    parts = [said, basis_words(drawn), vintage or published_words(drawn)]
    if not parts[2] and as_of is not None:
        parts[2] = f"as of {format_date(as_of)}"
    return "; ".join(part for part in parts if part)


def basis_words(quantities: Iterable[Quantity]) -> str:
    """Return the bases of quantities in short: `imports at customs value, Census basis`."""
    by_statistics: dict[str, list[str]] = {}
    for basis in dict.fromkeys(q.basis for q in quantities if q.basis):
        counted, whose = _IN_SHORT[basis]
        by_statistics.setdefault(whose, []).append(counted)
    return "; ".join(f"{joined(counted)}, {whose}" for whose, counted in by_statistics.items())


def published_words(quantities: Iterable[Quantity]) -> str:
    """Return when the figures behind quantities were published, and whether that is later.

    One day or two are named, of more the last; empty where no published figure is behind them.
    """
    roots = [*quantities]
    found = [q.leaf for q in leaves(*roots) if isinstance(q.leaf, FigureLeaf)] if roots else []
    days = sorted({leaf.published for leaf in found})
    if not days:
        return ""
    told = [format_date(day) for day in days]
    when = joined(told) if len(days) <= _TOLD_APART else f"by {told[-1]}"
    later = {leaf.published for leaf in found if leaf.later_vintage}
    if not later:
        return f"published {when}"
    return f"published {when}, {'' if later == set(days) else 'partly '}{LATER}"
