"""What the last chapters show: tables with their origins, assumptions, parameters, versions."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

from tradegap.data.assumptions import load_assumptions
from tradegap.data.case import Case
from tradegap.model.assumptions import Assumption
from tradegap.reporting.base_year import rate_note
from tradegap.reporting.linked import LinkedTable, linked_table
from tradegap.reporting.numbers import with_minus_signs
from tradegap.reporting.parameters import catalogue
from tradegap.reporting.tables import Column
from tradegap.reporting.text import Sentence, escaped, voice

PACKAGES = (
    "tradegap",
    "numpy",
    "pandas",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbconvert",
    "typst",
)


def sources_table(case: Case) -> LinkedTable:
    """Return every table that the scenario reads, with its publisher, vintage and licence."""
    catalog = case.figures.catalog
    rows = []
    for name in case.tables:
        table = catalog.table(name)
        origin = table.origin
        rows.append(
            {
                "table": name,
                "title": table.title,
                "producer": origin.producer,
                "published": _published(origin.published),
                "address": origin.link or origin.address,
                "licence": origin.licence,
            }
        )
    columns = [
        Column("table", "table"),
        Column("title", "what"),
        Column("producer", "publisher"),
        Column("published", "published"),
        Column("address", "address"),
        Column("licence", "licence"),
    ]
    return linked_table(
        "sources", "Tables that this report reads", rows, columns, "data/catalog.yml"
    )


def _published(told: str) -> str:
    """Return when a table was published; one whose rows say it has a column for that."""
    return "row by row" if told.startswith("per row") else told


def assumptions_table(case: Case) -> LinkedTable:
    """Return the case's assumptions: range, value used, ratings, and what was changed."""
    rows = [_assumption_row(case, name, a) for name, a in case.assumptions.items()]
    columns = [
        Column("what", "assumption"),
        Column("low", "low", format=_plain),
        Column("used", "used", format=_plain),
        Column("high", "high", format=_plain),
        Column("unit", "unit"),
        Column("drawn", "drawn"),
        Column("ratings", "quality / impact"),
    ]
    return linked_table(
        "assumptions", "Range, value used and ratings", rows, columns, "data/assumptions.yml"
    )


def assumption_reasons(case: Case) -> Sentence:
    """Return a list of the case's assumptions: why each is what it is, and from whom."""
    lines = []
    for assumption in case.assumptions.values():
        later = assumption.published is not None and assumption.published > case.as_of
        title, why, source = (
            _as_text(part) for part in (assumption.title, assumption.rationale, assumption.source)
        )
        told = f"* **{title[:1].upper()}{title[1:]}.** {why} *Source:* {source.rstrip('.')}."
        lines.append(told + (" The source is later than the as-of date." if later else ""))
    return Sentence("\n".join(lines) or "This case rests on no assumption.")


def _as_text(written: str) -> str:
    """Return a text of a file as one line in which no sign means anything to Markdown."""
    return escaped(with_minus_signs(" ".join(written.split()))).replace("$", "\\$")


def _assumption_row(case: Case, name: str, assumption: Assumption) -> dict[str, Any]:
    changed = name in case.overrides
    return {
        "what": assumption.title + _changed_where(name, assumption, changed),
        "low": assumption.quantity(name, "low"),
        "used": case.assumption(name),
        "high": assumption.quantity(name, "high"),
        "unit": assumption.unit.replace("USD", "US$"),
        "drawn": "fixed" if changed else assumption.distribution,
        "ratings": f"{assumption.quality} / {assumption.impact}",
    }


def _changed_where(name: str, assumption: Assumption, for_this_report: bool) -> str:
    if for_this_report:
        return " (changed for this report)"
    known = load_assumptions().get(name)
    if known is None:
        return " (the scenario's own)"
    return "" if known == assumption else " (changed in the scenario)"


def _plain(value: float) -> str:
    """Return a number as short as it was written: 0.945, 60, -0.02."""
    return f"{value:.6g}".replace("-", "\u2212")


def parameters_table(case: Case) -> LinkedTable:
    """Return every parameter with its default and the value that this report used."""
    used = {
        "as_of": case.as_of.isoformat(),
        "target_usd_bn": case.target_usd_bn,
        "currency": case.currency,
        "without_pledge": case.without_pledge,
        "judged_on": case.judged_on,
        **case.overrides,
    }
    rows = [
        {
            "name": p.name,
            "used": p.default if used.get(p.name) is None else f"{used[p.name]}",
            "default": p.default,
            "meaning": p.meaning,
        }
        for p in catalogue(case.scenario)
    ]
    columns = [
        Column("name", "parameter"),
        Column("used", "used", align="left"),
        Column("default", "default", align="left"),
        Column("meaning", "meaning"),
    ]
    say = voice(case)
    return linked_table(
        "parameters",
        "As this report was built",
        rows,
        columns,
        "the scenario and the command",
        [rate_note(say)] if say.rate is not None else [],
    )


def versions_table() -> LinkedTable:
    """Return the versions of Python and of the packages that decide what a report looks like."""
    python = ".".join(platform.python_version_tuple()[:2])
    rows = [{"part": "Python", "version": python}]
    rows += [{"part": name, "version": version(name)} for name in PACKAGES]
    columns = [Column("part", "part"), Column("version", "version", align="left")]
    return linked_table("versions", "What built this report", rows, columns, "this installation")
