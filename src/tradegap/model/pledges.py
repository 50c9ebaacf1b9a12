"""The ledger of pledges: what a partner said it would buy, as it said it.

A pledge is recorded, never interpreted, here; what counts toward a target is decided in
`tradegap.model.crediting`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from tradegap.model import units
from tradegap.model.hs import expanded
from tradegap.model.names import dates_in_words, name_of
from tradegap.model.periods import read_day, years_between
from tradegap.model.shown import Shown

Kind = Literal["increment", "level", "cumulative", "physical", "narrowing", "not_stated"]
Direction = Literal["demand", "claim", "pledge", "investment"]
_SAID = {"demand": "the demand on {} for ", "claim": "the claim about {} of "}
Status = Literal[
    "demanded",
    "resisted",
    "agreed",
    "announced",
    "offered",
    "signed",
    "in_force",
    "lapsed",
    "void",
    "window_over",
    "claimed",
    "denied",
]

Over = Literal["base", "nothing"]
Measure = Literal[
    "not_stated",
    "orders",
    "shipments",
    "arrivals",
    "shipments_or_arrivals",
    "deliveries",
    "balance",
    "investment",
]

LIVE: tuple[Status, ...] = ("announced", "offered", "signed", "in_force")
"""The statuses that end with the pledge's window, if nobody ended them before."""
_MONEY = ("USD", "USD/year")
_RANGE = re.compile(r"\d{2}-\d{2}")
AIRCRAFT = "88"
GROUPS = ("phase-one:agriculture", "phase-one:energy", "phase-one:manufactured-goods")
"""Codes that stand for the groups of Annex 6.1 of the Phase One agreement."""
_CODE = re.compile(r"\d{2}(-\d{2})?|\d{4}|\d{6}|services|phase-one:[a-z-]+")


class Record(Shown, BaseModel):
    """Base of everything that is read from a scenario: unknown keys are refused.

    So is `yes` where a number belongs, a number where a date belongs, and what is not finite:
    pydantic alone would read them as 1, as seconds since 1970 and as infinity.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_other_type(cls, value: Any, info: ValidationInfo) -> Any:
        wanted = cls.model_fields[info.field_name or ""].annotation
        allowed = {wanted, *get_args(wanted)}
        if isinstance(value, bool) and bool not in allowed:
            raise ValueError("yes and no are no value here; put a text in quotes")
        for name, each in value.items() if isinstance(value, dict) else ():
            if isinstance(each, bool) and get_origin(wanted) is dict:
                raise ValueError(f"{name}: yes and no are no value here; write what it is")
        if isinstance(value, int | float | str) and date in allowed:
            try:
                return read_day(str(value))
            except ValueError as error:
                raise ValueError(f"it {error}") from None
        return value


class Event(Record):
    """A change of a pledge's status, on the day on which it happened."""

    date: date
    status: Status


class Price(Record):
    """What one unit of a physical pledge is worth (USD per tonne, per aircraft), by whom."""

    value: float = Field(gt=0)
    unit: str
    source: str = Field(min_length=1)


class Delivery(Record):
    """How many units of a physical pledge are delivered in a calendar year."""

    year: int
    amount: float = Field(ge=0)


