"""`index.html`: each report with its question, its answer, a small picture, and its files.

Where there are very many, those beyond the newest are told in short: the answer with its citation
and the files. A thousand in full would be a page of several megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tradegap.reporting.citation import Citation, citation
from tradegap.reporting.frame import page
from tradegap.reporting.listed import Earlier, Edition, Listed
from tradegap.reporting.numbers import format_date
from tradegap.reporting.picture import placed

IN_FULL = 50
"""So many reports are told in full."""
_NONE = "<p>Nothing has been built yet.</p>"
_FOOTER = (
    "This page is complete: it loads nothing from elsewhere. It was written with the last build. "
    "Each report uses only what was published by its as-of date, unless marked as hindsight."
)


def index_page(reports: Sequence[Listed]) -> str:
    """Return the page over all reports; the same reports give the same bytes."""
    full = in_full(reports)
    told = list(enumerate(reports, start=1))
    body = "\n".join(_case(report, n) for n, report in told if report.slug in full)
    if rest := [_in_short(report, n) for n, report in told if report.slug not in full]:
        body += f"\n<h2>Other reports ({len(rest)})</h2>\n" + "\n".join(rest)
    return page(
        "Reports",
        "How far pledges go toward narrowing a trade surplus, case by case.",
        body or _NONE,
        ways={"Compare the cases": "compare.html", "Feed of editions": "feed.xml"},
        footer=_FOOTER,
        copies=bool(reports),
    )


def in_full(reports: Sequence[Listed]) -> frozenset[str]:
    """Return the names of the reports that the index tells in full: those of most recent news."""
    names = sorted(report.slug for report in reports)
    until = {report.slug: report.edition.known_until for report in reports}
    return frozenset(sorted(names, key=until.__getitem__, reverse=True)[:IN_FULL])


def _in_short(report: Listed, n: int) -> str:
    edition = report.edition
    return (
        f'<article class="case short" aria-labelledby="case-{n}">\n'
        f'<h3 id="case-{n}"><a href="{escape(edition.page)}">{escape(report.slug)}</a></h3>\n'
        f'<p id="cite-{n}">{escape(_citation(edition).sentence)}</p>\n'
        f"{_files(edition)}\n{_copy_button(n)}\n</article>"
    )


def _case(report: Listed, n: int) -> str:
    edition = report.edition
    words = [
        f'<h2 id="case-{n}"><a href="{escape(edition.page)}">{_title(report)}</a></h2>',
        *(_line(edition, name) for name in ("subtitle", "question", "headline")),
        _picture(report, n),
        _about(edition),
        _files(edition),
        _cited(edition, n),
        _earlier(report.earlier),
    ]
    kind = "case pictured" if report.picture else "case"
    whole = "\n".join(part for part in words if part)
    return f'<article class="{kind}" aria-labelledby="case-{n}">\n{whole}\n</article>'


def _title(report: Listed) -> str:
    return escape(report.edition.said("title") or report.slug)


def _line(edition: Edition, name: str) -> str:
    said = escape(edition.said(name))
    return f'<p class="{name}">{said}</p>' if said else ""


def _picture(report: Listed, n: int) -> str:
    if not report.picture:
        return ""
    about = report.edition.facts.get("picture") or {}
    title, unit = (escape(str(about.get(name) or "")) for name in ("title", "subtitle"))
    unit = f'<span class="unit">{unit}</span>' if unit else ""
    words = f"<figcaption>{title}{unit}</figcaption>\n" if title else ""
    return f'<figure class="picture">{words}{placed(report.picture, n)}</figure>'


def _about(edition: Edition) -> str:
    return (
        f'<p class="edition"><span>As of {_day(edition.said("as_of"))}</span>'
        f"<span>Edition {escape(edition.name)}</span></p>"
    )


def _day(day: str) -> str:
    return f'<time datetime="{escape(day)}">{escape(format_date(day, "no date"))}</time>'


def _files(edition: Edition) -> str:
    ways = {"Read it": "report.html", "PDF": "report.pdf"}
    links = {words: name for words, name in ways.items() if name[7:] in edition.formats}
    if edition.has_data:
        links["Data (CSV and JSON, zipped)"] = "data.zip"
    links["Results (JSON)"] = "results.json"
    items = "\n".join(
        f'<li><a href="{escape(edition.address(name))}">{words}</a></li>'
        for words, name in links.items()
    )
    return f'<ul class="ways">\n{items}\n</ul>'


def _cited(edition: Edition, n: int) -> str:
    cited = _citation(edition)
    return (
        f"{_copy_button(n)}\n"
        f'<details class="cite"><summary>How to cite</summary>\n<p id="cite-{n}">'
        f"{escape(cited.sentence)}</p>\n"
        f'<pre tabindex="0">{escape(cited.bibtex)}</pre>\n</details>'
    )


def _copy_button(n: int) -> str:
    return (
        f'<div><button type="button" class="copy" data-copy="cite-{n}" hidden>'
        "Copy sentence with citation</button></div>"
    )


def _citation(edition: Edition) -> Citation:
    return citation({**edition.facts, "edition": edition.name}, edition.software)


def _earlier(editions: Sequence[Earlier]) -> str:
    if not editions:
        return ""
    items = "\n".join(
        f'<li><a href="{escape(e.page)}">{escape(e.name)}</a>, as of {_day(e.as_of)}</li>'
        for e in editions
    )
    head = f"Earlier editions ({len(editions)})"
    return f'<details class="cite"><summary>{head}</summary>\n<ul>\n{items}\n</ul>\n</details>'
