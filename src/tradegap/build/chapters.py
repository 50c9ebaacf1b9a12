"""The chapters of a report: notebooks, found by name, and the parameters that each declares."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradegap.build.canonical import digest
from tradegap.errors import BuildError, ParameterError, UnknownNameError

VOLATILE = ("papermill", "execution", "scrolled", "collapsed")
"""What runs and editors leave in a cell's metadata."""


@dataclass(frozen=True)
class Chapter:
    """A notebook that is one chapter of a report."""

    stem: str
    path: Path
    declared: tuple[str, ...]

    @property
    def name(self) -> str:
        """The notebook's file name, as errors print it."""
        return self.path.name

    def source_digest(self) -> str:
        """Return the sha256 of what runs: the cells, whatever outputs an editor left in them."""
        return digest([_lasting(cell) for cell in read_notebook(self.path)["cells"]])


def _lasting(cell: Mapping[str, Any]) -> list[Any]:
    """Return what of a cell gets into a report: not its outputs, nor what a run leaves in it."""
    metadata = {name: v for name, v in cell["metadata"].items() if name not in VOLATILE}
    return [cell["cell_type"], "".join(cell["source"]), metadata, cell.get("attachments", {})]


def find_chapters(stems: Iterable[str], folder: Path) -> list[Chapter]:
    """Return the chapters of these names; a missing notebook raises `UnknownNameError`."""
    chapters = []
    for stem in stems:
        path = folder / f"{stem}.ipynb"
        if not path.is_file():
            known = [found.stem for found in folder.glob("*.ipynb")]
            raise UnknownNameError("chapter", stem, known, f"Chapters are notebooks in {folder}.")
        chapters.append(Chapter(stem, path, declared_parameters(path)))
    return chapters


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook's JSON; what is no notebook raises `BuildError`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["nbformat"] == 4 and isinstance(content["cells"], list):
            return dict(content)
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"{path.name} is no notebook ({type(error).__name__}); restore it or save it again "
            "in Jupyter."
        ) from error
    raise BuildError(f"{path.name} isn't in version 4 of the notebook format; save it again.")


def with_ids(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of format 4.5: cells without an id, as older editors save them, get one."""
    cells = [
        {"id": f"cell-{number}", **cell} for number, cell in enumerate(notebook["cells"], start=1)
    ]
    return {**notebook, "cells": cells, "nbformat_minor": 5}


def declared_parameters(path: Path) -> tuple[str, ...]:
    """Return the names that the cell tagged `parameters` assigns, in order."""
    for cell in read_notebook(path)["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            return tuple(dict.fromkeys(_assigned("".join(cell["source"]), path)))
    return ()


def _assigned(source: str, path: Path) -> Iterable[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise BuildError(
            f"{path.name}, parameters cell, line {error.lineno}: {error.msg}; write one "
            "'name = value' a line."
        ) from error
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (item.id for item in node.targets if isinstance(item, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _carrier(name: str, values: Mapping[str, Any]) -> str:
    """Return the notebook parameter that carries a value: overrides of assumptions go as one."""
    return name if name in values else "overrides"


def share_out(
    chapters: Iterable[Chapter], values: Mapping[str, Any], changed: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return what each chapter is given: the values of the parameters that it declares.

    A chapter that declares a name nobody knows raises `ParameterError`, and so does a changed
    parameter that no chapter declares: the report would carry it in its name and not in a number.
    """
    given: dict[str, dict[str, Any]] = {}
    for chapter in chapters:
        if unknown := [name for name in chapter.declared if name not in values]:
            raise ParameterError(
                f"{chapter.name} declares the parameter '{unknown[0]}', which tradegap doesn't "
                f"know; it knows {', '.join(sorted(values))}."
            )
        given[chapter.stem] = {name: values[name] for name in chapter.declared}
    used = {name for values_given in given.values() for name in values_given}
    if unused := [name for name in changed if _carrier(name, values) not in used]:
        raise ParameterError(
            f"No chapter of this report declares the parameter '{unused[0]}', so it would change "
            "nothing; leave it out or declare it in a cell tagged 'parameters'."
        )
    return given