class Pledge(Record):
    """One line of the ledger.

    `amount` is `None` when none was stated: that is missing, never zero. `unit` is `USD bn` (over
    the window), `USD bn/year`, `mn t`, `mn t/year` or `aircraft`. `over` says what a physical
    quantity is counted over: `nothing` (a level, everything bought counts toward it), `base` (an
    increment over the base year), or `None` where that isn't stated.
    """

    id: str = Field(min_length=1)
    partner: str = Field(pattern=r"^[A-Z]{3}$")
    announced: date
    published: date
    direction: Direction = "pledge"
    category: str = Field(min_length=1)
    codes: tuple[str, ...] = ()
    kind: Kind
    measure: Measure = "not_stated"
    over: Over | None = None
    amount: float | None = Field(default=None, gt=0)
    unit: str | None = None
    window_start: date | None = None
    window_end: date | None = None
    events: tuple[Event, ...] = Field(min_length=1)
    supersedes: tuple[str, ...] = ()
    price: Price | None = None
    deliveries: tuple[Delivery, ...] = ()
    conditions: str = ""
    note: str = ""
    source: str = Field(min_length=1)

    @field_validator("codes")
    @classmethod
    def _codes_are_hs(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        bad = [c for c in codes if not _CODE.fullmatch(c)]
        if bad:
            raise ValueError(
                f"'{bad[0]}' is no HS code; write chapters as 12 or 01-24, headings as 1201, "
                "or the word services"
            )
        group = next((c for c in codes if c.startswith("phase-one:") and c not in GROUPS), None)
        if group is not None:
            raise ValueError(f"'{group}' is no group of Annex 6.1; take {', '.join(GROUPS)}")
        expanded(c for c in codes if c[0].isdigit())
        return codes

    @model_validator(mode="after")
    def _is_whole(self) -> Pledge:
        if self.direction == "pledge" and not self.codes:
            raise ValueError(f"category '{self.category}' has no codes; list its HS codes")
        if (self.amount is None) != (self.unit is None):
            raise ValueError("amount and unit go together; state both or neither")
        if self.over is not None and self.kind != "physical":
            raise ValueError(
                f"over '{self.over}' is for physical quantities alone, and kind '{self.kind}' says "
                "it already; remove it"
            )
        if self.unit is not None and (worth := self._worth()) not in _MONEY:
            raise ValueError(
                f"unit '{self.unit}' comes to {worth}, no amount of dollars; write USD bn, "
                "USD bn/year, or a physical quantity (mn t, mn t/year, aircraft) and its price"
            )
        self._is_consistent()
        delivered = sum(d.amount for d in self.deliveries)
        if self.amount is not None and delivered > self.amount:
            raise ValueError(f"deliveries add up to {delivered:g}, over {self.amount:g}")
        if self.window_start and self.window_end:
            years_between(self.window_start, self.window_end)
        if self.published < self.announced:
            raise ValueError(f"published {self.published} is before announced {self.announced}")
        if list(self.events) != sorted(self.events, key=lambda e: e.date):
            raise ValueError("events are out of order; list them by date")
        return self

    def _is_consistent(self) -> None:
        """Refuse fields that contradict one another, or of which one would go unused."""
        if self.kind == "narrowing" and self.direction in ("pledge", "investment"):
            raise ValueError(
                "kind 'narrowing' is of a demand or a claim: a pledge names purchases; write "
                "increment, level, cumulative, physical or not_stated"
            )
        if self.price is not None and self.kind != "physical":
            raise ValueError(
                f"price is for physical quantities alone, and kind is '{self.kind}'; remove it"
            )
        years = [d.year for d in self.deliveries]
        twice = next((year for n, year in enumerate(years) if year in years[:n]), None)
        if twice is not None:
            raise ValueError(f"deliveries have {twice} twice; write one number for it")
        if self.id in self.supersedes:
            raise ValueError(
                f"supersedes names the pledge '{self.id}' itself, whose amount would then count "
                "nowhere; remove it"
            )
        if self.events[0].date < self.announced:
            raise ValueError(
                f"events begin on {self.events[0].date}, before announced {self.announced}; mend "
                "one of the dates"
            )

    def _worth(self) -> str:
        """Return what the amount is measured in once it is priced, without its power of ten."""
        unit = units.parse(self.unit or "")
        if self.kind == "physical":
            if self.price is None:
                return "USD"
            unit = unit.times(units.parse(self.price.unit))
        return str(units.Unit(0, unit.dimensions))

    def status(self, as_of: date) -> Status | None:
        """Return the last status by `as_of`, `None` when the pledge wasn't published by then.

        A pledge whose window is past is over, whether or not an event says so.
        """
        past = [e.status for e in self.events if e.date <= as_of]
        if not past or self.published > as_of:
            return None
        ended = self.window_end is not None and as_of > self.window_end
        return "window_over" if ended and past[-1] in LIVE else past[-1]

    @property
    def said(self) -> str:
        """Who said it, how much and when: `China's US$70 bn a year of 3 June 2018`."""
        name = name_of(self.partner)
        day = dates_in_words(self.announced.isoformat())
        if self.amount is None or self.unit is None:
            return f"{name}'s statement of {day}"
        per = " a year" if self.unit.endswith("/year") else ""
        unit = self.unit.removesuffix("/year")
        money = unit == "USD bn"
        amount = f"US${self.amount:,g} bn" if money else f"{self.amount:,g} {unit}"
        who = _SAID.get(self.direction, "{}'s ").format(name)
        return f"{who}{amount}{per} of {day}"

    @property
    def is_level(self) -> bool:
        """Tell whether everything bought counts toward the amount, so that the base comes off."""
        return self.kind == "level" or self.over == "nothing"

    @property
    def says_over_what(self) -> bool:
        """Tell whether the pledge says if its amount is an increment or a level."""
        return self.kind != "not_stated" and (self.kind != "physical" or self.over is not None)

    @property
    def window_years(self) -> float | None:
        """Return the length of the window in years, `None` when it has no two ends."""
        if self.window_start is None or self.window_end is None:
            return None
        return years_between(self.window_start, self.window_end)

    @property
    def goods(self) -> bool:
        """Tell whether the pledge is about goods (it names codes of the Harmonized System)."""
        return any(code != "services" for code in self.codes)

    @property
    def includes_aircraft(self) -> bool:
        """Tell whether the codes include aircraft: chapter 88, or a heading of it such as 8800."""
        return any(c[:2] <= AIRCRAFT <= c[-2:] for c in self.codes if _RANGE.fullmatch(c)) or any(
            c.startswith(AIRCRAFT) for c in self.codes
        )

    def chapters(self) -> tuple[str, ...] | None:
        """Return the HS chapters that the codes name, `None` where they are finer than chapters."""
        chapters: list[str] = []
        for code in self.codes:
            match = re.fullmatch(r"(\d{2})(?:-(\d{2}))?", code)
            if match is None:
                if code == "services":
                    continue
                return None
            first, last = int(match[1]), int(match[2] or match[1])
            chapters += [f"{n:02d}" for n in range(first, last + 1)]
        return tuple(chapters)


class Ledger(Shown, tuple[Pledge, ...]):
    """The pledges of a case, in the order of its scenario."""

    __slots__ = ()
