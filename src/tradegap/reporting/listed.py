"""A report as the pages over all reports list it: what its manifest says, and where its files are.

Addresses are relative to the folder that the pages stand in: the folder can be moved or served
from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True)
class Edition:
    """One kept edition: what it says of itself, its folder's address, its files, its software."""

    name: str
    facts: Mapping[str, Any]
    folder: str
    formats: tuple[str, ...] = ()
    has_data: bool = False
    software: str = ""

    def said(self, fact: str) -> str:
        """Return one of the things that it says of itself, empty where it says nothing."""
        return str(self.facts.get(fact) or "")

    @property
    def known_until(self) -> str:
        """Return the last day whose publications it may have read, as an ISO date."""
        return self.said("known_until") or self.said("as_of")

    @property
    def measures(self) -> Mapping[str, Any]:
        """Return what it can be compared by, as `published.measures_of` gave it."""
        return self.facts.get("measures") or {}

    def address(self, file: str) -> str:
        """Return the address of one of its files."""
        return f"{quote(self.folder)}/{file}"

    @property
    def page(self) -> str:
        """Return the address of what a reader opens first."""
        first = "report.html" if "html" in self.formats else "report.pdf"
        return self.address(first if self.formats else "results.json")


@dataclass(frozen=True)
class Earlier:
    """An edition of before, by its name alone: its content isn't read to list it."""

    name: str
    as_of: str
    folder: str
    page: str


@dataclass(frozen=True)
class Listed:
    """A report: its name, the edition that readers see, its picture, and earlier editions."""

    slug: str
    edition: Edition
    picture: str = ""
    earlier: tuple[Earlier, ...] = field(default=())
