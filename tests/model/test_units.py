"""Units are read, multiplied and written in one way."""

import pytest

from tradegap.errors import UnitError
from tradegap.model.units import BALANCES, BASES, canonical, parse


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("USD bn", "USD bn"), ("USD bn per year", "USD bn/year"), ("USD bn/year", "USD bn/year"),
        ("mn t", "mn t"), ("mn t/year", "mn t/year"), ("USD per AUD", "USD/AUD"),
        ("thousand households", "thousand households"), ("USD/t", "USD/t"), ("share", "share"),
        ("percent", "percent"), ("USD mn/aircraft", "USD mn/aircraft"), ("flag", "flag"),
    ],
)  # fmt: skip
def test_a_unit_has_one_way_of_writing(text: str, written: str) -> None:
    assert canonical(text) == written
    assert canonical(written) == written


@pytest.mark.parametrize("text", ["USD bn mn", "USD EUR", "bn/", "USD bn/year/"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="can't be read"):
        parse(text)


def test_products_and_ratios() -> None:
    assert str(parse("mn t").times(parse("USD/t"))) == "USD mn"
    assert str(parse("USD bn").over(parse("USD/AUD"))) == "AUD bn"
    assert str(parse("USD bn").over(parse("year"))) == "USD bn/year"
    assert str(parse("USD bn").over(parse("USD bn"))) == "share"


def test_every_balance_is_made_of_known_bases() -> None:
    for (sold, bought), balance in BALANCES.items():
        assert {sold, bought, balance} <= BASES.keys()
