"""The palette: contrast, grey print, colour blindness, dark mode; and no global state."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from tradegap.reporting import style

HUES = ("blue", "vermilion", "teal", "plum", "ochre")
WORDS = ("ink", "muted", "teal_text", "ochre_text", "plum_text", "blue", "vermilion", "plum")
# Machado, Oliveira and Fernandes (2009), severity 1.0, in linear RGB
SIMULATED = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "normal sight": np.eye(3).tolist(),
}


def linear(colour: str) -> np.ndarray:
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("palette", [style.PALETTE, style.DARK_PALETTE], ids=["light", "dark"])
def test_lines_and_words_stand_out_from_the_paper(palette: dict[str, str]) -> None:
    for name in (*HUES, "grey"):
        assert contrast(palette[name], palette["paper"]) >= 3, name
    for name in WORDS:
        assert contrast(palette[name], palette["paper"]) >= 4.5, name


@pytest.mark.parametrize("palette", [style.PALETTE, style.DARK_PALETTE], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIMULATED)
def test_the_hues_differ_for_every_eye(sight: str, palette: dict[str, str]) -> None:
    seen = {name: lab(np.array(SIMULATED[sight]) @ linear(palette[name])) for name in HUES}
    for one, other in combinations(HUES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 20, (one, other)


def test_the_hues_differ_in_grey_print() -> None:
    lightness = sorted(lab(linear(style.PALETTE[name]))[0] for name in HUES)
    assert min(np.diff(lightness)) >= 6


def test_code_is_readable_on_its_panel() -> None:
    for palette in (style.PALETTE, style.DARK_PALETTE):
        for name in ("ink", "muted", "plum_text", "teal_text", "ochre_text", "blue"):
            assert contrast(palette[name], palette["grey_tint"]) >= 4.5, name


def test_every_colour_of_the_palette_has_its_rule_for_dark_mode() -> None:
    css = style.recolouring_css()
    assert len(set(style.PALETTE.values())) == len(style.PALETTE), "a literal is one name's"
    for name, light in style.PALETTE.items():
        for attribute in ("fill", "stroke"):
            assert f'[{attribute}="{light}"]{{{attribute}:{style.DARK_PALETTE[name]}}}' in css


def test_text_is_large_enough_on_a_phone() -> None:
    # a phone of 360 CSS pixels leaves about 328 for the drawing, which is 110 mm (311.8 pt) wide
    scale = 328 / (style.FIGURE_WIDTH_MM / style.MM_PER_INCH * 72)
    sizes = {k: v for k, v in style.settings().items() if k.endswith(("labelsize", "fontsize"))}
    drawn = [sizes[k] for k in ("axes.labelsize", "xtick.labelsize", "ytick.labelsize")]
    assert min(drawn) * scale >= 9


def test_the_settings_of_before_are_back_afterwards() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    with style.figure_style():
        assert matplotlib.rcParams["svg.fonttype"] == "none"
    assert dict(matplotlib.rcParams) == before


def test_importing_draws_nothing_in() -> None:
    code = (
        "import sys, tradegap.reporting.style, tradegap.reporting.display;"
        "print([m for m in ('matplotlib', 'seaborn', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_shipped_font_comes_before_the_systems() -> None:
    from matplotlib import font_manager

    with style.figure_style():
        found = font_manager.findfont("Inter")
    assert str(style.FONTS) in found
