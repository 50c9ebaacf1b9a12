"""`reports/index.html`: a plain page over the reports that are there."""

from __future__ import annotations

import os
import secrets
from html import escape
from pathlib import Path

from filelock import FileLock

from tradegap.build.editions import Report, list_reports
from tradegap.build.places import EDITIONS, telling_output_errors

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Reports on bilateral surplus-narrowing targets, as built here.">
<title>Reports</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.05rem/1.55 Inter, system-ui, sans-serif; max-width: 44rem; margin: 0 auto;
  padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.2rem; margin: 2.2rem 0 .2rem; }}
p {{ margin: .3rem 0; }} .small {{ font-size: .875rem; opacity: .85; }}
</style>
</head>
<body>
<main>
<h1>Reports</h1>
{entries}
</main>
</body>
</html>
"""
_ENTRY = """<article>
<h2>{title}</h2>
<p>{headline}</p>
<p>{links}</p>
<p class="small">{slug}, as of {as_of}, edition {edition}</p>
</article>"""
_LABELS = {"report.html": "Read it as a page", "report.pdf": "PDF"}


def index_page(reports: list[Report]) -> str:
    """Return the page: a title, a headline and the files of each report."""
    entries = "\n".join(_entry(report) for report in reports)
    return _PAGE.format(entries=entries or "<p>Nothing has been built yet.</p>")


def _entry(report: Report) -> str:
    names = [*report.files(), "results.json"]
    links = ", ".join(
        f'<a href="{escape(report.slug)}/{name}">{_LABELS.get(name, "numbers as JSON")}</a>'
        for name in names
    )
    said = {name: escape(report.said(name)) for name in ("title", "headline", "as_of", "edition")}
    return _ENTRY.format(links=links, slug=escape(report.slug), **said)


def write_index(folder: Path) -> Path:
    """Write the index of a reports folder anew, in one step, and return its path."""
    target = folder / "index.html"
    with telling_output_errors(folder):
        (folder / EDITIONS).mkdir(parents=True, exist_ok=True)
        with FileLock(folder / EDITIONS / "index.lock"):
            draft = folder / EDITIONS / f".index-{os.getpid()}-{secrets.token_hex(4)}"
            draft.write_text(index_page(list_reports(folder)), encoding="utf-8")
            os.replace(draft, target)
    return target
