"""The figure of the chapter on the response: it takes numbers that are ready and only draws."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH = 24


@dataclass(frozen=True)
class Reach:
    """One row: a narrowing in USD bn at the lowest, the central and the highest elasticity."""

    title: str
    low: Quantity
    central: Quantity
    high: Quantity


def reaches(rows: Sequence[Reach], target_usd_bn: Quantity | None, **words: str) -> ReportFigure:
    """Draw each row as a bar from lowest to highest with its central value, against the target."""
    with figure_style():
        figure = new_figure(height_mm=18 + 13 * len(rows))
        axes = figure.subplots()
        ends = [value_of(end) for row in rows for end in (row.low, row.high)]
        target = None if target_usd_bn is None else value_of(target_usd_bn)
        left, right = min(0.0, *ends), max(0.0, *ends, target or 0.0)
        for place, row in enumerate(rows):
            _row(axes, place, row)
        axes.axvline(0, color=PALETTE["muted"], linewidth=0.9)
        if target_usd_bn is not None and target is not None:
            axes.axvline(target, color=PALETTE["vermilion"], linewidth=1.4)
            said = TELL("target {target:n0}", target=target_usd_bn)
            text = axes.annotate(
                said.plain, (target, -0.62),
                xytext=(4, 0), textcoords="offset points", va="center",
                color=PALETTE["vermilion"],
            )  # fmt: skip
            leads(text, said)
        axes.set_yticks(range(len(rows)), [_wrapped(r.title) for r in rows])
        axes.tick_params(axis="y", labelcolor=PALETTE["ink"])
        axes.set_ylim(len(rows) - 0.4, -0.9)
        axes.set_xlim(left - 0.04 * (right - left), right + 0.1 * (right - left))
        axes.grid(visible=False)
        return ReportFigure.of(figure, data=_drawn(rows), **{"name": "response", **words})


def _drawn(rows: Sequence[Reach]) -> pd.DataFrame:
    """Return the rows with the unit in the names of their columns; the ends are elasticities'."""
    return pd.DataFrame(
        {
            "tariffs": [row.title for row in rows],
            "narrowing_low_elasticity_usd_bn": [value_of(row.low) for row in rows],
            "narrowing_central_elasticity_usd_bn": [value_of(row.central) for row in rows],
            "narrowing_high_elasticity_usd_bn": [value_of(row.high) for row in rows],
        }
    )


def _row(axes: Axes, place: int, row: Reach) -> None:
    low, high = sorted((value_of(row.low), value_of(row.high)))
    central, said = value_of(row.central), TELL("{central:signed}", central=row.central)
    axes.barh(place, high - low, left=low, color=PALETTE["blue_tint"], height=0.34)
    axes.plot([central], [place], color=PALETTE["blue"], marker="o", markersize=5)
    text = axes.annotate(
        said.plain, (central, place), xytext=(0, 6),
        textcoords="offset points", ha="center", va="bottom", color=PALETTE["blue"],
        fontweight="bold",
        bbox={"facecolor": PALETTE["paper"], "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
    leads(text, said, row.title)


def _wrapped(title: str) -> str:
    return "\n".join(textwrap.wrap(title, _WIDTH))
