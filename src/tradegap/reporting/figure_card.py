"""A figure as a notebook shows it: with its title, unit and source, on paper of its own.

The drawing has literal colours, for light paper; a front end in its dark theme would put it on
black.
"""

from __future__ import annotations

from html import escape

from tradegap.reporting.style import PALETTE

_PAPER = (
    f"display: inline-block; box-sizing: border-box; max-width: min(100%, 44rem); margin: 0 0 1rem;"
    f" padding: 0.75rem 1rem; background: {PALETTE['paper']}; color: {PALETTE['ink']}"
)
_DRAWING = '<svg style="overflow: visible; max-width: 100%; height: auto" '


def figure_html(title: str, subtitle: str, svg: str, source: str) -> str:
    """Return a drawing with its title, subtitle and source around it, as HTML."""
    drawn = svg.replace("<svg ", _DRAWING, 1)  # letters of another font may be wider
    return (
        f'<figure style="{_PAPER}"><figcaption>{heading(title)}{small(subtitle)}</figcaption>'
        f"<div>{drawn}</div>{small(f'Source: {source}')}</figure>"
    )


def heading(text: str) -> str:
    """Return a line that stands out."""
    return f'<div style="line-height: 1.4"><strong>{_told(text)}</strong></div>'


def small(text: str) -> str:
    """Return a line in small print."""
    return f'<div style="line-height: 1.4"><small>{_told(text)}</small></div>'


def _told(text: str) -> str:
    """Return text as HTML; Jupyter would take what stands between two dollar signs for formulas."""
    return escape(text).replace("$", "<span>$</span>")
