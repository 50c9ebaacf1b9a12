"""The figure of the chapter on the mix: it takes numbers that are ready and only draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradegap.reporting.display import ReportFigure
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = ("vermilion", "blue", "teal")
_WORDS = ("vermilion", "blue", "teal_text")
_ROOM = 0.55
_APART = 0.075
_HIGHEST = 1.5
_PLACES = ("left line", "middle line", "right line")


@dataclass(frozen=True)
class FrontierLine:
    """One line: its label, purchases (USD bn) and the tariff for the rest (share, or missing)."""

    label: str
    purchases_usd_bn: np.ndarray
    tariff_share: np.ndarray


def mix_frontier(
    lines: Sequence[FrontierLine], credited_usd_bn: float | None, **words: str
) -> ReportFigure:
    """Draw the tariff that closes what purchases leave, one line an elasticity, named at its start.

    `credited_usd_bn` marks what pledges are credited with, where anything is. Tariffs over 150%
    leave the figure at its top.
    """
    lines = [_within(line) for line in lines]
    with figure_style():
        figure = new_figure(height_mm=78)
        axes = figure.subplots()
        target = max(float(line.purchases_usd_bn[-1]) for line in lines)
        top = max(float(np.nanmax(line.tariff_share)) for line in lines) * 100
        axes.set_ylim(0, top * 1.06)
        for line, colour in zip(lines, _COLOURS, strict=False):
            axes.plot(line.purchases_usd_bn, line.tariff_share * 100, color=PALETTE[colour])
        _name_lines(axes, lines, top)
        if credited_usd_bn is not None and 0 < credited_usd_bn <= target:
            axes.axvline(
                credited_usd_bn, color=PALETTE["muted"], linewidth=1, linestyle=(0, (4, 3))
            )
            axes.annotate(
                f"pledges credited {format_number(credited_usd_bn)}", (credited_usd_bn, top * 1.04),
                xytext=(4, 0), textcoords="offset points", va="top", color=PALETTE["muted"],
            )  # fmt: skip
        axes.set_xlim(-_ROOM * target, target * 1.03)
        axes.set_xticks([target * part for part in (0, 0.25, 0.5, 0.75, 1)])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
        axes.set(xlabel="purchases, US$ bn a year more than in the base year", ylabel="")
        return ReportFigure.of(figure, **{"name": "mix-frontier", **words})


def _within(line: FrontierLine) -> FrontierLine:
    """Return a line from where it falls below the top of the figure."""
    seen = np.where(line.tariff_share <= _HIGHEST, line.tariff_share, np.nan)
    return FrontierLine(line.label, line.purchases_usd_bn, seen)


def _name_lines(axes: Axes, lines: Sequence[FrontierLine], top: float) -> None:
    """Write each line's name left of where it begins; where they leave at the top, in a list."""
    starts = [_start(line) for line in lines]
    cut = [n for n, (x, _) in enumerate(starts) if x > 0]
    lowest = 0.0
    for n in sorted(range(len(lines)), key=lambda n: starts[n][1]):
        if n not in cut:
            y = starts[n][1]
            place = lowest = max(y, lowest + top * _APART)
            _write(axes, f"{lines[n].label}: {format_number(y)}%", (0.0, place), _WORDS[n])
    for rank, n in enumerate(sorted(cut, key=lambda n: -n)):
        where = f"{_PLACES[rank]}: " if len(cut) == len(lines) == len(_PLACES) else ""
        height = top * (1 - _APART * rank)
        _write(axes, f"{where}{lines[n].label}", (min(s[0] for s in starts), height), _WORDS[n])


def _write(axes: Axes, text: str, at: tuple[float, float], colour: str) -> None:
    axes.annotate(
        text, at, xytext=(-6, 0), textcoords="offset points",
        ha="right", va="center", color=PALETTE[colour],
    )  # fmt: skip


def _start(line: FrontierLine) -> tuple[float, float]:
    """Return where a line begins: the first purchases whose rest a tariff reaches."""
    first = int(np.flatnonzero(~np.isnan(line.tariff_share))[0])
    return float(line.purchases_usd_bn[first]), float(line.tariff_share[first]) * 100
