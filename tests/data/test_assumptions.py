"""The project's assumptions: whole, in use, changed by a scenario, told when they are broken."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.scenarios.files import shipped, write
from tradegap.data.assumptions import load_assumptions
from tradegap.data.open_case import open_case
from tradegap.data.pages import stale
from tradegap.data.paths import data_dir, notebooks_dir
from tradegap.data.scenarios import list_scenarios, load_scenario
from tradegap.errors import DataError, ParameterError, ScenarioError, UnknownNameError
from tradegap.model.assumptions import Assumption
from tradegap.reporting.parameters import resolve

KNOWN = load_assumptions()
GOOD = """
some_share:
  title: a share
  low: 0.1
  central: 0.2
  high: 0.4
  unit: share
  source: a test
  rationale: because
  quality: red
  impact: amber
"""


@pytest.mark.parametrize("name", KNOWN)
def test_every_assumption_is_told_in_full(name: str) -> None:
    found = KNOWN[name]
    assert found.evidence, "what speaks for the range"
    assert found.used_by, "the function that uses it"


@pytest.mark.parametrize(
    ("name", "function"), [(name, f) for name, found in KNOWN.items() for f in found.used_by]
)
def test_the_function_that_uses_it_is_there(name: str, function: str) -> None:
    module, _, attribute = function.rpartition(".")
    assert callable(getattr(import_module(module), attribute)), name


def test_the_chapters_that_use_one_are_notebooks() -> None:
    stems = {path.stem for path in notebooks_dir().glob("*.ipynb")}
    assert {chapter for a in KNOWN.values() for chapter in a.chapters} <= stems


def test_every_assumption_is_used_by_a_listed_scenario() -> None:
    used = {name for path in list_scenarios() for name in load_scenario(path).assumptions}
    assert set(KNOWN) <= used


def test_the_generated_pages_are_up_to_date() -> None:
    assert stale() == [], "run `tradegap data docs`"


def case_with(folder: Path, assumptions: str) -> Assumption:
    path = write(folder, f"{shipped()}\nassumptions:\n{assumptions}")
    return load_scenario(path).assumptions["unstated_pledge_usd_bn_per_year"]


def test_a_scenario_changes_one_field_and_keeps_the_others(tmp_path: Path) -> None:
    found = case_with(tmp_path, "  unstated_pledge_usd_bn_per_year: {central: 80}\n")
    assert (found.low, found.central, found.high) == (60, 80, 100)
    path = write(tmp_path, f"{shipped()}\nassumptions:\n"
                 "  unstated_pledge_usd_bn_per_year: {central: 80}\n")  # fmt: skip
    credited = open_case(str(path)).gap("analysts_central").credited_usd_bn_per_year
    assert credited.value == 80.0


def test_a_change_that_makes_no_sense_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="out of order"):
        case_with(tmp_path, "  unstated_pledge_usd_bn_per_year: {central: 800}\n")


def test_a_scenario_that_names_an_unknown_one_is_refused(tmp_path: Path) -> None:
    text = shipped().replace("unstated_pledge: unstated_pledge", "unstated_pledge: unstatd_pledge")
    with pytest.raises(ScenarioError, match=r"unstated_pledge: There is no assumption 'unstatd"):
        load_scenario(write(tmp_path, text))
    with pytest.raises(ScenarioError, match="assumes"):
        load_scenario(write(tmp_path, f"{shipped()}\nassumes: [nothing_of_the_kind]\n"))


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("import_demand_elasticity", -4.0, "-4 is not above zero"),
        ("gsim_demand_elasticity", 1.25, "1.25 is not below zero"),
        ("pass_through_share", 1.5, "1.5 is above 1"),
        ("diverted_sales_share", -0.1, "-0.1 is below 0"),
    ],
)
def test_what_it_can_be_at_all_is_checked_before_anything_runs(
    name: str, value: float, part: str
) -> None:
    with pytest.raises(ParameterError, match=f"{name}: {part}"):
        open_case("us-china-2018", overrides={name: value})
    with pytest.raises(ParameterError, match=f"Parameter {name}: {part}"):
        resolve(load_scenario("us-china-2018"), {name: str(value)})


def test_a_range_with_the_wrong_sign_is_refused(tmp_path: Path) -> None:
    text = f"{shipped()}\nassumptions:\n  import_demand_elasticity: {{low: -1.3}}\n"
    with pytest.raises(ScenarioError, match=r"low -1\.3 is not above zero"):
        load_scenario(write(tmp_path, text))


def test_asking_a_case_for_an_unknown_one() -> None:
    with pytest.raises(UnknownNameError, match="no assumption 'price_of_tea'"):
        open_case("us-china-2018").assumption("price_of_tea")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("low: 0.1", "low: 0.3", "some_share: low 0.3, central 0.2, high 0.4 are out of order"),
        ("low: 0.1", "low: some", "some_share.low"),
        ("unit: share", "unit: USD bn mn", "some_share.unit"),
        ("quality: red", "quality: fine", "some_share.quality"),
        ("  source: a test\n", "", "some_share.source"),
        ("title: a share", "titel: a share", "some_share.ti"),
        (GOOD, "- 1\n", "no mapping of assumptions by name"),
        (GOOD, "{", "can't be read as YAML"),
    ],
)
def test_a_broken_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, part: str
) -> None:
    (tmp_path / "catalog.yml").write_text((data_dir() / "catalog.yml").read_text())
    (tmp_path / "assumptions.yml").write_text(GOOD.replace(old, new))
    with pytest.raises(DataError) as caught:
        load_assumptions(tmp_path)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "assumptions.yml") in str(caught.value)
