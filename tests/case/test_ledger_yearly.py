"""The ledger's own column of yearly amounts against ours, line by line.

`yearly_usd_bn` was worked out by hand when the ledger was gathered, by the rule in `yearly_rule`.
Ours is the increment over the base, so the two differ for levels; the lines are named below.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.case.raw import rows
from tradegap.data.ledger import ledger_pledge
from tradegap.data.load import Figures
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import parameter
from tradegap.model.yearly import Evidence, yearly_increment

LINES = {row["id"]: row for row in rows("pledges")}
LEVELS = {"eu-energy", "mys-lng", "tha-agri", "tha-energy"}
"""The ledger puts the level on a yearly basis; an increment needs the base, which isn't in the
tables for these partners, so ours is missing."""
LISTED_ONLY = {"chn-2018-claim-200", "che-investment"}
"""The ledger leaves these empty because they are never credited; ours is the amount as stated,
which the crediting then refuses."""


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(date(2026, 11, 23))


def read(figures: Figures, name: str) -> Pledge:
    pledge = ledger_pledge(figures, name)
    assert pledge is not None
    return pledge


def yearly(pledge: Pledge) -> float | None:
    amount = parameter(
        "amount", pledge.amount, unit=pledge.unit or "USD bn/year", basis="pledge_as_stated",
        label="amount",
    )  # fmt: skip
    found = yearly_increment(pledge, amount, Evidence({}, {})).value
    assert found is None or isinstance(found, float)
    return found


@pytest.mark.parametrize("name", [n for n in LINES if n not in LEVELS | LISTED_ONLY])
def test_our_yearly_amount_is_the_ledgers(figures: Figures, name: str) -> None:
    printed, ours = LINES[name]["yearly_usd_bn"], yearly(read(figures, name))
    if not printed:
        assert ours is None
    else:
        # printed to one digit: 44.4 / 5 = 8.88 is 8.9 there
        assert ours == pytest.approx(float(printed), abs=0.05 + 1e-9)


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_a_level_without_its_base_is_no_increment(figures: Figures, name: str) -> None:
    pledge = read(figures, name)
    assert pledge.kind == "level"
    assert LINES[name]["yearly_usd_bn"]
    assert yearly(pledge) is None


def test_what_is_only_listed_is_stated_and_never_credited(figures: Figures) -> None:
    for name in LISTED_ONLY:
        assert LINES[name]["yearly_usd_bn"] == ""
        assert read(figures, name).direction in ("claim", "investment")
    assert yearly(read(figures, "chn-2018-claim-200")) == 200.0
    # 200 from 2025-11-14 to 2028-12-31: 1144 days over 365.25 are 3.132 years
    assert yearly(read(figures, "che-investment")) == pytest.approx(200 / (1144 / 365.25))


def test_every_line_of_the_ledger_is_a_pledge_with_its_events(figures: Figures) -> None:
    assert len(LINES) == 38
    for name in LINES:
        pledge = read(figures, name)
        assert pledge.status(pledge.published) is not None
        assert pledge.status(date(2018, 1, 1)) is None
