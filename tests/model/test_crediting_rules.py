"""Each rule of crediting, on and off; and what no rule ever credits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from tests.model.ledger import (
    AS_OF,
    AS_STATED,
    credited,
    during,
    exports,
    headline,
    one,
    pledge,
    yearly_usd_bn,
)
from tradegap.model import graph
from tradegap.model.crediting import RULES, RuleChange, rules_named
from tradegap.model.leaves import DecisionLeaf
from tradegap.model.pledges import Status
from tradegap.model.quantity import parameter
from tradegap.model.yearly import Evidence

COUNTING = {"announced", "offered", "signed", "in_force"}
CONFIRMED = {"signed", "in_force"}
SERVICES = {"category": "services", "codes": ("services",)}


def with_status(status: str) -> dict[str, object]:
    return {"events": [{"date": "2018-06-01", "status": status}]}


@pytest.mark.parametrize("status", get_args(Status))
def test_which_statuses_count(status: str) -> None:
    changed = pledge(**with_status(status))
    assert one(changed).counts == (status in COUNTING)
    assert one(changed, rules=RULES["confirmed_only"]).counts == (status in CONFIRMED)


def test_the_status_is_the_last_one_by_the_date() -> None:
    events = [{"date": "2018-06-01", "status": "offered"}, {"date": "2018-07-06", "status": "void"}]
    changed = pledge(events=events)
    assert one(changed, as_of=date(2018, 7, 5)).status == "offered"
    assert one(changed, as_of=date(2018, 7, 6)).status == "void"
    assert one(changed, as_of=date(2018, 7, 6)).reason == "its status is void"


def test_what_was_not_published_is_no_line() -> None:
    assert credited(pledge(published="2018-06-11")) == []
    assert len(credited(pledge(published="2018-06-10"))) == 1


@pytest.mark.parametrize("direction", ["demand", "claim", "investment"])
@pytest.mark.parametrize("name", RULES)
def test_demands_claims_and_investment_are_never_credited(direction: str, name: str) -> None:
    changed = pledge(direction=direction, **with_status("in_force"))
    evidence = Evidence({}, {}, yearly_usd_bn("unstated", 60.0), parameter(
        "rate", 1.0, unit="share", label="rate"))  # fmt: skip
    line = one(changed, rules=RULES[name], evidence=evidence)
    assert not line.counts
    assert line.credited.value is None


@pytest.mark.parametrize("direction", ["demand", "claim", "investment"])
def test_no_switch_credits_a_claim(direction: str) -> None:
    loosest = replace(
        AS_STATED, statuses=frozenset(get_args(Status)), goods_only=False, nothing_twice=False,
        unstated_amount="high",
    )  # fmt: skip
    assert not one(pledge(direction=direction), rules=loosest).counts


def test_goods_and_services_in_one_amount_are_credited_in_full_and_the_line_says_so() -> None:
    line = one(pledge(codes=("12", "services")))
    assert line.credited.value == 10.0
    assert line.reason == "credited at face value; it names services too, and no table splits it"
    both = one(pledge(codes=("12", "services")), rules=replace(AS_STATED, goods_only=False))
    assert both.reason == "credited at face value"


def test_services_are_no_goods_unless_the_rule_is_off() -> None:
    assert one(pledge(**SERVICES)).reason == "services are no part of the goods balance"
    loose = replace(AS_STATED, goods_only=False)
    assert one(pledge(**SERVICES), rules=loose).credited.value == 10.0


def test_conditions_are_printed_and_not_discounted_unless_the_rule_says_so() -> None:
    changed = pledge(conditions="void if the tariffs proceed")
    assert one(changed).credited.value == 10.0
    strict = replace(AS_STATED, conditional_counts=False)
    assert one(changed, rules=strict).reason == "it is conditional"
    assert one(pledge(), rules=strict).counts


def test_an_unstated_kind_counts_unless_the_rule_says_otherwise() -> None:
    changed = pledge(kind="not_stated")
    strict = replace(AS_STATED, kind_not_stated_is_increment=False)
    assert one(changed).counts
    assert not one(changed, rules=strict).counts
    assert one(pledge(), rules=strict).counts


def test_a_promise_whose_amount_came_later_counts_once() -> None:
    first, later = pledge("first", amount=60.0), pledge("later", amount=70.0, supersedes=("first",))
    assert [c.credited.value for c in credited(first, later)] == [None, 70.0]
    loose = replace(AS_STATED, nothing_twice=False)
    assert [c.credited.value for c in credited(first, later, rules=loose)] == [60.0, 70.0]


def test_a_promise_stands_again_when_what_superseded_it_is_dead() -> None:
    dead = pledge("later", amount=70.0, supersedes=("first",), **with_status("lapsed"))
    assert [c.credited.value for c in credited(pledge("first"), dead)] == [10.0, None]


def test_a_merely_offered_successor_supersedes_nothing_where_only_signed_counts() -> None:
    first = pledge("first", **with_status("signed"))
    later = pledge("later", supersedes=("first",))
    lines = credited(first, later, rules=RULES["confirmed_only"])
    assert [c.counts for c in lines] == [True, False]


def test_an_unstated_amount_is_taken_from_an_assumption_only_where_the_case_says_so() -> None:
    silent = pledge(kind="not_stated", amount=None, unit=None)
    evidence = Evidence({}, {}, unstated=yearly_usd_bn("unstated", 60.0))
    line = one(silent, rules=RULES["analysts_low"], evidence=evidence)
    assert line.credited.value == 60.0
    assert line.stated.value is None
    assert one(pledge(), rules=RULES["analysts_low"], evidence=evidence).credited.value == 10.0
    without = one(silent, rules=RULES["analysts_low"])
    assert without.credited.value is None


def test_the_delivered_share_multiplies_the_increment() -> None:
    rules = RULES["delivered_like_phase_one"]
    rate = parameter("rate", 0.165, unit="share", label="delivered")
    line = one(pledge(amount=70.0), rules=rules, evidence=Evidence({}, {}, None, rate))
    assert line.credited.value == pytest.approx(11.55)  # 70 x 16.5%
    unknown = one(pledge(amount=70.0), rules=rules)
    assert unknown.credited.value is None
    assert "was not known" in unknown.reason


def test_a_negative_delivered_share_credits_nothing_and_not_less() -> None:
    rate = parameter("rate", -0.02, unit="share", label="delivered")
    rules = RULES["delivered_like_phase_one"]
    line = one(pledge(amount=70.0), rules=rules, evidence=Evidence({}, {}, None, rate))
    assert line.credited.value == 0.0


@pytest.mark.parametrize(
    ("codes", "expected"),
    # 40 x 16.5% = 6.6 without aircraft; with them 40 x -2% is less than nothing, so nothing
    [
        (("01-24", "27"), 6.6),
        (("phase-one:manufactured-goods", "8800"), 0.0),
        (("phase-one:manufactured-goods",), 6.6),
        (("88",), 0.0),
        (("84-90",), 0.0),
        (("01-87",), 6.6),
        (("1288",), 6.6),
    ],
)
def test_the_delivered_share_is_that_of_the_pledges_own_codes(
    codes: tuple[str, ...], expected: float
) -> None:
    without, with_them = (
        parameter(f"rate_{n}", value, unit="share", label="delivered")
        for n, value in enumerate((0.165, -0.02))
    )
    evidence = Evidence({}, {}, None, without, delivered_with_aircraft=with_them)
    rules = RULES["delivered_like_phase_one"]
    line = one(pledge(amount=40.0, codes=codes), rules=rules, evidence=evidence)
    assert line.credited.value == pytest.approx(expected)
    assert "16.5%" in line.reason
    assert "\u22122.0%" in line.reason
    assert line.reason.endswith("of all its goods")


def test_a_falling_trend_credits_more_than_was_promised_and_says_so() -> None:
    # 27 + 10 - 24 = 13, over the 10 that were promised
    assert "exports were falling" in one(pledge(), evidence=trend(27.0, 24.0)).reason
    assert "exports were falling" not in one(pledge(), evidence=trend(27.0, 30.0)).reason


def trend(base: float, without: float) -> Evidence:
    return Evidence({"pledge": exports(base, "base")}, {"pledge": exports(without, "without")})


@pytest.mark.parametrize(
    ("without", "expected"),
    # max(0, base + increment - without) with base 27 and increment 10
    [(27.0, 10.0), (30.0, 7.0), (24.0, 13.0), (40.0, 0.0)],
)
def test_credit_is_what_is_additional(without: float, expected: float) -> None:
    line = one(pledge(), evidence=trend(27.0, without))
    assert line.credited.value == pytest.approx(expected)
    assert line.stated.value == 10.0


def test_a_level_over_a_trend_is_the_level_less_exports_without_the_pledge() -> None:
    line = one(pledge(kind="level", amount=40.0), evidence=trend(27.0, 30.0))
    assert line.stated.value == pytest.approx(13.0)  # 40 - 27
    assert line.credited.value == pytest.approx(10.0)  # 40 - 30


def test_each_decision_is_a_leaf_with_its_reason() -> None:
    line = one(pledge(conditions="if"), rules=replace(AS_STATED, conditional_counts=False))
    (leaf,) = [q for q in graph.leaves(line.credited) if isinstance(q.leaf, DecisionLeaf)]
    assert leaf.value == 0.0
    assert leaf.leaf.reason == "it is conditional"


def test_a_scenarios_own_case_is_a_built_in_one_with_some_rules_switched() -> None:
    own = {"goods-and-services": RuleChange(title="With services", goods_only=False),
           "signed": RuleChange(title="Signed", statuses=("signed",), conditional_counts=False),
           "middle": RuleChange(title="Middle", based_on="analysts_low",
                                unstated_amount="central")}  # fmt: skip
    wide, narrow, middle = (rules_named(name, own) for name in own)
    assert wide == replace(AS_STATED, name="goods-and-services", title="With services",
                           goods_only=False)  # fmt: skip
    assert (narrow.statuses, narrow.conditional_counts) == (frozenset({"signed"}), False)
    assert (narrow.goods_only, narrow.nothing_twice) == (True, True)
    assert middle.unstated_amount == "central"
    assert rules_named("as_stated", own) == AS_STATED


def test_each_switch_of_a_scenarios_own_case_arrives() -> None:
    switched = {"goods_only": False, "kind_not_stated_is_increment": False,
                "conditional_counts": False, "nothing_twice": False,
                "delivered_like_phase_one": True}  # fmt: skip
    for name, value in switched.items():
        change = RuleChange(title="Own", **{name: value})
        assert change.rules("own") == replace(
            AS_STATED,
            name="own",
            title="Own",
            **{name: value},
        )


def test_an_empty_ledger_has_no_numbers_but_the_bound() -> None:
    gap = headline()
    assert gap.credited_usd_bn_per_year.value is None
    assert gap.coverage_share.value is None
    assert gap.gap_upper_bound_usd_bn_per_year.value == 200.0


def test_a_ledger_of_one_refused_pledge_has_no_numbers_but_the_bound() -> None:
    gap = headline(pledge(**SERVICES, **during("2018-06-01", "2019-05-31")))
    assert gap.credited_usd_bn_per_year.value is None
    assert gap.gap_upper_bound_usd_bn_per_year.value == 200.0


def test_a_pledge_that_counts_for_zero_is_a_zero_and_no_missing() -> None:
    # a level below its base was counted and adds nothing: 0%, honestly
    evidence = Evidence({"pledge": exports(27.5)}, {"pledge": exports(27.5)})
    gap = headline(pledge(kind="level", amount=20.0), evidence=evidence, as_of=AS_OF)
    assert gap.coverage_share.value == 0.0
    assert gap.gap_usd_bn_per_year.value == 200.0


@pytest.mark.parametrize("rate", [0.165, -0.02])
def test_no_share_is_taken_of_a_level_that_adds_nothing(rate: float) -> None:
    # 20 over a base of 27.5 lacks 7.5 of it; -7.5 x -2% would be a credit of 0.15
    base = exports(27.5)
    share = parameter("rate", rate, unit="share", label="delivered")
    evidence = Evidence({"pledge": base}, {"pledge": base}, None, share,
                        delivered_with_aircraft=share)  # fmt: skip
    for codes in (("12",), ("88",)):
        level = pledge(kind="level", amount=20.0, codes=codes)
        line = one(level, rules=RULES["delivered_like_phase_one"], evidence=evidence)
        assert line.stated.value == pytest.approx(-7.5)
        assert line.credited.value == 0.0
        assert line.reason == "a level at or below the exports of the base year: it adds nothing"
