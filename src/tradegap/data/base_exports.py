"""US exports to China of a pledge's own codes in a year: what a level is measured over.

Chapters come from the table of chapters, headings and subheadings from that of single products, and
the groups of Annex 6.1 from the table of groups. All are total exports f.a.s. A code that no table
has in that year makes the whole base missing, with the reason; it is never left out of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from tradegap.data.load import Figures
from tradegap.data.phase_one import GROUPS, group_rows
from tradegap.errors import DataError
from tradegap.model.names import name_of
from tradegap.model.periods import calendar_year
from tradegap.model.phase_one import CATEGORIES, Category
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity

CHAPTERS = "exports_hs2_annual_usa"
SINGLE = "key_products_annual_usa_chn"
PARTNER = "CHN"
_GROUPS: dict[str, Category] = {
    f"phase-one:{category.lower().replace(' ', '-')}": category for category in CATEGORIES
}


def base_exports(figures: Figures, pledge: Pledge, year: int) -> tuple[Quantity | None, str]:
    """Return exports of a pledge's codes in a year (USD bn, f.a.s.), or `None` and the reason.

    A heading within a chapter that the pledge names as well counts once. Services are left out: a
    base of goods is over goods. Where a code isn't in the tables for that year, nothing is summed.
    """
    if pledge.direction != "pledge":
        return None, f"a {pledge.direction} has no base"
    if pledge.partner != PARTNER:
        return None, "exports by code are in the tables for China alone"
    codes = _each_once(pledge)
    if not codes:
        return None, "the pledge names no code of goods"
    try:
        parts = _parts(figures, codes, year)
    except _NotThere as missing:
        return None, str(missing)
    label = f"exports of {pledge.category} to {name_of(PARTNER)}, {year}"
    return reduce(lambda a, b: a + b, parts).to("USD bn").named(label), ""


class _NotThere(Exception):
    """A code that no table has in the year."""


def _each_once(pledge: Pledge) -> list[str]:
    """Return the codes of goods: ranges as chapters, and none that lies within another."""
    codes: list[str] = []
    for code in pledge.codes:
        first, _, last = code.partition("-")
        if code[:1].isdigit() and last:
            codes += [f"{n:02d}" for n in range(int(first), int(last) + 1)]
        elif code != "services":
            codes.append(code)
    # Census heading 8800 is no heading of chapter 88, but what it holds is in that chapter
    return [
        code
        for code in dict.fromkeys(codes)
        if not any(code != other and code.startswith(other) for other in codes)
    ]


def _parts(figures: Figures, codes: Sequence[str], year: int) -> list[Quantity]:
    chapters = [code for code in codes if len(code) == 2]
    parts = [_chapters(figures, chapters, year)] if chapters else []
    for code in codes:
        if code in _GROUPS:
            parts.append(_group(figures, code, year))
        elif code not in chapters:
            parts.append(_single(figures, code, year))
    return parts


def _chapters(figures: Figures, chapters: Sequence[str], year: int) -> Quantity:
    if year not in set(figures.table(CHAPTERS)["year"]):
        raise _NotThere(f"exports by chapter aren't in the tables for {year}")
    rows = figures.series(CHAPTERS, "exports_fas_usd_to_chn", "hs2", year=year, hs2=list(chapters))
    return rows.total(f"exports by chapter, {year}")


def _single(figures: Figures, code: str, year: int) -> Quantity:
    """Return exports of a heading or subheading, in the last vintage out on the as-of date."""
    try:
        return figures.figure(SINGLE, "usd", year=year, flow="exports", hs=code)
    except DataError:
        raise _NotThere(f"exports of code {code} aren't in the tables for {year}") from None


def _group(figures: Figures, code: str, year: int) -> Quantity:
    """Return exports of a group of Annex 6.1, a year of months."""
    months = list(calendar_year(year).months)
    table = figures.table(GROUPS)
    there = set(table[table["category"].isin(CATEGORIES)]["month"].astype(str))
    if not set(months) <= there:
        raise _NotThere(f"the groups of Annex 6.1 aren't in the tables for all months of {year}")
    rows = group_rows(figures, months, _GROUPS[code])
    return rows.total(f"{_GROUPS[code]}, groups of Annex 6.1, {year}")
