"""Assumptions: numbers that nobody publishes, each with a range, a rationale and two ratings."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tradegap.model import units
from tradegap.model.leaves import AssumptionLeaf
from tradegap.model.pledges import Record
from tradegap.model.quantity import Quantity, assumption_leaf

Rating = Literal["red", "amber", "green"]
Point = Literal["low", "central", "high"]
Distribution = Literal["triangular", "uniform", "fixed"]


class Assumption(Record):
    """A number that nobody publishes: `low <= central <= high` in `unit`.

    `distribution` is how it is drawn between low and high (triangular has its mode at central;
    fixed is always central). `evidence` is what speaks for the range, `rationale` why an assumption
    is needed and how the three values were chosen. `published` is the day from which its sources
    were out. `sign`, `least` and `most` bound what it can be at all, for a range or an override.
    `used_by` names the functions that use it, `chapters` the notebooks that do; with no
    chapters it is used by the crediting of any case.
    """

    title: str = Field(min_length=1)
    low: float
    central: float
    high: float
    unit: str
    distribution: Distribution = "triangular"
    source: str = Field(min_length=1)
    evidence: str = ""
    rationale: str = Field(min_length=1)
    quality: Rating
    impact: Rating
    published: date | None = None
    used_by: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    sign: Literal["positive", "negative"] | None = None
    least: float | None = None
    most: float | None = None

    @field_validator("unit")
    @classmethod
    def _unit_is_one(cls, unit: str) -> str:
        units.parse(unit)
        return unit

    @model_validator(mode="after")
    def _in_order(self) -> Assumption:
        if not self.low <= self.central <= self.high:
            raise ValueError(
                f"low {self.low:g}, central {self.central:g}, high {self.high:g} are out of order"
            )
        for end in ("low", "high"):
            refused = self.refusal(getattr(self, end))
            if refused:
                raise ValueError(f"{end} {getattr(self, end):g} {refused}")
        return self

    def refusal(self, value: float) -> str | None:
        """Say why a value has no meaning here, by sign or bounds; `None` where it has one."""
        if self.sign == "positive" and value <= 0:
            return "is not above zero: by this project's convention it is a positive number"
        if self.sign == "negative" and value >= 0:
            return "is not below zero: by this project's convention it is a negative number"
        if self.least is not None and value < self.least:
            return f"is below {self.least:g}, the least that it can be"
        if self.most is not None and value > self.most:
            return f"is above {self.most:g}, the most that it can be"
        return None

    def quantity(
        self,
        name: str,
        point: Point = "central",
        override: float | None = None,
        basis: str | None = None,
    ) -> Quantity:
        """Return the assumption as a leaf in its unit, at one of its points.

        An override takes the place of the central value; the ends stay what was published, and the
        leaf says `fixed`: who names a value doesn't ask for draws around it.
        """
        leaf = AssumptionLeaf(
            name,
            self.low,
            self.central,
            self.high,
            self.quality,
            self.impact,
            self.source,
            self.rationale,
            "fixed" if override is not None else self.distribution,
        )
        value = float(getattr(self, point))
        if override is not None and point == "central":
            value = override
        return assumption_leaf(leaf, value, unit=self.unit, label=self.title, basis=basis)
