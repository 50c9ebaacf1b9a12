"""Two countries' figures: a split adds up to the difference, and none is made from 2020 on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradegap.errors import BasisError, ModelError
from tradegap.model import mirror
from tradegap.model.baseline import Services, flows, flows_as_published, with_services
from tradegap.model.graph import evaluate, from_json, to_json
from tradegap.model.mirror import Range
from tradegap.model.quantity import Quantity, figure_leaf, parameter, series_of


def amount(value: float | None, basis: str, name: str = "amount") -> Quantity:
    return figure_leaf(value, unit="USD bn", basis=basis, label=name, table="t",
                       row={"name": name}, column="c", published="2018-01-01")  # fmt: skip


def span(low: float, central: float, high: float, unit: str = "share") -> Range:
    return Range(*(parameter(f"p{v}", v, unit=unit, label=f"point {v}") for v in
                   (low, central, high)))  # fmt: skip


US_EXPORTS = amount(130.0, "exports_fas")
US_IMPORTS = amount(505.0, "imports_customs_general")
DIFFERENCE = mirror.difference(
    amount(375.0, "census_balance"), amount(275.0, "china_customs_balance"), "difference"
)


def months(jan: float, jan_after: float, dec_before: float, dec: float) -> list[Quantity]:
    return [
        amount(jan, "imports_customs_general", "jan"),
        amount(jan_after, "imports_customs_general", "jan after"),
        amount(dec_before, "exports_fas", "dec before"),
        amount(dec, "exports_fas", "dec"),
    ]


def parts_of(margin: Range, east: Range, west: Range, lag: Range) -> list[mirror.Part]:
    return [
        mirror.cif_part(US_EXPORTS, margin),
        mirror.hong_kong_eastbound(US_IMPORTS, east),
        mirror.hong_kong_westbound(amount(40.0, "exports_fas", "hk"), west),
        mirror.timing_part(*months(41.0, 45.0, 12.0, 14.0), lag),
    ]


def test_the_difference_has_a_basis_of_its_own() -> None:
    assert (DIFFERENCE.value, DIFFERENCE.unit, DIFFERENCE.basis) == (
        100.0, "USD bn", "mirror_difference")  # fmt: skip
    with pytest.raises(BasisError, match="two bases"):
        amount(375.0, "census_balance") - amount(275.0, "china_customs_balance")


def test_both_directions_add_up_to_the_difference() -> None:
    # (505 - 430) + (155 - 130) = 75 + 25 = 100 = (505 - 130) - (430 - 155)
    china_exports = amount(430.0, "exports_fob_china")
    china_imports = amount(155.0, "imports_cif_china")
    east = mirror.eastbound(US_IMPORTS, china_exports, "2017").difference_usd_bn
    west = mirror.westbound(US_EXPORTS, china_imports, "2017").difference_usd_bn
    assert (east.value, west.value) == (75.0, 25.0)
    assert (east + west).value == DIFFERENCE.value


def test_a_split_by_hand() -> None:
    # freight 130 x 0.03, 0.06, 0.10 = 3.9, 7.8, 13; to the US 505 x 0.04, 0.08, 0.1 = 20.2, 40.4,
    # 50.5; to China 40 x 0, 0.1, 0.3 = 0, 4, 12; at sea ((41 - 45) + (12 - 14)) = -6 a month x
    # 0.5, 0.75, 1 = -3, -4.5, -6, so that low is -6 and high -3
    found = mirror.split(
        2017, DIFFERENCE,
        parts_of(span(0.03, 0.06, 0.10), span(0.04, 0.08, 0.1), span(0, 0.1, 0.3),
                 span(0.5, 0.75, 1, "month")),
    )  # fmt: skip
    by_name = {p.name: p.amount_usd_bn for p in found.parts}
    timing = by_name["timing"]
    assert (timing.low.value, timing.central.value, timing.high.value) == (-6.0, -4.5, -3.0)
    # low 3.9 + 20.2 + 0 - 6 = 18.1; central 7.8 + 40.4 + 4 - 4.5 = 47.7; high 13 + 50.5 + 12 - 3
    assert found.explained_usd_bn.low.value == pytest.approx(18.1)
    assert found.explained_usd_bn.central.value == pytest.approx(47.7)
    assert found.explained_usd_bn.high.value == pytest.approx(72.5)
    # the residual's low goes with the high of what is explained: 100 - 72.5
    assert found.residual_usd_bn.low.value == pytest.approx(27.5)
    assert found.residual_usd_bn.central.value == pytest.approx(52.3)
    assert found.residual_usd_bn.high.value == pytest.approx(81.9)
    assert {p.name: p.direction for p in found.parts} == {
        "cif_against_fas": "westbound", "hong_kong_eastbound": "eastbound",
        "hong_kong_westbound": "westbound", "timing": "both"}  # fmt: skip


shares = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@given(shares, shares, shares, shares)
def test_the_parts_and_the_residual_always_add_up(
    margin: list[float], east: list[float], west: list[float], lag: list[float]
) -> None:
    found = mirror.split(
        2019, DIFFERENCE, parts_of(span(*margin), span(*east), span(*west), span(*lag, "month"))
    )
    parts = [p.amount_usd_bn for p in found.parts]
    for p in (*parts, found.explained_usd_bn, found.residual_usd_bn):
        assert p.low.value <= p.central.value <= p.high.value
    total = sum(p.central.value for p in parts) + found.residual_usd_bn.central.value
    assert total == pytest.approx(100.0)
    assert sum(p.high.value for p in parts) + found.residual_usd_bn.low.value == pytest.approx(100)


def test_goods_at_sea_lower_the_difference_where_trade_grew_and_raise_it_where_it_fell() -> None:
    one = span(1, 1, 1, "month")
    grew = mirror.timing_part(*months(40, 44, 10, 12), one).amount_usd_bn.central
    fell = mirror.timing_part(*months(44, 40, 12, 10), one).amount_usd_bn.central
    assert (grew.value, fell.value) == (-6.0, 6.0)
    assert grew.basis == "mirror_difference"


def test_a_value_outside_the_range_widens_the_range_and_stays_in_order() -> None:
    found = mirror.cif_part(US_EXPORTS, span(0.03, 0.2, 0.1)).amount_usd_bn
    assert (found.low.value, found.central.value) == (pytest.approx(3.9), pytest.approx(26.0))
    assert found.high.value == pytest.approx(26.0)


@pytest.mark.parametrize("year", [2020, 2025])
def test_nothing_is_split_from_2020_on(year: int) -> None:
    parts = [mirror.cif_part(US_EXPORTS, span(0.03, 0.06, 0.1))]
    with pytest.raises(ModelError, match=f"difference of {year} isn't split.*take a year up to"):
        mirror.split(year, DIFFERENCE, parts)


def test_bad_shares_and_months_get_one_sentence() -> None:
    with pytest.raises(ModelError, match=r"'point 1.2' is 1.2; a share of a flow lies between"):
        mirror.hong_kong_eastbound(US_IMPORTS, span(0.1, 0.2, 1.2))
    with pytest.raises(ModelError, match=r"is -0.1; a share of a flow"):
        mirror.cif_part(US_EXPORTS, span(-0.1, 0.2, 0.3))
    with pytest.raises(ModelError, match=r"months at sea lie between 0 and 1"):
        mirror.timing_part(*months(1, 2, 3, 4), span(0.5, 1, 2, "month"))
    with pytest.raises(ModelError, match="no part to be split into"):
        mirror.split(2017, DIFFERENCE, [])


def test_the_target_as_a_share_of_either_surplus() -> None:
    target = amount(200.0, "census_balance", "target")
    ours = mirror.target_share(target, amount(375.2, "census_balance"), "US figures")
    theirs = mirror.target_share(target, amount(275.8, "china_customs_balance"), "China's")
    assert round(ours.value, 3) == 0.533  # 200 / 375.2 = 0.53305
    assert round(theirs.value, 3) == 0.725  # 200 / 275.8 = 0.72516


def test_a_published_surplus_stands_and_a_missing_one_is_worked_out() -> None:
    exports, imports = amount(164.16, "imports_cif_china"), amount(500.29, "exports_fob_china")
    stated = amount(336.1, "china_customs_balance")
    unstated = amount(None, "china_customs_balance")
    assert flows_as_published(exports, imports, stated, "2023", "x").surplus_usd_bn.value == 336.1
    worked = flows_as_published(exports, imports, unstated, "2023", "x").surplus_usd_bn
    assert worked.value == pytest.approx(336.13)
    gone = amount(None, "imports_cif_china")
    only = flows_as_published(gone, imports, stated, "2023", "x")
    assert (only.exports_usd_bn.value, only.surplus_usd_bn.value) == (None, 336.1)
    with pytest.raises(ModelError, match="2023 has no balance"):
        flows_as_published(gone, imports, unstated, "2023", "x")


def test_goods_and_services_together() -> None:
    # 375 - 38.6 = 336.4; exports 130 + 56, imports 505 + 17.4
    goods = flows(US_EXPORTS, US_IMPORTS, "2017")
    services = Services(*(amount(v, "services_bop") for v in (56.0, 17.4, 38.6)))
    both = with_services(goods, services, "2017")
    assert both.surplus_usd_bn.value == pytest.approx(336.4)
    assert both.exports_usd_bn.value == pytest.approx(186.0)
    assert both.imports_usd_bn.value == pytest.approx(522.4)
    assert both.surplus_usd_bn.basis == "goods_and_services_balance"


def test_single_numbers_become_a_series_with_its_holes() -> None:
    parts = [amount(1.0, "exports_fas", "a"), amount(None, "exports_fas", "b")]
    found = series_of(parts, ["2000", "2001"], "two years")
    assert found.index == ("2000", "2001")
    assert found.value[0] == 1.0
    assert found.value[1] != found.value[1]  # not a number
    with pytest.raises(ModelError, match="'none' is empty"):
        series_of([], ["2000"], "none")
    with pytest.raises(BasisError):
        series_of([parts[0], amount(1.0, "services_bop")], ["2000", "2001"], "unlike")


def test_a_series_of_single_numbers_is_computed_again_with_other_leaves() -> None:
    parts = [amount(1.0, "exports_fas", "a"), amount(2.0, "exports_fas", "b")]
    found = series_of(parts, ["2000", "2001"], "two years").total()
    key = parts[0].leaf.key if parts[0].leaf else ""
    assert evaluate(found, {key: 5.0}) == 7.0  # 5 + 2
    drawn = evaluate(found, {key: np.array([5.0, 6.0])})
    assert list(np.asarray(drawn)) == [7.0, 8.0]
    again = from_json(to_json([found]))[found.node_id]
    assert again.node_id == found.node_id
    assert evaluate(again, {key: 5.0}) == 7.0
