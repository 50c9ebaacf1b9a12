"""`feed.xml`: an Atom feed (RFC 4287) of the editions, and of what changed from one to the next.

There is no clock: an entry's `updated` is the last day whose publications its edition may have read
(the as-of date, or that of its hindsight), and the feed's is that of its newest entry. Ids are
made from the names of report and edition, so that an edition keeps its id wherever it is served.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from uuid import NAMESPACE_OID, uuid5

from tradegap._version import __version__
from tradegap.reporting.listed import Edition
from tradegap.reporting.numbers import format_date
from tradegap.reporting.published import MEASURES

NEVER = "1970-01-01"
"""The date of a feed without an entry, which Atom wants one of."""
_NAMESPACE = uuid5(NAMESPACE_OID, "tradegap editions")
_ID = re.compile("[a-z]_[a-z]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>{id}</id>
<title>Editions of the reports</title>
<updated>{updated}</updated>
<author><name>tradegap</name></author>
<generator version="{version}">tradegap</generator>
<link rel="self" type="application/atom+xml" href="feed.xml"/>
<link rel="alternate" type="text/html" href="index.html"/>
{entries}</feed>
"""
_ENTRY = """<entry>
<id>{id}</id>
<title>{title}</title>
<updated>{updated}</updated>
<link rel="alternate" type="{type}" href="{page}"/>
<summary>{summary}</summary>
</entry>
"""


def feed(editions: Sequence[tuple[str, Edition, Edition | None]]) -> str:
    """Return the feed of editions, each with its report's name and the edition before it, if any.

    They come in the order of the feed: the newest first.
    """
    updated = max((edition.known_until for _, edition, _ in editions), default="") or NEVER
    return _FEED.format(
        id=_id("feed"),
        updated=_instant(updated),
        version=__version__,
        entries="".join(_entry(*each) for each in editions),
    )


def _entry(slug: str, edition: Edition, before: Edition | None) -> str:
    return _ENTRY.format(
        id=_id(f"{slug}/{edition.name}"),
        title=_text(edition.said("title") or slug),
        updated=_instant(edition.known_until or NEVER),
        type=_TYPES.get(edition.page.rpartition(".")[2], "application/json"),
        page=escape(edition.page),
        summary=_text(_summary(edition, before)),
    )


_TYPES = {"html": "text/html", "pdf": "application/pdf"}


def _summary(edition: Edition, before: Edition | None) -> str:
    """Say the headline, and what it was in the edition before, with the numbers that moved."""
    now = edition.said("headline")
    first = f"{now} As of {format_date(edition.said('as_of'))}, edition {edition.name}."
    if before is None:
        return f"{first} No earlier edition is kept."
    then = f"edition {before.name}, as of {format_date(before.said('as_of'))}"
    if now == before.said("headline"):
        said = f"The headline is that of the edition before ({then})."
    else:
        said = f"Before ({then}): {before.said('headline')}"
    return " ".join(part for part in (first, said, _moved(edition, before)) if part)


def _moved(edition: Edition, before: Edition) -> str:
    moves = []
    for measure in MEASURES if edition.measures and before.measures else ():
        old, new = (measure.text(e.measures.get(measure.name)) for e in (before, edition))
        if old != new and measure.name != "as_of" and _has_ids(old) == _has_ids(new):
            head = f"{measure.head}, {measure.unit}" if measure.unit else measure.head
            moves.append(f"{head}: {old}, now {new}")
    return f"What moved: {'; '.join(moves)}." if moves else ""


def _has_ids(text: str) -> bool:
    """Say whether a text names assumptions by their ids, as editions before 0.3.0 did.

    Beside one that names them in words it would tell of a change that was none.
    """
    return bool(_ID.search(text))


def _id(name: str) -> str:
    return f"urn:uuid:{uuid5(_NAMESPACE, name)}"


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text), quote=False)
