"""Each published result, reproduced within its tolerance or marked with the reason."""

from __future__ import annotations

import pytest

from tests.published.reproduced import PAGE, Result, page, results

FOUND = results()


@pytest.mark.parametrize("result", FOUND, ids=[f"{r.number}: {r.what}" for r in FOUND])
def test_it_is_reproduced_or_says_why_not(result: Result) -> None:
    if result.why:
        assert not result.holds, "it holds: take the reason away"
    else:
        assert result.holds, (result.ours and result.ours(), result.theirs, result.tolerance)


def test_all_twelve_are_there() -> None:
    assert {result.number for result in FOUND} == set(range(1, 13))


def test_the_page_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run `python -m tests.published.reproduced`"
