"""The panel of explore.ipynb without a browser: what its controls do, and its form as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tradegap as tg
from tradegap.data.paths import data_dir, notebooks_dir

CASE = "us-china-2018"


@pytest.fixture(scope="module")
def opened() -> Any:
    """One panel for all: opening a case and drawing it takes seconds."""
    return tg.explore(tg.open_case(CASE))


@pytest.fixture
def panel(opened: Any) -> Any:
    """The panel as it is when it is opened."""
    if opened.setting != {"crediting": "as_stated"}:
        opened.reset()
    opened.said.value = ""
    return opened


def test_a_slider_moves_the_answer_the_figures_and_the_tables(panel: Any) -> None:
    before = (panel.answer.value, panel.bars.value, panel.curve.value, panel.cases._dt_args)
    panel.crediting.value = "analysts_central"
    panel.sliders["tariff_percent"].value = 2.0
    after = (panel.answer.value, panel.bars.value, panel.curve.value, panel.cases._dt_args)
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert panel.setting == {"crediting": "analysts_central", "tariff_percent": 2.0}
    same = tg.case_at(tg.open_case(CASE), **panel.setting)
    assert tg.answer(same, tg.voice(same)).plain in panel.answer.value
    assert tg.plot_setting(same).html() in panel.bars.value
    share = panel.sliders["pass_through_share"]
    assert format(share.value, share.readout_format) == "94.5%"  # as on the page


def test_every_control_goes_into_the_setting_and_reset_takes_it_back(panel: Any) -> None:
    opened = panel.bars.value
    for slider in panel.sliders.values():
        slider.value = slider.min
    given = panel.setting
    assert given["target_usd_bn"] == 5.0
    assert given["delivery"] == {"farm goods, energy, services": 0.0}
    assert set(given["assumptions"]) == {"import_demand_elasticity", "pass_through_share"}
    panel.reset()
    assert panel.setting == {"crediting": "as_stated"}
    assert panel.bars.value == opened


def test_the_button_writes_the_setting_once_and_says_so(panel: Any, tmp_path: Path) -> None:
    panel.crediting.value = "analysts_high"
    panel.file.value = str(tmp_path / "high.yml")
    panel.button.click()
    assert "Written" in panel.said.value
    assert tg.open_case(panel.file.value).scenario.headline.crediting == "analysts_high"
    panel.button.click()
    assert "exists and is left as it is" in panel.said.value


def test_as_text_it_says_its_setting_and_answer(panel: Any) -> None:
    shown = panel._repr_mimebundle_()
    assert shown["text/plain"].startswith("{'crediting': 'as_stated'}\nNothing on the record")


def test_another_case_has_controls_of_its_own_and_moves() -> None:
    panel = tg.explore(tg.open_case("us-china-phase-one"))
    assert [name for name in panel.sliders if name.startswith("delivery.")] == [
        "delivery.manufactured-goods", "delivery.agriculture", "delivery.energy",
    ]  # fmt: skip
    before = panel.answer.value
    panel.sliders["delivery.energy"].value = 0.0
    assert panel.setting["delivery"] == {"Energy": 0.0}
    assert panel.answer.value != before


def test_another_currency_is_said_beside_the_dollars(opened: Any) -> None:
    case = tg.case_at(tg.open_case(CASE, currency="AUD"), crediting="analysts_central")
    # US$1 = A$1.3212 on 31 May 2018: 75 x 1.3212
    assert "A$99.1 bn (US$75 bn) a year" in tg.explore(case).answer.value
    assert "A$" not in opened.answer.value


def test_the_controls_are_those_of_the_page(opened: Any) -> None:
    """Target, crediting, deliveries, tariff and elasticity are one list for page and panel."""
    case = tg.open_case(CASE)
    say = tg.voice(case)
    page = tg.what_if_section(case, say, tg.answer(case, say)).payload
    assert [control["name"] for control in page["controls"]] == list(opened.sliders)
    for control in page["controls"]:
        slider = opened.sliders[control["name"]]
        assert (control["low"], control["high"]) == (slider.min, slider.max), control["name"]
    assert {one["name"] for one in page["cases"]} == {name for _, name in opened.crediting.options}


def test_a_case_without_a_target_has_its_deliveries_alone() -> None:
    panel = tg.explore(tg.open_case("us-china-2025"))
    assert set(panel.setting) == {"crediting"}
    assert all(name.startswith("delivery.") for name in panel.sliders)
    assert panel.curve.value == ""


def test_several_partners_have_the_controls_of_their_page(tmp_path: Path) -> None:
    case = tg.open_case("us-partners-2025")
    panel = tg.explore(case)
    page = tg.partners_what_if(case, tg.voice(case)).payload
    assert [control["name"] for control in page["controls"]] == list(panel.sliders)
    assert [one["name"] for one in page["cases"]] == [name for _, name in panel.crediting.options]
    assert panel.curve.value == ""
    before = panel.bars.value
    panel.sliders["delivery.energy"].value = 0.5
    assert panel.setting == {"crediting": "as_stated", "delivery": {"energy": 0.5}}
    # levels: 250 and 5.4 of energy by half, 3.4 of LNG and 2.6 of farm goods whole: 133.7
    assert "US$133.7 bn a year of levels" in panel.answer.value
    assert "the part taken as delivered" in panel.bars.value != before
    shown = json.loads(panel.cases._dt_args["data_json"])
    # as stated; signed alone: no level, Taiwan's 4.44 + 3.04 + 5.04 and Malaysia's 30; Japan's 8
    assert shown == [["as stated", "133.7", "142.5", "8.0"], ["confirmed only", "-", "42.5", "8.0"]]
    panel.file.value = str(tmp_path / "half.yml")
    panel.button.click()
    read = tg.open_case(panel.file.value)
    assert tg.answer(read, tg.voice(read)).plain == tg.answer(panel.case, tg.voice(case)).plain


def test_partners_that_said_nothing_yet_have_a_sentence_for_a_figure() -> None:
    panel = tg.explore(tg.open_case("us-partners-2025", as_of="2025-07-01"))
    assert list(panel.sliders) == []
    assert "No yearly amount can be set against US exports" in panel.bars.value


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (data_dir() / "scenarios").glob("*.yml"))
)
def test_every_cell_of_the_notebook_runs_for_every_case(name: str, capsys: Any) -> None:
    cells = json.loads((notebooks_dir() / "explore.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    first, *rest = code
    space: dict[str, Any] = {}
    exec(first.replace(CASE, name), space)
    assert space["scenario"] == name
    for source in rest:
        exec(source, space)
    told, printed = space["said"], capsys.readouterr().out
    assert told.plain in printed
    assert f"id: {name}-what-if" in printed


def test_tables_of_a_report_and_frames_can_be_browsed() -> None:
    case = tg.open_case(CASE)
    assert tg.browse(pd.DataFrame({"a": [3, 4]}))._dt_args["data_json"] == "[[3], [4]]"
    assert tg.browse(tg.ledger_table(case.credit())).caption == "The ledger, credited as stated"
