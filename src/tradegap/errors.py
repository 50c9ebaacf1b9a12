"""The one exception tree.

Every error that a user can cause is a `TradegapError`: its text is one sentence that names the
file, the field, the value and the remedy, and its class fixes the exit code of the command line.
Anything else that reaches the top is a defect of tradegap itself and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class TradegapError(Exception):
    """Base of all errors that are told to the user in one sentence, without a traceback."""

    exit_code = 1


class InputError(TradegapError):
    """Something that the user wrote can't be used: a scenario, a parameter, a name."""

    exit_code = 2


class ScenarioError(InputError):
    """A scenario file is broken: told with file, line, field, value and remedy."""

    def __init__(
        self, message: str, *, file: str = "", line: int | None = None, field: str = ""
    ) -> None:
        place = f"{file}:{line}" if line is not None else file
        super().__init__(": ".join(part for part in (place, field, message) if part))
        self.file, self.line, self.field = file, line, field


class ParameterError(InputError):
    """A parameter has an unknown name, a wrong type or a value out of range."""


class UnknownNameError(InputError):
    """A scenario, table, result or chapter that doesn't exist; offers the nearest names."""

    def __init__(self, kind: str, name: str, known: Iterable[str], remedy: str = "") -> None:
        names = sorted(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5) or names[:6]
        offer = f"did you mean {' or '.join(near)}?" if near else f"there is no {kind} yet."
        super().__init__(" ".join(p for p in (f"There is no {kind} '{name}':", offer, remedy) if p))
        self.kind, self.name = kind, name


class ModelError(InputError, ValueError):
    """The model refuses a calculation that would have no meaning."""


class UnitError(ModelError):
    """Two quantities of different units met, or a unit can't be read."""


class BasisError(ModelError):
    """Two statistical bases met: they are two quantities and are never added."""


class DataError(TradegapError):
    """A table is missing, was changed, doesn't fit its schema, or has no figure for a question."""

    exit_code = 4


class BuildError(TradegapError):
    """A report could not be built; what was published before is still there."""

    exit_code = 3


class NotebookError(BuildError):
    """A cell of a chapter raised: told with notebook, cell and line.

    `told` says that the reason has its own remedy, and the cell isn't what has to be mended.
    """

    def __init__(
        self, notebook: str, cell: int, line: int | None, reason: str, *, told: bool = False
    ) -> None:
        where = f"{notebook}, code cell {cell}" + (f", line {line}" if line else "")
        mend = "" if told else "; mend the cell and build again"
        super().__init__(f"{where}: {reason}{mend} (the report published before is untouched).")
        self.notebook, self.cell, self.line = notebook, cell, line


class OutputError(TradegapError):
    """The folder that a report or a log should go to can't be written."""

    exit_code = 5
