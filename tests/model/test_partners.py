"""The ledger of several partners without scenario or tables: amounts a year, places, ratios."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.ledger import amounts, during, exports, pledge
from tradegap.errors import ModelError
from tradegap.model.partners import (
    PLACES,
    PartnerLine,
    over_exports,
    partner_lines,
    partner_sum,
    sums_by_kind,
)
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, parameter

AS_OF = date(2026, 7, 7)
DIRECTIONS = ["pledge", "investment", "claim", "demand"]
KINDS = ["increment", "level", "cumulative", "not_stated"]
STATUSES = ["announced", "offered", "signed", "in_force", "lapsed", "void", "claimed", "denied"]


def lines(*pledges: Pledge, base: float | None = None, **sold: float) -> tuple[PartnerLine, ...]:
    """Place pledges; `sold` are US exports by partner, `base` what was bought before each level."""
    found = {code: exports(value, code) for code, value in sold.items()}
    bases = {} if base is None else {p.id: bought(base) for p in pledges}
    return partner_lines(pledges, amounts(pledges), found, bases, AS_OF)


def bought(value: float) -> Quantity:
    return parameter("base", value, unit="USD bn/year", basis="as_cited", label="bought before")


def total(amount: float, first: str = "", last: str = "", **changes: Any) -> Pledge:
    """Return a pledge of a total in USD bn, with a window or without."""
    window = during(first, last) if first else {}
    return pledge(**{"kind": "cumulative", "unit": "USD bn", "amount": amount, **window, **changes})


def number(quantity: Quantity | None) -> float:
    assert quantity is not None
    assert isinstance(quantity.value, float)
    return quantity.value


@pytest.mark.parametrize(
    ("amount", "first", "last", "yearly"),
    [
        (500, "2026-02-07", "2031-02-06", 100.0),  # India: 500 / 5
        (44.4, "2025-01-01", "2029-12-31", 8.88),  # Taiwan, energy: 44.4 / 5
        (15.2, "2025-01-01", "2029-12-31", 3.04),  # aircraft: 15.2 / 5
        (25.2, "2025-01-01", "2029-12-31", 5.04),  # equipment: 25.2 / 5
        (150, "2025-10-26", "2030-10-25", 30.0),  # Malaysia: 150 / 5
        (750, "2026-01-01", "2028-12-31", 250.0),  # the EU: 750 / 3 calendar years
        (40, "2026-07-01", "2026-12-31", 40.0),  # within a year: a year's purchase, not doubled
    ],
)
def test_a_total_is_divided_by_the_years_of_its_window(
    amount: float, first: str, last: str, yearly: float
) -> None:
    (line,) = lines(total(amount, first, last))
    assert line.place == "yearly"
    assert number(line.usd_bn_per_year) == pytest.approx(yearly)
    assert (line.usd_bn_per_year.unit, line.usd_bn_per_year.basis) == (
        "USD bn/year",
        "pledge_as_stated",
    )


def test_an_amount_of_a_year_is_taken_as_it_is() -> None:
    (line,) = lines(pledge(amount=8.0, kind="not_stated"))
    assert number(line.usd_bn_per_year) == 8.0
    assert line.reason == "stated for a year"


def test_a_level_stays_a_level_and_its_rise_needs_what_was_bought_before() -> None:
    level = total(750, "2026-01-01", "2028-12-31", kind="level", announced="2025-07-27",
                  published="2025-08-21",
                  events=[{"date": "2025-07-27", "status": "announced"}])  # fmt: skip
    (bare,) = lines(level)
    assert number(bare.usd_bn_per_year) == 250.0
    assert bare.base_usd_bn_per_year is None
    assert bare.rise_usd_bn_per_year is None
    (known,) = lines(level, base=76)
    # 250 - 76 = 174
    assert number(known.rise_usd_bn_per_year) == pytest.approx(174.0)
    assert number(known.times_base) == pytest.approx(250 / 76)
    assert bare.times_base is None
    assert number(known.usd_bn_per_year) == 250.0
    # 27 July 2025 to 31 December 2028: 158 + 1096 days over 365.25 are 3.433 years, 750 / 3.433
    assert number(known.from_statement_usd_bn_per_year) == pytest.approx(750 / (1254 / 365.25))


SAID = {"announced": "2026-02-12", "published": "2026-03-01",
        "events": [{"date": "2026-02-12", "status": "announced"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "days"),
    [
        ("2025-01-01", 1419),  # a window that had begun: 12 February 2026 to 31 December 2029
        ("2027-01-01", 1419),  # one that begins later: the same days
        ("2027-03-15", 1419),  # be it in the middle of a year
    ],
)
def test_a_window_from_another_day_has_a_second_reading(first: str, days: int) -> None:
    (line,) = lines(total(44.4, first, "2029-12-31", **SAID))
    # 323 days of 2026 from 12 February on, and 365 + 366 + 365: 1419
    assert number(line.from_statement_usd_bn_per_year) == pytest.approx(44.4 / (days / 365.25))


@pytest.mark.parametrize("first", ["2026-02-12", "2026-03-01"])
def test_a_window_from_the_day_it_was_said_or_published_has_one_reading(first: str) -> None:
    (line,) = lines(total(44.4, first, "2029-12-31", **SAID))
    assert line.place == "yearly"
    assert line.from_statement_usd_bn_per_year is None


def test_a_rate_has_no_second_reading() -> None:
    (line,) = lines(total(5, "2025-01-01", "2029-12-31", **SAID, unit="USD bn/year"))
    assert number(line.usd_bn_per_year) == 5.0
    assert line.from_statement_usd_bn_per_year is None


@pytest.mark.parametrize(
    ("changes", "place", "why"),
    [
        ({"kind": "cumulative", "unit": "USD bn"}, "not_yearly", "no window"),
        ({"kind": "level", "unit": "USD bn"}, "not_yearly", "no window"),
        ({"kind": "physical", "unit": "aircraft"}, "not_yearly", "without a price"),
        ({"kind": "physical", "unit": "mn t/year"}, "not_yearly", "without a price"),
        ({"kind": "not_stated", "amount": None, "unit": None}, "not_yearly", "no amount"),
        ({"direction": "investment", "codes": ()}, "investment", "no purchase"),
        ({"direction": "claim"}, "listed", "denies"),
        ({"direction": "demand"}, "listed", "demand"),
        ({"codes": ("services",)}, "listed", "services"),
        ({"events": [{"date": "2018-06-01", "status": "lapsed"}]}, "listed", "lapsed"),
    ],
)
def test_what_is_no_yearly_purchase_is_kept_with_the_reason(
    changes: dict[str, Any], place: str, why: str
) -> None:
    (line,) = lines(pledge(**changes), CHN=100)
    assert line.place == place
    assert why in line.reason
    assert line.usd_bn_per_year.value is None
    assert line.over_exports_share is None


def test_an_amount_that_came_with_a_later_line_stands_there_once() -> None:
    first, later = pledge("first"), pledge("later", supersedes=("first",))
    found = lines(first, later)
    assert [line.place for line in found] == ["listed", "yearly"]
    assert number(sums_by_kind(found)["increment"]) == 10.0


def test_the_ratio_is_the_yearly_amount_over_all_exports() -> None:
    (line,) = lines(total(500, "2026-02-07", "2031-02-06", partner="IND"), IND=41.6)
    # 100 / 41.6
    assert number(line.over_exports_share) == pytest.approx(2.404, abs=5e-4)
    assert line.over_exports_share is not None
    assert (line.over_exports_share.unit, line.over_exports_share.basis) == ("share", None)


def test_a_partner_that_the_table_does_not_have_is_not_known() -> None:
    line = lines(pledge(partner="IDN"), IND=41.6)[0]
    assert line.exports_usd_bn is None
    assert line.over_exports_share is None
    found = partner_sum("IDN", [line], None)
    assert number(found.by_kind["increment"]) == 10.0
    assert found.over_exports_share == {}


def test_exports_of_nothing_are_no_measure() -> None:
    amount = parameter("a", 8.0, unit="USD bn/year", basis="pledge_as_stated", label="a")
    with pytest.raises(ModelError, match="division by zero"):
        over_exports(amount, exports(0.0), "CHN")


def test_kinds_are_never_added_to_one_another() -> None:
    found = lines(
        pledge("level-1", kind="level", amount=3.4), pledge("level-2", kind="level", amount=2.6),
        pledge("total", kind="cumulative", amount=30.0), pledge("unsaid", kind="not_stated"),
    )  # fmt: skip
    sums = {kind: number(amount) for kind, amount in sums_by_kind(found).items()}
    # 3.4 + 2.6 = 6
    assert sums == {"level": pytest.approx(6.0), "cumulative": 30.0, "not_stated": 10.0}


def test_a_quantity_at_a_price_is_of_the_kind_that_it_says() -> None:
    """25 mn t at 400 dollars are 10 bn: a level over nothing, an increment over a base."""
    tonnes = {"kind": "physical", "amount": 25.0, "unit": "mn t/year",
              "price": {"value": 400.0, "unit": "USD/t", "source": "a test"}}  # fmt: skip
    found = lines(
        pledge("level", over="nothing", **tonnes),
        pledge("increment", over="base", **tonnes),
        pledge("unsaid", **tonnes),
    )
    sums = {kind: number(amount) for kind, amount in sums_by_kind(found).items()}
    assert sums == {"level": 10.0, "increment": 10.0, "physical": 10.0}


def test_a_pledge_whose_window_is_past_is_listed() -> None:
    (line,) = lines(total(40, "2024-01-01", "2025-12-31"))
    assert (line.place, line.reason) == ("listed", "its status is window over")


def test_a_kind_without_a_yearly_amount_has_no_sum() -> None:
    investment = pledge("investment", direction="investment", codes=())
    assert sums_by_kind(lines(total(40), investment)) == {}


def some_pledges() -> st.SearchStrategy[list[Pledge]]:
    one = st.fixed_dictionaries(
        {
            "partner": st.sampled_from(["EUU", "IND", "IDN"]),
            "direction": st.sampled_from(DIRECTIONS),
            "kind": st.sampled_from(KINDS),
            "unit": st.sampled_from(["USD bn", "USD bn/year"]),
            "amount": st.floats(0.1, 1000),
            "status": st.sampled_from(STATUSES),
            "window": st.booleans(),
        }
    )
    return st.lists(one, max_size=8).map(
        lambda found: [_pledge(f"p{n}", **fields) for n, fields in enumerate(found)]
    )


def _pledge(name: str, *, status: str, window: bool, **fields: Any) -> Pledge:
    events = [{"date": "2018-06-01", "status": status}]
    return pledge(
        name, events=events, **fields, **(during("2019-01-01", "2023-12-31") if window else {})
    )


@given(some_pledges())
def test_nothing_is_dropped_and_nothing_stands_twice(ledger: list[Pledge]) -> None:
    found = lines(*ledger, EUU=370.0, IND=41.6)
    assert [line.pledge.id for line in found] == [p.id for p in ledger]
    assert all(line.place in PLACES for line in found)
    by_partner = [partner_sum(code, found, None) for code in ("EUU", "IND", "IDN")]
    assert sum(sum(p.counts.values()) for p in by_partner) == len(ledger)
    # every yearly amount, and nothing else, is in exactly one sum
    yearly = sum(number(x.usd_bn_per_year) for x in found if x.place == "yearly")
    assert sum(number(q) for q in sums_by_kind(found).values()) == pytest.approx(yearly)
    assert sum(number(q) for p in by_partner for q in p.by_kind.values()) == pytest.approx(yearly)
    assert all((x.usd_bn_per_year.value is None) == (x.place != "yearly") for x in found)
