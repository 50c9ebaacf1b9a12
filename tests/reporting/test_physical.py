"""What the chapter on tonnes and aircraft says, shows and publishes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.reporting import physical, physical_tables
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.results import Results
from tradegap.reporting.text import Sentence, Voice

SAY = Voice()
SCHEMA = Path(__file__).parents[2] / "docs" / "results.schema.json"
SENTENCES = [
    physical.say_physical, physical.say_over_what, physical.say_prices, physical.say_measures,
    physical.say_deliveries, physical.say_in_dollars, physical.say_by_case,
]  # fmt: skip
SHOWN = [
    physical_tables.physical_table, physical_tables.measures_table, physical_tables.plot_measures,
    physical_tables.dollars_table, physical_tables.no_dollars_table,
]  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case("us-china-2025")


def table(shown: object) -> LinkedTable:
    assert isinstance(shown, LinkedTable)
    return shown


def test_each_quantity_is_told_with_its_price_and_what_it_adds(case: Case) -> None:
    said = physical.say_physical(case, SAY).plain.splitlines()
    assert len(said) == 4
    assert "US$11.8 bn a year at 472 dollars a tonne, which is US$1.0 bn less than the" in said[1]
    assert "it adds nothing" in said[1]
    assert "Not credited: a claim" in said[2]
    assert "no yearly amount in dollars" in said[3]


def test_the_base_is_named_and_the_tonnes_stand_beside(case: Case) -> None:
    said = physical.say_over_what(case, SAY).plain
    assert "US$12.8 bn f.a.s. on the Census basis" in said
    assert "27.2 were shipped in 2024, 2.2 more than is promised" in said
    assert (
        "publisher's count (USDA FAS, April 2025): it stands" in said
    )  # its address: the number's


def test_the_measures_are_told_as_bounds_and_never_added(case: Case) -> None:
    said = physical.say_measures(case, SAY).plain
    assert "traders reported at least 7 million tonnes bought" in said
    assert "sales of under 4 million tonnes were confirmed by USDA" in said
    assert "0 million tonnes had arrived" in said
    assert "1.2 million tonnes shipped in November to December 2025" in said
    assert "11" not in said  # 7 + 4


def test_the_table_of_measures_has_shipments_before_arrivals(case: Case) -> None:
    shown = table(physical_tables.measures_table(case, SAY))
    assert list(shown.frame["measure"]) == ["bought", "confirmed", "shipped", "arrived"]
    assert list(shown.frame["read"]) == ["at least", "under", "assumed from dollars", "exactly"]
    assert not shown.totals


def test_the_figure_states_the_bounds(case: Case) -> None:
    figure = physical_tables.plot_measures(case, SAY)
    assert isinstance(figure, ReportFigure)
    assert (
        figure.title == "Of 12 million tonnes, at least 7 bought, under 4 confirmed and 0 arrived"
    )
    assert figure.source == (
        "press reports of mid-December 2025; also Farm Policy News; U.S. Census Bureau, exports to "
        "China by HS chapter and month, at the assumed share and price"
    )


def test_the_aircraft_are_a_what_if(case: Case) -> None:
    said = physical.say_deliveries(case, SAY).plain
    assert "nothing is credited" in said
    assert "US$23.5 bn in all, in about 2031, and between 2028 and 2035" in said


def test_the_seventeen_bn_are_listed_with_what_they_add_as_a_level(case: Case) -> None:
    said = physical.say_in_dollars(case, SAY).plain
    assert "US$17 bn a year" in said
    assert "US exports of the same chapters were US$9.9 bn in 2024" in said
    shown = table(physical_tables.dollars_table(case, SAY))
    assert shown.frame["credited"].iloc[0].value is None
    assert shown.frame["one_side_included"].iloc[0].value == 17.0


def test_what_has_no_dollars_is_listed(case: Case) -> None:
    shown = table(physical_tables.no_dollars_table(case, SAY))
    assert list(shown.frame["what"]) == ["aircraft (pledge)"]
    assert "schedule of deliveries" in shown.frame["why"].iloc[0]


@pytest.mark.parametrize("day", ["2018-06-02", "2025-11-01", "2025-12-31", "2026-11-01"])
@pytest.mark.parametrize(
    "name", ["us-china-2018", "us-china-2025", "us-china-phase-one", "us-partners-2025"]
)
def test_every_case_at_any_date_is_told_something(name: str, day: str) -> None:
    if name == "us-china-2025" and day < "2025":
        day = "2025-02-10"  # before that the base year isn't out
    found = open_case(name, day)
    for say in SENTENCES:
        assert say(found, SAY).plain or not found.scenario.has_baseline  # told by partner instead
    for show in SHOWN:
        shown = show(found, SAY)
        # no measures: why is said once, before the figure and the table
        assert isinstance(shown, Sentence | LinkedTable | ReportFigure | None)
    physical.physical_results(found)


def test_amounts_of_several_partners_are_not_added() -> None:
    found = open_case("us-partners-2025")
    shown = physical_tables.dollars_table(found, SAY)
    assert isinstance(shown, Sentence)
    assert "not added" in shown.plain
    # nor is it said that no amount leaves open whether it is a level, for Japan's does
    assert physical.say_in_dollars(found, SAY).plain == ""
    assert physical.say_by_case(found, SAY).plain == ""
    quantities = table(physical_tables.physical_table(found, SAY))
    assert "China" not in quantities.source
    assert not any(name.startswith("physical.by_case") for name in physical.physical_results(found))


def test_the_results_keep_to_the_schema(case: Case) -> None:
    results = physical.physical_results(case)
    payload = Results(results).payload()["results"]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    quantity = {"$ref": "#/$defs/quantity", "$defs": schema["$defs"]}
    jsonschema.validate(
        payload["physical.by_case.one_side_included.credited_usd_bn_per_year"], quantity
    )
    lines = {line["id"]: line for line in payload["physical.lines"]}
    assert lines["chn-2025-soy-25"]["credited_usd_bn_per_year"]["value"] == 0.0
    assert lines["chn-2026-aircraft"]["credited_usd_bn_per_year"]["value"] is None
    assert payload["physical.shipped_mn_t"]["chn-2025-soy-12"]["value"] == pytest.approx(
        1.213, abs=1e-3
    )
