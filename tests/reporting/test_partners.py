"""What the chapter on several partners says, shows and publishes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.partners import PartnerLedger, partner_ledger
from tradegap.reporting.answer import answer
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.linked import LinkedTable
from tradegap.reporting.partners import (
    partners_answer,
    partners_results,
    plot_partners,
    say_by_kind,
    say_ledger_notes,
    say_levels,
    say_readings,
)
from tradegap.reporting.partners_tables import (
    by_partner_table,
    investment_table,
    left_out_table,
    yearly_table,
)
from tradegap.reporting.results import Results
from tradegap.reporting.sources import parameters_table, sources_table
from tradegap.reporting.summary import document_words
from tradegap.reporting.text import Sentence, Voice

SAY = Voice()
NAME = "us-partners-2025"
SCHEMA = Path(__file__).parents[2] / "docs" / "results.schema.json"


@pytest.fixture(scope="module")
def case() -> Case:
    return open_case(NAME)


@pytest.fixture(scope="module")
def ledger(case: Case) -> PartnerLedger:
    return partner_ledger(case)


def early(day: str) -> tuple[Case, PartnerLedger]:
    found = open_case(NAME, as_of=day)
    return found, partner_ledger(found)


def test_the_answer_names_what_is_above_all_exports(case: Case) -> None:
    said = partners_answer(case, SAY).plain
    assert said.startswith(
        "The largest amount is the European Union's energy, US$250 bn a year: a level, 3.3 times "
        "the US$76 bn a year bought before, and 68% of all US exports of goods to it in "
        "2024. India's US$100 bn a year would be 2.4 times all US exports"
    )
    assert "(US$41.6 bn)" in said
    assert "Malaysia's US$30 bn a year would be 1.1 times" in said
    # 21 lines: 10 yearly, 9 without window or price, 2 of investment
    assert said.endswith(
        "Of 21 lines of 9 partners on the ledger by 7 July 2026, 10 have a yearly amount in "
        "dollars, 9 are purchases without one and 2 are investment."
    )
    assert answer(case, SAY).plain == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-01-05", "No pledge of the partners of this case was on the record by 5 January"),
        ("2025-07-23", "none has a yearly amount in dollars and 4 are purchases without one"),
        ("2025-09-01", "No yearly amount is above all US exports of goods to its partner in 2024"),
    ],
)
def test_what_is_said_when_little_was_known(day: str, said: str) -> None:
    case, ledger = early(day)
    assert said in partners_answer(case, SAY).plain
    for sentence in (tell(ledger, SAY) for tell in (say_by_kind, say_levels, say_readings)):
        assert sentence.plain
    for table in (yearly_table, by_partner_table, left_out_table, investment_table):
        assert "<table>" in table(ledger).html()
    assert isinstance(plot_partners(ledger, SAY), Sentence) == (day != "2025-09-01")


def test_kinds_are_told_apart_and_no_grand_total_is_said(ledger: PartnerLedger) -> None:
    said = say_by_kind(ledger, SAY).plain
    assert "US$261.4 bn a year of levels" in said
    assert "US$147.0 bn a year of totals" in said
    assert "US$8 bn a year of which it isn't said" in said
    assert "are not added" in said
    assert "416" not in said  # 261.4 + 146.96 + 8


def test_the_level_of_the_union_is_told_with_both_readings(ledger: PartnerLedger) -> None:
    said = say_levels(ledger, SAY).plain
    assert "energy (US$250 bn a year) is a level: about US$76 bn a year was bought before" in said
    assert "asks for US$174 bn a year more" in said
    assert "what it would add is not known" in said
    said = say_readings(ledger, SAY).plain
    assert (
        "The European Union's energy: US$218.5 bn a year from 27 July 2025, beside US$250" in said
    )
    assert (
        "Taiwan's energy: US$11.4 bn a year from 12 February 2026, beside US$8.9 bn from 1" in said
    )
    assert "Malaysia" not in said


def test_gas_at_an_assumed_price_stands_beside_the_reason(ledger: PartnerLedger) -> None:
    rows = [row for row in csv_rows(left_out_table(ledger)) if "LNG" in row]
    assert len(rows) == 1
    assert rows[0].startswith("South Korea,LNG")
    assert rows[0].endswith(",0.792")


def csv_rows(table: LinkedTable) -> list[str]:
    return table.csv().splitlines()[1:]


def test_the_tables_show_every_line_once(ledger: PartnerLedger) -> None:
    shown = [csv_rows(t(ledger)) for t in (yearly_table, left_out_table, investment_table)]
    assert [len(rows) for rows in shown] == [10, 9, 2]
    assert any("announced ('intends')" in row for row in shown[0])


def test_a_partner_without_exports_or_purchases_has_a_dash_and_no_zero(
    ledger: PartnerLedger,
) -> None:
    table = by_partner_table(ledger)
    indonesia = next(row for row in csv_rows(table) if row.startswith("Indonesia"))
    assert indonesia == "Indonesia,,,,,3 purchases"
    korea = next(row for row in csv_rows(table) if row.startswith("South Korea"))
    assert korea.endswith(",,,,2 purchases and 1 investment")
    html = table.html()
    assert "not known" in html
    assert "includes the United Kingdom to 2017 and not from 2018" in html


def test_the_figure_says_what_it_shows(ledger: PartnerLedger) -> None:
    figure = plot_partners(ledger, SAY)
    assert isinstance(figure, ReportFigure)
    assert figure.title == "More a year than all US exports to the partner: India and Malaysia"
    assert "India (total over a window) 240%" in figure.alt
    assert "Indonesia" not in figure.alt


def test_the_reports_own_words_need_no_target(case: Case) -> None:
    words = document_words(case)
    assert words["report.headline"] == partners_answer(case, SAY).plain
    assert "{" not in words["report.title"] + words["report.subtitle"] + words["report.question"]


def test_sources_and_parameters_need_no_target(case: Case) -> None:
    tables = {row.split(",")[0] for row in csv_rows(sources_table(case))}
    assert tables >= {"pledges", "pledge_events", "exports_by_partner_annual_usa", "level_bases"}
    assert not {t for t in tables if t.startswith("phase_one")}
    assert "target_usd_bn" not in parameters_table(case).csv()


def test_the_results_fit_their_schema(ledger: PartnerLedger) -> None:
    found = Results(partners_results(ledger)).payload()["results"]
    nested: dict[str, object] = {}
    for name, value in found.items():
        *above, last = name.removeprefix("partners.").split(".")
        place = nested
        for part in above:
            place = place.setdefault(part, {})  # type: ignore[assignment]
        place[last] = value
    whole = json.loads(SCHEMA.read_text(encoding="utf-8"))
    schema = {"$defs": whole["$defs"], **whole["properties"]["partners"]}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(nested)) == []
    broken = {**nested, "lines": [{"id": "x"}]}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(broken)) != []


def test_what_the_ledger_notes_is_told_with_its_figures(ledger: PartnerLedger) -> None:
    said = say_ledger_notes(ledger, SAY).plain
    noted = [line.pledge.note for line in ledger.lines if line.pledge.note]
    assert len(noted) == 8  # eu-energy, jpn-goods, kor x 2, ind, idn-aircraft, mys-goods, tha
    assert all(note in said for note in noted)
    assert "South Korea's aircraft: 103 aircraft at list price; engines 13.7 besides." in said
    assert said.count("\n") == 7


def test_nothing_of_another_case_is_among_the_parameters(case: Case) -> None:
    assert set(case.assumptions) >= {"lng_price_usd_per_mcf", "aircraft_price_usd_mn"}
    assert not {name for name in case.scenario.assumptions if "soybean" in name}
