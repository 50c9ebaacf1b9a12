"""The two countries' figures of the demand of 2018, worked by hand from the tables.

US goods deficit 2017 as printed on 2018-02-06: 505.6 - 130.4 = 375.2; China's surplus 275.8 (CRS,
2018-04-23), so the difference is 99.4.
"""

from __future__ import annotations

import pytest

from tests.case.raw import DEFAULT, NAME, TODAY, case, cell
from tradegap.data.assumptions import load_assumptions
from tradegap.data.mirror import (
    mirror_split,
    mirror_splits,
    mirror_years,
    services_beside,
    sides,
    target_shares,
    why_no_split,
)
from tradegap.data.open_case import open_case
from tradegap.errors import DataError, InputError, ModelError, ParameterError
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.sections import MirrorSection


def later(*quantities: object) -> bool:
    found = [q.leaf for q in leaves(*quantities)]  # type: ignore[arg-type]
    return any(leaf.later_vintage for leaf in found if isinstance(leaf, FigureLeaf))


def test_the_years_that_both_sides_have_by_the_date() -> None:
    assert mirror_years(case(DEFAULT)) == (1992, 2000, 2009, 2012, 2014, 2017)
    assert mirror_years(case(TODAY))[6:] == tuple(range(2018, 2026))


# as of today: US less China's; 2020 307.9665 - 316.9; 2022 382.2813 - (575.7 - 176.1);
# 2025 202.6738 - 280.353
@pytest.mark.parametrize(
    ("year", "difference"),
    [(2017, 99.2679), (2019, 47.1295), (2020, -8.9335), (2022, -17.3187), (2025, -77.6792)],
)
def test_differences_in_todays_vintage(year: int, difference: float) -> None:
    found = sides(case(TODAY), year)
    assert found.difference_usd_bn.value == pytest.approx(difference, abs=5e-5)
    if found.has_flows and year != 2017:
        both = found.eastbound.difference_usd_bn + found.westbound.difference_usd_bn
        assert both.value == pytest.approx(found.difference_usd_bn.value)


def test_by_direction() -> None:
    # 2020: 432.548 - 451.8 = -19.252; 134.9 - 124.5815 = 10.3185; together -8.9335
    found = sides(case(TODAY), 2020)
    assert found.eastbound.difference_usd_bn.value == pytest.approx(-19.252)
    assert found.westbound.difference_usd_bn.value == pytest.approx(10.3185)
    assert not sides(case(DEFAULT), 2017).has_flows  # only the balance was out


def test_2017_is_split_by_hand() -> None:
    # freight 130.4 x 0.06 = 7.824; to the US 505.6 x 0.075 = 37.92; Hong Kong 39.8548 x 0.12 =
    # 4.7826; at sea 0.75 x ((41,399.9 - 45,745.6) + (12,154.0 - 13,639.1 ...)) from the months
    months = {m: cell("goods_monthly_usa_chn", c, month=m) for m, c in (
        ("2017-01", "imports_customs_usd_mn"), ("2018-01", "imports_customs_usd_mn"),
        ("2016-12", "exports_fas_usd_mn"), ("2017-12", "exports_fas_usd_mn"))}  # fmt: skip
    a_month = (months["2017-01"] - months["2018-01"] + months["2016-12"] - months["2017-12"]) / 1e3
    hong_kong = cell("exports_by_partner_annual_usa", "exports_fas_usd", year="2017", partner="HKG")
    expected = {
        "cif_against_fas": (130.4 * 0.03, 7.824, 13.04),
        "hong_kong_eastbound": (505.6 * 0.037, 37.92, 505.6 * 0.112),
        "hong_kong_westbound": (0.0, hong_kong / 1e9 * 0.12, hong_kong / 1e9 * 0.29),
        "timing": (a_month, 0.75 * a_month, 0.5 * a_month),  # trade grew: negative
    }
    assert a_month == pytest.approx(-6.3308)
    found = mirror_split(case(DEFAULT), 2017)
    assert found.difference_usd_bn.value == pytest.approx(99.4)
    for part in found.parts:
        amounts = part.amount_usd_bn
        assert (amounts.low.value, amounts.central.value, amounts.high.value) == pytest.approx(
            expected[part.name])  # fmt: skip
    explained = sum(central for _, central, _ in expected.values())
    assert explained == pytest.approx(45.78, abs=0.01)
    assert found.residual_usd_bn.central.value == pytest.approx(99.4 - explained)


