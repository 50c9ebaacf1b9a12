"""What the last chapter says of assumptions: numbers in a table, reasons in a list."""

from __future__ import annotations

import pytest

import tradegap as tg
from tests.case.raw import DEFAULT, TODAY, case
from tradegap.reporting.sources import assumption_reasons, assumptions_table


@pytest.mark.parametrize("name", ["us-china-2018", "us-china-2025", "us-partners-2025"])
def test_every_assumption_has_its_row_and_its_reason(name: str) -> None:
    found = tg.open_case(name)
    lines = assumption_reasons(found).plain.splitlines()
    assert len(lines) == len(found.assumptions) == len(assumptions_table(found).frame)
    for line, assumption in zip(lines, found.assumptions.values(), strict=True):
        assert line.startswith(f"* {assumption.title[:1].upper()}")
        assert "Source:" in line


def test_a_source_later_than_the_as_of_date_says_so() -> None:
    later = "later than the as-of date"
    assert later in assumption_reasons(case(DEFAULT)).plain
    assert later not in assumption_reasons(case(TODAY)).plain


def test_signs_of_markdown_in_a_file_are_only_signs() -> None:
    found = case()
    name, assumption = next(iter(found.assumptions.items()))
    odd = assumption.model_copy(update={"rationale": "a_b *c* <i>d</i>\n# e [f](g) & $h$"})
    found.scenario.assumptions[name] = odd
    try:
        told = assumption_reasons(found).markdown
    finally:
        found.scenario.assumptions[name] = assumption
    assert r"a\_b \*c\* \<i\>d\</i\> \# e \[f\](g) & \$h\$" in told
