"""What is no date, no name and no quantity is told in a sentence, in Python as on the command line.

Python itself would say `'<' not supported between instances`, or something of an attribute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

import tradegap as tg
from tradegap.errors import TradegapError

YEAR = tg.Window("2020-01", "2020-12")
WRONG = cast("Any", None)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: tg.open_case(WRONG), "scenario is None; write its name"),
        (lambda: tg.open_case("us-china-2018", as_of=cast("Any", 2018)), "as_of is 2018; write it"),
        (lambda: tg.open_case("us-china-2018", overrides=cast("Any", ["pass_through_share"])),
         "overrides is .*; write a mapping"),
        (lambda: tg.Window(cast("Any", 2020), cast("Any", 2021)), "'2021' is no month"),
        (lambda: tg.prorate(cast("Any", 5.0), YEAR), "5.0 is a bare number without an origin"),
        (lambda: tg.explain(cast("Any", "coverage_share")), "'coverage_share' is no quantity"),
        (lambda: tg.parameter("target", cast("Any", "200"), unit="USD bn", label="target"),
         "parameter target: '200' is no number"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_in_a_sentence(call: Callable[[], object], said: str) -> None:
    with pytest.raises(TradegapError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)
