"""The feed against what RFC 4287 requires, and what it says of a change."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from tradegap.reporting.feed import feed
from tradegap.reporting.listed import Edition

ATOM = "{http://www.w3.org/2005/Atom}"


def edition(name: str, headline: str, gap: float | None, **facts: Any) -> Edition:
    said = {
        "title": "A <case>",
        "headline": headline,
        "as_of": name[:10],
        "known_until": name[:10],
        "measures": {"gap_usd_bn_per_year": {"value": gap, "unit": "USD bn/year"}},
        **facts,
    }
    return Edition(name, said, f".editions/a+b/{name}-11111111", ("html",))


OLD = edition("2018-06-02-aaaaaaaa", "Nothing counts & nobody knows.", None)
NEW = edition("2018-06-10-bbbbbbbb", "The gap is US$130 bn a year.", 130.0)
ENTRIES = [("a+b", NEW, OLD), ("a+b", OLD, None)]


def checked(text: str) -> ET.Element:
    """Return a feed that has what RFC 4287 requires of a feed and of its entries."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    ids = []
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # exactly one of each: 4.1.1, 4.1.2
            found = element.findall(f"{ATOM}{name}")
            assert len(found) == 1, name
            assert (found[0].text or "").strip(), name
        ids.append(element.findtext(f"{ATOM}id") or "")
        updated = element.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated)  # 3.3, RFC 3339
        datetime.fromisoformat(updated)
        links = element.findall(f"{ATOM}link")
        assert all(link.get("href") for link in links)  # 4.2.7.1
        alternate = [(x.get("type"), x.get("hreflang")) for x in links
                     if x.get("rel", "alternate") == "alternate"]  # fmt: skip
        assert len(alternate) == len(set(alternate)) == 1  # 4.1.1, and no entry has a content
        assert len(element.findall(f"{ATOM}summary")) <= 1
    for name in ids:
        assert name.startswith("urn:uuid:")
        UUID(name.removeprefix("urn:uuid:"))  # an absolute IRI: 4.2.6
    assert len(ids) == len(set(ids))
    authors = root.findall(f"{ATOM}author")
    assert authors  # the entries have none of their own: 4.1.1
    assert all(author.findtext(f"{ATOM}name") for author in authors)
    return root


def entries(text: str) -> list[ET.Element]:
    return checked(text).findall(f"{ATOM}entry")


def summary(entry: ET.Element) -> str:
    return entry.findtext(f"{ATOM}summary") or ""


@pytest.mark.parametrize("listed", [[], ENTRIES, ENTRIES[1:]])
def test_it_is_valid_and_the_same_each_time(listed: Any) -> None:
    assert feed(listed) == feed(listed)
    assert len(entries(feed(listed))) == len(listed)


def test_it_is_as_new_as_its_newest_entry() -> None:
    root = checked(feed(ENTRIES))
    assert root.findtext(f"{ATOM}updated") == "2018-06-10T00:00:00Z"
    assert [e.findtext(f"{ATOM}updated") for e in root.iter(f"{ATOM}entry")] == [
        "2018-06-10T00:00:00Z", "2018-06-02T00:00:00Z",
    ]  # fmt: skip


def test_an_entry_says_the_headline_then_and_now_and_what_moved() -> None:
    new, old = entries(feed(ENTRIES))
    assert summary(new) == (
        "The gap is US$130 bn a year. As of 10 June 2018, edition 2018-06-10-bbbbbbbb. Before "
        "(edition 2018-06-02-aaaaaaaa, as of 2 June 2018): Nothing counts & nobody knows. What "
        "moved: gap that pledges leave, US$ bn/year: not known, now 130.0."
    )
    assert summary(old).endswith("No earlier edition is kept.")


def test_an_unchanged_headline_is_said_to_be_unchanged() -> None:
    same = edition("2018-06-05-cccccccc", OLD.said("headline"), None)
    (entry,) = entries(feed([("a+b", same, OLD)]))
    assert "The headline is that of the edition before" in summary(entry)
    assert "moved" not in summary(entry)


def test_an_edition_keeps_its_id_and_its_address_leads_to_it() -> None:
    (new, _), (alone,) = entries(feed(ENTRIES)), entries(feed([("a+b", NEW, None)]))
    assert new.findtext(f"{ATOM}id") == alone.findtext(f"{ATOM}id")
    (other,) = entries(feed([("a+c", NEW, None)]))
    assert other.findtext(f"{ATOM}id") != new.findtext(f"{ATOM}id")
    link = new.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == ".editions/a%2Bb/2018-06-10-bbbbbbbb-11111111/report.html"


def test_hindsight_makes_an_edition_as_new_as_what_it_read() -> None:
    later = edition("2018-06-02-dddddddd", "x", 1.0, known_until="2026-07-07")
    (entry,) = entries(feed([("a", later, None)]))
    assert entry.findtext(f"{ATOM}updated") == "2026-07-07T00:00:00Z"


def test_an_edition_of_before_there_were_such_facts_is_dated_by_its_as_of() -> None:
    bare = replace(OLD, facts={"title": "t\x0b", "as_of": "2018-06-02", "headline": "h"})
    (entry,) = entries(feed([("a", bare, OLD)]))
    assert entry.findtext(f"{ATOM}updated") == "2018-06-02T00:00:00Z"
    assert entry.findtext(f"{ATOM}title") == "t"


def test_assumptions_that_an_old_edition_named_by_their_ids_are_not_told_to_have_moved() -> None:
    old, new, other = (
        edition("2018-06-02-a", "x", None, measures={"assumptions": {"value": said}})
        for said in (
            "pass_through_share (amber, red)",
            "share of a tariff by which the buyer's price rises (amber, red)",
            "yearly growth of US exports to China (amber, red)",
        )
    )
    assert "moved" not in summary(entries(feed([("us", new, old)]))[0])
    assert "What moved: resting on" in summary(entries(feed([("us", other, new)]))[0])
