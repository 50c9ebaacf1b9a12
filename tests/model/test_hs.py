"""Codes of the Harmonized System: ranges written out, overlaps found, what is no code refused."""

from __future__ import annotations

import pytest

from tradegap.errors import ModelError
from tradegap.model.hs import expanded, in_words, overlap, repeated


def test_a_range_is_its_chapters_without_77() -> None:
    assert expanded(["01-03", "12"]) == ("01", "02", "03", "12")
    assert expanded(["76-78"]) == ("76", "78")
    assert len(expanded(["01-97"])) == 96
    assert expanded(["1201", "270900"]) == ("1201", "270900")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("00", "no HS chapter 00"),
        ("77", "no HS chapter 77"),
        ("24-01", "runs backwards; write it as 01-24"),
        ("1", "'1' is no HS code"),
        ("tea", "'tea' is no HS code"),
        ("01-1201", "is no HS code"),
        ("", "'' is no HS code"),
    ],
)
def test_what_is_no_code_is_refused(code: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        expanded([code])


def test_a_chapter_holds_its_headings() -> None:
    assert overlap(["12"], ["1201"]) == "12"
    assert overlap(["1201"], ["12"]) == "1201"
    assert overlap(["1201"], ["1202", "13"]) is None
    assert repeated(["01", "12", "1201"]) == "1201"
    assert repeated(["01", "12", "13"]) is None


def test_runs_are_told_as_ranges() -> None:
    assert in_words(["01", "02", "03", "12"]) == "01-03, 12"
    assert in_words(expanded(["72-83"])) == "72-83"
    assert in_words(["1201"]) == "1201"
