"""A scenario: one case, as a person writes it down.

One YAML file a case: the demand with its path, the pledges, the crediting, the assumptions and what
else the report shows. Everything is checked before anything runs; reading the file is
`tradegap.data.scenarios`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from tradegap.errors import InputError
from tradegap.model.assumptions import Assumption
from tradegap.model.crediting import RULES, RuleChange
from tradegap.model.demand import Baseline, Target
from tradegap.model.periods import read_day
from tradegap.model.pledges import Pledge, Record
from tradegap.model.report_texts import filled_in, refuse_places_of_a_target, refuse_unknown_places
from tradegap.model.sections import (
    FeasibilitySection,
    MirrorSection,
    MixSection,
    PartnersSection,
    PhaseOneSection,
    PhysicalSection,
    ProgressSection,
    ResponseSection,
    UncertaintySection,
)
from tradegap.model.setting import HeadlineSection, ParametersSection


class LedgerLine(Record):
    """A pledge taken from the ledger table by its id."""

    ledger: str


def _pledge_kind(value: Any) -> str:
    in_ledger = isinstance(value, LedgerLine) or (isinstance(value, dict) and "ledger" in value)
    return "ledger" if in_ledger else "inline"


PledgeEntry = Annotated[
    Annotated[LedgerLine, Tag("ledger")] | Annotated[Pledge, Tag("inline")],
    Discriminator(_pledge_kind),
]


def _ids(pledges: Iterable[PledgeEntry]) -> list[str]:
    return [p.ledger if isinstance(p, LedgerLine) else p.id for p in pledges]


class News(Record):
    """A table of reported facts, and the chapter in which each of its rows stands."""

    table: str
    title: str
    places: dict[str, str]


class Hindsight(Record):
    """What the hindsight chapter looks at: calendar years, and the windows of the path."""

    years: tuple[int, ...] = ()
    from_year: int | None = None
    to_year: int | None = None


def _day_or_month(value: Any) -> str:
    """Return a day or a month as ISO text."""
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        raise ValueError("it is no day and no month; write it as 2018-05-31 or as 2020-12")
    try:
        read_day(text if len(text) > len("2020-12") else f"{text}-01")
    except ValueError as error:
        raise ValueError(f"it {error}") from None
    return text


DayOrMonth = Annotated[str, BeforeValidator(_day_or_month)]
"""A day, `2018-05-31`, or a month, `2020-12`."""


class Scenario(Record):
    """One case: who demands what of whom, what was pledged, and what the report shows.

    `title`, `subtitle` and `question` may hold `{target_usd_bn}` and no other braces, so that a
    report that is built with another target never stands under the words of the default one.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    subtitle: str = ""
    question: str = Field(min_length=1)
    reporter: str = Field(pattern=r"^[A-Z]{3}$")
    partner: str = Field(pattern=r"^[A-Z]{3}$")
    partners: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...] = ()
    as_of: date
    hindsight_as_of: date | None = None
    chapters: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w-]*$")], ...] = Field(
        min_length=1
    )
    baseline_: Baseline | None = Field(default=None, alias="baseline")
    target_: Target | None = Field(default=None, alias="target")
    pledges: tuple[PledgeEntry, ...] = ()
    crediting: dict[str, RuleChange] = Field(default_factory=dict)
    headline: HeadlineSection = HeadlineSection()
    parameters: ParametersSection = ParametersSection()
    assumptions: dict[str, Assumption] = Field(default_factory=dict)
    assumes: tuple[str, ...] = ()
    unstated_pledge: str | None = None
    currencies: dict[str, DayOrMonth] = Field(default_factory=dict)
    estimates: str | None = None
    tariff_actions: str | None = None
    news: News | None = None
    hindsight: Hindsight | None = None
    feasibility: FeasibilitySection | None = None
    response: ResponseSection | None = None
    mix: MixSection | None = None
    uncertainty: UncertaintySection | None = None
    mirror: MirrorSection | None = None
    progress: ProgressSection | None = None
    phase_one: PhaseOneSection | None = None
    physical: PhysicalSection | None = None
    partners_ledger: PartnersSection | None = None

    @property
    def baseline(self) -> Baseline:
        """The base year and its tables; raises `InputError` where the scenario has none."""
        if self.baseline_ is None:
            raise InputError(
                f"Scenario {self.id} has no baseline; add one, or leave out what measures from it."
            )
        return self.baseline_

    @property
    def target(self) -> Target:
        """What narrowing is asked for; raises `InputError` where the scenario has no target."""
        if self.target_ is None:
            raise InputError(
                f"Scenario {self.id} has no target; add one, or leave out what is measured by it."
            )
        return self.target_

    @property
    def pledge_ids(self) -> list[str]:
        """Return the ids of all pledges, those that stand in the ledger's table too."""
        return _ids(self.pledges)

    @property
    def has_target(self) -> bool:
        """Tell whether the scenario asks for a narrowing of a balance."""
        return self.target_ is not None

    @property
    def has_baseline(self) -> bool:
        """Tell whether the scenario is about one balance, with a base year."""
        return self.baseline_ is not None

    @field_validator("title", "subtitle", "question")
    @classmethod
    def _can_be_filled_in(cls, text: str) -> str:
        return refuse_unknown_places(text)

    @model_validator(mode="after")
    def _has_what_its_texts_name(self) -> Scenario:
        if self.target_ is None:
            refuse_places_of_a_target(
                title=self.title, subtitle=self.subtitle, question=self.question
            )
        return self

    @field_validator("crediting")
    @classmethod
    def _cases_build_on_known_ones(cls, cases: dict[str, RuleChange]) -> dict[str, RuleChange]:
        for name, change in cases.items():
            if name in RULES:
                raise ValueError(f"case '{name}' is built in; give yours a name of its own")
            if change.based_on not in RULES:
                raise ValueError(f"based_on '{change.based_on}' is none of {', '.join(RULES)}")
        return cases

    @model_validator(mode="after")
    def _headline_is_of_its_cases(self) -> Scenario:
        known = [*RULES, *self.crediting]
        if self.headline.crediting not in known:
            raise ValueError(
                f"headline.crediting '{self.headline.crediting}' is no crediting case; take one of "
                f"{', '.join(known)}"
            )
        if self.headline.tariff_percent and self.target_ is None:
            raise ValueError(
                "headline.tariff_percent needs a target, whose gap the tariff would narrow; add "
                "one, or remove it"
            )
        return self

    @model_validator(mode="after")
    def _parameters_are_of_it(self) -> Scenario:
        currencies = ("USD", *self.currencies)
        if self.parameters.currency not in currencies:
            raise ValueError(
                f"parameters.currency '{self.parameters.currency}' is none of "
                f"{', '.join(currencies)}; take one of them, or give its day under currencies"
            )
        if self.parameters.judged_on != "reporter" and self.baseline_ is None:
            raise ValueError(
                f"parameters.judged_on '{self.parameters.judged_on}' needs a baseline, the one "
                "balance that is judged on other figures; remove it"
            )
        return self

    @field_validator("pledges")
    @classmethod
    def _each_once(cls, pledges: tuple[PledgeEntry, ...]) -> tuple[PledgeEntry, ...]:
        ids = _ids(pledges)
        twice = next((name for n, name in enumerate(ids) if name in ids[:n]), None)
        if twice is not None:
            raise ValueError(f"'{twice}' stands twice and would count twice; remove one")
        return pledges

    @model_validator(mode="after")
    def _pledges_of_the_partner(self) -> Scenario:
        for number, pledge in enumerate(self.pledges):
            allowed = self.partners or (self.partner,)
            if not isinstance(pledge, Pledge) or pledge.partner in allowed:
                continue
            if self.partners:
                raise ValueError(
                    f"pledges.{number}.partner {pledge.partner} is none of the partners "
                    f"{', '.join(self.partners)}; add it to partners, or remove the pledge"
                )
            raise ValueError(
                f"pledges.{number}.partner {pledge.partner} is not the partner {self.partner}: "
                "what another country buys doesn't narrow this balance; remove the pledge"
            )
        return self

    @model_validator(mode="after")
    def _one_balance_or_several_partners(self) -> Scenario:
        if self.partners and self.target_ is not None:
            raise ValueError(
                "target and partners exclude each other: a target narrows one balance, and several "
                "partners have none in common; remove one of them"
            )
        if self.target_ is not None and self.baseline_ is None:
            raise ValueError("a target needs a baseline to be measured from; add one")
        if self.partners and self.baseline_ is not None:
            raise ValueError(
                "partners and baseline exclude each other: several partners have no one balance; "
                "remove one of them"
            )
        if not self.partners and self.baseline_ is None:
            raise ValueError("baseline is missing; add it, or list the partners of a ledger")
        return self

    @model_validator(mode="after")
    def _partners_are_others(self) -> Scenario:
        for number, code in enumerate(self.partners):
            if code in self.partners[:number]:
                raise ValueError(f"partners has {code} twice; remove one")
            if code in (self.reporter, "WLD"):
                raise ValueError(f"partners has {code}, which is no partner; remove it")
        if self.partners_ledger is not None and not self.partners:
            raise ValueError("partners_ledger needs partners; list them, or remove it")
        return self

    @model_validator(mode="after")
    def _prices_are_of_its_pledges(self) -> Scenario:
        known = self.pledge_ids
        for number, named in enumerate(self.physical.pledges if self.physical else ()):
            place = f"physical.pledges.{number}"
            if named.pledge not in known:
                raise ValueError(
                    f"{place}.pledge {named.pledge} is none of this scenario's pledges "
                    f"({', '.join(known) or 'it has none'}); add it to pledges, or remove it here"
                )
            for field in ("price", "per", "lag"):
                name = getattr(named, field)
                if name is not None and name not in self.assumptions:
                    raise ValueError(
                        f"{place}.{field} {name} is no assumption of this scenario; list chapter "
                        "10-physical, name it under assumes, or state it under assumptions"
                    )
        return self

    @field_validator("chapters")
    @classmethod
    def _no_chapter_twice(cls, chapters: tuple[str, ...]) -> tuple[str, ...]:
        twice = [stem for stem in chapters if chapters.count(stem) > 1]
        if twice:
            raise ValueError(f"chapter '{twice[0]}' stands twice; remove one")
        return chapters

    @model_validator(mode="after")
    def _dates_in_order(self) -> Scenario:
        if self.hindsight_as_of is not None and self.hindsight_as_of < self.as_of:
            raise ValueError(f"hindsight_as_of {self.hindsight_as_of} is before as_of {self.as_of}")
        if self.target_ is not None and self.target_.published > self.as_of:
            raise ValueError(
                f"target.published {self.target_.published} is after as_of {self.as_of}: "
                "the target wasn't known yet"
            )
        until = self.progress.until if self.progress is not None else None
        if until is not None and until < f"{self.as_of:%Y-%m}":
            raise ValueError(
                f"progress.until {until} is before as_of {self.as_of}: a deadline that is over "
                "has nothing left to forecast"
            )
        if self.hindsight is not None and self.hindsight_as_of is None:
            raise ValueError("hindsight needs hindsight_as_of, the date up to which it may read")
        return self

    def told(self, text: str, target_usd_bn: float | None = None) -> str:
        """Return one of the scenario's texts with the target that a report was built with."""
        if self.target_ is None:
            return text.strip()
        stated = self.target_.narrowing_usd_bn_per_year
        number = stated if target_usd_bn is None else target_usd_bn
        return filled_in(text.strip(), number)
