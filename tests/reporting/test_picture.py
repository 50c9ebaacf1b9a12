"""A figure as a picture among others: it shares no id with them, and nothing acts."""

from __future__ import annotations

import re

import pytest

from tradegap.reporting import style
from tradegap.reporting.picture import picture, placed
from tradegap.reporting.svg import figure_svg, literal_colours


@pytest.fixture(scope="module")
def figure() -> str:
    with style.figure_style():
        drawn = style.new_figure(60)
        axes = drawn.subplots()
        axes.bar([2016, 2017], [347.0, 375.2], color=style.PALETTE["blue"])
        axes.plot([2016, 2017], [347.0, 375.2], marker="o")  # a shape that is used by its id
        axes.set_title("picture-part-1")
        return figure_svg(drawn, "surplus", "Two bars.")


def test_it_is_the_figure(figure: str) -> None:
    found = picture(figure, "Two bars, the second is higher.")
    assert 'aria-label="Two bars, the second is higher."' in found
    assert literal_colours(found) == literal_colours(figure)
    assert found.count("<path") == figure.count("<path")
    assert found.count("<text") == figure.count("<text")


def test_two_on_a_page_share_no_id_and_each_points_to_its_own(figure: str) -> None:
    drawn = picture(figure, "x")
    ids = {n: set(re.findall(r' id="([^"]*)"', placed(drawn, n))) for n in (1, 2)}
    assert ids[1]
    assert not ids[1] & ids[2]
    for n in (1, 2):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', placed(drawn, n))) == ids[n]
    assert ">picture-part-1<" in placed(drawn, 1)  # a text is no id


def test_nothing_that_acts_comes_along() -> None:
    bad = '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script><rect onclick="x"/></svg>'
    assert "script" not in picture(bad, "")
    assert "onclick" not in picture(bad, "")
    with pytest.raises(ValueError, match="no SVG"):
        picture("<html/>", "")
