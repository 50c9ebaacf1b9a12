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


class Assumption(Record):
    """A number that nobody publishes: `low <= central <= high` in `unit`.

    `published` is the day from which its sources were out; before it the assumption isn't made.
    """

    title: str = Field(min_length=1)
    low: float
    central: float
    high: float
    unit: str
    source: str = Field(min_length=1)
    rationale: str = Field(min_length=1)
    quality: Rating
    impact: Rating
    published: date | None = None

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
        return self

    def quantity(
        self,
        name: str,
        point: Point = "central",
        override: float | None = None,
        basis: str | None = None,
    ) -> Quantity:
        """Return the assumption as a leaf in its unit, at one of its points.

        An override takes the place of the central value; the ends stay what was published.
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
        )
        value = float(getattr(self, point))
        if override is not None and point == "central":
            value = override
        return assumption_leaf(leaf, value, unit=self.unit, label=self.title, basis=basis)
