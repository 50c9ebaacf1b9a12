"""The title of a report and the sentence that heads it, as its results carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradegap.data.case import Case
from tradegap.reporting.results import Results
from tradegap.reporting.sentences import answer
from tradegap.reporting.text import Voice


def publish(case: Case, entries: Mapping[str, Any], title: bool = False) -> Results:
    """Return results with the tables that were read; with `title` the report's own words too."""
    words = document_words(case) if title else {}
    return Results({**words, **entries}, case.figures.tables_read)


def document_words(case: Case) -> dict[str, Any]:
    """Return the report's title, subtitle, question and headline under `report.*`."""
    scenario = case.scenario
    say = Voice(case.currency, case.rate(case.currency))
    return {
        "report.title": scenario.title,
        "report.subtitle": scenario.subtitle,
        "report.question": scenario.question.strip(),
        "report.headline": answer(case, say).plain,
        "report.hindsight_as_of": scenario.hindsight_as_of,
    }


def document_metadata(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of the assembled notebook, from the results of its chapters."""
    words = results.get("report", {})
    return {
        "title": words.get("title") or results["scenario"],
        "subtitle": words.get("subtitle", ""),
        "question": words.get("question", ""),
        "headline": words.get("headline", ""),
        "scenario": results["scenario"],
        "as_of": results["as_of"],
        "language": "en",
    }
