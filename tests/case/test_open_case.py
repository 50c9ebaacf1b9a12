"""The front door for notebooks: what it refuses, with the remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.case.raw import NAME
from tradegap.data.open_case import open_case
from tradegap.errors import InputError, ModelError, ParameterError, UnknownNameError


@pytest.mark.parametrize(
    "target", [0.0, -1.0, float("inf"), float("-inf"), float("nan"), "200", True, 1e9]
)
def test_a_target_that_is_no_positive_finite_number_is_refused(target: Any) -> None:
    with pytest.raises(ParameterError, match=r"target_usd_bn is .*positive number"):
        open_case(NAME, target_usd_bn=target)


@pytest.mark.parametrize("text", ["yesterday", "2018-13-01", "2018-02-30", ""])
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="no date; write it as YYYY-MM-DD, such as 2018-06-02"):
        open_case(NAME, as_of=text or "?")


def test_a_date_before_the_demand_is_refused() -> None:
    with pytest.raises(ParameterError, match="take 2018-05-04 or later"):
        open_case(NAME, as_of=date(2018, 5, 3))


def test_an_unknown_way_without_the_pledge_is_refused() -> None:
    with pytest.raises(ParameterError, match="none of base_year, trend"):
        open_case(NAME, without_pledge="trnd")


def test_an_unknown_assumption_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean unstated_pledge_usd_bn_per_year"):
        open_case(NAME, overrides={"unstated_pledge": 80.0})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "80", None, True])
def test_an_override_is_a_finite_number(value: Any) -> None:
    with pytest.raises(ParameterError, match="finite"):
        open_case(NAME, overrides={"unstated_pledge_usd_bn_per_year": value})


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(InputError, match="known: USD, AUD"):
        open_case(NAME, currency="EUR")


def test_an_unknown_case_of_crediting_is_refused() -> None:
    with pytest.raises(ModelError, match="known: as_stated, confirmed_only"):
        open_case(NAME).gap("as_sated")


def test_an_unknown_scenario_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean us-china-2018"):
        open_case("us-chna-2018")
