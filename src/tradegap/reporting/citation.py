"""How a report is cited: its headline as a sentence with its source, BibTeX and CSL-JSON.

A report is dated by its as-of date and named by its edition: no other date of it stays the same
from one build to the next. Nobody is named as its author, since a report doesn't know who built it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tradegap._version import __version__
from tradegap.reporting.numbers import format_date

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Citation:
    """One report cited in three ways, each a text to copy."""

    sentence: str
    """The headline, and behind it in brackets title, as-of date, edition and software."""
    bibtex: str
    csl_json: str


def citation(facts: Mapping[str, Any], version: str = __version__) -> Citation:
    """Return the citations of a report from what it says of itself.

    `facts` are those of a manifest's `report`: `title`, `headline`, `as_of` (an ISO date),
    `edition`, `scenario`; one that is missing is left out. `version` is that of the tradegap which
    built it. Raises `ValueError` for an `as_of` that is no date.
    """
    told = {name: " ".join(str(facts.get(name) or "").split()) for name in _FACTS}
    told["software"] = f"tradegap {version}"
    day = date.fromisoformat(told["as_of"]) if told["as_of"] else None
    return Citation(_sentence(told, day), _bibtex(told, day), _csl(told, day))


_FACTS = ("title", "headline", "as_of", "edition", "scenario")


def _sentence(told: Mapping[str, str], day: date | None) -> str:
    source = ", ".join(part for part in (told["title"], *_details(told, day)) if part)
    return f"{told['headline']} ({source}.)".strip()


def _details(told: Mapping[str, str], day: date | None) -> list[str]:
    parts = [f"as of {format_date(day)}"] if day else []
    parts += [f"edition {told['edition']}"] if told["edition"] else []
    return [*parts, f"built with {told['software']}"]


def _note(told: Mapping[str, str], day: date | None) -> str:
    whole = ", ".join(_details(told, day))
    return whole[:1].upper() + whole[1:]


def _key(told: Mapping[str, str]) -> str:
    named = "-".join(part for part in (told["scenario"], told["edition"]) if part)
    return _NOT_IN_A_KEY.sub("-", named).strip("-") or "tradegap-report"


def _bibtex(told: Mapping[str, str], day: date | None) -> str:
    fields = {
        "title": f"{{{_tex(told['title'])}}}",
        "version": _tex(told["edition"]),
        "year": f"{day.year:04}" if day else "",
        "month": f"{day.month}" if day else "",
        "note": _tex(_note(told, day)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value not in ("", "{}")]
    return "@misc{" + ",\n".join([_key(told), *lines]) + "\n}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _csl(told: Mapping[str, str], day: date | None) -> str:
    item: dict[str, Any] = {
        "id": _key(told),
        "type": "report",
        "title": told["title"],
        "version": told["edition"],
        "note": _note(told, day),
    }
    if day:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    kept = {name: value for name, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2)
