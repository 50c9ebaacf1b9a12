"""Pledges that share goods: a level that holds another pledge's goods counts them once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.model.ledger import AS_STATED, during, exports, headline, pledge
from tradegap.model.gap import Gap
from tradegap.model.overlaps import shared
from tradegap.model.pledges import Pledge
from tradegap.model.yearly import Evidence

FARM = ("01-24",)
BASES = {"farm": 24.0, "farm_too": 24.0, "soy": 14.0, "soy_level": 14.0, "energy": 8.0}
RUNS = during("2019-01-01", "2020-12-31")
# exports of farm goods 24, of soybeans among them 14
FARM_LEVEL = pledge("farm", kind="level", amount=40, codes=FARM, **RUNS)  # 40 - 24 = 16
SOY = pledge("soy", amount=10, codes=("1201",), **RUNS)  # 10 more
SOY_LEVEL = pledge("soy_level", kind="level", amount=20, codes=("12",), **RUNS)  # 20 - 14 = 6


def found(*pledges: Pledge, twice: bool = False) -> Gap:
    base = {name: exports(value, name) for name, value in BASES.items()}
    rules = replace(AS_STATED, nothing_twice=not twice)
    return headline(*pledges, evidence=Evidence(base, dict(base)), rules=rules)


def total(*pledges: Pledge, twice: bool = False) -> float:
    value = found(*pledges, twice=twice).credited_usd_bn_per_year.value
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("turn", [1, -1])
def test_a_rise_within_a_level_is_part_of_what_the_level_adds(turn: int) -> None:
    # farm goods are to be 40 in all, and 10 more of soybeans are some of these 40: 16, not 26
    assert total(*(FARM_LEVEL, SOY)[::turn]) == 16.0


def test_a_rise_above_what_the_level_adds_stands_alone() -> None:
    assert total(FARM_LEVEL, pledge("soy", amount=25, codes=("1201",), **RUNS)) == 25.0


def test_levels_within_levels() -> None:
    # soybeans add 6 of the 16; with 10 more of heading 1201 they add 10 of the 16
    assert total(FARM_LEVEL, SOY_LEVEL) == 16.0
    assert total(SOY_LEVEL, SOY) == 10.0
    assert total(FARM_LEVEL, SOY_LEVEL, SOY) == 16.0


def test_two_levels_of_the_same_goods_are_as_much_as_the_higher() -> None:
    other = pledge("farm_too", kind="level", amount=30, codes=FARM, **RUNS)  # 30 - 24 = 6
    assert total(FARM_LEVEL, other) == total(other, FARM_LEVEL) == 16.0


def test_where_they_do_not_run_at_once_each_year_has_its_own() -> None:
    later = pledge("soy", amount=10, codes=("1201",), **during("2021-01-01", "2021-12-31"))
    assert total(FARM_LEVEL, later) == 16.0  # 16 in 2019 and 2020, 10 in 2021


def test_increments_are_each_on_top_of_the_base() -> None:
    more = pledge("farm_too", amount=20, codes=FARM, **RUNS)
    assert total(more, SOY) == 30.0
    (said, _) = found(more, SOY).lines
    assert said.reason.endswith("goods that it shares with China's US$10 bn a year of 1 June 2018 "
                                "count in both")  # fmt: skip


def test_other_goods_are_not_taken_off() -> None:
    energy = pledge("energy", amount=8, codes=("27",), **RUNS)
    assert total(FARM_LEVEL, energy) == 24.0
    assert not shared(FARM_LEVEL, energy)


def test_goods_that_are_within_it_in_part_are_not_split() -> None:
    both = pledge("energy", amount=8, codes=("12", "27"), **RUNS)
    assert total(FARM_LEVEL, both) == 24.0
    assert "count in both" in found(FARM_LEVEL, both).lines[0].reason


def test_the_reader_is_told_and_the_rule_can_be_switched() -> None:
    level, soy = found(FARM_LEVEL, SOY).lines
    assert (level.credited.value, soy.credited.value) == (16.0, 10.0)
    assert "what China's US$10 bn a year of 1 June 2018 adds within it is taken off" in level.reason
    assert "count in both" not in soy.reason
    assert total(FARM_LEVEL, SOY, twice=True) == 26.0


def test_what_lapsed_takes_nothing_off() -> None:
    gone = pledge("soy", amount=10, codes=("1201",), **RUNS,
                  events=[{"date": "2018-06-01", "status": "offered"},
                          {"date": "2018-06-05", "status": "lapsed"}])  # fmt: skip
    assert total(FARM_LEVEL, gone) == 16.0
    assert "taken off" not in found(FARM_LEVEL, gone).lines[0].reason


def test_quantified_counts_once_too() -> None:
    assert found(FARM_LEVEL, SOY).quantified_usd_bn_per_year.value == 16.0
