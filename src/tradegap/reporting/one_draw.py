"""A matplotlib figure drawn once: laid out and drawn by one renderer.

`Figure.savefig` draws a figure that has a layout engine twice, the first time with a renderer that
writes nothing, and measures every text again for the second. Here the engine is run by hand, with
the renderer that then draws, so that what it measured is still known.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72.0
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


class _Canvas(FigureCanvasSVG):
    """A canvas whose layout is measured by the renderer that draws."""

    def __init__(self, figure: Figure, stream: io.StringIO) -> None:
        super().__init__(figure)
        width, height = (float(inches) * POINTS_PER_INCH for inches in figure.get_size_inches())
        make: Any = RendererSVG  # matplotlib leaves it without types
        self._renderer = make(
            width, height, stream, image_dpi=POINTS_PER_INCH, metadata=NO_METADATA
        )

    def get_renderer(self) -> Any:
        """Return the one renderer; layout engines ask the canvas for it."""
        return self._renderer

    def is_saving(self) -> bool:
        """Say that this is no window: animated artists are drawn as well."""
        return True


def draw_svg(figure: Figure) -> str:
    """Return a figure as the SVG that matplotlib writes, by one draw.

    The figure's canvas, resolution and layout engine are the same afterwards; its axes stand where
    the engine put them. Rasterised artists are drawn as shapes.
    """
    stream = io.StringIO()
    canvas, dpi, engine = figure.canvas, figure.dpi, figure.get_layout_engine()
    figure.set_dpi(POINTS_PER_INCH)
    renderer = _Canvas(figure, stream).get_renderer()
    try:
        if engine is not None:
            engine.execute(figure)
            figure.set_layout_engine("none")  # a draw would run it once more
        figure.draw(renderer)
        renderer.finalize()
    finally:
        if engine is not None:
            figure.set_layout_engine(engine)
        figure.set_canvas(canvas)
        figure.set_dpi(dpi)
    return stream.getvalue()
