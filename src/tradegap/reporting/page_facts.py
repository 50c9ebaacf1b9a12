"""What a page says of itself beside its text: its dates, how it is cited, what it is based on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tradegap.reporting import page_assets
from tradegap.reporting.citation import Citation, citation
from tradegap.reporting.numbers import format_date


@dataclass(frozen=True)
class Day:
    """A date, month or year: as ISO has it and in words; false where there is none."""

    iso: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)

    @classmethod
    def of(cls, value: Any) -> Day:
        """Return a day; what is no date is none."""
        text = value if isinstance(value, str) else ""
        try:
            return cls(text, format_date(text, missing=""))
        except ValueError:
            return cls()


@dataclass(frozen=True)
class Currency:
    """To when figures go, when these were out, when the next can be expected, which go further."""

    to: Day = field(default_factory=Day)
    published: Day = field(default_factory=Day)
    following: Day = field(default_factory=Day)
    further: tuple[tuple[str, Day], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to and self.published)

    @classmethod
    def of(cls, value: Any) -> Currency:
        """Return it from `data_to`, `data_published`, `data_next`, `data_further` of a mapping."""
        known = value if isinstance(value, dict) else {}
        to, published, following = (
            Day.of(known.get(f"data_{name}")) for name in ("to", "published", "next")
        )
        told = [one.split(" to ") for one in str(known.get("data_further") or "").split(", ")]
        further = tuple((one[0], Day.of(one[1])) for one in told if len(one) == 2)
        return cls(to, published, following, further)


@dataclass(frozen=True)
class PageFacts:
    """Dates, citation and linked data of a report; empty for a notebook that isn't one."""

    as_of: Day
    figures: Currency
    hindsight: Currency
    citation: Citation | None
    linked_data: str
    name: str

    @classmethod
    def of(cls, meta: dict[str, Any]) -> PageFacts:
        """Return the facts from a notebook's own metadata."""
        as_of, edition = Day.of(meta.get("as_of")), str(meta.get("edition") or "")
        known = meta.get("linked_data")
        whole = bool(edition and meta.get("title") and len(as_of.iso) == len("2018-06-02"))
        name = "-".join(p for p in (str(meta.get("scenario") or ""), edition) if p)
        return cls(
            as_of,
            Currency.of(meta.get("currency")),
            Currency.of(meta.get("hindsight_currency")),
            citation(meta) if whole else None,
            page_assets.data_block(known) if isinstance(known, dict) else "",
            name,
        )
