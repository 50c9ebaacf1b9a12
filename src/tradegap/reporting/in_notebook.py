"""Where a number of a chapter leads in a notebook, which has no panel: to a list under the output.

A report has the lineage in its panels, and papermill gives the bytes that a build gives, so it is
there only where Jupyter's server opened the notebook.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from tradegap.data import recording
from tradegap.model.quantity import Quantity

_OPENS = (
    "const told = document.getElementById(this.hash.slice(1)); told.querySelector(`details`)"
    "?.setAttribute(`open`, ``); for (let e = told; e = e.parentElement.closest(`details`);) "
    "e.open = true; told.scrollIntoView({block: `nearest`}); return false"
)
"""What a click does; a front end follows no link within a notebook by itself."""
SESSION = "JPY_SESSION_NAME"
"""What Jupyter's server tells the kernels of the notebooks that somebody opens."""


def is_shown() -> bool:
    """Tell whether somebody has this notebook open, and no build runs it."""
    return SESSION in os.environ and not recording.is_on()


def explained(html: str, quantities: Iterable[Quantity]) -> str:
    """Return HTML whose numbers lead to a list of how they were made, which folds, after it.

    HTML without numbers stays as it is, and so does that of a notebook that nobody has open.
    """
    told = [*quantities]
    if not is_shown() or not told:
        return html
    from tradegap.reporting.card_lineage import lineages_html

    leading = html.replace('<a href="#n-', f'<a onclick="{_OPENS}" href="#n-')
    return (
        f"{leading}<details><summary><small>How these numbers were made</small></summary>"
        f'<div style="margin-left: 1.5em">{lineages_html(told)}</div></details>'
    )


def explained_prose(markdown: str, quantities: Iterable[Quantity]) -> dict[str, str]:
    """Return prose as HTML by its type, with its numbers explained, where it is open."""
    if not is_shown():
        return {}
    from tradegap.reporting.card_lineage import read_html

    return {"text/html": explained(read_html(markdown), quantities)}
