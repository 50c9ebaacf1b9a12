"""The examples of docs/models.md are run, and give what stands there."""

from __future__ import annotations

import doctest

from tests.repo.test_repository import ROOT


def test_the_examples_give_what_stands_there() -> None:
    page = ROOT / "docs" / "models.md"
    ran = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert ran.attempted > 25
    assert not ran.failed, "see what `python -m doctest docs/models.md` prints"
