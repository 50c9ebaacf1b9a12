"""What is said of each column of a table's CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.case.raw import case
from tradegap.reporting.table_fields import table_fields
from tradegap.reporting.tables import Column


def field(cells: list[Any], column: Column | None = None, name: str = "x") -> dict[str, str]:
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object)})
    (found,) = table_fields(frame, [column] if column else [])
    return found


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [([1, 2], "integer"), ([1, 2.5], "number"), ([1.5, None], "number"), (["a", "b"], "string"),
     (["a", 1], "any"), ([True, False], "boolean"), ([date(2018, 6, 2)], "date"),
     (["2018-06-02"], "date"), (["2018-06"], "string"), ([None], "any"), ([], "any")],
)  # fmt: skip
def test_the_type_is_what_the_csv_holds(cells: list[Any], wanted: str) -> None:
    assert field(cells)["type"] == wanted


def test_unit_and_basis_are_those_of_the_quantities() -> None:
    surplus = case("2018-06-10").baseline.surplus_usd_bn
    found = field([surplus, None], Column("x", "surplus", "US$ bn", missing="not known"))
    assert (found["unit"], found["basis"]) == ("USD bn", "census_balance")
    assert found["title"] == "surplus"
    assert found["description"] == "Empty means not known."


def test_quantities_of_two_bases_have_no_basis_in_common() -> None:
    base = case("2018-06-10").baseline
    found = field([base.exports_usd_bn, base.imports_usd_bn])
    assert found["unit"] == "USD bn"
    assert "basis" not in found


def test_a_percentage_is_a_share_in_the_csv() -> None:
    assert field([0.35], Column("x", "coverage", "%", format="percent"))["unit"] == "share"
    assert field([0.35], name="coverage_share")["unit"] == "share"


def test_a_column_that_no_page_shows_has_the_unit_of_its_name() -> None:
    assert field([1.0], name="gap_usd_bn_per_year")["unit"] == "USD bn/year"
    assert field([1.0], name="exports_usd_mn") == {
        "name": "exports_usd_mn", "type": "number", "title": "exports usd mn", "unit": "USD mn",
    }  # fmt: skip
