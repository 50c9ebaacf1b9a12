"""Parameters: what is refused before anything runs, and the canonical texts of what changed."""

from __future__ import annotations

from functools import cache

import pytest

from tests.case.raw import NAME
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ParameterError, UnknownNameError
from tradegap.model.scenario import Scenario
from tradegap.model.setting import ParametersSection
from tradegap.reporting.parameters import Resolved, catalogue, resolve

ASSUMED = "unstated_pledge_usd_bn_per_year"


@cache
def scenario() -> Scenario:
    return load_scenario(NAME)


def resolved(**given: str) -> Resolved:
    return resolve(scenario(), given)


def test_the_defaults() -> None:
    found = resolved()
    assert found.changed == {}
    assert found.values == {
        "scenario": NAME, "as_of": "2018-06-02", "target_usd_bn": None, "currency": "USD",
        "without_pledge": "base_year", "judged_on": "reporter", "overrides": {},
    }  # fmt: skip


def test_the_catalogue_names_every_parameter_with_its_default() -> None:
    defaults = {p.name: p.default for p in catalogue(scenario())}
    assumed = {name: f"{a.central:.12g}" for name, a in scenario().assumptions.items()}
    assert assumed[ASSUMED] == "75"
    fixed = {"as_of": "2018-06-02", "target_usd_bn": "200", "currency": "USD",
             "without_pledge": "base_year", "judged_on": "reporter"}  # fmt: skip
    assert defaults == fixed | assumed
    assert all(p.meaning for p in catalogue(scenario()))


