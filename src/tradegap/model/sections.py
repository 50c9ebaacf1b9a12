"""The optional sections of a scenario: what each chapter of the analysis is told about the case.

A scenario without a section has nothing to say there, and its report leaves the chapter out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tradegap.model.hs import expanded
from tradegap.model.mirror import LAST_SPLIT_YEAR
from tradegap.model.periods import month_number
from tradegap.model.pledges import Record


class FeasibilityCategory(Record):
    """A category of goods that is judged as one: its name and its HS chapters or ranges of them."""

    name: str = Field(min_length=1)
    codes: tuple[str, ...]

    @field_validator("codes")
    @classmethod
    def _whole_chapters(cls, codes: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        name = info.data.get("name", "")
        if not codes:
            raise ValueError(f"category '{name}' is empty; list its HS chapters, such as 01-24")
        finer = next((code for code in expanded(codes) if len(code) > 2), None)
        if finer is not None:
            raise ValueError(
                f"'{finer}' in category '{name}' is finer than a chapter, and the table of exports "
                f"has chapters; write {finer[:2]}"
            )
        return codes

    @property
    def chapters(self) -> tuple[str, ...]:
        """The HS chapters of the category, ranges written out, without the empty chapter 77."""
        return expanded(self.codes)


class FeasibilitySection(Record):
    """Which categories of goods are judged for feasibility, none of them with goods of another.

    `example_usd_bn` is a made-up sum (USD bn a year) within reach, whose basket is shown where that
    of the target is out of reach.
    """

    categories: tuple[FeasibilityCategory, ...]
    example_usd_bn: float | None = Field(default=None, gt=0)

    @field_validator("categories")
    @classmethod
    def _apart(cls, found: tuple[FeasibilityCategory, ...]) -> tuple[FeasibilityCategory, ...]:
        if not found:
            raise ValueError("there is no category; list at least one, with its name and codes")
        where: dict[str, str] = {}
        for number, category in enumerate(found):
            if category.name in {other.name for other in found[:number]}:
                raise ValueError(f"category '{category.name}' stands twice; remove one")
            for chapter in category.chapters:
                if chapter in where:
                    raise ValueError(
                        f"chapter {chapter} is in '{where[chapter]}' and in '{category.name}' and "
                        "would count twice; leave it in one of them"
                    )
                where[chapter] = category.name
        return found


class TariffPackage(Record):
    """Tariff actions that belong together: `tariffs` of the reporter, `retaliation` of the partner.

    Both are ids of the table of tariff actions.
    """

    title: str = Field(min_length=1)
    tariffs: tuple[str, ...] = ()
    retaliation: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_an_action(self) -> TariffPackage:
        if not (self.tariffs or self.retaliation):
            raise ValueError(f"package '{self.title}' names no action; list ids under tariffs")
        return self


class UniformTariff(Record):
    """A made-up additional rate on all imports, and the partner's on all exports, percent."""

    imports_percent: float = Field(gt=0, le=1_000)
    exports_percent: float = Field(default=0, ge=0, le=1_000)


class ResponseSection(Record):
    """Which tariffs the response chapter works out.

    `packages` are those on the record, each by name; `uniform` are rates on everything, which
    nobody announced; `groups` is the table of imports and duty by group of goods.
    """

    packages: dict[str, TariffPackage] = Field(default_factory=dict)
    uniform: tuple[UniformTariff, ...] = Field(
        default=(UniformTariff(imports_percent=10), UniformTariff(imports_percent=25)),
        min_length=1,
    )
    groups: str = "imports_naics3_annual_usa"


class MixSection(Record):
    """Which mixes of purchases and tariffs are shown.

    `retaliation` is the partner's additional tariff as a share of ours (1 answers in kind); without
    it the chapter works out no retaliation. `steps` is how many equal parts of the target the table
    of mixes has.
    """

    retaliation: float | None = Field(default=None, ge=0)
    steps: int = Field(default=4, ge=1, le=20)


class UncertaintySection(Record):
    """How many draws are taken, from which seed, and for how many samples sensitivities are told.

    `sensitivity_samples` is a power of two.
    """

    draws: int = Field(default=100_000, ge=100, le=10_000_000)
    seed: int = Field(default=0, ge=0)
    sensitivity_samples: int = Field(default=4_096, ge=64, le=65_536)

    @field_validator("sensitivity_samples")
    @classmethod
    def _power_of_two(cls, samples: int) -> int:
        if samples & (samples - 1):
            raise ValueError(f"{samples} is no power of two; take 4096, for example")
        return samples


