"""Phase One by month, category and scope, against the tables read by csv alone."""

from __future__ import annotations

import pytest

import tradegap as tg
from tests.case.raw import case, rows
from tradegap.data.phase_one import (
    exports_by_month,
    months_out,
    phase_one,
    two_years,
)
from tradegap.errors import ModelError, UnknownNameError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.monthly import at
from tradegap.model.phase_one import CATEGORIES, TOTAL, Category

DONE = "2021-02-10"
INCREMENTS = {"Agriculture": 12.5, "Energy": 18.5, "Manufactured goods": 32.9, TOTAL: 63.9}
ASKED = [
    (category, aircraft, month)
    for category in (TOTAL, *CATEGORIES)
    for aircraft in (False, True)
    for month in ("2020-02", "2020-07", "2020-10", "2020-12")
    if not aircraft or category in (TOTAL, "Manufactured goods")
]


def bought(year: str, through: str, category: str, aircraft: bool) -> float:
    """Return exports of a year to a calendar month, USD bn, added row by row."""
    wanted = set(CATEGORIES) if category == TOTAL else {category}
    groups = [r for r in rows("phase_one_exports_monthly_usa_chn") if r["category"] in wanted]
    planes = [r for r in rows("key_products_monthly_usa_chn") if r["hs"] == "8800"]
    counted = groups + (planes if aircraft else [])
    return sum(
        float(r["exports_fas_usd"]) / 1e9
        for r in counted
        if r["month"][:4] == year and r["month"][5:] <= through[5:]
    )


@pytest.mark.parametrize(("category", "aircraft", "month"), ASKED)
def test_both_prorations_worked_again(category: Category, aircraft: bool, month: str) -> None:
    found = phase_one(case(DONE), month, category, aircraft)
    base = bought("2017", "2017-12", category, aircraft)
    same = bought("2017", month, category, aircraft)
    done = bought("2020", month, category, aircraft)
    level, part = base + INCREMENTS[category], int(month[5:]) / 12
    assert found.reached_even_share.value == pytest.approx(done / (level * part))
    assert found.reached_seasonal_share.value == pytest.approx(done / (level * same / base))
    assert found.rise_share_even.value == pytest.approx(
        (done - same) / (INCREMENTS[category] * part)
    )
    assert found.rise_share_seasonal.value == pytest.approx(
        (done - same) / (INCREMENTS[category] * same / base)
    )


def test_the_categories_add_to_the_total_month_by_month() -> None:
    figures = case(DONE).figures
    months = months_out(figures)
    total = exports_by_month(figures, months)
    parts = [exports_by_month(figures, months, c) for c in CATEGORIES]
    for month in months:
        assert at(total, month).value == pytest.approx(sum(at(p, month).value for p in parts))


def test_the_whole_year_is_the_same_by_either_proration() -> None:
    for aircraft in (False, True):
        found = phase_one(case(DONE), aircraft=aircraft)
        assert found.reached_even_share.value == pytest.approx(found.reached_seasonal_share.value)
        assert found.rise_share_even.value == pytest.approx(found.rise_share_seasonal.value)


def test_the_shares_of_the_increment_are_those_of_crediting() -> None:
    for aircraft in (False, True):
        delivered = case(DONE).delivered_increment(aircraft=aircraft)
        assert delivered is not None
        assert phase_one(case(DONE), aircraft=aircraft).rise_share_even.value == pytest.approx(
            delivered.value
        )


@pytest.mark.parametrize(
    ("as_of", "last"),
    # month m is out from the 10th of month m+2: April from 10 June, May from 10 July
    [("2020-06-09", "2020-03"), ("2020-06-10", "2020-04"), ("2020-06-15", "2020-04"),
     ("2020-07-10", "2020-05"), ("2021-02-09", "2020-11"), (DONE, "2020-12")],
)  # fmt: skip
def test_only_months_that_are_out_are_counted(as_of: str, last: str) -> None:
    assert months_out(case(as_of).figures)[-1] == last
    found = phase_one(case(as_of))
    assert found.even.covered.last == last
    assert found.even.due.value == pytest.approx(142.67 * int(last[5:]) / 12, abs=0.005)


