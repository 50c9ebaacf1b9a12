"""A figure is laid out and drawn once, and looks as matplotlib's own way of saving it would."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from tradegap.reporting import style
from tradegap.reporting.svg import FAMILY, clean_svg, figure_svg


def bars(figure: Figure) -> None:
    axes = figure.subplots()
    axes.barh([0, 1], [3.0, 40.0], color=style.PALETTE["blue"])
    axes.set_yticks([0, 1], ["a name\non two lines", "another that is rather long"])
    axes.annotate("40.0", (40, 1), xytext=(5, 0), textcoords="offset points")


def panels(figure: Figure) -> None:
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    above.plot([2017, 2018, 2019], [375.2, 418.2, 344.3], marker="o")
    below.set_title("the lower panel")


def square(figure: Figure) -> None:
    """A picture with a fixed ratio of its sides, which a layout has to heed."""
    figure.subplots().set(aspect="equal", xlabel="one", ylabel="the other")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Every draw of a figure, with or without a result."""
    figures: list[Figure] = []
    draw = Figure.draw

    def counted(figure: Figure, renderer: object) -> None:
        figures.append(figure)
        draw(figure, renderer)

    monkeypatch.setattr(Figure, "draw", counted)
    return figures


def saved(figure: Figure) -> str:
    stream = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(stream, format="svg", metadata=nothing)
    return clean_svg(stream.getvalue().decode(), "f", "Words.", "tg", FAMILY)


@pytest.mark.parametrize("draw", [bars, panels, square])
@pytest.mark.parametrize("layout", ["constrained", "compressed", "tight", "none"])
def test_it_looks_as_if_it_were_saved(draw: Callable[[Figure], None], layout: str) -> None:
    with style.figure_style():
        one, other = (style.new_figure(60) for _ in range(2))
        for figure in (one, other):
            figure.set_layout_engine(layout)
            draw(figure)
        assert figure_svg(one, "f", "Words.") == saved(other)


@pytest.mark.parametrize("draw", [bars, panels])
def test_it_is_drawn_once(draw: Callable[[Figure], None], drawn: list[Figure]) -> None:
    with style.figure_style():
        figure = style.new_figure(60)
        draw(figure)
        figure_svg(figure, "f", "Words.")
        assert drawn == [figure]
        saved(figure)
        assert len(drawn) == 3, "the plain way draws twice: once for the layout"


def test_a_figure_can_be_used_on() -> None:
    with style.figure_style():
        one, other = (style.new_figure(60) for _ in range(2))
        for figure in (one, other):
            figure.set_dpi(150)
            bars(figure)
        before = one.canvas, one.get_layout_engine(), one.get_dpi()
        assert figure_svg(one, "f", "Words.") == saved(other)
        assert (one.canvas, one.get_layout_engine(), one.get_dpi()) == before
        for figure in (one, other):
            figure.axes[0].set_title("with room for a title")
        assert figure_svg(one, "f", "Words.") == saved(other)


def test_a_layout_that_fails_leaves_the_figure_as_it_was() -> None:
    with style.figure_style():
        figure = style.new_figure(60)
        bars(figure)
        figure.axes[0].xaxis.set_major_formatter(lambda value, place: 1 / 0)
        before = figure.canvas, figure.get_layout_engine(), figure.get_dpi()
        with pytest.raises(ZeroDivisionError):
            figure_svg(figure, "f", "Words.")
        assert (figure.canvas, figure.get_layout_engine(), figure.get_dpi()) == before
