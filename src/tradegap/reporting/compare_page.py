"""`compare.html`: the reports side by side, from the numbers of their results.json."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tradegap.reporting.frame import page
from tradegap.reporting.listed import Edition, Listed
from tradegap.reporting.published import MEASURES, NOT_ASKED, NOT_KNOWN, Measure, Part

_NOTE = (
    f"“{NOT_ASKED}” stands where a report has no such question, “{NOT_KNOWN}” where it asks and "
    "nobody can tell; neither is zero. Money is in US dollars at current prices, whatever currency "
    "a report's text is in. A number with a link leads to what it was made from."
)
_FOOTER = (
    "This page is complete: it loads nothing from elsewhere. Its numbers are those of each "
    "report's results.json; it was written with the last build."
)


_CAPTIONS: dict[Part, str] = {
    "promised": "What is asked for, and what pledges come to",
    "reached": "What it would take, and what was reached",
    "rests on": "Which assumptions the tariff and the probability rest on",
}


def compare_page(reports: Sequence[Listed]) -> str:
    """Return the page: a row a report, a column a measure; the same reports give the same bytes.

    The measures stand in a few tables that each fit a sheet of paper. One that no report asks for
    has no column, and is named below.
    """
    return page(
        "Cases side by side",
        "What each report says of the same questions.",
        _tables(reports) if reports else "<p>Nothing has been built yet.</p>",
        ways={"All reports": "index.html", "Feed of editions": "feed.xml"},
        footer=_FOOTER,
        wide=True,
    )


def _tables(reports: Sequence[Listed]) -> str:
    asked = [m for m in MEASURES if any(m.name in r.edition.measures for r in reports)]
    parts = {part: [m for m in asked if m.part == part] for part in _CAPTIONS}
    tables = [_table(_CAPTIONS[part], reports, ms) for part, ms in parts.items() if ms]
    notes = [*_reasons(reports, asked), *_nobody_asks(asked), _NOTE]
    said = "".join(f"<li>{escape(note, quote=False)}</li>" for note in notes)
    return "\n".join([*tables, f'<ul class="source">{said}</ul>'])


def _reasons(reports: Sequence[Listed], asked: Sequence[Measure]) -> list[str]:
    """Say why a number isn't known, each reason once, with the reports and what it stands for."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for report in reports:
        whys: dict[str, list[str]] = {}
        for measure in asked:
            if why := report.edition.measures.get(measure.name, {}).get("why"):
                whys.setdefault(why, []).append(measure.head)
        for why, heads in whys.items():
            found.setdefault((why, tuple(heads)), []).append(report.slug)
    return [
        f"Not known in {_joined(slugs)} ({_joined(heads)}): {why.rstrip('.')}."
        for (why, heads), slugs in found.items()
    ]


def _nobody_asks(asked: Sequence[Measure]) -> list[str]:
    heads = [measure.head for measure in MEASURES if measure not in asked]
    return [f"No report here asks for: {_joined(heads)}."] if heads else []


def _joined(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _table(caption: str, reports: Sequence[Listed], measures: Sequence[Measure]) -> str:
    """Return one table; of the last part, reports that rest on nothing have no row."""
    heads = "".join(_head(measure) for measure in measures)
    rows = "\n".join(_row(report, measures) for report in reports)
    return (
        f'<div class="table compared" role="group" tabindex="0" aria-label="{caption}">\n'
        f"<table>\n<caption><span>{caption}</span></caption>\n"
        f'<thead><tr><th scope="col">case</th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _head(measure: Measure) -> str:
    unit = f' <span class="unit">{escape(measure.unit)}</span>' if measure.unit else ""
    return f'<th scope="col"{_class(measure)}>{escape(measure.head)}{unit}</th>'


def _class(measure: Measure) -> str:
    if measure.style in ("number", "percent", "chance"):
        return ' class="num"'
    return ' class="date"' if measure.style == "date" else ' class="long"'


def _row(report: Listed, measures: Sequence[Measure]) -> str:
    cells = "".join(_cell(report.edition, measure) for measure in measures)
    link = f'<a href="{escape(report.edition.page)}">{_broken(report.slug)}</a>'
    return f'<tr><th scope="row">{link}</th>{cells}</tr>'


def _cell(edition: Edition, measure: Measure) -> str:
    found = edition.measures.get(measure.name)
    text = escape(measure.text(found)).replace("; ", ";<br>")
    if found is None or found["value"] is None:
        text = f'<span class="none">{text}</span>'
    elif "html" in edition.formats and found.get("node"):
        text = f'<a href="{escape(edition.page)}#n-{escape(found["node"])}">{text}</a>'
    return f"<td{_class(measure)}>{text}</td>"


def _broken(slug: str) -> str:
    """Return a report's name, which may break before each of its parameters."""
    return escape(slug).replace("+", "<wbr>+")
