"""The section `uncertainty` of a scenario: bounds of its fields, and a case of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.files import OWN, changed, write
from tradegap.data.open_case import open_case
from tradegap.data.uncertainty import uncertainty
from tradegap.errors import ScenarioError
from tradegap.model.sections import UncertaintySection

PLEDGE = """\
pledges:
  - id: mine
    partner: CHN
    announced: 2018-06-01
    published: 2018-06-01
    category: all sorts
    codes: ["0801"]
    kind: increment
    amount: 100
    unit: USD bn/year
    events:
      - {date: 2018-06-01, status: signed}
    source: a test
"""
DATED = """\
  path:
    - {from: 2019-01, to: 2019-12, narrowing_usd_bn: 100}
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("draws: 99", "draws"),
        ("draws: 10000001", "draws"),
        ("draws: 1000.5", "draws"),
        ("seed: -1", "seed"),
        ("sensitivity_samples: 100", "100 is no power of two; take 4096, for example"),
        ("sensitivity_samples: 32", "sensitivity_samples"),
        ("drawz: 1000", "drawz"),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_its_field(
    tmp_path: Path, line: str, said: str
) -> None:
    path = write(tmp_path, f"{OWN}uncertainty:\n  {line}\n")
    with pytest.raises(ScenarioError, match=r"uncertainty\.") as caught:
        open_case(str(path))
    assert said in str(caught.value)


def chaptered(folder: Path, *more: str) -> Path:
    """Write a case of one's own whose report has the chapter on uncertainty."""
    own = changed(OWN, "chapters: [00-summary]", "chapters: [00-summary, 06-uncertainty]")
    draws = "uncertainty: {draws: 1000, sensitivity_samples: 64}\n"
    return write(folder, "".join([own, *more, draws]))


def test_a_case_of_ones_own_is_drawn(tmp_path: Path) -> None:
    # HS 0801 is in no table: no base is known, and the pledge adds 0.165 x 100 at the value used
    found = uncertainty(open_case(str(chaptered(tmp_path, DATED, PLEDGE))))
    (window,) = found.windows
    assert window.outlook.coverage_share.value == pytest.approx(0.165)
    assert window.why_none == ""
    assert window.runs["balance"].draws == 1000


def test_a_case_without_the_section_takes_the_defaults(tmp_path: Path) -> None:
    own = changed(OWN, "chapters: [00-summary]", "chapters: [00-summary, 06-uncertainty]")
    found = uncertainty(open_case(str(write(tmp_path, own))))
    assert found.settings == UncertaintySection()
    assert found.settings.draws == 100_000
    assert "the target has no date" in found.why_none  # this one names no path


def test_a_growth_of_ones_own_takes_the_place_of_the_record(tmp_path: Path) -> None:
    own = "assumptions:\n  imports_growth_per_year: {low: 0, central: 0, high: 0}\n"
    found = uncertainty(open_case(str(chaptered(tmp_path, DATED, PLEDGE, own))))
    imports = found.windows[0].outlook.imports_usd_bn
    assert imports.value == pytest.approx(505.47)  # as published on 6 June 2018, without growth


def test_a_share_over_one_in_a_scenario_is_refused_in_a_sentence(tmp_path: Path) -> None:
    own = "assumptions:\n  delivered_share_of_increment: {high: 1.2}\n"
    case = open_case(str(chaptered(tmp_path, DATED, PLEDGE, own)))
    with pytest.raises(ValueError, match=r"has 1\.2 in its range: no more can be delivered"):
        uncertainty(case)
