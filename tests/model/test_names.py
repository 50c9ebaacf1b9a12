"""Codes and ISO dates in running text, and how a pledge is told by its name."""

from __future__ import annotations

from datetime import date

import pytest

from tradegap.model.names import cell_in_words, dates_in_words
from tradegap.model.pledges import Direction, Event, Pledge


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("final by 2018-06-15, sold by 2018-06-30", "final by 15 June 2018, sold by 30 June 2018"),
        ("2019-01 to 2019-12", "2019"),
        ("2018-06 to 2019-05", "June 2018 to May 2019"),
        ("01-24", "01-24"),
        ("2018-13", "2018-13"),
        ("page 2019-08-07-02", "page 2019-08-07-02"),
    ],
)
def test_an_iso_date_is_told_in_words(text: str, words: str) -> None:
    assert dates_in_words(text) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [("EUU", "the European Union"), ("us_exports", "us exports"), ("2017", "2017"), ("01", "01")],
)
def test_a_cell_is_told_in_words(cell: str, words: str) -> None:
    assert cell_in_words(cell) == words


@pytest.mark.parametrize(
    ("direction", "amount", "unit", "said"),
    [
        ("pledge", 70.0, "USD bn/year", "China's US$70 bn a year of 3 June 2018"),
        ("pledge", None, None, "China's statement of 3 June 2018"),
        ("demand", 200.0, "USD bn", "the demand on China for US$200 bn of 3 June 2018"),
    ],
)
def test_a_pledge_is_told_by_who_said_it_how_much_and_when(
    direction: Direction, amount: float | None, unit: str | None, said: str
) -> None:
    day = date(2018, 6, 3)
    pledge = Pledge(
        id="x", partner="CHN", announced=day, published=day, direction=direction,
        category="farm goods", codes=("01-24",), kind="increment", amount=amount, unit=unit,
        events=(Event(date=day, status="announced"),), source="a copy",
    )  # fmt: skip
    assert pledge.said == said
