"""What published reports are compared by: numbers of results.json, nothing filled in."""

from __future__ import annotations

from typing import Any

import pytest

from tradegap.reporting.published import MEASURES, NOT_ASKED, NOT_KNOWN, measures_of

BN, YEARLY = "USD bn", "USD bn/year"


def quantity(value: float | None, unit: str = BN, node: str = "a") -> dict[str, Any]:
    return {"value": value, "unit": unit, "basis": None, "node": node}


def leaf(name: str) -> dict[str, Any]:
    said = {"kind": "assumption", "name": name, "quality": "red", "impact": "amber"}
    return {"leaf": said, "op": "leaf", "label": name.replace("_", " ")}


RESULTS: dict[str, Any] = {
    "as_of": "2018-06-10",
    "baseline": {"surplus_usd_bn": quantity(375.5764)},
    "coverage_share": quantity(None, "share"),
    "gap_usd_bn_per_year": quantity(-1234.56, YEARLY),
    "pledges": {"lines": [{"counts": True}, {"counts": False}], "unquantified": ["x", "y"]},
    "mix": {"tariff_alone_share": quantity(0.1396, "share", "t")},
    "uncertainty": {"probability_share": quantity(0.001, "share", "t")},
    "graph": {"nodes": {
        "t": {"op": "divide", "inputs": ["e", "p", "e"]}, "e": leaf("elasticity"),
        "p": {"op": "add", "inputs": ["q", "e"]}, "q": leaf("pass_through"), "z": leaf("other"),
    }},
}  # fmt: skip


EMPTY: dict[str, Any] = {"as_of": "2018-06-02", "graph": {"nodes": {}}}


def texts(results: dict[str, Any]) -> dict[str, str]:
    found = measures_of(results)
    return {measure.name: measure.text(found.get(measure.name)) for measure in MEASURES}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("as_of", "10 June 2018"), ("surplus_usd_bn", "375.6"), ("coverage_share", NOT_KNOWN),
     ("target_usd_bn_per_year", NOT_ASKED), ("gap_usd_bn_per_year", "\u22121,234.6"),
     ("pledges_counted", "1"), ("pledges_unquantified", "2"), ("tariff_alone_share", "14.0%"),
     ("probability_share", "under 0.5%"), ("reached_share", NOT_ASKED),
     ("assumptions", "elasticity (red, amber); pass through (red, amber)")],
)  # fmt: skip
def test_each_is_told_in_one_style(name: str, wanted: str) -> None:
    assert texts(RESULTS)[name] == wanted


def test_an_empty_report_asks_nothing() -> None:
    assert set(texts(EMPTY).values()) == {
        "2 June 2018", NOT_ASKED,
    }  # fmt: skip


def test_a_number_in_another_unit_says_so() -> None:
    other = RESULTS | {"gap_usd_bn_per_year": quantity(5.0, "USD mn/year")}
    assert texts(other)["gap_usd_bn_per_year"] == "5.0 USD mn/year"


def test_many_partners_have_their_lines_counted() -> None:
    lines = [{"lines": {"yearly": 2, "not_yearly": 1}}, {"lines": {"yearly": 3, "not_yearly": 0}}]
    by_partner = {"a": lines[0], "b": lines[1]}
    found = texts(EMPTY | {"partners": {"by_partner": by_partner}})
    assert (found["pledges_counted"], found["pledges_unquantified"]) == ("5", "1")


def test_what_was_reached_is_that_of_the_last_step_begun() -> None:
    steps = [{"even": {"reached_share": quantity(0.3, "share")}}, {"even": None}]
    assert texts(RESULTS | {"progress": {"path": steps}})["reached_share"] == "30%"
    assert texts(RESULTS | {"progress": {"path": steps[1:]}})["reached_share"] == NOT_KNOWN


def test_what_is_not_known_says_why_where_the_results_do() -> None:
    line = {"counts": False, "direction": "pledge", "reason": "no amount was stated"}
    demand = {**line, "direction": "demand", "reason": "a demand is no pledge"}
    found = measures_of(
        RESULTS
        | {"pledges": {"lines": [line, demand, line]},
           "uncertainty": {"probability_share": None, "why_no_probability": "its figures are out"}}
    )  # fmt: skip
    assert found["coverage_share"]["why"] == "no amount was stated"
    assert found["probability_share"]["why"] == "its figures are out"
    assert "why" not in found["gap_usd_bn_per_year"]
    # the lines of these have no direction: no reason is made up
    assert "why" not in measures_of(RESULTS)["coverage_share"]


@pytest.mark.parametrize("odd", [["x"], {"a": 1}, [{"counts": 1}, "x"]])
def test_another_shape_under_the_same_name_is_not_compared(odd: Any) -> None:
    found = texts(EMPTY | {"pledges": {"lines": odd}, "coverage_share": odd,
                           "progress": {"path": odd}})  # fmt: skip
    assert found["pledges_counted"] == found["coverage_share"] == NOT_ASKED
    assert found["reached_share"] == NOT_ASKED
