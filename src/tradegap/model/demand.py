"""A demand as a scenario states it: its base, its target, its path and other readings of it.

`tradegap.model.target` works out what it asks for, window by window.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import isclose
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tradegap.model.periods import Window, month_number
from tradegap.model.pledges import Record

SMALLEST_TARGET, LARGEST_TARGET = 0.001, 100_000.0
"""The bounds of a target in USD bn a year: a million, and more than the world's trade."""


class MonthWindow(Record):
    """A run of months, `from` and `to` as YYYY-MM, both included."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> MonthWindow:
        if month_number(self.last) < month_number(self.first):
            raise ValueError(f"the window ends ({self.last}) before it begins ({self.first})")
        return self

    def window(self) -> Window:
        """Return the months as a `Window`."""
        return Window(self.first, self.last)


class Step(MonthWindow):
    """One step of the target's path: the narrowing below the base in USD bn by a window.

    `purchases_share_at_least` is the part of what this step adds that the demand wants from
    purchases.
    """

    narrowing_usd_bn: float = Field(gt=0)
    purchases_share_at_least: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _is_a_year(self) -> Step:
        months = len(self.window().months)
        if months != 12:
            raise ValueError(f"the step {self.first} to {self.last} is {months} months, not 12")
        return self


class Alternative(Record):
    """Another reading of base and window that was reported beside the scenario's own."""

    title: str = Field(min_length=1)
    base: MonthWindow
    window: MonthWindow

    @model_validator(mode="after")
    def _of_one_length(self) -> Alternative:
        base, window = len(self.base.window().months), len(self.window.window().months)
        if base != window:
            raise ValueError(f"base is {base} months and window {window}; make them equally long")
        return self


class Baseline(Record):
    """The base year and the tables that its figures are read from."""

    year: int = Field(ge=1900, le=2100)
    vintages: str
    annual: str
    monthly: str


class Target(Record):
    """A reduction of the annual balance in USD bn a year, with its path and its status.

    `path_set_by` says whose dates the path has: the demand's own, or the scenario's reading of it.
    """

    ledger: str | None = None
    narrowing_usd_bn_per_year: float = Field(
        ge=SMALLEST_TARGET, le=LARGEST_TARGET, allow_inf_nan=False
    )
    status: Literal["demanded", "resisted", "agreed"]
    published: date
    source: str = Field(min_length=1)
    note: str = ""
    path: tuple[Step, ...] = ()
    path_set_by: Literal["demand", "scenario"] = "demand"
    alternatives: tuple[Alternative, ...] = ()

    @field_validator("path")
    @classmethod
    def _rises(cls, path: tuple[Step, ...]) -> tuple[Step, ...]:
        for before, after in pairwise(path):
            if month_number(after.first) <= month_number(before.last):
                raise ValueError(f"step {after.first} begins before step {before.first} has ended")
        return path

    @model_validator(mode="after")
    def _path_is_of_the_target(self) -> Target:
        """Refuse a step that asks for more than the target, and deadlines that were over."""
        whole = self.narrowing_usd_bn_per_year
        for number, step in enumerate(self.path):
            asked = step.narrowing_usd_bn
            if asked > whole and not isclose(asked, whole, rel_tol=1e-9):
                raise ValueError(
                    f"path.{number}.narrowing_usd_bn {asked:.10g} is more than the "
                    f"target's {whole:.10g} a year, of which a step is a part"
                )
        if self.path and self.path[-1].last < f"{self.published:%Y-%m}":
            raise ValueError(
                f"path.{len(self.path) - 1}.to {self.path[-1].last} is before the target was "
                f"published ({self.published}): its deadline was over"
            )
        return self
