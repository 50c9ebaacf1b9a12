"""Pictures and low tables that may move to the top of the next page, so that text fills this one.

One moves only where it would leave `WORTH_MOVING` or more of a page empty: the compiler's process
finds out by setting the document, moving the first that does, and setting it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from tradegap.reporting.typst.markup import Markup, call, number, string

MOVED = "moved.json"  # beside the document: the numbers of those that move
WORTH_MOVING = 20.0  # mm
_LOW = "low-table("
MOVABLE = ("picture-block(", "whole-table(", _LOW)
_HEADING = "chapter-heading("
_CHAPTER = f"{_HEADING}1,"
_CODE = "code-cell("
_NO_TEXT = (_HEADING, "endnotes(", "show:")  # what ends a section

Line = tuple[str, Markup]  # the cell that it comes from, and the block


def with_floats(blocks: Iterable[Line]) -> list[Line]:
    """Return the blocks, each that may move with its number, its chapter's, and marks before it.

    One mark stands right before the block, one above the headings that lead to it, because these
    would come along. A low table that can't move may break.
    """
    given = list(blocks)
    lines: list[Line] = []
    above = 0  # where the headings and movable blocks before the next block begin
    count = chapter = 0
    for at, (cell, block) in enumerate(given):
        chapter += block.startswith(_CHAPTER)
        before = [line for _, line in lines[max(above - 1, 0) :]]
        moves = block.startswith(MOVABLE) and not _stays(before, given[at + 1 :])
        if moves:
            count += 1
            numbers = number(count), number(chapter)
            lines.insert(above, (cell, call("here-is", *numbers, string("above"))))
            lines.append((cell, call("here-is", *numbers, string("before"))))
            block = call("movable", *numbers, _with_mark(block))
        elif block.startswith(_LOW):
            block = Markup(block.replace(_LOW, "table-block(", 1))
        lines.append((cell, block))
        if not moves and not block.startswith(_HEADING):
            above = len(lines)
    return lines


def _stays(before: list[Markup], after: Iterable[Line]) -> bool:
    """Say whether a block stays: it opens a chapter, belongs to code, or is all that a section has.

    A heading of which all moved would stand above the next one.
    """
    if not before or before[-1].startswith(_CODE):
        return True
    if any(line.startswith(_CHAPTER) for line in before):
        return True
    follows = next((block for _, block in after if not block.startswith(MOVABLE)), Markup("show:"))
    return before[-1].startswith(_HEADING) and follows.startswith(_NO_TEXT)


def _with_mark(block: Markup) -> Markup:
    name, _, arguments = block.partition("(")
    return Markup(f"mark => {name}(mark: mark, {arguments}")
