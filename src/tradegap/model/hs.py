"""Codes of the Harmonized System: chapters, ranges of them, headings and subheadings.

Chapters are two digits, 01 to 97; 77 is reserved and empty; 98 and 99 are each country's own.
Headings have four digits and subheadings six, and each begins with its chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tradegap.errors import ModelError

RESERVED = "77"
_CODE = re.compile(r"\d{2}(-\d{2})?|\d{4}|\d{6}")


def expanded(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes with each range of chapters as its chapters: `01-03` as 01, 02, 03.

    A range skips chapter 77. Raises `ModelError` for what is no code, a chapter that doesn't exist
    and a range that runs backwards.
    """
    found: list[str] = []
    for code in codes:
        if not _CODE.fullmatch(code):
            raise ModelError(
                f"'{code}' is no HS code; write chapters as 12 or 01-24, headings as 1201."
            )
        first, last = code[:2], code[3:] if "-" in code else code[:2]
        for chapter in (first, last):
            if chapter in ("00", RESERVED):
                raise ModelError(f"'{code}': there is no HS chapter {chapter}; take 01 to 99.")
        if last < first:
            raise ModelError(f"'{code}' runs backwards; write it as {last}-{first}.")
        if "-" not in code:
            found.append(code)
            continue
        chapters = (f"{number:02d}" for number in range(int(first), int(last) + 1))
        found += [chapter for chapter in chapters if chapter != RESERVED]
    return tuple(found)


def overlap(codes: Sequence[str], others: Sequence[str]) -> str | None:
    """Return the first expanded code that has goods in common with one of the others.

    A chapter holds its headings: 12 and 1201 overlap.
    """
    return next(
        (c for c in codes for o in others if c.startswith(o) or o.startswith(c)),
        None,
    )


def repeated(codes: Sequence[str]) -> str | None:
    """Return the first code that has goods in common with one before it."""
    return next((c for n, c in enumerate(codes) if overlap([c], codes[:n])), None)


def in_words(codes: Sequence[str]) -> str:
    """Return expanded codes with runs of chapters as ranges: `01-11, 13`.

    Chapter 77 is no break in a run.
    """
    runs: list[list[str]] = []
    for code in sorted(codes):
        if runs and len(code) == len(runs[-1][-1]) == 2 and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _follows(before: str, code: str) -> bool:
    return int(code) - int(before) == 1 or (before, code) == ("76", "78")
