"""The one door: what it gives on a date, and what it refuses in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradegap.data.catalog import read_catalog
from tradegap.data.load import Figures
from tradegap.data.vintages import last_day
from tradegap.errors import DataError, UnknownNameError
from tradegap.model.leaves import FigureLeaf

NEWS, AFTER_REVISION, TODAY = date(2018, 6, 2), date(2018, 6, 10), date(2026, 11, 1)
VINTAGES, MONTHLY = "goods_annual_vintages_usa_chn", "goods_monthly_usa_chn"
IMPORTS, EXPORTS = "imports_customs_usd_mn", "exports_fas_usd_mn"
NAMES = sorted(read_catalog().tables)


@pytest.mark.parametrize(
    ("as_of", "imports", "published"),
    [
        (NEWS, 505600.0, "2018-02-06"),  # as printed in spring 2018
        (AFTER_REVISION, 505470.0, "2018-06-06"),  # after the annual revision
        (TODAY, 505165.1, "2026-06-17"),
    ],
)
def test_as_of_picks_the_vintage(as_of: date, imports: float, published: str) -> None:
    figure = Figures(as_of).figure(VINTAGES, IMPORTS, published_only=True, year=2017)
    assert figure.value == imports
    assert (figure.unit, figure.basis) == ("USD mn", "imports_customs_general")
    assert isinstance(figure.leaf, FigureLeaf)
    assert dict(figure.leaf.row) == {"year": "2017", "as_published": published}
    assert (figure.leaf.published, figure.leaf.later_vintage) == (published, False)


def test_a_vintage_can_be_named() -> None:
    figure = Figures(TODAY).figure(VINTAGES, IMPORTS, year=2017, as_published="2018-06-06")
    assert figure.value == 505470.0


def test_on_the_day_of_the_news_march_is_the_last_month_and_all_are_later_vintages() -> None:
    months = Figures(NEWS).table(MONTHLY)
    assert months["month"].iloc[-1] == "2018-03"
    assert months["later_vintage"].all()
    assert Figures(date(2018, 6, 10)).table(MONTHLY)["month"].iloc[-1] == "2018-04"


def test_the_rate_of_the_news_is_readable_on_its_day() -> None:
    rate = Figures(NEWS).figure("fx_usd_per_aud_daily", "usd_per_aud", date="2018-05-31")
    assert (rate.value, rate.unit) == (0.7570, "USD/AUD")


def test_the_offer_of_june_does_not_exist_on_2_june() -> None:
    assert "chn-2018-offer-70" not in set(Figures(NEWS).table("pledges")["id"])
    assert "chn-2018-offer-70" in set(Figures(AFTER_REVISION).table("pledges")["id"])
    stages = Figures(NEWS).table("tariff_actions")
    assert set(stages["stage"]) == {"in_force", "proposed", "threat", "announced"}


@pytest.mark.parametrize("name", NAMES)
def test_every_table_loads_with_one_row_a_figure(name: str) -> None:
    figures = Figures(TODAY)
    rows, table = figures.table(name), figures.catalog.table(name)
    assert len(rows) > 0
    expected = [c for c in table.columns if c != "published"]
    assert sorted(rows.columns) == sorted([*expected, "published", "later_vintage"])
    assert not rows.duplicated(subset=list(table.identity or table.key)).any()
    assert figures.tables_read == {name: table.sha256}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.dates(min_value=date(2017, 12, 1), max_value=date(2026, 12, 31)),
)
def test_no_table_holds_a_row_that_as_of_forbids(name: str, as_of: date) -> None:
    figures = Figures(as_of)
    table = figures.catalog.table(name)
    for row in figures.vintages(name).to_dict("records"):
        stated = [row[c] for c in table.vintage.by_row] or [table.vintage.published]
        days = [last_day(str(text)) for text in stated if isinstance(text, str)]
        days += [day for day in stated if isinstance(day, date)]
        if not days or max(days) <= as_of:
            assert not row["later_vintage"]
            continue
        assert row["later_vintage"]
        assert table.period is not None, f"{name}: published {max(days)}, no period"
        assert _is_out(str(row[table.period.column]), as_of)


def _is_out(period: str, as_of: date) -> bool:
    """Say anew whether a year, month or day was out by a date."""
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 1:
        return as_of >= date(parts[0] + 1, 2, 10)
    if len(parts) == 2:
        later = parts[0] * 12 + parts[1] + 1  # months since year 0, two months on
        return (as_of.year * 12 + as_of.month - 1, as_of.day) >= (later, 10)
    return as_of > date(*parts)


def test_missing_is_no_value_and_never_zero() -> None:
    figures = Figures(TODAY)
    may = figures.figure(MONTHLY, IMPORTS, month="2026-05")
    assert may.value is None
    assert figures.figure(MONTHLY, EXPORTS, month="2026-05").value == 9117.4
    assert figures.figure("pledges", "amount", id="chn-2018-05-19").value is None
    months = figures.series(MONTHLY, IMPORTS, "month", month=["2026-04", "2026-05"])
    assert isinstance(months.value, np.ndarray)
    assert np.isnan(months.value).tolist() == [False, True]


def test_a_series_names_its_rows() -> None:
    series = Figures(NEWS).series(MONTHLY, EXPORTS, "month", month=["2018-01", "2018-02"])
    assert series.index == ("2018-01", "2018-02")
    assert series.unit == "USD mn"
    assert isinstance(series.leaf, FigureLeaf)
    assert series.leaf.later_vintage
    assert dict(series.leaf.row) == {"month": "2018-01 to 2018-02"}
    gap = Figures(NEWS).series(MONTHLY, EXPORTS, "month", month=["2018-01", "2018-03"])
    assert isinstance(gap.leaf, FigureLeaf)
    assert dict(gap.leaf.row) == {"month": "2018-01 2018-03"}


def test_a_hole_in_a_series_is_refused_not_summed_over() -> None:
    with pytest.raises(DataError, match=r"month=2018-04 .* 2018-06-10 or after"):
        Figures(NEWS).series(MONTHLY, EXPORTS, "month", month=["2018-03", "2018-04"])


def test_units_and_bases_of_a_row_are_taken_from_its_columns() -> None:
    figures = Figures(TODAY)
    assert figures.figure("pledges", "amount", id="kor-lng").unit == "mn t/year"
    general = figures.figure(
        "imports_hs2_annual_usa", "imports_customs_usd",
        year=2024, hs2="01", partner="CHN", basis="imports_customs_general",
    )  # fmt: skip
    assert general.basis == "imports_customs_general"
    with pytest.raises(DataError, match="more than one basis"):
        figures.series("imports_hs2_annual_usa", "imports_customs_usd", "year",
                       hs2="01", partner="CHN", year=[2020, 2023])  # fmt: skip


def test_published_only_refuses_a_later_vintage_and_names_the_day() -> None:
    figures = Figures(date(2018, 3, 1))
    assert figures.figure("goods_annual_usa_chn", EXPORTS, year=2017).value == 129997.2
    with pytest.raises(DataError, match="first published on 2026-07-07") as caught:
        figures.figure("goods_annual_usa_chn", EXPORTS, published_only=True, year=2017)
    assert "choose a later as_of, 2026-07-07 or after" in str(caught.value)
    with pytest.raises(DataError, match="first published on 2018-02-06"):
        Figures(date(2018, 1, 15)).figure(VINTAGES, IMPORTS, year=2017)


@pytest.mark.parametrize(
    ("table", "column", "where", "told"),
    [
        (VINTAGES, IMPORTS, {"year": 1066}, "no row of .* fits year=1066; the table has year 2017"),
        (VINTAGES, IMPORTS, {}, "rows of .* choose by year"),
        ("pledges", "amount", {"partner": "CHN"}, "id=chn-2018-05-19.*choose by id"),
        ("pledges", "kind", {"id": "idn-agri"}, "is code, no number"),
    ],
)
def test_a_figure_is_one_number(
    table: str, column: str, where: dict[str, object], told: str
) -> None:
    with pytest.raises(DataError, match=told) as caught:
        Figures(TODAY).figure(table, column, **where)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_unknown_names_are_refused() -> None:
    figures = Figures(TODAY)
    with pytest.raises(UnknownNameError, match="goods_monthly_usa_chn"):
        figures.table("goods_monthly")
    with pytest.raises(UnknownNameError, match="balance_usd_mn"):
        figures.figure(VINTAGES, "balance_usd", year=2017)
    with pytest.raises(UnknownNameError, match="column"):
        figures.figure(VINTAGES, IMPORTS, yaer=2017)


def test_a_table_that_is_changed_by_its_reader_stays_what_it_was() -> None:
    figures = Figures(TODAY)
    mine = figures.table(VINTAGES)
    mine.loc[:, IMPORTS] = 0.0
    assert figures.figure(VINTAGES, IMPORTS, year=2017).value == 505165.1


def test_a_changed_byte_is_told(small: Path) -> None:
    assert Figures(TODAY, small).figure("by_year", "usd_mn", year=2017).value == 11.0
    path = small / "reference" / "by_year.csv"
    path.write_bytes(path.read_bytes().replace(b"10.5", b"10.6"))
    with pytest.raises(DataError, match=r"by_year.csv was changed: .*tradegap data accept by_year"):
        Figures(TODAY, small).table("by_year")
    path.unlink()
    with pytest.raises(DataError, match=r"by_year.csv is missing; restore it with git"):
        Figures(TODAY, small).table("by_year")
