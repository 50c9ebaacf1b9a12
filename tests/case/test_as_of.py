"""As of a date: no number outside hindsight rests on a figure that wasn't out by then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.case.raw import DEFAULT, LAPSED, OFFERED, TODAY, case, day, quantities
from tradegap.data.vintages import last_day
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.periods import Window, calendar_year
from tradegap.model.quantity import Quantity
from tradegap.reporting.headline import headline, hindsight

DATES = ["2018-05-04", DEFAULT, "2018-06-05", "2018-06-06", OFFERED, LAPSED, "2021-02-10", TODAY]


def figure_leaves(quantity: Quantity) -> list[FigureLeaf]:
    return [q.leaf for q in leaves(quantity) if isinstance(q.leaf, FigureLeaf)]


def out_on(leaf: FigureLeaf) -> date:
    """Return the day on which a leaf's last period was out, by definition 1, worked here."""
    row = dict(leaf.row)
    if "year" in row:
        return date(int(row["year"]) + 1, 2, 10)
    if "month" in row:
        year, month = map(int, row["month"][-7:].split("-"))
        total = year * 12 + month + 1  # month m+2, counted from 0
        return date(total // 12, total % 12 + 1, 10)
    return day(row["date"]) + timedelta(days=1)


def allowed(leaf: FigureLeaf, as_of: date) -> bool:
    if last_day(leaf.published) <= as_of:
        return True
    return leaf.later_vintage and out_on(leaf) <= as_of


@pytest.mark.parametrize("without", ["base_year", "trend"])
@pytest.mark.parametrize("as_of", DATES)
def test_no_headline_rests_on_a_figure_that_was_not_out(as_of: str, without: str) -> None:
    found = case(as_of, without_pledge=without)
    seen = 0
    for name, quantity in quantities(headline(found)):
        for leaf in figure_leaves(quantity):
            assert allowed(leaf, found.as_of), (name, leaf)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("as_of", DATES)
def test_the_baseline_is_never_a_later_vintage(as_of: str) -> None:
    base = case(as_of).baseline
    for quantity in (base.exports_usd_bn, base.imports_usd_bn, base.surplus_usd_bn):
        for leaf in figure_leaves(quantity):
            assert not leaf.later_vintage
            assert day(leaf.published) <= day(as_of)


def test_hindsight_reads_up_to_its_own_date_and_not_beyond() -> None:
    for name, quantity in quantities(hindsight(case())):
        for leaf in figure_leaves(quantity):
            assert allowed(leaf, date(2026, 7, 7)), (name, leaf)


def test_later_vintages_are_marked_where_they_are_read() -> None:
    # months of 2016 were out in 2018, but our table has them as published in 2026
    months = case().window(calendar_year(2016))
    marked = [leaf.later_vintage for leaf in figure_leaves(months.surplus_usd_bn)]
    assert marked == [True, True]


def test_a_month_that_is_not_out_has_no_window() -> None:
    from tradegap.errors import DataError

    # April 2018 is out from 10 June 2018 by the rule: month m from the 10th of month m+2
    with pytest.raises(DataError, match="later as_of"):
        case("2018-06-09").window(Window("2018-01", "2018-04"))
    assert case("2018-06-10").window(Window("2018-01", "2018-04")).surplus_usd_bn.value is not None


@pytest.mark.parametrize("as_of", DATES)
def test_the_scenario_names_every_table_that_a_report_reads(as_of: str) -> None:
    found = case(as_of, without_pledge="trend")
    headline(found)
    assert set(found.figures.tables_read) <= set(found.tables)


def test_the_scenario_names_every_table_that_hindsight_reads() -> None:
    later = case().hindsight()
    later.gap("delivered_like_phase_one", on=day(OFFERED))
    later.window(Window("2018-06", "2019-05"))
    later.year(2018)
    assert set(later.figures.tables_read) <= set(later.tables)
