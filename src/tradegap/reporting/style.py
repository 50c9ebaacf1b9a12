"""The look of figures: a palette of literal colours and matplotlib settings as a context.

Figures are drawn once, in light colours; the HTML page recolours them for dark mode with rules made
here from the same palette. Nothing global changes on import, and matplotlib and seaborn are
imported only when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tradegap.reporting.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

FONTS = Path(__file__).parent / "fonts"
FIGURE_WIDTH_MM = 110.0
MM_PER_INCH = 25.4
HASH_SALT = "tradegap"
FONT_STACK = ("Inter", "DejaVu Sans")

# name: (light, dark). The five hues differ in lightness by 6 or more (CIE L*), so that they survive
# grey print, and by 20 or more in CIELAB under simulated protanopia, deuteranopia and tritanopia.
# `grey` is too near to teal and ochre for that: where it may meet them, words beside each bar say
# what it is. Each reaches 3:1 against the paper; `ink`, `muted`, `*_text` 4.5:1, for words.
_COLOURS = {
    "blue": ("#1b45b4", "#8ab0ff"),
    "vermilion": ("#b5472a", "#f0765a"),
    "teal": ("#1b8e7c", "#5ad6bb"),
    "plum": ("#55235f", "#b86cae"),
    "ochre": ("#b48a06", "#edca4a"),
    "grey": ("#8a929c", "#7f8894"),
    "teal_text": ("#12705f", "#5bd6bb"),
    "ochre_text": ("#7d5f00", "#edca4b"),
    "plum_text": ("#562360", "#d39acb"),
    "ink": ("#1a1d21", "#e8eaed"),
    "muted": ("#5b6470", "#a5aeb9"),
    "rule": ("#d9dde2", "#343a43"),
    "blue_tint": ("#dbe4f7", "#23325c"),
    "vermilion_tint": ("#f7ddd4", "#55291f"),
    "grey_tint": ("#e9ecef", "#272c34"),
    "paper": ("#ffffff", "#14171c"),
}
PALETTE = MappingProxyType({name: light for name, (light, _) in _COLOURS.items()})
DARK_PALETTE = MappingProxyType({name: dark for name, (_, dark) in _COLOURS.items()})
CYCLE = ("blue", "vermilion", "teal", "plum", "ochre", "grey")


def recolouring_css(scope: str = "svg.tg") -> str:
    """Return CSS rules that turn each literal colour of `PALETTE` into its dark counterpart.

    The caller puts them under `@media (prefers-color-scheme: dark)`.
    """
    return "\n".join(
        f'{scope} [{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in _COLOURS.values()
        for attribute in ("fill", "stroke")
    )


def variables_css(palette: Mapping[str, str] = PALETTE) -> str:
    """Return the palette as CSS variables: `--ink:#1a1d21;...`."""
    return "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in palette.items())


def settings() -> dict[Any, Any]:
    """Return the matplotlib parameters of a figure: seaborn's theme and our own on top."""
    import seaborn as sns
    from cycler import cycler

    ink, muted, rule = PALETTE["ink"], PALETTE["muted"], PALETTE["rule"]
    return {
        **sns.axes_style("whitegrid"),
        **sns.plotting_context("paper"),
        "svg.fonttype": "none",
        "svg.hashsalt": HASH_SALT,
        "text.parse_math": False,  # two dollar signs in one label are money, not mathematics
        "text.color": ink,
        "font.family": _families(),
        "font.size": 9.0,
        "axes.titlesize": 9.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 9.0,
        "xtick.labelsize": 9.0,
        "ytick.labelsize": 9.0,
        "legend.fontsize": 9.0,
        "legend.frameon": False,
        "axes.labelcolor": muted,
        "axes.edgecolor": muted,
        "axes.titlecolor": ink,
        "axes.linewidth": 0.8,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.facecolor": PALETTE["paper"],
        "axes.prop_cycle": cycler(color=[PALETTE[name] for name in CYCLE]),
        "axes.unicode_minus": True,
        "grid.color": rule,
        "grid.linewidth": 0.7,
        "xtick.color": muted,
        "ytick.color": muted,
        "xtick.labelcolor": muted,
        "ytick.labelcolor": muted,
        "xtick.bottom": True,
        "xtick.major.size": 3.0,
        "xtick.major.width": 0.8,
        "ytick.left": False,
        "lines.linewidth": 1.8,
        "lines.solid_capstyle": "round",
        "patch.edgecolor": PALETTE["paper"],
        "patch.linewidth": 0.6,
        "hatch.color": PALETTE["muted"],
        "figure.facecolor": PALETTE["paper"],
        "figure.edgecolor": "none",
        "savefig.facecolor": "auto",
        "savefig.edgecolor": "none",
        "savefig.bbox": None,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.h_pad": 0.03,
        "figure.constrained_layout.w_pad": 0.03,
        "figure.dpi": 72.0,
        "savefig.dpi": 72.0,
    }


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw within the house style; the settings of before are back afterwards."""
    import matplotlib

    _register_fonts()
    with matplotlib.rc_context(settings()):
        yield


def new_figure(height_mm: float = 70.0) -> Figure:
    """Return an empty figure, 110 mm wide, outside pyplot: no state, no second copy in Jupyter.

    Call it within `figure_style()`; take axes by `figure.subplots()`.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(FIGURE_WIDTH_MM / MM_PER_INCH, height_mm / MM_PER_INCH))


def year_ticks(axis: Axis) -> None:
    """Write an axis's ticks as years: 2018 and not 2,018."""
    axis.set_major_formatter(lambda year, _: f"{year:.0f}")


def percent_ticks(axis: Axis) -> None:
    """Write an axis's ticks, which are percentages, with their sign: `\u22125%`."""
    axis.set_major_formatter(lambda value, _: f"{format_number(value, 0)}%")


def _families() -> list[str]:
    """Return the families that text is measured with: Inter only where it is shipped."""
    return list(FONT_STACK) if _shipped_fonts() else [FONT_STACK[1]]


def _shipped_fonts() -> list[Path]:
    return sorted(FONTS.glob("Inter*.ttf"))


def _register_fonts() -> None:
    """Tell matplotlib of the shipped fonts, ahead of any copy that the system has.

    The first entry with the best score wins, so a system's Inter of another release would move
    labels by a hair, and the bytes of a figure would depend on the machine.
    """
    from matplotlib import font_manager

    known = font_manager.fontManager
    shipped = _shipped_fonts()
    if {str(path) for path in shipped} <= {entry.fname for entry in known.ttflist}:
        return
    for path in shipped:
        known.addfont(path)
        known.ttflist.insert(0, known.ttflist.pop())
