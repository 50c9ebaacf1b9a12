"""The process that runs the compiler; started by path, so that it imports nothing of tradegap.

Reads its order as JSON from standard input, writes the PDF to a file, and answers with `{}` or
with why the document was refused.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

MOST_ROUNDS = 50
_SIGNS = re.compile(
    r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed"
    r"|the PDF contains the codepoint `\"((?:[^\"\\]|\\.)*)\"`"
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_LINE = re.compile(r"main\.typ:(\d+):")


def main() -> None:
    """Compile one document."""
    order = json.load(sys.stdin)
    try:
        compiler = typst.Compiler(
            order["main"],
            root=order["root"],
            font_paths=order["fonts"],
            ignore_system_fonts=True,
        )
        _move(compiler, Path(order["moved"]), order["worth_moving"])
        compiler.compile(
            output=order["result"],
            format="pdf",
            pdf_standards=order["standards"],
            timestamp=order["timestamp"],
        )
    except typst.TypstError as error:
        json.dump(_refusal(error) | {"picture": _unreadable(order)}, sys.stdout)
    else:
        json.dump({}, sys.stdout)


def _move(compiler: Any, file: Path, worth: float) -> None:
    """Write to `file` the numbers of those blocks that move: each left `worth` mm of a page empty.

    The document is set again and again. Each time the first wrong choice of each chapter is turned
    round; what stands before the first of all stays as it is, so that this comes to an end.
    """
    moved: set[int] = set()
    for _ in range(MOST_ROUNDS):
        file.write_text(json.dumps(sorted(moved)))
        marks = json.loads(_apart(lambda: _marks(compiler)))
        wrong = _wrong(marks, moved, worth)
        if not wrong:
            return
        moved ^= wrong


def _marks(compiler: Any) -> str:
    try:
        return str(compiler.query("<place>", field="value"))
    except RuntimeError:
        return "[]"  # `compile` says what is amiss, and where


def _apart(work: Callable[[], str]) -> str:
    """Return what a fork of this process finds: the compiler keeps all that it ever set.

    No thread was started before, so that a fork is safe; where there is none, it is found here.
    """
    if not hasattr(os, "fork"):
        return work()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(write, "w", encoding="utf-8") as found:
                found.write(work())
            os._exit(0)
        finally:
            os._exit(1)  # never back into what the parent goes on with
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    if status != 0:  # without its answer the pages would differ from one time to the next
        raise SystemExit(f"a layout to find what moves ended with {status}")
    return text


def _wrong(marks: list[dict[str, Any]], moved: set[int], worth: float) -> set[int]:
    """Return the first block of each chapter that should move and doesn't, or moves without need.

    One should if it stands on a later page than what leads to it, which has room left; it needn't
    if it fits on the page that it moved from.
    """
    places: dict[tuple[int, int], dict[str, Any]] = {}
    for mark in marks:
        places.setdefault((mark["chapter"], mark["number"]), {})[mark["at"]] = mark
    wrong: dict[int, int] = {}
    for (chapter, number), at in sorted(places.items()):
        if number in moved:
            turn = len({mark["page"] for mark in at.values()}) == 1
        else:
            left = [at[m] for m in ("above", "before") if at[m]["page"] < at["itself"]["page"]]
            turn = bool(left) and left[-1]["left"] >= worth
        if turn:
            wrong.setdefault(chapter, number)
    return set(wrong.values())


def _unreadable(order: dict[str, Any]) -> str:
    """Return the first picture that can't be read: the compiler doesn't say which one it was."""
    for name in order["pictures"]:
        try:
            typst.compile(
                f'#image("{name}", alt: "-")'.encode(),
                root=order["root"],
                font_paths=order["fonts"],
                ignore_system_fonts=True,
                format="pdf",
            )
        except typst.TypstError:
            return str(name)
    return ""


def _refusal(error: Any) -> dict[str, Any]:
    told = str(getattr(error, "diagnostic", None) or error)
    line = _LINE.search(told)
    signs = {_unescaped(a or b) for a, b in _SIGNS.findall(told)}
    return {
        "reason": " ".join(str(getattr(error, "message", error)).split()),
        "line": int(line[1]) if line else None,
        "signs": sorted(signs),
    }


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _PLAIN.get(match[2], match[2]), text
    )


if __name__ == "__main__":
    main()
