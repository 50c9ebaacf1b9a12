"""Basis and vintage of a figure, in words told from its quantities."""

from __future__ import annotations

from datetime import date

import pytest

from tests.case.raw import case
from tradegap.model.quantity import parameter
from tradegap.model.units import BASES
from tradegap.reporting.measured import basis_words, measured, published_words

DAY = date(2018, 6, 2)


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_has_its_words(basis: str) -> None:
    amount = parameter("x", 1.0, unit="USD bn", label="x", basis=basis)
    assert ", " in basis_words([amount])


def test_flows_of_one_statistic_share_its_name() -> None:
    base = case().baseline
    assert measured("By year, US$ bn", [base.imports_usd_bn, base.exports_usd_bn], DAY) == (
        "By year, US$ bn; imports at customs value and exports f.a.s., Census basis; "
        "published 6 February 2018"
    )


def test_what_is_later_than_the_as_of_date_says_so() -> None:
    now, before = case().baseline.surplus_usd_bn, case().year(2016).surplus_usd_bn
    assert published_words([before]).endswith(", later than the as-of date")
    assert published_words([now, before]).startswith("published 6 February 2018 and ")
    assert published_words([now, before]).endswith(", partly later than the as-of date")


def test_what_no_published_figure_is_behind_stands_as_of_a_day() -> None:
    chosen = parameter("x", 1.0, unit="share", label="x")
    assert measured("Share, %", [chosen, None], DAY) == "Share, %; as of 2 June 2018"
