"""A figure as clean SVG: the same bytes, nothing that acts or loads, ids of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from tradegap.reporting import style
from tradegap.reporting.svg import clean_svg, figure_svg, literal_colours

ALT = 'Bars & a line: "up" <then> down.'


def draw(name: str = "sample") -> str:
    with style.figure_style():
        figure = style.new_figure(60)
        axes = figure.subplots()
        axes.plot([1, 2, 3], [3, 1, 2], marker="o", label="US$5 to US$6")
        axes.bar([1, 2, 3], [1, 2, 3], color=style.PALETTE["blue_tint"], hatch="//")
        axes.text(2, 2, "Tom & <Jerry>")
        return figure_svg(figure, name, ALT)


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert draw() == draw()


@pytest.mark.slow
def test_another_process_gives_the_same_bytes() -> None:
    code = "from tests.reporting.test_svg import draw; print(draw(), end='')"
    if __name__ == "test_svg":
        code = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r})\n" + code.replace(
            "tests.reporting.", ""
        )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert run.stdout == draw(), run.stderr


def test_it_stands_alone_and_says_what_it_shows() -> None:
    root = ET.fromstring(draw())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == ALT
    assert root.get("viewBox") == "0 0 311.81 170.08"
    # 110 mm are 415.7 CSS pixels
    assert root.get("width") == "415.7"


def test_nothing_but_the_drawing_is_left() -> None:
    svg = draw()
    for unwanted in ("<?xml", "DOCTYPE", "metadata", "<style", "style=", "xlink", "<!--", "date"):
        assert unwanted not in svg
    assert svg.count("http") == 1, "only the namespace is an address"


def test_text_stays_text_and_two_dollars_are_no_mathematics() -> None:
    with style.figure_style():
        figure = style.new_figure(40)
        figure.subplots().text(0.5, 0.5, "US$5 to US$6")
        svg = figure_svg(figure, "money", ALT)
    assert ">US$5 to US$6</text>" in svg
    assert "<tspan" not in svg


def test_ids_begin_with_the_figures_name_and_are_all_used() -> None:
    svg = draw("first")
    ids = re.findall(r' id="([^"]+)"', svg)
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("first-") for name in ids)
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
    assert {a or b for a, b in used} == set(ids)
    assert not set(ids) & set(re.findall(r' id="([^"]+)"', draw("second")))


def test_cleaning_twice_changes_nothing_but_the_names() -> None:
    once = draw("one")
    again = clean_svg(once, "one", ALT, "tg", "Inter, 'DejaVu Sans', sans-serif")
    assert again == once


def test_every_colour_is_of_the_palette() -> None:
    assert literal_colours(draw()) <= set(style.PALETTE.values())


def test_repeated_shapes_take_their_paint_where_they_are_used() -> None:
    svg = draw()
    shapes = re.findall(r"<defs>(<path[^>]*id=\"sample-\d+\"[^>]*/>)</defs>", svg)
    assert shapes
    assert all("stroke=" not in shape and "fill=" not in shape for shape in shapes)


NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)" width="1" height="1"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'><img src='x'/></p></foreignObject>",
        '<image href="http://127.0.0.1/x.png"/>',
        '<use xlink:href="http://127.0.0.1/x.svg#a"/>',
        '<use href="data:image/svg+xml,x#a"/>',
        "<style>@import url(http://127.0.0.1/x.css)</style>",
        '<rect style="fill: url(http://127.0.0.1/#a)"/>',
        '<rect fill="url(http://127.0.0.1/#a)"/>',
        r'<rect fill="u\72l(http://127.0.0.1/#a)"/>',
        '<rect fill="image-set(url(http://127.0.0.1/a))"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        '<path marker-end="url(http://127.0.0.1/#m)"/>',
        '<use href="#"/>',
    ],
)
def test_what_acts_or_loads_is_left_out(payload: str) -> None:
    svg = clean_svg(f"<svg {NS} width='10' height='5'>{payload}</svg>", "x", "alt")
    rest = svg.replace("http://www.w3.org/2000/svg", "")
    for unwanted in ("script", "alert", "http", "data:", "onload", "@import", "127.0.0.1", "image"):
        assert unwanted not in rest


def test_a_bomb_of_entities_and_no_svg_are_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'
    with pytest.raises(ValueError, match="entities"):
        clean_svg(bomb, "x", "alt")
    with pytest.raises(ValueError, match="no readable SVG"):
        clean_svg("<svg", "x", "alt")
    with pytest.raises(ValueError, match="outermost"):
        clean_svg("<html/>", "x", "alt")


def test_sizes_are_read_in_points_and_pixels() -> None:
    svg = clean_svg('<svg width="72pt" height="48"/>', "x", "alt")
    assert 'width="96"' in svg
    assert 'viewBox="0 0 96 48"' in svg
