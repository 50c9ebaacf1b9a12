"""The section `feasibility` of a scenario: what is no category gets one sentence with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.scenarios.files import OWN, write
from tradegap.data.feasibility import records, required_sums
from tradegap.data.open_case import open_case
from tradegap.errors import ScenarioError


def section(*categories: str, example: str = "") -> str:
    lines = "".join(f"    - {category}\n" for category in categories)
    return f"{OWN}feasibility:\n  categories:\n{lines}{example}"


@pytest.mark.parametrize(
    ("categories", "said"),
    [
        (['{name: energy, codes: []}'], "category 'energy' is empty; list its HS chapters"),
        (['{name: energy}'], "codes"),
        (['{name: "", codes: ["27"]}'], "name"),
        (['{name: soy, codes: ["1201"]}'], "'1201' in category 'soy' is finer than a chapter"),
        (['{name: none, codes: ["77"]}'], "there is no HS chapter 77"),
        (['{name: none, codes: ["00"]}'], "there is no HS chapter 00"),
        (['{name: none, codes: ["tea"]}'], "'tea' is no HS code"),
        (['{name: back, codes: ["24-01"]}'], "runs backwards; write it as 01-24"),
        (
            ['{name: farm, codes: ["01-24"]}', '{name: soy, codes: ["12"]}'],
            "chapter 12 is in 'farm' and in 'soy' and would count twice",
        ),
        (
            ['{name: farm, codes: ["01"]}', '{name: farm, codes: ["02"]}'],
            "category 'farm' stands twice",
        ),
        (['{name: farm, codes: ["01", "01-05"]}'], "chapter 01 is in 'farm' and in 'farm'"),
        (['{name: farm, codes: ["01"], colour: red}'], "colour"),
    ],
)  # fmt: skip
def test_what_is_no_category_is_refused(tmp_path: Path, categories: list[str], said: str) -> None:
    path = write(tmp_path, section(*categories))
    with pytest.raises(ScenarioError) as refused:
        open_case(str(path))
    assert said in str(refused.value)
    assert "feasibility" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("example", ["0", "-5", ".inf", "lots", "yes"])
def test_a_made_up_sum_is_a_positive_number(tmp_path: Path, example: str) -> None:
    text = section('{name: energy, codes: ["27"]}', example=f"  example_usd_bn: {example}\n")
    with pytest.raises(ScenarioError, match="example_usd_bn"):
        open_case(str(write(tmp_path, text)))


def test_no_category_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no category; list at least one"):
        open_case(str(write(tmp_path, f"{OWN}feasibility:\n  categories: []\n")))


def test_a_case_of_one_s_own_is_spread_over_its_own_categories(tmp_path: Path) -> None:
    text = section(
        '{name: farm goods, codes: ["01-24"]}', '{name: energy, codes: ["27"]}',
        example="  example_usd_bn: 10\n",
    )  # fmt: skip
    case = open_case(str(write(tmp_path, text)))
    farm, energy = records(case)
    # chapters 01 to 24 sold 22.67, 22.69, 19.17, 21.07, 18.76 (2013 to 2017): rise 1.90, cap 3.79
    assert len(farm.codes) == 24
    assert farm.largest_rise_usd_bn.value == pytest.approx(1.90, abs=0.005)
    assert energy.largest_rise_usd_bn.value == pytest.approx(5.926, abs=5e-4)
    found = required_sums(case)
    assert found["target"].basket.out_of_reach.value == pytest.approx(100 - 3.79 - 11.85, abs=0.01)
    # 10 over others of 124.57 and 131.08: 39 mn to each 1 bn sold: 4.87 is over the cap of 3.79
    sales = np.asarray(found["example"].basket.sales.value)
    assert sales == pytest.approx([3.79, 6.21], abs=0.01)
