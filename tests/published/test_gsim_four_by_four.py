"""Published result 6: the worked example of GSIM, four by four.

Source: Francois and Hall, Global Simulation Analysis of Industry-Level Trade Policy. The example
prints the relative changes of the world prices; no other figure of it is in the tables.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.published.gsim_example import REGIONS, figures, matrix, price_change, solved


@pytest.mark.parametrize("region", REGIONS)
def test_the_world_prices(region: str) -> None:
    printed = figures().figure("gsim_four_by_four_prices", "price_change", region=region).value
    assert round(price_change(region), 4) == printed


def test_the_published_prices_clear_the_markets() -> None:
    trade = matrix("trade_at_world_prices")
    sold = np.nansum(trade * solved().quantity_change, axis=1) / trade.sum(axis=1)
    assert sold == pytest.approx(1.5 * solved().price_change)


def test_the_two_that_drop_their_tariffs_gain_and_the_others_lose() -> None:
    # the sign is what the example is told for; the amounts have no printed counterpart here
    assert list(np.sign(solved().net_welfare_change)) == [1, -1, 1, -1]
    # tariffs of the US before: 0.37 x 500 + 0.32 x 300 + 0.57 x 50 = 309.5
    assert solved().revenue_before[0] == pytest.approx(309.5)
    # after: those on Japan and the rest alone, on new values
    kept = solved().trade_after[:, 0] * [0, 0.37, 0, 0.57]
    assert solved().revenue_after[0] == pytest.approx(kept.sum())
