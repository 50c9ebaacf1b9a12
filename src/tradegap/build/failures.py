"""Tell why a chapter failed: notebook, code cell and line, in one sentence."""

from __future__ import annotations

import re
from typing import Any

from tradegap import errors
from tradegap.errors import NotebookError

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PLACE = re.compile(r"(?:Cell|Input) In\s?\[(\d+)\], (?:in )?.*?line (\d+)")
_SYNTAX_FILE = re.compile(r" \(\d+\.py, line \d+\)$")
_LONGEST = 400


def code_number(cells: list[Any], index: int) -> int:
    """Return the number of a code cell as its author counts: from 1, without injected ones."""
    return sum(cell["cell_type"] == "code" and not is_injected(cell) for cell in cells[: index + 1])


def is_injected(cell: Any) -> bool:
    """Tell whether papermill put this cell in to carry parameters."""
    return "injected-parameters" in cell.get("metadata", {}).get("tags", [])


def failed_output(cells: list[Any]) -> tuple[int, Any] | None:
    """Return the first output of an executed notebook that is an error, with its cell's index."""
    for index, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                return index, output
    return None


def raised(notebook: str, cells: list[Any], index: int, output: Any) -> NotebookError:
    """Return the error of a cell that raised, from its output."""
    line = line_in_cell(output.get("traceback", []), cells[index].get("execution_count"))
    name, text = output["ename"], output["evalue"]
    return NotebookError(
        notebook, code_number(cells, index), line, reason(name, text), told=is_our_own(name)
    )


def reason(name: str, text: str) -> str:
    """Say what an exception says; our own errors speak for themselves, without the class."""
    text = " ".join(_SYNTAX_FILE.sub("", text).split())
    if name == "SystemExit":
        return f"the cell ended the program (sys.exit, status {text or 0})"
    if is_our_own(name):
        return text.rstrip(".;")
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + " ..."
    return f"{name}: {text}".rstrip(": ")


def is_our_own(name: str) -> bool:
    """Tell whether an exception's class is one of this package, whose text has the remedy."""
    kind = getattr(errors, name, None)
    return isinstance(kind, type) and issubclass(kind, errors.TradegapError)


def line_in_cell(traceback: list[str], count: int | None) -> int | None:
    """Return the innermost line of the cell that a traceback passes through, else `None`."""
    text = _COLOUR.sub("", "\n".join(traceback))
    lines = [int(line) for cell, line in _PLACE.findall(text) if int(cell) == count]
    return lines[-1] if lines else None


def stopped(notebook: str, cells: list[Any], index: int | None, why: str) -> NotebookError:
    """Return the error of a chapter that came to no regular end, at the cell that was running."""
    number = code_number(cells, index) if index is not None else 0
    return NotebookError(notebook, number, None, why)
