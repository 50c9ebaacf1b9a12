"""A report is cited by its own words, its as-of date and its edition."""

from __future__ import annotations

import json
import re

import pytest

from tradegap._version import __version__
from tradegap.reporting.citation import citation

FACTS = {
    "title": "Narrow the surplus by $200 billion & more",
    "headline": "The gap is US$130 bn a year.",
    "as_of": "2018-06-10",
    "edition": "2018-06-10-192c6095",
    "scenario": "us-china-2018",
}


def test_the_sentence_has_the_headline_and_what_it_takes_to_find_it_again() -> None:
    assert citation(FACTS).sentence == (
        "The gap is US$130 bn a year. (Narrow the surplus by $200 billion & more, as of "
        f"10 June 2018, edition 2018-06-10-192c6095, built with tradegap {__version__}.)"
    )


def test_bibtex_is_one_entry_with_balanced_braces_and_escaped_signs() -> None:
    entry = citation(FACTS | {"title": r"50% of {all} \ a_b"}).bibtex
    assert entry.startswith("@misc{us-china-2018-2018-06-10-192c6095,\n")
    assert r"title = {{50\% of \{all\} \textbackslash{} a\_b}}" in entry
    assert "year = {2018}" in entry
    assert "month = {6}" in entry
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")


def test_csl_json_is_a_report_dated_by_its_as_of_date() -> None:
    (item,) = json.loads(citation(FACTS).csl_json)
    assert item["type"] == "report"
    assert item["title"] == FACTS["title"]
    assert item["version"] == FACTS["edition"]
    assert item["issued"] == {"date-parts": [[2018, 6, 10]]}


def test_what_a_report_does_not_say_is_left_out() -> None:
    made = citation({"title": "Only a title"})
    assert made.sentence == f"(Only a title, built with tradegap {__version__}.)"
    assert "year" not in made.bibtex
    assert "version" not in made.bibtex
    (item,) = json.loads(made.csl_json)
    assert "issued" not in item
    assert "version" not in item


def test_an_as_of_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        citation(FACTS | {"as_of": "soon"})
