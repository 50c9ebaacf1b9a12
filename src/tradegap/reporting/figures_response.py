"""The figure of the chapter on the response: it takes numbers that are ready and only draws."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number, format_signed
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 24


@dataclass(frozen=True)
class Reach:
    """One row: a narrowing in USD bn at the lowest, the central and the highest elasticity."""

    title: str
    low: float
    central: float
    high: float


def reaches(rows: Sequence[Reach], target_usd_bn: float | None, **words: str) -> ReportFigure:
    """Draw each row as a bar from lowest to highest with its central value, against the target."""
    with figure_style():
        figure = new_figure(height_mm=18 + 13 * len(rows))
        axes = figure.subplots()
        ends = [v for r in rows for v in (r.low, r.high)]
        left, right = min(0.0, *ends), max(0.0, *ends, target_usd_bn or 0.0)
        for place, row in enumerate(rows):
            _row(axes, place, row)
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        if target_usd_bn is not None:
            axes.axvline(target_usd_bn, color=PALETTE["vermilion"], linewidth=1.4)
            axes.annotate(
                f"target {format_number(target_usd_bn, 0)}", (target_usd_bn, -0.62),
                xytext=(4, 0), textcoords="offset points", va="center",
                color=PALETTE["vermilion"],
            )  # fmt: skip
        axes.set_yticks(range(len(rows)), [_wrapped(r.title) for r in rows])
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(rows) - 0.4, -0.9)
        axes.set_xlim(left - 0.04 * (right - left), right + 0.1 * (right - left))
        axes.grid(visible=False)
        return ReportFigure.of(figure, **{"name": "response", **words})


def _row(axes: Axes, place: int, row: Reach) -> None:
    low, high = sorted((row.low, row.high))
    axes.barh(place, high - low, left=low, color=PALETTE["blue_tint"], height=0.34)
    axes.plot([row.central], [place], color=PALETTE["blue"], marker="o", markersize=5)
    axes.annotate(
        format_signed(row.central), (row.central, place), xytext=(0, 6),
        textcoords="offset points", ha="center", va="bottom", color=PALETTE["blue"],
        fontweight="bold",
        bbox={"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _wrapped(title: str) -> str:
    return "\n".join(textwrap.wrap(title, _WIDTH))
