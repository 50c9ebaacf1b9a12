"""The balance of a window to come, by hand; tariffs for their part of it; what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.model.assumed import leaf
from tradegap.errors import ModelError
from tradegap.model.baseline import Flows, flows
from tradegap.model.crediting import Credited
from tradegap.model.in_force import InForce, Measures, after_tariffs, in_force
from tradegap.model.outlook import Growth, Start, delivered, growth_factor, outlook, years_from
from tradegap.model.periods import Window, calendar_year
from tradegap.model.pledges import Pledge
from tradegap.model.quantity import Quantity, figure_leaf, parameter
from tradegap.model.tariffs import Elasticities, TariffAction, on_imports
from tradegap.model.yearly import BASIS

WINDOW = Window("2019-06", "2020-05")


def figure(value: float | None, basis: str | None, column: str, unit: str = "USD bn") -> Quantity:
    return figure_leaf(
        value, unit=unit, basis=basis, label=column, table="t", row={"year": 2017},
        column=column, published="2018-02-10",
    )  # fmt: skip


BASE = flows(
    figure(100.0, "exports_fas", "exports"),
    figure(500.0, "imports_customs_general", "imports"),
    "2017",
)


def amount(value: float | None, name: str = "pledged") -> Quantity:
    return parameter(name, value, unit="USD bn", basis=BASIS, label=name)


def rate(value: float | None, name: str) -> Quantity:
    return parameter(name, value, unit="USD bn/year", basis=BASIS, label=name)


def factor(value: float, name: str) -> Quantity:
    return parameter(name, value, unit="share", label=name)


def action(**also: Any) -> TariffAction:
    fields: dict[str, Any] = {
        "id": "list-1", "actor": "USA", "stage": "in_force", "effective": "2018-07-06",
        "known_from": "2018-07-06", "instrument": "List 1", "scope": "", "goods": "50",
        "rate_text": "25",
        "covered_usd_bn": figure(50.0, "tariff_coverage", also.get("id", "list-1")),
        "rate_percent": figure(25.0, None, "rate", "percent"),
    }  # fmt: skip
    return TariffAction(**fields | also)


def elasticities(e: Quantity, f: Quantity, x: Quantity | None = None) -> Elasticities:
    return Elasticities(e, x or e, f)


def window(
    pledged: float | None, measures: Measures | None = None, start: Start | None = None
) -> Any:
    growth = Growth(factor(1.2, "exports growth"), factor(1.1, "imports growth"))
    return outlook(
        BASE, start or Start(2017, BASE), WINDOW, amount(200.0, "asked"), growth, amount(pledged),
        measures or Measures(),
    )  # fmt: skip


def test_the_balance_without_a_measure() -> None:
    # imports 500 x 1.1 = 550; exports 100 x 1.2 = 120; allowed 400 - 200 = 200
    found = window(None)
    assert found.balance_usd_bn.value == pytest.approx(430.0)
    assert found.level_usd_bn.value == 200.0
    assert found.room_usd_bn.value == pytest.approx(-230.0)
    assert found.balance_usd_bn.basis == "census_balance"
    assert (found.coverage_share.value, found.gap_usd_bn.value) == (None, None)


def test_what_pledges_add_narrows_it_dollar_for_dollar() -> None:
    found = window(50.0)
    assert found.balance_usd_bn.value == pytest.approx(380.0)
    assert found.coverage_share.value == pytest.approx(0.25)
    assert found.gap_usd_bn.value == pytest.approx(150.0)


def test_a_tariff_takes_off_what_it_covers_for_its_part_of_the_window() -> None:
    # 50 covered, half of the window, imports grown by 1.1: 27.5 under a tariff of 25%
    # e 1, f 1: what is left is 27.5 / 1.25 = 22, so 5.5 are taken off
    answer = elasticities(factor(1.0, "e"), factor(1.0, "f"))
    measures = Measures([InForce(action(), factor(0.5, "part"))], (), answer)
    found = window(None, measures)
    assert found.imports_usd_bn.value == pytest.approx(550.0 - 5.5)
    assert found.balance_usd_bn.value == pytest.approx(424.5)


def test_an_answer_to_it_takes_off_exports() -> None:
    # 50 covered, all of the window, exports grown by 1.2: 60 / 1.25 = 48, so 12 are lost
    measures = Measures(
        (), [InForce(action(actor="CHN"), factor(1.0, "part"))],
        elasticities(factor(1.0, "e"), factor(1.0, "f")),
    )  # fmt: skip
    assert window(None, measures).exports_usd_bn.value == pytest.approx(108.0)


def test_tariffs_over_more_than_the_flow_are_refused() -> None:
    two = [InForce(action(id=n), factor(1.0, n)) for n in ("a", "b", "c")]
    measures = Measures((), two, elasticities(factor(1.0, "e"), factor(1.0, "f")))
    with pytest.raises(ModelError, match=r"cover US\$150 bn, more than .*100 bn.*leave one out"):
        window(None, measures)


def test_a_flow_that_is_not_known_is_not_said_to_be_less_than_its_tariffs() -> None:
    answer = elasticities(factor(1.0, "e"), factor(1.0, "f"))
    taxed = [InForce(action(), factor(1.0, "part"))]
    flow = figure(None, "imports_customs_general", "imports")
    left = after_tariffs(flow, factor(1.0, "growth"), taxed, answer, on_imports)
    assert left.value is None


@pytest.mark.parametrize(
    ("e", "f", "said"),
    [
        (leaf("e", -1, 4, 6), leaf("f", 0, 1, 1), "'e' has -1 in its range: .* positive"),
        (leaf("e", 0, 4, 6), leaf("f", 0, 1, 1), "'e' has 0 in its range: .* positive"),
        (leaf("e", 1, 4, 6), leaf("f", 0, 1, 1.2), "'f' has 1.2 in its range: .* between 0 and 1"),
        (leaf("e", 1, 4, 6), leaf("f", -0.1, 1, 1), "'f' has -0.1 in its range: .* between 0 and"),
    ],
)
def test_a_range_out_of_reach_is_refused_before_a_draw_gets_there(
    e: Quantity, f: Quantity, said: str
) -> None:
    measures = Measures([InForce(action(), factor(1.0, "part"))], (), elasticities(e, f))
    with pytest.raises(ModelError, match=said):
        window(None, measures)


def test_an_override_within_reach_heals_a_range_that_is_not() -> None:
    e, f = leaf("e", -1, 4, 6, override=1.0), leaf("f", 0, 1, 1, override=1.0)
    measures = Measures([InForce(action(), factor(1.0, "part"))], (), elasticities(e, f))
    assert window(None, measures).imports_usd_bn.value == pytest.approx(550.0 - 11.0)


def test_a_tariff_counts_from_its_day_to_the_next_of_its_instrument() -> None:
    # June 2019 to May 2020 has 366 days; 1 September to 13 February are 30 + 31 + 30 + 31 + 31 + 13
    ten = action(id="a", instrument="List 4", effective="2019-09-01")
    half = action(id="b", instrument="List 4", effective="2020-02-14")
    found = {t.action.id: t.part.value for t in in_force([ten, half], WINDOW.months)}
    assert found == {"a": pytest.approx(166 / 366), "b": pytest.approx(108 / 366)}


def test_a_suspension_ends_a_tariff_and_begins_none() -> None:
    # from before the window to 30 November: 30 + 31 + 31 + 30 + 31 + 30 = 183 days
    began = action(id="a", effective="2018-07-06")
    ended = action(id="b", effective="2019-12-01", stage="suspended")
    (only,) = in_force([began, ended], WINDOW.months)
    assert (only.action.id, only.part.value) == ("a", pytest.approx(183 / 366))
    assert only.until == date(2019, 11, 30)


def test_a_tariff_is_added_for_the_days_that_the_start_years_months_did_not_have_it() -> None:
    # from 6 July 2018: in 2018 26 + 31 + 30 + 31 + 30 + 31 = 179 of 365 days; all of the window
    months = calendar_year(2018).months
    (only,) = in_force([action(id="a", effective="2018-07-06")], WINDOW.months, months)
    assert only.already is not None
    assert only.already.value == pytest.approx(179 / 365)
    assert only.added.value == pytest.approx(186 / 365)
    # January to May 2018 had none of it
    (only,) = in_force([action(id="a")], WINDOW.months, months[:5])
    assert only.already is None
    assert only.added.value == 1.0


def test_a_tariff_that_has_ended_gives_back_what_the_start_year_was_without() -> None:
    # in force in all of 2018's second half from 1 July (184 days) and over by the window
    began = action(id="a", effective="2018-07-01")
    ended = action(id="b", effective="2019-01-01", stage="suspended")
    (only,) = in_force([began, ended], WINDOW.months, calendar_year(2018).months)
    assert (only.part.value, only.added.value) == (0.0, pytest.approx(-184 / 365))
    # 50 covered x -0.5 x 1.1 = -27.5; e 1, f 1: 27.5 - 27.5 / 1.25 = 5.5 come back
    half = InForce(action(), factor(0.0, "part"), factor(0.5, "already"))
    answer = elasticities(factor(1.0, "e"), factor(1.0, "f"))
    assert window(None, Measures([half], (), answer)).imports_usd_bn.value == pytest.approx(555.5)


def flows_of(exports: float, imports: float, name: str) -> Flows:
    return flows(
        figure(exports, "exports_fas", f"{name} exports"),
        figure(imports, "imports_customs_general", f"{name} imports"),
        name,
    )


def halfway(out: Flows) -> Start:
    """Return a start in 2018 with six months out; the others were 0.6 and 0.4 of that year."""
    shares = (factor(0.6, "exports in the rest"), factor(0.4, "imports in the rest"))
    return Start(
        2018, flows_of(120.0, 540.0, "2018"), WINDOW.months[:6], out, *shares, factor(0.5, "rest")
    )


def test_months_that_are_out_stand_and_the_rest_is_worked_out() -> None:
    # imports: 250 are out, 540 x 1.1 x 0.4 = 237.6 to come; exports: 60 and 120 x 1.2 x 0.6 = 86.4
    # a pledge of 50 adds half of it; 487.6 - 146.4 - 25 = 316.2, where 400 - 200 is allowed
    found = window(50.0, start=halfway(flows_of(60.0, 250.0, "out")))
    assert found.imports_usd_bn.value == pytest.approx(487.6)
    assert found.exports_usd_bn.value == pytest.approx(146.4)
    assert found.balance_usd_bn.value == pytest.approx(316.2)
    assert found.level_usd_bn.value == 200.0  # measured from the base year, not from the start
    assert found.coverage_share.value == pytest.approx(0.25)  # of twelve months
    assert not found.exceeded  # 250 - 60 = 190


def test_months_out_over_what_is_allowed_for_all_exceed_it() -> None:
    assert window(None, start=halfway(flows_of(40.0, 250.0, "out"))).exceeded  # 210 over 200
    assert not window(None).exceeded


def test_the_months_of_a_start_are_of_the_same_names() -> None:
    start = halfway(flows_of(60.0, 250.0, "out"))
    assert start.months_left(WINDOW)[0] == "2019-12"
    assert start.same_months(WINDOW) == (
        "2018-12", "2018-01", "2018-02", "2018-03", "2018-04", "2018-05",
    )  # fmt: skip


def test_a_step_without_a_single_rate_ends_the_one_before_it() -> None:
    unclear = action(
        id="b", effective="2019-06-01", rate_percent=figure(None, None, "r", "percent")
    )
    assert in_force([action(id="a"), unclear], WINDOW.months) == []


def test_a_tariff_of_the_other_side_ends_none_of_ours() -> None:
    theirs = action(id="b", actor="CHN", effective="2019-12-01", stage="suspended")
    (only,) = in_force([action(id="a"), theirs], WINDOW.months)
    assert only.part.value == 1.0


def pledge(pledge_id: str = "p") -> Pledge:
    return Pledge.model_validate(
        {"id": pledge_id, "partner": "CHN", "announced": date(2018, 6, 3),
         "published": date(2018, 6, 3), "direction": "pledge", "category": "farm goods",
         "codes": ["01-24"], "kind": "increment", "measure": "shipments", "amount": 70,
         "unit": "USD bn/year", "source": "a test",
         "events": [{"date": date(2018, 6, 3), "status": "offered"}]}
    )  # fmt: skip


def line(credited: float | None) -> Credited:
    return Credited(pledge(), "offered", rate(70.0, "stated"), rate(credited, "credited"), True, "")


@pytest.mark.parametrize(
    ("share", "growth", "adds"),
    [
        # base 30, credited 70: 30 + 0.5 x 70 - 30 x 1.1 = 32
        (0.5, 1.1, 32.0),
        # without growth all of what is delivered is new: 35
        (0.5, 1.0, 35.0),
        # 30 + 0.1 x 70 - 30 x 1.4 = -5: exports would have been larger anyway, nothing is added
        (0.1, 1.4, 0.0),
        # exports that would have fallen to 27 were held at 30 - 0.02 x 70 = 28.6
        (-0.02, 0.9, 1.6),
    ],
)
def test_what_a_pledge_adds_when_it_is_delivered_in_part(
    share: float, growth: float, adds: float
) -> None:
    base = {"p": figure(30.0, "exports_fas", "base")}
    rates = (factor(share, "share"), factor(growth, "growth"))
    (found,) = delivered([line(70.0)], base, base, *rates)
    assert found.credited.value == pytest.approx(adds)
    assert (found.credited.unit, found.credited.basis) == ("USD bn/year", BASIS)


def test_what_the_start_year_has_of_a_pledge_is_not_added_again() -> None:
    # base 30, credited 70, half delivered: 65; the start year already had 50, with growth 55
    base, start = ({"p": figure(v, "exports_fas", "base")} for v in (30.0, 50.0))
    rates = (factor(0.5, "share"), factor(1.1, "growth"))
    (found,) = delivered([line(70.0)], base, start, *rates)
    assert found.credited.value == pytest.approx(10.0)


def test_without_a_base_the_share_is_all_that_is_known() -> None:
    # 0.5 x 70, and never less than nothing
    shares = [factor(s, f"s{s}") for s in (0.5, -0.1)]
    found = [delivered([line(70.0)], {}, {}, s, factor(1.3, "g"))[0].credited.value for s in shares]
    assert found == [pytest.approx(35.0), 0.0]


def test_what_counts_for_nothing_adds_nothing_and_stays_missing() -> None:
    (found,) = delivered([line(None)], {}, {}, factor(0.5, "share"), factor(1.0, "growth"))
    assert found.credited.value is None


def test_more_than_all_of_a_promise_is_refused() -> None:
    with pytest.raises(ModelError, match=r"'share' has 1.5 in its range: no more can be delivered"):
        delivered([line(70.0)], {}, {}, leaf("share", 0, 0.5, 1.5), factor(1.0, "growth"))


def test_growth_over_the_years_between() -> None:
    # June to December 2019 lie two years after 2017, January to May 2020 three: 29 / 12
    years = years_from(2017, WINDOW.months)
    assert years.value == pytest.approx(29 / 12)
    assert years_from(2018, WINDOW.months).value == pytest.approx(17 / 12)
    assert years_from(2019, ["2020-05"]).value == 1.0
    found = growth_factor(leaf("g", 0.0, 0.1, 0.2), years, "growth")
    assert found.value == pytest.approx(1.1 ** (29 / 12))


def test_a_flow_cannot_lose_all_of_itself() -> None:
    with pytest.raises(ModelError, match=r"'g' has -1 in its range: a flow can't lose all"):
        growth_factor(leaf("g", -1, 0, 0.2), years_from(2017, WINDOW.months), "growth")


@pytest.mark.parametrize("months", [WINDOW.months, ()])
def test_months_before_the_start_year_are_refused(months: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match=r"begin before the year 2020 that trade starts from"):
        years_from(2020, months)
