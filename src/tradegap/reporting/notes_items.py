"""The notes of calculations as items of a list; those of one formula stand together.

`exports, 2018 \u2212 imports, 2018` and the same of 2019 are one item: the formula once, with an
ellipsis for what differs, and a line for each year. Where several things differ, each ellipsis has
the number of its own among those that a line names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from tradegap.reporting.notes_calculations import Calculations
from tradegap.reporting.numbers import MONTHS
from tradegap.reporting.text import escaped

DIFFERS = "\u2026"
AND = "; "  # between the things that differ: in none of them
_SUBSCRIPT_ONE = ord("\u2081")
_BETWEEN = "\x1f"  # between the parts of a note: in no name, and no part of a date
_MARKED = r"[^\s\x1f()',;]*\d[^\s\x1f()',;]*"  # a year, a month, the id of a row
_DAYED = rf"\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}"
_DATE = rf"(?:{_DAYED}|(?:(?:{'|'.join(MONTHS)}) )?{_MARKED})"
_SAID = rf"\((?=\D)[^()\x1f]* of {_DAYED}\)"  # whose pledge, how much and when
_DATED = re.compile(rf"{_SAID}|{_DATE}(?: to {_DATE})?")
_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (\d{{4}})")


def calculation_notes(calculations: Calculations, noted: Iterable[str]) -> list[str]:
    """Return the notes as items of a Markdown list, in the order of the first of each formula."""
    alike = _grouped(noted, lambda i: _alike(_parts(calculations, i))[1:])
    items: list[str] = []
    for ids in alike:
        if len({_alike(_parts(calculations, i)) for i in ids}) == 1:
            items.append(_note(calculations, ids))
        else:
            same = _grouped(ids, lambda i: _parts(calculations, i)[1:])
            items += [_note(calculations, group) for group in same]
    return items


def _parts(calculations: Calculations, node_id: str) -> tuple[str, ...]:
    """Return the texts of a note: its name, its formula in words, what it is taken for."""
    return (calculations.label(node_id), calculations.words(node_id), calculations.also(node_id))


def _own(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Return what is a note's own: dates, ids and, of a name `energy: exports`, its `energy`."""
    subject, colon, _ = parts[0].partition(": ")
    return re.compile(rf"{re.escape(subject)}|{_DATED.pattern}") if colon else _DATED


def _alike(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of a note without what is its own."""
    return tuple(_own(parts).sub(DIFFERS, part) for part in parts)


def _grouped(ids: Iterable[str], key: Callable[[str], tuple[str, ...]]) -> list[list[str]]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for node_id in ids:
        groups[key(node_id)].append(node_id)
    return list(groups.values())


def _note(calculations: Calculations, ids: Sequence[str]) -> str:
    """Return one item: alone in a line, or with a line for each of several."""
    lines = [
        f"{calculations.numbers(i)} = <b>{calculations.values(i)}</b>{calculations.series(i)}"
        for i in ids
    ]
    label, words, also, names = _shared([_parts(calculations, i) for i in ids])
    told = ": ".join(
        part
        for part in (
            f"<b>{escaped(label)}</b>" if label else "",
            escaped(words) if words != label else "",
        )
        if part
    )
    extra = f"; taken as: {escaped(also)}" if also else ""
    if len(ids) == 1:
        return f"- {calculations.anchors(ids[0])}{told}<br>{lines[0]}{extra}"
    rows = [
        f"    - {calculations.anchors(i)}{f'{escaped(name)}: ' if name else ''}{line}"
        for i, name, line in zip(ids, names, lines, strict=True)
    ]
    return "\n".join([f"- {told}{extra}", *rows])


def _shared(notes: Sequence[tuple[str, ...]]) -> tuple[str, str, str, list[str]]:
    """Return label, words and bases that several notes share, and what names each of them.

    Where their labels differ by more than what is their own, each is named by its label.
    """
    if len({_alike(parts) for parts in notes}) > 1:
        return "", notes[0][1], notes[0][2], [label for label, _, _ in notes]
    texts = [_BETWEEN.join(parts) for parts in notes]
    own = [_own(parts) for parts in notes]
    found = [pattern.findall(text) for pattern, text in zip(own, texts, strict=True)]
    columns = [tuple(map(_told, column)) for column in zip(*found, strict=True)]
    places = [column if len(set(column)) > 1 else () for column in columns]
    differ = list(dict.fromkeys(filter(None, places)))
    marks = iter(places)
    text = own[0].sub(lambda match: _ellipsis(next(marks), differ) or match[0], texts[0])
    names = [AND.join(line) for line in zip(*differ, strict=True)] or [""] * len(notes)
    label, words, also = text.split(_BETWEEN)
    return label, words, also, names


def _ellipsis(column: tuple[str, ...], differ: Sequence[tuple[str, ...]]) -> str:
    """Return what stands for a thing that differs, numbered where it isn't the only one."""
    if not column:
        return ""
    return DIFFERS + (chr(_SUBSCRIPT_ONE + differ.index(column)) if len(differ) > 1 else "")


def _told(date: str) -> str:
    """Return a date or an id as a line tells it: `January 2018 to December 2018` is 2018."""
    period = _MONTH.sub(lambda m: f"{m[2]}-{MONTHS.index(m[1]) + 1:02d}", date)
    year = re.fullmatch(r"(\d{4})-01 to \1-12", period)
    return year[1] if year else date
