"""What a scenario takes by choice: the setting of its headline, and parameters of its reports.

A scenario without the sections has the headline of the method: pledges as stated, delivered as they
were credited, and no tariff beyond those of the base year; and its reports are built as any other.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from tradegap.model.crediting import RULES
from tradegap.model.pledges import Record
from tradegap.model.quantity import Quantity, parameter

MOST_DELIVERED = 1.5
"""The largest share of a credited increase that a setting may take as delivered."""
HIGHEST_TARIFF_PERCENT = 100.0
"""The highest additional tariff of a setting, in percent of the value at customs."""


class HeadlineSection(Record):
    """The setting of a headline.

    `crediting` names the case, `delivery` the share of what that case credits that is delivered, by
    category of the pledges (1 where it names none), `tariff_percent` an additional tariff on all
    imports from the partner.
    """

    crediting: str = next(iter(RULES))
    delivery: dict[str, Annotated[float, Field(ge=0, le=MOST_DELIVERED)]] = Field(
        default_factory=dict
    )
    tariff_percent: float = Field(default=0.0, ge=0, le=HIGHEST_TARIFF_PERCENT)


WithoutPledge = Literal["base_year", "trend"]
JudgedOn = Literal["reporter", "partner", "reporter_with_services"]
WITHOUT_PLEDGE: tuple[str, ...] = get_args(WithoutPledge)
JUDGED_ON: tuple[str, ...] = get_args(JudgedOn)


class ParametersSection(Record):
    """What the reports of a scenario are built with, where `-p` says nothing else.

    `currency` is that of the amounts in the text, `without_pledge` says what exports do without the
    pledge, `judged_on` whose figures the target is judged on. The other parameters have fields of
    their own in a scenario: its date, its target, its assumptions.
    """

    currency: str = "USD"
    without_pledge: WithoutPledge = "base_year"
    judged_on: JudgedOn = "reporter"


def delivered(category: str, share: float) -> Quantity:
    """Return the share of a category's credited increase that is taken as delivered."""
    return parameter(
        f"delivery:{category}",
        share,
        unit="share",
        label=f"{category}: share taken as delivered",
    )


def tariff_of(percent: float) -> Quantity:
    """Return an additional tariff on all imports from the partner, in percent."""
    return parameter(
        "tariff_percent",
        percent,
        unit="percent",
        label="additional tariff on all imports from the partner",
    )
