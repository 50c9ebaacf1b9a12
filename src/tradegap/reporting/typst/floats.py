"""Pictures and low tables that may move to the top of the next page, so that text fills this one.

One moves only where it would leave `WORTH_MOVING` or more of a page empty: the compiler's process
finds out by setting the document, moving the first that does, and setting it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from tradegap.reporting.typst.markup import Markup, call, number, string

MOVED = "moved.json"  # beside the document: the numbers of those that move
WORTH_MOVING = 20.0  # mm
MOVABLE = ("picture-block(", "whole-table(")
_HEADING = "chapter-heading("
_CHAPTER = f"{_HEADING}1,"
_CODE = "code-cell("

Line = tuple[str, Markup]  # the cell that it comes from, and the block


def with_floats(blocks: Iterable[Line]) -> list[Line]:
    """Return the blocks, each that may move with its number, its chapter's, and marks before it.

    One mark stands right before the block, one above the headings that lead to it, because these
    would come along. A block stays if it opens a chapter, or belongs to the code above.
    """
    lines: list[Line] = []
    above = 0  # where the headings and movable blocks before the next block begin
    count = chapter = 0
    for cell, block in blocks:
        chapter += block.startswith(_CHAPTER)
        movable = block.startswith(MOVABLE)
        if movable and lines and not _stays([line for _, line in lines[above - 1 :]]):
            count += 1
            numbers = number(count), number(chapter)
            lines.insert(above, (cell, call("here-is", *numbers, string("above"))))
            lines.append((cell, call("here-is", *numbers, string("before"))))
            lines.append((cell, call("movable", *numbers, Markup(f"mark => {_with_mark(block)}"))))
        else:
            lines.append((cell, block))
        if not movable and not block.startswith(_HEADING):
            above = len(lines)
    return lines


def _stays(before: list[Markup]) -> bool:
    """Say whether a block stays where it is, by the lines before it."""
    return before[-1].startswith(_CODE) or any(line.startswith(_CHAPTER) for line in before)


def _with_mark(block: Markup) -> Markup:
    name, _, arguments = block.partition("(")
    return Markup(f"{name}(mark: mark, {arguments}")
