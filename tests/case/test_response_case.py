"""The response on the case of 2018: what is worked out, on which date, on whose figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.case.raw import DEFAULT, TODAY, case, cell, quantities, rows
from tradegap.data import duties, tariffs
from tradegap.data.open_case import open_case
from tradegap.data.tariffs import Worked
from tradegap.errors import InputError, ModelError, UnknownNameError
from tradegap.model.graph import evaluate, leaves
from tradegap.model.leaves import FigureLeaf
from tradegap.model.quantity import Quantity
from tradegap.model.sections import ResponseSection, TariffPackage
from tradegap.reporting.response_results import response_in_hindsight, response_results

E, E_FOREIGN, F = 4.0, 3.9, 0.945  # the central assumptions


def value(quantity: Quantity | None) -> float:
    assert quantity is not None
    assert isinstance(quantity.value, float)
    return quantity.value


def left(before: float, tariff: float, elasticity: float, through: float = F) -> float:
    """Definition 7, written out: m0 (1 + t f)^-e (1 - (1 - f) t)."""
    return before * (1 + tariff * through) ** -elasticity * (1 - (1 - through) * tariff)


def package(name: str, as_of: str = DEFAULT, **settings: Any) -> Worked:
    return next(w for w in tariffs.packages(case(as_of, **settings)) if w.name == name)


def test_the_tariffs_announced_and_answered() -> None:
    # 50 at 25%: 50 x 1.23625^-4 x 0.98625 = 21.11, a fall of 28.89
    # answer: 50 x 1.23625^-3.9 x 0.98625 = 21.57, a fall of 28.43; together 0.46
    found = package("announced_and_answered").central
    assert value(found.imports_fall_usd_bn) == pytest.approx(50 - left(50, 0.25, E))
    assert value(found.exports_fall_usd_bn) == pytest.approx(50 - left(50, 0.25, E_FOREIGN))
    assert value(found.narrowing_usd_bn) == pytest.approx(0.46, abs=0.01)
    assert value(package("announced").central.narrowing_usd_bn) == pytest.approx(28.89, abs=0.01)
    low = value(package("announced_and_answered").by_point["low"].narrowing_usd_bn)
    assert low == pytest.approx(left(50, 0.25, E_FOREIGN) - left(50, 0.25, 1.3))
    assert low < 0  # with the lowest elasticity the answer costs more than the tariff brings


def test_what_has_no_single_number_is_left_out_with_its_reason() -> None:
    threat = package("threatened")
    assert threat.central.narrowing_usd_bn is None
    assert [a.why_not for a in threat.left_out] == ["no rate is stated"]
    assert threat.cost is None
    metals = package("metals")
    assert metals.central.narrowing_usd_bn is None
    assert len(metals.left_out) == 2


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        (DEFAULT, {"announced", "announced_and_answered", "threatened", "metals"}),
        ("2019-03-01", {"announced", "lists_1_to_3_in_2018"}),
        (TODAY, {"lists_1_to_3_in_2018", "lists_1_to_3_in_2019", "list_4a"}),
    ],
)
def test_a_package_is_worked_out_once_all_of_it_is_known(as_of: str, names: set[str]) -> None:
    found = {w.name for w in tariffs.packages(case(as_of))}
    assert names <= found
    if as_of == DEFAULT:
        assert names == found


@pytest.mark.parametrize(
    ("as_of", "not_yet"),
    [
        (DEFAULT, {}),
        # China's list of April is known, the announcement that it answers isn't: half an exchange
        ("2018-05-04", {"announced_and_answered": {"usa-2018-05-29-301-announcement"}}),
        (
            "2019-03-01",
            {"lists_1_to_3_in_2019": {"usa-2019-05-10-301-list-3", "chn-2019-06-01-ret-301-l3"}},
        ),
        (TODAY, {}),
    ],
)
def test_a_package_known_in_part_waits(as_of: str, not_yet: dict[str, set[str]]) -> None:
    waiting = {w.name: set(w.not_yet) for w in tariffs.waiting_packages(case(as_of))}
    assert waiting == not_yet
    assert not set(waiting) & {w.name for w in tariffs.packages(case(as_of))}
    told = response_results(case(as_of))["response.not_yet"]
    assert {one["id"]: set(one["not_on_record"]) for one in told} == not_yet


def test_what_was_in_force_when_phase_one_was_judged() -> None:
    # (34 + 16 + 200) at 25%; in return (34 + 16) at 25%, 60 at 5-25% left out; 4A is a range
    phase_one = open_case("us-china-phase-one")
    lists, last = tariffs.packages(phase_one)
    fall = 250 - left(250, 0.25, E) - (50 - left(50, 0.25, E_FOREIGN))
    assert value(lists.central.narrowing_usd_bn) == pytest.approx(fall)
    assert fall == pytest.approx(116.0, abs=0.05)
    assert [a.id for a in lists.left_out] == ["chn-2019-06-01-ret-301-l3"]
    assert last.central.narrowing_usd_bn is None


def test_no_action_is_read_before_it_was_known() -> None:
    for action in tariffs.tariff_actions(case(DEFAULT)):
        assert action.known_from <= DEFAULT
    ids = {a.id for a in tariffs.tariff_actions(case(DEFAULT))}
    assert len(ids) == sum(r["known_from"] <= DEFAULT for r in rows("tariff_actions"))


def test_lists_1_to_3_in_hindsight() -> None:
    # (34 + 16 + 200) at 25% on imports; (34 + 16) at 25% in return, 60 at 5-25% left out
    found = package("lists_1_to_3_in_2019", TODAY)
    assert value(found.central.imports_fall_usd_bn) == pytest.approx(250 - left(250, 0.25, E))
    assert value(found.central.exports_fall_usd_bn) == pytest.approx(50 - left(50, 0.25, E_FOREIGN))
    assert [a.id for a in found.left_out] == ["chn-2019-06-01-ret-301-l3"]
    names = {r["id"] for r in response_in_hindsight(case())["hindsight.response.packages"]}
    assert names == {"lists_1_to_3_in_2018", "lists_1_to_3_in_2019", "list_4a"}


def test_uniform_rates() -> None:
    # 505.6 x 1.0945^-4 x 0.9945 = 350.4, a fall of 155.2
    ten, _, both = tariffs.uniform(case())
    imports = cell("goods_annual_vintages_usa_chn", "imports_customs_usd_mn", year="2017",
                   as_published="2018-02-06") / 1000  # fmt: skip
    assert value(ten.central.narrowing_usd_bn) == pytest.approx(imports - left(imports, 0.1, E))
    assert value(tariffs.reached_share(case(), ten.central)) == pytest.approx(
        (imports - left(imports, 0.1, E)) / 200
    )
    exports = 130.4
    fall = imports - left(imports, 0.25, E) - (exports - left(exports, 0.25, E_FOREIGN))
    assert value(both.central.narrowing_usd_bn) == pytest.approx(fall)


def test_the_tariff_of_definition_7_narrows_by_the_target() -> None:
    # 14.0% at e 4 and f 0.945 narrows 505.6 by 200 (14.2% moves the quantity alone by as much);
    # the linear form takes 39.6% at f 0.25
    found = {(a.form, a.pass_through.value): a for a in tariffs.alternatives(case(), 13.96)
             if a.elasticity.value == 4.0}  # fmt: skip
    assert value(found[tariffs.OWN_FORM, 0.945].narrowing_usd_bn) == pytest.approx(200, abs=0.5)
    linear = {a.pass_through.value: a for a in tariffs.alternatives(case(), 39.6)
              if a.form == tariffs.LINEAR}  # fmt: skip
    assert value(linear[0.25].narrowing_usd_bn) == pytest.approx(200, abs=0.5)
    assert linear[0.945].narrowing_usd_bn is None  # 4 x 0.945 x 0.396 is more than the whole


def test_the_cost_for_a_household_of_the_base_year() -> None:
    # duty 21.11 x 0.25 = 5.28; carried 0.945 of it; quantity left 1.23625^-4 = 0.42813, so the loss
    # is 5.28 / 2 x 0.57187 / 0.42813 = 3.53; (4.99 + 3.53) bn over 126,224 thousand = 67.4
    cost = package("announced").cost
    assert cost is not None
    remains = left(50, 0.25, E)
    loss = 0.5 * 0.25 * remains * (1.23625**4 - 1)
    each = (F * 0.25 * remains + loss) * 1e9 / 126_224e3
    assert value(cost.per_household_usd) == pytest.approx(each)
    assert cost.per_household_usd.unit == "USD/households"
    assert value(cost.revenue_usd_bn) == pytest.approx(0.25 * remains)


def test_imports_for_consumption_are_never_added_to_general_imports() -> None:
    found = duties.diverted(case(), 10)
    assert found is not None
    for quantity in (found.partner_fall, found.rest_rise, found.all_imports_fall):
        assert quantity.basis == "imports_customs_consumption"
    tables = {q.leaf.table for q in leaves(found.partner_fall) if isinstance(q.leaf, FigureLeaf)}
    assert tables == {"imports_naics3_annual_usa"}


def test_the_supply_at_which_buyers_bear_what_was_measured() -> None:
    # the rationale of the high end: near 0.945 (Cavallo and others); at 1.5 buyers bear 28%, and of
    # 25% still less, for the internal price is (1 + p) T1 / T0
    found = {p: duties.diverted(case(), 10, p) for p in duties.SUPPLY}
    assert found["high"] is not None
    assert found["central"] is not None
    assert value(found["high"].pass_through) == pytest.approx(0.939, abs=0.0005)
    assert value(found["central"].pass_through) == pytest.approx(0.284, abs=0.0005)
    at_25 = {p: duties.diverted(case(), 25, p) for p in duties.SUPPLY}
    assert at_25["central"] is not None
    assert at_25["high"] is not None
    assert value(at_25["central"].pass_through) == pytest.approx(0.189, abs=0.0005)
    assert at_25["high"].pass_through.value is None  # as every other cell of that row
    assert at_25["high"].partner_fall.value is None


def test_the_rest_of_the_world_is_the_world_less_the_partner() -> None:
    trade = duties.origin_trade(case(), 2017)
    assert trade is not None
    by = {
        who: sum(
            float(r["imports_customs_usd"])
            for r in rows("imports_naics3_annual_usa")
            if r["year"] == "2017" and r["partner"] == who
        )
        for who in ("CHN", "WLD")
    }
    assert value(trade[0].imports.total()) == pytest.approx(by["CHN"] / 1e9)
    assert value(trade[1].imports.total()) == pytest.approx((by["WLD"] - by["CHN"]) / 1e9)
    assert duties.origin_trade(case(), 1999) is None  # a year without figures


def test_another_partner_has_neither_these_actions_nor_these_figures() -> None:
    other = case().scenario.model_copy(update={"partner": "JPN", "tariff_actions": None})
    changed = replace(case(), scenario=other)
    assert tariffs.tariff_actions(changed) == []
    assert duties.diverted(changed, 10) is None
    assert duties.duty_years(changed) == []
    assert duties.average_tariffs(changed) == []


def test_a_mistyped_action_is_refused_with_the_nearest_name() -> None:
    section = ResponseSection(packages={"x": TariffPackage(title="x", tariffs=("usa-2018-05-29",))})
    changed = replace(case(), scenario=case().scenario.model_copy(update={"response": section}))
    with pytest.raises(UnknownNameError, match="did you mean usa-2018"):
        tariffs.packages(changed)


def test_actions_that_name_the_same_goods_twice_are_refused() -> None:
    # list 3 at its two rates, and lists 1 to 3 again by their announcements: 200 x 2 + 50 x 3 > 505
    ids = ("usa-2018-09-24-301-list-3", "usa-2019-05-10-301-list-3", "usa-2018-07-06-301-list-1",
           "usa-2018-04-03-301-proposal", "usa-2018-05-29-301-announcement")  # fmt: skip
    section = ResponseSection(packages={"twice": TariffPackage(title="twice", tariffs=ids)})
    late = case(as_of="2020-06-01")
    changed = replace(late, scenario=late.scenario.model_copy(update={"response": section}))
    with pytest.raises(
        InputError, match=r"packages.twice: its actions cover US\$534 bn of imports"
    ):
        tariffs.packages(changed)


@pytest.mark.parametrize(
    ("name", "bad", "said"),
    [
        ("import_demand_elasticity", -4.0, "must be positive"),
        ("foreign_demand_elasticity", -3.9, "must be positive"),
        ("pass_through_share", 1.5, "between 0 and 1"),
        ("gsim_demand_elasticity", 1.25, "negative in GSIM"),
        ("gsim_substitution_elasticity", -5.0, "positive in GSIM"),
        ("gsim_supply_elasticity", -1.5, "positive in GSIM"),
    ],
)
def test_an_override_of_the_wrong_sign_is_one_sentence(name: str, bad: float, said: str) -> None:
    with pytest.raises(ModelError, match=said) as refused:
        response_results(replace(case(), overrides={name: bad}))  # past the door's own check
    assert "\n" not in str(refused.value)


def test_on_chinas_figures_the_narrowing_is_on_their_balance() -> None:
    found = package("announced", judged_on="partner")
    assert found.central.narrowing_usd_bn is not None
    assert found.central.narrowing_usd_bn.basis == "china_customs_balance"
    assert value(found.central.narrowing_usd_bn) == pytest.approx(28.89, abs=0.01)


def test_the_graph_evaluates_again_with_another_elasticity() -> None:
    narrowing = package("announced").central.narrowing_usd_bn
    assert narrowing is not None
    again = evaluate(narrowing, {"assumption:import_demand_elasticity": 1.3})
    assert again == pytest.approx(50 - left(50, 0.25, 1.3))


@pytest.mark.parametrize("as_of", [DEFAULT, "2019-06-01", TODAY])
def test_results_are_numbers_or_missing(as_of: str) -> None:
    found = response_results(case(as_of))
    assert all(name.startswith("response.") for name in found)
    for name, quantity in quantities(found):
        assert quantity.value is None or quantity.value == quantity.value, name
    assert all(
        name.startswith("hindsight.response.") for name in response_in_hindsight(case(as_of))
    )