def test_nothing_later_than_the_as_of_date_is_read() -> None:
    found = phase_one(case("2020-06-15"), aircraft=True)
    months = [
        month
        for q in leaves(found.reached_seasonal_share, found.rise_share_even)
        if isinstance(q.leaf, FigureLeaf)
        for name, span in q.leaf.row
        if name == "month"
        for month in span.split(" to ")
    ]
    assert max(months) == "2020-04"
    assert "2017-12" in months


def test_not_covered_is_never_read() -> None:
    found = phase_one(case(DONE))
    categories = {
        value
        for q in leaves(found.reached_even_share)
        if isinstance(q.leaf, FigureLeaf)
        for name, value in q.leaf.row
        if name == "category"
    }
    assert not any("not covered" in c for c in categories)


def test_two_years_wait_for_their_publication() -> None:
    assert two_years(case(DONE).figures) is None
    found = two_years(case("2022-03-01").figures)
    assert found is not None
    assert [round(q.value, 1) for q in found] == [227.9, 274.5, 502.4]


@pytest.mark.parametrize(
    ("as_of", "asked", "says"),
    [
        ("2020-06-15", {"through": "2020-05"}, "May 2020 isn't out on 2020-06-15; take 2020-04"),
        (DONE, {"through": "2021-03"}, "isn't in 2020"),
        (DONE, {"through": "2020-13"}, "is no month"),
        (DONE, {"category": "Energy", "aircraft": True}, "aircraft are no part of Energy"),
        ("2020-03-01", {}, "no month of 2020 is out on 2020-03-01"),
    ],
)
def test_what_cannot_be_followed(as_of: str, asked: dict[str, object], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        phase_one(case(as_of), **asked)  # type: ignore[arg-type]


def test_another_category_is_no_category() -> None:
    with pytest.raises(UnknownNameError, match="Manufactured goods"):
        phase_one(case(DONE), category="Services")  # type: ignore[arg-type]


def test_months_before_the_table() -> None:
    with pytest.raises(ModelError, match=r"no group of Annex 6\.1 has December 2012"):
        exports_by_month(case(DONE).figures, ["2012-12"])


def test_what_was_delivered_is_credited_on_each_pledges_own_codes() -> None:
    found = tg.open_case("us-china-phase-one").credit("delivered_like_phase_one")
    credited = {line.pledge.id: line.credited.value for line in found if line.counts}
    # 16.54% x 19.5 and x 33.9; manufactured goods include aircraft, with which the share is -2%
    assert credited["chn-phase-one-agriculture-2021"] == pytest.approx(3.2255, abs=1e-4)
    assert credited["chn-phase-one-energy-2021"] == pytest.approx(5.6074, abs=1e-4)
    assert credited["chn-phase-one-manufactured-2021"] == 0.0


@pytest.mark.parametrize(
    ("as_of", "year", "credited"),
    # 12.5 + 18.5 + 32.9 = 63.9; 19.5 + 33.9 + 44.8 = 98.2
    [("2020-12-31", 0, 63.9), ("2021-01-01", 0, None),
     ("2021-12-31", 1, 98.2), ("2022-01-01", 1, None)],
)  # fmt: skip
def test_a_year_of_the_agreement_counts_to_its_last_day(
    as_of: str, year: int, credited: float | None
) -> None:
    found = tg.open_case("us-china-phase-one", as_of=as_of).gap().steps[year].credited_usd_bn.value
    assert found == (None if credited is None else pytest.approx(credited))


@pytest.mark.parametrize(
    ("category", "aircraft", "month", "per_month", "times"),
    # what is left of the level by the months left, and over the same months of 2017, by csv alone:
    # agriculture 33.4698 - 17.5667 = 15.9031, / 2 = 7.9515; the last two months of 2017 were 5.5269
    [("Agriculture", False, "2020-10", 7.9515, 2.8774),
     ("Energy", False, "2020-06", 3.8822, 5.1917),
     ("Manufactured goods", True, "2020-03", 9.7155, 1.6584),
     (TOTAL, True, "2020-09", 33.3592, 3.3378)],
)  # fmt: skip
def test_what_the_months_that_are_left_have_to_bring(
    category: Category, aircraft: bool, month: str, per_month: float, times: float
) -> None:
    needed = phase_one(case(DONE), month, category, aircraft).needed
    assert needed.per_month.value == pytest.approx(per_month, abs=5e-5)
    assert needed.times_base.value == pytest.approx(times, abs=5e-5)
