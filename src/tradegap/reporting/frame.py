"""The frame of a page over all reports: one file that loads nothing, with one known script."""

from __future__ import annotations

from html import escape

from tradegap.reporting.page_assets import policy, small_script, style_sheet

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<meta name="description" content="{description}">
<meta name="generator" content="tradegap">
<link rel="icon" href="data:,">
<link rel="alternate" type="application/atom+xml" title="Editions" href="feed.xml">
<style>{css}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<div class="page overview{wide}">
<header class="report">
<h1>{title}</h1>
<p class="subtitle">{description}</p>
{ways}
</header>
<main id="main">
{body}
</main>
<footer>
<p>{footer}</p>
</footer>
</div>
{script}</body>
</html>
"""
_COPYING = """<p class="unseen" role="status" data-said></p>
<script>{script}</script>
"""


def page(
    title: str, description: str, body: str, *, ways: dict[str, str], footer: str,
    wide: bool = False, copies: bool = False,
) -> str:  # fmt: skip
    """Return a page around `body`, which is HTML; the other words are plain text.

    `ways` are links by their words. With `copies` the script that copies citations comes along.
    """
    css, script = style_sheet("overview.css"), small_script("copy.js") if copies else ""
    links = "\n".join(f'<li><a href="{to}">{escape(words)}</a></li>' for words, to in ways.items())
    return _PAGE.format(
        policy=escape(policy(css, script)),
        title=escape(title),
        description=escape(description),
        css=css,
        wide=" wide" if wide else "",
        ways=f'<nav aria-label="More"><ul class="ways">\n{links}\n</ul></nav>',
        body=body,
        footer=escape(footer),
        script=_COPYING.format(script=script) if script else "",
    )
