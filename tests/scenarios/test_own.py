"""A user's own scenario with pledges of its own, end to end: worked by hand.

Base of 2017 as of 10 June 2018: 375.5764 (as printed on 6 June 2018); target 100. Soybeans:
10 mn t a year at 400 dollars are 4 bn. Energy: a level of 20 bn over chapter 27, which was
8.496528237 bn in 2017 (exports_hs2_annual_usa), is worth 11.503471763.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.raw import cell
from tests.scenarios.files import OWN, SOYBEANS, changed, write
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.data.scenarios import load_scenario
from tradegap.model import graph
from tradegap.reporting.headline import headline

ENERGY = """\
  - id: my-energy
    partner: CHN
    announced: 2018-06-01
    published: 2018-06-01
    category: energy
    codes: ["27"]
    kind: level
    amount: 20
    unit: USD bn/year
    window_start: 2018-07-01
    window_end: 2019-06-30
    events:
      - {date: 2018-06-01, status: signed}
    source: a test
"""
SERVICES = """\
  - id: my-services
    partner: CHN
    announced: 2018-06-01
    published: 2018-06-01
    category: services
    codes: [services]
    kind: increment
    amount: 8
    unit: USD bn/year
    events:
      - {date: 2018-06-01, status: offered}
    source: a test
"""
OWN_CASES = """\
crediting:
  with-services: {title: With services, goods_only: false}
  signed: {title: Signed alone, based_on: confirmed_only}
"""
CHAPTER_27 = 8.496528237


def opened(folder: Path, pledges: str = SOYBEANS + ENERGY + SERVICES, more: str = "") -> Case:
    return open_case(str(write(folder, f"{OWN}pledges:\n{pledges}{more}")))


def test_the_base_of_chapter_27() -> None:
    found = cell("exports_hs2_annual_usa", "exports_fas_usd_to_chn", year="2017", hs2="27")
    assert found / 1e9 == pytest.approx(CHAPTER_27)


def test_pledges_of_ones_own_are_credited(tmp_path: Path) -> None:
    gap = opened(tmp_path).gap()
    by_id = {line.pledge.id: line.credited.value for line in gap.lines}
    assert by_id["my-soybeans"] == pytest.approx(4.0)
    assert by_id["my-energy"] == pytest.approx(20 - CHAPTER_27)
    assert by_id["my-services"] is None
    # 4 + 11.503471763 = 15.503471763 of 100
    assert gap.credited_usd_bn_per_year.value == pytest.approx(15.503471763)
    assert gap.coverage_share.value == pytest.approx(0.15503471763)
    assert gap.gap_usd_bn_per_year.value == pytest.approx(84.496528237)


def test_cases_of_ones_own_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    found = opened(tmp_path, more=OWN_CASES)
    assert found.cases[-2:] == ("with-services", "signed")
    with_services = found.gap("with-services").credited_usd_bn_per_year.value
    assert with_services == pytest.approx(23.503471763)  # and 8 of services
    assert found.gap("signed").credited_usd_bn_per_year.value == pytest.approx(20 - CHAPTER_27)
    named = headline(found)
    assert named["cases.with-services.coverage_share"].value == pytest.approx(0.23503471763)
    assert named["cases.signed.title"] == "Signed alone"


def test_a_scenario_without_a_path_has_no_steps_and_no_split(tmp_path: Path) -> None:
    named = headline(opened(tmp_path))
    assert named["path"] == []
    assert not any("demanded_mix" in name for name in named)
    assert named["baseline.surplus_usd_bn"].value == pytest.approx(375.5764)
    assert named["target.residual_surplus_usd_bn"].value == pytest.approx(275.5764)


def test_a_scenario_without_pledges_has_no_numbers_but_the_bound(tmp_path: Path) -> None:
    found = open_case(str(write(tmp_path, OWN)))
    for name in found.cases:
        gap = found.gap(name)
        assert gap.coverage_share.value is None
        assert gap.gap_upper_bound_usd_bn_per_year.value == 100.0


def test_an_inline_amount_is_a_leaf_that_a_what_if_can_move(tmp_path: Path) -> None:
    coverage = opened(tmp_path, pledges=SOYBEANS).gap().coverage_share
    assert coverage.value == pytest.approx(0.04)
    # 15 mn t at 400 are 6; 10 mn t at 500 are 5
    assert graph.evaluate(coverage, {"parameter:pledge:my-soybeans": 15.0}) == pytest.approx(0.06)
    assert graph.evaluate(coverage, {"parameter:price:my-soybeans": 500.0}) == pytest.approx(0.05)


def test_the_trend_moves_pledges_by_chapters_and_by_headings(tmp_path: Path) -> None:
    path = write(tmp_path, f"{OWN}pledges:\n{SOYBEANS}{ENERGY}")
    lines = open_case(str(path), without_pledge="trend").gap().lines
    by_id = {line.pledge.id: line.credited.value for line in lines}
    # chapter 27: 2.803880265 in 2013, 8.496528237 in 2017, so 1.423161993 a year, for one year
    assert by_id["my-energy"] == pytest.approx(20 - CHAPTER_27 - 1.423161993)
    # heading 1201: 13.299889518 in 2013, 12.224802399 in 2017, so -0.26877177975 a year: what is
    # bought at 400 dollars, 4.0, is that much more over a trend that falls
    assert by_id["my-soybeans"] == pytest.approx(4.0 + 0.26877177975)


def test_steps_of_the_trend_are_leaves_of_their_own(tmp_path: Path) -> None:
    later = ENERGY.replace("my-energy", "my-later").replace("2018-07", "2019-07").replace(
        "2019-06-30", "2020-06-30"
    )  # fmt: skip
    path = write(tmp_path, f"{OWN}pledges:\n{ENERGY}{later}")
    for line in open_case(str(path), without_pledge="trend").gap().lines:
        keys = {q.leaf.key for q in graph.leaves(line.credited) if q.leaf}
        assert f"parameter:trend_steps:{line.pledge.id}" in keys


def test_a_scenario_without_hindsight_says_how_to_add_it(tmp_path: Path) -> None:
    from tradegap.errors import InputError

    path = write(tmp_path, changed(OWN, "hindsight_as_of: 2026-07-07\n", ""))
    with pytest.raises(InputError, match="no hindsight_as_of; add one"):
        open_case(str(path)).hindsight()


def test_the_example_of_the_documentation_is_a_pledge(tmp_path: Path) -> None:
    found = opened(tmp_path, pledges=SOYBEANS)
    (pledge,) = found.pledges
    assert (pledge.id, pledge.kind, pledge.window_years) == ("my-soybeans", "physical", 1.0)


def test_a_listed_scenario_is_called_like_its_file(tmp_path: Path) -> None:
    from tradegap.data.paths import data_dir
    from tradegap.errors import ScenarioError

    text = (data_dir() / "scenarios" / "us-china-2018.yml").read_text(encoding="utf-8")
    (tmp_path / "my-case.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="write id: my-case"):
        load_scenario("my-case", tmp_path)
    renamed = text.replace("id: us-china-2018", "id: my-case")
    (tmp_path / "my-case.yml").write_text(renamed, encoding="utf-8")
    assert load_scenario("my-case", tmp_path).id == "my-case"
