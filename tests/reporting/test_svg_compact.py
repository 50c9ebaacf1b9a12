"""A drawing in fewer bytes: the same lines, said once."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tradegap.reporting.svg_compact import compact, short_path


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 0 371.91 L 311.81 371.91 L 311.81 0 L 0 0 z", "M0 371.9H311.8V0H0z"),
        ("M 1 2 L 3 4 L 5 6", "M1 2L3 4 5 6"),
        ("M 1 2 L -3 -4", "M1 2L-3-4"),
        ("M 0 2 C 0.53 2 1.04 1.79 2 0 z", "M0 2C0.53 2 1.04 1.79 2 0z"),
    ],
)
def test_a_path_is_shorter_and_shortening_it_again_changes_nothing(path: str, short: str) -> None:
    assert short_path(path) == short
    assert short_path(short) == short


def drawn(*parts: str) -> str:
    root = ET.fromstring(f"<svg>{''.join(parts)}</svg>")
    compact(root)
    return ET.tostring(root, encoding="unicode")


def test_ticks_and_grid_become_one_line_below_their_labels() -> None:
    tick = '<defs><path d="M 0 0 L 0 3" id="t"/></defs>'
    marks = [
        f'<use x="{x}" y="9" href="#t" fill="#111" stroke="#111"/><text x="{x}" y="20">{x}</text>'
        for x in (5, 15)
    ]
    assert drawn(tick, *marks) == (
        '<svg><path fill="none" stroke="#111" d="M5 9V12M15 9V12" /><text x="5" y="20">5</text>'
        '<text x="15" y="20">15</text></svg>'
    )


def test_a_clip_stays_where_it_cuts() -> None:
    clip = '<defs><clipPath id="c"><rect x="0" y="0" width="10" height="10"/></clipPath></defs>'
    inside = '<path d="M 1 1 L 9 1" clip-path="url(#c)"/>'
    outside = '<path d="M 1 1 L 90 1" clip-path="url(#c)"/>'
    assert "clip" not in drawn(clip, inside)
    assert drawn(clip, inside, outside).count('clip-path="url(#c)"') == 1


def test_neighbours_share_a_group_in_their_order() -> None:
    bars = "".join(f'<path d="M{n} 0V9H{n + 1}z" fill="#222"/>' for n in (1, 3))
    other = '<path d="M5 0V9H6z" fill="#333"/>'
    assert drawn(bars, other) == (
        '<svg><g fill="#222"><path d="M1 0V9H2z" /><path d="M3 0V9H4z" /></g>'
        '<path d="M5 0V9H6z" fill="#333" /></svg>'
    )
