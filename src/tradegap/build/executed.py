"""A chapter after its run, as it goes from the one who runs it to those who make pages of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tradegap.build import failures
from tradegap.build.chapters import Chapter
from tradegap.data.recording import Reads

LONGEST_LINE = 60
"""Letters of a cell's last line where the slowest cells are named."""


@dataclass(frozen=True)
class Executed:
    """A chapter's notebook with its outputs, what it read, if that is known, and what it took."""

    chapter: Chapter
    notebook: Any
    seconds: float
    reads: Reads | None = None
    peak_bytes: int = 0
    recalled: bool = False
    cell_seconds: Mapping[int, float] = field(default_factory=dict)
    """How long each code cell ran, by its number as its author counts."""

    def warnings(self) -> list[str]:
        """Return what the chapter wrote to its error stream, a text per cell."""
        told = []
        for index, cell in enumerate(self.notebook["cells"]):
            for output in cell.get("outputs", []):
                if output.get("name") == "stderr":
                    number = failures.code_number(self.notebook["cells"], index)
                    text = "".join(output["text"]).strip()
                    told.append(f"{self.chapter.name}, code cell {number}: {text}")
        return told

    def cells(self) -> list[tuple[float, str]]:
        """Return how long each code cell took in seconds, where it stands, and its last line."""
        code = [
            "".join(cell["source"]).strip().splitlines()
            for cell in self.notebook["cells"]
            if cell["cell_type"] == "code" and not failures.is_injected(cell)
        ]
        return [
            (seconds, f"{self.chapter.name}, code cell {number}: {_shown(code[number - 1])}")
            for number, seconds in self.cell_seconds.items()
        ]

    def write(self, folder: Path) -> Path:
        """Write the notebook into a folder and return its path."""
        path = folder / f"{self.chapter.stem}.ipynb"
        path.write_text(json.dumps(self.notebook), encoding="utf-8")
        return path


def _shown(lines: list[str]) -> str:
    last = lines[-1].strip() if lines else ""
    return last if len(last) <= LONGEST_LINE else last[: LONGEST_LINE - 1] + "…"
