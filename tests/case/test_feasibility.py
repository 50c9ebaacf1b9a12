"""Feasibility of the case of 2018: worked by hand from the table, and again from the file alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.case.raw import DEFAULT, OFFERED, TODAY, case, cell, rows
from tradegap.data.case import Case
from tradegap.data.feasibility import (
    capacity,
    capacity_by_chapter,
    judged_pledges,
    records,
    required_sums,
    why_not,
)
from tradegap.data.sales_records import years_on_record
from tradegap.errors import InputError, ModelError
from tradegap.model.feasibility import SalesRecord
from tradegap.model.graph import leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.quantity import Quantity
from tradegap.model.sections import FeasibilityCategory, FeasibilitySection

TABLE = "exports_hs2_annual_usa"
FARM_AND_ENERGY = [f"{n:02d}" for n in (*range(1, 25), 27)]


def worth(quantity: Quantity) -> float:
    assert isinstance(quantity.value, float)
    return quantity.value


def by_name(found: Sequence[SalesRecord], chapter: str) -> SalesRecord:
    return next(r for r in found if r.codes == (chapter,))


def from_the_file(
    chapters: Sequence[str], last: int, base: int = 2017
) -> tuple[float, float, float, float]:
    """Return base, others, best year and largest rise of chapters in USD bn, by csv alone."""
    sold: dict[int, float] = {}
    world = 0.0
    for row in rows(TABLE):
        year = int(row["year"])
        if row["hs2"] in chapters and year <= last:
            sold[year] = sold.get(year, 0.0) + float(row["exports_fas_usd_to_chn"]) / 1e9
            world += float(row["exports_fas_usd_to_wld"]) / 1e9 if year == base else 0.0
    rises = [sold[year + 1] - sold[year] for year in sold if year + 1 in sold]
    return sold[base], world - sold[base], max(sold.values()), max(0.0, *rises)


def test_three_chapters_by_hand() -> None:
    found = records(case())
    # chapter 12: 13.699, 14.937, 11.056, 14.905, 12.841; world 26.388: others 13.547;
    # best 14.937 of 2014; largest rise 14.905 - 11.056 = 3.849
    soy = by_name(found, "12")
    assert worth(soy.base_usd_bn) == pytest.approx(12.841, abs=5e-4)
    assert worth(soy.others_usd_bn) == pytest.approx(13.547, abs=5e-4)
    assert worth(soy.best_usd_bn) == pytest.approx(14.937, abs=5e-4)
    assert soy.best_year == "2014"
    assert worth(soy.largest_rise_usd_bn) == pytest.approx(3.849, abs=5e-4)
    # chapter 27: 2.804, 1.746, 2.219, 2.570, 8.497; world 139.572: others 131.075; rise 5.926
    energy = by_name(found, "27")
    assert worth(energy.others_usd_bn) == pytest.approx(131.075, abs=5e-4)
    assert worth(energy.best_usd_bn) == worth(energy.base_usd_bn)
    assert energy.best_year == "2017"
    assert worth(energy.largest_rise_usd_bn) == pytest.approx(5.926, abs=5e-4)
    # chapter 88: 12.587, 13.928, 15.441, 14.578, 16.266; world 131.121: others 114.855; rise 1.688
    aircraft = by_name(found, "88")
    assert worth(aircraft.others_usd_bn) == pytest.approx(114.855, abs=5e-4)
    assert worth(aircraft.largest_rise_usd_bn) == pytest.approx(1.688, abs=5e-4)
    assert {r.buyer_usd_bn.value for r in found} == {None}  # in no table: not known


def test_the_target_is_out_of_reach_and_by_how_much() -> None:
    # twice the largest rises: 7.70 + 11.85 + 5.88 + 3.38 + 3.01 + 3.01 + ... = 45.70
    target = required_sums(case())["target"]
    assert worth(target.required) == 200.0
    assert worth(capacity(case())) == pytest.approx(45.70, abs=5e-3)
    assert worth(target.basket.capacity) == pytest.approx(45.70, abs=5e-3)
    assert worth(target.basket.out_of_reach) == pytest.approx(154.30, abs=5e-3)
    assert not target.within_caps
    assert target.basket.sales.value is None
    assert target.basket.multiplier.value is None


def test_the_capacity_is_the_sum_of_the_caps_in_the_file() -> None:
    caps = [2 * from_the_file(r.codes, 2017)[3] for r in records(case())]
    assert worth(capacity(case())) == pytest.approx(sum(caps))
    single = [2 * from_the_file([c], 2017)[3] for r in records(case()) for c in r.codes]
    assert worth(capacity_by_chapter(case())) == pytest.approx(sum(single))
    assert sum(single) > sum(caps)  # one's rise isn't set off against another's fall


@pytest.mark.parametrize("as_of", [DEFAULT, OFFERED, "2019-07-01", TODAY])
def test_every_ratio_again_from_the_file(as_of: str) -> None:
    last = years_on_record(case(as_of))[-1]
    for name, asked in required_sums(case(as_of)).items():
        for line in asked.lines:
            base, others, best, rise = from_the_file(line.record.codes, last)
            more = worth(line.increment_usd_bn)
            expected = [more / others, (base + more) / best, (base + more) / (base + rise)]
            shares = (line.diversion_share, line.over_best_share, line.over_growth_share)
            assert [worth(s) for s in shares] == pytest.approx(expected), name
            assert line.of_buyer_share.value is None


def test_without_a_basket_every_category_diverts_the_same_share() -> None:
    # 200 of 1,417.2 that others bought: 14.1%
    target = required_sums(case())["target"]
    shares = {round(worth(line.diversion_share), 9) for line in target.lines}
    assert len(shares) == 1
    assert shares.pop() == pytest.approx(200 / 1417.2, abs=1e-5)
    assert sum(worth(line.increment_usd_bn) for line in target.lines) == pytest.approx(200)


def test_the_demand_s_own_split_takes_125_through_purchases() -> None:
    # 75% of the first 100 and 50% of the second: 125; 125 - 45.70 = 79.30
    split = required_sums(case())["demanded_split"]
    assert worth(split.required) == 125.0
    assert worth(split.basket.out_of_reach) == pytest.approx(79.30, abs=5e-3)


def test_the_made_up_sum_has_a_basket_that_is_filled_to_one_level() -> None:
    example = required_sums(case())["example"]
    assert example.within_caps
    found = example.basket
    level, sales = worth(found.multiplier), np.asarray(found.sales.value)
    assert sales.sum() == pytest.approx(worth(example.required))
    for line, x, price in zip(example.lines, sales, np.asarray(found.cap_prices.value),
                              strict=True):  # fmt: skip
        _, others, _, rise = from_the_file(line.record.codes, 2017)
        assert x == pytest.approx(min(2 * rise, level * others / 2))
        assert price == pytest.approx(max(0.0, level - 4 * rise / others), abs=1e-12)
        assert worth(line.increment_usd_bn) == pytest.approx(x)


def test_a_small_target_is_within_reach() -> None:
    target = required_sums(case(DEFAULT, 30))["target"]
    assert target.within_caps
    assert worth(target.basket.out_of_reach) == 0.0
    assert np.asarray(target.basket.sales.value).sum() == pytest.approx(30)


def test_the_offer_of_70_is_judged_on_its_codes_and_spread_over_them() -> None:
    # farm goods and energy: 25.475, 24.431, 21.392, 23.639, 27.254; others 255.649;
    # rise 27.254 - 23.639 = 3.616; 70 / 255.649 = 27.4%; 97.254 / 27.254 = 3.57;
    # 97.254 / (27.254 + 3.616) = 3.15
    assert judged_pledges(case()) == []
    (offer,) = judged_pledges(case(OFFERED))
    assert offer.line.pledge.id == "chn-2018-offer-70"
    assert offer.ratios is not None
    assert worth(offer.ratios.increment_usd_bn) == 70.0
    assert worth(offer.ratios.diversion_share) == pytest.approx(0.2738, abs=5e-5)
    assert worth(offer.ratios.over_best_share) == pytest.approx(3.568, abs=5e-4)
    assert worth(offer.ratios.over_growth_share) == pytest.approx(3.150, abs=5e-4)
    base, others, _, rise = from_the_file(FARM_AND_ENERGY, 2017)
    assert worth(offer.ratios.diversion_share) == pytest.approx(70 / others)
    assert worth(offer.ratios.over_growth_share) == pytest.approx((base + 70) / (base + rise))
    # caps: 7.698 + 0.735 + 11.852 = 20.285; out of reach by 49.715
    assert offer.spread is not None
    assert [line.record.codes[0] for line in offer.spread.lines] == ["12", "01", "27"]
    assert worth(offer.spread.basket.capacity) == pytest.approx(20.285, abs=5e-4)
    assert worth(offer.spread.basket.out_of_reach) == pytest.approx(49.715, abs=5e-4)


def test_net_of_diverted_sales() -> None:
    # nothing, half, or all of 200 taken from other buyers
    net = required_sums(case())["target"].net
    assert [worth(net[p]) for p in ("low", "central", "high")] == [200.0, 100.0, 0.0]
    other = replace(case(), overrides={"diverted_sales_share": 0.8})
    assert worth(required_sums(other)["target"].net["central"]) == pytest.approx(40.0)
    with pytest.raises(ModelError, match="lies between 0 and 1"):
        required_sums(replace(case(), overrides={"diverted_sales_share": 1.2}))


def test_the_record_is_what_the_as_of_date_allows() -> None:
    assert years_on_record(case()) == tuple(range(2013, 2018))
    assert years_on_record(case(TODAY)) == tuple(range(2013, 2026))
    energy = by_name(records(case(TODAY)), "27")
    assert worth(energy.best_usd_bn) == pytest.approx(from_the_file(["27"], 2025)[2])
    assert int(energy.best_year or 0) > 2017
    # the same base year, whatever has come since
    assert worth(energy.base_usd_bn) == worth(by_name(records(case()), "27").base_usd_bn)


def test_every_number_leads_to_rows_of_the_table_in_its_period() -> None:
    target = required_sums(case())["target"]
    for line in target.lines:
        found = [q.leaf for q in leaves(line.over_growth_share) if isinstance(q.leaf, FigureLeaf)]
        read = [leaf for leaf in found if leaf.table == TABLE]
        assert {leaf.column for leaf in read} == {
            "exports_fas_usd_to_chn", "exports_fas_usd_to_wld",
        }  # fmt: skip
        assert all("2018" not in dict(leaf.row)["year"] for leaf in read)
        assert all(leaf.later_vintage for leaf in read)


def test_the_categories_of_the_case_have_every_chapter_once() -> None:
    codes = [code for record in records(case()) for code in record.codes]
    assert sorted(codes) == sorted({row["hs2"] for row in rows(TABLE)})
    # so that together they are all exports to China: 130.0 on the table's vintage
    total = sum(worth(r.base_usd_bn) for r in records(case()))
    assert total == pytest.approx(
        cell("exports_by_partner_annual_usa", "exports_fas_usd", year="2017", partner="CHN") / 1e9,
        rel=1e-6,
    )


def with_categories(*categories: FeasibilityCategory, partner: str = "CHN") -> Case:
    section = FeasibilitySection(categories=categories)
    scenario = case().scenario.model_copy(update={"feasibility": section, "partner": partner})
    return replace(case(), scenario=scenario)


def test_a_chapter_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(InputError, match="99") as refused:
        records(with_categories(FeasibilityCategory(name="nothing", codes=("99",))))
    assert "nothing" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_category_is_its_own_basket() -> None:
    one = with_categories(FeasibilityCategory(name="energy", codes=("27",)))
    found = required_sums(replace(one, target_usd_bn=10))["target"]
    # 10 of at most 11.85: all of it energy, 10 / 131.075 of what others bought, twice is 15.3%
    assert np.asarray(found.basket.sales.value) == pytest.approx([10])
    assert worth(found.basket.multiplier) == pytest.approx(20 / 131.075, abs=1e-5)


def test_another_partner_is_not_known() -> None:
    other = with_categories(FeasibilityCategory(name="energy", codes=("27",)), partner="JPN")
    assert "JPN" in str(why_not(other))
    with pytest.raises(InputError, match="JPN"):
        records(other)


def test_without_categories_there_is_a_reason_and_pledges_are_judged_all_the_same() -> None:
    scenario = case(OFFERED).scenario.model_copy(update={"feasibility": None})
    bare = replace(case(OFFERED), scenario=scenario)
    assert "no categories" in str(why_not(bare))
    (offer,) = judged_pledges(bare)
    assert offer.ratios is not None
    assert offer.spread is None
