"""A report in another currency: what is converted, at which rate, and what it says of that."""

from __future__ import annotations

import re

import pytest

from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.scenarios import list_scenarios
from tradegap.errors import InputError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.reporting.answer import answer
from tradegap.reporting.base_year import in_which_money
from tradegap.reporting.sources import parameters_table
from tradegap.reporting.text import Voice, voice

NAMES = [path.stem for path in list_scenarios()]
RATES = {
    "us-china-2018": (0.757, "noon rate in New York of 31 May 2018"),
    "us-china-phase-one": (0.7532, "average of the days of December 2020"),
    "us-china-2025": (0.6291, "average of the days of April 2025"),
    "us-partners-2025": (0.6291, "average of the days of April 2025"),
}


@pytest.fixture(params=NAMES)
def aud(request: pytest.FixtureRequest) -> tuple[Case, Voice]:
    case = open_case(request.param, currency="AUD")
    return case, voice(case)


def test_every_case_has_a_rate_of_a_stated_time_and_source(aud: tuple[Case, Voice]) -> None:
    case, say = aud
    rate, when = RATES[case.scenario.id]
    assert say.rate is not None
    assert say.rate.value == rate
    for told in (in_which_money(say).plain, " ".join(parameters_table(case).notes)):
        assert when in told
        assert "Federal Reserve, H.10" in told
    assert f"US${rate:.4f} each" in in_which_money(say).plain


def test_every_amount_of_the_headline_is_in_both_and_leads_to_the_rate(
    aud: tuple[Case, Voice],
) -> None:
    case, say = aud
    told = answer(case, say)
    pairs = re.findall(r"A\$([\d,.]+) bn \(US\$([\d,.]+) bn\)", told.plain)
    assert pairs
    assert len(re.findall(r"US\$[\d,.]+ bn", told.plain)) == len(pairs)
    rate, _ = RATES[case.scenario.id]
    for there, usd in pairs:
        assert float(there) == pytest.approx(float(usd) / rate, abs=0.06 + 0.051 / rate)
    converted = [q for q in told.quantities if q.unit.startswith("AUD")]
    assert len(converted) == len(pairs)
    for quantity in converted:
        tables = {q.leaf.table for q in leaves(quantity) if isinstance(q.leaf, FigureLeaf)}
        assert any(name.startswith("fx_usd_per_aud") for name in tables)


def test_in_us_dollars_nothing_is_said_of_rates() -> None:
    case = open_case("us-china-2018")
    assert in_which_money(voice(case)).plain == ""
    assert not parameters_table(case).notes


@pytest.mark.parametrize("name", NAMES)
def test_a_currency_without_a_rate_is_refused_and_those_there_are_named(name: str) -> None:
    with pytest.raises(InputError, match="currency 'EUR'; known: USD, AUD"):
        open_case(name, currency="EUR")
