"""The values in a card: told in a line where they are short, else folded, with what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tradegap.model.periods import FIRST_YEAR, LAST_YEAR
from tradegap.model.pledges import Record
from tradegap.model.quantity import Quantity
from tradegap.reporting.card_lineage import escape, value_text
from tradegap.reporting.numbers import format_date, format_number

LEFT = "text-align: left; vertical-align: top"
LONGEST, LINE = 600, 110
DEEPEST = 4
NONE = "none"
_UNIT = re.compile(r"_usd_(?:bn|mn)(?:_per_year)?$")  # a quantity tells its own


def rows_html(
    caption: str, rows: Mapping[str, Any], depth: int = 0, *, as_named: bool = False
) -> str:
    """Return a table of names and values, with a caption; `as_named` leaves the names alone."""
    lines = "".join(
        f'<tr><th scope="row" style="{LEFT}">'
        f"{escape(name if as_named else _head(name, value))}</th>"
        f'<td style="{LEFT}">{_cell(name, value, depth)}</td></tr>'
        for name, value in rows.items()
    )
    return f"<table>{caption_html(caption)}<tbody>{lines}</tbody></table>"


def caption_html(text: str) -> str:
    """Return the caption of a card; none within another card, where a line above says it."""
    told = f"<strong>{escape(text)}</strong>"
    return f'<caption style="text-align: left">{told}</caption>' if text else ""


def title_of(thing: object) -> str:
    """Return the kind of an object in words, and its own name where it has one."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(thing).__name__)
    return f"{kind} {_own_name(thing)}".strip()


def parts_of(thing: Any) -> dict[str, Any]:
    """Return what an object holds by name; of a record, what was given."""
    if isinstance(thing, Record):
        named = {name: getattr(thing, name) for name in type(thing).model_fields}
        return {n: v for n, v in named.items() if v not in (None, (), {}, "") and told(v)}
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {}


def told(value: Any, name: str = "") -> str:
    """Return a value in a line, cut where it is too long for one."""
    if value is None or (isinstance(value, tuple | list | Mapping) and not value):
        return NONE
    if isinstance(value, Quantity):
        named = f" ({value.label})" if value.label else ""
        return value_text(value) + named
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float):
        if name == "seed" or (isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR):
            return str(value)
        return format_number(value, 0 if value == round(value) else 4)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return _shortened("; ".join(f"{key}: {told(v, key)}" for key, v in value.items()))
    if isinstance(value, tuple | list | frozenset):
        return _shortened("; ".join(told(inner) for inner in value))
    return _object_told(value)


def _object_told(value: Any) -> str:
    if isinstance(value, Record):
        if isinstance(own := getattr(value, "id", None), str):
            return own
        given = [name for name in type(value).model_fields if name in value.model_fields_set]
        return ", ".join(f"{name} {told(getattr(value, name), name)}" for name in given)
    if isinstance(label := getattr(value, "label", None), str):
        return label
    if is_dataclass(value) and not isinstance(value, type):
        return ", ".join(_fields_told(value))
    return _shortened(str(value))


def _fields_told(thing: Any) -> Iterator[str]:
    """Tell what an object's fields hold: numbers by their own names, all else by the field's."""
    for name, value in parts_of(thing).items():
        if isinstance(value, Quantity):
            yield told(value)
        elif value is not None and not (isinstance(value, tuple | list | Mapping) and not value):
            yield f"{name.replace('_', ' ')} {told(value, name)}"


def _head(name: str, value: Any) -> str:
    plain = _UNIT.sub("", name) if isinstance(value, Quantity) else name
    return plain.strip("_").replace("_", " ")


def _cell(name: str, value: Any, depth: int) -> str:
    """Return a value as the HTML of a cell: a line, or what it holds, each part folded."""
    line = told(value, name)
    if len(line) <= LINE or depth >= DEEPEST:
        return escape(line)
    if isinstance(value, tuple | list) and any(map(_holds_more, value)):
        return "".join(_folded(known_as(inner), inner, depth, named=False) for inner in value)
    if isinstance(value, Mapping):
        return "".join(_folded(str(key), inner, depth) for key, inner in value.items())
    return rows_html("", parts_of(value), depth + 1) if _holds_more(value) else escape(line)


def _folded(name: str, value: Any, depth: int, *, named: bool = True) -> str:
    line = told(value)
    if len(line) <= LINE or not _holds_more(value):
        return f"<div>{escape(f'{name}: {line}' if named else line)}</div>"
    rows = value if isinstance(value, Mapping) else parts_of(value)
    inner = rows_html("", rows, depth + 1)
    return f"<details><summary>{escape(name)}</summary>{inner}</details>"


def _holds_more(value: Any) -> bool:
    if isinstance(value, Quantity) or isinstance(getattr(value, "label", None), str):
        return False
    known = isinstance(value, Record) and isinstance(getattr(value, "id", None), str)
    return not known and ((isinstance(value, Mapping) and bool(value)) or bool(parts_of(value)))


def known_as(value: Any) -> str:
    """Return a line by which one of several is known: its own name, else its first value."""
    if own := _own_name(value):
        return own
    rows = value if isinstance(value, Mapping) else parts_of(value)
    first = next(iter(rows.values()), value)
    return known_as(first) if _holds_more(first) else _shortened(told(first), LINE)


def _own_name(thing: object) -> str:
    named = (getattr(thing, name, None) for name in ("id", "name", "label", "title"))
    found = next((text for text in named if text), None)
    return found if isinstance(found, str) else ""


def _shortened(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} ..."