def test_the_residual_of_2019_may_have_either_sign() -> None:
    residual = mirror_split(case(TODAY), 2019).residual_usd_bn
    assert residual.low.value < 0 < residual.high.value
    assert residual.central.value == pytest.approx(-3.14, abs=0.01)


def test_only_years_that_are_out_are_split_and_none_from_2020() -> None:
    assert [one.year for one in mirror_splits(case(DEFAULT))] == [2017]
    assert [one.year for one in mirror_splits(case(TODAY))] == [2017, 2018, 2019]
    assert why_no_split(case(DEFAULT), 2019) is not None
    assert why_no_split(case(TODAY), 2020) == "from 2020 on nothing is split"
    for year in (2020, 2025):
        with pytest.raises(ModelError, match="take a year up to 2019"):
            mirror_split(case(TODAY), year)
    with pytest.raises((DataError, InputError)):
        mirror_split(case(DEFAULT), 2019)
    with pytest.raises(InputError, match="years that there are"):
        mirror_split(case(TODAY), 2016)
    with pytest.raises(ValueError, match="2020 can't be split"):
        MirrorSection(split_years=(2017, 2020))
    with pytest.raises(ValueError, match="2017 stands twice"):
        MirrorSection(split_years=(2017, 2017))


def test_200_is_53_percent_of_the_us_figure_and_73_of_chinas() -> None:
    # 200 / 375.2 = 0.5330; 200 / 275.8 = 0.7252; 200 / (375.2 - 38.6) = 0.5942
    for on in ("reporter", "partner"):
        found = target_shares(case(DEFAULT, judged_on=on))
        assert found["reporter"].value == pytest.approx(200 / 375.2)
        assert found["partner"].value == pytest.approx(200 / 275.8)
        assert found["reporter_with_services"].value == pytest.approx(200 / 336.6)


def test_a_later_vintage_is_marked_as_one() -> None:
    shares = target_shares(case(DEFAULT))
    assert not later(shares["reporter"], shares["partner"])
    assert later(shares["reporter_with_services"])  # services of 2017 were out in June 2019
    assert later(sides(case(DEFAULT), 2014).reporter.surplus_usd_bn)
    assert not later(sides(case(DEFAULT), 2017).difference_usd_bn)
    assert [row[0] for row in services_beside(case(DEFAULT))] == [2001, 2015, 2016, 2017]


def test_the_assumptions_are_what_their_rationale_says() -> None:
    def percent(measure: str, year: str) -> float:
        return cell("adjusted_balance_estimates", "percent", measure=measure,
                    first_year=year) / 100  # fmt: skip

    known = load_assumptions()
    east, west = known["hong_kong_eastbound_share"], known["hong_kong_westbound_share"]
    direct = percent("eastbound_from_direct_shipments", "2010")
    assert east.high == pytest.approx(percent("eastbound_discrepancy", "2010") * (1 - direct))
    imports_2006 = cell("goods_annual_usa_chn", "imports_customs_usd_mn", year="2006")
    assert east.central == pytest.approx(21.7e3 / imports_2006, abs=5e-4)
    margin = known["cif_margin_share"]
    assert margin.high == percent("westbound_discrepancy", "2010")
    exports = [cell("exports_by_partner_annual_usa", "exports_fas_usd", year="2013", partner=p)
               for p in ("CHN", "HKG")]  # fmt: skip
    ratio = exports[0] / exports[1]
    assert west.high == pytest.approx(margin.high * ratio, abs=0.005)
    assert west.central == pytest.approx((margin.high - margin.central) * ratio, abs=0.006)
    for name in ("cif_margin_share", "hong_kong_eastbound_share", "hong_kong_westbound_share",
                 "transit_months"):  # fmt: skip
        assert known[name].quality == "red"


def test_an_override_moves_the_central_value_and_a_senseless_one_is_refused() -> None:
    # 505.6 x 0.10 instead of 0.075: 12.64 more is explained
    usual = mirror_split(case(DEFAULT), 2017).explained_usd_bn.central.value
    moved = open_case(NAME, DEFAULT, overrides={"hong_kong_eastbound_share": 0.10})
    assert mirror_split(moved, 2017).explained_usd_bn.central.value == pytest.approx(usual + 12.64)
    with pytest.raises(ParameterError, match=r"hong_kong_eastbound_share: 1\.5 is above 1"):
        open_case(NAME, DEFAULT, overrides={"hong_kong_eastbound_share": 1.5})
