"""Cases side by side: computed, nothing filled in, one failure doesn't stop the others."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.case.raw import case
from tests.scenarios.files import OWN, changed, write
from tradegap.data.feasibility import required_sums
from tradegap.data.mix import tariff_alone
from tradegap.data.progress import path_progress
from tradegap.errors import TradegapError, UnknownNameError
from tradegap.reporting.compare import NOT_ASKED, NOT_KNOWN, Comparison, compare, compare_cases

CHINA, PARTNERS = "us-china-2018", "us-partners-2025"


def texts(found: Comparison) -> dict[str, list[str]]:
    return {line[0]: line[1:] for line in found.lines()}


def test_the_numbers_are_the_cases_own() -> None:
    found = compare_cases([CHINA], as_of="2018-06-10")
    cells = found.cases[0].cells
    gap = case("2018-06-10").gap()
    # an offer of 70: 35% of 200, 130 left
    assert cells["credited_usd_bn_per_year"].value == gap.credited_usd_bn_per_year.value == 70.0
    assert cells["coverage_share"].value == 0.35
    assert cells["gap_usd_bn_per_year"].value == 130.0
    # 10 June 2018: 375.5764 in the vintage of 6 June
    assert cells["surplus_usd_bn"].value == pytest.approx(375.5764)
    assert (cells["pledges_counted"], cells["pledges_unquantified"]) == (1, 1)


def test_not_known_and_not_asked_are_told_apart_and_neither_is_zero() -> None:
    found = texts(compare_cases([CHINA, PARTNERS]))
    assert found["coverage"] == [NOT_KNOWN, NOT_ASKED]
    assert found["target, US$ bn/year"] == ["200.0", NOT_ASKED]
    assert found["that gap at most, US$ bn/year"] == ["200.0", NOT_ASKED]
    assert found["surplus of the base year, US$ bn"] == ["375.2", NOT_ASKED]
    # ten lines of nine partners are put on a yearly basis, nine can't be
    assert found["pledges that count"] == ["0", "10"]
    assert found["pledges without a yearly amount"] == ["1", "9"]


def test_machines_get_null_and_the_reason() -> None:
    china, partners = compare_cases([CHINA, PARTNERS]).as_json()["cases"]
    assert china["coverage_share"]["value"] is None
    assert "coverage_share" not in china["not_asked"]
    assert partners["coverage_share"] is None
    assert "coverage_share" in partners["not_asked"]
    assert china["as_of"] == "2018-06-02"


def test_the_csv_has_a_row_for_each_case_and_empty_cells() -> None:
    text = compare_cases([CHINA, PARTNERS]).csv()
    china, partners = csv.DictReader(io.StringIO(text))
    assert (china["case"], china["coverage_share"]) == (CHINA, "")
    assert china["target_usd_bn_per_year"] == "200.0"
    assert partners["target_usd_bn_per_year"] == ""
    assert "target_usd_bn_per_year" in partners["not_asked"].split()
    assert "coverage_share" not in china["not_asked"].split()


def test_every_listed_case_is_compared_by_default_each_once() -> None:
    found = compare_cases()
    assert {CHINA, PARTNERS} <= {c.name for c in found.cases}
    assert found.failed == {}
    assert len(compare_cases([CHINA, CHINA]).cases) == 1


def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = str(write(tmp_path, changed(OWN, "status: demanded", "status: hoped"), "broken.yml"))
    found = compare_cases([broken, CHINA, "us-chyna-2018"])
    assert [c.name for c in found.cases] == [CHINA]
    assert list(found.failed) == [broken, "us-chyna-2018"]
    assert "hoped" in str(found.failed[broken])
    table = compare([broken, CHINA])
    assert any("could not be computed" in note for note in table.notes)
    assert CHINA in table.html()


def test_when_none_can_be_computed_the_first_error_is_raised() -> None:
    with pytest.raises(UnknownNameError, match="did you mean us-china-2018"):
        compare(["us-chyna-2018"])
    with pytest.raises(TradegapError, match="the target wasn't known yet"):
        compare([CHINA], as_of="2018-01-01")


def test_a_case_of_ones_own_is_compared_by_its_file(tmp_path: Path) -> None:
    found = compare_cases([str(write(tmp_path, OWN))])
    assert [c.name for c in found.cases] == ["my-case"]
    assert found.cases[0].cells["target_usd_bn_per_year"].value == 100.0


def test_the_notebook_gets_a_table_whose_numbers_lead_to_their_nodes() -> None:
    table = compare([CHINA, PARTNERS], as_of=None)
    bundle = table._repr_mimebundle_()
    nodes = bundle["application/vnd.tradegap.results+json"]["nodes"]
    assert 'href="#n-' in table.html()
    assert any(node["value"] == 200.0 for node in nodes.values())


def test_a_probability_stands_beside_the_assumptions_that_make_it() -> None:
    cells = compare_cases([CHINA], as_of="2018-06-10").cases[0].cells
    assert 0 < cells["probability_share"].value < 0.005
    found = texts(compare_cases([CHINA], as_of="2018-06-10"))
    assert found["probability of the target"] == ["under 0.5%"]
    behind = found["resting on (quality, impact)"][0]
    assert "elasticity of US demand for one origin's goods on their price with duty (" in behind
    assert "share of a promised increase that is delivered (red, red)" in behind
    # without a pledge that counts, and without a tariff in force, there is none
    assert texts(compare_cases([CHINA]))["probability of the target"] == [NOT_KNOWN]


def test_the_tariff_and_the_progress_are_the_chapters_own() -> None:
    cells = compare_cases([CHINA], as_of="2020-06-10").cases[0].cells
    opened = case("2020-06-10")
    assert cells["tariff_alone_share"].value == tariff_alone(opened).value
    begun = [s.even for s in path_progress(opened) if s.even is not None]
    assert cells["reached_share"].value == begun[-1].reached_share.value
    assert compare_cases([CHINA]).cases[0].cells["reached_share"] is None


def test_what_the_report_has_no_chapter_on_is_not_asked(tmp_path: Path) -> None:
    found = compare_cases([str(write(tmp_path, OWN))]).cases[0]
    assert {"tariff_alone_share", "probability_share", "assumptions"} <= set(found.not_asked)
    assert "coverage_share" not in found.not_asked


def test_what_is_out_of_reach_is_the_baskets() -> None:
    cells = compare_cases([CHINA]).cases[0].cells
    target = required_sums(case())["target"].basket.out_of_reach
    assert cells["out_of_reach_usd_bn"].value == target.value
    assert "out_of_reach_usd_bn" in compare_cases([PARTNERS]).cases[0].not_asked


def test_pledges_that_add_nothing_come_to_nothing_and_are_asked_for() -> None:
    # 25 mn t of soybeans a year, a level, is under what was bought in 2024: it counts, and adds 0
    found = texts(compare_cases(["us-china-2025", PARTNERS]))
    assert found["pledges that count"][0] == "1"
    assert found["credited, US$ bn/year"] == ["0.0", NOT_ASKED]
