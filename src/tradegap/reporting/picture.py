"""A report's first figure as a picture for the index, where it stands among those of others."""

from __future__ import annotations

import re

from tradegap.reporting.svg import FAMILY, clean_svg

IDS = "picture-part"
"""What the ids of a picture begin with until it is placed on a page."""


def picture(svg: str, alt: str) -> str:
    """Return a figure as clean SVG with `alt` as its text alternative.

    Raises `ValueError` for what is no SVG.
    """
    return clean_svg(svg, IDS, alt, css_class="tg", family=FAMILY)


def placed(svg: str, number: int) -> str:
    """Return a picture with ids that no other has on a page where it is the n-th."""
    return re.sub(rf'(?<=["#]){IDS}-', f"picture-{number}-", svg)
