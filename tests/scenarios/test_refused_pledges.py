"""A pledge of a scenario's own that contradicts itself gets one sentence before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.files import OWN, SOYBEANS, changed, line_of, write
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ScenarioError

TEXT = f"{OWN}pledges:\n{SOYBEANS}"
IN_DOLLARS = changed(
    changed(TEXT, "    price: {value: 400, unit: USD/t, source: press report of the day}\n", ""),
    "unit: mn t/year", "unit: USD bn/year",
)  # fmt: skip


def told(folder: Path, text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(folder, text))
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (TEXT, '["1201"]', '["77"]', "there is no HS chapter 77"),
        (TEXT, '["1201"]', '["24-01"]', "runs backwards; write it as 01-24"),
        (TEXT, '["1201"]', '["phase-one:farming"]', "no group of Annex 6.1; take phase-one:agri"),
        (TEXT, "    amount: 10\n", "    amount: 10\n    measure: hopes\n", "'hopes' won't do"),
        (changed(TEXT, "unit: mn t/year", "unit: USD bn/year"), "kind: physical",
         "kind: increment", "price is for physical quantities alone"),
        (IN_DOLLARS, "kind: physical", "kind: narrowing", "a pledge names purchases"),
        (TEXT, "    amount: 10\n", "    amount: 10\n    supersedes: [my-soybeans]\n", "itself"),
        (TEXT, "{date: 2018-06-01,", "{date: 2017-06-01,", "before announced 2018-06-01"),
        (TEXT, "    amount: 10\n",
         "    amount: 10\n    deliveries: [{year: 2018, amount: 1}, {year: 2018, amount: 2}]\n",
         "deliveries have 2018 twice"),
    ],
)  # fmt: skip
def test_a_pledge_that_contradicts_itself(
    tmp_path: Path, text: str, old: str, new: str, said: str
) -> None:
    error = told(tmp_path, changed(text, old, new))
    assert said in str(error)
    assert error.field.startswith("pledges.0")


def test_a_pledge_that_supersedes_one_that_nobody_knows(tmp_path: Path) -> None:
    # the later one would take the place of nothing, and the earlier one count beside it
    text = changed(TEXT, "    amount: 10\n", "    amount: 10\n    supersedes: [my-soybeens]\n")
    error = told(tmp_path, text)
    assert error.field == "pledges.0.supersedes.0"
    assert "There is no pledge of this scenario 'my-soybeens': did you mean my-soybeans?" in str(
        error
    )


def test_the_pledge_as_it_is_written_is_sound(tmp_path: Path) -> None:
    for text in (TEXT, changed(IN_DOLLARS, "kind: physical", "kind: level")):
        assert load_scenario(write(tmp_path, text)).pledges


PATH = """\
  path:
    - {from: 2018-06, to: 2019-05, narrowing_usd_bn: 50}
    - {from: 2019-06, to: 2020-05, narrowing_usd_bn: 100}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("narrowing_usd_bn: 100", "narrowing_usd_bn: 150",
         "path.1.narrowing_usd_bn 150 is more than the target's 100 a year"),
        (PATH, "  path:\n    - {from: 2016-06, to: 2017-05, narrowing_usd_bn: 50}\n",
         "path.0.to 2017-05 is before the target was published (2018-05-04)"),
    ],
)  # fmt: skip
def test_a_path_that_is_none_of_the_target(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = changed(OWN + PATH, old, new)
    error = told(tmp_path, text)
    assert said in str(error)
    assert error.line == line_of(text, "target:")
