"""How each number was made: the last chapter, and what `tradegap explain` prints."""

from __future__ import annotations

import json

import pytest

from tests.case.raw import DEFAULT, OFFERED, case, quantities
from tradegap.errors import UnknownNameError
from tradegap.model import graph
from tradegap.reporting.headline import headline, hindsight
from tradegap.reporting.provenance import (
    closure,
    explain,
    lineage,
    range_words,
    reasons,
    shown_value,
)
from tradegap.reporting.results import Results


def results(as_of: str = DEFAULT) -> dict[str, object]:
    named = headline(case(as_of)) | hindsight(case(as_of))
    payload = Results(named).payload()
    text = json.dumps({"graph": {"nodes": payload["nodes"]}}, sort_keys=True)
    return json.loads(text)


def roots(as_of: str = DEFAULT) -> list[str]:
    named = headline(case(as_of)) | hindsight(case(as_of))
    return [q.node_id for _, q in quantities(named)]


def test_a_link_to_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no node 'nothing'"):
        closure(results()["graph"]["nodes"], ["nothing"])


def test_each_node_stands_once_before_what_it_was_made_from() -> None:
    coverage = case(OFFERED).gap().coverage_share
    nodes = graph.to_json([coverage])
    order = closure(nodes, [coverage.node_id])
    assert order[0] == coverage.node_id
    assert sorted(order) == sorted(nodes)


def test_explaining_a_number_shows_formula_inputs_and_origins() -> None:
    lines = explain(case(OFFERED).gap().coverage_share).splitlines()
    assert lines[0].startswith("share of the target that is covered = 0.3500 (35.0%)")
    assert "÷" in lines[0]
    text = "\n".join(lines)
    assert "table pledges, row id chn-2018-offer-70, column amount, published 5 June 2018" in text
    assert "Parameter target_usd_bn, chosen in the scenario" in text
    assert "70 USD bn/year" in text
    assert "200 USD bn/year" in text


def test_explaining_a_missing_number_says_why() -> None:
    text = explain(case().gap().coverage_share)
    assert text.splitlines()[0].startswith("share of the target that is covered = missing")
    assert "no amount was stated: missing, not zero" in text
    assert "a claim that the other side denies" in text


def test_a_changed_target_is_told_as_given_at_the_build() -> None:
    text = explain(case(OFFERED, target_usd_bn=150.0).gap().coverage_share)
    assert "Parameter target_usd_bn, given when the report was built" in text
    assert "0.4667 (46.7%)" in text  # 70 / 150


def test_a_later_vintage_is_marked() -> None:
    assert "a later vintage than the as-of date" in explain(case().year(2016).surplus_usd_bn)


def test_what_was_shown_is_not_spelled_out_twice() -> None:
    nodes = results()["graph"]["nodes"]
    for root in roots()[:20]:
        texts = [text for _, text in lineage(nodes, root)]
        full = [text for text in texts if "(as above)" not in text and "Made as" in text]
        assert len(full) == len(set(full))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (375.2, "USD bn", "375.2 USD bn"),
        (375.20000000000005, "USD bn", "375.2 USD bn"),
        (200.0, "USD bn/year", "200 USD bn/year"),
        (129893.6, "USD mn", "129,893.6 USD mn"),
        (0.35, "share", "0.3500 (35.0%)"),
        (4.0, "share", "4"),  # an elasticity
        (1.533742, "share", "1.5337 (153.4%)"),
        (0.00036, "share", "0.00036 (0.036%)"),
        (-2e-05, "share", "\u22120.000020 (\u22120.0020%)"),
        (0.0, "share", "0"),
        (None, "USD bn", "missing"),
        (1.0, "flag", "yes"),
        (0.0, "flag", "no"),
        ([1.0, 2.0], "USD mn", "2 values in USD mn"),
        ([1.0], "USD", "1 value in USD"),
        (0.757, "USD/AUD", "0.757 USD/AUD"),
    ],
)
def test_how_a_nodes_value_is_shown(value: object, unit: str, text: str) -> None:
    assert shown_value({"value": value, "unit": unit}) == text


def test_what_a_definition_sets_is_no_percentage() -> None:
    # years that growth is compounded over are no 141.7%
    leaf = {"kind": "parameter", "name": "years_to:2017", "chosen_in": "definition"}
    assert shown_value({"value": 17 / 12, "unit": "share", "leaf": leaf}) == "1.4167"


def test_a_seed_has_no_thousands() -> None:
    leaf = {"kind": "parameter", "name": "seed"}
    assert shown_value({"value": 20180602.0, "unit": "share", "leaf": leaf}) == "20180602"


def test_negative_ends_of_a_range_have_minus_signs() -> None:
    leaf = {"low": -3.8, "central": -1.25, "high": 0.5, "source": "Hall (-1.25)",
            "rationale": "Between -3.8 and 0.5; a two-year run, 2007-2017."}  # fmt: skip
    assert range_words(leaf) == "low \u22123.8, central \u22121.25, high 0.5"
    assert reasons(leaf) == (
        "Source: Hall (\u22121.25). Between \u22123.8 and 0.5; a two-year run, 2007-2017."
    )
