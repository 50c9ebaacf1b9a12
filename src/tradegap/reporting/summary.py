"""The title of a report and the sentence that heads it, as its results carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tradegap.data.case import Case
from tradegap.reporting.answer import answer
from tradegap.reporting.linked_data import linked_data
from tradegap.reporting.results import Results
from tradegap.reporting.text import Voice


def publish(case: Case, entries: Mapping[str, Any], title: bool = False) -> Results:
    """Return results with the tables that were read; with `title` the report's own words too."""
    words = document_words(case) if title else {}
    return Results({**words, **entries}, case.figures.reads)


def document_words(case: Case) -> dict[str, Any]:
    """Return the report's title, subtitle, question and headline under `report.*`."""
    scenario = case.scenario
    say = Voice(case.currency, case.rate(case.currency))
    headline = answer(case, say)
    return {
        "report.title": scenario.told(scenario.title, case.target_usd_bn),
        "report.subtitle": scenario.told(scenario.subtitle, case.target_usd_bn),
        "report.question": scenario.told(scenario.question, case.target_usd_bn),
        "report.changed": _changed(case),
        "report.headline": headline.plain,
        "report.headline_linked": headline.markdown,
        "report.hindsight_as_of": scenario.hindsight_as_of,
    }


def _changed(case: Case) -> str:
    """Name the parameters that differ from the scenario's own, empty where none does."""
    changed = {
        "as_of": None if case.as_of == case.scenario.as_of else case.as_of.isoformat(),
        "target_usd_bn": case.target_usd_bn,
        **{
            name: used
            for name, own in case.scenario.parameters
            if (used := getattr(case, name)) != own
        },
        **case.overrides,
    }
    return ", ".join(
        f"{k} = {v:g}" if isinstance(v, float) else f"{k} = {v}"
        for k, v in changed.items()
        if v is not None
    )


def document_metadata(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of the assembled notebook, from the results of its chapters."""
    words = results.get("report", {})
    return {
        "title": words.get("title") or results["scenario"],
        "subtitle": ". ".join(
            part
            for part in (
                words.get("subtitle", ""),
                f"Built with {words['changed']}" if words.get("changed") else "",
            )
            if part
        ),
        "question": words.get("question", ""),
        "headline": words.get("headline", ""),
        "headline_linked": words.get("headline_linked", ""),
        "scenario": results["scenario"],
        "as_of": results["as_of"],
        "language": "en",
    }


def page_metadata(
    report: Mapping[str, Any], results: Mapping[str, Any], tables: Iterable[str]
) -> dict[str, Any]:
    """Return what the page alone says of the report: how current it is, and linked data.

    `tables` are the names of the tables that were read.
    """
    return {
        "currency": _recency(results.get("report", {})),
        "hindsight_currency": _recency(results.get("hindsight", {})),
        "linked_data": linked_data(report, results, tables),
    }


def _recency(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: words[name] for name in words if name.startswith("data_")}
