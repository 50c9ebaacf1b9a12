"""What is missing is told as missing, never read as nothing to choose a sentence by."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from tests.case.raw import case
from tradegap.data import progress as data
from tradegap.data.case import Case
from tradegap.data.open_case import open_case
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.track_record import TrackRecord
from tradegap.reporting import answer_forms, findings, phase_one, progress, progress_ahead, surplus
from tradegap.reporting.answer_forms import Told, forms
from tradegap.reporting.text import voice

AT = "2020-03-20"  # two steps are over or under way


def lacking(like: Quantity) -> Quantity:
    """Return a quantity of the same kind without a value."""
    return parameter("none", None, unit=like.unit, basis=like.basis, label=like.label)


def steps_without(**missing: bool) -> list[data.StepProgress]:
    """Return the steps of the path with the narrowing, or what is left, missing."""
    found = []
    for step in data.path_progress(case(AT)):
        both: list[Any] = []
        for way in (step.even, step.seasonal):
            if way is not None and missing.get("narrowing"):
                lost = lacking(way.change.narrowing_usd_bn)
                way = replace(way, change=replace(way.change, narrowing_usd_bn=lost),
                              reached_share=lacking(way.reached_share))  # fmt: skip
            if way is not None and missing.get("left"):
                way = replace(way, needed=replace(way.needed, left=lacking(way.needed.left)))
            both.append(way)
        found.append(replace(step, even=both[0], seasonal=both[1]))
    return found


def test_a_narrowing_that_is_not_known_is_no_widening(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = steps_without(narrowing=True)
    monkeypatch.setattr(data, "path_progress", lambda _: steps)
    say = voice(case(AT))
    said = progress.progress_now(case(AT), say).plain
    assert "how far the surplus narrowed can't be told" in said
    assert "widened" not in said
    assert progress.plot_progress(case(AT), say) is progress.NOTHING


def test_what_is_left_and_not_known_is_not_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = steps_without(left=True)
    monkeypatch.setattr(data, "path_progress", lambda _: steps)
    said = progress.progress_run_rate(case(AT), voice(case(AT))).plain
    assert "can't be told: a figure that it takes is missing" in said
    assert "used up" not in said


def without(found: Case, month: str) -> Case:
    """Return a case whose months lack the exports of one."""
    table = found.figures._all_readable(found.scenario.baseline.monthly)
    table.loc[table["month"].astype(str) == month, "exports_fas_usd_mn"] = np.nan
    found.figures._picked.clear()
    return found


def test_the_year_to_date_ends_before_a_month_that_is_missing() -> None:
    found = without(open_case("us-china-2025"), "2026-03")
    say = voice(found)
    assert "surplus of January to February 2026 was" in progress.progress_now(found, say).plain
    said = progress.progress_now(without(found, "2026-02"), say).plain
    assert "lower than in the same month of 2024" in said
    assert data.year_to_date(without(found, "2026-01")) is None


def test_a_year_to_date_that_is_not_known_is_neither_lower_nor_higher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = open_case("us-china-2025")
    told = data.year_to_date(found)
    assert told is not None
    lost = replace(told[1], narrowing_usd_bn=lacking(told[1].narrowing_usd_bn))
    monkeypatch.setattr(data, "year_to_date", lambda _: (told[0], lost))
    said = progress.progress_now(found, voice(found)).plain
    assert "can't be told: a figure of theirs is missing" in said
    assert "higher" not in said


def test_a_record_without_any_forecast_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    none = parameter("none", None, unit="share", label="none")
    record = TrackRecord(none, none, none, none)
    monkeypatch.setattr(data, "forecast_record", lambda _: record)
    said = progress_ahead.forecast_did(case(), voice(case())).plain
    assert said == "How good the forecast is can't be told: on the record before it none could be "\
        "made."  # fmt: skip


def test_two_years_that_are_not_known_are_not_told_as_nothing() -> None:
    none = parameter("none", None, unit="USD bn", label="more")
    assert "can't be told" in phase_one._beside_two_years(none)


def test_a_difference_that_is_not_known_is_not_told_as_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = surplus.base_sides(case())
    assert both is not None
    lost = replace(both, difference_usd_bn=lacking(both.difference_usd_bn))
    monkeypatch.setattr(surplus, "base_sides", lambda _: lost)
    said = surplus.partner_figures(case(), voice(case())).plain
    assert "is missing, so the difference from the US figure can't be told" in said
    assert "less" not in said


@pytest.mark.parametrize(
    ("upper_bound", "expected"), [(None, "not_known"), (200.0, "unknown"), (-1.0, "none_whatever")]
)
def test_a_gap_without_a_bound_is_not_no_gap(upper_bound: float | None, expected: str) -> None:
    told = Told(True, None, None, upper_bound=upper_bound, target=200.0)
    assert forms(told)[0] == ["nothing", expected]
    assert expected in answer_forms.TEMPLATES


def test_a_probability_without_a_result_is_not_none_of_the_draws() -> None:
    window = SimpleNamespace(
        lost=False,
        probability=parameter("none", None, unit="share", label="none"),
        outlook=SimpleNamespace(window=SimpleNamespace(label="June 2018 to May 2019")),
    )
    said = findings._share_of_draws(cast(Any, window), voice(case())).plain
    assert said == "For June 2018 to May 2019 it can't be told how often the target is reached: "\
        "no draw has a result."  # fmt: skip