@pytest.mark.parametrize(
    ("name", "near"),
    [("target_usd", "target_usd_bn"), ("asof", "as_of"), ("curency", "currency"),
     ("unstated_pledge_usd_bn", ASSUMED), ("Target_usd_bn", "target_usd_bn")],
)  # fmt: skip
def test_an_unknown_name_is_offered_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no parameter '{name}': did you mean {near}"):
        resolve(scenario(), {name: "1"})


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("target_usd_bn", "lots", "is no number; write it like 150"),
        ("target_usd_bn", "", "is no number"),
        ("target_usd_bn", "150 bn", "is no number"),
        ("target_usd_bn", "0", "is not above zero"),
        ("target_usd_bn", "-0", "is not above zero"),
        ("target_usd_bn", "-150", "is not above zero"),
        ("target_usd_bn", "inf", "is not finite"),
        ("target_usd_bn", "-inf", "is not finite"),
        ("target_usd_bn", "nan", "is not finite"),
        ("target_usd_bn", "1e999", "is not finite"),
        ("as_of", "2 June 2018", "is no date; write it as YYYY-MM-DD, such as 2018-06-02"),
        ("as_of", "2018-02-30", "is no date"),
        ("as_of", "2018-06", "is no date"),
        ("as_of", "2018-W23", "is no date"),
        ("as_of", "20180610", "is no date"),
        ("as_of", "9999-12-31", "lies outside the years 1900 to 2100"),
        ("as_of", "", "is no date"),
        ("currency", "EUR", "is none of USD, AUD"),
        ("currency", "aud", "is none of USD, AUD"),
        ("without_pledge", "trnd", "is none of base_year, trend"),
        (ASSUMED, "some", "is no number"),
        (ASSUMED, "inf", "is not finite"),
        (ASSUMED, "nan", "is not finite"),
    ],
)
def test_a_value_that_is_none_is_refused(name: str, text: str, part: str) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve(scenario(), {name: text})
    assert str(caught.value).startswith(f"Parameter {name}: '{text}' ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("day", ["2018-05-03", "1999-12-31"])
def test_a_date_before_the_target_was_known_is_refused(day: str) -> None:
    with pytest.raises(ParameterError, match="wasn't known yet; take 2018-05-04 or later"):
        resolved(as_of=day)


def test_the_day_on_which_the_target_was_published_is_the_first() -> None:
    assert resolved(as_of="2018-05-04").values["as_of"] == "2018-05-04"


@pytest.mark.parametrize(
    ("name", "text", "canonical"),
    [
        ("target_usd_bn", "150", "150"),
        ("target_usd_bn", "150.0", "150"),
        ("target_usd_bn", " 1.5e2 ", "150"),
        ("target_usd_bn", "+150", "150"),
        ("target_usd_bn", "0.1", "0.1"),
        ("target_usd_bn", "1e-3", "0.001"),
        ("as_of", "2018-06-10", "2018-06-10"),
        ("currency", "AUD", "AUD"),
        ("without_pledge", "trend", "trend"),
        (ASSUMED, "80.50", "80.5"),
        (ASSUMED, "150", "150"),  # outside 60 to 100: taken, for an assumption may be argued with
        (ASSUMED, "1000", "1000"),
    ],
)
def test_what_changed_is_told_in_canonical_texts(name: str, text: str, canonical: str) -> None:
    assert resolve(scenario(), {name: text}).changed == {name: canonical}


@pytest.mark.parametrize(
    ("name", "text"),
    [("target_usd_bn", "200"), ("target_usd_bn", "2e2"), ("target_usd_bn", "200.000"),
     ("as_of", "2018-06-02"), ("currency", "USD"), ("without_pledge", "base_year"),
     (ASSUMED, "75.0")],
)  # fmt: skip
def test_a_default_that_is_given_changes_nothing(name: str, text: str) -> None:
    found = resolve(scenario(), {name: text})
    assert (found.values, found.changed) == (resolved().values, {})


def test_the_order_in_which_they_are_given_does_not_matter() -> None:
    one = resolved(currency="AUD", as_of="2018-06-10", target_usd_bn="150")
    other = resolved(target_usd_bn="150", as_of="2018-06-10", currency="AUD")
    assert list(one.changed.items()) == list(other.changed.items())
    assert list(one.changed) == ["as_of", "target_usd_bn", "currency"]
    assert one.values == other.values


def test_what_the_notebooks_get() -> None:
    found = resolve(scenario(), {"target_usd_bn": "150", "currency": "AUD", ASSUMED: "80"})
    assert found.values == {
        "scenario": NAME, "as_of": "2018-06-02", "target_usd_bn": 150.0, "currency": "AUD",
        "without_pledge": "base_year", "judged_on": "reporter", "overrides": {ASSUMED: 80.0},
    }  # fmt: skip


def test_the_description_shows_value_and_default_side_by_side() -> None:
    rows = {row["name"]: row for row in resolved(target_usd_bn="150").describe()}
    assert (rows["target_usd_bn"]["value"], rows["target_usd_bn"]["default"]) == ("150", "200")
    assert rows["currency"]["value"] == rows["currency"]["default"] == "USD"


OWN = ParametersSection(currency="AUD", without_pledge="trend", judged_on="partner")


def test_a_scenarios_own_parameters_are_the_defaults_of_its_builds() -> None:
    own = scenario().model_copy(update={"parameters": OWN})
    plain, given = resolve(own, {}), resolve(own, {"currency": "USD", "judged_on": "partner"})
    stated = {"currency": "AUD", "without_pledge": "trend", "judged_on": "partner"}
    assert plain.changed == {}
    assert {name: plain.values[name] for name in stated} == stated
    assert {name: plain.effective[name] for name in stated} == stated
    assert {row["name"]: row["default"] for row in plain.describe()}.items() >= stated.items()
    # what is given goes before what the scenario states, which goes before the package's own
    assert given.changed == {"currency": "USD"}
    assert {name: given.values[name] for name in stated} == {**stated, "currency": "USD"}
    part = resolve(own.model_copy(update={"parameters": ParametersSection(currency="AUD")}), {})
    assert (part.values["currency"], part.values["judged_on"]) == ("AUD", "reporter")


def test_an_assumption_of_other_cases_is_refused_for_it_would_change_nothing() -> None:
    with pytest.raises(ParameterError, match="us-china-2018 doesn't use this assumption"):
        resolve(scenario(), {"soybean_price_usd_per_t": "400"})
