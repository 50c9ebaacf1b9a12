"""The help of commands in plain words: no `<bool>` behind a flag, no `<str>` for a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = {
    "<bool>": None,  # it takes no value
    "<str>": "TEXT",
    "<int>": "NUMBER",
    "<int range>": "NUMBER",
    "<path>": "PATH",
    "<list[str]>": "TEXT",
}


class PlainCommand(TyperCommand):
    """A command whose help names types of values in plain words."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the command's parameters, `--help` among them."""
        return _without_types(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """The same for a group of commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the group's parameters, `--help` among them."""
        return _without_types(super().get_params(ctx))


def _without_types(params: list[Any]) -> list[Any]:
    for param in params:
        if not isinstance(param.display_type_rich, _Type):
            param.display_type_rich = _Type(param.display_type_rich)
    return params


class _Type:
    """How the type of a parameter is told: a plain word, nothing for a flag."""

    def __init__(self, before: Callable[[Any], str | None]) -> None:
        self.before = before

    def __call__(self, ctx: Any) -> str | None:
        told = self.before(ctx)
        return _WORDS.get(told, told) if told else told
