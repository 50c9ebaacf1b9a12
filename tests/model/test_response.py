"""The response of trade to a tariff: worked by hand, its limits, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import ModelError
from tradegap.model.graph import evaluate
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.response import exports_after, imports_after, linear_imports_after, positive
from tradegap.model.solve import tariff_for

IMPORTS = "imports_customs_general"


def share(name: str, value: float | None) -> Quantity:
    return parameter(name, value, unit="share", label=name)


def bought(value: float | None = 505.6) -> Quantity:
    return parameter("imports", value, unit="USD bn", basis=IMPORTS, label="imports")


def after(t: float, e: float, f: float, m0: float = 505.6) -> Quantity:
    return imports_after(bought(m0), share("t", t), share("e", e), share("f", f))


def test_a_tariff_of_ten_percent_worked_by_hand() -> None:
    # 1 + 0.1 x 0.5 = 1.05; 1.05^-2 = 0.907029; 1 - 0.5 x 0.1 = 0.95
    # 100 x 0.907029 x 0.95 = 86.1678
    left = after(0.1, 2.0, 0.5, m0=100.0)
    assert left.value == pytest.approx(86.1678, abs=1e-4)
    assert (left.unit, left.basis) == ("USD bn", IMPORTS)


def test_the_linear_form_worked_by_hand() -> None:
    # 100 - 2 x 0.5 x 0.1 x 100 = 90
    left = linear_imports_after(bought(100.0), share("t", 0.1), share("e", 2), share("f", 0.5))
    assert left.value == pytest.approx(90.0)
    assert (left.unit, left.basis) == ("USD bn", IMPORTS)


def test_retaliation_has_the_same_form() -> None:
    sold = parameter("exports", 100.0, unit="USD bn", basis="exports_fas", label="exports")
    left = exports_after(sold, share("t", 0.1), share("e", 2.0), share("f", 0.5))
    assert left.value == pytest.approx(86.1678, abs=1e-4)
    assert left.basis == "exports_fas"


def test_fully_passed_on_the_sellers_price_stays() -> None:
    # 1.25^-4 = 0.4096
    assert after(0.25, 4.0, 1.0, m0=100.0).value == pytest.approx(40.96)


def test_nothing_passed_on_only_the_sellers_price_falls() -> None:
    assert after(0.25, 4.0, 0.0, m0=100.0).value == pytest.approx(75.0)


def test_a_tariff_in_percent_is_the_same_tariff() -> None:
    t = parameter("t", 10.0, unit="percent", label="t")
    left = imports_after(bought(100.0), t, share("e", 2.0), share("f", 0.5))
    assert left.value == pytest.approx(86.1678, abs=1e-4)


@given(st.floats(0, 0.9), st.floats(0.05, 0.09), st.floats(0.1, 10), st.floats(0, 1))
def test_a_higher_tariff_leaves_less(t: float, more: float, e: float, f: float) -> None:
    assert after(t + more, e, f).value < after(t, e, f).value <= 505.6


def test_draws_are_evaluated_on_the_same_graph() -> None:
    left = after(0.1, 4.0, 0.945)
    draws = np.array([1.3, 4.0, 6.5])
    values = evaluate(left, {"parameter:e": draws})
    assert list(values) == pytest.approx([after(0.1, e, 0.945).value for e in draws])


def test_missing_stays_missing() -> None:
    assert imports_after(bought(None), share("t", 0.1), share("e", 4), share("f", 1)).value is None
    assert imports_after(bought(), share("t", None), share("e", 4), share("f", 1)).value is None


@pytest.mark.parametrize(
    ("t", "e", "f", "said"),
    [
        (0.1, -4.0, 0.5, "'e' is -4 and must be positive"),
        (0.1, 0.0, 0.5, "'e' is 0 and must be positive"),
        (0.1, 4.0, 1.5, "'f' is 1.5 and is a share of the tariff"),
        (0.1, 4.0, -0.1, "'f' is -0.1 and is a share of the tariff"),
        (-1.0, 4.0, 1.0, "'t' is -1 and must be more than -1"),
        (2.0, 4.0, 0.25, "leaves the seller no price"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(t: float, e: float, f: float, said: str) -> None:
    with pytest.raises(ModelError, match=said) as refused:
        after(t, e, f)
    assert "\n" not in str(refused.value)


def test_one_bad_draw_is_refused_too() -> None:
    draws = Quantity(np.array([4.0, -1.3]), "share", None, "e")
    with pytest.raises(ModelError, match=r"'e' is -1\.3 and must be positive"):
        imports_after(bought(), share("t", 0.1), draws, share("f", 1.0))


def test_the_line_is_not_followed_below_zero() -> None:
    with pytest.raises(ModelError, match="below zero"):
        linear_imports_after(bought(), share("t", 1.1), share("e", 4), share("f", 0.25))


def test_a_published_elasticity_changes_its_sign_in_the_open() -> None:
    assert positive(share("e", -4.0)).value == 4.0
    with pytest.raises(ModelError, match="needs no change of sign"):
        positive(share("e", 4.0))


@pytest.mark.parametrize("respond", [imports_after, exports_after, linear_imports_after])
@pytest.mark.parametrize(("amount", "said"), [(-5.0, "is -5 and is below zero"),
                                              (float("inf"), "is inf .*not finite")])  # fmt: skip
def test_trade_below_zero_has_no_response(respond: Any, amount: float, said: str) -> None:
    base = parameter("m0", amount, unit="USD bn", label="m0")
    with pytest.raises(ModelError, match=said):
        respond(base, share("t", 0.1), share("e", 4.0), share("f", 0.9))


@pytest.mark.parametrize("place", range(4))
def test_a_bare_number_is_told_as_one(place: int) -> None:
    given: list[Any] = [parameter("m0", 505.6, unit="USD bn", label="m0"), share("t", 0.1),
                        share("e", 4.0), share("f", 0.9)]  # fmt: skip
    given[place] = 0.5
    for respond in (imports_after, linear_imports_after, tariff_for):
        with pytest.raises(ModelError, match=r"0\.5 is a bare float without an origin; make it"):
            respond(*given)


def test_an_infinite_elasticity_or_rate_is_refused() -> None:
    with pytest.raises(ModelError, match="'e' is inf and is no elasticity"):
        after(0.1, float("inf"), 0.9)
    with pytest.raises(ModelError, match="'t' is inf and is no rate"):
        after(float("inf"), 4.0, 1.0)
