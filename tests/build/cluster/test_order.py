"""An order says all that its report depends on, and comes back as the plan that it was made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.build.cluster.reports import notebooks, scenario
from tradegap.build.cluster import check_installed, inputs
from tradegap.build.cluster.bundle import unpack
from tradegap.build.cluster.inputs import input_bundle
from tradegap.build.cluster.order import Order, check_same, order_of, plan_of
from tradegap.build.cluster.told import described, raised
from tradegap.build.manifest import package_digests, versions
from tradegap.build.plan import Plan, make_plan
from tradegap.data.paths import DATA_VARIABLE, NOTEBOOKS_VARIABLE
from tradegap.errors import BuildError, InputError, NotebookError, UnknownNameError

GIVEN = {"target_usd_bn": "123.45678901234567", "as_of": "2018-06-10", "currency": "AUD"}


def through_json(order: Order) -> Order:
    return Order.from_json(json.loads(json.dumps(order.as_json())))


def unpacked(plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpack a plan's inputs as a builder does, and let this process read them."""
    unpack(input_bundle([plan]), folder)
    for name in (DATA_VARIABLE, NOTEBOOKS_VARIABLE):
        monkeypatch.setenv(name, "")
    inputs.use(folder)
    return folder


@pytest.mark.parametrize("given", [{}, GIVEN, {"unstated_pledge_usd_bn_per_year": "31.25"}])
def test_a_plan_comes_back_to_the_last_digit_from_the_inputs_alone(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan("us-china-2018", given, ["html"])
    order = order_of(plan, "inputs")
    folder = unpacked(plan, tmp_path, monkeypatch)
    again = plan_of(through_json(order), folder)
    assert again.scenario_file == folder / "data" / "scenarios" / "us-china-2018.yml"
    assert (again.values, again.given, again.slug) == (plan.values, plan.given, plan.slug)
    assert again.inputs({}) == plan.inputs({})
    assert order_of(again, "inputs").key == order.key


def test_a_scenario_given_as_a_file_travels_with_the_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NOTEBOOKS_VARIABLE, str(notebooks(tmp_path / "books")))
    plans = []
    for name in ("one", "two"):  # of the same file name
        (tmp_path / name).mkdir()
        file = scenario(tmp_path / name, name, "01-tiny")
        plans.append(make_plan(file.rename(tmp_path / name / "mine.yml")))
    orders = [order_of(plan, "inputs") for plan in plans]
    unpack(input_bundle(plans), tmp_path / "there")
    inputs_there = tmp_path / "there"
    for plan, order in zip(plans, orders, strict=True):
        again = plan_of(through_json(order), inputs_there)
        assert again.scenario == plan.scenario
        assert again.laid_in[0].read_bytes() == plan.laid_in[0].read_bytes()
        assert order_of(again, "inputs") == order


def test_inputs_hold_what_is_needed_and_nothing_of_the_machine(tmp_path: Path) -> None:
    plan = make_plan("us-china-2018")
    content = input_bundle([plan])
    assert content == input_bundle([plan, make_plan("us-partners-2025")])
    assert str(plan.scenario_file.parents[2]).encode() not in content


@pytest.mark.parametrize("changed", ["scenario", "parameters", "formats", "inputs", "code"])
def test_another_report_is_another_order(changed: str) -> None:
    order = order_of(make_plan("us-china-2018"), "inputs")
    other = {"scenario": "x", "parameters": {"currency": "AUD"}, "formats": ["pdf"],
             "inputs": "other", "code": {"code": "0", "templates": "0"}}  # fmt: skip
    assert Order.from_json({**order.as_json(), changed: other[changed]}).key != order.key


def test_another_version_refuses_in_one_sentence() -> None:
    check_same(package_digests(), versions())
    with pytest.raises(BuildError, match=r"has pandas \S+, and 1\.0 is needed; install"):
        check_same(package_digests(), {**versions(), "pandas": "1.0"})
    with pytest.raises(BuildError, match=r"another source of tradegap \S+ than"):
        check_same({**package_digests(), "code": "0"}, versions())


def test_a_plan_that_is_not_what_was_ordered_is_refused() -> None:
    order = order_of(make_plan("us-china-2018"), "inputs")
    other = Order.from_json({**order.as_json(), "parameters": {"currency": "AUD"}})
    with pytest.raises(BuildError, match="differently"):
        plan_of(other, Path("nowhere"))


@pytest.mark.parametrize(
    "error",
    [NotebookError("01-a.ipynb", 3, 7, "KeyError: 'x'"), NotebookError("01-a.ipynb", 3, None, "no"),
     InputError("no."),
     UnknownNameError("scenario", "x", ["y"])],
)  # fmt: skip
def test_errors_arrive_as_they_were(error: Exception) -> None:
    same = raised(json.loads(json.dumps(described(error))))
    assert type(same) is type(error)
    assert str(same) == str(error)
    assert vars(same) == vars(error)


def test_a_defect_arrives_with_its_traceback() -> None:
    try:
        raise KeyError("deep down")
    except KeyError as defect:
        error = raised(described(defect))
    assert isinstance(error, RuntimeError)
    assert "Traceback" in str(error)
    assert "deep down" in str(error)


def test_a_missing_extra_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    check_installed()
    monkeypatch.setattr("tradegap.build.cluster.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"distributed.*tradegap\[cluster\]"):
        check_installed()
