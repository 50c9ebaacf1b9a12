"""A case at another setting, and the scenario file that says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import tradegap as tg
from tradegap.build.plan import make_plan
from tradegap.cli import run
from tradegap.data.what_if import numbers, what_if
from tradegap.data.what_if_partners import partner_numbers, partner_what_if
from tradegap.errors import InputError, OutputError, TradegapError, UnknownNameError
from tradegap.reporting.summary import document_words
from tradegap.reporting.what_if import told_cases
from tradegap.reporting.what_if_controls import controls

PARTNERS = "us-partners-2025"
NAMES = ["us-china-2018", "us-china-phase-one", "us-china-2025", PARTNERS]


def said(case: Any) -> str:
    return tg.answer(case, tg.voice(case)).plain


def some_setting(case: Any, seed: int) -> dict[str, Any]:
    """Return a random setting within the ranges of a case's controls."""
    random = np.random.default_rng(seed)
    given: dict[str, Any] = {"crediting": str(random.choice(told_cases(case)))}
    for control in controls(case):
        value = float(random.uniform(control.low, control.high))
        if control.category:
            given.setdefault("delivery", {})[control.category] = value
        elif control.name in ("target_usd_bn", "tariff_percent"):
            given[control.name] = value
        else:
            given.setdefault("assumptions", {})[control.name] = value
    return given


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_the_file_of_any_setting_gives_its_headline(name: str, seed: int, tmp_path: Path) -> None:
    case = tg.open_case(name)
    at = tg.case_at(case, **some_setting(case, seed))
    path = tg.write_scenario(at, tmp_path / "set.yml")
    read = tg.open_case(str(path))
    assert read.scenario.id == "set"
    assert said(read) == said(at)
    if case.scenario.has_target:
        steps = [[s.narrowing_usd_bn.value for s in c.target.steps] for c in (read, at)]
        assert steps[0] == pytest.approx(steps[1])


def test_the_parameters_of_the_case_stand_in_its_file(tmp_path: Path) -> None:
    used = {"currency": "AUD", "without_pledge": "trend", "judged_on": "partner"}
    case = tg.open_case("us-china-2018", as_of="2018-06-10", **used)
    at = tg.case_at(case, target_usd_bn=150.0, delivery={"farm goods, energy": 0.5})
    path = tg.write_scenario(at, tmp_path / "set.yml")
    plan = make_plan(path)
    assert (plan.slug, {name: plan.parameters[name] for name in used}) == ("set", used)
    read = tg.open_case(str(path))
    assert said(read) == said(at)
    assert document_words(read)["report.changed"] == ""
    # and back: a case opened from it with the package's own states none
    usual = tg.open_case(
        str(path), currency="USD", without_pledge="base_year", judged_on="reporter"
    )
    assert document_words(usual)["report.changed"].startswith("currency = USD, without_pledge = b")
    assert "parameters" not in yaml.safe_load(tg.scenario_text(usual))


def test_a_case_at_a_setting_is_the_graph_with_other_leaves() -> None:
    case = tg.open_case("us-china-2018")
    given = some_setting(case, 7) | {"crediting": "analysts_central"}
    at = tg.case_at(case, **given)
    found = {**given.get("delivery", {}), **given.get("assumptions", {}), **given}
    changes = {c.key: found[c.category or c.name] for c in controls(case)}
    moved = numbers(what_if(case, "analysts_central"), changes)
    assert at.gap().coverage_share.value == pytest.approx(moved.coverage, rel=1e-9)
    assert at.target.narrowing_usd_bn_per_year.value == pytest.approx(moved.target, rel=1e-9)


def test_the_partners_at_a_setting_are_the_graph_with_other_leaves() -> None:
    case = tg.open_case(PARTNERS)
    given = some_setting(case, 7)
    changes = {c.key: given["delivery"][c.category] for c in controls(case)}
    moved = partner_numbers(partner_what_if(case, given["crediting"]), changes)
    at = partner_numbers(tg.partner_ledger(tg.case_at(case, **given)))
    assert at == pytest.approx(moved, rel=1e-12)
    assert at != partner_numbers(tg.partner_ledger(case))


def test_nothing_set_is_the_case_itself() -> None:
    case = tg.open_case("us-china-phase-one")
    assert said(tg.case_at(case)) == said(case)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"crediting": "analysts"}, "did you mean analysts_"),
        ({"target_usd_bn": -1.0}, "positive number"),
        ({"tariff_percent": 101.0}, "tariff_percent is 101"),
        ({"tariff_percent": float("nan")}, "tariff_percent is nan"),
        ({"delivery": {"farm goods": 0.5}}, "There is no category of pledges 'farm goods'"),
        ({"delivery": {"farm goods, energy, services": 2.0}}, "services is 2.0"),
        ({"assumptions": {"elasticity": 3.0}}, "There is no assumption 'elasticity'"),
        ({"assumptions": {"import_demand_elasticity": -3.0}}, "is not above zero"),
        ({"assumptions": {"import_demand_elasticity": float("inf")}}, "finite"),
    ],
)
def test_what_cant_be_set_is_refused_in_a_sentence(given: dict[str, Any], words: str) -> None:
    with pytest.raises(TradegapError, match=words):
        tg.case_at(tg.open_case("us-china-2018"), **given)


def test_a_case_without_a_target_says_so() -> None:
    for name in ("us-china-2025", PARTNERS):
        case = tg.open_case(name)
        with pytest.raises(InputError, match="no target whose gap"):
            tg.case_at(case, tariff_percent=5.0)
        with pytest.raises(InputError, match="asks for no narrowing"):
            tg.case_at(case, target_usd_bn=5.0)
    with pytest.raises(UnknownNameError, match="did you mean as_stated or confirmed_only"):
        tg.case_at(case, crediting="analysts_low")
    with pytest.raises(UnknownNameError, match="category of pledges 'Energy': did you mean energy"):
        tg.case_at(case, delivery={"Energy": 0.5})


def test_a_file_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tg.open_case("us-china-2018")
    path = tg.write_scenario(case, tmp_path / "mine.yml")
    kept = path.read_bytes()
    with pytest.raises(InputError, match="exists and is left as it is"):
        tg.write_scenario(tg.case_at(case, tariff_percent=1.0), path)
    assert path.read_bytes() == kept
    assert run(["check", str(path)]) == 0


@pytest.mark.parametrize("name", ["mine.txt", "My file.yml", ".yml", "a/../Ü.yml"])
def test_a_name_that_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be the name of a scenario file"):
        tg.write_scenario(tg.open_case("us-china-2018"), tmp_path / name)


def test_a_folder_that_isnt_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written: No such file"):
        tg.write_scenario(tg.open_case("us-china-2018"), tmp_path / "none" / "mine.yml")
