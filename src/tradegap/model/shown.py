"""How a notebook shows what the package makes: as a card, which is drawn above the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_drawn_by: list[tuple[Callable[[object], str], Callable[[object], str]]] = []


class Shown:
    """Something that a notebook shows as a card of HTML, and among others in a line."""

    __slots__ = ()

    def __init_subclass__(cls, **more: Any) -> None:
        """Let the line stand before the text that a dataclass makes of all its fields."""
        super().__init_subclass__(**more)
        cls._repr_pretty_ = Shown._repr_pretty_  # type: ignore[method-assign]

    def _repr_html_(self) -> str | None:
        return _drawn_by[-1][0](self) if _drawn_by else None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(_drawn_by[-1][1](self) if _drawn_by else repr(self))


def draw_by(card: Callable[[object], str], line: Callable[[object], str]) -> None:
    """Let functions draw the cards, and the lines of a list; a card has all its text escaped."""
    _drawn_by[:] = [(card, line)]
