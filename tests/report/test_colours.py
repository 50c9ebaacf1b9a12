"""The colours that stand side by side in a figure of the reports are told apart by every reader."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.built import CASES, build_once
from tests.reporting.test_svg_palette import SIMULATED, lab, linear

from tradegap.reporting import style

pytestmark = pytest.mark.slow
APART = 20  # CIELAB, of any two categories, to each eye
LIGHTER = 6  # CIE L*, of any two categories, in grey print


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The categories' colours that each figure draws with, by case and figure."""
    folder = build_once(tmp_path_factory)
    drawn = {}
    for path in (path for case in CASES for path in (folder / case / "figures").glob("*.svg")):
        svg = path.read_text("utf-8")
        name = f"{path.parent.parent.name}/{path.stem}"
        drawn[name] = [hue for hue in style.CYCLE if style.PALETTE[hue] in svg]
    return drawn


@pytest.mark.parametrize("palette", [style.PALETTE, style.DARK_PALETTE], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIMULATED)
def test_on_a_screen(figures: dict[str, list[str]], sight: str, palette: dict[str, str]) -> None:
    seen = {hue: lab(np.array(SIMULATED[sight]) @ linear(palette[hue])) for hue in style.CYCLE}
    pairs = [(name, *pair) for name, hues in figures.items() for pair in combinations(hues, 2)]
    assert len({frozenset(pair) for _, *pair in pairs}) > 5
    for name, one, other in pairs:
        assert np.linalg.norm(seen[one] - seen[other]) >= APART, (name, one, other)


def test_in_grey_print(figures: dict[str, list[str]]) -> None:
    lightness = {hue: lab(linear(style.PALETTE[hue]))[0] for hue in style.CYCLE}
    for name, hues in figures.items():
        steps = np.diff(sorted(lightness[hue] for hue in hues))
        assert all(steps >= LIGHTER), (name, hues)
