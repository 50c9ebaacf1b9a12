"""Instruments of tariff actions, as a reader reads them."""

from __future__ import annotations

import pytest

from tradegap.data.open_case import open_case
from tradegap.data.tariffs import tariff_actions
from tradegap.model.instruments import instrument


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("usa-2018-03-23-232", "Section 232"),
        ("chn-2018-04-02-ret-232", "answer to Section 232"),
        ("usa-2018-04-05-301-threat", "Section 301 threat"),
        ("chn-2018-07-06-ret-301-l1", "answer to Section 301 List 1"),
    ],
)
def test_an_instrument_is_told_in_words(action: str, told: str) -> None:
    case = open_case("us-china-2018", as_of="2018-12-31")
    known = {known.id: known for known in tariff_actions(case)}
    assert instrument(known[action].instrument) == told
