"""A page with the what-if of a case, as the summary of its report has it."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import tradegap as tg
from tests.browser.sample import shown
from tradegap.data.case import Case
from tradegap.reporting.html import TradegapHTMLExporter


def summary(case: Case, findings: bool = False) -> NotebookNode:
    """Return a notebook of two chapters, the first of which ends in the what-if."""
    say = tg.voice(case)
    found = tg.findings(case, say) if findings else say("Nothing else was worked out.")
    about = {"tradegap": {"chapter": "00-summary", "cell": 1}}
    several = bool(case.scenario.partners)
    section = tg.partners_what_if(case, say) if several else tg.what_if_section(case, say, found)
    outputs = [shown(section)]
    cells = [
        new_markdown_cell("# Summary\n\n## What the chapters find", id="one"),
        new_code_cell("found", id="two", metadata=about, outputs=[shown(found)]),
        new_markdown_cell("## What if", id="three"),
        new_code_cell("what_if", id="four", metadata=about, outputs=outputs),
        new_markdown_cell("# Another chapter\n\nIts text.", id="five"),
    ]
    meta = {
        "title": case.scenario.told(case.scenario.title, case.target_usd_bn),
        "question": case.scenario.told(case.scenario.question, case.target_usd_bn),
        "headline": tg.answer(case, say).plain,
        "scenario": case.scenario.id,
        "as_of": case.as_of.isoformat(),
        "language": "en",
    }
    return new_notebook(cells=cells, metadata={"tradegap": meta})


def page(case: Case, findings: bool = False) -> str:
    """Return the page of that notebook, with the findings of the other chapters or without."""
    html, _ = TradegapHTMLExporter().from_notebook_node(summary(case, findings))
    return str(html)
