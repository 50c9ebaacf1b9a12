"""How much output a cell may have; the rest is cut, with a note, in forks and kernels alike.

Text counts for each stream of a cell, displays for the cell as a whole. `clear_output` begins anew.
What comes after the cut is not kept anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MOST_TEXT = 2_000_000
MOST_DISPLAY = 32_000_000
MOST_ERROR = 200_000
# what a display takes beside its content
_EACH = 500

TEXT_NOTE = f"\n... cut: the first {MOST_TEXT:,} characters of this cell's text are shown\n"
DISPLAY_NOTE = (
    f"... cut: a cell's displays may have {MOST_DISPLAY:,} characters in all; this one and those "
    "after it are not shown"
)
ERROR_NOTE = f" ... cut: the first {MOST_ERROR:,} characters are shown"
DISPLAYS = ("display_data", "execute_result")


def size(data: Mapping[str, Any]) -> int:
    """Return the characters of a display's data: a mapping of MIME types to content."""
    return sum(
        len(value) if isinstance(value, str) else len(json.dumps(value)) for value in data.values()
    )


def instead() -> dict[str, str]:
    """Return the data that stand where a display was cut."""
    return {"text/plain": DISPLAY_NOTE}


class Displays:
    """Counts a cell's displays as they come."""

    def __init__(self) -> None:
        self._named: dict[str, tuple[int, int]] = {}  # those that may change: number and size
        self._taken = 0
        self.cut = False

    def admit(self, content: dict[str, Any]) -> dict[str, Any] | None:
        """Return the content of a display to show, a note in its place, or `None` for nothing."""
        if self.cut:
            return None
        name, length = _name(content), size(content["data"])
        number, old = self._named.get(name, (0, 0))  # a new display changes those of its name
        taken = self._taken + length + _EACH + number * (length - old)
        if taken > MOST_DISPLAY:
            return self._instead(content)
        self._taken = taken
        if name:
            self._named[name] = number + 1, length
        return content

    def admit_update(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return the new content of displays that were shown before, or a note in its place."""
        name, length = _name(content), size(content["data"])
        number, old = self._named.get(name, (1, 0))
        taken = self._taken + number * (length - old)
        if taken > MOST_DISPLAY:
            return self._instead(content)
        if name in self._named:
            self._taken = taken
            self._named[name] = number, length
        return content

    def _instead(self, content: dict[str, Any]) -> dict[str, Any]:
        self.cut = True
        return {**content, "data": instead(), "metadata": {}}


def _name(content: Mapping[str, Any]) -> str:
    return (content.get("transient") or {}).get("display_id") or ""


def shortened(content: dict[str, Any]) -> dict[str, Any]:
    """Return an error's content (`ename`, `evalue`, `traceback`) without overlong texts."""
    traceback = []
    room = MOST_ERROR
    for line in content.get("traceback", ()):
        traceback.append(_short(line, room))
        room = max(0, room - len(line))
        if not room:
            break
    texts = {name: _short(content[name], MOST_ERROR) for name in ("ename", "evalue")}
    return {**content, **texts, "traceback": traceback}


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[:room] + ERROR_NOTE


def cut(notebook: Any) -> None:
    """Cut the outputs of an executed notebook in place, to what a fork would have shown."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = _cut_outputs(cell["outputs"])


def _cut_outputs(outputs: list[Any]) -> list[Any]:
    displays = Displays()
    room = {"stdout": MOST_TEXT, "stderr": MOST_TEXT}
    kept = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            left = room[output["name"]]
            if left < 0 or not output["text"]:
                continue
            if len(output["text"]) > left:
                output["text"] = output["text"][:left] + TEXT_NOTE
                room[output["name"]] = -1
            else:
                room[output["name"]] -= len(output["text"])
        elif kind in DISPLAYS:
            admitted = displays.admit({"data": output["data"], "metadata": output["metadata"]})
            if admitted is None:
                continue
            output["data"], output["metadata"] = _like(output, admitted)
        elif kind == "error":
            output.update(shortened(dict(output)))
        kept.append(output)
    return kept


def _like(output: Any, admitted: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return data and metadata of the class that the output has."""
    node = type(output["data"])
    return node(admitted["data"]), type(output["metadata"])(admitted["metadata"])