class MirrorSection(Record):
    """Which years of the two countries' figures are set side by side, and which are split.

    `from_year` is the first one shown, by default the first that the tables have. `split_years` are
    those whose difference is split, by default the base year; none later than 2019.
    """

    from_year: int | None = Field(default=None, ge=1900, le=2100)
    split_years: tuple[int, ...] = ()

    @field_validator("split_years")
    @classmethod
    def _before_the_turn(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        for number, year in enumerate(years):
            if year > LAST_SPLIT_YEAR:
                raise ValueError(
                    f"{year} can't be split: from {LAST_SPLIT_YEAR + 1} on China's surplus is the "
                    f"larger figure; take years up to {LAST_SPLIT_YEAR}"
                )
            if year in years[:number]:
                raise ValueError(f"{year} stands twice; remove one")
        return years


class FollowedPledge(Record):
    """A pledge of the ledger that is followed through US exports of whole HS chapters, by month.

    `share` and `price` name the assumptions that turn chapters into tonnes of one good; without
    them the pledge is followed in dollars. `readings` are `level` (exports against the amount) and
    `increment` (their rise on the base year's same months against it). `until` is a later deadline
    (YYYY-MM) that was reported, shown beside the ledger's window.
    """

    pledge: str
    chapters: tuple[Annotated[str, Field(pattern=r"^\d{2}$")], ...] = Field(min_length=1)
    readings: tuple[Literal["level", "increment"], ...] = Field(default=("level",), min_length=1)
    share: str | None = None
    price: str | None = None
    until: str | None = None

    @field_validator("until")
    @classmethod
    def _is_a_month(cls, until: str | None) -> str | None:
        if until is not None:
            month_number(until)
        return until

    @model_validator(mode="after")
    def _share_needs_a_price(self) -> FollowedPledge:
        if (self.share is None) != (self.price is None):
            raise ValueError("share and price go together: tonnes need both; state both or neither")
        return self


class ProgressSection(Record):
    """What progress is measured against, and until when.

    `until` is the month (YYYY-MM) to which a case without a path is forecast; `pledges` are those
    of the ledger that are followed by month.
    """

    until: str | None = None
    pledges: tuple[FollowedPledge, ...] = ()

    @field_validator("until")
    @classmethod
    def _is_a_month(cls, until: str | None) -> str | None:
        if until is not None:
            month_number(until)
        return until


class PhaseOneSection(Record):
    """To which month the year 2020 of the Phase One agreement is followed.

    `through` is YYYY-MM, at most the last month out on the as-of date, which is the default.
    """

    through: Annotated[str, Field(pattern=r"^2020-(0[1-9]|1[0-2])$")] | None = None


class PricedPledge(Record):
    """How one pledge in tonnes, cubic metres or aircraft is put in dollars; all name assumptions.

    `price` is per unit of quantity; `per` turns a price of another unit into it (Mcf per tonne);
    `lag` is the years from an order to its delivery. `base_item` is a row of the table of unit
    values whose quantity is what was shipped in the base year.
    """

    pledge: str = Field(min_length=1)
    price: str = Field(min_length=1)
    per: str | None = None
    lag: str | None = None
    base_item: str | None = None


class PhysicalSection(Record):
    """How pledges in tonnes, cubic metres and aircraft are put in dollars.

    `measures` is a table of orders, sales and arrivals as reported on one day, each on its own.
    """

    pledges: tuple[PricedPledge, ...] = ()
    measures: str | None = None

    @field_validator("pledges")
    @classmethod
    def _each_once(cls, pledges: tuple[PricedPledge, ...]) -> tuple[PricedPledge, ...]:
        ids = [p.pledge for p in pledges]
        twice = next((name for n, name in enumerate(ids) if name in ids[:n]), None)
        if twice is not None:
            raise ValueError(f"'{twice}' stands twice and would have two prices; remove one")
        return pledges


class PartnersSection(Record):
    """What the ledger of several partners is set against: US exports of `base_year` to each."""

    base_year: int = Field(ge=1900, le=2100)
