"""The US figure less China's own, in the vintages of a date."""

from __future__ import annotations

from datetime import date

from tests.case.raw import case
from tradegap.data.load import Figures


def difference(year: int, as_of: date) -> float:
    """Return the US deficit less China's surplus of a year, USD bn."""
    ours = case(as_of.isoformat()).year(year).surplus_usd_bn
    theirs = Figures(as_of).figure("china_reported_balance", "surplus_usd_bn", year=year)
    gap = ours.read_as("mirror_difference", "US figure") - theirs.read_as(
        "mirror_difference", "China's figure"
    )
    assert isinstance(gap.value, float)
    return gap.value
