"""The figure of the chapter on the mix: it takes numbers that are ready and only draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradegap.model.quantity import Quantity, value_of
from tradegap.reporting.display import ReportFigure
from tradegap.reporting.labels import TELL, leads
from tradegap.reporting.numbers import format_number
from tradegap.reporting.style import PALETTE, figure_style, new_figure, percent_ticks
from tradegap.reporting.text import Sentence

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
    """One line: its elasticity, purchases (USD bn), the tariff for the rest (share, or missing).

    `alone` is the tariff without purchases.
    """

    elasticity: Quantity
    alone: Quantity
    purchases_usd_bn: np.ndarray
    tariff_share: np.ndarray

    @property
    def label(self) -> str:
        """The line's name."""
        return f"elasticity {value_of(self.elasticity):g}"


def mix_frontier(
    lines: Sequence[FrontierLine], credited_usd_bn: Quantity | None, **words: str
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
        if credited_usd_bn is not None and 0 < value_of(credited_usd_bn) <= target:
            _mark_credited(axes, credited_usd_bn, top)
        axes.set_xlim(-_ROOM * target, target * 1.03)
        axes.set_xticks([target * part for part in (0, 0.25, 0.5, 0.75, 1)])
        axes.xaxis.set_major_formatter(lambda value, _: format_number(value, 0))
        percent_ticks(axes.yaxis)
        axes.set(xlabel="purchases, US$ bn a year more than in the base year", ylabel="")
        return ReportFigure.of(figure, data=_drawn(lines), **{"name": "mix-frontier", **words})


def _mark_credited(axes: Axes, credited_usd_bn: Quantity, top: float) -> None:
    at = value_of(credited_usd_bn)
    axes.axvline(at, color=PALETTE["muted"], linewidth=1, linestyle=(0, (4, 3)))
    said = TELL("pledges credited {credited:n1}", credited=credited_usd_bn)
    text = axes.annotate(
        said.plain, (at, top * 1.04), xytext=(4, 0), textcoords="offset points", va="top",
        color=PALETTE["muted"],
    )  # fmt: skip
    leads(text, said)


def _drawn(lines: Sequence[FrontierLine]) -> pd.DataFrame:
    """Return tariffs by purchases, a column a line, empty where the line leaves the figure.

    Every fifth of the points that are drawn: the lines are smooth.
    """
    shares = {f"tariff_share, {line.label}": line.tariff_share[::5] for line in lines}
    return pd.DataFrame({"purchases_usd_bn": lines[0].purchases_usd_bn[::5], **shares})


def _within(line: FrontierLine) -> FrontierLine:
    """Return a line from where it falls below the top of the figure."""
    seen = np.where(line.tariff_share <= _HIGHEST, line.tariff_share, np.nan)
    return replace(line, tariff_share=seen)


def _name_lines(axes: Axes, lines: Sequence[FrontierLine], top: float) -> None:
    """Write each line's name left of where it begins; where they leave at the top, in a list."""
    starts = [_start(line) for line in lines]
    cut = [n for n, (x, _) in enumerate(starts) if x > 0]
    lowest = 0.0
    for n in sorted(range(len(lines)), key=lambda n: starts[n][1]):
        if n not in cut:
            y = starts[n][1]
            place = lowest = max(y, lowest + top * _APART)
            said = TELL(
                f"elasticity {{e:{_style(lines[n].elasticity)}}}: {{alone:pct1}}",
                e=lines[n].elasticity,
                alone=lines[n].alone,
            )
            _write(axes, said, (0.0, place), _WORDS[n])
    for rank, n in enumerate(sorted(cut, key=lambda n: -n)):
        where = f"{_PLACES[rank]}: " if len(cut) == len(lines) == len(_PLACES) else ""
        height = top * (1 - _APART * rank)
        e = lines[n].elasticity
        said = TELL(f"{where}elasticity {{e:{_style(e)}}}", e=e)
        _write(axes, said, (min(s[0] for s in starts), height), _WORDS[n])


def _style(elasticity: Quantity) -> str:
    """Return the style that shows an elasticity as it is published: 4, and 1.3."""
    return "n0" if value_of(elasticity).is_integer() else "n1"


def _write(axes: Axes, said: Sentence, at: tuple[float, float], colour: str) -> None:
    text = axes.annotate(
        said.plain, at, xytext=(-6, 0), textcoords="offset points",
        ha="right", va="center", color=PALETTE[colour],
    )  # fmt: skip
    leads(text, said)


def _start(line: FrontierLine) -> tuple[float, float]:
    """Return where a line begins: the first purchases whose rest a tariff reaches."""
    first = int(np.flatnonzero(~np.isnan(line.tariff_share))[0])
    return float(line.purchases_usd_bn[first]), float(line.tariff_share[first]) * 100
